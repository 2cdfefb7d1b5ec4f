#include "activitypub/host_meta.hpp"

#include "net/http.hpp"
#include "text/html_tokens.hpp"

namespace chancery::activitypub {

std::optional<std::string> lrdd_address(std::string_view xrd, const activity::Acct& acct) {
  static constexpr std::string_view kPlace = "{uri}";
  // Of the XML only start tags and their attributes matter, and these look alike in HTML.
  text::HtmlTokens tokens(xrd.substr(0, kMaxHostMeta));
  while (const auto token = tokens.next()) {
    if (token->kind != text::HtmlToken::Kind::Start || token->name != "link") continue;
    if (token->attribute("rel") != "lrdd") continue;
    auto address = token->attribute("template").value_or("");
    const auto place = address.find(kPlace);
    if (place == std::string::npos) continue;
    return address.replace(place, kPlace.size(), net::percent_encode(acct.uri()));
  }
  return std::nullopt;
}

}  // namespace chancery::activitypub
