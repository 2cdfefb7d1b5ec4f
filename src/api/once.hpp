// Every write of the staff API is done once for an Idempotency-Key (ADR 50).
//
// The key's row stands in the transaction of the first thing the request writes in chancery.db (store::Rider), so what
// was done is known after a crash as well. The answer itself is kept in memory alone, for it may carry a one-time link:
// the same key again is answered with it, and after a restart with the status and the id of what was made.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "net/http.hpp"
#include "staff/once.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

// Thread safety: any thread.
class Once {
 public:
  static constexpr std::size_t kLongestKey = 200;
  static constexpr std::size_t kAnswers = 2'000;
  static constexpr std::size_t kBytes = 8 * 1024 * 1024;  // of answers kept

  using Handle = std::function<Result<net::Response>()>;

  // Borrows the store for its lifetime.
  explicit Once(store::Store& store) : store_(store) {}

  // What `handle` answers, or answered. A failure that stored nothing may be tried again with the same key. Fails with
  // Errc::Malformed (no key, or none that fits), Invalid (used for another request), TooMany (it is being done), and
  // as `handle` does.
  [[nodiscard]] Result<net::Response> run(const net::Request& request, staff::UserId user, const Handle& handle);

 private:
  using Key = std::pair<staff::UserId, std::string>;

  [[nodiscard]] std::optional<Result<net::Response>> done_before(const Key& key, std::string_view fingerprint);
  void settle(const Key& key, std::string_view fingerprint, bool stored, const Result<net::Response>& result);
  void keep(const Key& key, const net::Response& answer);

  store::Store& store_;
  std::mutex mutex_;
  std::set<Key> running_;                 // guarded by mutex_
  std::map<Key, net::Response> answers_;  // guarded by mutex_
  std::deque<Key> oldest_;                // guarded by mutex_; of answers_
  std::size_t bytes_ = 0;                 // guarded by mutex_; of answers_
};

}  // namespace chancery::api
