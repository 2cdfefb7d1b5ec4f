#include <algorithm>
#include <utility>

#include "answer/nullable.hpp"
#include "answer/rows.hpp"
#include "answer/work_rows.hpp"
#include "answer/workload.hpp"
#include "base/spaced.hpp"
#include "staff/audit.hpp"
#include "staff/desks.hpp"
#include "staff/institution.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using store::Connection;
using store::Query;

constexpr std::size_t kMostValues = 300;
constexpr int kMostCapacity = 1'000'000;

Work read_work(const Query& row) {
  Work work;
  work.desk = row.id<DeskId>(0);
  work.calendar = row.id<CalendarId>(1);
  work.languages = from_between_spaces(row.text(2));
  work.countries = from_between_spaces(row.text(3));
  work.topics = from_between_spaces(row.text(4));
  work.capacity = static_cast<int>(row.integer(5));
  work.overflow = row.id<DeskId>(6);
  work.chain = row.integer(7);
  work.claim = std::chrono::minutes{row.integer(8)};
  return work;
}

bool there(Connection& db, std::string_view sql, std::int64_t id) {
  return db.query(sql).bind(id).step();
}

void audit(store::Transaction& tx, const Acting& acting, std::string_view action, DeskId desk) {
  if (acting.by == nullptr) return;
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), action, "desk:" + desk.text());
}

Status check_values(const std::vector<std::string>& values, std::string_view field, bool (*fits)(std::string_view)) {
  const auto wrong = [&](const std::string& value) { return value != "*" && !fits(value); };
  if (values.size() > kMostValues || std::ranges::any_of(values, wrong)) {
    return fail(Errc::Invalid, "bad values", std::string(field) + ": at most 300 codes, or * for any.");
  }
  return {};
}

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.find(' ') == std::string_view::npos;
}

Status check(Connection& db, const Work& work) {
  if (auto fits = check_values(work.languages, "languages", staff::is_language_tag); !fits) return fits;
  if (auto fits = check_values(work.countries, "countries", staff::is_country); !fits) return fits;
  if (auto fits = check_values(work.topics, "topics", is_slug); !fits) return fits;
  if (work.capacity < 0 || work.capacity > kMostCapacity) {
    return fail(Errc::Invalid, "bad capacity", "capacity: from 0 (without end) to 1,000,000 open conversations.");
  }
  if (work.claim < std::chrono::minutes{2} || work.claim > std::chrono::minutes{60}) {
    return fail(Errc::Invalid, "bad lease", "claim_minutes: from 2 to 60.");
  }
  if (!there(db, "SELECT 1 FROM desk WHERE id = ? AND closed_at IS NULL", work.desk.value)) {
    return fail(Errc::NotFound, "there is no such desk");
  }
  if (work.overflow == work.desk) return fail(Errc::Invalid, "overflows to itself", "overflow: another desk.");
  if (work.overflow && !there(db, "SELECT 1 FROM desk WHERE id = ? AND closed_at IS NULL", work.overflow.value)) {
    return fail(Errc::NotFound, "no such overflow", "overflow: there is no open desk of this id.");
  }
  if (work.calendar && !there(db, "SELECT 1 FROM calendar WHERE id = ?", work.calendar.value)) {
    return fail(Errc::NotFound, "no such calendar", "calendar: there is none of this id.");
  }
  if (work.chain != 0 && !there(db, "SELECT 1 FROM chain WHERE id = ?", work.chain)) {
    return fail(Errc::NotFound, "no such chain", "chain: there is none of this id.");
  }
  return {};
}

Duty read_duty(const Query& row) {
  return {row.id<ShiftId>(0), row.id<DeskId>(1), row.id<staff::UserId>(2), row.time(3), row.time(4)};
}

DeskTarget read_target(const Query& row, int first) {
  DeskTarget read;
  read.matter = desk::parse_matter(row.text(first)).value_or(desk::Matter::Dialogue);
  read.clock = desk::parse_clock_name(row.text(first + 1)).value_or(desk::ClockName::FirstAnswer);
  read.target = {row.integer(first + 2), desk::parse_unit(row.text(first + 3)).value_or(desk::Unit::Desk)};
  return read;
}

