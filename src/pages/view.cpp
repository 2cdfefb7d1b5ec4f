#include "pages/view.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <ranges>
#include <span>

#include "pages/templates.hpp"
#include "text/html.hpp"

namespace chancery::pages {
namespace {

bool is_url_name(std::string_view name) {
  return name.ends_with("_url");
}
bool is_html_name(std::string_view name) {
  return name.ends_with("_html");
}

// A template in pieces. A section knows how far on its end stands.
struct Piece {
  enum class Kind { Text, Value, Section, Inverted, End, Partial };
  Kind kind = Kind::Text;
  std::string_view text;  // the text itself, or the name
  std::size_t length = 0;
};

Piece::Kind kind_of(char mark) {
  switch (mark) {
    case '#':
      return Piece::Kind::Section;
    case '^':
      return Piece::Kind::Inverted;
    case '/':
      return Piece::Kind::End;
    case '>':
      return Piece::Kind::Partial;
    default:
      return Piece::Kind::Value;
  }
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::vector<std::size_t> open;
  for (;;) {
    const auto at = text.find("{{");
    if (at != 0) pieces.push_back({Piece::Kind::Text, text.substr(0, at)});
    if (at == std::string_view::npos) break;
    const auto close = text.find("}}", at);
    assert(close != std::string_view::npos && close > at + 2);
    auto name = text.substr(at + 2, close - at - 2);
    text.remove_prefix(close + 2);
    const auto kind = kind_of(name.front());
    if (kind != Piece::Kind::Value) name.remove_prefix(1);
    if (kind == Piece::Kind::End) {
      assert(!open.empty() && pieces[open.back()].text == name);
      pieces[open.back()].length = pieces.size() - open.back();
      open.pop_back();
    } else if (kind == Piece::Kind::Section || kind == Piece::Kind::Inverted) {
      open.push_back(pieces.size());
    }
    pieces.push_back({kind, name});
  }
  assert(open.empty());
  return pieces;
}

std::string without_controls(std::string_view text) {
  std::string clean(text);
  std::erase_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; });
  return clean;
}

// Links that show their own address are marked: print does not write it a second time.
std::string with_bare_links(std::string html) {
  constexpr std::string_view kOpen = "<a href=\"";
  constexpr std::string_view kMark = " class=\"bare\"";
  constexpr std::string_view kScheme = "https://";
  for (auto at = html.find(kOpen); at != std::string::npos; at = html.find(kOpen, at + 1)) {
    const auto from = at + kOpen.size();
    const auto quote = html.find('"', from);
    const auto tag_end = html.find('>', from);
    const auto end = html.find("</a>", from);
    if (quote == std::string::npos || tag_end == std::string::npos || end == std::string::npos) return html;
    const auto all = std::string_view(html);
    if (quote > tag_end || tag_end > end || all.substr(at, tag_end - at).find(" class=") != std::string_view::npos) {
      continue;
    }
    const auto address = all.substr(from, quote - from);
    const auto shown = all.substr(tag_end + 1, end - tag_end - 1);
    const bool short_of_scheme = address.starts_with(kScheme) && address.substr(kScheme.size()) == shown;
    if (shown == address || short_of_scheme) html.insert(quote + 1, kMark);
  }
  return html;
}

}  // namespace

Result<Url> Url::of(std::string_view address) {
  const bool path = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
  const bool absolute = address.starts_with("https://") || address.starts_with("http://");
  const bool sound = std::ranges::none_of(address, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  if ((!path && !absolute) || !sound) return fail(Errc::Refused, "not an address to link to");
  return Url(std::string(address));
}

SafeHtml sanitised_content(const activity::Note& note) {
  return SafeHtml(note.content);
}

SafeHtml sanitised_wording(const activity::Wording& wording) {
  return SafeHtml(with_bare_links(wording.text));
}

SafeHtml as_paragraph(std::string_view plain) {
  return SafeHtml(text::to_html(plain));
}

SafeHtml escaped(std::string_view plain) {
  return SafeHtml(text::escape_html(without_controls(plain)));
}

SafeHtml with_emoji(const SafeHtml& html, const text::EmojiPicture& picture) {
  return SafeHtml(text::with_emoji(html.text(), picture));
}

View& View::set(const std::string& name, std::string_view text) {
  assert(!is_url_name(name) && !is_html_name(name));
  values_.insert_or_assign(name, without_controls(text));
  return *this;
}

View& View::set(const std::string& name, std::int64_t number) {
  return set(name, std::to_string(number));
}

View& View::set(const std::string& name, const Url& url) {
  assert(is_url_name(name));
  values_.insert_or_assign(name, url.text());
  return *this;
}

View& View::set(const std::string& name, SafeHtml html) {
  assert(is_html_name(name));
  values_.insert_or_assign(name, std::move(html));
  return *this;
}

View& View::set_flag(const std::string& name, bool value) {
  values_.insert_or_assign(name, value);
  return *this;
}

View& View::set_list(const std::string& name, std::vector<View> views) {
  values_.insert_or_assign(name, std::move(views));
  return *this;
}

// One rendering.
class Filling {
 public:
  explicit Filling(const View& view) : scopes_{&view} {}

  void fill(std::span<const Piece> pieces) {
    for (std::size_t at = 0; at < pieces.size(); ++at) {
      const auto& piece = pieces[at];
      switch (piece.kind) {
        case Piece::Kind::Text:
          page_ += piece.text;
          break;
        case Piece::Kind::Value:
          put(piece.text);
          break;
        case Piece::Kind::Partial:
          assert(piece.text == "note");
          if (note_.empty()) note_ = pieces_of(templates::note());
          fill(note_);
          break;
        case Piece::Kind::End:
          break;
        default:
          section(piece, pieces.subspan(at + 1, piece.length - 1));
          at += piece.length;
      }
    }
  }

  [[nodiscard]] std::string take() { return std::move(page_); }

 private:
  [[nodiscard]] const View::Value* find(std::string_view name) const {
    for (const auto* view : scopes_ | std::views::reverse) {
      const auto found = view->values_.find(name);
      if (found != view->values_.end()) return &found->second;
    }
    return nullptr;
  }

  void put(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr) return;
    if (const auto* html = std::get_if<SafeHtml>(value)) {
      assert(is_html_name(name));
      page_ += html->text();
    } else if (const auto* text = std::get_if<std::string>(value)) {
      page_ += text::escape_html(*text);
    }
  }

  static bool says_something(const View::Value* value) {
    if (value == nullptr) return false;
    if (const auto* flag = std::get_if<bool>(value)) return *flag;
    if (const auto* text = std::get_if<std::string>(value)) return !text->empty();
    if (const auto* list = std::get_if<std::vector<View>>(value)) return !list->empty();
    return true;
  }

  void section(const Piece& piece, std::span<const Piece> inside) {
    const auto* value = find(piece.text);
    if (says_something(value) == (piece.kind == Piece::Kind::Inverted)) return;
    const auto* list = value ? std::get_if<std::vector<View>>(value) : nullptr;
    if (list == nullptr || piece.kind == Piece::Kind::Inverted) return fill(inside);
    for (const auto& view : *list) {
      scopes_.push_back(&view);
      fill(inside);
      scopes_.pop_back();
    }
  }

  std::vector<const View*> scopes_;  // the innermost last
  std::vector<Piece> note_;
  std::string page_;
};

SafeHtml render(std::string_view template_text, const View& view) {
  Filling filling(view);
  filling.fill(pieces_of(template_text));
  return SafeHtml(filling.take());
}

}  // namespace chancery::pages
