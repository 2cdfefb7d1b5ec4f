// Hashing and checking of passwords, a few at a time: each takes 64 MiB.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/password.hpp"
#include "staff/keys.hpp"

namespace chancery::staff {

// Thread safety: any thread; it waits while others compute.
class Passwords {
 public:
  struct Options {
    crypto::PasswordCost cost;
    std::size_t concurrent = 2;
    std::size_t waiting = 4;  // more are refused at once, so that sign-ins never hold every worker of the server
  };

  Passwords(const Keys& keys, Options options);
  explicit Passwords(const Keys& keys) : Passwords(keys, Options{}) {}

  // Both fail with Errc::TooMany, `retry_after` set, when too many wait.
  [[nodiscard]] Result<std::string> hash(std::string_view password);
  // An empty hash (nobody of that login) costs the same and never matches.
  [[nodiscard]] Result<bool> matches(std::string_view hash, std::string_view password);
  // Makes what the first unknown login would otherwise wait for (0.1 s): to be called soon after the start.
  void prepare();
  [[nodiscard]] bool needs_rehash(std::string_view hash) const;

 private:
  class Turn;
  [[nodiscard]] Status enter();
  void leave();
  [[nodiscard]] std::string peppered(std::string_view password) const;
  [[nodiscard]] const std::string& decoy();

  const std::string key_;
  const Options options_;
  std::once_flag decoy_made_;
  std::string decoy_;  // hash of nobody's password, at the present cost; made once
  std::mutex mutex_;
  std::condition_variable free_;
  std::size_t running_ = 0;  // guarded by mutex_
  std::size_t waiting_ = 0;  // guarded by mutex_
};

}  // namespace chancery::staff
