#include "listen/alert_rules.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <tuple>
#include <utility>

#include "activity/events.hpp"
#include "base/log.hpp"
#include "listen/burst_watch.hpp"
#include "listen/cells.hpp"
#include "listen/figures.hpp"
#include "listen/heard_rows.hpp"
#include "listen/intake.hpp"
#include "listen/silence_watch.hpp"
#include "listen/usual.hpp"
#include "listen/withholding.hpp"
#include "store/events.hpp"
#include "trend/counts.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kCursor = "alerts";  // among the cursors of sources: the last bin judged
constexpr std::chrono::minutes kEvery{1};
constexpr std::chrono::minutes kGrace{1};    // a bin is judged when it is over by so much
constexpr std::chrono::days kLookBack{8};    // what a detector must have seen to judge on
constexpr std::chrono::days kFirstLook{56};  // no further back at a first look
constexpr std::chrono::hours kTalkWindow{24};
constexpr std::chrono::hours kNew{24};
constexpr std::chrono::hours kGrowthWindow{6};
constexpr double kFastGrowth = 3;
constexpr std::int64_t kManyPeople = 3 * static_cast<std::int64_t>(kMinAuthors);
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
          {"expected", expected.value},
          {"lower", expected.lower},
          {"upper", expected.upper}};
}

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

