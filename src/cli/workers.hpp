// The program's background threads: each named, each with a stop token, all joined together.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace chancery::cli {

// Thread safety: one thread adds and stops.
class Workers {
 public:
  Workers() = default;
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  // `work` returns soon after a stop was asked for. An exception it lets out is logged and ends the program: a
  // worker that is gone would be missed by nobody until it matters.
  void add(std::string name, std::function<void(std::stop_token)> work);
  // Asks all to stop, runs `wake` (for those who wait on something else than their token), joins all.
  void stop(const std::function<void()>& wake);

 private:
  std::vector<std::jthread> threads_;
};

// Runs `work` on a thread of that name (at most 15 letters are shown by the system).
[[nodiscard]] std::jthread named_thread(std::string name, std::function<void(std::stop_token)> work);

}  // namespace chancery::cli
