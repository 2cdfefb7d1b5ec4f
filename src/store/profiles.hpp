// What our accounts say about themselves, and which of their notes they pinned. Who may change it: speak/profile.hpp.
#pragma once

#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "activity/profile.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Empty when nothing was ever said.
[[nodiscard]] activity::Profile profile_of(Snapshot& snapshot, activity::AccountId account);
[[nodiscard]] activity::Profile profile_of(Transaction& tx, activity::AccountId account);
void put_profile(Transaction& tx, activity::AccountId account, const activity::Profile& profile);
// Its name in people's eyes, what it is about, and the language it writes in.
void rename_account(Transaction& tx, const activity::Account& account);

// Newest pin first. A note deleted meanwhile is left out.
[[nodiscard]] std::vector<activity::NoteId> pins_of(Snapshot& snapshot, activity::AccountId account);
[[nodiscard]] std::vector<activity::NoteId> pins_of(Transaction& tx, activity::AccountId account);
// Each gives whether it changed something.
bool add_pin(Transaction& tx, activity::AccountId account, activity::NoteId note, Timestamp now);
bool remove_pin(Transaction& tx, activity::AccountId account, activity::NoteId note);

}  // namespace chancery::store
