// How much is usual at this hour: the expected count of a stream, and between which bounds 95 of 100 hours fall.
//
// expected = level x season x residual. The season has 168 cells, the hours of the week; a cell seen seldom is drawn to
// the product of its hour of day and its day of week, and those to one (Gamma-Poisson shrinkage), so that a day of
// history gives the shape of a day and four weeks that of a week. The residual follows, within a day or so, what the
// season does not explain. Counts scatter more than Poisson: the band is that of a negative binomial whose variance
// adds the overdispersion learned from the stream itself and the doubt about level, season and residual; with little
// history it is wide.
//
// An hour nobody observed is unknown, not zero: it is left out, and doubt grows. One loud or silent hour moves the
// expectation little (an observation outside the band counts as one at its edge), a lasting change wins within two
// days.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace chancery::trend {

// What to expect of one hour or bin. Bounds hold the middle 95 of 100.
struct Expected {
  double value = 0;
  double lower = 0;
  double upper = 0;
  double variance = 0;      // of a single count, doubt included
  std::size_t history = 0;  // hours observed so far; 0: nothing is known, and the bounds say so (0 and infinity)

  [[nodiscard]] bool known() const { return history > 0; }
  // How many standard deviations a count lies above (or, negative, below) what is expected; 0 while nothing is known.
  [[nodiscard]] double score(double count) const;
};

// Thread safety: one thread at a time. About 6 KiB. Observing takes some microseconds, asking is
// constant.
class Baseline {
 public:
  // The count of one whole hour, named by any time within it. Hours come in ascending order; a repeated or earlier one
  // is left out (false).
  bool observe(Timestamp hour, double count);

  // What to expect of the whole hour this time lies in.
  [[nodiscard]] Expected hour(Timestamp at) const;
  // The same for a shorter bin, between hours interpolated; shorter bins scatter more.
  [[nodiscard]] Expected bin(Timestamp from, std::chrono::minutes length) const;

  [[nodiscard]] std::size_t history() const { return observed_; }
  // The hour after the last observed one.
  [[nodiscard]] Timestamp next() const;
  // Variance beyond Poisson, as a share of the squared mean: 0.1 means counts swing by about a third.
  [[nodiscard]] double overdispersion() const;

 private:
  // What was counted in one hour of the week: faded numbers of hours and of counts.
  struct Cell {
    double hours = 0;
    double counts = 0;
  };
  // A factor around one, and how sure we are: ratios weighted with 1 / their relative variance.
  struct Factor {
    double weight = 0;
    double ratio = 0;

    void add(double observed_ratio, double with_weight);
    // Drawn to one, which holds up to a relative variance of `doubt`.
    [[nodiscard]] double mean(double doubt) const;
    [[nodiscard]] double variance(double doubt) const;
  };
  struct Fitted {
    double mean = 1;
    double doubt = 0;
  };
  struct Prediction {
    double mean = 0;
    double doubt = 0;  // relative variance of the mean itself
  };

  [[nodiscard]] Prediction predict(std::int64_t hour) const;
  [[nodiscard]] double usual(std::int64_t hour) const;
  [[nodiscard]] Factor residual(std::int64_t hour) const;
  void learn_dispersion(double count, const Prediction& before);
  void learn(std::int64_t hour, double count);
  void fit();
  void fit_hours_and_days();

  std::array<Cell, 168> cells_;
  Factor residual_;
  double dispersion_ = 0;  // weighted sum of squared excess
  double dispersion_weight_ = 0;
  std::int64_t last_ = 0;  // hour since 1970
  std::size_t observed_ = 0;

  // Made from the above after every observation.
  double level_ = 0;
  double total_counts_ = 0;
  double total_hours_ = 0;
  std::array<Fitted, 24> hour_of_day_;
  std::array<Fitted, 7> day_of_week_;
  std::array<Fitted, 168> hour_of_week_;
};

}  // namespace chancery::trend
