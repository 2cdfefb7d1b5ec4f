#include "text/emoji.hpp"

#include <algorithm>
#include <cstddef>

#include "base/ascii.hpp"
#include "text/html.hpp"
#include "text/html_tokens.hpp"

namespace chancery::text {
namespace {

bool may_stand_between_colons(char c) {
  return ascii::is_alphanumeric(c) || c == '_' || c == '+' || c == '-';
}

// The length of ":shortcode:" at the beginning of `rest`; 0 when there is none.
std::size_t shortcode_at(std::string_view rest) {
  const auto name = rest.substr(1);
  const auto* const end = std::ranges::find_if_not(name, may_stand_between_colons);
  const auto length = static_cast<std::size_t>(end - name.begin());
  if (length == 0 || end == name.end() || *end != ':') return 0;
  const auto all = length + 2;
  return all < rest.size() && ascii::is_alphanumeric(rest[all]) ? 0 : all;
}

std::string image(std::string_view picture, std::string_view shown) {
  return "<img class=\"emoji\" src=\"" + escape_html(picture) + "\" alt=\"" + escape_html(shown) + "\" title=\"" +
         escape_html(shown) + "\" height=\"20\" loading=\"lazy\" decoding=\"async\">";
}

void put_text(std::string& out, std::string_view text, const EmojiPicture& picture) {
  std::size_t from = 0;
  for (auto at = text.find(':'); at != std::string_view::npos; at = text.find(':', at)) {
    const bool apart = at == 0 || !ascii::is_alphanumeric(text[at - 1]);
    const auto length = apart ? shortcode_at(text.substr(at)) : 0;
    const auto found = length == 0 ? std::string() : picture(text.substr(at + 1, length - 2));
    if (found.empty()) {
      ++at;
      continue;
    }
    out.append(text.substr(from, at - from)).append(image(found, text.substr(at, length)));
    at += length;
    from = at;
  }
  out.append(text.substr(from));
}

}  // namespace

std::string with_emoji(std::string_view html, const EmojiPicture& picture) {
  std::string out;
  out.reserve(html.size());
  std::size_t written = 0;
  int code = 0;
  HtmlTokens tokens(html);
  while (const auto token = tokens.next()) {
    if (token->kind != HtmlToken::Kind::Text) {
      if (token->name == "code" || token->name == "pre") code += token->kind == HtmlToken::Kind::Start ? 1 : -1;
      continue;
    }
    if (code > 0) continue;
    const auto at = static_cast<std::size_t>(token->text.data() - html.data());
    out.append(html.substr(written, at - written));
    put_text(out, token->text, picture);
    written = at + token->text.size();
  }
  return out.append(html.substr(written));
}

}  // namespace chancery::text
