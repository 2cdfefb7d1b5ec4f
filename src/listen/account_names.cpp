#include "listen/account_names.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "text/fold.hpp"

namespace chancery::listen {
namespace {

using namespace std::string_view_literals;

bool is_ascii_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}
// A letter, digit or any character beyond ASCII.
bool may_name(char c) {
  return is_ascii_word(c) || static_cast<unsigned char>(c) >= 0x80;
}

bool has_scheme(std::string_view token) {
  constexpr auto kSchemes = std::to_array<std::string_view>({"did:", "at://", "acct:", "mailto:", "tg://"});
  return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) {
    const auto at = token.find(scheme);
    return at != std::string_view::npos && at + scheme.size() < token.size() &&
           (at == 0 || !is_ascii_word(token[at - 1]));
  });
}

// "@x" and "x@host"; not "@" alone, nor "5 @ 3".
bool has_at_sign(std::string_view token) {
  const auto at = token.find('@');
  return at != std::string_view::npos && at + 1 < token.size() && may_name(token[at + 1]);
}

bool is_profile_link(std::string_view token) {
  constexpr auto kHosts = std::to_array<std::string_view>(
      {"bsky.app/profile/", "x.com/", "twitter.com/", "instagram.com/", "facebook.com/", "fb.com/", "t.me/", "vk.com/",
       "tiktok.com/@", "threads.net/", "threads.com/", "linkedin.com/in/", "weibo.com/", "youtube.com/@",
       "truthsocial.com/", "reddit.com/u", "main.elk.zone/"});
  return std::any_of(kHosts.begin(), kHosts.end(), [&](std::string_view host) {
    const auto at = token.find(host);
    if (at == std::string_view::npos || at + host.size() >= token.size()) return false;
    return at == 0 || !is_ascii_word(token[at - 1]);
  });
}

// Hosts whose subdomains are people, as fold_words writes them: the handle is what it writes with spaces as well.
bool is_hosted_handle(std::string_view words) {
  constexpr auto kHosts = std::to_array<std::string_view>(
      {" bsky social ", " bsky team ", " brid gy ", " blacksky app ", " eurosky social ", " northsky social "});
  return std::any_of(kHosts.begin(), kHosts.end(), [&](std::string_view host) {
    const auto at = words.find(host);
    return at != std::string_view::npos && at > 0;
  });
}

bool is_spaced_did(std::string_view words) {
  constexpr auto kMethods = std::to_array<std::string_view>({" did plc ", " did web ", " did key "});
  return std::any_of(kMethods.begin(), kMethods.end(), [&](std::string_view method) {
    const auto at = words.find(method);
    return at != std::string_view::npos && at + method.size() < words.size();
  });
}

}  // namespace

std::string account_in(std::string_view words) {
  const std::string folded = text::fold(words);
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find_first_of(" \t\n,;()<>\"", at), folded.size());
    const std::string_view token = std::string_view{folded}.substr(at, end - at);
    if (has_scheme(token) || has_at_sign(token) || is_profile_link(token)) return std::string{token};
    at = end + 1;
  }
  const std::string cut = text::fold_words(words);
  if (is_hosted_handle(cut) || is_spaced_did(cut)) return folded;
  return {};
}

}  // namespace chancery::listen