// Thread safety: immutable once made.
class DeskCalendars final : public desk::Calendars {
 public:
  [[nodiscard]] const desk::Calendar& calendar(DeskId desk) const override {
    const auto of = of_desk.find(desk);
    const auto found = of == of_desk.end() ? calendars.end() : calendars.find(of->second);
    return found == calendars.end() ? desk::Calendar::always() : found->second;
  }
  [[nodiscard]] std::span<const desk::Shift> shifts(DeskId desk) const override {
    const auto found = duty.find(desk);
    return found == duty.end() ? std::span<const desk::Shift>{} : found->second;
  }

  std::map<CalendarId, desk::Calendar> calendars;
  std::map<DeskId, CalendarId> of_desk;
  std::map<DeskId, std::vector<desk::Shift>> duty;
};

}  // namespace

std::optional<Work> work_of(store::Snapshot& snapshot, DeskId desk) {
  auto query = connection(snapshot).query(
      "SELECT desk, calendar, languages, countries, topics, capacity, overflow, chain, claim_minutes FROM desk_work"
      " WHERE desk = ?");
  if (!query.bind(desk).step()) return std::nullopt;
  return read_work(query);
}

Status set_work(store::Transaction& tx, const Work& work, const Acting& acting) {
  auto& db = connection(tx);
  if (auto fits = check(db, work); !fits) return fits;
  db.query(
        "INSERT INTO desk_work (desk, calendar, languages, countries, topics, capacity, overflow, chain, claim_minutes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (desk) DO UPDATE SET calendar = excluded.calendar,"
        " languages = excluded.languages, countries = excluded.countries, topics = excluded.topics,"
        " capacity = excluded.capacity, overflow = excluded.overflow, chain = excluded.chain,"
        " claim_minutes = excluded.claim_minutes")
      .bind(work.desk, or_null(work.calendar), between_spaces(work.languages), between_spaces(work.countries),
            between_spaces(work.topics), work.capacity, or_null(work.overflow),
            work.chain != 0 ? std::optional{work.chain} : std::nullopt, work.claim.count())
      .run();
  rows::work_changed(tx, work.desk, acting.now);
  audit(tx, acting, "desk.work", work.desk);
  return {};
}

std::vector<DeskTarget> targets_at(store::Snapshot& snapshot, DeskId desk) {
  std::vector<DeskTarget> found;
  auto query = connection(snapshot).query(
      "SELECT kind, clock, amount, unit FROM desk_target WHERE desk = ? ORDER BY kind, clock");
  query.bind(desk);
  while (query.step()) found.push_back(read_target(query, 0));
  return found;
}

Status set_targets(store::Transaction& tx, DeskId desk, std::span<const DeskTarget> targets, const Acting& acting) {
  auto& db = connection(tx);
  if (desk && !there(db, "SELECT 1 FROM desk WHERE id = ?", desk.value))
    return fail(Errc::NotFound, "there is no such desk");
  for (const auto& each : targets) {
    if (auto fits = desk::check_target(each.target); !fits) return fits;
  }
  db.query("DELETE FROM desk_target WHERE desk = ?").bind(desk).run();
  for (const auto& each : targets) {
    db.query("INSERT OR REPLACE INTO desk_target (desk, kind, clock, amount, unit) VALUES (?, ?, ?, ?, ?)")
        .bind(desk, desk::to_string(each.matter), desk::to_string(each.clock), each.target.amount,
              desk::to_string(each.target.unit))
        .run();
  }
  rows::work_changed(tx, desk, acting.now);
  audit(tx, acting, "desk.targets", desk);
  return {};
}

std::vector<Duty> shifts_of(store::Snapshot& snapshot, DeskId desk, Timestamp from) {
  std::vector<Duty> found;
  auto query = connection(snapshot).query(
      "SELECT id, desk, user, from_at, to_at FROM shift WHERE desk = ? AND to_at > ? ORDER BY from_at, id");
  query.bind(desk, from);
  while (query.step()) found.push_back(read_duty(query));
  return found;
}

