#include "answer/clock_keeper.hpp"

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "answer/append.hpp"
#include "answer/chains.hpp"
#include "answer/clock_rows.hpp"
#include "answer/conversations.hpp"
#include "answer/lines.hpp"
#include "answer/notices.hpp"
#include "answer/work_rows.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "store/events.hpp"
#include "store/jobs.hpp"

namespace chancery::answer {
namespace {

using namespace std::chrono_literals;

using People = std::set<staff::UserId>;

struct Telling {
  Conversation conversation;
  People people;
};

void add_leads(store::Snapshot& snapshot, DeskId desk, People& people) {
  const auto of = staff::desk_by_id(snapshot, desk);
  if (!of) return;
  for (const auto& grant : staff::desk_grants_at(snapshot, *of)) {
    if (grant.action == staff::DeskAction::Lead) people.insert(grant.user);
  }
}

People to_warn(store::Snapshot& snapshot, const Conversation& c, const desk::Calendars& calendars, Timestamp now) {
  if (c.holder) return {c.holder};
  const desk::Coverage coverage(calendars.calendar(c.desk), calendars.shifts(c.desk));
  if (const auto officer = coverage.on_duty(now)) return {staff::UserId{officer->value}};
  People people;
  add_leads(snapshot, c.desk, people);
  return people;
}

People to_tell(store::Snapshot& snapshot, const Conversation& c) {
  People people;
  if (c.holder) people.insert(c.holder);
  add_leads(snapshot, c.desk, people);
  if (const DeskId overflow = rows::overflow_of(snapshot, c.desk)) add_leads(snapshot, overflow, people);
  return people;
}

std::string_view clock_due(const Conversation& c) {
  if (c.first_due == c.due_at) return "first";
  return c.next_due == c.due_at ? "next" : "resolve";
}

// Whether it is still so: somebody may have answered since it was looked for.
bool still(const std::optional<Conversation>& c, Timestamp now, bool breached) {
  if (!c || c->place == desk::Place::Closed) return false;
  return breached ? c->due_at <= now && !c->breached_at : c->warn_at && *c->warn_at <= now;
}

void tell_one(store::Transaction& tx, const Telling& telling, Timestamp now, bool breached) {
  const auto& c = telling.conversation;
  if (breached) {
    rows::put_breached(tx, c.id, now);
  } else {
    rows::put_warned(tx, c.id);
  }
  for (const auto user : telling.people) {
    put_notice(
        tx,
        {.user = user, .kind = breached ? NoticeKind::Breached : NoticeKind::Warned, .conversation = c.id, .at = now});
  }
  store::append_event(
      tx, activity::events::kClockWarned,
      {{"conversation", c.id.value}, {"desk", c.desk.value}, {"clock", clock_due(c)}, {"breached", breached}});
}

}  // namespace

void ClockKeeper::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  auto refreshed = store_.clock().steady();
  while (!stop.stop_requested()) {
    if (store_.clock().steady() - refreshed > kRefresh) {
      hooks_.refresh();
      refreshed = store_.clock().steady();
    }
    const auto told = step(store_.clock().now());
    if (!told) log::warn("answer", "clocks are not kept: {}", told.error().detail);
    if (told && told->recomputed + told->sessions > 0) continue;
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, 1s, [] { return false; });
  }
}

Result<ClockKeeper::Told> ClockKeeper::step(Timestamp now) {
  Told told;
  auto recomputed = recompute_slice(now);
  if (!recomputed) return fail(recomputed.error());
  told.recomputed = *recomputed;
  if (auto followed = follow_clock(now); !followed) return fail(followed.error());
  const bool trusted = hooks_.trusts();
  if (hooks_.sessions) {
    auto sessions = hooks_.sessions(now, trusted);
    if (!sessions) return fail(sessions.error());
    told.sessions = *sessions;
  }
  if (!trusted) return told;
  auto warned = tell(now, false);
  if (!warned) return fail(warned.error());
  told.warned = *warned;
  auto breached = tell(now, true);
  if (!breached) return fail(breached.error());
  told.breached = *breached;
  auto fell_due = let_clearances_fall_due(now);
  if (!fell_due) return fail(fell_due.error());
  told.fell_due = *fell_due;
  auto expired = tell_expired(now);
  if (!expired) return fail(expired.error());
  told.expired = *expired;
  return told;
}

