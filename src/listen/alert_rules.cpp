#include "listen/alert_rules.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "activity/events.hpp"
#include "base/log.hpp"
#include "listen/alert_reasons.hpp"
#include "listen/burst_watch.hpp"
#include "listen/cells.hpp"
#include "listen/figures.hpp"
#include "listen/fire_rules.hpp"
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
constexpr std::chrono::minutes kRulesEvery{1};
constexpr std::chrono::minutes kBinGrace{1};  // a bin is judged when it is over by so much
constexpr std::chrono::days kLookBack{8};     // what a detector must have seen to judge on
constexpr std::chrono::days kFirstLook{56};   // no further back at a first look
constexpr std::chrono::hours kTalkWindow{24};
constexpr std::chrono::hours kNew{24};
constexpr std::chrono::hours kGrowthWindow{6};
constexpr std::chrono::hours kSameBurst{1};  // bursts so far apart may be one
constexpr std::size_t kMostTold = 1000;      // looked through for that
constexpr std::chrono::days kStillTold{8};   // how long a stored alert may be joined: longer than anything here lasts
constexpr double kFastGrowth = 3;
constexpr std::int64_t kManyPeople = 3 * static_cast<std::int64_t>(kMinAuthors);
constexpr double kSurprising = 3;  // one story in a thousand gathers so many people

// Which watches matched the posts of some hours: how many each, and how many two of them both.
class Shared {
 public:
  Shared(store::Snapshot& snapshot, Timestamp from, Timestamp to) {
    visit_posts(snapshot, kAllWatches, Dimension::Watches, start_of_hour(from), to,
                [&](Timestamp, const std::string& ids, std::int64_t n, std::int64_t) { posts_["," + ids + ","] += n; });
  }

  // Whether they tell of the same: half of the smaller one's posts are the larger one's too; of all together, half.
  [[nodiscard]] bool half(WatchId one, WatchId other) const {
    const auto [fewer, more] = std::minmax({of({one}), of({other})});
    if (one == kAllWatches || other == kAllWatches) return 2 * fewer >= more;
    return 2 * of({one, other}) >= fewer;
  }

 private:
  // Posts that all of these matched.
  [[nodiscard]] std::int64_t of(std::initializer_list<WatchId> watches) const {
    std::int64_t sum = 0;
    for (const auto& [ids, n] : posts_) {
      const bool all = std::ranges::all_of(watches, [&](WatchId watch) {
        return watch == kAllWatches || ids.find("," + watch.text() + ",") != std::string::npos;
      });
      if (all) sum += n;
    }
    return sum;
  }

  std::map<std::string, std::int64_t> posts_;  // by the watches that matched together: ",7,12,"
};

bool hears(const Alert& alert, WatchId watch) {
  return alert.watch == watch || std::ranges::find(alert.watches, watch) != alert.watches.end();
}

void join_alert(Alert& alert, WatchId watch) {
  if (watch == kAllWatches || std::ranges::find(alert.watches, watch) != alert.watches.end()) return;
  alert.watches.insert(std::ranges::upper_bound(alert.watches, watch, {}, {}), watch);
}

// The one of these of the same kind and subject; none: end.
auto same_subject(std::vector<Alert>& alerts, const Alert& like) {
  return std::ranges::find_if(
      alerts, [&](const Alert& alert) { return alert.kind == like.kind && alert.subject == like.subject; });
}

}  // namespace

struct AlertRules::Impl {
  struct Stream {
    WatchId watch;
    Timestamp since;  // when the watch was approved
  };
  // What was told lately, and of which watches nothing is.
  struct Told {
    std::vector<Alert> alerts;
    std::set<std::int64_t> withheld;
  };

  const store::Store& chancery;
  store::Store& listen;
  const Talk& talk;
  std::function<void(AlertId)> raised;
  std::map<std::int64_t, BurstWatch> bursts;  // by watch
  SilenceWatch silences;
  std::vector<Alert> pending;       // found, and not stored yet
  std::vector<FireJudged> judged;   // posts of public actors, not stored yet
  std::vector<PublicActorId> gone;  // from the register, whose posts are to be forgotten

