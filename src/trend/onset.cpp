#include "trend/onset.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "trend/counts.hpp"

namespace chancery::trend {
namespace {

constexpr std::chrono::hours kHour{1};

// The first guess, and for how many stories it stands; that of the scatter stands for more.
constexpr double kPeople = 5;
constexpr double kStories = 4;
constexpr double kScatter = 1;
constexpr double kScatterStories = 8;
constexpr double kLoud = 3;  // times the median

// What lies above counts as this.
double most_counted(std::vector<std::int64_t> onsets) {
  if (onsets.empty()) return kLoud * kPeople;
  const auto middle = onsets.begin() + static_cast<std::ptrdiff_t>(onsets.size() / 2);
  std::nth_element(onsets.begin(), middle, onsets.end());
  return kLoud * std::max(static_cast<double>(*middle), kPeople);
}

}  // namespace

std::int64_t onset_of(std::span<const OnsetPost> posts) {
  std::vector<OnsetPost> sorted(posts.begin(), posts.end());
  std::ranges::sort(sorted, {}, &OnsetPost::at);
  std::unordered_map<std::uint64_t, std::size_t> within;  // posts of each person in the hour that ends with the last
  std::size_t most = 0;
  std::size_t first = 0;
  for (const OnsetPost& post : sorted) {
    if (post.at >= sorted.front().at + kOnset) break;
    ++within[post.author];
    for (; sorted[first].at <= post.at - kHour; ++first) {
      const auto gone = within.find(sorted[first].author);
      if (--gone->second == 0) within.erase(gone);
    }
    most = std::max(most, within.size());
  }
  return static_cast<std::int64_t>(most);
}

Expected usual_onset(std::span<const std::int64_t> others) {
  const double most = most_counted({others.begin(), others.end()});
  const auto counted = [&](std::int64_t people) { return std::min(static_cast<double>(people), most); };
  const auto stories = static_cast<double>(others.size());
  double people = kStories * kPeople;
  for (const std::int64_t onset : others) people += counted(onset);
  const double mean = people / (stories + kStories);
  double excess = kScatterStories * kScatter;
  for (const std::int64_t onset : others) {
    const double off = counted(onset) - mean;
    excess += (off * off - mean) / (mean * mean);
  }
  const double scatter = std::clamp(excess / (stories + kScatterStories), 0.1, 4.0);
  const double doubt = scatter / (stories + kStories) + 1 / people;
  Expected expected{.value = mean, .variance = mean + mean * mean * (scatter + doubt)};
  std::tie(expected.lower, expected.upper) = count_bounds(expected.value, expected.variance);
  expected.history = std::max<std::size_t>(others.size(), 1);
  return expected;
}

}  // namespace chancery::trend
