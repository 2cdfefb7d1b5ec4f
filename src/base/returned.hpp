// What comes back to a worker: answers that other threads bring to the one thread that asked.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

namespace chancery {

// Requests under way hold it by a shared pointer, for they may outlive the worker by a moment.
//
// Thread safety: `put` and `nudge` from any thread, the rest from the worker's.
template <class Answer>
class Returned {
 public:
  void put(Answer answer) {
    {
      const std::scoped_lock lock(mutex_);
      answers_.push_back(std::move(answer));
    }
    changed_.notify_all();
  }

  // There may be something to do, though nothing came back.
  void nudge() {
    {
      const std::scoped_lock lock(mutex_);
      nudged_ = true;
    }
    changed_.notify_all();
  }

  // All that came back and was not taken yet, in the order of its coming.
  [[nodiscard]] std::vector<Answer> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(answers_, {});
  }

  // Until something comes back, somebody nudges, it is stopped, or that long.
  void wait(const std::stop_token& stop, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, longest, [&] { return nudged_ || !answers_.empty(); });
    nudged_ = false;
  }

  // Until something comes back, or it is stopped.
  void wait_for_answer(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [&] { return !answers_.empty(); });
  }
  // Until something comes back, or then.
  void wait_for_answer(std::chrono::steady_clock::time_point end) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, end, [&] { return !answers_.empty(); });
  }

  // That long, or until it is stopped, whatever comes back.
  void pause(const std::stop_token& stop, std::chrono::milliseconds length) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, length, [] { return false; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Answer> answers_;  // guarded by mutex_
  bool nudged_ = true;           // guarded by mutex_
};

}  // namespace chancery