  [[nodiscard]] std::vector<Stream> streams(Timestamp now) const;
  [[nodiscard]] std::vector<Alert> look_at_counts(store::Snapshot& snapshot, Timestamp done, Timestamp until,
                                                  const std::vector<Stream>& streams, const Told& told);
  [[nodiscard]] bool knows_new(const Stream& stream, Timestamp now, Timestamp since) const;
  [[nodiscard]] std::optional<json::Object> why_told(const Stream& stream, const Narrative& narrative, Timestamp now,
                                                     const trend::Expected& onset) const;
  [[nodiscard]] std::vector<Alert> look_at_talk(Timestamp now, const std::vector<Stream>& streams,
                                                const Told& told) const;
  [[nodiscard]] std::vector<Alert> look_at_fires(Timestamp now, const std::vector<Stream>& streams);
  void explain(Alert& alert, Timestamp now) const;
  [[nodiscard]] Result<std::size_t> keep(Timestamp until, const Told& told);
};

AlertRules::AlertRules(const store::Store& chancery, store::Store& listen, const Talk& talk,
                       std::function<void(AlertId)> raised)
    : impl_(std::make_unique<Impl>(Impl{chancery, listen, talk, std::move(raised), {}, {}, {}, {}, {}})) {}

AlertRules::~AlertRules() = default;

// All watches together, and each that is active.
std::vector<AlertRules::Impl::Stream> AlertRules::Impl::streams(Timestamp now) const {
  std::vector<Stream> list{{.watch = kAllWatches, .since = {}}};
  for (const Watch& watch : chancery.read([](store::Snapshot& snapshot) { return watches(snapshot); })) {
    if (watch.active(now)) list.push_back({.watch = watch.id, .since = watch.approved_at});
  }
  return list;
}

// Adds a burst to the alert that tells of it already, or tells it.
void tell_burst(store::Snapshot& snapshot, WatchId watch, const BurstWatch::Found& found,
                const std::vector<Alert>& told, std::vector<Alert>& alerts) {
  const trend::Burst& burst = found.burst;
  const auto is_it = [&](const Alert& other) {
    if (other.kind != AlertKind::Burst || other.from > burst.to + kSameBurst || burst.from > other.to + kSameBurst) {
      return false;
    }
    if (other.watch == watch) return other.subject == to_micros(burst.from);
    return hears(other, watch) ||
           Shared(snapshot, std::min(burst.from, other.from), std::max(burst.to, other.to)).half(watch, other.watch);
  };
  auto host = std::ranges::find_if(alerts, is_it);
  if (host == alerts.end()) {
    if (const auto stored = std::ranges::find_if(told, is_it); stored != told.end()) {
      host = alerts.insert(alerts.end(), *stored);
    }
  }
  if (host == alerts.end()) {
    join_alert(alerts.emplace_back(alert_of(snapshot, watch, found)), watch);
  } else if (host->watch == watch) {
    Alert again = alert_of(snapshot, watch, found);
    again.id = host->id;
    again.raised_at = host->raised_at;
    again.watches = std::move(host->watches);
    *host = std::move(again);
  } else {
    join_alert(*host, watch);
    host->to = std::max(host->to, burst.to);
  }
}

std::vector<Alert> AlertRules::Impl::look_at_counts(store::Snapshot& snapshot, Timestamp done, Timestamp until,
                                                    const std::vector<Stream>& streams, const Told& told) {
  std::vector<Alert> alerts;
  const Timestamp begin = std::max(done, until - kFirstLook) - kLookBack;
  const auto listened = hours_listened(snapshot, begin - kUsualSpan, until);
  const Timestamp first = listened.empty() ? until : std::max(begin, listened.front());
  for (const auto& [watch, since] : streams) {
    auto& stream = bursts.try_emplace(watch.value, watch).first->second;
    for (const auto& found : stream.advance(snapshot, first, until, done, listened)) {
      if (told.withheld.contains(watch.value)) continue;
      Count people;
      visit_cells(snapshot, watch, Dimension::Bin, found.burst.from, found.burst.to,
                  [&](Timestamp, const std::string&, const Count& count) { people.add(count); });
      if (people.people() >= static_cast<std::int64_t>(kMinAuthors)) {
        tell_burst(snapshot, watch, found, told.alerts, alerts);
      }
    }
  }
  for (const auto& found : silences.advance(snapshot, first, until, done, listened)) {
    alerts.push_back(alert_of(found));
  }
  return alerts;
}

