// One event of a Jetstream, on either wire: the members both write alike, and what becomes of them.
//
//   create, update of app.bsky.feed.post     -> Post
//   create, update of app.bsky.feed.repost   -> Post with `repost_of` and an empty text
//   delete of either                         -> Removal of that post
//   account, active=false, deleted, takendown, suspended, deactivated, or a status not known
//                                            -> Removal of everything of the author
//   all else (identities, other collections, kinds not known) -> Other
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "activity/public_post.hpp"
#include "atproto/post_record.hpp"
#include "base/clock.hpp"
#include "base/json_lines.hpp"

namespace chancery::atproto {

inline constexpr std::size_t kMaxDepth = 64;  // open brackets below a record

// What the members of one event say; small, because it is cleared for each. The views lie in the line.
struct StreamEvent {
  enum class Collection : std::uint8_t { Missing, Posts, Reposts, Other };
  enum class Operation : std::uint8_t { Missing, Create, Update, Delete, Other };
  enum class Account : std::uint8_t { Missing, Active, Inactive };

  std::string_view did;
  Collection collection = Collection::Missing;
  Operation operation = Operation::Missing;
  Account account = Account::Missing;
  bool only_server_trouble = false;  // the account's status tells of the servers between, not of its holder
  bool has_record = false;           // it was read
  std::string_view rkey;
  std::string_view rev;
  std::string_view account_seq;  // the upstream's number of an account event, as it is written
  std::string_view late_record;  // as JSON, when it came before what says how to read it
};

[[nodiscard]] inline json::Refusal read_plain(simdjson::ondemand::value value, std::string_view& into,
                                              json::Refusal why) {
  into = json::plain(value);
  return into.data() == nullptr ? why : json::kFine;
}

[[nodiscard]] inline json::Refusal read_collection(simdjson::ondemand::value value, StreamEvent& event) {
  using Collection = StreamEvent::Collection;
  const auto collection = json::plain(value);
  if (collection.empty()) return "collection is not a text, or empty";
  event.collection = json::is(collection, "app.bsky.feed.post")     ? Collection::Posts
                     : json::is(collection, "app.bsky.feed.repost") ? Collection::Reposts
                                                                    : Collection::Other;
  return json::kFine;
}

[[nodiscard]] inline json::Refusal read_operation(simdjson::ondemand::value value, StreamEvent& event) {
  using Operation = StreamEvent::Operation;
  const auto operation = json::plain(value);
  if (operation.data() == nullptr) return "operation is not a text";
  event.operation = json::is(operation, "create")   ? Operation::Create
                    : json::is(operation, "update") ? Operation::Update
                    : json::is(operation, "delete") ? Operation::Delete
                                                    : Operation::Other;
  return json::kFine;
}

// Inlined whatever it costs: a value that is handed to a function that is not is copied through memory for every
// member of every event.
#define CHANCERY_INLINE [[gnu::always_inline]] inline

// Reads the record when the collection is known, keeps its place when it is not.
[[nodiscard]] CHANCERY_INLINE json::Refusal read_record(simdjson::ondemand::value value, StreamEvent& event,
                                                        PostRecord& into) {
  using Collection = StreamEvent::Collection;
  constexpr json::Refusal kWhy = "record is not an object";
  if (event.collection == Collection::Other) return json::skip(value);
  simdjson::ondemand::object record;
  if (value.get_object().get(record)) return kWhy;
  if (event.collection == Collection::Missing) return record.raw_json().get(event.late_record) ? kWhy : json::kFine;
  event.has_record = true;
  return event.collection == Collection::Posts ? read_post_record(record, kMaxDepth, into)
                                               : read_repost_record(record, into);
}

// The account as the upstream wrote it: {active, did, seq, time, status?}.
[[nodiscard]] json::Refusal read_account(simdjson::ondemand::object account, StreamEvent& event);
[[nodiscard]] CHANCERY_INLINE json::Refusal read_account(simdjson::ondemand::value value, StreamEvent& event) {
  simdjson::ondemand::object account;
  return value.get_object().get(account) ? "account is not an object" : read_account(account, event);
}

// Makes of an event that was read what the rest of the program takes. One object serves a decoder: what `compose`
// gives lives until its next call.
class EventComposer {
 public:
  // Borrows the clock for its lifetime.
  explicit EventComposer(const Clock& clock) : clock_(clock) {}

  PostRecord& record() { return record_; }
  // Commits: of posts and reposts; `line` is the padded line the event lies in. Sets kind, post or removal.
  [[nodiscard]] json::Refusal compose_commit(StreamEvent& event, std::int64_t time_us, std::string_view line,
                                             activity::DecodedEvent& decoded);
  [[nodiscard]] static json::Refusal compose_account(const StreamEvent& event, activity::DecodedEvent& decoded);

  // Whether an event may have this time: not before 2020, when the network began later, and not more than a day
  // ahead of the clock.
  [[nodiscard]] bool plausible(std::int64_t time_us) {
    constexpr std::int64_t kEarliest = 1'577'836'800'000'000;
    return time_us >= kEarliest && (time_us <= latest_ || still_plausible(time_us));
  }

 private:
  [[nodiscard]] bool still_plausible(std::int64_t time_us);
  [[nodiscard]] json::Refusal read_late_record(StreamEvent& event, std::string_view line);

  const Clock& clock_;
  PostRecord record_;
  simdjson::ondemand::parser late_parser_;
  std::string id_;
  std::int64_t latest_ = 0;  // times up to here are known to be plausible
};

// Copies lines to where simdjson may read on past their end.
class LinePad {
 public:
  // The copy lives until the next call.
  [[nodiscard]] std::string_view pad(std::string_view line);

 private:
  std::string buffer_;
};

}  // namespace chancery::atproto
