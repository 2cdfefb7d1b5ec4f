// Our consents to quotes of our notes and to replies to them (FEP-044f; https://gotosocial.org/ns): given by the note's
// own policy, looked up by others, taken back when what interacted is gone, when the policy no longer gives them, and
// when who got them is blocked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "activitypub/delivery_audience.hpp"
#include "activitypub/documents.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class StampKind { Quote, Reply };

struct Stamp {
  std::int64_t id = 0;
  activity::NoteId note;
  StampKind kind = StampKind::Quote;
  std::string interacting;  // URI of what quotes or replies
  std::string actor;        // whose
  Timestamp at;
  std::string inbox{};  // hers
};

// The one that is there already, or the new one.
[[nodiscard]] Stamp save_stamp(store::Transaction& tx, const Stamp& stamp);
[[nodiscard]] std::optional<Stamp> stamp_by_id(store::Snapshot& snapshot, activity::NoteId note, StampKind kind,
                                               std::int64_t id);
// What interacted was deleted by its author.
void remove_stamps(store::Transaction& tx, std::string_view interacting, std::string_view actor);
[[nodiscard]] std::vector<Stamp> stamps_of(store::Transaction& tx, activity::NoteId note, StampKind kind);
// Of all notes of the account.
[[nodiscard]] std::vector<Stamp> stamps_for(store::Transaction& tx, activity::AccountId account,
                                            std::string_view actor);
// It is looked up no more; gives the Delete that tells her so. Nothing where her inbox is not known.
[[nodiscard]] std::optional<OutgoingActivity> take_back_stamp(store::Transaction& tx, IdSource& ids, const Stamp& stamp,
                                                              activity::AccountId account, Timestamp now);
// How often the note is quoted with our consent.
[[nodiscard]] std::int64_t quote_count(store::Snapshot& snapshot, activity::NoteId note);

[[nodiscard]] std::string address_of(const Addresses& addresses, const Stamp& stamp);

}  // namespace chancery::activitypub
