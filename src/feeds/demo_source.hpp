// The demo's public talk as a source: weeks of it at once, then as time goes by.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>

#include "activity/public_post.hpp"
#include "activity/source_control.hpp"
#include "activity/source_meter.hpp"
#include "base/clock.hpp"
#include "feeds/demo_talk.hpp"

namespace chancery::feeds {

inline constexpr std::string_view kDemoSource = "recording:sample";  // PostBatch::source
inline constexpr std::chrono::days kDemoTalkKept{28};                // what is older is not handed over

// A batch's cursor is the time of its last post in microseconds since 1970.
// Thread safety: one thread fills or runs; any thread may ask for the status.
class DemoSource {
 public:
  // The story ends at the whole hour before `ends`. `cursor` is where it was heard to before; 0: never. Borrows sink
  // and clock for its lifetime.
  DemoSource(Timestamp ends, std::int64_t cursor, activity::PostSink& sink, const Clock& clock);

  // Hands over what was said after the cursor and up to `until`, of the last four weeks at most, in batches of an hour
  // at most. A sink that cannot keep up is offered a batch again. Gives how many posts that were; fewer when stopped.
  std::uint64_t fill(Timestamp until, const std::stop_token& stop = {});
  // What is missing up to now, then each post when it is due; until a stop is asked for.
  void run(const std::stop_token& stop);
  [[nodiscard]] activity::SourceStatus status() const { return meter_.status(); }

 private:
  // The first post after the cursor that was not handed over.
  [[nodiscard]] const activity::PublicPost& upcoming();

  activity::PostSink& sink_;
  const Clock& clock_;
  DemoTalk talk_;
  Timestamp heard_;
  std::optional<activity::PublicPost> upcoming_;  // views into talk_
  activity::SourceMeter meter_;
};

}  // namespace chancery::feeds
