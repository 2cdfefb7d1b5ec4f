// RSS and Atom, read with Expat: one pass, no document type, no namespace prefix that must be declared.
#include <expat.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "feeds/feed_draft.hpp"
#include "feeds/feed_vocabulary.hpp"
#include "feeds/tame_xml.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kMaxCaptured = 256 * 1024;  // bytes of one element's content
constexpr std::size_t kMaxBindings = 64;          // namespaces declared at once: each element looks through them
constexpr int kBest = 0;
constexpr int kGood = 1;
constexpr int kPoor = 2;

// The attributes of one element, as Expat gives them: name, value, name, value, null.
class Attributes {
 public:
  explicit Attributes(const XML_Char** list) : list_(list) {}
  [[nodiscard]] std::string_view find(std::string_view name) const {
    for (const auto** at = list_; *at != nullptr; at += 2) {
      if (name == *at) return at[1];
    }
    return {};
  }
  template <class Each>
  void each(Each each_of) const {
    for (const auto** at = list_; *at != nullptr; at += 2) each_of(std::string_view(at[0]), std::string_view(at[1]));
  }

 private:
  const XML_Char** list_;
};

// How the characters of an element are to be understood.
enum class Markup {
  Escaped,  // HTML as text: RSS, Atom's type="html"
  Inline,   // elements of XHTML: Atom's type="xhtml"
  Plain,    // Atom's type="text"
};

class Reader {
 public:
  explicit Reader(const net::Url& address) : address_(address), parser_(XML_ParserCreate("UTF-8")) {
    if (!parser_) throw std::bad_alloc();
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(),
        [](void* self, const XML_Char* name, const XML_Char** list) {
          static_cast<Reader*>(self)->start(name, Attributes(list));
        },
        [](void* self, const XML_Char*) { static_cast<Reader*>(self)->end(); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const XML_Char* text, int length) {
      static_cast<Reader*>(self)->characters({text, static_cast<std::size_t>(length)});
    });
    // None comes this far; should one, nothing of it is read.
    XML_SetStartDoctypeDeclHandler(parser_.get(),
                                   [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
                                     static_cast<Reader*>(self)->stop("a document type inside the feed");
                                   });
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // `first_line` is how many lines stand before the text.
  DraftFeed run(const std::string& text, std::size_t first_line) {
    const auto status = XML_Parse(parser_.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
    const bool root_closed = depth_ == 0 && seen_root_;
    if (status != XML_STATUS_OK && !root_closed) {
      const auto line = XML_GetCurrentLineNumber(parser_.get()) + first_line;
      feed_.broken = "line " + std::to_string(line) + ": " + why_broken();
    }
    return std::move(feed_);
  }
  [[nodiscard]] bool seen_feed() const { return seen_feed_; }

 private:
  struct Element {
    Ns ns = Ns::Other;
    std::string name;                     // without prefix
    std::size_t bindings = 0;             // prefixes declared before it
    std::optional<std::string> language;  // xml:lang here
    std::optional<net::Url> base;         // xml:base here
  };
  struct Binding {
    std::string prefix;
    Ns ns;
  };
  struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };

  [[nodiscard]] std::string why_broken() const {
    if (!reason_.empty()) return reason_;
    const auto code = XML_GetErrorCode(parser_.get());
    const bool at_end = code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                        code == XML_ERROR_UNCLOSED_CDATA_SECTION || code == XML_ERROR_PARTIAL_CHAR;
    return at_end ? "the document breaks off here" : XML_ErrorString(code);
  }

