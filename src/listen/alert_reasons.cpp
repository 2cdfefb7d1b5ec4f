#include "listen/alert_reasons.hpp"

#include <cmath>
#include <tuple>
#include <utility>

#include "listen/cells.hpp"
#include "listen/figures.hpp"
#include "listen/heard_rows.hpp"
#include "listen/withholding.hpp"
#include "trend/counts.hpp"

namespace chancery::listen {
namespace {

constexpr std::size_t kWords = 6;

json::Object reason(std::string_view code) {
  return {{"code", code}};
}

json::Object reason(std::string_view code, double n) {
  return {{"code", code}, {"n", n}};
}

json::Object above_expected(double n, const trend::Expected& expected) {
  return {{"code", "above_expected"},
          {"n", n},
          {"expected", to_a_tenth(expected.value)},
          {"lower", to_a_tenth(expected.lower)},
          {"upper", to_a_tenth(expected.upper)}};
}

// A burst of one watch is often one of all together too: neither is told so that the other could be subtracted.
double told(double posts) {
  return static_cast<double>(in_steps(static_cast<std::int64_t>(posts)));
}

// Whether ten minutes of [from, to) hold so many posts, and as many never by fewer than ten people.
bool of_enough(store::Snapshot& snapshot, WatchId watch, double posts, Timestamp from, Timestamp to) {
  if (posts == 0) return true;
  bool found = false;
  bool few = false;
  visit_cells(snapshot, watch, Dimension::Bin, from, to, [&](Timestamp, const std::string&, const Count& count) {
    if (static_cast<double>(count.posts) != posts) return;
    found = true;
    few = few || too_few(count);
  });
  return found && !few;
}

// A count of which the mean and variance are expected.
trend::Expected bounded(double mean, double variance) {
  trend::Expected expected{.value = mean, .variance = variance};
  std::tie(expected.lower, expected.upper) = trend::count_bounds(mean, variance);
  return expected;
}

// What was expected of the largest ten minutes: by the baseline, or, while it knows too little, by those before them.
trend::Expected expected_of_peak(const BurstWatch::Found& found) {
  if (!found.burst.little_history) return found.expected;
  return bounded(found.burst.peak_expected, found.burst.peak_expected + 1);
}

// The largest ten minutes against what was expected of them, or the whole burst where too few people wrote them.
json::Object why_above(store::Snapshot& snapshot, WatchId watch, const BurstWatch::Found& found) {
  const trend::Burst& burst = found.burst;
  if (of_enough(snapshot, watch, burst.peak, burst.from, burst.to)) {
    auto peak = above_expected(told(burst.peak), expected_of_peak(found));
    peak["minutes"] = kBin.count();
    return peak;
  }
  return above_expected(told(burst.n), bounded(burst.expected, burst.expected));
}

}  // namespace

json::Object words_reason(const std::vector<std::string>& words) {
  json::Array list;
  for (const auto& word : words) {
    if (list.size() < kWords) list.push_back(json::Value(word));
  }
  return {{"code", "words"}, {"words", std::move(list)}};
}

json::Object languages_reason(const Narrative& narrative) {
  json::Array list;
  for (const auto& [tag, posts] : narrative.languages) {
    if (posts) list.push_back(json::Value(tag));
  }
  return {{"code", "languages"}, {"languages", std::move(list)}};
}

Alert alert_of(store::Snapshot& snapshot, WatchId watch, const BurstWatch::Found& found) {
  const trend::Burst& burst = found.burst;
  const auto before = [&](std::string_view code, const std::optional<double>& n, std::chrono::days ago, Alert& alert) {
    // The largest of three neighbouring bins, so one more on either side.
    const bool shown = n && of_enough(snapshot, watch, *n, burst.from - ago - kBin, burst.to - ago + kBin);
    if (shown) alert.reasons.push_back(reason(code, told(*n)));
  };
  Alert alert;
  alert.kind = AlertKind::Burst;
  alert.watch = watch;
  alert.subject = to_micros(burst.from);
  alert.from = burst.from;
  alert.to = burst.to;
  alert.n = in_steps(static_cast<std::int64_t>(burst.n));
  alert.expected = to_a_tenth(burst.expected);
  alert.score = std::round(burst.score);
  alert.reasons.push_back(why_above(snapshot, watch, found));
  before("previous_day", burst.day_before, std::chrono::days{1}, alert);
  before("previous_week", burst.week_before, std::chrono::days{7}, alert);
  if (burst.escalated) alert.reasons.push_back(reason("escalated"));
  if (burst.little_history) alert.reasons.push_back(reason("little_history"));
  return alert;
}

Alert alert_of(const SilenceWatch::Found& found) {
  const trend::Silence& silence = found.silence;
  Alert alert;
  alert.kind = AlertKind::Silence;
  alert.value = found.value;
  alert.subject = to_micros(silence.from);
  alert.from = silence.from;
  alert.to = silence.to.value_or(silence.from + std::chrono::hours{silence.hours});
  if (!found.few) alert.n = static_cast<std::int64_t>(silence.n);
  alert.expected = silence.expected;
  alert.score = silence.score;
  json::Object below{{"code", "below_expected"}, {"expected", silence.expected}};
  below["n"] = found.few ? json::Value(nullptr) : json::Value(silence.n);
  alert.reasons.push_back(std::move(below));
  alert.reasons.push_back(json::Object{{"code", "others_unchanged"}, {"ratio", silence.total_ratio}});
  return alert;
}

// What a story is known by: its first post, as its number is another one after a restart.
std::int64_t subject_of(const Pseudonym& first) {
  return static_cast<std::int64_t>(author_number(first));
}

Alert alert_of(WatchId watch, const Narrative& narrative, json::Object why) {
  Alert alert;
  alert.kind = AlertKind::Narrative;
  alert.watch = watch;
  alert.subject = subject_of(narrative.example);
  alert.from = narrative.first_seen;
  alert.to = narrative.last_seen;
  alert.n = narrative.posts;
  alert.score = narrative.growth.value_or(0);
  alert.reasons.push_back(std::move(why));
  alert.reasons.push_back(words_reason(narrative.words));
  alert.reasons.push_back(languages_reason(narrative));
  return alert;
}

Alert alert_of(WatchId watch, const CopiedText& text) {
  Alert alert;
  alert.kind = AlertKind::Duplicates;
  alert.watch = watch;
  alert.subject = subject_of(text.example);
  alert.from = text.first_seen;
  alert.to = text.last_seen;
  alert.n = text.posts;
  alert.reasons.push_back(json::Object{{"code", "duplicates"}, {"posts", text.posts}, {"authors", text.authors}});
  return alert;
}

}  // namespace chancery::listen
