#include "trend/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "trend/counts.hpp"
#include "trend/hour_number.hpp"

namespace chancery::trend {
namespace {

// After how many hours an observation counts half.
constexpr double kSeasonHalfLife = 4 * 7 * 24;
constexpr double kResidualHalfLife = 12;

// Relative variances assumed before anything was seen: how much hours of a day, days of a week, single cells and spells
// of half a day usually differ.
constexpr double kHourDoubt = 0.4;
constexpr double kDayDoubt = 0.1;
constexpr double kCellDoubt = 0.05;
constexpr double kResidualDoubt = 0.15;
// Overdispersion before it is learned, and for how many full observations that guess stands.
constexpr double kDispersion = 0.1;
constexpr double kDispersionWeight = 12;
// A bin much shorter than an hour scatters up to three times the hour's overdispersion.
constexpr double kShortBinExcess = 2;
// From here on an outlier is held to the band before it is learned from.
constexpr std::size_t kTrustedHours = 24;

constexpr double kForgotten = 1e-6;  // of an hour: nothing is left
constexpr double kMaxHourCount = 1e15;
constexpr double kMaxSum = 1e18;

std::size_t hour_of_week(std::int64_t hour) {
  return static_cast<std::size_t>(((hour % 168) + 168) % 168);
}

double faded(double half_life, std::int64_t hours) {
  return std::exp2(-static_cast<double>(hours) / half_life);
}

}  // namespace

double Expected::score(double count) const {
  return known() ? (count - value) / std::sqrt(std::max(variance, 1.0)) : 0;
}

void Baseline::Factor::add(double observed_ratio, double with_weight) {
  weight += with_weight;
  ratio += with_weight * observed_ratio;
}

double Baseline::Factor::mean(double doubt) const {
  return (ratio + 1 / doubt) / (weight + 1 / doubt);
}

double Baseline::Factor::variance(double doubt) const {
  return 1 / (weight + 1 / doubt);
}

double Baseline::overdispersion() const {
  const double learned = (dispersion_ + kDispersion * kDispersionWeight) / (dispersion_weight_ + kDispersionWeight);
  return std::clamp(learned, 0.002, 4.0);
}

double Baseline::usual(std::int64_t hour) const {
  const std::size_t cell = hour_of_week(hour);
  return level_ * hour_of_day_[cell % 24].mean * day_of_week_[cell / 24].mean * hour_of_week_[cell].mean;
}

Baseline::Factor Baseline::residual(std::int64_t hour) const {
  const double by = faded(kResidualHalfLife, std::max<std::int64_t>(0, hour - last_ - 1));
  return {.weight = residual_.weight * by, .ratio = residual_.ratio * by};
}

Baseline::Prediction Baseline::predict(std::int64_t hour) const {
  const std::size_t cell = hour_of_week(hour);
  const Factor now = residual(hour);
  const double left = faded(kSeasonHalfLife, std::max<std::int64_t>(0, hour - last_ - 1));
  const double level_doubt = 1 / (total_counts_ * left + 0.5) + overdispersion() / std::max(total_hours_ * left, 0.01);
  return {.mean = usual(hour) * now.mean(kResidualDoubt),
          .doubt = level_doubt + hour_of_day_[cell % 24].doubt + day_of_week_[cell / 24].doubt +
                   hour_of_week_[cell].doubt + now.variance(kResidualDoubt)};
}

bool Baseline::observe(Timestamp at, double count) {
  const std::int64_t hour = hour_number(at);
  if (observed_ > 0 && hour <= last_) return false;
  count = std::clamp(count, 0.0, kMaxHourCount);
  if (observed_ > 0) {
    const Prediction before = predict(hour);
    learn_dispersion(count, before);
    if (observed_ >= kTrustedHours) {
      const Expected expected = this->hour(at);
      count = std::clamp(count, std::min(expected.lower, before.mean), std::max(expected.upper, before.mean));
    }
  }
  learn(hour, count);
  return true;
}

void Baseline::learn_dispersion(double count, const Prediction& before) {
  const double mean = std::max(before.mean, 1e-3);
  const double spread = 3 * std::sqrt(mean + mean * mean * (overdispersion() + before.doubt));
  const double off = std::clamp(count - mean, -spread, spread);
  const double excess = (off * off - mean) / (mean * mean) - before.doubt;
  // 1 / variance of `excess`, as a share of what a busy hour has.
  const double weight = std::pow(kDispersion / (1 / mean + kDispersion), 2);
  dispersion_ += weight * std::max(excess, -1.0);
  dispersion_weight_ += weight;
}

void Baseline::learn(std::int64_t hour, double count) {
  if (observed_ > 0) {
    residual_ = residual(hour + 1);
    const double mean = std::max(usual(hour), 1e-6);
    residual_.add(count / mean, 1 / (1 / mean + overdispersion()));
  }
  const double by = observed_ == 0 ? 1 : faded(kSeasonHalfLife, hour - last_);
  for (Cell& cell : cells_) {
    cell.hours *= by;
    cell.counts *= by;
    if (cell.hours < kForgotten) cell = {};
  }
  dispersion_ *= by;
  dispersion_weight_ *= by;
  Cell& cell = cells_[hour_of_week(hour)];
  cell.hours += 1;
  cell.counts += count;
  last_ = hour;
  ++observed_;
  fit();
}

void Baseline::fit() {
  total_counts_ = 0;
  total_hours_ = 0;
  for (const Cell& cell : cells_) {
    total_counts_ += cell.counts;
    total_hours_ += cell.hours;
  }
  if (total_hours_ <= 0) return;
  level_ = (total_counts_ + 0.5) / total_hours_;
  hour_of_day_.fill({1, kHourDoubt});
  day_of_week_.fill({1, kDayDoubt});
  // Alternating, each factor given the other: four rounds bring them within a hundredth of where they end.
  for (int round = 0; round < 4; ++round) fit_hours_and_days();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const double mean = level_ * hour_of_day_[i % 24].mean * day_of_week_[i / 24].mean;
    Factor factor;
    if (cells_[i].hours > 0) {
      factor.add(cells_[i].counts / (cells_[i].hours * mean), cells_[i].hours / (1 / mean + overdispersion()));
    }
    hour_of_week_[i] = {factor.mean(kCellDoubt), factor.variance(kCellDoubt)};
  }
}

