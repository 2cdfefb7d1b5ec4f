// Calendars that desks work by.
#include <string>
#include <utility>
#include <vector>

#include "answer/calendars.hpp"
#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "desk/calendar_spec.hpp"
#include "staff/desk_rights.hpp"

namespace chancery::api {
namespace {

using answer::CalendarId;
using answer::OfficeCalendar;
using staff::DeskAction;

std::optional<Timestamp> known(Timestamp at) {
  return at == desk::kNever ? std::nullopt : std::optional(at);
}

// With whether it is open now, and when it next is.
json::Object calendar_json(const OfficeCalendar& calendar, std::span<const desk::DeskId> desks, Timestamp now) {
  json::Array days;
  for (const auto& [day, hours] : calendar.spec.days) {
    const auto name = calendar.day_names.find(day);
    days.emplace_back(json::Object{{"day", desk::write_day(day)},
                                   {"open", desk::write_hours(hours)},
                                   {"name", name == calendar.day_names.end() ? std::string{} : name->second}});
  }
  json::Array used;
  for (const auto id : desks) used.emplace_back(id.text());
  const auto made = desk::Calendar::of(calendar.spec);
  return {{"id", calendar.id.text()},
          {"name", calendar.name},
          {"zone", calendar.spec.zone},
          {"week", desk::write_week(calendar.spec.week)},
          {"days", std::move(days)},
          {"version", calendar.version},
          {"desks", std::move(used)},
          {"open_now", made && made->open(now)},
          {"opens", time_or_null(made ? known(made->after(now, std::chrono::microseconds{0})) : std::nullopt)}};
}

Result<std::map<std::chrono::sys_days, std::pair<std::vector<desk::Hours>, std::string>>> read_days(
    const std::vector<json::Object>& days) {
  std::map<std::chrono::sys_days, std::pair<std::vector<desk::Hours>, std::string>> read;
  for (const auto& each : days) {
    const auto text = json::text_or_empty(each, "day");
    const auto day = desk::read_day(text);
    if (!day) return fail(day.error());
    const auto* open = json::array(each, "open");
    if (open == nullptr)
      return fail(Errc::Invalid, "no hours", "days." + text + ": open is a list of hours, [] for a holiday.");
    auto hours = desk::read_hours(*open, "days." + text);
    if (!hours) return fail(hours.error());
    const auto name = json::text_or_empty(each, "name");
    if (name.size() > 200) return fail(Errc::Invalid, "a long name", "days." + text + ": name: at most 200 bytes.");
    if (!read.emplace(*day, std::pair(std::move(*hours), name)).second) {
      return fail(Errc::Invalid, "a day twice", "days." + text + ": this day stands there twice.");
    }
  }
  return read;
}

Result<OfficeCalendar> read_calendar(const net::Request& request, CalendarId id) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  OfficeCalendar calendar;
  calendar.id = id;
  calendar.name = body->text("name");
  calendar.spec.zone = body->text("zone");
  const auto week = body->optional_object("week");
  const auto day_list = body->optional_objects("days");
  calendar.version =
      static_cast<int>(std::clamp<std::int64_t>(body->optional_integer("version").value_or(0), 0, 1'000'000'000));
  if (auto read = body->check(); !read) return fail(read.error());
  auto hours = desk::read_week(week.value_or(json::Object{}));
  if (!hours) return fail(hours.error());
  calendar.spec.week = std::move(*hours);
  auto days = read_days(day_list);
  if (!days) return fail(days.error());
  for (auto& [day, open] : *days) {
    calendar.spec.days[day] = std::move(open.first);
    calendar.day_names[day] = std::move(open.second);
  }
  return calendar;
}

net::Response list_calendars(const Services& services) {
  return services.store.read([&](store::Snapshot& snapshot) {
    json::Array all;
    for (const auto& calendar : answer::calendars(snapshot)) {
      all.emplace_back(calendar_json(calendar, answer::desks_of_calendar(snapshot, calendar.id), services.clock.now()));
    }
    return json_answer(200, {{"calendars", std::move(all)}});
  });
}

// Who changes a calendar manages every desk that works by it.
Status may_change(store::Snapshot& snapshot, const Visitor& visitor, CalendarId id) {
  const auto rights = staff::desk_rights(snapshot, visitor.session.user);
  for (const auto desk : answer::desks_of_calendar(snapshot, id)) {
    if (auto may = staff::require(rights, DeskAction::Manage, desk); !may) return may;
  }
  if (rights.anywhere(DeskAction::Manage)) return {};
  return fail(Errc::Forbidden, "manages no desk", "Your part at no desk includes managing it.");
}

Result<net::Response> write_calendar(const Services& services, const net::Request& request, const Visitor& visitor,
                                     CalendarId id, int status) {
  const auto wanted = read_calendar(request, id);
  if (!wanted) return fail(wanted.error());
  if (status == 200 && wanted->version == 0)
    return fail(Errc::Invalid, "no version", "version: the one you have read.");
  const auto may = services.store.read([&](store::Snapshot& snapshot) { return may_change(snapshot, visitor, id); });
  if (!may) return fail(may.error());
  const auto now = services.clock.now();
  const auto done = services.store.write_now(
      [&](store::Transaction& tx) { return answer::put_calendar(tx, *wanted, {&visitor.session.user, now}); });
  if (!done) return fail(done.error());
  services.desk.work_changed();
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto stored = answer::calendar_by_id(snapshot, id);
    if (!stored) return fail(Errc::NotFound, "there is no calendar of this id");
    return json_answer(status, calendar_json(*stored, answer::desks_of_calendar(snapshot, id), now));
  });
}

}  // namespace

void add_calendars_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/calendars", Action::ReadDesk,
             [services](const Request&, const Visitor&) { return list_calendars(services); });
  routes.add(Method::Post, "/api/staff/calendars", Action::WorkDesk,
             [services](const Request& request, const Visitor& visitor) {
               return write_calendar(services, request, visitor, services.store.ids().make<CalendarId>(), 201);
             });
  routes.add(Method::Put, "/api/staff/calendars/{id}", Action::WorkDesk,
             [services](const Request& request, const Visitor& visitor) -> Result<net::Response> {
               const auto id = path_id<CalendarId>(request);
               if (!id) return fail(id.error());
               return write_calendar(services, request, visitor, *id, 200);
             });
}

}  // namespace chancery::api
