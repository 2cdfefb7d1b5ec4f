// Publishing and deleting under the name of an account of ours.
//
// Each is one transaction: note, event, audit entry. Networks read the event and deliver.
#pragma once

#include <cstddef>
#include <string>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "base/result.hpp"
#include "speak/post_body.hpp"
#include "store/store.hpp"

namespace chancery::speak {

inline constexpr std::size_t kMaxBytes = 64 * 1024;

struct Draft {
  activity::AccountId account;
  std::string text;              // plain; addresses become links
  std::string language;          // BCP 47
  activity::NoteId in_reply_to;  // a stored note, ours or a stranger's; none for a post of its own
  std::string idempotency_key;   // 1 to 200 characters, chosen by the caller: the same key of the same `by` publishes
                                 // once within a week and answers the same note
};

// Fails with Errc::Invalid (empty, too long, not UTF-8, bad language or key), NotFound (no such account or note).
[[nodiscard]] Result<activity::Note> publish(store::Store& store, const activity::Addresses& addresses,
                                             const Draft& draft, const std::string& by);

// Empties the note for ever; its address answers as a Tombstone. Deleting twice succeeds and does nothing more.
// Fails with Errc::NotFound when the note is none of ours.
[[nodiscard]] Status delete_note(store::Store& store, activity::NoteId note, const std::string& by);

}  // namespace chancery::speak
