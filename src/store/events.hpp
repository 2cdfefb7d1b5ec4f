// The log: what another module must know, as ids and small facts. Never a text.
//
// A change appends its event in its own transaction. Others read on from a named cursor; effect, event and
// cursor commit together, so a consumer works exactly once. After five failures an event is parked and the
// consumer goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::store {

struct Event {
  std::int64_t position = 0;  // order of commit, without gaps
  Timestamp at;
  std::string type;  // "NotePublished"
  json::Object facts;
};

// Appends in the caller's transaction. The position is assigned by the single writer, so commit order is
// position order.
void append_event(Transaction& tx, std::string_view type, const json::Object& facts);

// Up to `limit` events after `position`, in order.
[[nodiscard]] std::vector<Event> events_after(Snapshot& snapshot, std::int64_t position, std::size_t limit);

// Deletes up to `limit` of the oldest events that are older than `before` and that every consumer has passed; the
// newest event always stays. Returns how many: call again while it is `limit`.
[[nodiscard]] std::size_t forget_events(Transaction& tx, Timestamp before, std::size_t limit);
// The log is kept this long.
inline constexpr std::chrono::days kEventsKept{90};

struct ParkedEvent {
  std::string consumer;
  Event event;
  std::string error;
};
[[nodiscard]] std::vector<ParkedEvent> parked_events(Snapshot& snapshot);

// A named reader of the log, run by one named worker thread.
class Consumer {
 public:
  // On the writer's thread, in the transaction that moves the cursor: it only writes. What was undone comes again.
  using Handle = std::function<Status(Transaction&, const Event&)>;
  // What takes time and writes nothing: on the consumer's thread, before the write in which these are handled. Those
  // that write did not come to, or failed at, are prepared again; what was prepared before is out of date by then.
  using Prepare = std::function<void(std::span<const Event>)>;

  // A new name starts at the beginning of the log. `committed` is called on the consumer's thread after a commit in
  // which something was handled.
  Consumer(Store& store, std::string name, Handle handle, std::function<void()> committed = {});
  Consumer(Store& store, std::string name, Prepare prepare, Handle handle, std::function<void()> committed = {});
  // Until stopped: handles every event once. A failing one is tried five times (after 0.1, 0.4, 1.6, 6.4 s), then
  // parked. While the store itself is unavailable nothing counts as a failure.
  void run(std::stop_token stop);
  // Handles what is there now, without pauses between tries, and returns how many were handled well; for tests and
  // for shutting down. Never while `run` is running.
  std::size_t drain();

 private:
  struct Step;
  [[nodiscard]] Result<Step> advance();
  [[nodiscard]] std::vector<Event> prepared() const;
  [[nodiscard]] Result<Step> handle_batch(Transaction& tx, const std::vector<Event>& prepared) const;

  Store& store_;
  std::string name_;
  Prepare prepare_;  // none: nothing is read before the write
  Handle handle_;
  std::function<void()> committed_;
  std::int64_t failing_ = 0;  // position of the event that failed last
  int failures_ = 0;          // how often in a row
};

// Where every consumer stands, by name: `position` is the last event it handled.
struct ConsumerState {
  std::string name;
  std::int64_t position = 0;
};
[[nodiscard]] std::vector<ConsumerState> consumers(Snapshot& snapshot);

// Position of the last event `consumer` handled; 0 when it never ran.
[[nodiscard]] std::int64_t cursor(Snapshot& snapshot, std::string_view consumer);

}  // namespace chancery::store
