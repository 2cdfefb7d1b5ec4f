// Sending: a durable queue of one delivery per activity and inbox, and the worker that empties it.
//
// At least once with the same activity id: a delivery is done when the peer has answered and that is committed.
// Order is kept per account and host; hosts take turns, with a bounded number under way at each; a host that
// keeps failing is left alone for a while, then probed with one delivery, and parked after three days.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "activitypub/knock.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/http_signature.hpp"
#include "crypto/key_box.hpp"
#include "net/http_client.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

struct DeliveryCounts {
  std::int64_t pending = 0;
  std::int64_t delivered = 0;
  std::int64_t failed = 0;  // or dropped because the server is parked
};
// How many servers a note of ours has reached.
[[nodiscard]] DeliveryCounts delivery_counts(store::Snapshot& snapshot, activity::NoteId note);

enum class HostStanding {
  Reachable,
  Doubtful,  // failed a few times in a row
  Failing,   // left alone, then tried with one delivery at a time
  Parked,    // failing for three days: what is meant for it is dropped
};
[[nodiscard]] std::string_view to_string(HostStanding standing);  // "reachable"

// Peers that fail now, for doctor.
struct StuckHost {
  std::string host;
  int failures = 0;
  Timestamp retry_at;
  std::int64_t pending = 0;
  HostStanding standing = HostStanding::Doubtful;
  std::string why;  // a sentence
};
[[nodiscard]] std::vector<StuckHost> stuck_hosts(store::Snapshot& snapshot, std::size_t limit);

// A server sent us something that was verified: when it was left alone or parked, it is tried again. Costs one look-up.
// `host` as in a URL, with a port that is not the usual one. After the commit `Deliveries::nudge()` may be called.
void host_seen(store::Transaction& tx, std::string_view host, Timestamp now);
// Staff ask to try it now. What the server itself asked to wait is kept. Fails with Errc::NotFound (never delivered
// there) or Conflict (nothing waits for it).
[[nodiscard]] Status retry_host(store::Transaction& tx, std::string_view host, Timestamp now);

// What delivery and inbox remember no longer than this.
inline constexpr std::chrono::hours kDeliveriesKept{14 * 24};
// Removes deliveries that ended and ids of activities received that are older, and what waits for parked hosts, in
// slices, until there are none or `stop` is requested. The counts of notes stay. For a housekeeper's thread: it waits
// for the store.
[[nodiscard]] Status prune(store::Store& store, Timestamp now, const std::stop_token& stop = {});

// Queues an Accept of a Follow, in the caller's transaction.
void queue_accept(store::Transaction& tx, const store::Store& store, activity::AccountId account,
                  std::string_view follow, std::string_view follower, std::string_view inbox);

// What a peer's answer means for one delivery.
struct Verdict {
  enum class Kind { Delivered, Retry, Failed, Gone } kind = Kind::Retry;
  std::optional<std::chrono::seconds> retry_after;  // the host asked for it
  bool host_trouble = false;                        // counts against the host: no answer, 5xx, 429
  bool refused = false;                             // to be tried again, but it may be this activity's own fault
};
// 2xx delivered; 410 gone; 401, 403, 408, 425, 429 and 5xx retried, honouring Retry-After (seconds or date, at most
// 24 h); any other answer final; no answer retried, also when the guard refused the address the inbox's name led to.
[[nodiscard]] Verdict judge(const Result<net::IncomingResponse>& answer, Timestamp now);
// 5 s, doubled each time, at most 12 h, spread by a quarter either way by `random` in [0, 1).
[[nodiscard]] std::chrono::milliseconds back_off(int attempts, double random);

// Run by two named threads of cli: plan() and run(). Signing is done on the thread of run(); answers are committed by
// the store's writer meanwhile, many at a time.
class Deliveries {
 public:
  struct Limits {
    std::size_t per_host = 4;
    std::size_t under_way = 128;
    std::chrono::milliseconds deadline{10'000};
    std::chrono::hours give_up{72};
    int trouble = 5;  // failures in a row after which a host gets one probe at a time
    std::chrono::hours park_after{72};
  };

  // Borrows everything for its lifetime. `seed` spreads the retries.
  Deliveries(store::Store& store, Knocker& knocker, const Peers& peers, std::uint64_t seed, Limits limits);
  Deliveries(store::Store& store, Knocker& knocker, const Peers& peers, std::uint64_t seed);
  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;
  ~Deliveries();

  // `told` hears of each note whose counts changed, after the commit, on the thread of run(): it must not block. To be
  // set before that runs.
  void on_progress(std::function<void(activity::NoteId)> told);
  // Complaints go out in the name of the instance actor; without it none is sent. To be set before run(); borrowed.
  void sign_reports_as(const crypto::Signer& instance);
  // What the accounts' private keys are sealed with; without it nothing of theirs is sent. As above.
  void open_keys_with(const crypto::KeyBox& box);
  // Reads the log until stopped and opens the dispatch of what it makes us tell others, each exactly once.
  void plan(std::stop_token stop);
  // The same for what is in the log now, and queues it for its whole audience; returns how many events it read.
  std::size_t plan_now();
  // Queues and sends what is due until stopped. Waits for what is under way before it returns.
  void run(std::stop_token stop);
  // Something may be due: called after a commit that opened a dispatch.
  void nudge();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::activitypub
