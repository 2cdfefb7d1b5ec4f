#include "activitypub/delivery.hpp"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "activitypub/delivery_dispatch.hpp"
#include "activitypub/delivery_lease.hpp"
#include "activitypub/delivery_plan.hpp"
#include "activitypub/delivery_settle.hpp"
#include "activitypub/followers_digest.hpp"
#include "activitypub/instance_actor.hpp"
#include "activitypub/own_activity.hpp"
#include "base/log.hpp"
#include "crypto/http_signature.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kDeliveryConsumer = "activitypub.delivery";
constexpr milliseconds kLongestDeliverySleep{60'000};
constexpr milliseconds kStopGrace{2'000};
constexpr milliseconds kStorePause{1'000};
constexpr milliseconds kAllowancePause{100};
constexpr milliseconds kSoon{250};  // from signing to the answer
constexpr double kDoubtfulEachSecond = 50;
constexpr double kFailingEachSecond = 10;
constexpr std::chrono::microseconds kDeliverySlice{2'000};  // of the bulk lane, its commit not counted

// What one transaction is to keep.
struct Batch {
  std::vector<Answered> answered;
  std::vector<Ended> ended;
  std::vector<std::int64_t> stale;  // hosts
  [[nodiscard]] bool empty() const { return answered.empty() && ended.empty() && stale.empty(); }
};

// Shared with the requests and the writes under way, which may outlive the worker by a moment.
struct Shared {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::vector<Answered> answered;  // guarded by mutex, like all below
  std::shared_ptr<Batch> settled;  // shared by the write that kept it and the worker that forgets it
  std::optional<Errc> settle_error;
  bool settling = false;
  bool dispatching = false;
  bool dispatch_failed = false;
  bool stopping = false;
  bool nudged = true;
};

template <class Change>
void notify(Shared& shared, Change change) {
  {
    const std::scoped_lock lock(shared.mutex);
    change();
  }
  shared.changed.notify_all();
}

// Queues for open dispatches, slice after slice, each a call of the bulk lane that orders the next.
void dispatch_slices(store::Store& store, const std::shared_ptr<Shared>& shared) {
  const auto more = std::make_shared<bool>(false);  // shared by the two halves of the call
  store.submit(
      store::Lane::Bulk,
      [&store, more](store::Transaction& tx) -> Status {
        *more = advance_dispatch(tx, store.clock(), kDeliverySlice);
        return {};
      },
      [&store, shared, more](const Status& done) {
        if (!done) log::warn("activitypub", "queueing waits for the store: {}", done.error().detail);
        bool go_on = false;
        notify(*shared, [&] {
          go_on = done && *more && !shared->stopping;
          shared->dispatching = go_on;
          (done ? shared->nudged : shared->dispatch_failed) = true;
        });
        if (go_on) dispatch_slices(store, shared);
      });
}

// So many a second, and at most a second's worth at once. Servers that refuse at once cost a signature each: thousands
// of them must not take the processor from the others.
class Allowance {
 public:
  explicit Allowance(double each_second) : each_second_(each_second), left_(each_second) {}
  [[nodiscard]] std::size_t now(std::chrono::steady_clock::time_point now) {
    if (last_) left_ += each_second_ * std::chrono::duration<double>(now - *last_).count();
    left_ = std::min(left_, each_second_);
    last_ = now;
    return static_cast<std::size_t>(left_);
  }
  void take() { left_ -= 1; }
  [[nodiscard]] bool used_up() const { return left_ < 1; }

 private:
  double each_second_;
  double left_;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}  // namespace

struct Deliveries::Impl {
  Impl(store::Store& store_, Knocker& knocker_, const Peers& peers_, std::uint64_t seed, Limits limits_)
      : store(store_),
        knocker(knocker_),
        peers(peers_),
        limits(limits_),
        random(seed),
        consumer(
            store_, std::string(kDeliveryConsumer),
            [this](store::Transaction& tx, const store::Event& event) {
              return plan_deliveries(tx, store.ids(), event);
            },
            [this] { nudge(); }) {}

  void nudge() {
    notify(*shared, [this] { shared->nudged = true; });
  }

  // The account's key, parsed once for as long as nothing happens: it may be replaced.
  const crypto::Signer* signer(activity::AccountId account) {
    if (const auto known = signers.find(account); known != signers.end()) return &known->second;
    const auto found = store.read([&](store::Snapshot& snapshot) { return store::account_by_id(snapshot, account); });
    if (!found || box == nullptr) return nullptr;
    auto key = box->open(found->private_key_pem, account.text()).and_then(crypto::PrivateKey::parse);
    if (!key) return nullptr;
    return &signers.emplace(account, crypto::Signer{peers.addresses().key(account), std::move(*key)}).first->second;
  }

  // What is due, with its activity; and the documents of these, one text for all inboxes. The texts are kept only as
  // long as nothing happens: what is deleted meanwhile is not sent.
  std::vector<DueDelivery> lease() {
    const auto position = store.last_position();
    if (position != documents_at || documents.size() > kDocuments) documents.clear();
    if (position != documents_at) signers.clear();
    documents_at = position;
    const auto now = store.clock().now();
    const auto steady = store.clock().steady();
    const LeaseRule rule{limits.per_host, limits.under_way, kRound,
                         std::min(limits.under_way / 4, doubtful.now(steady)),
                         std::min(limits.under_way / 8, failing.now(steady))};
    return store.read([&](store::Snapshot& snapshot) {
      auto leased = lease_deliveries(snapshot, now, under_way, rule);
      for (auto& delivery : leased.due) {
        if (delivery.standing == HostStanding::Doubtful) doubtful.take();
        if (delivery.standing > HostStanding::Doubtful) failing.take();
        auto [known, is_new] = documents.try_emplace(delivery.key.activity);
        if (is_new) known->second = document_of(snapshot, delivery.key.activity);
        delivery.activity = known->second.activity;
        if (known->second.for_followers) delivery.followers_claim = claim_for(snapshot, delivery);
      }
      batch.stale = std::move(leased.stale);
      return std::move(leased.due);
    });
  }

  struct Document {
    OwnActivity activity;
    std::shared_ptr<const std::string> text;  // shared with the requests; nothing: no longer to be told
    bool for_followers = false;               // a Create for them alone
  };

  Document document_of(store::Snapshot& snapshot, activity::ActivityId id) const {
    const auto activity = activity_by_id(snapshot, id);
    if (!activity) return {};
    auto text = own_activity_document(snapshot, peers.addresses(), *activity);
    const auto note =
        activity->kind == ActivityKind::Create ? store::note_by_id(snapshot, activity->note) : std::nullopt;
    const bool for_followers = note && note->visibility == activity::Visibility::Followers;
    return {*activity, text ? std::make_shared<const std::string>(std::move(*text)) : nullptr, for_followers};
  }

  // Its server decides with its own list who of its people may read such a note: it must be the same as ours.
  std::string claim_for(store::Snapshot& snapshot, const DueDelivery& delivery) const {
    const auto inbox = net::Url::parse(delivery.inbox);
    if (!inbox) return {};
    return followers_claim_for(snapshot, peers.addresses(), delivery.activity.account, inbox->origin());
  }

  void send(const std::vector<DueDelivery>& due) {
    for (const auto& delivery : due) {
      under_way.add(delivery);
      const auto& document = documents.at(delivery.key.activity).text;
      if (document) {
        send_one(delivery, document);
      } else {
        batch.ended.push_back({delivery, DeliveryState::Unwanted});
      }
    }
    // Signed first, then handed over together: the client wakes once for many.
    if (!ready.empty()) knocker.send(std::exchange(ready, {}));
  }

  void send_one(const DueDelivery& delivery, const std::shared_ptr<const std::string>& document) {
    const bool report = delivery.activity.kind == ActivityKind::Flag;
    const auto* key = report ? reports_as : signer(delivery.activity.account);
    const auto url = peers.check(delivery.inbox);
    if (!url || !key) {
      log::warn("activitypub", "delivery of {} to {} given up: {}", delivery.key.activity.text(), delivery.host,
                url ? "the account has no usable key" : "we do not talk to that server");
      batch.ended.push_back({delivery, DeliveryState::Failed});
      return;
    }
    auto answered = [shared = shared, delivery,
                     sent = std::chrono::steady_clock::now()](Result<net::IncomingResponse> answer) mutable {
      const bool soon = answer && answer->status < 300 && std::chrono::steady_clock::now() - sent < kSoon;
      notify(*shared, [&] { shared->answered.push_back({std::move(delivery), std::move(answer), soon}); });
    };
    crypto::AddedFields more;
    if (!delivery.followers_claim.empty()) more.emplace_back(kSynchronizationField, delivery.followers_claim);
    auto knock = knocker.sign_post(*url, {document, limits.deadline, std::move(more)}, *key, std::move(answered));
    if (knock) ready.push_back(std::move(*knock));
  }

  // Hands what came back to the store's writer, one batch at a time: while one is committed the next gathers.
  void settle() {
    {
      const std::scoped_lock lock(shared->mutex);
      if (shared->settling || shared->settled) return;  // take_settled() comes first
      std::ranges::move(std::exchange(shared->answered, {}), std::back_inserter(batch.answered));
      if (batch.empty()) return;
      shared->settling = true;
    }
    const auto kept = std::make_shared<Batch>(std::exchange(batch, {}));  // shared by the halves of the write
    store.submit(
        store::Lane::Interactive,
        [this, kept](store::Transaction& tx) -> Status {
          write(tx, *kept);
          return {};
        },
        [shared = shared, kept](const Status& done) {
          if (!done) log::warn("activitypub", "answers not kept: {}", done.error().detail);
          notify(*shared, [&] {
            shared->settling = false;
            shared->settled = kept;
            shared->settle_error = done ? std::nullopt : std::optional(done.error().code);
          });
        });
  }

  // On the writer's thread; the worker waits for its end before it goes.
  void write(store::Transaction& tx, const Batch& kept) {
    const SettleRule rule{{limits.trouble, limits.park_after}, limits.give_up};
    const std::function<double()> next = [this] { return spread(random); };
    Settlement settlement(tx, store.clock().now(), rule, next);
    for (const auto& each : kept.answered) settlement.apply(each);
    for (const auto& each : kept.ended) settlement.end(each);
    for (const auto host : kept.stale) settlement.look_again(host);
    settlement.close();
  }

  // What is committed is under way no more. What the store could not take now is handed to it again after a pause, and
  // nothing is sent twice for that; what it refuses is sent again.
  void take_settled() {
    std::shared_ptr<Batch> kept;  // shared with the write, which is over
    std::optional<Errc> error;
    {
      const std::scoped_lock lock(shared->mutex);
      kept = std::exchange(shared->settled, nullptr);
      error = shared->settle_error;
      store_trouble = store_trouble || std::exchange(shared->dispatch_failed, false);
    }
    if (!kept) return;
    store_trouble = store_trouble || error;
    if (error == Errc::Unavailable || error == Errc::TooMany) {
      std::ranges::move(kept->answered, std::back_inserter(batch.answered));
      std::ranges::move(kept->ended, std::back_inserter(batch.ended));
      return;
    }
    std::set<activity::NoteId> notes;
    const auto over = [&](const DueDelivery& delivery, bool soon) {
      under_way.remove(delivery, soon);
      if (!error && delivery.activity.kind == ActivityKind::Create) notes.insert(delivery.activity.note);
    };
    for (const auto& each : kept->answered) over(each.delivery, each.soon);
    for (const auto& each : kept->ended) over(each.delivery, false);
    for (const auto note : notes) {
      if (progress) progress(note);
    }
  }

  void dispatch() {
    if (!store.read([](store::Snapshot& snapshot) { return has_open_dispatch(snapshot); })) return;
    {
      const std::scoped_lock lock(shared->mutex);
      if (shared->dispatching || shared->stopping) return;
      shared->dispatching = true;
    }
    dispatch_slices(store, shared);
  }

  // Until something comes back, something may be due, or the next retry is. When the store has trouble, a moment.
  void wait(const std::stop_token& stop) {
    if (std::exchange(store_trouble, false)) return pause(stop);
    const auto now = store.clock().now();
    const auto next = store.read([&](store::Snapshot& snapshot) { return next_look(snapshot, now); });
    auto longest = kLongestDeliverySleep;
    if (next) longest = std::min(longest, std::chrono::ceil<milliseconds>(*next - now));
    if (doubtful.used_up() || failing.used_up()) longest = std::min(longest, kAllowancePause);
    std::unique_lock lock(shared->mutex);
    shared->changed.wait_for(lock, stop, longest, [&] {
      return shared->nudged || shared->settled || shared->dispatch_failed ||
             (!shared->settling && !shared->answered.empty());
    });
  }

  void pause(const std::stop_token& stop) {
    std::unique_lock lock(shared->mutex);
    shared->changed.wait_for(lock, stop, kStorePause, [] { return false; });
    shared->nudged = true;
  }

  bool take_nudge() {
    const std::scoped_lock lock(shared->mutex);
    return std::exchange(shared->nudged, false);
  }

  void start() {
    const std::scoped_lock lock(shared->mutex);
    shared->stopping = false;
    shared->nudged = true;
  }

  // Answers of what is still under way are kept when they come soon; the rest is sent again at the next start. What the
  // store was handed is waited for.
  void finish() {
    notify(*shared, [this] { shared->stopping = true; });
    const auto end = std::chrono::steady_clock::now() + kStopGrace;
    while (!under_way.empty() && !store_trouble && std::chrono::steady_clock::now() < end) {
      settle();
      {
        std::unique_lock lock(shared->mutex);
        shared->changed.wait_until(lock, end,
                                   [&] { return shared->settled || (!shared->settling && !shared->answered.empty()); });
      }
      take_settled();
    }
    {
      std::unique_lock lock(shared->mutex);
      shared->changed.wait(lock, [&] { return !shared->settling && !shared->dispatching; });
    }
    take_settled();
    under_way = {};
    batch = {};
    store_trouble = false;
  }

  static constexpr std::size_t kRound = 32;
  static constexpr std::size_t kDocuments = 1'000;

  store::Store& store;
  Knocker& knocker;
  const Peers& peers;
  const Limits limits;
  std::mt19937_64 random;  // the writer's thread alone
  std::uniform_real_distribution<double> spread{0.0, 1.0};
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();  // shared with what is under way
  store::Consumer consumer;
  std::function<void(activity::NoteId)> progress;
  // The worker's own.
  const crypto::Signer* reports_as = nullptr;
  const crypto::KeyBox* box = nullptr;
  std::map<activity::AccountId, crypto::Signer> signers;
  std::map<activity::ActivityId, Document> documents;
  std::int64_t documents_at = -1;  // the log's position they were made at
  UnderWay under_way;
  Batch batch;                                   // for the next write
  std::vector<net::HttpClient::Outgoing> ready;  // signed, of this round
  Allowance doubtful{kDoubtfulEachSecond};
  Allowance failing{kFailingEachSecond};
  bool store_trouble = false;
};

Deliveries::Deliveries(store::Store& store, Knocker& knocker, const Peers& peers, std::uint64_t seed, Limits limits)
    : impl_(std::make_unique<Impl>(store, knocker, peers, seed, limits)) {}

Deliveries::Deliveries(store::Store& store, Knocker& knocker, const Peers& peers, std::uint64_t seed)
    : Deliveries(store, knocker, peers, seed, Limits{}) {}

Deliveries::~Deliveries() = default;

void Deliveries::on_progress(std::function<void(activity::NoteId)> told) {
  impl_->progress = std::move(told);
}

void Deliveries::sign_reports_as(const crypto::Signer& instance) {
  impl_->reports_as = &instance;
}

void Deliveries::open_keys_with(const crypto::KeyBox& box) {
  impl_->box = &box;
}

void Deliveries::plan(std::stop_token stop) {
  impl_->consumer.run(std::move(stop));
}

std::size_t Deliveries::plan_now() {
  const auto planned = impl_->consumer.drain();
  auto& store = impl_->store;
  const auto advance = [&](store::Transaction& tx) -> Result<bool> {
    return advance_dispatch(tx, store.clock(), kDeliverySlice);
  };
  while (store.write_now(advance).value_or(false)) {
  }
  return planned;
}

void Deliveries::nudge() {
  impl_->nudge();
}

void Deliveries::run(std::stop_token stop) {
  auto& impl = *impl_;
  impl.start();
  while (!stop.stop_requested()) {
    impl.take_settled();
    if (impl.take_nudge()) impl.dispatch();
    if (impl.store_trouble) {
      impl.wait(stop);
      continue;
    }
    const auto due = impl.lease();
    impl.send(due);
    impl.settle();
    if (due.empty()) impl.wait(stop);
  }
  impl.finish();
}

}  // namespace chancery::activitypub