void Baseline::fit_hours_and_days() {
  const auto add = [this](Factor& factor, const Cell& cell, double mean) {
    if (cell.hours > 0) factor.add(cell.counts / (cell.hours * mean), cell.hours / (1 / mean + overdispersion()));
  };
  std::array<Factor, 24> hours{};
  for (std::size_t i = 0; i < cells_.size(); ++i) add(hours[i % 24], cells_[i], level_ * day_of_week_[i / 24].mean);
  for (std::size_t h = 0; h < hours.size(); ++h) {
    hour_of_day_[h] = {hours[h].mean(kHourDoubt), hours[h].variance(kHourDoubt)};
  }
  std::array<Factor, 7> days{};
  for (std::size_t i = 0; i < cells_.size(); ++i) add(days[i / 24], cells_[i], level_ * hour_of_day_[i % 24].mean);
  for (std::size_t d = 0; d < days.size(); ++d) {
    day_of_week_[d] = {days[d].mean(kDayDoubt), days[d].variance(kDayDoubt)};
  }
  double exposure = 0;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    exposure += cells_[i].hours * hour_of_day_[i % 24].mean * day_of_week_[i / 24].mean;
  }
  level_ = (total_counts_ + 0.5) / exposure;
}

namespace {

Expected expect(double mean, double relative_variance, std::size_t history) {
  if (history == 0) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return {.value = 0, .lower = 0, .upper = kInfinity, .variance = kInfinity, .history = 0};
  }
  const double variance = mean + mean * mean * relative_variance;
  const auto [lower, upper] = count_bounds(mean, variance);
  return {.value = mean, .lower = lower, .upper = upper, .variance = variance, .history = history};
}

}  // namespace

Expected Baseline::hour(Timestamp at) const {
  const Prediction p = predict(hour_number(at));
  return expect(p.mean, overdispersion() + p.doubt, observed_);
}

Expected Baseline::bin(Timestamp from, std::chrono::minutes length) const {
  using std::chrono::microseconds;
  constexpr microseconds kHour = std::chrono::hours{1};
  const double share = static_cast<double>(microseconds{length}.count()) / static_cast<double>(kHour.count());
  if (share >= 1 || share <= 0) return hour(from);
  // Between the middles of the two hours around the bin's middle.
  const Timestamp middle = from + microseconds{length} / 2 - kHour / 2;
  const std::int64_t before = hour_number(middle);
  const Timestamp start{std::chrono::hours{before}};
  const double to_next = static_cast<double>((middle - start).count()) / static_cast<double>(kHour.count());
  const Prediction a = predict(before);
  const Prediction b = predict(before + 1);
  const double mean = share * (a.mean + (b.mean - a.mean) * to_next);
  const double scatter = overdispersion() * (1 + kShortBinExcess * (1 - share));
  return expect(mean, scatter + std::max(a.doubt, b.doubt), observed_);
}

Timestamp Baseline::next() const {
  return Timestamp{std::chrono::hours{last_ + 1}};
}

}  // namespace chancery::trend
