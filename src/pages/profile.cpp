#include "pages/profile.hpp"

#include <utility>

#include "store/profile_links.hpp"
#include "store/profiles.hpp"

namespace chancery::pages {

std::optional<Url> own_media(const Site& site, std::string_view url) {
  if (!url.starts_with(site.addresses().media(""))) return std::nullopt;
  const auto path = Url::of(url.substr(site.addresses().base().size()));
  return path ? std::optional(*path) : std::nullopt;
}

ProfileView profile_view(store::Snapshot& snapshot, const Site& site, const activity::Account& account) {
  auto profile = store::profile_of(snapshot, account.id);
  ProfileView view;
  if (profile.moved_to.starts_with("http")) {
    if (const auto url = Url::of(profile.moved_to)) view.moved_to = *url;
  }
  view.mission = std::move(profile.mission);
  view.languages = std::move(profile.languages);
  view.avatar = own_media(site, profile.avatar.url);
  view.header = own_media(site, profile.header.url);
  view.pinned = store::pins_of(snapshot, account.id);
  const auto verified = store::verified_links(snapshot, account.id);
  for (auto& [name, value] : profile.fields) {
    ProfileView::Field field{std::move(name), std::move(value), {}, {}};
    // A path would be a link to ourselves.
    if (field.value.starts_with("http")) {
      if (const auto url = Url::of(field.value)) field.url = *url;
      field.verified = store::verified_since(verified, field.value);
    }
    view.fields.push_back(std::move(field));
  }
  return view;
}

}  // namespace chancery::pages