// Whether what began at `since` can be told from what is usual: the watch ran a day ago, and the six hours before were
// all heard. To a watch that has just begun, or a server that was down, whatever is said is new.
bool AlertRules::Impl::knows_new(const Stream& stream, Timestamp now, Timestamp since) const {
  const Timestamp before = start_of_hour(since - kGrowthWindow);
  return listen.read([&](store::Snapshot& snapshot) {
    bool heard = stream.since <= now - kNew;
    visit_posts(snapshot, stream.watch, Dimension::All, now - kLookBack, now - kNew,
                [&](Timestamp, const std::string&, std::int64_t, std::int64_t) { heard = true; });
    const auto hours = static_cast<std::size_t>(kGrowthWindow.count());
    return heard && hours_listened(snapshot, before, before + kGrowthWindow).size() == hours;
  });
}

// Nothing: it is not to be told. A story with a past, when it grows; one without, when it gathers more people within an
// hour than such stories do.
std::optional<json::Object> AlertRules::Impl::why_told(const Stream& stream, const Narrative& narrative, Timestamp now,
                                                       const trend::Expected& onset) const {
  if (now - narrative.first_seen >= kNew || narrative.authors < kManyPeople) return std::nullopt;
  if (narrative.rise) {
    if (*narrative.rise < kFastGrowth || !knows_new(stream, now, now - kGrowthWindow)) return std::nullopt;
    const auto& growth = narrative.growth;
    return json::Object{{"code", "growth"},
                        {"ratio", growth ? json::Value(to_a_tenth(*growth)) : json::Value(nullptr)}};
  }
  const auto people = static_cast<double>(narrative.onset);
  const bool many =
      narrative.onset >= kManyPeople && trend::surprise_above(people, onset.value, onset.variance) >= kSurprising;
  if (!many || !knows_new(stream, now, narrative.first_seen)) return std::nullopt;
  return json::Object{{"code", "new_story"},
                      {"n", in_steps(narrative.onset)},
                      {"expected", to_a_tenth(onset.value)},
                      {"upper", to_a_tenth(onset.upper)}};
}

std::vector<Alert> AlertRules::Impl::look_at_talk(Timestamp now, const std::vector<Stream>& streams,
                                                  const Told& told) const {
  const auto onset = talk.usual_onset(now);
  std::map<std::uint64_t, std::int64_t> stories;  // the first post of each, whichever watch heard it
  std::map<std::uint64_t, std::int64_t> texts;
  for (const auto& story : talk.narratives(now, kTalkWindow, kAllWatches))
    stories[story.id] = subject_of(story.example);
  for (const auto& text : talk.copied_texts(now, kTalkWindow, kAllWatches)) texts[text.id] = subject_of(text.example);

  std::vector<Alert> alerts;
  const auto tell = [&](Alert alert, std::int64_t subject) {
    alert.subject = subject;
    const auto known = same_subject(alerts, alert);
    if (known == alerts.end()) {
      join_alert(alert, alert.watch);
      alerts.push_back(std::move(alert));
    } else {
      const WatchId watch = alert.watch;
      alert.watches = known->watches;
      if (alert.n > known->n) *known = std::move(alert);
      join_alert(*known, watch);
    }
  };
  for (const Stream& stream : streams) {
    const WatchId watch = stream.watch;
    if (watch == kAllWatches || told.withheld.contains(watch.value)) continue;
    for (const auto& narrative : talk.narratives(now, kTalkWindow, watch)) {
      auto why = why_told(stream, narrative, now, onset);
      if (why) tell(alert_of(watch, narrative, std::move(*why)), stories[narrative.id]);
    }
    for (const auto& text : talk.copied_texts(now, kTalkWindow, watch)) {
      if (now - text.first_seen < kNew && text.authors >= kManyPeople) tell(alert_of(watch, text), texts[text.id]);
    }
  }
  auto before = told.alerts;
  for (Alert& alert : alerts) {
    const auto stored = same_subject(before, alert);
    if (stored == before.end()) continue;
    alert.id = stored->id;
    alert.raised_at = stored->raised_at;
    for (const WatchId watch : stored->watches) join_alert(alert, watch);
  }
  return alerts;
}

