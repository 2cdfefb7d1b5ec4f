#include "activity/note.hpp"

#include <algorithm>
#include <array>

namespace chancery::activity {
namespace {

constexpr std::array<std::string_view, 4> kVisibilities{"public", "unlisted", "followers", "direct"};
constexpr std::array<std::string_view, 4> kScreenings{"shown", "quarantined", "hidden", "released"};

bool names_public(const std::vector<std::string>& list) {
  return std::ranges::any_of(
      list, [](const std::string& uri) { return uri == kPublic || uri == "as:Public" || uri == "Public"; });
}

}  // namespace

std::string_view to_string(Visibility visibility) {
  return kVisibilities.at(static_cast<std::size_t>(visibility));
}

Result<Visibility> parse_visibility(std::string_view text) {
  for (std::size_t i = 0; i < kVisibilities.size(); ++i) {
    if (kVisibilities[i] == text) return static_cast<Visibility>(i);
  }
  return fail(Errc::Invalid, "no such visibility", "visibility: write public, unlisted, followers or direct");
}

std::string_view to_string(Screening screening) {
  return kScreenings.at(static_cast<std::size_t>(screening));
}

Result<Screening> parse_screening(std::string_view text) {
  for (std::size_t i = 0; i < kScreenings.size(); ++i) {
    if (kScreenings[i] == text) return static_cast<Screening>(i);
  }
  return fail(Errc::Invalid, "no such screening", "screening: write shown, quarantined, hidden or released");
}

bool is_public(const Note& note) {
  const bool to_everybody = note.visibility == Visibility::Public || note.visibility == Visibility::Unlisted;
  return to_everybody && (note.screening == Screening::Shown || note.screening == Screening::Released);
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
