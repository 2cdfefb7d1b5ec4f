// Posts that accounts of ours share; and what was last seen of each post they share or quote, or are about to.
//
// One copy of each such post is kept, however many of ours speak of it, and goes when nothing does any more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/source_note.hpp"
#include "store/public_notes.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Its author as far as pages and the register need her: key and inboxes are in actors.hpp.
void put_source(Transaction& tx, const activity::SourceNote& note, Timestamp looked_at);
[[nodiscard]] std::optional<activity::SourceNote> source_by_uri(Snapshot& snapshot, std::string_view uri);
[[nodiscard]] std::optional<activity::SourceNote> source_by_uri(Transaction& tx, std::string_view uri);
void drop_source(Transaction& tx, std::string_view uri);
// Its author changed it, or took it back: what was approved is shown no longer. Only her own word counts.
void source_changed(Transaction& tx, std::string_view uri, std::string_view author, std::string_view digest);
void source_withdrawn(Transaction& tx, std::string_view uri, std::string_view author);
void forget_sources_by(Transaction& tx, std::string_view author);  // the actor is gone

// The number is that of its Announce.
struct Share {
  activity::ActivityId id;
  activity::AccountId account;
  std::int64_t post = 0;  // a speak::PostId
  std::string uri;        // of what is shared; empty once that was erased
  std::string author;     // URI
  std::string digest;     // of what was approved
  Timestamp at;
  std::optional<Timestamp> undone_at;
};

void insert_share(Transaction& tx, const Share& share);
void undo_share(Transaction& tx, activity::ActivityId id, Timestamp at);
// Nothing tells any more what it was of.
void erase_share(Transaction& tx, activity::ActivityId id);
[[nodiscard]] std::optional<Share> share_by_id(Snapshot& snapshot, activity::ActivityId id);
[[nodiscard]] std::optional<Share> share_by_id(Transaction& tx, activity::ActivityId id);
[[nodiscard]] std::optional<Share> share_of_post(Snapshot& snapshot, std::int64_t post);
// One that stands.
[[nodiscard]] std::optional<Share> standing_share(Transaction& tx, activity::AccountId account, std::string_view uri);
// Of that post elsewhere, by whichever account; also those that were undone.
[[nodiscard]] std::vector<Share> shares_of_uri(Transaction& tx, std::string_view uri);
// Of an account, those that stand, newest first.
[[nodiscard]] std::vector<Share> shares_of(Snapshot& snapshot, activity::AccountId account, const NoteRange& range);
[[nodiscard]] std::int64_t share_count(Snapshot& snapshot, activity::AccountId account);

}  // namespace chancery::store