// The largest ten minutes against what was expected of them, or the whole burst where too few people wrote them.
json::Object why_above(store::Snapshot& snapshot, WatchId watch, const BurstWatch::Found& found) {
  const trend::Burst& burst = found.burst;
  if (of_enough(snapshot, watch, burst.peak, burst.from, burst.to)) {
    return above_expected(told(burst.peak), found.expected);
  }
  trend::Expected whole{.value = burst.expected, .variance = burst.expected};
  std::tie(whole.lower, whole.upper) = trend::count_bounds(whole.value, whole.variance);
  return above_expected(told(burst.n), whole);
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
  alert.expected = burst.expected;
  alert.score = burst.score;
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

Alert alert_of(WatchId watch, const Narrative& narrative) {
  Alert alert;
  alert.kind = AlertKind::Narrative;
  alert.watch = watch;
  alert.subject = subject_of(narrative.example);
  alert.from = narrative.first_seen;
  alert.to = narrative.last_seen;
  alert.n = narrative.posts;
  alert.score = narrative.growth.value_or(0);
  if (narrative.growth) alert.reasons.push_back(json::Object{{"code", "growth"}, {"ratio", *narrative.growth}});
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

}  // namespace

struct AlertRules::Impl {
  struct Stream {
    WatchId watch;
    Timestamp since;  // when the watch was approved
  };

  const store::Store& chancery;
  store::Store& listen;
  const Talk& talk;
  std::function<void(AlertId)> raised;
  std::map<std::int64_t, BurstWatch> bursts;  // by watch
  SilenceWatch silences;
  std::vector<Alert> pending;  // found, and not stored yet

  [[nodiscard]] std::vector<Stream> streams(Timestamp now) const;
  [[nodiscard]] std::vector<Alert> look_at_counts(store::Snapshot& snapshot, Timestamp done, Timestamp until,
                                                  const std::vector<Stream>& streams);
  [[nodiscard]] bool knows_new(const Stream& stream, Timestamp now) const;
  [[nodiscard]] std::vector<Alert> look_at_talk(Timestamp now, const std::vector<Stream>& streams) const;
  void explain(Alert& alert, Timestamp now) const;
  [[nodiscard]] Result<std::size_t> keep(Timestamp until);
};

AlertRules::AlertRules(const store::Store& chancery, store::Store& listen, const Talk& talk,
                       std::function<void(AlertId)> raised)
    : impl_(std::make_unique<Impl>(Impl{chancery, listen, talk, std::move(raised), {}, {}, {}})) {}

AlertRules::~AlertRules() = default;

// All watches together, and each that is active.
std::vector<AlertRules::Impl::Stream> AlertRules::Impl::streams(Timestamp now) const {
  std::vector<Stream> list{{.watch = kAllWatches, .since = {}}};
  for (const Watch& watch : chancery.read([](store::Snapshot& snapshot) { return watches(snapshot); })) {
    if (watch.active(now)) list.push_back({.watch = watch.id, .since = watch.approved_at});
  }
  return list;
}

std::vector<Alert> AlertRules::Impl::look_at_counts(store::Snapshot& snapshot, Timestamp done, Timestamp until,
                                                    const std::vector<Stream>& streams) {
  std::vector<Alert> alerts;
  const Timestamp begin = std::max(done, until - kFirstLook) - kLookBack;
  const auto listened = hours_listened(snapshot, begin - kUsualSpan, until);
  const Timestamp first = listened.empty() ? until : std::max(begin, listened.front());
  for (const auto& [watch, since] : streams) {
    auto& stream = bursts.try_emplace(watch.value, watch).first->second;
    for (const auto& found : stream.advance(snapshot, first, until, done, listened)) {
      Count people;
      visit_cells(snapshot, watch, Dimension::Bin, found.burst.from, found.burst.to,
                  [&](Timestamp, const std::string&, const Count& count) { people.add(count); });
      if (people.people() >= static_cast<std::int64_t>(kMinAuthors)) {
        alerts.push_back(alert_of(snapshot, watch, found));
      }
    }
  }
  for (const auto& found : silences.advance(snapshot, first, until, done, listened)) {
    alerts.push_back(alert_of(found));
  }
  return alerts;
}

// Whether new can be told from usual: the watch ran a day ago, and the six hours that growth compares with were all
// heard. To a watch that has just begun, or a server that was down, whatever is said is new.
bool AlertRules::Impl::knows_new(const Stream& stream, Timestamp now) const {
  const Timestamp before = start_of_hour(now - 2 * kGrowthWindow);
  return listen.read([&](store::Snapshot& snapshot) {
    bool heard = stream.since <= now - kNew;
    visit_posts(snapshot, stream.watch, Dimension::All, now - kLookBack, now - kNew,
                [&](Timestamp, const std::string&, std::int64_t, std::int64_t) { heard = true; });
    const auto hours = static_cast<std::size_t>(kGrowthWindow.count());
    return heard && hours_listened(snapshot, before, before + kGrowthWindow).size() == hours;
  });
}

std::vector<Alert> AlertRules::Impl::look_at_talk(Timestamp now, const std::vector<Stream>& streams) const {
  std::vector<Alert> alerts;
  for (const Stream& stream : streams) {
    const WatchId watch = stream.watch;
    if (watch == kAllWatches) continue;
    const bool known = knows_new(stream, now);
    for (const auto& narrative : talk.narratives(now, kTalkWindow, watch)) {
      const bool fresh = now - narrative.first_seen < kNew;
      const bool fast = known && narrative.rise && *narrative.rise >= kFastGrowth;
      if (fresh && fast && narrative.authors >= kManyPeople) alerts.push_back(alert_of(watch, narrative));
    }
    for (const auto& text : talk.copied_texts(now, kTalkWindow, watch)) {
      if (now - text.first_seen < kNew && text.authors >= kManyPeople) alerts.push_back(alert_of(watch, text));
    }
  }
  return alerts;
}

// What was said while a burst went on, when that is now.
void AlertRules::Impl::explain(Alert& alert, Timestamp now) const {
  if (alert.kind != AlertKind::Burst || now - alert.to > kTalkWindow) return;
  for (const auto& narrative : talk.narratives(now, kTalkWindow, alert.watch)) {
    if (narrative.last_seen < alert.from) continue;
    alert.reasons.push_back(words_reason(narrative.words));
    alert.reasons.push_back(languages_reason(narrative));
    return;
  }
}

Result<std::size_t> AlertRules::Impl::keep(Timestamp until) {
  std::vector<AlertId> fresh;
  const Timestamp now = listen.clock().now();
  for (Alert& alert : pending) {
    if (alert.id) continue;
    alert.id = listen.ids().make<AlertId>();
    alert.raised_at = std::min(now, std::max(alert.to, alert.from));
    if (now - alert.raised_at < kTalkWindow) alert.raised_at = now;
    explain(alert, now);
  }
  auto stored = listen.write_now([&](store::Transaction& tx) -> Status {
    for (const Alert& alert : pending) {
      if (!store_alert(tx, alert)) continue;
      fresh.push_back(alert.id);
      store::append_event(tx, activity::events::kAlertRaised,
                          {{"alert", alert.id.value}, {"watch", alert.watch.value}});
    }
    store_cursor(tx, kCursor, to_micros(until), now);
    return {};
  });
  if (!stored) return fail(stored.error());
  pending.clear();
  if (raised) {
    for (const AlertId id : fresh) raised(id);
  }
  return fresh.size();
}

Result<std::size_t> AlertRules::look() {
  const Timestamp now = impl_->listen.clock().now();
  const Timestamp until = floor_to_bin(now - kGrace);
  const Timestamp done = from_micros(stored_cursor(impl_->listen, kCursor));
  const auto streams = impl_->streams(now);
  // Bursts and silences that could not be stored are found once; stories are found again.
  std::erase_if(impl_->pending, [](const Alert& alert) {
    return alert.kind == AlertKind::Narrative || alert.kind == AlertKind::Duplicates;
  });
  const auto note = [&](std::vector<Alert> alerts) {
    std::move(alerts.begin(), alerts.end(), std::back_inserter(impl_->pending));
  };
  if (done < until) {
    impl_->listen.read([&](store::Snapshot& snapshot) { note(impl_->look_at_counts(snapshot, done, until, streams)); });
  }
  note(impl_->look_at_talk(now, streams));
  return impl_->keep(std::max(done, until));
}

void AlertRules::run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    if (const auto done = look(); !done) log::error("listen", "alerts are not stored: {}", done.error().detail);
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kEvery, [] { return false; });
  }
}

}  // namespace chancery::listen