Result<std::size_t> ClockKeeper::tell(Timestamp now, bool breached) {
  const auto worked_by = workplaces_.now();
  const auto due = store_.read([&](store::Snapshot& snapshot) {
    std::vector<Telling> found;
    for (const auto id :
         breached ? rows::breaches_due(snapshot, now, kSlice) : rows::warnings_due(snapshot, now, kSlice)) {
      auto c = conversation(snapshot, id);
      if (!c) continue;
      People people = breached ? to_tell(snapshot, *c) : to_warn(snapshot, *c, *worked_by->calendars, now);
      found.push_back({std::move(*c), std::move(people)});
    }
    return found;
  });
  if (due.empty()) return 0;
  return store_.write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    std::size_t told = 0;
    for (const auto& telling : due) {
      const auto now_there = conversation(tx, telling.conversation.id);
      if (!still(now_there, now, breached)) continue;
      tell_one(tx, {*now_there, telling.people}, now, breached);
      ++told;
    }
    return told;
  });
}

Status ClockKeeper::follow_clock(Timestamp now) {
  const auto steady = store_.clock().steady();
  const auto by = std::chrono::duration_cast<std::chrono::microseconds>((now - seen_.wall) - (steady - seen_.steady));
  if (by > -kLeap && by < kLeap) {
    seen_ = {now, steady};
    return {};
  }
  log::warn("answer", "the clock was set by {} s: deadlines of clearances move with it", by.count() / 1'000'000);
  auto moved = store_.write_now([&](store::Transaction& tx) -> Status {
    clock_was_set(tx, by);
    return {};
  });
  if (moved) seen_ = {now, steady};
  return moved;
}

Result<std::size_t> ClockKeeper::let_clearances_fall_due(Timestamp now) {
  if (store_.clock().steady() - began_ < kHeardAtStart) return 0;
  if (!store_.read([&](store::Snapshot& snapshot) { return anything_due(snapshot, now); })) return 0;
  const auto worked_by = workplaces_.now();
  return store_.write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    return let_fall_due(tx, worked_by->workplace(), now, true);
  });
}

Result<std::size_t> ClockKeeper::tell_expired(Timestamp now) {
  if (!store_.read([&](store::Snapshot& snapshot) { return any_text_expired(snapshot, now); })) return 0;
  return store_.write_now([&](store::Transaction& tx) -> Result<std::size_t> { return tell_expired_texts(tx, now); });
}

// One slice of one desk; how far it came stands in the job.
Result<std::size_t> ClockKeeper::recompute_slice(Timestamp now) {
  const auto next = store_.read([](store::Snapshot& snapshot) { return store::next_due(snapshot, rows::kRecompute); });
  if (!next || *next > now) return 0;
  hooks_.refresh();
  const auto worked_by = workplaces_.now();
  return store_
      .write(store::Lane::Bulk,
             [&](store::Transaction& tx) -> Result<std::size_t> {
               const auto jobs = store::lease_due(tx, rows::kRecompute, now, 60s, 1);
               if (jobs.empty()) return 0;
               const auto& job = jobs.front();
               const auto payload = json::parse_object(job.payload);
               const auto after = payload ? json::integer(*payload, "after").value_or(0) : 0;
               const auto desk = parse_id(job.key);
               const auto ids = rows::open_of(tx, DeskId{desk.value_or(0)}, ConversationId{after}, kSlice);
               for (const auto id : ids) recompute(tx, worked_by->workplace(), id, now);
               store::finish(tx, job.id);
               if (ids.size() == kSlice) {
                 store::schedule(tx, rows::kRecompute, job.key, now,
                                 boost::json::serialize(json::Object{{"after", ids.back().value}}));
               }
               return ids.size();
             })
      .get();
}

}  // namespace chancery::answer
