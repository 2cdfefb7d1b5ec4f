#include "text/rel_me.hpp"

#include <utility>

#include "text/html_tokens.hpp"

namespace chancery::text {
namespace {

bool is_me(std::string_view token) {
  return token.size() == 2 && (token[0] | 0x20) == 'm' && (token[1] | 0x20) == 'e';
}

bool says_me(std::string_view rel) {
  while (true) {
    const auto begin = rel.find_first_not_of(kHtmlSpaces);
    if (begin == std::string_view::npos) return false;
    rel.remove_prefix(begin);
    const auto token = rel.substr(0, rel.find_first_of(kHtmlSpaces));
    if (is_me(token)) return true;
    rel.remove_prefix(token.size());
  }
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kHtmlSpaces);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kHtmlSpaces) + 1 - begin));
}

}  // namespace

std::vector<std::string> rel_me_links(std::string_view html) {
  std::vector<std::string> links;
  HtmlTokens tokens(html.substr(0, kMaxRelMePage));
  while (links.size() < kMaxRelMeLinks) {
    const auto token = tokens.next();
    if (!token) break;
    if (token->kind != HtmlToken::Kind::Start || (token->name != "a" && token->name != "link")) continue;
    if (!says_me(token->attribute("rel").value_or(""))) continue;
    auto link = trimmed(token->attribute("href").value_or(""));
    if (!link.empty() && link.size() <= kMaxRelMeLink) links.push_back(std::move(link));
  }
  return links;
}

}  // namespace chancery::text
