// Failures counted by key; after a few, each next one doubles the wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace chancery::staff {

// Bounded: past `keys` the one longest untouched is forgotten. Forgets all at restart.
// Thread safety: any thread.
class Throttle {
 public:
  struct Options {
    int free = 5;                           // failures before the first wait
    std::chrono::seconds first{2};          // the first wait; then 4, 8, …
    std::chrono::seconds longest{15 * 60};  //
    std::chrono::seconds forget{60 * 60};   // after so long without a failure the count starts anew
    std::size_t keys = 20'000;
  };

  // Borrows the clock for its lifetime; only its steady time is asked.
  Throttle(const Clock& clock, Options options) : clock_(clock), options_(options) {}

  // Begins a try: nothing when it may, else how long to wait. A try counts as failed until it is taken back, so that
  // many at once gain nothing.
  [[nodiscard]] std::optional<std::chrono::seconds> enter(std::string_view key);
  // The try said nothing: takes back its count.
  void leave(std::string_view key);
  // The try succeeded: the count starts anew.
  void succeeded(std::string_view key);

 private:
  struct Entry {
    std::string key;
    int failures = 0;
    std::chrono::steady_clock::time_point last;
  };
  [[nodiscard]] std::chrono::seconds penalty(int failures) const;
  void forget_oldest();

  const Clock& clock_;
  const Options options_;
  std::mutex mutex_;
  std::list<Entry> entries_;                                            // guarded by mutex_; newest first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;  // guarded by mutex_
};

// What to count an address under: IPv4 as it stands, IPv6 by its /64, ::ffff:a.b.c.d as IPv4.
[[nodiscard]] std::string address_block(std::string_view address);

}  // namespace chancery::staff
