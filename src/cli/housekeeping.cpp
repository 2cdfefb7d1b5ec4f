// What the program does once an hour: what has expired goes, what is due takes effect.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string_view>

#include "activitypub/moderation.hpp"
#include "base/log.hpp"
#include "cli/program.hpp"
#include "listen/watch_lifecycle.hpp"
#include "notify/webhooks.hpp"
#include "speak/picture_files.hpp"
#include "speak/sharing.hpp"
#include "staff/audit_heads.hpp"
#include "staff/once.hpp"
#include "store/events.hpp"

namespace chancery::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSlice = 500;

struct Old {
  std::string_view module, what;
};

// In slices, so that nobody who writes waits long. `forget` removes at most so many and says how many.
void forget_slices(store::Store& store, const std::stop_token& stop, const Old& old,
                   const std::function<std::size_t(store::Transaction&, std::size_t)>& forget) {
  for (std::size_t forgotten = kSlice; forgotten == kSlice && !stop.stop_requested();) {
    const auto slice = [&](store::Transaction& tx) -> Result<std::size_t> { return forget(tx, kSlice); };
    const auto done = store.write(store::Lane::Bulk, slice).get();
    if (!done) log::warn(old.module, "old {} not removed: {}", old.what, done.error().detail);
    forgotten = done.value_or(0);
  }
}

}  // namespace

// Pseudonyms' keys change when they are due, and owners hear of watches that end soon.
void Program::keep_watch_over_listening() {
  const Timestamp now = foundation_->clock().now();
  if (auto rotated = pseudonyms_.rotate_if_due(now); !rotated) {
    log::error("listen", "the pseudonyms' key was not changed: {}", rotated.error().detail);
  }
  auto& store = foundation_->chancery();
  const auto expiring = store.read([&](store::Snapshot& snapshot) { return listen::expiring_watches(snapshot, now); });
  auto announced = store.write_now([&](store::Transaction& tx) -> Status {
    static_cast<void>(listen::announce_expiring(tx, expiring));
    listen::expire_judgements(tx, now - listen::kRecordsKept);
    return {};
  });
  if (!announced) log::warn("listen", "watches that end soon were not announced: {}", announced.error().detail);
}

// Idempotency keys nobody asks for again.
void Program::forget_keys(const std::stop_token& stop) {
  const auto before = foundation_->clock().now() - staff::kKeysKept;
  forget_slices(foundation_->chancery(), stop, {"staff", "idempotency keys"},
                [&](store::Transaction& tx, std::size_t most) { return staff::forget_keys(tx, before, most); });
}

// Messages settled long ago, and secrets that sign no more.
void Program::forget_webhook_messages(const std::stop_token& stop) {
  const auto now = foundation_->clock().now();
  forget_slices(foundation_->chancery(), stop, {"notify", "messages of webhooks"},
                [&](store::Transaction& tx, std::size_t most) {
                  notify::forget_former_secrets(tx, now);
                  return notify::forget_settled(tx, now - notify::kMessagesKept, most);
                });
}

// Once an hour: what has expired goes.
void Program::keep_house(const std::stop_token& stop) {
  passwords_.prepare();
  queries_.prepare();
  auto& chancery = foundation_->chancery();
  if (chancery.read([](store::Snapshot& snapshot) { return activitypub::has_rules_to_apply(snapshot); })) {
    if (const auto applied = activitypub::apply_rules(chancery); !applied) {
      log::warn("activitypub", "rules of moderation not applied: {}", applied.error().detail);
    }
  }
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    if (auto ended = sessions_.sweep(); !ended) log::warn("staff", "sessions not swept: {}", ended.error().detail);
    if (auto pruned = activitypub::prune(foundation_->chancery(), foundation_->clock().now(), stop); !pruned) {
      log::warn("activitypub", "old deliveries not removed: {}", pruned.error().detail);
    }
    if (auto removed = speak::remove_unused_pictures(foundation_->chancery(), foundation_->picture_files(),
                                                     foundation_->clock().now(), stop);
        !removed) {
      log::warn("speak", "unused pictures not removed: {}", removed.error().detail);
    }
    keep_watch_over_listening();
    const auto settled = chancery.write_now(
        [this](store::Transaction& tx) { return speak::settle_changes(tx, foundation_->clock().now()); });
    if (!settled) log::warn("speak", "changes of accounts did not take effect: {}", settled.error().detail);
    speak::forget_sources(foundation_->chancery());
    forget_keys(stop);
    forget_webhook_messages(stop);
    if (const auto head = staff::sign_audit_head(chancery, foundation_->audit_key()); !head) {
      log::error("staff", "no head of the audit log was signed: {}", head.error().detail);
    }
    for (auto* store : {&foundation_->chancery(), &foundation_->listen()}) {
      forget_slices(*store, stop, {"store", "events"}, [&](store::Transaction& tx, std::size_t most) {
        return store::forget_events(tx, foundation_->clock().now() - store::kEventsKept, most);
      });
    }
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, 1h, [] { return false; });
  }
}

}  // namespace chancery::cli
