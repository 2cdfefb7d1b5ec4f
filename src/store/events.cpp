#include "store/events.hpp"

#include <fmt/format.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/log.hpp"
#include "store/engine.hpp"
#include "store/log_sql.hpp"

namespace chancery::store {
namespace {

constexpr std::size_t kBatch = 256;
constexpr std::chrono::milliseconds kSlice{10};  // what a bulk call may take
constexpr int kTries = 5;
constexpr std::array<std::chrono::milliseconds, kTries - 1> kPauses{
    std::chrono::milliseconds{100}, std::chrono::milliseconds{400}, std::chrono::milliseconds{1600},
    std::chrono::milliseconds{6400}};
constexpr std::chrono::seconds kStorePause{1};
constexpr std::chrono::minutes kIdle{1};
constexpr std::size_t kErrorLimit = 500;

void pause(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

struct Together {
  std::size_t handled = 0;
  std::int64_t position = 0;  // of the last one
  std::int64_t failed = 0;    // position; 0: none
  Status status;              // a failure undoes them all
};

// As many of them as a slice of time allows, in one savepoint: one for each costs more than most events do.
Together handle_together(Transaction& tx, const std::string& consumer, const Consumer::Handle& handle,
                         const std::vector<Event>& events) {
  Together done;
  const auto slice_end = tx.clock().steady() + kSlice;
  done.status = in_savepoint(tx, [&](Transaction& inner) -> Status {
    for (const auto& event : events) {
      done.failed = event.position;
      if (auto handled = handle(inner, event); !handled) return handled;
      done.failed = 0;
      ++done.handled;
      done.position = event.position;
      if (inner.clock().steady() >= slice_end) break;
    }
    move_cursor(inner.connection(), consumer, done.position);
    return {};
  });
  return done;
}

}  // namespace

// What one write did: so many events handled, and the one that failed, if one did.
struct Consumer::Step {
  std::size_t handled = 0;
  std::int64_t position = 0;  // where the cursor stands now
  std::int64_t failed = 0;    // position
  bool parked = false;        // the failed one
  std::string type;           // of the failed one
  Errc code = Errc::Internal;
};

Consumer::Consumer(Store& store, std::string name, Handle handle, std::function<void()> committed)
    : Consumer(store, std::move(name), Prepare{}, std::move(handle), std::move(committed)) {}

Consumer::Consumer(Store& store, std::string name, Prepare prepare, Handle handle, std::function<void()> committed)
    : store_(store),
      name_(std::move(name)),
      prepare_(std::move(prepare)),
      handle_(std::move(handle)),
      committed_(std::move(committed)) {}

// Nobody else moves this cursor: what comes after it now comes after it in the write, too.
std::vector<Event> Consumer::prepared() const {
  if (!prepare_) return {};
  auto events =
      store_.read([&](Snapshot& snapshot) { return store::events_after(snapshot, cursor(snapshot, name_), kBatch); });
  if (!events.empty()) prepare_(events);
  return events;
}

Result<Consumer::Step> Consumer::handle_batch(Transaction& tx, const std::vector<Event>& prepared) const {
  Connection& db = tx.connection();
  Step step;
  step.position = cursor(db, name_);
  // A consumer that is known holds back the forgetting of events from its first run on.
  if (step.position == 0) move_cursor(db, name_, 0);
  const auto read = prepare_ ? std::vector<Event>{} : events_after(db, step.position, kBatch);
  const auto& events = prepare_ ? prepared : read;
  if (events.empty()) return step;
  Together together;
  if (failing_ == 0) {
    together = handle_together(tx, name_, handle_, events);
    if (together.status) {
      step.handled = together.handled;
      step.position = together.position;
      return step;
    }
  }
  // One of them fails: those before it each have a savepoint of their own.
  const auto slice_end = tx.clock().steady() + kSlice;
  for (const auto& event : events) {
    const auto alone = [&](Transaction& inner) -> Status {
      if (auto handled = handle_(inner, event); !handled) return handled;
      move_cursor(db, name_, event.position);
      return {};
    };
    const auto done = event.position == together.failed ? together.status : in_savepoint(tx, alone);
    if (done) {
      ++step.handled;
      step.position = event.position;
    } else {
      step.failed = event.position;
      step.type = event.type;
      step.code = done.error().code;
      if (failing_ == event.position && failures_ + 1 >= kTries) {
        const auto error = fmt::format("{}: {}", errc_info(step.code).name, done.error().detail);
        park_event(tx, name_, event, std::string_view{error}.substr(0, kErrorLimit));
        move_cursor(db, name_, event.position);
        step.position = event.position;
        step.parked = true;
      }
      break;
    }
    if (tx.clock().steady() >= slice_end) break;
  }
  return step;
}

Result<Consumer::Step> Consumer::advance() {
  const auto events = prepared();
  auto step = store_.write(Lane::Bulk, [&](Transaction& tx) { return handle_batch(tx, events); }).get();
  if (!step) return step;
  if (step->failed == 0 || step->parked) {
    failing_ = 0;
    failures_ = 0;
  } else {
    failures_ = failing_ == step->failed ? failures_ + 1 : 1;
    failing_ = step->failed;
  }
  if (step->parked) {
    log::error("store", "{}: {} at {} parked after {} failures ({})", name_, step->type, step->failed, kTries,
               errc_info(step->code).name);
  }
  if (step->handled != 0 && committed_) committed_();
  return step;
}

void Consumer::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    const auto step = advance();
    if (!step) {
      log::warn("store", "{}: waiting for the store: {}", name_, step.error().detail);
      pause(stop, kStorePause);
    } else if (step->failed != 0 && !step->parked) {
      pause(stop, kPauses.at(static_cast<std::size_t>(failures_) - 1));
    } else {
      store_.wait_for_events(step->position, kIdle, stop);
    }
  }
}

std::size_t Consumer::drain() {
  const auto end = store_.last_position();
  std::size_t handled = 0;
  for (std::int64_t position = -1; position < end;) {
    const auto step = advance();
    if (!step) break;
    handled += step->handled;
    position = step->position;
  }
  return handled;
}

}  // namespace chancery::store
