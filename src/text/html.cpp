#include "text/html.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <vector>

#include "text/html_tokens.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

constexpr std::size_t kMaxOpen = 128;  // open elements remembered, unwrapped ones among them
constexpr std::size_t kMaxHref = 2048;

enum class Shape {
  Unknown,    // unwrapped
  Inline,     // strong, a, …
  Block,      // blockquote, ul, pre, …
  Paragraph,  // p and headings: hold no block
  Item,       // li
  Break,      // a block we do not keep: its edges separate what stands before from what follows
  LineBreak,  // br
};

Shape shape_of(std::string_view name) {
  struct Row {
    std::string_view name;
    Shape shape;
  };
  static constexpr auto kRows = std::to_array<Row>({
      {"a", Shape::Inline},       {"address", Shape::Break},    {"article", Shape::Break}, {"aside", Shape::Break},
      {"b", Shape::Inline},       {"blockquote", Shape::Block}, {"br", Shape::LineBreak},  {"center", Shape::Break},
      {"code", Shape::Inline},    {"dd", Shape::Break},         {"del", Shape::Inline},    {"details", Shape::Break},
      {"div", Shape::Break},      {"dl", Shape::Break},         {"dt", Shape::Break},      {"em", Shape::Inline},
      {"fieldset", Shape::Break}, {"figcaption", Shape::Break}, {"figure", Shape::Break},  {"footer", Shape::Break},
      {"form", Shape::Break},     {"h1", Shape::Paragraph},     {"h2", Shape::Paragraph},  {"h3", Shape::Paragraph},
      {"h4", Shape::Paragraph},   {"h5", Shape::Paragraph},     {"h6", Shape::Paragraph},  {"header", Shape::Break},
      {"hr", Shape::Break},       {"i", Shape::Inline},         {"li", Shape::Item},       {"main", Shape::Break},
      {"nav", Shape::Break},      {"ol", Shape::Block},         {"p", Shape::Paragraph},   {"pre", Shape::Block},
      {"s", Shape::Inline},       {"section", Shape::Break},    {"span", Shape::Inline},   {"strong", Shape::Inline},
      {"summary", Shape::Break},  {"table", Shape::Break},      {"td", Shape::Break},      {"th", Shape::Break},
      {"tr", Shape::Break},       {"u", Shape::Inline},         {"ul", Shape::Block},
  });
  static_assert(std::is_sorted(kRows.begin(), kRows.end(), [](const Row& a, const Row& b) { return a.name < b.name; }));
  const auto* const row =
      std::lower_bound(kRows.begin(), kRows.end(), name, [](const Row& r, std::string_view n) { return r.name < n; });
  return row != kRows.end() && row->name == name ? row->shape : Shape::Unknown;
}

bool is_heading(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] != 'r';
}
bool is_list(std::string_view name) {
  return name == "ul" || name == "ol";
}
bool is_blank(std::string_view text) {
  return text.find_first_not_of(kHtmlSpaces) == std::string_view::npos;
}

// Takes out what no reader sees: control characters, and those that turn the text around.
std::string visible(std::string_view text) {
  std::string out = strip_bidi_controls(text);
  std::erase_if(out, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
  });
  return out;
}

// The address a link may lead to, or nothing: http and https, with a host and no user name before it (which is how
// "https://mfa.example@elsewhere.example" deceives).
std::optional<std::string> safe_href(std::string_view raw) {
  std::string href = visible(raw);
  std::erase_if(href, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  href.erase(0, std::min(href.find_first_not_of(' '), href.size()));
  href.erase(href.find_last_not_of(' ') + 1);
  if (href.size() > kMaxHref || href.find(' ') != std::string::npos) return std::nullopt;
  const auto colon = href.find(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string scheme = href.substr(0, colon);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); });
  if ((scheme != "http" && scheme != "https") || href.compare(colon, 3, "://") != 0) return std::nullopt;
  const std::string_view rest = std::string_view{href}.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
  if (authority.empty() || authority.find('@') != std::string_view::npos) return std::nullopt;
  return scheme + href.substr(colon);
}

