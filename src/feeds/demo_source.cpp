#include "feeds/demo_source.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>

#include "activity/batch_feeder.hpp"

namespace chancery::feeds {
namespace {

using activity::DecodedEvent;
using activity::SourceState;

DecodedEvent heard(const activity::PublicPost& post) {
  return {
      .kind = DecodedEvent::Kind::Post, .post = post, .removal = {}, .cursor = to_micros(post.time), .time = post.time};
}

// Waits until `due`, handing over meanwhile what falls due; not past a stop.
void wait_for_demo(Timestamp due, const Clock& clock, activity::BatchFeeder& feeder, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  for (auto now = clock.now(); now < due && !stop.stop_requested(); now = clock.now()) {
    feeder.hand_over_due(stop);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - now);
    stopped.wait_for(lock, stop, std::min(left, feeder.until_due()), [] { return false; });
  }
}

}  // namespace

DemoSource::DemoSource(Timestamp ends, std::int64_t cursor, activity::PostSink& sink, const Clock& clock)
    : sink_(sink),
      clock_(clock),
      talk_(ends),
      heard_(from_micros(cursor)),
      meter_(clock, activity::SourceKind::Sample, "sample") {}

const activity::PublicPost& DemoSource::upcoming() {
  while (!upcoming_ || upcoming_->time <= heard_) upcoming_ = talk_.next();
  return *upcoming_;
}

std::uint64_t DemoSource::fill(Timestamp until, const std::stop_token& stop) {
  heard_ = std::max(heard_, until - kDemoTalkKept);
  activity::BatchFeeder feeder(sink_, clock_, meter_, std::string{kDemoSource});
  std::uint64_t posts = 0;
  auto hour = std::chrono::floor<std::chrono::hours>(heard_);
  while (!stop.stop_requested() && upcoming().time <= until) {
    const auto& post = upcoming();
    if (const auto its = std::chrono::floor<std::chrono::hours>(post.time); its != hour) {
      feeder.hand_over(stop);
      hour = its;
    }
    feeder.add(heard(post), stop);
    heard_ = post.time;
    ++posts;
  }
  feeder.hand_over(stop);
  return posts;
}

void DemoSource::run(const std::stop_token& stop) {
  meter_.enter(SourceState::Live);
  fill(clock_.now(), stop);
  activity::BatchFeeder feeder(sink_, clock_, meter_, std::string{kDemoSource});
  while (!stop.stop_requested()) {
    const auto& post = upcoming();
    wait_for_demo(post.time, clock_, feeder, stop);
    if (stop.stop_requested()) break;
    feeder.add(heard(post), stop);
    heard_ = post.time;
  }
  feeder.hand_over(stop);
  meter_.enter(SourceState::Stopped);
}

}  // namespace chancery::feeds