std::optional<Duty> shift_by_id(store::Snapshot& snapshot, ShiftId id) {
  auto query = connection(snapshot).query("SELECT id, desk, user, from_at, to_at FROM shift WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_duty(query);
}

Status add_shift(store::Transaction& tx, const Duty& duty, const Acting& acting) {
  auto& db = connection(tx);
  if (duty.from >= duty.to || duty.to - duty.from > kLongestShift) {
    return fail(Errc::Invalid, "a bad shift", "to: after it begins, at most 14 days later.");
  }
  if (!there(db, "SELECT 1 FROM desk WHERE id = ? AND closed_at IS NULL", duty.desk.value)) {
    return fail(Errc::NotFound, "there is no such desk");
  }
  if (!there(db, "SELECT 1 FROM staff_user WHERE id = ? AND ended_at IS NULL", duty.user.value)) {
    return fail(Errc::NotFound, "nobody", "user: there is nobody of this id.");
  }
  db.query("INSERT INTO shift (id, desk, user, from_at, to_at) VALUES (?, ?, ?, ?, ?)")
      .bind(duty.id, duty.desk, duty.user, duty.from, duty.to)
      .run();
  rows::work_changed(tx, duty.desk, acting.now);
  audit(tx, acting, "desk.duty", duty.desk);
  return {};
}

Status remove_shift(store::Transaction& tx, ShiftId id, const Acting& acting) {
  auto& db = connection(tx);
  std::optional<Duty> duty;
  {
    auto query = db.query("SELECT id, desk, user, from_at, to_at FROM shift WHERE id = ?");
    if (query.bind(id).step()) duty = read_duty(query);
  }
  if (!duty) return fail(Errc::NotFound, "there is no such shift");
  if (duty->to <= acting.now) {
    return fail(Errc::Conflict, "it is past", "Clocks have run by this shift: what is past stays on record.");
  }
  if (duty->from < acting.now) {
    db.query("UPDATE shift SET to_at = ? WHERE id = ?").bind(acting.now, id).run();
  } else {
    db.query("DELETE FROM shift WHERE id = ?").bind(id).run();
  }
  rows::work_changed(tx, duty->desk, acting.now);
  audit(tx, acting, "desk.duty", duty->desk);
  return {};
}

std::shared_ptr<const WorkedBy> worked_by(store::Snapshot& snapshot) {
  auto& db = connection(snapshot);
  auto made = std::make_shared<DeskCalendars>();
  for (auto& calendar : calendars(snapshot)) {
    // A zone this system no longer knows: the desk counts as open, so that nothing waits unseen.
    if (auto of = desk::Calendar::of(calendar.spec)) made->calendars.emplace(calendar.id, std::move(*of));
  }
  auto work = db.query("SELECT desk, calendar FROM desk_work WHERE calendar IS NOT NULL");
  while (work.step()) made->of_desk[work.id<DeskId>(0)] = work.id<CalendarId>(1);
  auto shifts = db.query("SELECT id, desk, user, from_at, to_at FROM shift");
  while (shifts.step()) {
    const Duty duty = read_duty(shifts);
    made->duty[duty.desk].push_back({duty.from, duty.to, desk::Officer{duty.user.value}});
  }
  auto next = std::make_shared<WorkedBy>();
  auto targets = db.query("SELECT desk, kind, clock, amount, unit FROM desk_target");
  while (targets.step()) {
    const DeskTarget row = read_target(targets, 1);
    next->targets.set(targets.id<DeskId>(0), row.matter, row.clock, row.target);
  }
  auto leases = db.query("SELECT desk, claim_minutes FROM desk_work");
  while (leases.step()) next->leases[leases.id<DeskId>(0)] = std::chrono::minutes{leases.integer(1)};
  next->calendars = std::move(made);
  return next;
}

std::vector<desk::DeskWork> desk_work(store::Snapshot& snapshot) {
  std::vector<desk::DeskWork> all;
  auto query = connection(snapshot).query(
      "SELECT d.id, d.mission, m.country, d.front, w.languages, w.countries, w.topics, w.capacity, w.overflow FROM "
      "desk d"
      " JOIN mission m ON m.id = d.mission LEFT JOIN desk_work w ON w.desk = d.id WHERE d.closed_at IS NULL ORDER BY "
      "d.id");
  while (query.step()) {
    desk::DeskWork work;
    work.id = query.id<DeskId>(0);
    work.mission = query.integer(1);
    work.mission_country = query.text(2);
    work.front = query.integer(3) != 0;
    work.languages = from_between_spaces(query.text(4));
    work.countries = from_between_spaces(query.text(5));
    work.topics = from_between_spaces(query.text(6));
    work.capacity = static_cast<int>(query.integer(7));
    work.overflow = query.id<DeskId>(8);
    all.push_back(std::move(work));
  }
  return all;
}

}  // namespace chancery::answer
