#include "trend/counts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chancery::trend {
namespace {

constexpr double kMostSurprise = 300;
// Means above are summed no more: a gamma distribution is as good.
constexpr double kSummedBounds = 200;
constexpr double kSummedTails = 2000;

// Stirling's series; std::lgamma writes a global.
double log_gamma(double x) {
  double shift = 0;
  for (; x < 10; ++x) shift -= std::log(x);
  const double inverse = 1 / x;
  const double square = inverse * inverse;
  const double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
  return shift + (x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi) + series;
}

// -log10 of the upper tail of a standard normal.
double normal_surprise(double z) {
  if (z <= 0) return 0;
  if (z < 30) return -std::log10(0.5 * std::erfc(z / std::numbers::sqrt2));
  return std::min(kMostSurprise, (z * z / 2 + std::log(z * std::sqrt(2 * std::numbers::pi))) / std::numbers::ln10);
}

// r successes, chance p of one more: mean r p / (1 - p), variance mean / (1 - p).
struct NegativeBinomial {
  NegativeBinomial(double mean, double variance)
      : r(mean * mean / (std::max(variance, mean * (1 + 1e-6)) - mean)), p(mean / (r + mean)) {}
  double log_probability(double k) const {
    return log_gamma(k + r) - log_gamma(r) - log_gamma(k + 1) + r * std::log1p(-p) + k * std::log(p);
  }
  double r;
  double p;
};

// A gamma distribution by Wilson and Hilferty (1931): its cube root is nearly normal.
struct Gamma {
  Gamma(double mean_, double variance) : mean(mean_), shape(mean_ * mean_ / variance) {}
  double quantile(double z) const {
    const double cube = 1 - 1 / (9 * shape) + z / std::sqrt(9 * shape);
    return std::max(0.0, mean * cube * cube * cube);
  }
  double z(double x) const { return (std::cbrt(x / mean) - 1 + 1 / (9 * shape)) * std::sqrt(9 * shape); }
  double mean;
  double shape;
};

double surprise_of(double log_probability, double tail) {
  return std::clamp(-(log_probability + std::log(tail)) / std::numbers::ln10, 0.0, kMostSurprise);
}

}  // namespace

std::pair<double, double> count_bounds(double mean, double variance) {
  constexpr double kTail = 0.025;
  if (!(mean > 0)) return {0, 0};
  if (mean > kSummedBounds) {
    const Gamma gamma(mean, std::max(variance, mean));
    return {std::floor(gamma.quantile(-1.96)), std::ceil(gamma.quantile(1.96))};
  }
  const NegativeBinomial counts(mean, variance);
  double probability = std::exp(counts.r * std::log1p(-counts.p));
  double below = 0;  // P(X < k)
  double lower = 0;
  const double end = mean + 40 * std::sqrt(std::max(variance, mean)) + 10;
  double k = 0;
  for (; k < end; ++k) {
    if (below <= kTail) lower = k;
    if (below + probability >= 1 - kTail) break;
    below += probability;
    probability *= (counts.r + k) / (k + 1) * counts.p;
  }
  return {lower, k};
}

double surprise_above(double count, double mean, double variance) {
  if (!(count > mean)) return 0;
  if (!(mean > 0)) return kMostSurprise;
  if (mean > kSummedTails) return normal_surprise(Gamma(mean, std::max(variance, mean)).z(count));
  const NegativeBinomial counts(mean, variance);
  double tail = 0;  // in units of the first term
  double term = 1;
  for (double k = std::ceil(count); term > 1e-9 * tail; ++k) {
    tail += term;
    term *= (counts.r + k) / (k + 1) * counts.p;
  }
  return surprise_of(counts.log_probability(std::ceil(count)), tail);
}

double surprise_below(double count, double mean, double variance) {
  if (!(count < mean) || count < 0) return 0;
  if (mean > kSummedTails) return normal_surprise(-Gamma(mean, std::max(variance, mean)).z(count));
  const NegativeBinomial counts(mean, variance);
  double tail = 0;
  double term = 1;
  for (double k = std::floor(count); k >= 0 && term > 1e-9 * tail; --k) {
    tail += term;
    term *= k / ((counts.r + k - 1) * counts.p);
  }
  return surprise_of(counts.log_probability(std::floor(count)), tail);
}

}  // namespace chancery::trend
