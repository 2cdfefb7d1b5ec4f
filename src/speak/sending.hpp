// Approved posts leave when their time has come, each exactly once.
//
// Leaving is one transaction: the post becomes `sent` and its note (those of a thread: all of them), event and audit
// entry are there, or nothing is. So neither a restart, nor two calls at once, nor a clock set back sends anything
// twice.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "activity/addresses.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "speak/posts.hpp"
#include "speak/publisher.hpp"
#include "store/store.hpp"

namespace chancery::speak {

inline constexpr std::chrono::hours kLate{1};

// Sends what is due at the store's present time, the longest due first, at most `limit`. One that cannot leave (what
// it answers is gone; what it shares was edited) goes back to its writers with the reason. What others of ours share or
// quote is looked at first, outside the transaction; while its server does not answer the post waits, an hour at most.
// One whose chosen time passed more than kLate ago is held: after a long stop, or under a clock that was set wrong,
// people decide.
// Gives how many left or went back. One that cannot is passed over; told, as a failure, where nothing else left.
[[nodiscard]] Result<std::size_t> send_due(store::Store& store, const Publisher& publisher, std::size_t limit = 100);

// When the next approved post is to leave.
[[nodiscard]] std::optional<Timestamp> next_departure(store::Snapshot& snapshot);
// Approved posts that should have left more than `late` ago: something is stuck, and staff must see it.
[[nodiscard]] std::vector<Post> stuck_posts(store::Snapshot& snapshot, Timestamp now,
                                            std::chrono::minutes late = std::chrono::minutes{2});

// Whether the wall clock can be believed: not for a minute after it leapt ahead of the steady one by more than ten. A
// clock that is being set must not send tomorrow's posts.
class LeapGuard {
 public:
  static constexpr std::chrono::minutes kLeap{10};
  static constexpr std::chrono::minutes kDoubt{1};

  // To be asked now and then; false while in doubt.
  [[nodiscard]] bool trusts(Timestamp now, std::chrono::steady_clock::time_point steady);

 private:
  std::optional<Timestamp> last_;
  std::chrono::steady_clock::time_point last_steady_;
  std::optional<std::chrono::steady_clock::time_point> doubted_;
};

// Sends what is due until stopped.
// Thread safety: run() on one named thread of cli; nudge() from any.
class Sender {
 public:
  // Borrows the store for its lifetime. `left` is called from run()'s thread after posts left or went back.
  Sender(
      store::Store& store, const Publisher& publisher, std::function<void()> left = [] {})
      : store_(store), publisher_(publisher), left_(std::move(left)) {}
  void run(const std::stop_token& stop);
  // Something may be due sooner than was thought: after a commit that approved or scheduled a post.
  void nudge();

 private:
  store::Store& store_;
  const Publisher publisher_;
  const std::function<void()> left_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool nudged_ = false;  // guarded by mutex_
};

}  // namespace chancery::speak
