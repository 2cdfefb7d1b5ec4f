// Which deliveries go out next. For activitypub/ alone.
//
// Hosts that are due come by an index, the longest due first; each is looked at by a window of what is oldest there. So
// the cost is that of what is due, whatever waits for hosts that are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "activitypub/delivery_queue.hpp"

namespace chancery::activitypub {

// A delivery that may be sent once its time comes: nothing before it in its line holds it up.
struct Candidate {
  DeliveryKey key;
  activity::AccountId account;
  std::int64_t turn = 0;
  int attempts = 0;
  Timestamp next_at;
  Timestamp created_at;  // or taken up again
  std::string inbox;
};
// Of one host, until `visit` returns false: a bounded number, what no longer holds the line (kHoldsTheLine) and then
// the oldest first. Order is kept for each account: only what is of the oldest activity waiting, and nothing overtakes
// what is about the same note.
using VisitCandidate = std::function<bool(Candidate&)>;
void visit_candidates(store::Snapshot& snapshot, std::int64_t host, const VisitCandidate& visit);
void visit_candidates(store::Transaction& tx, std::int64_t host, const VisitCandidate& visit);

struct DueHost {
  std::int64_t id = 0;
  std::string name;
};
// The longest due first.
[[nodiscard]] std::vector<DueHost> due_hosts(store::Snapshot& snapshot, HostStanding standing, Timestamp now,
                                             std::size_t limit);

struct DueDelivery {
  DeliveryKey key;
  OwnActivity activity;
  std::string inbox;
  std::string host;
  std::int64_t host_id = 0;
  HostStanding standing = HostStanding::Reachable;
  int attempts = 0;
  Timestamp created_at;
  std::string followers_claim;  // of a note for followers alone: followers_digest.hpp
};

// What is on its way, in the worker's memory. Thread safety: one thread at a time.
class UnderWay {
 public:
  void add(const DueDelivery& delivery);
  // `soon`: it was delivered, and at once.
  void remove(const DueDelivery& delivery, bool soon = false);
  [[nodiscard]] bool contains(const DeliveryKey& key) const { return keys_.contains(key); }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  [[nodiscard]] bool empty() const { return keys_.empty(); }
  [[nodiscard]] std::size_t at(std::int64_t host) const;
  // How many more than others the host may have under way: one for each delivery it took at once, 28 at most; none as
  // soon as one takes longer or fails. So a host with many inboxes need not wait for each commit, and a slow one never
  // takes the places of others.
  [[nodiscard]] std::size_t credit(std::int64_t host) const;
  [[nodiscard]] std::size_t hosts() const { return by_host_.size(); }
  [[nodiscard]] std::size_t of(HostStanding standing) const;

 private:
  std::set<DeliveryKey> keys_;
  std::map<std::int64_t, std::size_t> by_host_;
  std::unordered_map<std::int64_t, std::size_t> credit_;
  std::map<HostStanding, std::size_t> by_standing_;
};

struct LeaseRule {
  std::size_t per_host = 4;  // and what it has credit for
  std::size_t under_way = 128;
  std::size_t round = 32;  // of one call
  // Those that wait for hosts in trouble never take the place of the others.
  std::size_t doubtful = 32;
  std::size_t failing = 16;  // and parked
};

struct Leased {
  std::vector<DueDelivery> due;     // without `activity` but its id
  std::vector<std::int64_t> stale;  // hosts that are due by their row but have nothing to send now: reschedule()
};
[[nodiscard]] Leased lease_deliveries(store::Snapshot& snapshot, Timestamp now, const UnderWay& under_way,
                                      const LeaseRule& rule);

}  // namespace chancery::activitypub
