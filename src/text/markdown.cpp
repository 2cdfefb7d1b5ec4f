#include "text/markdown.hpp"

#include <md4c.h>

#include <utility>

#include "text/html.hpp"
#include "text/marks.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

constexpr unsigned kDialect = MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_STRIKETHROUGH |
                              MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_COLLAPSEWHITESPACE;

// Writes HTML while md4c reads; sanitise() sees to the rest.
class MarkdownWriter {
 public:
  explicit MarkdownWriter(const MarkLinks& links) : links_(links) {}

  void enter_block(MD_BLOCKTYPE type) {
    out_ += tag_of(type, "<", ">");
    if (type == MD_BLOCK_CODE) out_ += "<code>";
    if (type == MD_BLOCK_CODE) ++verbatim_;
  }
  void leave_block(MD_BLOCKTYPE type) {
    if (type == MD_BLOCK_CODE) {
      out_ += "</code>";
      --verbatim_;
    }
    out_ += tag_of(type, "</", ">");
  }

  void enter_span(MD_SPANTYPE type, const void* detail) {
    if (type == MD_SPAN_A) {
      out_ += "<a href=\"" + href_of(*static_cast<const MD_SPAN_A_DETAIL*>(detail)) + "\">";
      ++verbatim_;
      return;
    }
    if (type == MD_SPAN_CODE) ++verbatim_;
    out_ += tag_of(type, "<");
  }
  void leave_span(MD_SPANTYPE type) {
    if (type == MD_SPAN_A || type == MD_SPAN_CODE) --verbatim_;
    out_ += type == MD_SPAN_A ? "</a>" : tag_of(type, "</");
  }

  void text(MD_TEXTTYPE type, std::string_view words) {
    switch (type) {
      case MD_TEXT_BR:
      case MD_TEXT_SOFTBR:
        out_ += verbatim_ > 0 ? " " : "<br>";
        break;
      case MD_TEXT_ENTITY:
        out_ += words;
        break;
      case MD_TEXT_NULLCHAR:
        break;
      default:
        out_ += verbatim_ > 0 ? escape_html(words) : marked(words);
    }
  }

  [[nodiscard]] std::string finish() { return std::move(out_); }

 private:
  static std::string tag_of(MD_BLOCKTYPE type, std::string_view open, std::string_view close) {
    const auto tag = [&](std::string_view name) { return std::string(open).append(name).append(close); };
    switch (type) {
      case MD_BLOCK_QUOTE:
        return tag("blockquote");
      case MD_BLOCK_UL:
        return tag("ul");
      case MD_BLOCK_OL:
        return tag("ol");
      case MD_BLOCK_LI:
        return tag("li");
      case MD_BLOCK_H:
        return tag("h2");
      case MD_BLOCK_CODE:
        return tag("pre");
      case MD_BLOCK_P:
        return tag("p");
      default:
        return {};
    }
  }
  static std::string tag_of(MD_SPANTYPE type, std::string_view open) {
    const auto tag = [&](std::string_view name) { return std::string(open).append(name).append(">"); };
    switch (type) {
      case MD_SPAN_EM:
        return tag("em");
      case MD_SPAN_STRONG:
        return tag("strong");
      case MD_SPAN_CODE:
        return tag("code");
      case MD_SPAN_DEL:
        return tag("del");
      default:
        return {};
    }
  }

  static std::string href_of(const MD_SPAN_A_DETAIL& link) {
    std::string href;
    for (unsigned i = 0; link.href.substr_offsets[i] < link.href.size; ++i) {
      const auto from = link.href.substr_offsets[i];
      const std::string_view part(link.href.text + from, link.href.substr_offsets[i + 1] - from);
      href += link.href.substr_types[i] == MD_TEXT_ENTITY ? std::string(part) : escape_html(part);
    }
    return href;
  }

  // The words, with #tags and @names as links where they lead somewhere.
  [[nodiscard]] std::string marked(std::string_view words) const {
    std::string out;
    std::size_t written = 0;
    std::size_t from = 0;
    while (true) {
      const auto tag = links_.tag ? next_tag(words, from) : std::nullopt;
      const auto mention = links_.mention ? next_mention(words, from) : std::nullopt;
      if (!tag && !mention) break;
      const bool is_tag = tag && (!mention || tag->end <= mention->end);
      const Mark& mark = is_tag ? *tag : *mention;
      from = mark.end;
      const auto address = is_tag ? links_.tag(mark.name) : links_.mention(mark.name);
      if (!address) continue;
      // The sign before the name: '#' or its wide form, '@'.
      auto start = static_cast<std::size_t>(mark.name.data() - words.data()) - 1;
      if (is_tag && words[start] != '#') start -= 2;
      out += escape_html(words.substr(written, start - written));
      out += is_tag ? tag_link(*address, mark.name) : mention_link(*address, mark.name);
      written = static_cast<std::size_t>(mark.name.data() - words.data()) + mark.name.size();
    }
    return out += escape_html(words.substr(written));
  }
  static std::string tag_link(std::string_view address, std::string_view name) {
    return "<a href=\"" + escape_html(address) + "\" class=\"mention hashtag\">#" + escape_html(name) + "</a>";
  }
  static std::string mention_link(std::string_view address, std::string_view name) {
    return "<span class=\"h-card\"><a href=\"" + escape_html(address) + "\" class=\"u-url mention\">@" +
           escape_html(name.substr(0, name.find('@'))) + "</a></span>";
  }

  const MarkLinks& links_;
  std::string out_;
  int verbatim_ = 0;  // open code and links: marks in them are text
};

MD_PARSER parser() {
  MD_PARSER parser{};
  parser.flags = kDialect;
  parser.enter_block = [](MD_BLOCKTYPE type, void*, void* writer) {
    static_cast<MarkdownWriter*>(writer)->enter_block(type);
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* writer) {
    static_cast<MarkdownWriter*>(writer)->leave_block(type);
    return 0;
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* writer) {
    static_cast<MarkdownWriter*>(writer)->enter_span(type, detail);
    return 0;
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* writer) {
    static_cast<MarkdownWriter*>(writer)->leave_span(type);
    return 0;
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* writer) {
    static_cast<MarkdownWriter*>(writer)->text(type, {text, size});
    return 0;
  };
  return parser;
}

}  // namespace

std::string markdown_to_html(std::string_view markdown, const MarkLinks& links) {
  const std::string sound = repair_utf8(markdown);
  const auto reader = parser();
  MarkdownWriter writer(links);
  // Only memory running out makes it fail: then the text as it stands.
  if (md_parse(sound.data(), static_cast<MD_SIZE>(sound.size()), &reader, &writer) != 0) return to_html(sound);
  return sanitise(writer.finish());
}

}  // namespace chancery::text
