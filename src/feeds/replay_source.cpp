#include "feeds/replay_source.hpp"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string_view>
#include <utility>

#include "activity/batch_feeder.hpp"
#include "base/log.hpp"
#include "feeds/sample.hpp"

namespace chancery::feeds {
namespace {

using activity::DecodedEvent;
using activity::SourceKind;
using activity::SourceState;
using std::chrono::microseconds;
using std::chrono::milliseconds;

std::string name_of(const ReplayOptions& options) {
  return options.path.empty() ? "sample" : std::filesystem::path(options.path).filename().string();
}

SourceKind kind_of(const ReplayOptions& options) {
  return options.path.empty() ? SourceKind::Sample : SourceKind::Replay;
}

// The recording's own clock turned into ours: how long after the start each event is due.
class Pace {
 public:
  Pace(double speed, milliseconds longest_wait) : speed_(speed), longest_wait_(longest_wait) {}

  // A step back in the recording costs no time; a long silence is cut.
  microseconds due(Timestamp recorded) {
    if (recorded == Timestamp{}) return due_;  // it belongs to no moment
    if (std::exchange(begun_, true)) {
      const auto gap = static_cast<double>(std::max<std::int64_t>(0, (recorded - last_).count())) / speed_;
      const auto most = static_cast<double>(microseconds(longest_wait_).count());
      due_ += microseconds(static_cast<std::int64_t>(std::min(gap, most)));
    }
    last_ = std::max(last_, recorded);
    return due_;
  }

 private:
  double speed_;
  milliseconds longest_wait_;
  bool begun_ = false;
  Timestamp last_;
  microseconds due_{0};
};

// Gives an event the ids and names of this run. What it returns lives until the next call.
class Costume {
 public:
  Costume(std::string run, std::string stand_in) : run_(std::move(run)), stand_in_(std::move(stand_in)) {}

  DecodedEvent dress(DecodedEvent event) {
    if (!run_.empty()) {
      auto& id = event.kind == DecodedEvent::Kind::Removal ? event.removal.id : event.post.id;
      if (!id.empty()) id = id_.assign(id).append(run_);
    }
    if (!stand_in_.empty()) event.post.text = renamed(event.post.text);
    return event;
  }

 private:
  std::string_view renamed(std::string_view text) {
    text_.clear();
    while (!text.empty()) {
      const auto terms = sample_terms();
      const auto name = std::ranges::max_element(
          terms, {}, [text](std::string_view term) { return text.starts_with(term) ? term.size() : 0; });
      if (text.starts_with(*name)) {
        text_ += stand_in_;
        text.remove_prefix(name->size());
      } else {
        text_ += text.front();
        text.remove_prefix(1);
      }
    }
    return text_;
  }

  std::string run_;
  std::string stand_in_;
  std::string id_;
  std::string text_;
};

// Waits until the clock shows `due`, handing over meanwhile what falls due; not past a stop.
void wait_until(std::chrono::steady_clock::time_point due, const Clock& clock, activity::BatchFeeder& feeder,
                const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  for (auto now = clock.steady(); now < due && !stop.stop_requested(); now = clock.steady()) {
    feeder.hand_over_due(stop);
    const auto left = std::chrono::ceil<milliseconds>(due - now);
    stopped.wait_for(lock, stop, std::min(left, feeder.until_due()), [] { return false; });
  }
}

}  // namespace

ReplayOptions sample_replay(const Clock& clock) {
  return {.path = {},
          .speed = 1,
          .whole_in = std::chrono::seconds{120},
          .longest_wait = milliseconds{3'000},
          .run = "#" + std::to_string(to_micros(clock.now())),
          .stand_in = {}};
}

ReplaySource::ReplaySource(ReplayOptions options, activity::LineDecoder& decoder, activity::PostSink& sink,
                           const Clock& clock)
    : options_(std::move(options)),
      decoder_(decoder),
      sink_(sink),
      clock_(clock),
      meter_(clock, kind_of(options_), name_of(options_)) {}

void ReplaySource::run(std::stop_token stop) {
  meter_.enter(SourceState::Connecting);
  const auto pace = speed();
  if (!pace) return meter_.enter(SourceState::Finished, pace.error().hint);
  auto recording = open();
  if (!recording) return meter_.enter(SourceState::Finished, recording.error().hint);
  meter_.enter(SourceState::Live);
  play(*recording, *pace, stop);
}

Result<Recording> ReplaySource::open() const {
  if (options_.path.empty()) return Recording::from_bytes(sample_recording(), "sample");
  return Recording::open(options_.path);
}

Result<double> ReplaySource::speed() const {
  if (!options_.whole_in) {
    if (options_.speed > 0) return options_.speed;
    return fail(Errc::Invalid, "speed: must be above zero");
  }
  if (options_.path == "-") {
    return fail(Errc::Unsupported, "standard input cannot be read twice: give a speed instead of a whole time");
  }
  auto recording = open();
  if (!recording) return fail(recording.error());
  std::optional<std::int64_t> first;
  std::int64_t last = 0;
  for (;;) {
    const auto line = recording->next();
    if (!line && line.error().code == Errc::TooLarge) continue;
    if (!line || !*line) break;
    const auto event = decoder_.decode_padded(**line);
    if (!event) continue;
    if (event->time == Timestamp{}) continue;
    const auto time = to_micros(event->time);
    last = std::max(last, time);
    first = std::min(first.value_or(time), time);
  }
  const auto span = static_cast<double>(last - first.value_or(last));
  const auto whole = static_cast<double>(microseconds(*options_.whole_in).count());
  return span > 0 && whole > 0 ? span / whole : 1;
}

void ReplaySource::play(Recording& recording, double speed, const std::stop_token& stop) {
  activity::BatchFeeder feeder(sink_, clock_, meter_, "recording:" + name_of(options_));
  Pace pace(speed, options_.longest_wait);
  Costume costume(options_.run, options_.path.empty() ? options_.stand_in : std::string());
  const auto start = clock_.now();
  const auto steady_start = clock_.steady();
  std::string problem;
  while (!stop.stop_requested()) {
    const auto line = recording.next();
    if (!line && line.error().code != Errc::TooLarge) {
      problem = line.error().hint;
      log::warn("feeds", "{}", line.error().detail);
      break;
    }
    if (!line) {
      feeder.add(fail(line.error()), stop);
      continue;
    }
    if (!*line) break;
    auto event = decoder_.decode_padded(**line);
    if (event) {
      const auto due = pace.due(event->time);
      wait_until(steady_start + due, clock_, feeder, stop);
      event = costume.dress(*event);
      event->time = start + due;
      event->post.time = event->time;
      event->cursor = 0;  // a recording is not resumed
    }
    feeder.add(event, stop);
  }
  feeder.hand_over(stop);
  meter_.enter(stop.stop_requested() ? SourceState::Stopped : SourceState::Finished, std::move(problem));
}

}  // namespace chancery::feeds