// The classes of a mention or hashtag (h-card microformat), or nothing.
std::string kept_classes(std::string_view raw) {
  static constexpr auto kClasses = std::to_array<std::string_view>({"h-card", "hashtag", "mention", "u-url"});
  std::string out;
  std::array<bool, kClasses.size()> seen{};
  for (auto at = raw.find_first_not_of(kHtmlSpaces); at != std::string_view::npos;
       at = raw.find_first_not_of(kHtmlSpaces, at)) {
    const auto end = std::min(raw.find_first_of(kHtmlSpaces, at), raw.size());
    const std::string_view word = raw.substr(at, end - at);
    at = end;
    for (std::size_t i = 0; i < kClasses.size(); ++i) {
      if (word != kClasses.at(i) || seen.at(i)) continue;
      seen.at(i) = true;
      if (!out.empty()) out += ' ';
      out += word;
    }
  }
  return out;
}

std::string link_tag(std::string_view href, std::string_view classes) {
  std::string tag = "<a href=\"" + escape_html(href) + '"';
  if (!classes.empty()) tag += " class=\"" + std::string{classes} + '"';
  return tag + " rel=\"nofollow noopener noreferrer\" target=\"_blank\">";
}

// Writes the safe document while tokens come. Invariants: every written start tag is closed; above an open
// paragraph stand inline elements alone; an item stands in a list.
class Sanitiser {
 public:
  void take(const HtmlToken& token) {
    switch (token.kind) {
      case HtmlToken::Kind::Text:
        text(token.text);
        break;
      case HtmlToken::Kind::Start:
        start(token);
        break;
      case HtmlToken::Kind::End:
        end(token.name);
        break;
    }
  }
  [[nodiscard]] std::string finish() {
    close_down_to(0);
    return std::move(out_);
  }

 private:
  struct Open {
    std::string name;
    Shape shape = Shape::Unknown;
    bool written = false;
  };

  void text(std::string_view raw) { plain(visible(decode_entities(raw))); }
  void plain(std::string_view words) {
    if (!is_blank(words)) flow();
    out_ += escape_html(words);
  }

  // Something that stands in a line is about to be written.
  void flow() {
    if (break_pending_ && flowing_) out_ += "<br>";
    break_pending_ = false;
    flowing_ = true;
  }
  // A block begins or ends here.
  void edge() {
    break_pending_ = false;
    flowing_ = false;
  }

  void start(const HtmlToken& token) {
    const Shape shape = shape_of(token.name);
    switch (shape) {
      case Shape::Unknown:
        if (token.name == "img") plain(visible(token.attribute("alt").value_or("")));
        break;
      case Shape::LineBreak:
        flow();
        out_ += "<br>";
        break;
      case Shape::Break:
        close_paragraph();
        break_pending_ = true;
        break;
      case Shape::Inline:
        start_inline(token);
        break;
      case Shape::Paragraph:
        close_paragraph();
        edge();
        push(token.name, shape, is_heading(token.name) ? "<p><strong>" : "<p>");
        break;
      case Shape::Block:
        close_paragraph();
        edge();
        push(token.name, shape, '<' + token.name + '>');
        break;
      case Shape::Item:
        start_item();
        break;
    }
  }

  void start_inline(const HtmlToken& token) {
    if (token.name == "a") {
      end("a");  // links do not nest
      const bool inside =
          std::any_of(open_.begin(), open_.end(), [](const Open& o) { return o.name == "a" && o.written; });
      const auto href = safe_href(token.attribute("href").value_or(""));
      if (href && !inside) flow();
      push("a", Shape::Inline,
           href && !inside ? link_tag(*href, kept_classes(token.attribute("class").value_or(""))) : "");
    } else if (token.name == "span") {
      const std::string classes = kept_classes(token.attribute("class").value_or(""));
      if (!classes.empty()) flow();
      push("span", Shape::Inline, classes.empty() ? "" : "<span class=\"" + classes + "\">");
    } else {
      flow();
      push(token.name, Shape::Inline, '<' + token.name + '>');
    }
  }

