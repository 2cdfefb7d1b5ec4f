// When a stream is louder than it should be: bursts, merged from bins of ten minutes, and when to tell.
//
// A bin is loud when it holds at least `least` posts, when the chance of so many under what is expected is below
// 10^-`surprise` (negative binomial), and when it is also clearly above the same time of the day and of the week
// before, where those are known and were not bursts themselves. Loud bins, and bins between them that stay two standard
// deviations above, make one burst. A burst is told once; again only when it escalates (a bin holds `escalation` times
// the largest when it was last told), and a new one only after `quiet` without a loud bin, unless it is larger than the
// last.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "trend/baseline.hpp"

namespace chancery::trend {

struct BurstRule {
  std::chrono::minutes bin{10};
  double least = 5;
  // One bin in a thousand under a distribution that already holds every doubt: on calm made-up streams of 0.3 to 30
  // posts a bin 0.002 to 0.11 false alarms a day (bench_alerts). With hundreds of streams before one pair of eyes
  // take 5.
  double surprise = 3;
  double escalation = 3;
  std::chrono::hours quiet{24};
  // With fewer hours observed than this, what is expected is the running mean m of the bins themselves, and a bin is
  // loud above m + 4 sqrt(m + 1).
  std::size_t history = 72;
};

// The evidence. `n` and `expected` are of all bins from..to; `score` is standard deviations above expected in the
// largest bin, `surprise` -log10 of its chance.
struct Burst {
  Timestamp from;
  Timestamp to;
  double n = 0;
  double expected = 0;
  double score = 0;
  double surprise = 0;
  double peak = 0;                   // posts in the largest bin
  double peak_expected = 0;          // there
  std::optional<double> day_before;  // the largest neighbouring bin, one day and one week before the peak
  std::optional<double> week_before;
  bool escalated = false;  // told before, and now again
  bool little_history = false;

  friend bool operator==(const Burst&, const Burst&) = default;
};

// What one bin brought.
struct BurstStep {
  std::optional<Burst> alert;  // to tell now
  std::optional<Burst> ended;  // whole: told or not
};

// Thread safety: one thread at a time. About 4 KiB.
class BurstDetector {
 public:
  explicit BurstDetector(BurstRule rule = {});

  // One whole bin, named by its beginning (cut to a multiple of the bin). Bins come in ascending order; an earlier one
  // is left out; one that never comes is unknown.
  BurstStep add(Timestamp bin, double count, const Expected& expected);

  // The burst that is going on.
  [[nodiscard]] const std::optional<Burst>& current() const { return current_; }

 private:
  struct Judged {
    double expected = 0;
    double variance = 0;
    double surprise = 0;
    std::optional<double> day_before;
    std::optional<double> week_before;
    bool loud = false;
    bool raised = false;
    bool little_history = false;
  };
  [[nodiscard]] Judged judge(std::int64_t bin, double count, const Expected& expected) const;
  [[nodiscard]] std::optional<double> around(std::int64_t bin) const;
  void remember(std::int64_t bin, double count, const Judged& judged);
  void extend(std::int64_t bin, double count, const Judged& judged);
  std::optional<Burst> tell(std::int64_t bin);

  BurstRule rule_;
  std::vector<float> week_;  // counts of the last eight days' bins by number; below zero: unknown
  double mean_ = 0;          // running, of the bins
  std::size_t bins_ = 0;
  std::int64_t last_ = 0;       // number of the last bin
  std::int64_t last_loud_ = 0;  // of the last loud bin
  std::int64_t last_raised_ = 0;
  double told_peak_ = 0;  // 0: never told
  bool current_told_ = false;
  std::optional<Burst> current_;
};

}  // namespace chancery::trend
