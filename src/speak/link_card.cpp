#include "speak/link_card.hpp"

#include "speak/post_note.hpp"
#include "text/html_tokens.hpp"

namespace chancery::speak {

std::string link_for_card(const PostBody& body, const activity::Addresses& addresses) {
  if (!body.pictures.empty() || body.poll || body.texts.empty()) return {};
  const auto html = html_of(body.texts.front(), body, addresses);
  text::HtmlTokens tokens(html);
  while (const auto token = tokens.next()) {
    if (token->kind != text::HtmlToken::Kind::Start || token->name != "a") continue;
    const auto classes = token->attribute("class").value_or("");
    if (classes.find("mention") != std::string::npos || classes.find("hashtag") != std::string::npos) continue;
    auto href = token->attribute("href").value_or("");
    const bool web = href.starts_with("https://") || href.starts_with("http://");
    if (web && href != addresses.base() && !href.starts_with(addresses.base() + '/')) return href;
  }
  return {};
}

}  // namespace chancery::speak