  void stop(std::string_view reason) {
    reason_ = reason;
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  void start(std::string_view name, const Attributes& attributes) {
    if (!reason_.empty()) return;
    if (depth_ >= WebFeed::kMaxDepth) return stop("nested deeper than 64 elements");
    ++depth_;
    seen_root_ = true;
    if (capture_depth_ != 0) return capture_start(name);
    open_.push_back(element(name, attributes));
    const auto& opened = open_.back();
    if (is_container(opened)) return enter(opened, attributes);
    if (entry_depth_ != 0 && depth_ == entry_depth_ + 1) {
      start_in_entry(opened, attributes);
    } else if (entry_depth_ != 0 && depth_ == entry_depth_ + 2 && parent_is(Ns::Atom, "author") &&
               opened.name == "name") {
      capture(Markup::Plain, true, [this](const std::string& text) { draft_.author.offer(kBest, text); });
    } else if (entry_depth_ == 0 && feed_depth_ != 0 && depth_ == feed_depth_ + 1) {
      start_in_feed(opened, attributes);
    }
  }

  void end() {
    if (!reason_.empty()) return;
    if (capture_depth_ != 0 && depth_ > capture_depth_) {
      --depth_;
      return capture_end();
    }
    if (capture_depth_ == depth_) finish_capture();
    if (entry_depth_ == depth_) finish_entry();
    if (feed_depth_ == depth_) feed_depth_ = 0;
    if (!open_.empty()) {
      bindings_.resize(open_.back().bindings);
      open_.pop_back();
    }
    --depth_;
  }

  void characters(std::string_view text) {
    if (capture_depth_ == 0) return;
    if (markup_ != Markup::Inline) {
      text = text.substr(0, kMaxCaptured - std::min(kMaxCaptured, captured_.size()));
      captured_ += text;
      return;
    }
    for (const char c : text) {
      if (captured_.size() >= kMaxCaptured) return;
      c == '<' ? captured_ += "&lt;" : c == '&' ? captured_ += "&amp;" : captured_ += c;
    }
  }

  Element element(std::string_view qualified, const Attributes& attributes) {
    Element opened;
    opened.bindings = bindings_.size();
    attributes.each([&](std::string_view name, std::string_view value) {
      if (name.starts_with("xmlns") && bindings_.size() >= kMaxBindings) return;
      if (name == "xmlns") {
        // Whatever a feed calls the vocabulary of its root, it is RSS.
        const auto ns = namespace_of(value);
        bindings_.push_back({"", ns == Ns::Other && depth_ == 1 ? Ns::Rss : ns});
      } else if (name.starts_with("xmlns:")) {
        bindings_.push_back({std::string(name.substr(6)), namespace_of(value)});
      } else if (name == "xml:lang") {
        opened.language = value;
      } else if (name == "xml:base") {
        auto base = net::Url::parse(absolute_address(value, this->base()));
        if (base) opened.base = std::move(*base);
      }
    });
    const auto colon = qualified.find(':');
    const auto prefix = colon == std::string_view::npos ? std::string_view() : qualified.substr(0, colon);
    opened.name = qualified.substr(colon == std::string_view::npos ? 0 : colon + 1);
    opened.ns = bound(prefix);
    return opened;
  }

  [[nodiscard]] Ns bound(std::string_view prefix) const {
    const auto found = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                    [&](const Binding& binding) { return binding.prefix == prefix; });
    return found == bindings_.rend() ? customary_namespace(prefix) : found->ns;
  }

  [[nodiscard]] const net::Url& base() const {
    const auto found =
        std::find_if(open_.rbegin(), open_.rend(), [](const Element& open) { return open.base.has_value(); });
    return found == open_.rend() ? address_ : *found->base;
  }
  [[nodiscard]] std::string language() const {
    const auto found =
        std::find_if(open_.rbegin(), open_.rend(), [](const Element& open) { return open.language.has_value(); });
    return found == open_.rend() ? std::string() : *found->language;
  }
  [[nodiscard]] bool parent_is(Ns ns, std::string_view name) const {
    if (open_.size() < 2) return false;
    const auto& parent = open_[open_.size() - 2];
    return parent.ns == ns && parent.name == name;
  }

  static bool is_entry(const Element& opened) {
    return (opened.ns == Ns::Rss && opened.name == "item") || (opened.ns == Ns::Atom && opened.name == "entry") ||
           (opened.ns == Ns::Rss && opened.name == "entry");
  }
  [[nodiscard]] bool is_container(const Element& opened) const {
    if (entry_depth_ != 0) return false;
    return is_entry(opened) || (feed_depth_ == 0 && (opened.name == "channel" || opened.name == "feed"));
  }

  void enter(const Element& opened, const Attributes& attributes) {
    if (!is_entry(opened)) {
      feed_depth_ = depth_;
      seen_feed_ = true;
      if (opened.name == "feed") feed_.kind = WebFeed::Kind::Atom;
      feed_.language.offer(kGood, language());
      return;
    }
    seen_feed_ = true;
    entry_depth_ = depth_;
    draft_ = {};
    draft_.language.offer(kGood, language());
    // RSS 1.0 names its items by address.
    draft_.id.offer(kGood, attributes.find("rdf:about"));
    draft_.url.offer(kPoor, absolute_address(attributes.find("rdf:about"), base()));
  }

  void finish_entry() {
    entry_depth_ = 0;
    if (feed_.entries.size() < WebFeed::kMaxEntries) {
      feed_.entries.push_back(std::move(draft_));
    } else {
      ++feed_.left_out;
    }
    draft_ = {};
  }

  void start_in_entry(const Element& opened, const Attributes& attributes) {
    switch (opened.ns) {
      case Ns::Rss:
        if (feed_.kind == WebFeed::Kind::Atom) return start_atom(opened.name, attributes);
        return start_rss(opened.name, attributes);
      case Ns::Atom:
        return start_atom(opened.name, attributes);
      case Ns::Dublin:
      case Ns::Terms:
        return start_dublin(opened.name);
      case Ns::Content:
        if (opened.name == "encoded") text_into(draft_.content, kBest, Markup::Escaped);
        return;
      case Ns::Itunes:
        if (opened.name == "summary") text_into(draft_.summary, kPoor, Markup::Escaped);
        if (opened.name == "author") line_into(draft_.author, kPoor, Markup::Escaped);
        return;
      case Ns::Xhtml:
        if (opened.name == "body" || opened.name == "div") text_into(draft_.content, kGood, Markup::Inline);
        return;
      default:
        return;
    }
  }

