#include "activitypub/followers_sync.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "activitypub/actions.hpp"
#include "activitypub/followers_digest.hpp"
#include "activitypub/following.hpp"
#include "activitypub/rate_limit.hpp"
#include "base/log.hpp"
#include "net/url.hpp"
#include "store/accounts.hpp"

namespace chancery::activitypub {
namespace {

using activity::AccountId;

// The accounts of ours a list names; nothing when it is given in pages, or otherwise not whole.
std::optional<std::set<AccountId>> accounts_in(const json::Object& list, const activity::Addresses& addresses) {
  if (list.contains("first") || list.contains("next")) return std::nullopt;
  const auto* items = list.if_contains("orderedItems");
  if (items == nullptr) items = list.if_contains("items");
  if (items == nullptr) return std::nullopt;
  std::set<AccountId> accounts;
  const auto add = [&](const json::Value& item) {
    if (const auto account = addresses.account_in(id_of(item))) accounts.insert(*account);
  };
  if (const auto* array = items->if_array()) {
    for (const auto& item : *array) add(item);
  } else {
    add(*items);
  }
  return accounts;
}

// Brings what stands here in line with the peer's list.
void reconcile(store::Transaction& tx, const Acting& by, const activity::Actor& actor, std::set<AccountId> listed) {
  for (auto& held : followings_of(tx, actor.uri)) {
    const bool there = listed.contains(held.account);
    if (held.state == FollowState::Accepted && !there) {
      static_cast<void>(remove_following(tx, held.account, actor.uri));
    } else if (held.state == FollowState::Asked && there) {
      held.state = FollowState::Accepted;
      save_following(tx, held);
    }
    if (held.state != FollowState::Refused) listed.erase(held.account);
  }
  for (const auto account : listed) {
    if (!store::account_by_id(tx, account)) continue;
    undo_unknown_follow(tx, {account, by.addresses, by.ids, by.now}, actor);
  }
}

}  // namespace

struct FollowersSync::Impl : std::enable_shared_from_this<FollowersSync::Impl> {
  Impl(store::Store& store_, KeyRing& keys_, const Peers& peers_, const Clock& clock_, std::function<void()> queued_,
       Limits limits_)
      : store(store_),
        keys(keys_),
        peers(peers_),
        queued(std::move(queued_)),
        limits(limits_),
        servers(clock_, limits_.per_server, limits_.per_server_burst) {}

  bool agrees(const activity::Actor& actor, const FollowersClaim& claim) const {
    std::vector<std::string> ids;
    store.read([&](store::Snapshot& snapshot) {
      for (const auto account : accepted_followers(snapshot, actor.uri)) {
        ids.push_back(peers.addresses().actor(account));
      }
    });
    return followers_digest(ids) == claim.digest;
  }

  void heard(const activity::Actor& actor, const FollowersClaim& claim) {
    const auto url = net::Url::parse(actor.uri);
    if (!url || agrees(actor, claim) || servers.take(url->authority())) return;
    const auto slot = take_slot();
    if (!slot) return;
    // Which collection is the actor's followers, its own document says.
    keys.fetch_document(actor.uri, [self = shared_from_this(), slot, actor, claim](Result<json::Object> document) {
      if (!document || json::text_or_empty(*document, "followers") != claim.collection) return;
      self->while_alive([&] { self->fetch_list(slot, actor, claim.url); });
    });
  }

  using Slot = std::shared_ptr<void>;  // shared along the chain of callbacks; given back with the last of them

  void fetch_list(const Slot& slot, const activity::Actor& actor, const std::string& url) {
    keys.fetch_document(url, [self = shared_from_this(), slot, actor](Result<json::Object> list) {
      if (!list) return;
      self->while_alive([&] {
        if (auto listed = accounts_in(*list, self->peers.addresses())) self->write(slot, actor, std::move(*listed));
      });
    });
  }

  void write(const Slot& slot, const activity::Actor& actor, std::set<AccountId> listed) {
    const std::shared_ptr<void> held = stay_alive();  // shared by the halves of the write
    store.submit(
        store::Lane::Bulk,
        [this, held, actor, listed = std::move(listed)](store::Transaction& tx) -> Status {
          reconcile(tx, {{}, peers.addresses(), store.ids(), store.clock().now()}, actor, listed);
          return {};
        },
        [this, held, slot](const Status& done) {
          if (!done) log::warn("activitypub", "followers not synchronised: {}", done.error().detail);
          if (done && queued) queued();
        });
  }

  // Nothing when as many are under way as may be.
  Slot take_slot() {
    const std::scoped_lock lock(mutex);
    if (stopped || slots >= limits.at_once) return nullptr;
    ++slots;
    return Slot(this, [self = shared_from_this()](void*) {
      const std::scoped_lock giving_back(self->mutex);
      --self->slots;
    });
  }

  // What is borrowed lives on while this is held; nothing when it is over.
  std::shared_ptr<void> stay_alive() {
    const std::scoped_lock lock(mutex);
    if (stopped && busy == 0) return nullptr;  // else what is under way holds it open anyway
    ++busy;
    return std::shared_ptr<void>(this, [self = shared_from_this()](void*) {
      const std::scoped_lock letting_go(self->mutex);
      --self->busy;
      self->changed.notify_all();
    });
  }

  template <class Do>
  void while_alive(Do&& run) {
    const auto held = stay_alive();
    if (held) run();
  }

  void stop() {
    std::unique_lock lock(mutex);
    stopped = true;
    changed.wait(lock, [this] { return busy == 0; });
  }

  store::Store& store;
  KeyRing& keys;
  const Peers& peers;
  const std::function<void()> queued;
  const Limits limits;
  RateLimit servers;
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t slots = 0;  // fetches under way; guarded by mutex
  std::size_t busy = 0;   // uses of what is borrowed; guarded by mutex
  bool stopped = false;   // guarded by mutex
};

FollowersSync::FollowersSync(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock,
                             std::function<void()> queued, Limits limits)
    : impl_(std::make_shared<Impl>(store, keys, peers, clock, std::move(queued), limits)) {}

FollowersSync::FollowersSync(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock,
                             std::function<void()> queued)
    : FollowersSync(store, keys, peers, clock, std::move(queued), Limits{}) {}

FollowersSync::~FollowersSync() {
  impl_->stop();
}

void FollowersSync::heard(const activity::Actor& actor, std::string_view field) {
  const auto claim = read_followers_claim(field);
  if (!claim || !same_origin(claim->url, actor.uri) || !same_origin(claim->collection, actor.uri)) return;
  impl_->heard(actor, *claim);
}

}  // namespace chancery::activitypub
