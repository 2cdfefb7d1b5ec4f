// Builds the documents other servers read: actors, notes, activities, collections (ActivityStreams 2).
//
// Pure: the same values give the same bytes, so an activity is never stored twice and every attempt to deliver
// it sends the same text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "activity/actor.hpp"
#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "activity/profile.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"

namespace chancery::activitypub {

using activity::Addresses;

// preferredUsername of the instance actor: the dot keeps it apart from every account's name.
inline constexpr std::string_view kInstanceName = "instance.actor";

[[nodiscard]] std::string actor_document(const Addresses& addresses, const activity::Account& account,
                                         const activity::Profile& profile = {});
[[nodiscard]] std::string update_actor_document(const Addresses& addresses, activity::ActivityId id,
                                                const activity::Account& account, const activity::Profile& profile);
[[nodiscard]] std::string instance_actor_document(const Addresses& addresses, std::string_view public_key_pem);

using activity::Mention;

// What the document of a note of ours tells beyond the note.
struct Surroundings {
  std::vector<Mention> mentions;  // whom it names or answers; each is addressed and gets it
  activity::NoteId root;          // the first note of its conversation, when that is ours
  Timestamp as_of;                // a poll whose end is not later is closed
};
// A Note, or a Question when it has a poll.
[[nodiscard]] json::Object note_object(const Addresses& addresses, const activity::Note& note,
                                       const Surroundings& around);
[[nodiscard]] std::string note_document(const Addresses& addresses, const activity::Note& note,
                                        const Surroundings& around);
[[nodiscard]] std::string tombstone_document(const Addresses& addresses, const activity::Note& note);
[[nodiscard]] std::string create_document(const Addresses& addresses, const activity::Note& note,
                                          const Surroundings& around);
// The note as it is now: it was edited, or the votes of its poll were counted anew.
[[nodiscard]] std::string update_document(const Addresses& addresses, activity::ActivityId id,
                                          const activity::Note& note, const Surroundings& around);
[[nodiscard]] std::string delete_document(const Addresses& addresses, activity::ActivityId id,
                                          const activity::Note& note);
[[nodiscard]] std::string accept_document(const Addresses& addresses, activity::ActivityId id,
                                          activity::AccountId account, std::string_view follow,
                                          std::string_view follower);

// An OrderedCollection that tells its size and nothing else: followers are private persons.
[[nodiscard]] std::string counted_collection(std::string_view id, std::int64_t total);
// A collection that is given whole.
[[nodiscard]] std::string whole_collection(std::string_view id, std::string_view attributed_to,
                                           std::span<const std::string> uris);
// A collection that is given whole as long as it is small, else in pages; `from` is where a page begins, counted from
// 0.
struct Listed {
  std::string_view id;
  std::string_view attributed_to;
  std::span<const std::string> uris;
};
[[nodiscard]] std::string listed_collection(const Listed& listed, std::size_t per_page);
[[nodiscard]] std::string listed_page(const Listed& listed, std::size_t per_page, std::size_t from);
// The outbox: the collection, and one page of Creates and Announces, newest first. `next` is the id to read on from, or
// none.
[[nodiscard]] std::string outbox_document(const Addresses& addresses, activity::AccountId account, std::int64_t total);
struct NoteIn {
  activity::Note note;
  Surroundings around;
};
// A post of somebody else that it shares.
struct SharedIn {
  activity::ActivityId id;
  std::string uri;
  std::string author;  // URI
  Timestamp at;
};
using OutboxItem = std::variant<NoteIn, SharedIn>;
[[nodiscard]] std::string outbox_page(const Addresses& addresses, activity::AccountId account, activity::NoteId before,
                                      std::span<const OutboxItem> items, activity::NoteId next);
// One page of the addresses of public replies, oldest first.
struct ReplyPage {
  activity::NoteId after;  // it begins after that one; none: with the oldest
  std::vector<std::string> uris;
  activity::NoteId last;  // the id to read on after; none when this is the last page
};
// The replies: a Collection whose first page is embedded.
[[nodiscard]] std::string replies_document(const Addresses& addresses, activity::NoteId note, std::int64_t total,
                                           const ReplyPage& first);
[[nodiscard]] std::string replies_page(const Addresses& addresses, activity::NoteId note, const ReplyPage& page);

}  // namespace chancery::activitypub