// Posts of watched public actors that came of age; and who left the register since, of whose posts nothing stays.
std::vector<Alert> AlertRules::Impl::look_at_fires(Timestamp now, const std::vector<Stream>& streams) {
  std::vector<WatchId> active;
  for (const Stream& stream : streams) {
    if (stream.watch != kAllWatches) active.push_back(stream.watch);
  }
  std::ranges::sort(active, {}, [](WatchId watch) { return watch.value; });
  gone = listen.read([](store::Snapshot& snapshot) { return fire_actors(snapshot); });
  if (!gone.empty()) {
    const auto there = chancery.read([&](store::Snapshot& snapshot) { return active_public_actors(snapshot, now); });
    std::erase_if(gone, [&](PublicActorId actor) {
      return std::ranges::any_of(there, [&](const PublicActor& one) { return one.id == actor; });
    });
  }
  auto found = listen.read([&](store::Snapshot& snapshot) { return judge_fires(snapshot, active, now); });
  judged = std::move(found.judged);
  return std::move(found.alerts);
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

Result<std::size_t> AlertRules::Impl::keep(Timestamp until, const Told& told) {
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
      const auto before = std::ranges::find(told.alerts, alert.id, &Alert::id);
      json::Array watches;  // to whom it is new
      for (const WatchId watch : alert.watches) {
        if (before == told.alerts.end() || !hears(*before, watch)) watches.push_back(json::Value(watch.value));
      }
      const bool is_new = store_alert(tx, alert) && before == told.alerts.end();
      if (is_new) fresh.push_back(alert.id);
      if (!is_new && (before == told.alerts.end() || watches.empty())) continue;
      store::append_event(tx, activity::events::kAlertRaised,
                          {{"alert", alert.id.value}, {"watch", alert.watch.value}, {"watches", std::move(watches)}});
    }
    for (const FireJudged& one : judged) put_fire_judged(tx, one.post, one.age, one.level);
    for (const PublicActorId actor : gone) forget_fire_of(tx, actor);
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
  const Timestamp until = floor_to_bin(now - kBinGrace);
  const Timestamp done = from_micros(stored_cursor(impl_->listen, kCursor));
  const auto streams = impl_->streams(now);
  const auto told = impl_->listen.read([&](store::Snapshot& snapshot) {
    Impl::Told lately{.alerts = alerts(snapshot, {}, std::nullopt, {}, kMostTold),
                      .withheld = withheld_watches(snapshot, now)};
    std::erase_if(lately.alerts, [&](const Alert& alert) { return alert.raised_at < now - kStillTold; });
    return lately;
  });
  // Bursts and silences that could not be stored are found once; the others are found again.
  std::erase_if(impl_->pending,
                [](const Alert& alert) { return alert.kind != AlertKind::Burst && alert.kind != AlertKind::Silence; });
  const auto note = [&](std::vector<Alert> alerts) {
    std::move(alerts.begin(), alerts.end(), std::back_inserter(impl_->pending));
  };
  if (done < until) {
    impl_->listen.read(
        [&](store::Snapshot& snapshot) { note(impl_->look_at_counts(snapshot, done, until, streams, told)); });
  }
  note(impl_->look_at_talk(now, streams, told));
  note(impl_->look_at_fires(now, streams));
  return impl_->keep(std::max(done, until), told);
}

void AlertRules::run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    if (const auto done = look(); !done) log::error("listen", "alerts are not stored: {}", done.error().detail);
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kRulesEvery, [] { return false; });
  }
}

}  // namespace chancery::listen
