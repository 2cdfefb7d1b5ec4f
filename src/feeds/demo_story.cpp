#include "feeds/demo_story.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace chancery::feeds {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using HoursAsNumber = std::chrono::duration<double, std::ratio<3600>>;

double in_hours(std::chrono::microseconds time) {
  return HoursAsNumber(time).count();
}

// How awake people are at this hour of their day: asleep until six, talkative at noon and most of all after supper.
double awake(double hour) {
  const auto bell = [hour](double at, double width) {
    auto apart = std::abs(hour - at);
    apart = std::min(apart, 24 - apart);
    return std::exp(-apart * apart / (2 * width * width));
  };
  return 0.12 + 1.1 * bell(12.5, 3.2) + 1.7 * bell(20, 2.4);
}
// The mean of `awake` over a day.
constexpr double kUsuallyAwake = 0.913;
constexpr double kWeekend = 0.72;
constexpr double kUsualWeek = (5 + 2 * kWeekend) / 7;

constexpr double kCampaignHeight = 42;  // posts an hour, all languages together, at the last day's evening
constexpr double kCrisisEmbers = 14;    // posts an hour when three hours are left
constexpr double kCrisisHeight = 210;   // at the end
constexpr double kCrisisHalves = 5;     // hours in which what is said of it halves afterwards
constexpr double kCrisisForgotten = 48;

}  // namespace

std::span<const DemoLanguage> demo_languages() {
  static constexpr std::array<DemoLanguage, 11> kLanguages{{
      {.tag = "en", .declared = "en", .everyday = 7.2, .crisis = 0.30, .hears = hours{22}, .ahead = hours{0}},
      {.tag = "es", .declared = "es", .everyday = 3.4, .crisis = 0.16, .hears = hours{14}, .ahead = hours{-2}},
      {.tag = "fr", .declared = "fr", .everyday = 3.2, .crisis = 0.11, .hears = hours{6}, .ahead = hours{1}},
      {.tag = "ar", .declared = "ar", .everyday = 3.2, .crisis = 0.11, .hears = hours{8}, .ahead = hours{3}},
      {.tag = "pt", .declared = "pt", .everyday = 2.6, .crisis = 0.24, .hears = kCrisisBrews, .ahead = hours{-1}},
      {.tag = "ru", .declared = "ru", .everyday = 1.9, .crisis = 0.02, .hears = hours{3}, .ahead = hours{3}},
      {.tag = "zh", .declared = "zh", .everyday = 1.9, .crisis = 0.02, .hears = hours{2}, .ahead = hours{8}},
      {.tag = "de", .declared = "de", .everyday = 1.9, .crisis = 0.04, .hears = hours{3}, .ahead = hours{1}},
      {.tag = "hi", .declared = "hi", .everyday = 1.3, .crisis = 0, .hears = hours{0}, .ahead = minutes{330}},
      {.tag = "hi-Latn", .declared = "hi", .everyday = 0.5, .crisis = 0, .hears = hours{0}, .ahead = minutes{330}},
      {.tag = "tr", .declared = "tr", .everyday = 1.4, .crisis = 0, .hears = hours{0}, .ahead = hours{3}},
  }};
  return kLanguages;
}

DemoMoment demo_moment(Timestamp at, Timestamp end) {
  const std::chrono::microseconds whole = kDemoStory;
  const auto since = at - end;
  auto rounds = since / whole;
  auto after = since % whole;
  if (after < after.zero()) {
    after += whole;
    --rounds;
  }
  return {.before = whole - after,
          .after = after,
          .first = rounds < 0,
          .round = static_cast<std::uint64_t>(std::max<std::int64_t>(rounds + 1, 0))};
}

double everyday_rate(const DemoLanguage& language, Timestamp at) {
  const auto local = at + language.ahead;
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::weekday day{midnight};
  const bool weekend = day == std::chrono::Saturday || day == std::chrono::Sunday;
  const double week = (weekend ? kWeekend : 1) / kUsualWeek;
  return language.everyday * week * awake(in_hours(local - midnight)) / kUsuallyAwake;
}

double campaign_rate(const DemoLanguage& language, const DemoMoment& moment, Timestamp at) {
  if (moment.before > kCampaignBegins || moment.before <= kCampaignEnds) return 0;
  const double risen = in_hours(kCampaignBegins - moment.before) / in_hours(kCampaignBegins - kCampaignEnds);
  constexpr double kAllLanguages = 28.5;
  return kCampaignHeight * (0.12 + 0.88 * risen) * everyday_rate(language, at) / kAllLanguages / 1.9;
}

double crisis_rate(const DemoLanguage& language, const DemoMoment& moment) {
  double rate = 0;
  if (moment.before <= kCrisisBrews) {
    const double left = in_hours(moment.before);
    const double burst = in_hours(kCrisisBursts);
    if (left > burst) {
      const double brewed = (in_hours(kCrisisBrews) - left) / (in_hours(kCrisisBrews) - burst);
      rate = 1.5 + (kCrisisEmbers - 1.5) * brewed * brewed;
    } else {
      rate = kCrisisEmbers + (kCrisisHeight - kCrisisEmbers) * std::sqrt((burst - left) / burst);
    }
    if (moment.before > language.hears) return 0;
    // Few have heard yet: those who have say all that is said.
    double heard = 0;
    for (const auto& each : demo_languages()) heard += moment.before <= each.hears ? each.crisis : 0;
    return heard > 0 ? rate * language.crisis / heard : 0;
  }
  if (moment.first || in_hours(moment.after) > kCrisisForgotten) return 0;
  return kCrisisHeight * std::exp2(-in_hours(moment.after) / kCrisisHalves) * language.crisis;
}

}  // namespace chancery::feeds
