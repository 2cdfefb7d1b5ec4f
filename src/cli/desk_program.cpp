#include "cli/desk_program.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "activity/events.hpp"
#include "answer/conversations.hpp"
#include "base/log.hpp"
#include "speak/erasing.hpp"
#include "store/events.hpp"
#include "store/jobs.hpp"
#include "store/parked.hpp"

namespace chancery::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kKeepEvery = 5s;
constexpr auto kLookAtRecords = 2s;
constexpr auto kRetentionBegins = 10min;  // after the start
constexpr auto kRetentionEvery = 1h;
constexpr auto kRetryEvery = 1h;
constexpr auto kAfterALeap = 24h;  // time to put a wrong clock right, before what it makes old is gone
constexpr std::size_t kBatch = 512;

// What desks work by, read before the claims of the file are given leases as long as their desks say.
const answer::Workplaces& loaded(store::Store& store, answer::Workplaces& workplaces) {
  store.read([&](store::Snapshot& snapshot) { workplaces.replace(answer::worked_by(snapshot)); });
  return workplaces;
}

// Whether somebody asked for what is parked to be tried now; asked once.
bool asked_to_retry(store::Store& store) {
  const auto now = store.clock().now();
  const auto due = store.read([](store::Snapshot& snapshot) { return store::next_due(snapshot, store::kRetryParked); });
  if (!due || *due > now) return false;
  const auto taken = store.write_now([&](store::Transaction& tx) -> Result<bool> {
    const auto jobs = store::lease_due(tx, store::kRetryParked, now, std::chrono::seconds{60}, 1);
    for (const auto& job : jobs) store::finish(tx, job.id);
    return !jobs.empty();
  });
  return taken.value_or(false);
}

}  // namespace

DeskProgram::DeskProgram(Foundation& foundation, const text::LanguageIdentifier& languages,
                         const text::Annotator& agenda)
    : store_(foundation.chancery()),
      public_actors_(store_, foundation.clock()),
      sorter_(workplaces_),
      incoming_{store_, languages, agenda, urgency_, sorter_, workplaces_, public_actors_, foundation.addresses()},
      intake_(incoming_),
      backfill_(incoming_),
      claims_(store_, foundation.clock(), loaded(store_, workplaces_)),
      presence_(foundation.clock()),
      departures_(workplaces_, foundation.clock()),
      fire_(store_, agenda, country_languages_),
      sessions_(store_, workplaces_, sorter_),
      clocks_(store_, workplaces_,
              {.trusts = [this] { return leaps_.trusts(store_.clock().now(), store_.clock().steady()); },
               .refresh = [this] { refresh(); },
               .sessions = [this](Timestamp now, bool trusted) { return sessions_.step(now, trusted); }}),
      retention_(store_, workplaces_,
                 {.trusts = [this] { return record_leaps_.trusts(store_.clock().now(), store_.clock().steady()); },
                  .erase_post =
                      [this](store::Transaction& tx, std::int64_t post) {
                        return speak::give_up_post(tx, speak::PostId{post}, store_.clock().now());
                      }}),
      exporter_(store_),
      seen_(store_.last_position()) {
  refresh();
}

std::function<bool(std::string_view)> DeskProgram::crisis_words() const {
  // Shared by the function and its copies, as a function must have them.
  auto scratch = std::make_shared<answer::Urgency::Scratch>();
  return [this, scratch](std::string_view text) {
    return (urgency_.classes(text, *scratch) & answer::bit(answer::UrgencyClass::Crisis)) != 0;
  };
}

void DeskProgram::retry_parked() {
  answer::Intake intake(incoming_);  // of this thread: the other's is at work
  const auto retried = store::retry_parked(
      store_, answer::Intake::kConsumer, [&](auto events) { intake.prepare(events); },
      [&](store::Transaction& tx, const store::Event& event) { return intake.handle(tx, event); });
  if (!retried) log::warn("answer", "what was parked is not tried again: {}", retried.error().detail);
  if (retried && retried->handled > 0) {
    log::info("answer", "{} messages that were parked are taken in", retried->handled);
  }
}

