// Which stream of public posts is being listened to, and the hand that turns it on and off.
//
// A fresh server dials nobody: a source is started because a person asked for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::activity {

enum class SourceKind {
  None,
  Jetstream,  // the public stream whose address stands in the configuration
  Sample,     // our own recording of a fictional ministry
  Replay,     // a recording given at start: `serve --replay FILE`
};
enum class SourceState {
  Stopped,
  Connecting,
  Live,
  Waiting,   // the line broke or was refused; the next attempt comes by itself
  Finished,  // the recording was played to its end
};
[[nodiscard]] std::string_view to_string(SourceKind kind);    // "none", "jetstream", "sample", "replay"
[[nodiscard]] std::string_view to_string(SourceState state);  // "stopped", "connecting", "live", …
// Fails with Errc::Invalid and names the kinds there are.
[[nodiscard]] Result<SourceKind> parse_source_kind(std::string_view text);

// A stretch of the stream that was lost: the server no longer had it when we came back.
struct SourceGap {
  Timestamp from;
  Timestamp to;
  friend bool operator==(const SourceGap&, const SourceGap&) = default;
};

struct SourceStatus {
  SourceKind kind = SourceKind::None;
  SourceState state = SourceState::Stopped;
  std::string address;       // what `start(Jetstream)` would dial or dials, or the recording's name
  std::uint64_t events = 0;  // read since it was started, of any kind
  double events_per_second = 0;
  std::uint64_t bad_lines = 0;
  std::optional<std::chrono::seconds> lag;  // now minus the time of the last event; nothing before the first
  std::string problem;                      // why it is waiting, fit for the reader
  std::uint64_t gaps = 0;                   // since it was started
  std::optional<SourceGap> last_gap;
  std::optional<std::chrono::seconds> retention;  // how far back the server can resume us; none: there is no such end
  std::string warning;                            // we fall behind and may lose something, fit for the reader

  friend bool operator==(const SourceStatus&, const SourceStatus&) = default;
};

// Thread safety: any thread.
class SourceControl {
 public:
  SourceControl() = default;
  SourceControl(const SourceControl&) = delete;
  SourceControl& operator=(const SourceControl&) = delete;
  virtual ~SourceControl() = default;

  // Stops what runs and starts this one; returns without waiting for the line. Starting what already runs changes
  // nothing. Fails with Errc::Unavailable when the source of this kind was not configured.
  [[nodiscard]] virtual Status start(SourceKind kind) = 0;
  // Returns once nothing more will be taken in.
  virtual void stop() = 0;
  [[nodiscard]] virtual SourceStatus status() const = 0;
};

}  // namespace chancery::activity
