#include <utility>

#include "activity/events.hpp"
#include "answer/calendars.hpp"
#include "answer/work_rows.hpp"
#include "base/json.hpp"
#include "desk/calendar_spec.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using store::Connection;
using store::Query;

constexpr std::size_t kLongestCalendarName = 120;

// Written by put_calendar alone.
template <class T>
T sure_calendar(Result<T> read) {
  if (!read) throw store::DamagedError("a calendar cannot be read: " + read.error().detail);
  return std::move(*read);
}

OfficeCalendar read_calendar(const Query& row) {
  OfficeCalendar calendar;
  calendar.id = row.id<CalendarId>(0);
  calendar.name = row.text(1);
  calendar.spec.zone = row.text(2);
  calendar.spec.week = sure_calendar(desk::read_week(sure_calendar(json::parse_object(row.text(3)))));
  calendar.version = static_cast<int>(row.integer(4));
  return calendar;
}

void add_days(Connection& db, OfficeCalendar& calendar) {
  auto query = db.query("SELECT day, open, name FROM calendar_day WHERE calendar = ? ORDER BY day");
  query.bind(calendar.id);
  while (query.step()) {
    const auto day = sure_calendar(desk::read_day(query.text(0)));
    const auto open = sure_calendar(json::parse(query.text(1)));
    calendar.spec.days[day] = sure_calendar(desk::read_hours(open.as_array(), "day"));
    calendar.day_names[day] = query.text(2);
  }
}

std::vector<DeskId> find_desks(Connection& db, CalendarId id) {
  std::vector<DeskId> found;
  auto query = db.query("SELECT desk FROM desk_work WHERE calendar = ? ORDER BY desk");
  query.bind(id);
  while (query.step()) found.push_back(query.id<DeskId>(0));
  return found;
}

Status check(Connection& db, const OfficeCalendar& calendar) {
  if (calendar.name.empty() || calendar.name.size() > kLongestCalendarName) {
    return fail(Errc::Invalid, "a bad name", "name: 1 to 120 characters.");
  }
  if (calendar.spec.days.size() > kMostSpecialDays) {
    return fail(Errc::Invalid, "too many days", "days: at most 400. Leave out those that are past.");
  }
  if (auto made = desk::Calendar::of(calendar.spec); !made) return fail(made.error());
  auto taken = db.query("SELECT 1 FROM calendar WHERE name = ? AND id <> ?");
  if (taken.bind(calendar.name, calendar.id).step()) {
    return fail(Errc::Conflict, "the name is taken", "Another calendar has this name: choose another.");
  }
  auto stored = db.query("SELECT version FROM calendar WHERE id = ?");
  const bool there = stored.bind(calendar.id).step();
  if (there && stored.integer(0) != calendar.version) {
    return fail(Errc::Conflict, "changed meanwhile", "Somebody changed this calendar meanwhile: load it again.");
  }
  if (!there && calendar.version != 0) return fail(Errc::NotFound, "there is no such calendar");
  return {};
}

void write_days(Connection& db, const OfficeCalendar& calendar) {
  db.query("DELETE FROM calendar_day WHERE calendar = ?").bind(calendar.id).run();
  for (const auto& [day, hours] : calendar.spec.days) {
    const auto name = calendar.day_names.find(day);
    db.query("INSERT INTO calendar_day (calendar, day, open, name) VALUES (?, ?, ?, ?)")
        .bind(calendar.id, desk::write_day(day), boost::json::serialize(desk::write_hours(hours)),
              name == calendar.day_names.end() ? std::string{} : name->second)
        .run();
  }
}

}  // namespace

std::vector<OfficeCalendar> calendars(store::Snapshot& snapshot) {
  auto& db = connection(snapshot);
  std::vector<OfficeCalendar> all;
  {
    auto query = db.query("SELECT id, name, zone, week, version FROM calendar ORDER BY name");
    while (query.step()) all.push_back(read_calendar(query));
  }
  for (auto& calendar : all) add_days(db, calendar);
  return all;
}

std::optional<OfficeCalendar> calendar_by_id(store::Snapshot& snapshot, CalendarId id) {
  auto& db = connection(snapshot);
  auto query = db.query("SELECT id, name, zone, week, version FROM calendar WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  auto calendar = read_calendar(query);
  add_days(db, calendar);
  return calendar;
}

std::vector<DeskId> desks_of_calendar(store::Snapshot& snapshot, CalendarId id) {
  return find_desks(connection(snapshot), id);
}

Status put_calendar(store::Transaction& tx, const OfficeCalendar& calendar, const Acting& acting) {
  auto& db = connection(tx);
  if (auto fits = check(db, calendar); !fits) return fits;
  db.query(
        "INSERT INTO calendar (id, name, zone, week, version) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " name = excluded.name, zone = excluded.zone, week = excluded.week, version = excluded.version")
      .bind(calendar.id, calendar.name, calendar.spec.zone,
            boost::json::serialize(desk::write_week(calendar.spec.week)), calendar.version + 1)
      .run();
  write_days(db, calendar);
  for (const DeskId desk : find_desks(db, calendar.id)) rows::work_changed(tx, desk, acting.now);
  if (acting.by != nullptr) {
    staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), "calendar.change",
                        "calendar:" + calendar.id.text());
  }
  return {};
}

void rows::work_changed(store::Transaction& tx, DeskId desk, Timestamp now) {
  store::append_event(tx, activity::events::kDeskChanged, {{"desk", desk.value}});
  store::schedule(tx, kRecompute, desk.text(), now);
}

}  // namespace chancery::answer