  void start_rss(std::string_view name, const Attributes& attributes) {
    if (name == "title") return line_into(draft_.title, kBest, Markup::Escaped);
    if (name == "link") return address_into(draft_.url, kBest);
    if (name == "description") return text_into(draft_.summary, kBest, Markup::Escaped);
    if (name == "pubDate" || name == "pubdate") return line_into(draft_.published, kBest, Markup::Plain);
    if (name == "author") return person_into(draft_.author);
    if (name == "category") return capture_category();
    if (name == "guid") {
      draft_.id_is_address = attributes.find("isPermaLink") != "false";
      return line_into(draft_.id, kBest, Markup::Plain);
    }
  }

  void start_atom(std::string_view name, const Attributes& attributes) {
    if (name == "title") return line_into(draft_.title, kBest, markup_of(attributes));
    if (name == "id") return line_into(draft_.id, kBest, Markup::Plain);
    if (name == "summary") return text_into(draft_.summary, kBest, markup_of(attributes));
    if (name == "content") return start_content(attributes);
    if (name == "published" || name == "issued") return line_into(draft_.published, kBest, Markup::Plain);
    if (name == "created") return line_into(draft_.published, kGood, Markup::Plain);
    if (name == "updated" || name == "modified") return line_into(draft_.updated, kBest, Markup::Plain);
    if (name == "link") return offer_link(draft_.url, attributes);
    if (name == "category") {
      const auto label = attributes.find("label");
      add_category(plain_line(label.empty() ? attributes.find("term") : label));
    }
  }

  void start_dublin(std::string_view name) {
    if (name == "title") return line_into(draft_.title, kPoor, Markup::Escaped);
    if (name == "description" || name == "abstract") return text_into(draft_.summary, kPoor, Markup::Escaped);
    if (name == "creator") return line_into(draft_.author, kGood, Markup::Escaped);
    if (name == "date" || name == "issued") return line_into(draft_.published, kGood, Markup::Plain);
    if (name == "created") return line_into(draft_.published, kPoor, Markup::Plain);
    if (name == "modified") return line_into(draft_.updated, kGood, Markup::Plain);
    if (name == "language") return line_into(draft_.language, kBest, Markup::Plain);
    if (name == "identifier") return line_into(draft_.id, kPoor, Markup::Plain);
    if (name == "subject") return capture_category();
  }

  void start_in_feed(const Element& opened, const Attributes& attributes) {
    const auto& name = opened.name;
    const bool atom = opened.ns == Ns::Atom || (opened.ns == Ns::Rss && feed_.kind == WebFeed::Kind::Atom);
    if (atom) {
      if (name == "title") return line_into(feed_.title, kGood, markup_of(attributes));
      if (name == "link") return offer_link(feed_.link, attributes);
      return;
    }
    if (opened.ns == Ns::Rss) {
      if (name == "title") return line_into(feed_.title, kBest, Markup::Escaped);
      if (name == "link") return address_into(feed_.link, kBest);
      if (name == "language") return line_into(feed_.language, kBest, Markup::Plain);
      if (name == "ttl") return line_into(feed_.ttl, kBest, Markup::Plain);
    } else if (opened.ns == Ns::Dublin && name == "language") {
      return line_into(feed_.language, kBest, Markup::Plain);
    } else if (opened.ns == Ns::Dublin && name == "title") {
      return line_into(feed_.title, kPoor, Markup::Escaped);
    } else if (opened.ns == Ns::Syndication && name == "updatePeriod") {
      return line_into(feed_.update_period, kBest, Markup::Plain);
    } else if (opened.ns == Ns::Syndication && name == "updateFrequency") {
      return line_into(feed_.update_frequency, kBest, Markup::Plain);
    }
  }

  // Atom's content may be of any kind (RFC 4287 section 4.1.3); what is no text stays where it is.
  void start_content(const Attributes& attributes) {
    const auto type = attributes.find("type");
    const bool text = type.empty() || type == "text" || type == "html" || type == "xhtml" ||
                      type.starts_with("text/") || type.ends_with("+xml") || type.ends_with("/xml");
    if (!text || attributes.find("mode") == "base64" || !attributes.find("src").empty()) return;
    text_into(draft_.content, kBest, markup_of(attributes));
  }

