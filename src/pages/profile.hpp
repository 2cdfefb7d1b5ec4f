// What an account tells of itself beside its name, as the pages show it. For pages/ alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "base/clock.hpp"
#include "pages/site.hpp"
#include "pages/view.hpp"
#include "store/store.hpp"

namespace chancery::pages {

struct ProfileView {
  struct Field {
    std::string name;
    std::string value;                  // plain text
    std::optional<Url> url;             // where the value is an address
    std::optional<Timestamp> verified;  // since when the page there links back with rel="me"
  };
  std::optional<Url> moved_to;  // where it goes on
  std::string mission;          // the accounts of one stand together; empty: none
  std::vector<std::string> languages;
  std::optional<Url> avatar;
  std::optional<Url> header;
  std::vector<Field> fields;
  std::vector<activity::NoteId> pinned;
};

[[nodiscard]] ProfileView profile_view(store::Snapshot& snapshot, const Site& site, const activity::Account& account);
// A picture of ours, BASE/media/…, as a path; nothing for what is anywhere else.
[[nodiscard]] std::optional<Url> own_media(const Site& site, std::string_view url);

}  // namespace chancery::pages
