#include "trend/fire.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "trend/counts.hpp"

namespace chancery::trend {
namespace {

constexpr std::array<std::string_view, 8> kSignals{"volume",       "quotes",      "ratio",        "target_language",
                                                   "new_accounts", "copied_text", "crisis_words", "official"};
constexpr std::array<std::string_view, 4> kLevels{"none", "loud", "grave", "official"};

constexpr double kDraw = 5;  // so many marks of all accounts stand beside the account's own
constexpr double kLeastPhi = 0.25;
constexpr double kFires = 3;
constexpr double kLoudAlone = 4;
constexpr double kMostFireSurprise = 300;

using History = std::span<const FireCounts>;

double mean_of(History history, auto value) {
  double sum = 0;
  for (const auto& one : history) sum += value(one);
  return history.empty() ? 0 : sum / static_cast<double>(history.size());
}

// Variance beyond Poisson, as a share of the squared mean.
double overdispersion(History history, auto value) {
  const auto mean = mean_of(history, value);
  if (history.size() < kFireHistory || !(mean > 0)) return kLeastPhi;
  double squares = 0;
  for (const auto& one : history) squares += (value(one) - mean) * (value(one) - mean);
  const auto variance = squares / static_cast<double>(history.size() - 1);
  return std::max(kLeastPhi, (variance - mean) / (mean * mean));
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double log_ratio(const FireCounts& counts) {
  return std::log((counts.replies + counts.quotes + 0.5) / (counts.likes + counts.announces + 0.5));
}

// What all signals are judged by. Lives for the call.
struct Judging {
  const FireCounts& now;
  History history;
  const FireUsual& everybody;
  double factor;

  [[nodiscard]] FireEvidence count(FireSignal signal, double least, auto value) const {
    const auto n = static_cast<double>(history.size());
    const auto expected = factor * (n * mean_of(history, value) + kDraw * value(everybody.mean)) / (n + kDraw);
    const auto phi = overdispersion(history, value);
    const auto seen = value(now);
    const auto surprise = surprise_above(seen, expected, expected + phi * expected * expected);
    return {signal, seen, 0, expected, surprise, surprise >= kFires && seen >= least};
  }

  [[nodiscard]] FireEvidence ratio() const {
    std::vector<double> before;
    for (const auto& one : history) before.push_back(log_ratio(one));
    const auto usual = median(before);
    for (auto& one : before) one = std::abs(one - usual);
    const auto z = (log_ratio(now) - usual) / (1.4826 * median(before) + 0.35);
    const auto said = now.replies + now.quotes;
    return {FireSignal::Ratio, said, now.all(), usual, z, z >= kFires && said >= 10};
  }

  [[nodiscard]] FireEvidence share(FireSignal signal, double least, double floor, auto part, auto whole) const {
    const auto n = static_cast<double>(history.size());
    const auto usual = std::max(floor, (n * mean_of(history, part) + 0.5) / (n * mean_of(history, whole) + 5));
    const auto surprise = share_surprise(part(now), whole(now), usual);
    return {signal, part(now), whole(now), usual, surprise, surprise >= kFires && whole(now) >= least};
  }
};

FireLevel level_of(const std::vector<FireEvidence>& evidence) {
  bool volume = false;
  bool loud = false;
  int content = 0;
  for (const auto& one : evidence) {
    if (!one.fires) continue;
    switch (one.signal) {
      case FireSignal::Official:
        return FireLevel::Official;
      case FireSignal::Volume:
        volume = true;
        loud = loud || one.surprise >= kLoudAlone;
        break;
      case FireSignal::Quotes:
        loud = loud || one.surprise >= kLoudAlone;
        break;
      case FireSignal::Ratio:
        volume = true;
        break;
      default:
        ++content;
    }
  }
  if ((volume && content > 0) || content > 1) return FireLevel::Grave;
  return loud ? FireLevel::Loud : FireLevel::None;
}

}  // namespace

std::string_view to_string(FireSignal signal) {
  return kSignals.at(static_cast<std::size_t>(signal));
}

std::string_view to_string(FireLevel level) {
  return kLevels.at(static_cast<std::size_t>(level));
}

double share_surprise(double k, double n, double p) {
  if (!(k > n * p) || n <= 0 || p <= 0) return k > 0 && p <= 0 ? kMostFireSurprise : 0;
  if (p >= 1) return 0;
  // The first term by logarithms; each next by its ratio to the one before.
  const auto first =
      std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) + (n - k) * std::log1p(-p);
  double sum = 0;
  double term = 1;
  for (double i = k; i <= n && term > 1e-12 * sum; ++i) {
    sum += term;
    term *= (n - i) / (i + 1) * p / (1 - p);
  }
  return std::clamp(-(first + std::log(sum)) / std::log(10.0), 0.0, kMostFireSurprise);
}

FireVerdict judge(const FireCounts& now, std::span<const FireCounts> history, const FireUsual& everybody,
                  double hour_factor) {
  const Judging judging{now, history, everybody, std::clamp(hour_factor, 1.0 / 3, 3.0)};
  FireVerdict verdict;
  verdict.little_history = history.size() < kFireHistory;
  auto& evidence = verdict.evidence;
  if (everybody.marks >= kFireHistory) {
    evidence.push_back(judging.count(FireSignal::Volume, 10, [](const FireCounts& c) { return c.all(); }));
    evidence.push_back(judging.count(FireSignal::Quotes, 5, [](const FireCounts& c) { return c.quotes; }));
  }
  if (!verdict.little_history) evidence.push_back(judging.ratio());
  const auto texts = [](const FireCounts& c) { return c.texts; };
  evidence.push_back(
      judging.share(FireSignal::TargetLanguage, 10, 0, [](const FireCounts& c) { return c.in_target; }, texts));
  evidence.push_back(judging.share(
      FireSignal::NewAccounts, 20, 0.02, [](const FireCounts& c) { return c.fresh; },
      [](const FireCounts& c) { return c.aged; }));
  evidence.push_back(
      judging.share(FireSignal::CopiedText, 10, 0.03, [](const FireCounts& c) { return c.copied; }, texts));
  auto crisis = judging.share(FireSignal::CrisisWords, 0, 0, [](const FireCounts& c) { return c.crisis; }, texts);
  crisis.fires = crisis.surprise >= kFires || (now.crisis >= 3 && now.texts <= 10);
  evidence.push_back(crisis);
  evidence.push_back({FireSignal::Official, now.official, 0, 0, 0, now.official > 0});
  verdict.level = level_of(evidence);
  return verdict;
}

}  // namespace chancery::trend
