#include "listen/watch_lifecycle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "listen/plain_line.hpp"
#include "listen/register.hpp"
#include "listen/watch_query.hpp"
#include "listen/watch_rows.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"

namespace chancery::listen {
namespace {

namespace events = activity::events;

constexpr std::size_t kLongestReason = 1'000;

// Who does what to which watch, when: what every step needs.
struct Step {
  store::Transaction& tx;
  const staff::User& by;
  std::string_view action;
  Timestamp now;
};

// The watch as the step finds it, if this person may take the step at all.
Result<WatchRecord> begin_watch_step(const Step& step, WatchId id, staff::Action right) {
  if (auto allowed = staff::require(step.by.role, right); !allowed) return fail(allowed.error());
  auto record = rows::watch_record(step.tx, id);
  if (!record) return fail(Errc::NotFound, "no such watch", "there is no such watch");
  if (record->stopped) {
    return fail(Errc::Conflict, "the watch was stopped", "this watch was stopped for good: draft a new one");
  }
  return std::move(*record);
}

auto stands_elsewhere(std::string_view what) {
  return fail(Errc::Conflict, fmt::format("the watch does not stand where this begins: {}", what), std::string(what));
}

// Writes where the watch stands now, what was done, and tells the rest of the program.
WatchRecord end(const Step& step, WatchRecord record, WatchStatus from, int version, std::string_view reason,
                std::string_view event = {}) {
  rows::put_state(step.tx, record);
  rows::append_change(step.tx, record.id,
                      {.at = step.now,
                       .actor = staff::audit_actor(step.by),
                       .action = std::string(step.action),
                       .version = version,
                       .from = std::string(to_string(from)),
                       .to = std::string(to_string(record.status(step.now))),
                       .reason = std::string(reason)});
  staff::append_audit(step.tx, step.now, staff::audit_actor(step.by), fmt::format("watch.{}", step.action),
                      "watch:" + record.id.text());
  if (!event.empty()) store::append_event(step.tx, event, {{"watch", record.id.text()}});
  return record;
}

// What is asked for, with its query in canonical form.
Result<WatchVersion> write_down(const Step& step, const QueryChecker& queries, const NewWatch& asked, int number) {
  if (asked.query.empty()) return fail(Errc::Invalid, "no query", "query: is missing");
  if (auto checked = check_watch(asked, step.now); !checked) return fail(checked.error());
  auto query = queries.check(asked.query, active_public_actors(step.tx, step.now));
  if (auto sound = query.status(); !sound) return fail(sound.error());
  WatchVersion version{.number = number,
                       .says = asked,
                       .held_phrases = std::move(query.held_phrases),
                       .author = step.by.id,
                       .written_at = step.now};
  version.says.query = std::move(query.canonical);
  version.says.terms = std::move(query.terms);
  return version;
}

void replace(const Step& step, WatchId id, std::optional<WatchVersion>& version) {
  if (!version) return;
  version->status = VersionStatus::Replaced;
  rows::put_version(step.tx, id, *version);
  version.reset();
}

// The draft goes to the officer; the register may have changed since it was written.
Status hand_in(const Step& step, const QueryChecker& queries, WatchRecord& record) {
  auto& version = *record.pending;
  if (version.says.expires <= step.now) {
    return fail(Errc::Invalid, "the expiry has passed", "expires: has passed meanwhile: change it first");
  }
  auto query = queries.check(version.says.query, active_public_actors(step.tx, step.now));
  if (auto sound = query.status(); !sound) return sound;
  version.held_phrases = std::move(query.held_phrases);
  version.status = version.held_phrases.empty() ? VersionStatus::Submitted : VersionStatus::Held;
  rows::put_version(step.tx, record.id, version);
  return {};
}

Status check_reason(std::string_view reason, bool needed) {
  if (reason.empty() && !needed) return {};
  return check_line("reason", reason, 3, kLongestReason);
}

// Nobody decides on what is hers.
Status check_decider(const Step& step, const WatchRecord& record, int version) {
  const auto actor = staff::audit_actor(step.by);
  if (record.owner != step.by.id && !rows::had_a_hand_in(step.tx, record.id, version, actor)) return {};
  return fail(Errc::Forbidden, actor + " decides on her own watch",
              "nobody decides on a watch she owns, wrote or submitted: another data-protection officer must");
}

// The pending version this decision is about.
Status check_decision(const Step& step, const WatchRecord& record, const Decision& decision) {
  const bool waits = record.pending && (record.pending->status == VersionStatus::Submitted ||
                                        record.pending->status == VersionStatus::Held);
  if (!waits) return stands_elsewhere("nothing was submitted for this watch");
  if (record.pending->number != decision.version) {
    return stands_elsewhere("version: another version was submitted meanwhile: read it first");
  }
  return check_decider(step, record, decision.version);
}

}  // namespace

std::string_view to_string(WatchStatus status) {
  constexpr std::array<std::string_view, 8> kNames = {"draft",    "submitted", "held",    "refused",
                                                      "approved", "suspended", "stopped", "expired"};
  return kNames.at(static_cast<std::size_t>(status));
}

std::string_view to_string(VersionStatus status) {
  constexpr std::array<std::string_view, 6> kNames = {"draft", "submitted", "held", "refused", "approved", "replaced"};
  return kNames.at(static_cast<std::size_t>(status));
}

WatchStatus WatchRecord::status(Timestamp now) const {
  if (stopped) return WatchStatus::Stopped;
  if (approved) {
    if (suspended) return WatchStatus::Suspended;
    return now < approved->says.expires ? WatchStatus::Approved : WatchStatus::Expired;
  }
  if (!pending) return WatchStatus::Draft;
  switch (pending->status) {
    case VersionStatus::Submitted:
      return WatchStatus::Submitted;
    case VersionStatus::Held:
      return WatchStatus::Held;
    case VersionStatus::Refused:
      return WatchStatus::Refused;
    case VersionStatus::Draft:
    case VersionStatus::Approved:
    case VersionStatus::Replaced:
      break;
  }
  return WatchStatus::Draft;
}

bool WatchRecord::expires_soon(Timestamp now) const {
  return status(now) == WatchStatus::Approved && approved->says.expires - now < kExpiresSoon;
}

Result<Watch> insert_first_watch(store::Transaction& tx, WatchId id, staff::UserId owner, const NewWatch& watch,
                                 Timestamp now) {
  if (auto checked = check_watch(watch, now); !checked) return fail(checked.error());
  if (rows::any_watch(tx)) {
    return fail(Errc::Forbidden, "a second watch without approval",
                "there is a watch already: another one needs the data-protection officer's approval");
  }
  WatchRecord record{.id = id, .owner = owner, .created_at = now};
  WatchVersion version{.status = VersionStatus::Approved,
                       .says = watch,
                       .author = owner,
                       .written_at = now,
                       .decided_by = std::string(kApprovedBySetup),
                       .decided_at = now};
  if (version.says.query.empty()) version.says.query = query_of_terms(watch.terms);
  rows::insert_watch(tx, id, owner, now);
  rows::put_version(tx, id, version);
  record.approved = std::move(version);
  rows::put_state(tx, record);
  rows::append_change(tx, id,
                      {.at = now,
                       .actor = std::string(staff::kSetupActor),
                       .action = "approve",
                       .version = 1,
                       .from = {},
                       .to = std::string(to_string(WatchStatus::Approved)),
                       .reason = {}});
  store::append_event(tx, events::kWatchApproved, {{"watch", id.text()}});
  staff::append_audit(tx, now, staff::kSetupActor, "watch.approve", "watch:" + id.text());
  for (auto& running : watches(tx)) {
    if (running.id == id) return std::move(running);
  }
  return fail(Errc::Internal, "the first watch was not stored");
}

Result<WatchRecord> draft_watch(store::Transaction& tx, WatchId id, const Asking& asking, const NewWatch& watch) {
  const auto& [by, queries, now] = asking;
  const Step step{tx, by, "draft", now};
  if (auto allowed = staff::require(by.role, staff::Action::ManageWatches); !allowed) return fail(allowed.error());
  auto version = write_down(step, queries, watch, 1);
  if (!version) return fail(version.error());
  rows::insert_watch(tx, id, by.id, now);
  rows::put_version(tx, id, *version);
  return end(step, {.id = id, .owner = by.id, .created_at = now, .approved = {}, .pending = std::move(*version)},
             WatchStatus::Draft, 1, {});
}

Result<WatchRecord> change_watch(store::Transaction& tx, WatchId id, const Asking& asking, const NewWatch& watch) {
  const auto& [by, queries, now] = asking;
  const Step step{tx, by, "change", now};
  auto record = begin_watch_step(step, id, staff::Action::ManageWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  const bool rewritten = record->pending && record->pending->status == VersionStatus::Draft;
  const int number = rewritten ? record->pending->number : rows::last_version(tx, id) + 1;
  auto version = write_down(step, queries, watch, number);
  if (!version) return fail(version.error());
  if (!rewritten) replace(step, id, record->pending);
  rows::put_version(tx, id, *version);
  record->pending = std::move(*version);
  return end(step, std::move(*record), from, number, {});
}

Result<WatchRecord> submit_watch(store::Transaction& tx, WatchId id, const Asking& asking) {
  const auto& [by, queries, now] = asking;
  const Step step{tx, by, "submit", now};
  auto record = begin_watch_step(step, id, staff::Action::ManageWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  if (!record->pending || record->pending->status != VersionStatus::Draft) {
    return stands_elsewhere("there is no draft to submit: change the watch first");
  }
  if (auto handed = hand_in(step, queries, *record); !handed) return fail(handed.error());
  const int number = record->pending->number;
  return end(step, std::move(*record), from, number, {}, events::kWatchSubmitted);
}

Result<WatchRecord> renew_watch(store::Transaction& tx, WatchId id, const Asking& asking, Timestamp expires) {
  const auto& [by, queries, now] = asking;
  const Step step{tx, by, "renew", now};
  auto record = begin_watch_step(step, id, staff::Action::ManageWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  if (!record->approved) return stands_elsewhere("this watch was never approved: change its draft");
  if (record->pending && record->pending->status != VersionStatus::Refused) {
    return stands_elsewhere("a change of this watch waits already: put the later expiry there");
  }
  auto asked = record->approved->says;
  asked.expires = expires;
  if (asked.dpia.empty()) {
    return fail(Errc::Invalid, "no DPIA reference",
                "dpia: the set-up's watch names no impact assessment: change it, and name one");
  }
  auto version = write_down(step, queries, asked, rows::last_version(tx, id) + 1);
  if (!version) return fail(version.error());
  replace(step, id, record->pending);
  record->pending = std::move(*version);
  rows::put_version(tx, id, *record->pending);
  if (auto handed = hand_in(step, queries, *record); !handed) return fail(handed.error());
  const int number = record->pending->number;
  return end(step, std::move(*record), from, number, {}, events::kWatchSubmitted);
}

Result<WatchRecord> approve_watch(store::Transaction& tx, WatchId id, const staff::User& by, const Decision& decision,
                                  Timestamp now) {
  const Step step{tx, by, "approve", now};
  auto record = begin_watch_step(step, id, staff::Action::DecideWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  if (auto fits = check_decision(step, *record, decision); !fits) return fail(fits.error());
  const bool held = record->pending->status == VersionStatus::Held;
  if (auto checked = check_reason(decision.reason, held); !checked) return fail(checked.error());
  if (record->pending->says.expires <= now) {
    return fail(Errc::Invalid, "the expiry has passed", "expires: has passed meanwhile: it must be asked for again");
  }
  replace(step, id, record->approved);
  record->approved = std::exchange(record->pending, std::nullopt);
  record->approved->status = VersionStatus::Approved;
  record->approved->decided_by = staff::audit_actor(by);
  record->approved->decided_at = now;
  rows::put_version(tx, id, *record->approved, &by);
  const int number = record->approved->number;
  return end(step, std::move(*record), from, number, decision.reason, events::kWatchApproved);
}

Result<WatchRecord> refuse_watch(store::Transaction& tx, WatchId id, const staff::User& by, const Decision& decision,
                                 Timestamp now) {
  const Step step{tx, by, "refuse", now};
  auto record = begin_watch_step(step, id, staff::Action::DecideWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  if (auto fits = check_decision(step, *record, decision); !fits) return fail(fits.error());
  if (auto checked = check_reason(decision.reason, true); !checked) return fail(checked.error());
  record->pending->status = VersionStatus::Refused;
  record->pending->decided_by = staff::audit_actor(by);
  record->pending->decided_at = now;
  rows::put_version(tx, id, *record->pending, &by);
  return end(step, std::move(*record), from, decision.version, decision.reason, events::kWatchRefused);
}

Result<WatchRecord> suspend_watch(store::Transaction& tx, WatchId id, const staff::User& by, std::string_view reason,
                                  Timestamp now) {
  const Step step{tx, by, "suspend", now};
  auto record = begin_watch_step(step, id, staff::Action::DecideWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  if (from != WatchStatus::Approved) return stands_elsewhere("only a watch that runs can be suspended");
  if (auto checked = check_reason(reason, true); !checked) return fail(checked.error());
  record->suspended = true;
  const int number = record->approved->number;
  return end(step, std::move(*record), from, number, reason, events::kWatchSuspended);
}

Result<WatchRecord> resume_watch(store::Transaction& tx, WatchId id, const staff::User& by, std::string_view reason,
                                 Timestamp now) {
  const Step step{tx, by, "resume", now};
  auto record = begin_watch_step(step, id, staff::Action::DecideWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  if (from != WatchStatus::Suspended) return stands_elsewhere("only a suspended watch can be resumed");
  if (auto hers = check_decider(step, *record, record->approved->number); !hers) return fail(hers.error());
  if (auto checked = check_reason(reason, false); !checked) return fail(checked.error());
  record->suspended = false;
  const int number = record->approved->number;
  return end(step, std::move(*record), from, number, reason, events::kWatchResumed);
}

Result<WatchRecord> stop_watch(store::Transaction& tx, WatchId id, const staff::User& by, std::string_view reason,
                               Timestamp now) {
  const Step step{tx, by, "stop", now};
  auto record = begin_watch_step(step, id, staff::Action::DecideWatches);
  if (!record) return fail(record.error());
  const auto from = record->status(now);
  if (auto checked = check_reason(reason, true); !checked) return fail(checked.error());
  record->stopped = true;
  const int number = record->approved ? record->approved->number : record->pending->number;
  return end(step, std::move(*record), from, number, reason, events::kWatchStopped);
}

std::vector<WatchRecord> expiring_watches(store::Snapshot& snapshot, Timestamp now) {
  auto records = watch_records(snapshot);
  std::erase_if(records, [&](const WatchRecord& record) {
    if (!record.expires_soon(now)) return true;
    return record.pending && record.pending->status != VersionStatus::Refused &&
           record.pending->says.expires > record.approved->says.expires;
  });
  std::ranges::sort(records, {}, [](const WatchRecord& record) { return record.approved->says.expires; });
  return records;
}

int announce_expiring(store::Transaction& tx, const std::vector<WatchRecord>& expiring) {
  int told = 0;
  for (const auto& record : expiring) {
    if (!rows::tell_expiry(tx, record.id, record.approved->says.expires)) continue;
    store::append_event(tx, events::kWatchExpiring, {{"watch", record.id.text()}});
    ++told;
  }
  return told;
}

}  // namespace chancery::listen
