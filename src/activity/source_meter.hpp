// Keeps the figures of one running source, for whoever asks how it is doing.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "activity/source_control.hpp"
#include "base/clock.hpp"

namespace chancery::activity {

// Thread safety: any thread; the source's worker writes, others read.
class SourceMeter {
 public:
  // Borrows the clock for its lifetime.
  SourceMeter(const Clock& clock, SourceKind kind, std::string address);

  // `problem` says why a source is waiting, fit for the reader.
  void enter(SourceState state, std::string problem = {});
  // `last` is the time of the newest event among them; the epoch when none had one.
  void count(std::uint64_t events, std::uint64_t bad_lines, Timestamp last);
  void lost(SourceGap gap);
  // The server keeps what it sent for this long: from half of it on, a stream that is behind is warned of.
  void retained(std::chrono::seconds retention);

  // What we are behind is, while the stream is live, how late the newest event came (an idle stream is not behind);
  // else how long ago the newest was.
  //
  // Events per second are the mean of the last ten seconds, or of the time since the first event when shorter.
  [[nodiscard]] SourceStatus status() const;

 private:
  static constexpr std::int64_t kSeconds = 10;
  struct Bucket {
    std::int64_t second = -1;  // of the steady clock
    std::uint64_t events = 0;
  };

  [[nodiscard]] std::int64_t second() const;
  [[nodiscard]] std::string warning(Timestamp now) const;  // with the mutex held

  const Clock& clock_;
  mutable std::mutex mutex_;                 // guards all below
  SourceStatus status_;                      // without rate and lag, which depend on when one asks
  std::array<Bucket, kSeconds + 1> recent_;  // by second modulo its size
  std::int64_t first_second_ = -1;
  Timestamp last_event_;
  std::chrono::microseconds delay_{0};  // of the newest event, when it came
};

}  // namespace chancery::activity
