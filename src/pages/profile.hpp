// What an account tells of itself beside its name, as the pages show it. For pages/ alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "pages/view.hpp"
#include "store/store.hpp"

namespace chancery::pages {

struct Profile {
  struct Field {
    std::string name;
    std::string value;       // plain text
    std::optional<Url> url;  // where the value is an address
    bool verified = false;   // the page there links back with rel="me"
  };
  std::string mission;  // the accounts of one stand together; empty: none
  std::vector<std::string> languages;
  std::optional<Url> avatar;
  std::optional<Url> header;
  std::vector<Field> fields;
  std::vector<activity::NoteId> pinned;
};

[[nodiscard]] Profile profile_of(store::Snapshot& snapshot, const activity::Account& account);

}  // namespace chancery::pages
