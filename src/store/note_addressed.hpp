// Whom of ours a stranger's note speaks to, and how.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::store {

// An account that is addressed in several ways is under the first of them.
enum class AddressedHow { Reply, Direct, Mention, Quote };
[[nodiscard]] std::string_view to_string(AddressedHow how);  // "reply"

struct Addressed {
  activity::AccountId account;
  AddressedHow how = AddressedHow::Mention;

  friend bool operator==(const Addressed&, const Addressed&) = default;
};

// Adds them; what stands there of the same account stays.
void put_addressed(Transaction& tx, activity::NoteId note, std::span<const Addressed> accounts);
// By account; nothing of a note of ours.
[[nodiscard]] std::vector<Addressed> addressed_by(Snapshot& snapshot, activity::NoteId note);
[[nodiscard]] std::vector<Addressed> addressed_by(Transaction& tx, activity::NoteId note);

}  // namespace chancery::store
