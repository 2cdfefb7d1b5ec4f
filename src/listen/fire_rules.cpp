#include "listen/fire_rules.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "listen/cells.hpp"
#include "listen/figures.hpp"
#include "listen/fire_counter.hpp"

namespace chancery::listen {
namespace {

constexpr std::chrono::minutes kFireGrace{1};  // the stream is not in the order of time
constexpr std::chrono::minutes kNoMore{15};    // then what has not come is not waited for
constexpr std::chrono::days kTooLate{1};
constexpr std::size_t kAtOnce = FireCounter::kMostPosts;

std::int64_t in_tens(double n) {
  return in_steps(static_cast<std::int64_t>(n));
}

// Shares are told in steps of a twentieth, what is usual in whole percent.
double in_twentieths(double share) {
  return std::round(share * 20) / 20;
}

double percent(double share) {
  return std::round(share * 100) / 100;
}

json::Object to_reason(const trend::FireEvidence& one) {
  json::Object reason{{"code", "fire_" + std::string(trend::to_string(one.signal))}};
  switch (one.signal) {
    case trend::FireSignal::Official:
      reason["n"] = static_cast<std::int64_t>(one.seen);
      break;
    case trend::FireSignal::Volume:
    case trend::FireSignal::Quotes:
      reason["n"] = in_tens(one.seen);
      reason["expected"] = to_a_tenth(one.expected);
      break;
    case trend::FireSignal::Ratio:
      reason["n"] = in_tens(one.seen);
      reason["of"] = in_tens(one.of);
      break;
    default:
      reason["n"] = in_tens(one.seen);
      reason["of"] = in_tens(one.of);
      reason["share"] = in_twentieths(one.of > 0 ? one.seen / one.of : 0);
      reason["expected"] = percent(one.expected);
  }
  return reason;
}

// Copies belong to reading an alert, though there be no more than usual.
bool tells_of_copies(const trend::FireEvidence& one) {
  return one.signal == trend::FireSignal::CopiedText && one.seen >= static_cast<double>(kMinAuthors);
}

Alert fire_alert(const FirePost& post, std::vector<WatchId> watches, std::chrono::minutes age, std::int64_t anyone,
                 const trend::FireVerdict& verdict) {
  Alert alert;
  alert.kind = AlertKind::UnderFire;
  alert.watch = watches.front();
  alert.watches = std::move(watches);
  alert.value = trend::to_string(verdict.level);
  alert.subject = static_cast<std::int64_t>(author_number(post.post));
  alert.from = post.at;
  alert.to = post.at + age;
  alert.n = in_steps(anyone);
  alert.reasons.push_back(
      json::Object{{"code", "fire_post"}, {"public_actor", post.actor.text()}, {"minutes", age.count()}});
  for (const auto& one : verdict.evidence) {
    if (one.signal == trend::FireSignal::Volume) {
      alert.expected = to_a_tenth(one.expected);
      alert.score = std::round(one.surprise);
    }
    if (one.fires || tells_of_copies(one)) alert.reasons.push_back(to_reason(one));
  }
  const bool in_target = std::ranges::any_of(
      verdict.evidence, [](const auto& one) { return one.fires && one.signal == trend::FireSignal::TargetLanguage; });
  if (in_target) {
    alert.reasons.push_back(json::Object{{"code", "fire_countries"},
                                         {"countries", json::Array(post.countries.begin(), post.countries.end())}});
  }
  alert.reasons.push_back(json::Object{{"code", "fire_age_unknown"}});
  if (verdict.little_history) alert.reasons.push_back(json::Object{{"code", "little_history"}});
  return alert;
}

// Judges one post at one age, and tells it.
void judge_one(store::Snapshot& listen, const std::vector<WatchId>& active, Timestamp now, FirePost& post,
               std::chrono::minutes age, FireFound& found) {
  FireJudged& judged = found.judged.emplace_back(FireJudged{post.post, age});
  const auto people = fire_people(listen, post.post, age);
  std::vector<WatchId> watches;
  std::ranges::set_intersection(
      post.watches, active, std::back_inserter(watches), {}, [](WatchId watch) { return watch.value; },
      [](WatchId watch) { return watch.value; });
  if (people.anyone < static_cast<std::int64_t>(kMinAuthors) || watches.empty() || now - post.at > kTooLate) return;
  const auto verdict =
      trend::judge(tellable(people.counts), fire_history(listen, post, age), fire_usual(listen, post, age), 1);
  if (verdict.level <= post.level) return;
  post.level = verdict.level;
  judged.level = verdict.level;
  found.alerts.push_back(fire_alert(post, std::move(watches), age, people.anyone, verdict));
}

}  // namespace

trend::FireCounts tellable(trend::FireCounts counts) {
  for (double* part : {&counts.announces, &counts.replies, &counts.quotes, &counts.texts, &counts.in_target,
                       &counts.crisis, &counts.copied}) {
    if (*part < static_cast<double>(kMinAuthors)) *part = 0;
  }
  return counts;
}

FireFound judge_fires(store::Snapshot& listen, const std::vector<WatchId>& active, Timestamp now) {
  FireFound found;
  auto posts = unjudged_posts(listen, kAtOnce);
  if (posts.empty()) return found;
  const Timestamp heard = std::min(now, fire_heard_until(listen).value_or(now));
  for (FirePost& post : posts) {
    for (const auto age : kFireAges) {
      const Timestamp old = post.at + age;
      if (age <= post.judged || (heard < old + kFireGrace && now < old + kNoMore)) continue;
      judge_one(listen, active, now, post, age, found);
    }
  }
  return found;
}

}  // namespace chancery::listen
