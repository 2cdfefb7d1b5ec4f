// What happens to a fictional ministry, and how much is said about it when. Private to feeds.
//
// The story has a length of four weeks and begins anew when it ends. Its days: quiet ones; from twelve to eight days
// before the end a scholarship campaign (#OpenHarbours) that grows; in the last thirty hours a crisis, the ferry
// "Aurora Bay" held in a port with passengers aboard, slow until the last three hours, and then told everywhere. After
// the end it fades within two days.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/clock.hpp"

namespace chancery::feeds {

inline constexpr std::chrono::days kDemoStory{28};
inline constexpr std::chrono::hours kCrisisBrews{30};
inline constexpr std::chrono::hours kCrisisBursts{3};
inline constexpr std::chrono::days kCampaignBegins{12};  // before the end
inline constexpr std::chrono::days kCampaignEnds{8};

// Who speaks a language in this world: how much, and by whose clock they sleep.
struct DemoLanguage {
  std::string_view tag;           // BCP 47, of the book of phrases
  std::string_view declared;      // as its authors declare it
  double everyday = 0;            // posts about the ministry in a usual hour, averaged over the week
  double crisis = 0;              // share of what is said of the crisis at its height
  std::chrono::hours hears{0};    // of the crisis, before the end
  std::chrono::minutes ahead{0};  // of UTC
};
[[nodiscard]] std::span<const DemoLanguage> demo_languages();

// Where a time lies in the story that ends at `end` and every four weeks before and after it.
struct DemoMoment {
  std::chrono::microseconds before{0};  // until the next end, above 0, at most four weeks
  std::chrono::microseconds after{0};   // since the last one
  bool first = false;                   // before the first end there is: nothing fades
  std::uint64_t round = 0;              // which telling
};
[[nodiscard]] DemoMoment demo_moment(Timestamp at, Timestamp end);

// Posts an hour. Everyday talk follows day, night and weekend of the language.
[[nodiscard]] double everyday_rate(const DemoLanguage& language, Timestamp at);
[[nodiscard]] double campaign_rate(const DemoLanguage& language, const DemoMoment& moment, Timestamp at);
[[nodiscard]] double crisis_rate(const DemoLanguage& language, const DemoMoment& moment);

}  // namespace chancery::feeds
