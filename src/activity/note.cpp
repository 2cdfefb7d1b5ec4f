#include "activity/note.hpp"

#include <algorithm>

namespace chancery::activity {
namespace {

bool names_public(const std::vector<std::string>& list) {
  return std::ranges::any_of(
      list, [](const std::string& uri) { return uri == kPublic || uri == "as:Public" || uri == "Public"; });
}

}  // namespace

std::string_view to_string(Visibility visibility) {
  switch (visibility) {
    case Visibility::Public:
      return "public";
    case Visibility::Unlisted:
      return "unlisted";
    case Visibility::Followers:
      return "followers";
    case Visibility::Direct:
      return "direct";
  }
  return "direct";
}

Visibility Audience::visibility(std::string_view followers) const {
  if (names_public(to)) return Visibility::Public;
  if (names_public(cc)) return Visibility::Unlisted;
  const auto names_followers = [&](const std::string& uri) { return !followers.empty() && uri == followers; };
  if (std::ranges::any_of(to, names_followers) || std::ranges::any_of(cc, names_followers))
    return Visibility::Followers;
  return Visibility::Direct;
}

}  // namespace chancery::activity
