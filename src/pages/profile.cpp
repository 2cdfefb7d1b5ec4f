#include "pages/profile.hpp"

#include <algorithm>
#include <iterator>

#include "store/profiles.hpp"

namespace chancery::pages {
namespace {

// Below the page's own host: a profile keeps the whole address, for others.
std::optional<Url> picture_path(const activity::ProfilePicture& picture) {
  const auto path = picture.url.find("/media/");
  if (path == std::string::npos) return std::nullopt;
  const auto url = Url::of(std::string_view(picture.url).substr(path));
  return url ? std::optional(*url) : std::nullopt;
}

Profile::Field field_of(const activity::ProfileField& said) {
  Profile::Field field{.name = said.name, .value = said.value, .url = std::nullopt, .verified = false};
  const bool web = said.value.starts_with("https://") || said.value.starts_with("http://");
  if (!web) return field;
  if (const auto url = Url::of(said.value)) field.url = *url;
  return field;
}

}  // namespace

Profile profile_of(store::Snapshot& snapshot, const activity::Account& account) {
  const auto said = store::profile_of(snapshot, account.id);
  Profile profile;
  profile.mission = said.mission;
  profile.languages = said.languages;
  profile.avatar = picture_path(said.avatar);
  profile.header = picture_path(said.header);
  std::ranges::transform(said.fields, std::back_inserter(profile.fields), field_of);
  profile.pinned = store::pins_of(snapshot, account.id);
  return profile;
}

}  // namespace chancery::pages
