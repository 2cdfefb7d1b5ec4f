// Deliveries as staff see them: which servers are reached, which not and why, how far a note came.
//
// Followers are private persons: they are counted by server, never named, and a server is named as theirs only when ten
// or more are there. A server that is not reached is named in any case: somebody has to write to its keeper.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/delivery_circuit.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

inline constexpr std::int64_t kFollowersNamed = 10;  // on one server, at least

struct HostDeliveries {
  std::string host;
  HostStanding standing = HostStanding::Reachable;
  Circuit circuit;
  std::optional<Timestamp> next_try;  // nothing when nothing waits
  std::int64_t waiting = 0;
};

struct FollowersAt {
  std::string host;
  std::int64_t followers = 0;
};

struct AccountReach {
  activity::AccountId account;
  std::string name;
  std::int64_t followers = 0;
  std::int64_t servers = 0;
  std::vector<FollowersAt> top;  // at most 20
  // Behind servers that fail or are parked. Nothing when the people there, or all others, are fewer than
  // kFollowersNamed: such servers are named to staff, and would tell of a few.
  std::int64_t unreached_servers = 0;
  std::optional<std::int64_t> unreached;
};
[[nodiscard]] AccountReach account_reach(store::Snapshot& snapshot, const activity::Account& account);

struct DeliveriesOverview {
  std::int64_t reachable = 0;
  std::int64_t doubtful = 0;
  std::int64_t failing = 0;
  std::int64_t parked = 0;
  std::int64_t waiting = 0;           // deliveries
  std::vector<HostDeliveries> hosts;  // in trouble, the longest first, at most 200
  std::vector<AccountReach> accounts;
};
// Reads a row of every server: some tens of milliseconds for 30,000.
[[nodiscard]] DeliveriesOverview deliveries_overview(store::Snapshot& snapshot);

[[nodiscard]] std::optional<HostDeliveries> host_deliveries(store::Snapshot& snapshot, std::string_view host);
// Of all our accounts; nothing when they are fewer than kFollowersNamed.
[[nodiscard]] std::optional<std::int64_t> followers_at(store::Snapshot& snapshot, std::string_view host);

struct Spread {
  std::int64_t delivered = 0;
  std::int64_t waiting = 0;
  std::int64_t failed = 0;
  std::int64_t parked = 0;  // dropped
};

struct NoteAtHost {
  activity::NoteId note;
  activity::AccountId account;
  Timestamp at;
  Spread spread;
};
// What became there of our notes since `since`: the newest `limit`.
[[nodiscard]] std::vector<NoteAtHost> notes_at(store::Snapshot& snapshot, std::string_view host, Timestamp since,
                                               std::size_t limit);

struct HostSpread {
  std::string host;
  HostStanding standing = HostStanding::Reachable;
  Spread spread;
};

struct NoteSpread {
  Spread total;
  std::vector<HostSpread> hosts;  // where something is not delivered, at most 200
};
[[nodiscard]] NoteSpread note_spread(store::Snapshot& snapshot, activity::NoteId note);

}  // namespace chancery::activitypub
