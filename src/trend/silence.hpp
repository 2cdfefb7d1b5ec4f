// When a country or a language falls silent, as in a shutdown of its networks.
//
// Silence shows only where there is usually enough to hear: an hour is quiet when at least `least_expected` posts were
// expected, at most `share` of them came, and the chance of so few is below 10^-`surprise`. Two quiet hours in a row
// begin a silence, two hours above `recovered` end it. What hits everybody is no country's silence: expectations are
// multiplied with `total_ratio`, what all streams together brought as a share of what was expected of them; an hour
// with a source gap, or with a total below `global_drop`, says nothing and is left out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "trend/baseline.hpp"

namespace chancery::trend {

struct SilenceRule {
  double least_expected = 20;
  double share = 0.3;
  double surprise = 4;
  double recovered = 0.6;
  double global_drop = 0.5;
  int hours_to_begin = 2;
  int hours_to_end = 2;
};

// One whole hour of one stream.
struct SilenceHour {
  Timestamp from;
  double count = 0;
  Expected expected;
  double total_ratio = 1;   // all streams together: came / expected
  bool source_gap = false;  // a source was down for part of it
};

// The evidence: `n` and `expected` of the quiet hours so far, the latter already multiplied with the total's ratio;
// `score` standard deviations below expected and `surprise` -log10 of the chance, in the most telling hour.
struct Silence {
  Timestamp from;
  std::optional<Timestamp> to;  // known once it ended
  double n = 0;
  double expected = 0;
  double score = 0;
  double surprise = 0;
  double total_ratio = 1;  // the lowest in these hours
  int hours = 0;           // quiet ones judged

  friend bool operator==(const Silence&, const Silence&) = default;
};

struct SilenceStep {
  std::optional<Silence> alert;  // it begins: to tell now
  std::optional<Silence> ended;
};

// Thread safety: one thread at a time.
class SilenceDetector {
 public:
  explicit SilenceDetector(SilenceRule rule = {}) : rule_(rule) {}

  // Hours come in ascending order; an earlier one is left out.
  SilenceStep add(const SilenceHour& hour);
  // The silence that lasts, once it was told.
  [[nodiscard]] std::optional<Silence> current() const;

 private:
  SilenceRule rule_;
  std::optional<Silence> silence_;  // told once it has hours_to_begin
  bool told_ = false;
  int loud_hours_ = 0;  // in a row, since the last quiet one
  Timestamp loud_from_;
  std::optional<Timestamp> last_;
};

}  // namespace chancery::trend
