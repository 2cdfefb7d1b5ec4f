#include "answer/fire_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "activity/events.hpp"
#include "answer/urgency.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "store/jobs.hpp"
#include "store/notes.hpp"
#include "store/reaction_bins.hpp"
#include "text/fold.hpp"
#include "text/html.hpp"
#include "text/language.hpp"
#include "trend/baseline.hpp"
#include "trend/near_duplicates.hpp"

namespace chancery::answer {
namespace {

namespace events = activity::events;

constexpr std::string_view kJob = "answer.fire";
constexpr std::chrono::seconds kFireLease{60};
constexpr std::size_t kAtOnce = 20;
constexpr std::size_t kCopiedFrom = 3;  // texts that say nearly the same
constexpr std::int64_t kCrisisWords = bit(UrgencyClass::Crisis);
constexpr std::chrono::days kReactionHistory{28};
constexpr std::size_t kHoursKnown = 72;  // before the hour of the week counts for anything

// Who is answered reacts otherwise than who reads: what answers somebody is measured, and nothing is measured by it.
bool answers_somebody(const activity::Note& note) {
  return !note.in_reply_to.empty();
}

// What was said to few, and copies of one text to many, draw no fire.
Status schedule_marks(store::Transaction& tx, const store::Event& event) {
  if (event.type != events::kNotePublished) return {};
  const auto note = json::integer(event.facts, "note").value_or(0);
  const auto said = store::note_by_id(tx, activity::NoteId{note});
  if (!said || said->parts.quiet || said->visibility > activity::Visibility::Unlisted) return {};
  for (const auto age : kFireAges) {
    store::schedule(tx, kJob, fmt::format("{}:{}", note, age.count()), event.at + age);
  }
  return {};
}

struct Due {
  std::int64_t job = 0;
  activity::NoteId note;
  std::chrono::minutes age{0};
};

// The key of a job as schedule_marks() wrote it.
Due due_of(const store::Job& job) {
  const auto colon = job.key.find(':');
  const auto note = parse_id(std::string_view(job.key).substr(0, colon));
  const auto age = colon == std::string::npos ? Result<std::int64_t>(0) : parse_id(job.key.substr(colon + 1));
  return {job.id, activity::NoteId{note.value_or(0)}, std::chrono::minutes{age.value_or(0)}};
}

json::Object to_json(const trend::FireEvidence& one) {
  return {{"signal", trend::to_string(one.signal)},
          {"seen", one.seen},
          {"of", one.of},
          {"expected", one.expected},
          {"surprise", one.surprise},
          {"fires", one.fires}};
}

std::string fire_evidence(const trend::FireVerdict& verdict, const FireTarget& target, double factor,
                          const std::vector<store::OfficialReaction>& officials) {
  json::Array signals;
  for (const auto& one : verdict.evidence) signals.emplace_back(to_json(one));
  json::Array official;
  for (const auto& one : officials) {
    official.emplace_back(json::Object{
        {"public_actor", std::to_string(one.public_actor)}, {"kind", one.kind}, {"at", to_rfc3339(one.at)}});
  }
  return boost::json::serialize(
      json::Object{{"level", trend::to_string(verdict.level)},
                   {"signals", std::move(signals)},
                   {"little_history", verdict.little_history},
                   {"hour_factor", factor},
                   {"countries", json::Array(target.countries.begin(), target.countries.end())},
                   {"official", std::move(official)}});
}

bool is_post_kind(const std::string& kind) {
  return kind == "reply" || kind == "quote";
}

}  // namespace

FireWatch::FireWatch(store::Store& store, const text::Annotator& annotator, const text::CountryLanguages& languages)
    : store_(store),
      annotator_(annotator),
      languages_(languages),
      departures_(store, std::string(kConsumer), schedule_marks) {}

FireTarget FireWatch::target_of(store::Snapshot& snapshot, const activity::Note& note) {
  FireTarget target;
  const auto plain = text::to_plain(note.content);
  for (const auto country : annotator_.find(plain, note.language, scratch_).countries) {
    target.countries.emplace_back(country.alpha2());
  }
  const auto home = rows::home_country(snapshot);
  const auto add = [&](std::string_view language) {
    if (languages_.is_read_in(language, home)) target.own.emplace(text::primary_language(language));
  };
  add(note.language);
  for (const auto& other : note.parts.translations) add(other.language);
  return target;
}

void FireWatch::count_texts(store::Snapshot& snapshot, const activity::Note& note, const FireTarget& target,
                            Timestamp until, trend::FireCounts& counts) const {
  const auto said = rows::said_to(snapshot, note, until, kTexts);
  counts.texts = static_cast<double>(said.size());
  trend::NearDuplicates near;
  for (const auto& text : said) {
    const auto language = text::primary_language(text.language);
    const bool in_target =
        !target.own.contains(language) && std::ranges::any_of(target.countries, [&](const std::string& country) {
          return languages_.is_read_in(text.language, country);
        });
    counts.in_target += in_target ? 1 : 0;
    counts.crisis += (text.words & kCrisisWords) != 0 ? 1 : 0;
    const auto folded = text::fold(text::to_plain(text.content));
    near.add(static_cast<std::uint64_t>(text.note), text.at, static_cast<std::uint64_t>(text.actor), folded);
  }
  for (const auto* cluster : near.clusters(kCopiedFrom)) counts.copied += static_cast<double>(cluster->size);
}

// How many more reactions than usual come at this hour of the week.
double FireWatch::hour_factor(store::Snapshot& snapshot, Timestamp at) const {
  const auto hours = rows::reactions_by_hour(snapshot, at - kReactionHistory);
  if (hours.empty()) return 1;
  trend::Baseline baseline;
  const auto last = std::chrono::floor<std::chrono::hours>(at);
  auto next = hours.begin();
  for (auto hour = hours.front().hour; hour < last; hour += std::chrono::hours{1}) {
    while (next != hours.end() && next->hour < hour) ++next;
    static_cast<void>(
        baseline.observe(hour, next != hours.end() && next->hour == hour ? static_cast<double>(next->n) : 0));
  }
  if (baseline.history() < kHoursKnown) return 1;
  double week = 0;
  for (int i = 0; i < 168; ++i) week += baseline.hour(last - std::chrono::hours{i}).value / 168;
  return week > 0 ? baseline.hour(at).value / week : 1;
}

std::optional<FireMark> FireWatch::measure(store::Snapshot& snapshot, activity::NoteId id, std::chrono::minutes age,
                                           trend::FireVerdict& verdict) {
  const auto note = store::note_by_id(snapshot, id);
  if (!note || !note->account || note->deleted) return std::nullopt;
  FireMark mark{.note = id, .account = note->account, .age = age, .at = note->published + age, .evidence = {}};
  const auto sums = store::reactions_within(snapshot, id, age);
  auto& counts = mark.counts;
  counts.likes = static_cast<double>(sums.likes.n);
  counts.announces = static_cast<double>(sums.announces.n);
  counts.replies = static_cast<double>(sums.replies.n);
  counts.quotes = static_cast<double>(sums.quotes.n);
  for (const auto& sum : {sums.likes, sums.announces, sums.replies, sums.quotes}) {
    counts.aged += static_cast<double>(sum.n - sum.unknown_age);
    counts.fresh += static_cast<double>(sum.fresh);
  }
  const auto target = target_of(snapshot, *note);
  count_texts(snapshot, *note, target, mark.at, counts);
  auto officials = store::official_reactions(snapshot, id);
  std::erase_if(officials, [&](const auto& one) { return one.at > mark.at; });
  counts.official = static_cast<double>(std::ranges::count_if(officials, is_post_kind, &store::OfficialReaction::kind));
  const auto factor = hour_factor(snapshot, mark.at);
  verdict = trend::judge(counts, fire_history(snapshot, mark.account, age, id, mark.at),
                         fire_usual(snapshot, age, id, mark.at), factor);
  mark.evidence = fire_evidence(verdict, target, factor, officials);
  return mark;
}

bool FireWatch::record(const FireMark& mark, const trend::FireVerdict& verdict, bool is_mark,
                       std::optional<std::int64_t> job) {
  const auto done = store_.write_now([&](store::Transaction& tx) -> Status {
    if (is_mark) rows::put_mark(tx, mark);
    if (job) store::finish(tx, *job);
    if (verdict.level == trend::FireLevel::None) return {};
    // A level is told once, and none below one that was told.
    const auto told = rows::levels_told(tx, mark.note);
    for (auto level = verdict.level; level <= trend::FireLevel::Official;
         level = static_cast<trend::FireLevel>(static_cast<int>(level) + 1)) {
      if (told.contains(std::string(trend::to_string(level)))) return {};
    }
    const FireAlert alert{.id = store_.ids().make<FireAlertId>(),
                          .note = mark.note,
                          .account = mark.account,
                          .age = mark.age,
                          .level = std::string(trend::to_string(verdict.level)),
                          .evidence = mark.evidence,
                          .raised_at = store_.clock().now()};
    if (!rows::insert_alert(tx, alert)) return {};
    store::append_event(tx, events::kPostUnderFire, {{"note", alert.note.value}, {"alert", alert.id.value}});
    return {};
  });
  if (!done) log::warn("answer", "a post under fire is not recorded: {}", done.error().detail);
  return done.has_value();
}

std::size_t FireWatch::measure_due() {
  const auto jobs = store_.write_now([&](store::Transaction& tx) -> Result<std::vector<store::Job>> {
    return store::lease_due(tx, kJob, store_.clock().now(), kFireLease, kAtOnce);
  });
  if (!jobs) return 0;
  std::size_t measured = 0;
  for (const auto& job : *jobs) {
    const auto due = due_of(job);
    trend::FireVerdict verdict;
    bool compared = false;
    const auto mark = store_.read([&](store::Snapshot& snapshot) {
      const auto note = store::note_by_id(snapshot, due.note);
      compared = note && !answers_somebody(*note);
      return measure(snapshot, due.note, due.age, verdict);
    });
    const bool is_mark = std::ranges::find(kFireAges, due.age) != kFireAges.end();
    if (mark && is_mark) {
      measured += record(*mark, verdict, compared, due.job) ? 1 : 0;
      continue;
    }
    // Deleted meanwhile: nothing is to be measured.
    static_cast<void>(store_.write_now([&](store::Transaction& tx) -> Status {
      store::finish(tx, due.job);
      return {};
    }));
  }
  return measured;
}

std::size_t FireWatch::hear_officials() {
  const auto now = store_.clock().now();
  const auto notes = store_.read(
      [&](store::Snapshot& snapshot) { return rows::unheard_officials(snapshot, now - std::chrono::days{1}); });
  std::size_t heard = 0;
  for (const auto note : notes) {
    trend::FireVerdict verdict;
    const auto mark = store_.read([&](store::Snapshot& snapshot) -> std::optional<FireMark> {
      const auto found = store::note_by_id(snapshot, note);
      if (!found) return std::nullopt;
      // The minute under way counts.
      const auto age = std::chrono::ceil<std::chrono::minutes>(now - found->published) + std::chrono::minutes{1};
      return measure(snapshot, note, age, verdict);
    });
    if (mark) heard += record(*mark, verdict, false, std::nullopt) ? 1 : 0;
  }
  return heard;
}

std::size_t FireWatch::tick() {
  departures_.drain();
  const auto heard = hear_officials();
  return heard + measure_due();
}

void FireWatch::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  while (!stop.stop_requested()) {
    static_cast<void>(tick());
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, kTick, [] { return false; });
  }
}

}  // namespace chancery::answer
