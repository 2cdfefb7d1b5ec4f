#include "activitypub/delivery_lease.hpp"

#include <algorithm>
#include <utility>

#include "activitypub/delivery_dispatch.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kMostCredit = 28;
constexpr std::size_t kCreditedHosts = 4'096;

// One call of lease_deliveries().
struct Round {
  store::Snapshot& snapshot;
  Timestamp now;
  const UnderWay& under_way;
  const LeaseRule& rule;
  std::map<activity::AccountId, std::int64_t> open;
  Leased leased;

  std::size_t room() const {
    const auto taken = under_way.size() + leased.due.size();
    return std::min(rule.under_way - std::min(taken, rule.under_way), rule.round - leased.due.size());
  }

  // Up to `most` deliveries of hosts of this standing.
  void take(HostStanding standing, std::size_t most) {
    const bool probe = standing == HostStanding::Failing || standing == HostStanding::Parked;
    auto left = std::min(most, room());
    if (left == 0) return;
    // Those under way are due as well until they are settled.
    for (const auto& host : due_hosts(snapshot, standing, now, left + under_way.hosts())) {
      const auto each = probe ? 1 : rule.per_host + under_way.credit(host.id);
      const auto busy = under_way.at(host.id);
      if (busy >= each) continue;
      const auto taken = take_from(host, standing, std::min(each - busy, left));
      left -= taken;
      if (left == 0) return;
    }
  }

  std::size_t take_from(const DueHost& host, HostStanding standing, std::size_t most) {
    std::size_t taken = 0;
    bool held = false;
    visit_candidates(snapshot, host.id, [&](Candidate& candidate) {
      const auto dispatching = open.find(candidate.account);
      const bool early = dispatching != open.end() && dispatching->second < candidate.turn;
      const bool sent = under_way.contains(candidate.key);
      held = held || early || sent;
      if (early || sent || candidate.next_at > now) return true;
      add(candidate, host, standing);
      return ++taken < most;
    });
    if (taken == 0 && !held) leased.stale.push_back(host.id);
    return taken;
  }

  void add(Candidate& candidate, const DueHost& host, HostStanding standing) {
    DueDelivery due;
    due.key = candidate.key;
    due.activity.id = candidate.key.activity;
    due.inbox = std::move(candidate.inbox);
    due.host = host.name;
    due.host_id = host.id;
    due.standing = standing;
    due.attempts = candidate.attempts;
    due.created_at = candidate.created_at;
    leased.due.push_back(std::move(due));
  }
};

}  // namespace

void UnderWay::add(const DueDelivery& delivery) {
  if (!keys_.insert(delivery.key).second) return;
  ++by_host_[delivery.host_id];
  ++by_standing_[delivery.standing];
}

void UnderWay::remove(const DueDelivery& delivery, bool soon) {
  if (keys_.erase(delivery.key) == 0) return;
  if (!soon) {
    credit_.erase(delivery.host_id);
  } else {
    if (credit_.size() >= kCreditedHosts) credit_.clear();
    auto& credit = credit_[delivery.host_id];
    credit = std::min(credit + 1, kMostCredit);
  }
  if (const auto host = by_host_.find(delivery.host_id); --host->second == 0) by_host_.erase(host);
  --by_standing_[delivery.standing];
}

std::size_t UnderWay::at(std::int64_t host) const {
  const auto found = by_host_.find(host);
  return found == by_host_.end() ? 0 : found->second;
}

std::size_t UnderWay::credit(std::int64_t host) const {
  const auto found = credit_.find(host);
  return found == credit_.end() ? 0 : found->second;
}

std::size_t UnderWay::of(HostStanding standing) const {
  const auto found = by_standing_.find(standing);
  return found == by_standing_.end() ? 0 : found->second;
}

Leased lease_deliveries(store::Snapshot& snapshot, Timestamp now, const UnderWay& under_way, const LeaseRule& rule) {
  Round round{snapshot, now, under_way, rule, open_turns(snapshot), {}};
  if (round.room() == 0) return {};
  const auto less = [](std::size_t from, std::size_t what) { return from - std::min(from, what); };
  // Hosts in trouble first: they have few places, and would wait for ever behind a long queue of the others.
  const auto probing = under_way.of(HostStanding::Failing) + under_way.of(HostStanding::Parked);
  round.take(HostStanding::Failing, less(rule.failing, probing));
  round.take(HostStanding::Parked, less(rule.failing, probing + round.leased.due.size()));
  round.take(HostStanding::Doubtful, less(rule.doubtful, under_way.of(HostStanding::Doubtful)));
  round.take(HostStanding::Reachable, rule.under_way);
  return std::move(round.leased);
}

}  // namespace chancery::activitypub