  static Markup markup_of(const Attributes& attributes) {
    const auto type = attributes.find("type");
    if (type == "xhtml" || type.ends_with("xml") || attributes.find("mode") == "xml") return Markup::Inline;
    if (type == "html" || type == "text/html" || attributes.find("mode") == "escaped") return Markup::Escaped;
    return Markup::Plain;
  }

  void offer_link(RankedText& into, const Attributes& attributes) const {
    const auto rel = attributes.find("rel");
    if (!rel.empty() && rel != "alternate") return;
    const auto type = attributes.find("type");
    const int rank = type.empty() || type.find("html") != std::string_view::npos ? kGood : kPoor;
    into.offer(rank, absolute_address(attributes.find("href"), base()));
  }

  void add_category(std::string category) {
    auto& all = draft_.categories;
    if (category.empty() || all.size() >= WebFeed::kMaxCategories) return;
    if (std::find(all.begin(), all.end(), category) == all.end()) all.push_back(std::move(category));
  }

  // What is captured goes to `done` once the element ends: HTML made plain already.
  template <class Done>
  void capture(Markup markup, bool one_line, Done done) {
    capture_depth_ = depth_;
    markup_ = markup;
    one_line_ = one_line;
    captured_.clear();
    done_ = std::move(done);
  }
  void line_into(RankedText& into, int rank, Markup markup) {
    capture(markup, true, [&into, rank](const std::string& text) { into.offer(rank, text); });
  }
  void text_into(RankedText& into, int rank, Markup markup) {
    capture(markup, false, [&into, rank](const std::string& text) { into.offer(rank, text); });
  }
  void address_into(RankedText& into, int rank) {
    capture(Markup::Plain, true,
            [this, &into, rank](const std::string& text) { into.offer(rank, absolute_address(text, base())); });
  }
  // RSS has "address (name)"; the name is enough.
  void person_into(RankedText& into) {
    capture(Markup::Escaped, true, [&into](const std::string& text) {
      const auto open = text.find('(');
      const auto close = text.rfind(')');
      const bool named = open != std::string::npos && close != std::string::npos && close > open + 1;
      into.offer(kBest, named ? text.substr(open + 1, close - open - 1) : text);
    });
  }
  void capture_category() {
    capture(Markup::Escaped, true, [this](const std::string& text) { add_category(text); });
  }

  // An element inside a captured one: kept as markup, so that paragraphs stay apart and scripts go with their content.
  void capture_start(std::string_view name) {
    if (const auto colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
    inner_.emplace_back(name);
    if (captured_.size() + name.size() < kMaxCaptured) captured_ += '<' + inner_.back() + '>';
  }
  void capture_end() {
    const auto& name = inner_.back();
    const bool is_void = name == "br" || name == "hr" || name == "img";
    if (!is_void && captured_.size() + name.size() < kMaxCaptured) captured_ += "</" + name + '>';
    inner_.pop_back();
  }

  void finish_capture() {
    capture_depth_ = 0;
    const auto most = one_line_ ? WebFeed::kMaxLine : WebFeed::kMaxText;
    auto text = markup_ == Markup::Plain ? declared_plain(captured_, most, one_line_)
                : one_line_              ? plain_line(captured_, most)
                                         : plain_text(captured_, most);
    done_(text);
    captured_.clear();
  }

  const net::Url& address_;
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser_;
  DraftFeed feed_;
  DraftEntry draft_;
  std::vector<Element> open_;
  std::vector<Binding> bindings_;
  std::size_t depth_ = 0;
  std::size_t feed_depth_ = 0;     // of the open channel or feed
  std::size_t entry_depth_ = 0;    // of the open entry
  std::size_t capture_depth_ = 0;  // of the element whose content is captured
  bool seen_root_ = false;
  bool seen_feed_ = false;
  Markup markup_ = Markup::Escaped;
  bool one_line_ = false;
  std::string captured_;
  std::vector<std::string> inner_;  // elements open inside it
  std::function<void(const std::string&)> done_;
  std::string reason_;
};

}  // namespace

Result<DraftFeed> read_xml_feed(std::string_view text, const net::Url& address) {
  const auto root = find_feed_root(text);
  if (!root) {
    return fail(Errc::Unsupported, "no element of a feed",
                "that is no feed: neither RSS nor Atom nor JSON Feed; look for the feed's address on the page");
  }
  const auto lines_before =
      static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*root), '\n'));
  const auto tame = tame_xml(text.substr(*root));
  Reader reader(address);
  auto feed = reader.run(tame.text, lines_before);
  feed.controls_removed = tame.controls_removed;
  if (!reader.seen_feed()) {
    return fail(Errc::Malformed, "no whole element of a feed: " + feed.broken,
                "the feed cannot be read" + (feed.broken.empty() ? std::string() : ": " + feed.broken));
  }
  return feed;
}

}  // namespace chancery::feeds