  void start_item() {
    close_paragraph();
    for (std::size_t i = open_.size(); i-- > 0 && !is_list(open_[i].name);) {
      if (open_[i].name == "li") {
        close_down_to(i);
        break;
      }
    }
    const bool in_list =
        std::any_of(open_.begin(), open_.end(), [](const Open& o) { return o.written && is_list(o.name); });
    if (in_list) {
      edge();
    } else {
      break_pending_ = true;
    }
    push("li", Shape::Item, in_list ? "<li>" : "");
  }

  void end(std::string_view name) {
    const Shape shape = shape_of(name);
    if (shape == Shape::Break) {
      close_paragraph();
      break_pending_ = true;
    }
    if (shape == Shape::Unknown || shape == Shape::Break || shape == Shape::LineBreak) return;
    for (std::size_t i = open_.size(); i-- > 0;) {
      const Open& candidate = open_[i];
      if (candidate.name == name || (is_heading(name) && is_heading(candidate.name))) {
        close_down_to(i);
        return;
      }
      if (shape == Shape::Inline && candidate.shape != Shape::Inline) return;
      if (shape == Shape::Item && is_list(candidate.name)) return;
    }
  }

  // Written for one: a heading is a paragraph and what is strong in it.
  static std::size_t elements_of(std::string_view name) { return is_heading(name) ? 2 : 1; }

  // An empty tag, or one too deep, is remembered so that its end tag finds it, but not written.
  void push(std::string_view name, Shape shape, std::string_view tag) {
    if (open_.size() == kMaxOpen) return;
    const bool written = !tag.empty() && depth_ + elements_of(name) <= kMaxHtmlDepth;
    if (written) {
      out_ += tag;
      depth_ += elements_of(name);
    }
    open_.push_back({std::string{name}, shape, written});
  }

  void close_paragraph() {
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (open_[i].shape == Shape::Paragraph) return close_down_to(i);
      if (open_[i].shape != Shape::Inline) return;
    }
  }

  void close_down_to(std::size_t size) {
    while (open_.size() > size) {
      const Open& top = open_.back();
      if (top.written) {
        out_ += is_heading(top.name) ? "</strong></p>" : "</" + top.name + '>';
        depth_ -= elements_of(top.name);
        if (top.shape != Shape::Inline) edge();
      } else if (top.shape != Shape::Inline) {
        break_pending_ = true;
      }
      open_.pop_back();
    }
  }

  std::string out_;
  std::vector<Open> open_;
  std::size_t depth_ = 0;       // of elements written and not closed
  bool flowing_ = false;        // something stands in the present line
  bool break_pending_ = false;  // what follows does not belong to that line
};

// Writes the text while tokens come.
class PlainWriter {
 public:
  void take(const HtmlToken& token) {
    if (token.kind == HtmlToken::Kind::Text) {
      text(visible(decode_entities(token.text)));
      return;
    }
    const bool start = token.kind == HtmlToken::Kind::Start;
    switch (shape_of(token.name)) {
      case Shape::Unknown:
      case Shape::Inline:
        break;
      case Shape::LineBreak:
        if (start) newlines_ = std::max(newlines_ + 1, std::size_t{1});
        break;
      case Shape::Break:
      case Shape::Item:
        newlines_ = std::max(newlines_, std::size_t{1});
        break;
      case Shape::Paragraph:
      case Shape::Block:
        newlines_ = std::max(newlines_, std::size_t{2});
        if (token.name == "pre") verbatim_ = start;
        break;
    }
  }
  [[nodiscard]] std::string finish() { return std::move(out_); }

