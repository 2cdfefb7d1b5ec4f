#include <algorithm>
#include <chrono>

#include "base/log.hpp"
#include "speak/late_posts.hpp"
#include "speak/sending.hpp"
#include "store/store.hpp"

namespace chancery::speak {
namespace {

constexpr std::chrono::minutes kLongestWait{1};

}  // namespace

bool LeapGuard::trusts(Timestamp now, std::chrono::steady_clock::time_point steady) {
  if (last_ && now - *last_ > steady - last_steady_ + kLeap) doubted_ = steady;
  last_ = now;
  last_steady_ = steady;
  if (doubted_ && steady - *doubted_ < kDoubt) return false;
  doubted_.reset();
  return true;
}

void Sender::run(const std::stop_token& stop) {
  LeapGuard guard;
  while (!stop.stop_requested()) {
    auto wait = std::chrono::milliseconds{kLongestWait};
    const auto& clock = store_.clock();
    const auto begun = clock.now();
    if (!guard.trusts(clock.now(), clock.steady())) {
      log::warn("speak", "the clock leapt ahead: nothing leaves until it stood for a minute");
    } else if (const auto sent = send_due(store_, publisher_); sent && *sent > 0) {
      left_();
      continue;  // perhaps more is due
    } else if (const auto next = store_.read([&](store::Snapshot& snapshot) {
                 // What is stuck is tried again with the next that is due, or in a minute.
                 return sent ? next_departure(snapshot) : next_departure_after(snapshot, begun);
               })) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - clock.now());
      wait = std::clamp(left, std::chrono::milliseconds{1}, wait);
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, wait, [this] { return nudged_; });
    nudged_ = false;
  }
}

void Sender::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  wake_.notify_one();
}

}  // namespace chancery::speak