void DeskProgram::start(Workers& workers, api::ChangeFeed& feed) {
  workers.add("desk intake", [this](const std::stop_token& stop) {
    store::Consumer consumer(
        store_, std::string(answer::Intake::kConsumer), [this](auto events) { intake_.prepare(events); },
        [this](store::Transaction& tx, const store::Event& event) { return intake_.handle(tx, event); });
    consumer.run(stop);
  });
  workers.add("desk clocks", [this](const std::stop_token& stop) { clocks_.run(stop); });
  workers.add("desk backfill", [this](const std::stop_token& stop) { backfill_.run(stop); });
  workers.add("desk fire", [this](const std::stop_token& stop) { fire_.run(stop); });
  workers.add("desk records", [this](const std::stop_token& stop) { keep_records(stop); });
  workers.add("desk keeper", [this, &feed](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any asleep;
    while (!stop.stop_requested()) {
      keep(feed);
      std::unique_lock lock(mutex);
      asleep.wait_for(lock, stop, kKeepEvery, [] { return false; });
    }
  });
}

void DeskProgram::keep_records(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  auto next = store_.clock().steady() + kRetentionBegins;
  auto next_try = store_.clock().steady();
  while (!stop.stop_requested()) {
    if (store_.clock().steady() >= next_try || asked_to_retry(store_)) {
      retry_parked();
      next_try = store_.clock().steady() + kRetryEvery;
    }
    // Asked often, so that a leap is seen as one.
    if (!record_leaps_.trusts(store_.clock().now(), store_.clock().steady())) {
      next = store_.clock().steady() + kAfterALeap;
    } else if (store_.clock().steady() >= next) {
      next = store_.clock().steady() + kRetentionEvery;
      if (auto swept = exporter_.sweep(store_.clock().now()); !swept) {
        log::warn("answer", "old archives are not removed: {}", swept.error().detail);
      }
      const auto done = retention_.run(store_.clock().now(), stop);
      if (!done) log::error("answer", "what was kept long enough is still kept: {}", done.error().detail);
      if (done && done->deidentified > 0) {
        log::info("answer", "{} conversations are over their time: names and words were removed", done->deidentified);
      }
      // A leap during the pass is seen here, before an archive takes its time.
      if (!record_leaps_.trusts(store_.clock().now(), store_.clock().steady())) {
        next = store_.clock().steady() + kAfterALeap;
      }
    }
    if (const auto made = exporter_.work(stop); !made) {
      log::warn("answer", "archives are not made: {}", made.error().detail);
    }
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kLookAtRecords, [] { return false; });
  }
}

void DeskProgram::follow_log() {
  bool changed = false;
  bool desks_changed = false;
  store_.read([&](store::Snapshot& snapshot) {
    for (std::size_t read = kBatch; read == kBatch;) {
      const auto events = store::events_after(snapshot, seen_, kBatch);
      read = events.size();
      for (const auto& event : events) {
        seen_ = event.position;
        changed = changed || event.type == activity::events::kPublicActorApproved ||
                  event.type == activity::events::kPublicActorRetired;
        desks_changed = desks_changed || event.type == activity::events::kDeskChanged;
      }
    }
  });
  if (changed) public_actors_.load();
  if (desks_changed) refresh();
}

void DeskProgram::refresh() {
  store_.read([this](store::Snapshot& snapshot) {
    workplaces_.replace(answer::worked_by(snapshot));
    sorter_.reload(snapshot);
  });
}

void DeskProgram::keep(api::ChangeFeed& feed) {
  claims_.lapse();
  for (const auto id : presence_.sweep()) {
    const auto c = store_.read([&](store::Snapshot& snapshot) { return answer::conversation(snapshot, id); });
    if (c) feed.presence(c->desk, id);
  }
  follow_log();
}

}  // namespace chancery::cli