 private:
  void text(std::string_view plain) {
    for (const char c : plain) {
      if (verbatim_ && c == '\n') {
        ++newlines_;
      } else if (kHtmlSpaces.find(c) != std::string_view::npos) {
        space_ = true;
      } else {
        separate();
        out_ += c;
      }
    }
  }

  // Writes the white space that stands between what was written and what follows; none before the first.
  void separate() {
    constexpr std::size_t kMost = 2;
    if (!out_.empty() && newlines_ > 0) {
      out_.append(std::min(newlines_, kMost), '\n');
    } else if (!out_.empty() && space_) {
      out_ += ' ';
    }
    newlines_ = 0;
    space_ = false;
  }

  std::string out_;
  std::size_t newlines_ = 0;
  bool space_ = false;
  bool verbatim_ = false;
};

template <class Writer>
std::string rewrite_html(std::string_view html) {
  const std::string repaired = repair_utf8(cut_at_character(html, kMaxHtmlBytes));
  HtmlTokens tokens(repaired);
  Writer writer;
  while (const auto token = tokens.next()) writer.take(*token);
  return writer.finish();
}

// How much of the front of `text`, which begins with an address, belongs to it: it ends at white space, quotes and
// the punctuation of scripts without spaces, and leaves out what closes the sentence around it.
std::size_t address_length(std::string_view text) {
  // U+3000 to U+303F, U+FF00 to U+FF3F, and the closing quotes U+201D and U+00BB.
  static constexpr auto kEnds = std::to_array<std::string_view>({"\xE3\x80", "\xEF\xBC", "\xE2\x80\x9D", "\xC2\xBB"});
  text = text.substr(0, kMaxHref + 1);
  std::size_t end = std::min(text.find_first_of(" \t\n\f\r<>\""), text.size());
  for (const std::string_view mark : kEnds) end = std::min(end, text.find(mark));
  const std::string_view all = text.substr(0, end);
  const auto open = std::count(all.begin(), all.end(), '(');
  auto closed = std::count(all.begin(), all.end(), ')');
  for (; end > 0; --end) {
    const char last = text[end - 1];
    const bool unmatched = last == ')' && closed > open;
    if (!unmatched && std::string_view{".,;:!?'*_]}"}.find(last) == std::string_view::npos) break;
    if (last == ')') --closed;
  }
  return end;
}

// Escapes a line and links the addresses in it.
std::string linked(std::string_view line) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = line.find("http"); at != std::string_view::npos; at = line.find("http", at)) {
    const std::string_view rest = line.substr(at);
    const std::size_t length = address_length(rest);
    const auto href = safe_href(rest.substr(0, length));
    if (!href || (at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1])) != 0)) {
      at += 4;
      continue;
    }
    out += escape_html(line.substr(from, at - from));
    out += link_tag(*href, "") + escape_html(rest.substr(0, length)) + "</a>";
    at += length;
    from = at;
  }
  return out + escape_html(line.substr(from));
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : repair_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string sanitise(std::string_view html) {
  return rewrite_html<Sanitiser>(html);
}

std::string to_plain(std::string_view html) {
  return rewrite_html<PlainWriter>(html);
}

std::string to_html(std::string_view plain) {
  std::string text = visible(repair_utf8(plain));
  std::erase(text, '\r');
  std::string out;
  bool in_paragraph = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string_view line = std::string_view{text}.substr(at, end - at);
    at = end + 1;
    line = line.substr(0, line.find_last_not_of(kHtmlSpaces) + 1);
    if (line.empty()) {
      if (in_paragraph) out += "</p>";
      in_paragraph = false;
      continue;
    }
    out += in_paragraph ? "<br>" : "<p>";
    in_paragraph = true;
    out += linked(line);
  }
  if (in_paragraph) out += "</p>";
  return out;
}

}  // namespace chancery::text
