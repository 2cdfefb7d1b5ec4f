// Plays a recording as if it were live: each event comes when it is due, and its time is now.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "activity/public_post.hpp"
#include "activity/source_control.hpp"
#include "activity/source_meter.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "feeds/recording.hpp"

namespace chancery::feeds {

struct ReplayOptions {
  std::string path;                                // a file; empty plays the sample
  double speed = 1;                                // 60: an hour in a minute. Above zero
  std::optional<std::chrono::seconds> whole_in;    // instead of speed: the whole lasts this long
  std::chrono::milliseconds longest_wait{60'000};  // a longer silence of the recording is cut to this
  // Appended to every id, so that what is played again is heard again. Empty: ids as recorded.
  std::string run;
  // Sample only: takes the place of the country's name in the texts, so that an institution's own watch hears it.
  std::string stand_in;
};

// The sample, whole in two minutes, heard anew each time it is played.
[[nodiscard]] ReplayOptions sample_replay(const Clock& clock);

// Thread safety: one named worker runs `run`; any thread may ask for the status.
class ReplaySource {
 public:
  // Borrows the three for its lifetime.
  ReplaySource(ReplayOptions options, activity::LineDecoder& decoder, activity::PostSink& sink, const Clock& clock);

  // Until the recording ends or a stop is asked for. Batches carry the source "recording:NAME" and no cursor. Bad
  // lines are counted; an archive that breaks off is played up to there, and the status says where it broke.
  void run(std::stop_token stop);
  [[nodiscard]] activity::SourceStatus status() const { return meter_.status(); }

 private:
  [[nodiscard]] Result<Recording> open() const;
  // How fast to play; reads the recording once through when the whole must fit a time.
  [[nodiscard]] Result<double> speed() const;
  void play(Recording& recording, double speed, const std::stop_token& stop);

  ReplayOptions options_;
  activity::LineDecoder& decoder_;
  activity::PostSink& sink_;
  const Clock& clock_;
  activity::SourceMeter meter_;
};

}  // namespace chancery::feeds
