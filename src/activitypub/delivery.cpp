#include "activitypub/delivery.hpp"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "activitypub/delivery_plan.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/instance_actor.hpp"
#include "activitypub/own_activity.hpp"
#include "base/log.hpp"
#include "crypto/http_signature.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kConsumer = "activitypub.delivery";
constexpr milliseconds kLongestSleep{60'000};
constexpr milliseconds kStopGrace{2'000};
constexpr milliseconds kStorePause{1'000};

// A delivery that came back.
struct Answered {
  DueDelivery delivery;
  Result<net::IncomingResponse> answer;
};

// Shared with the requests under way, which may outlive the worker by a moment.
struct Shared {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::vector<Answered> answered;  // guarded by mutex
  bool nudged = true;              // guarded by mutex
};

}  // namespace

struct Deliveries::Impl {
  Impl(store::Store& store_, net::HttpClient& client_, const Peers& peers_, std::uint64_t seed, Limits limits_)
      : store(store_),
        client(client_),
        peers(peers_),
        limits(limits_),
        random(seed),
        consumer(
            store_, std::string(kConsumer),
            [this](store::Transaction& tx, const store::Event& event) {
              return plan_deliveries(tx, store.ids(), event);
            },
            [this] { nudge(); }) {}

  void nudge() {
    {
      const std::scoped_lock lock(shared->mutex);
      shared->nudged = true;
    }
    shared->changed.notify_all();
  }

  // The account's key, parsed once a round.
  const crypto::Signer* signer(activity::AccountId account) {
    if (const auto known = signers.find(account); known != signers.end()) return &known->second;
    const auto found = store.read([&](store::Snapshot& snapshot) { return store::account_by_id(snapshot, account); });
    if (!found) return nullptr;
    auto key = crypto::PrivateKey::parse(found->private_key_pem);
    if (!key) return nullptr;
    return &signers.emplace(account, crypto::Signer{peers.addresses().key(account), std::move(*key)}).first->second;
  }

  std::vector<DueDelivery> lease() {
    if (under_way.size() >= limits.under_way) return {};
    const auto now = store.clock().now();
    const LeaseRule rule{limits.per_host, limits.trouble, limits.under_way - under_way.size()};
    auto leased = store.write_now([&](store::Transaction& tx) -> Result<std::vector<DueDelivery>> {
      return lease_deliveries(tx, now, now + limits.lease, rule);
    });
    if (!leased) {
      log::warn("activitypub", "deliveries wait for the store: {}", leased.error().detail);
      store_trouble = true;
      return {};
    }
    // A lease that ran out while its request is still under way: a stepped clock.
    std::erase_if(*leased, [&](const DueDelivery& delivery) { return under_way.contains(delivery.id); });
    return std::move(*leased);
  }

  void send(const std::vector<DueDelivery>& due) {
    signers.clear();  // an account's key may be another than in the last round
    // One text for all inboxes of an activity, built anew each round: what was deleted meanwhile is not sent.
    std::map<activity::ActivityId, std::optional<std::string>> documents;
    for (const auto& delivery : due) {
      auto [document, is_new] = documents.try_emplace(delivery.activity.id);
      if (is_new) {
        document->second = store.read([&](store::Snapshot& snapshot) {
          return own_activity_document(snapshot, peers.addresses(), delivery.activity);
        });
      }
      under_way.insert(delivery.id);
      if (!document->second) {
        settle_now(delivery, DeliveryState::Unwanted);
        continue;
      }
      send_one(delivery, *document->second);
    }
  }

  void send_one(const DueDelivery& delivery, const std::string& document) {
    const auto* key = signer(delivery.activity.account);
    const auto url = peers.check(delivery.inbox);
    if (!url || !key) {
      log::warn("activitypub", "delivery {} to {} given up: {}", delivery.id, delivery.host,
                url ? "the account has no usable key" : "we do not talk to that server");
      settle_now(delivery, DeliveryState::Failed);
      return;
    }
    auto request = signed_post(*url, document, *key, store.clock().now());
    if (!request) return settle_now(delivery, DeliveryState::Failed);
    request->deadline = limits.deadline;
    client.send(std::move(*request), [shared = shared, delivery](Result<net::IncomingResponse> answer) {
      {
        const std::scoped_lock lock(shared->mutex);
        shared->answered.push_back({delivery, std::move(answer)});
      }
      shared->changed.notify_all();
    });
  }

  void settle_now(const DueDelivery& delivery, DeliveryState state) {
    under_way.erase(delivery.id);
    const auto done = store.write_now([&](store::Transaction& tx) -> Status {
      settle_delivery(tx, delivery.id, state);
      return {};
    });
    if (!done) {
      store_trouble = true;
    } else {
      tell(delivery);
    }
  }

  void tell(const DueDelivery& delivery) const {
    if (delivery.activity.kind == ActivityKind::Create && progress) progress(delivery.activity.note);
  }

  // Commits what peers answered. What cannot be committed is sent again: at least once.
  void settle(const std::vector<Answered>& answered) {
    if (answered.empty()) return;
    const auto now = store.clock().now();
    const auto done = store.write_now([&](store::Transaction& tx) -> Status {
      for (const auto& each : answered) apply(tx, each, now);
      return {};
    });
    for (const auto& each : answered) under_way.erase(each.delivery.id);
    if (!done) {
      log::warn("activitypub", "{} answers not kept: {}", answered.size(), done.error().detail);
      store_trouble = true;
      return;
    }
    for (const auto& each : answered) tell(each.delivery);
  }

  void apply(store::Transaction& tx, const Answered& each, Timestamp now) {
    const auto& [delivery, answer] = each;
    const auto verdict = judge(answer, now);
    if (verdict.host_trouble) {
      const int failures = count_failure(tx, delivery.host);
      if (verdict.retry_after) {
        leave_alone(tx, delivery.host, now + *verdict.retry_after);
      } else if (failures >= limits.trouble) {
        leave_alone(tx, delivery.host, now + back_off(failures - limits.trouble + 1, spread(random)));
      }
    } else if (answer) {
      revive_host(tx, delivery.host, now);
    }
    switch (verdict.kind) {
      case Verdict::Kind::Delivered:
        return settle_delivery(tx, delivery.id, DeliveryState::Delivered);
      case Verdict::Kind::Gone:
        drop_followers(tx, delivery.inbox);
        return settle_delivery(tx, delivery.id, DeliveryState::Failed);
      case Verdict::Kind::Failed:
        return give_up(tx, delivery,
                       answer ? std::to_string(answer->status) : std::string(errc_info(answer.error().code).name));
      case Verdict::Kind::Retry:
        if (now - delivery.created_at >= limits.give_up) return give_up(tx, delivery, "too long in vain");
        const auto wait = std::max<milliseconds>(back_off(delivery.attempts + 1, spread(random)),
                                                 verdict.retry_after.value_or(std::chrono::seconds{0}));
        return postpone_delivery(tx, delivery.id, now + wait);
    }
  }

  static void give_up(store::Transaction& tx, const DueDelivery& delivery, const std::string& why) {
    log::info("activitypub", "delivery {} to {} given up: {}", delivery.id, delivery.host, why);
    settle_delivery(tx, delivery.id, DeliveryState::Failed);
  }

  static void drop_followers(store::Transaction& tx, const std::string& inbox) {
    forget_inbox(tx, inbox);
    for (const auto& follower : remove_followers_at(tx, inbox)) {
      forget_accepts(tx, follower.account, follower.actor_uri);
      json::Object facts{{"account", follower.account.value}, {"actor", follower.actor.value}};
      store::append_event(tx, activity::events::kUnfollowed, facts);
    }
  }

  std::vector<Answered> take_answered() {
    const std::scoped_lock lock(shared->mutex);
    return std::exchange(shared->answered, {});
  }

  // Until something comes back, something may be due, or the next retry is.
  void wait(const std::stop_token& stop) {
    auto longest = kLongestSleep;
    if (store_trouble) {
      longest = kStorePause;
    } else {
      const auto now = store.clock().now();
      const auto next = store.read([&](store::Snapshot& snapshot) { return next_delivery(snapshot, now); });
      if (next) longest = std::min(longest, std::chrono::ceil<milliseconds>(*next - now));
    }
    store_trouble = false;
    std::unique_lock lock(shared->mutex);
    shared->changed.wait_for(lock, stop, longest, [&] { return shared->nudged || !shared->answered.empty(); });
    shared->nudged = false;
  }

  // Answers of what is still under way are kept when they come soon; the rest is sent again at the next start.
  void finish() {
    const auto end = std::chrono::steady_clock::now() + kStopGrace;
    while (!under_way.empty() && std::chrono::steady_clock::now() < end) {
      {
        std::unique_lock lock(shared->mutex);
        shared->changed.wait_until(lock, end, [&] { return !shared->answered.empty(); });
      }
      settle(take_answered());
    }
  }

  store::Store& store;
  net::HttpClient& client;
  const Peers& peers;
  const Limits limits;
  std::mt19937_64 random;  // the writer's thread alone: settle() waits for it
  std::uniform_real_distribution<double> spread{0.0, 1.0};
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();  // shared with the requests under way
  store::Consumer consumer;
  std::function<void(activity::NoteId)> progress;
  // The worker's own.
  std::map<activity::AccountId, crypto::Signer> signers;
  std::set<std::int64_t> under_way;
  bool store_trouble = false;
};

Deliveries::Deliveries(store::Store& store, net::HttpClient& client, const Peers& peers, std::uint64_t seed,
                       Limits limits)
    : impl_(std::make_unique<Impl>(store, client, peers, seed, limits)) {}

Deliveries::Deliveries(store::Store& store, net::HttpClient& client, const Peers& peers, std::uint64_t seed)
    : Deliveries(store, client, peers, seed, Limits{}) {}

Deliveries::~Deliveries() = default;

void Deliveries::on_progress(std::function<void(activity::NoteId)> told) {
  impl_->progress = std::move(told);
}

void Deliveries::plan(std::stop_token stop) {
  impl_->consumer.run(std::move(stop));
}

std::size_t Deliveries::plan_now() {
  return impl_->consumer.drain();
}

void Deliveries::nudge() {
  impl_->nudge();
}

void Deliveries::run(std::stop_token stop) {
  auto& impl = *impl_;
  const auto released = impl.store.write_now([](store::Transaction& tx) -> Status {
    release_deliveries(tx);
    return {};
  });
  if (!released) log::warn("activitypub", "old leases stay: {}", released.error().detail);
  while (!stop.stop_requested()) {
    impl.settle(impl.take_answered());
    const auto due = impl.lease();
    impl.send(due);
    if (due.empty()) impl.wait(stop);
  }
  impl.finish();
}

}  // namespace chancery::activitypub
