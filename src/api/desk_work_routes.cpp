// What a desk takes on, what it promises, who is on duty there.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "answer/workload.hpp"
#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "staff/desk_rights.hpp"

namespace chancery::api {
namespace {

using answer::DeskTarget;
using answer::Duty;
using answer::Work;
using desk::DeskId;
using staff::DeskAction;

constexpr std::chrono::days kShownBack{7};

// Reading what one may not: there is none. Doing what one may not: refused.
Status may(store::Snapshot& snapshot, const Visitor& visitor, DeskId desk, DeskAction action) {
  const auto rights = staff::desk_rights(snapshot, visitor.session.user);
  const bool reads = rights.may(DeskAction::Read, desk) || rights.may(DeskAction::Manage, desk);
  if (!reads) return fail(Errc::NotFound, "there is no desk of this id that you may read");
  return action == DeskAction::Read ? Status{} : staff::require(rights, action, desk);
}

Result<DeskId> desk_in(const Services& services, const net::Request& request, const Visitor& visitor,
                       DeskAction action) {
  const auto id = path_id<DeskId>(request);
  if (!id) return fail(id.error());
  const auto allowed = services.store.read([&](auto& snapshot) { return may(snapshot, visitor, *id, action); });
  if (!allowed) return fail(allowed.error());
  return *id;
}

json::Value work_json(const std::optional<Work>& work) {
  if (!work) return nullptr;
  return json::Object{{"calendar", id_or_null(work->calendar.value)},
                      {"languages", list_of(work->languages)},
                      {"countries", list_of(work->countries)},
                      {"topics", list_of(work->topics)},
                      {"capacity", work->capacity},
                      {"overflow", id_or_null(work->overflow.value)},
                      {"chain", id_or_null(work->chain)},
                      {"claim_minutes", work->claim.count()}};
}

// The work, and how it is there now.
net::Response answer_work(const Services& services, const Visitor& visitor, DeskId desk) {
  const auto now = services.clock.now();
  const auto worked_by = services.desk.workplaces.now();
  const auto workplace = worked_by->workplace();
  const desk::Coverage coverage(workplace.calendars.calendar(desk), workplace.calendars.shifts(desk));
  const auto officer = coverage.on_duty(now);
  const auto next = coverage.after(now, std::chrono::microseconds{0});
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    return json_answer(200,
                       {{"work", work_json(answer::work_of(snapshot, desk))},
                        {"covered", coverage.covered(now)},
                        {"opens", time_or_null(next == desk::kNever ? std::nullopt : std::optional(next))},
                        {"on_duty", officer ? person(users, staff::UserId{officer->value}) : json::Value(nullptr)}});
  });
}

Result<net::Response> put_work(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto desk = desk_in(services, request, visitor, DeskAction::Manage);
  if (!desk) return fail(desk.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Work work;
  work.desk = *desk;
  work.languages = body->texts("languages");
  work.countries = body->texts("countries");
  work.topics = body->texts("topics");
  work.capacity = static_cast<int>(std::clamp<std::int64_t>(body->integer("capacity"), -1, 2'000'000));
  work.claim =
      std::chrono::minutes{std::clamp<std::int64_t>(body->optional_integer("claim_minutes").value_or(10), 0, 1'000)};
  work.calendar = body->optional_id<answer::CalendarId>("calendar");
  work.overflow = body->optional_id<DeskId>("overflow");
  work.chain = body->optional_id<std::int64_t>("chain");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return answer::set_work(tx, work, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  services.desk.work_changed();
  return answer_work(services, visitor, *desk);
}

json::Object target_json(const DeskTarget& row) {
  return {{"matter", desk::to_string(row.matter)},
          {"clock", desk::to_string(row.clock)},
          {"amount", row.target.amount},
          {"unit", desk::to_string(row.target.unit)}};
}

// Its own, and what counts there all in all (life: where somebody is on duty). Of desk 0 those for all.
net::Response answer_targets(const Services& services, DeskId desk) {
  using enum desk::Matter;
  const auto worked_by = services.desk.workplaces.now();
  json::Array counts;
  for (const auto matter : {Life, Consular, Question, Dialogue}) {
    for (const auto clock : {desk::ClockName::FirstAnswer, desk::ClockName::NextAnswer, desk::ClockName::Resolution}) {
      counts.emplace_back(target_json(DeskTarget{matter, clock, worked_by->targets.of(desk, matter, clock, true)}));
    }
  }
  json::Array own;
  for (const auto& row : services.store.read([&](auto& snapshot) { return answer::targets_at(snapshot, desk); })) {
    own.emplace_back(target_json(row));
  }
  return json_answer(200, {{"own", std::move(own)}, {"counts", std::move(counts)}});
}

Result<DeskTarget> read_target(const json::Object& object) {
  const auto matter = desk::parse_matter(json::text_or_empty(object, "matter"));
  if (!matter) return fail(matter.error());
  const auto clock = desk::parse_clock_name(json::text_or_empty(object, "clock"));
  if (!clock) return fail(clock.error());
  const auto unit = desk::parse_unit(json::text_or_empty(object, "unit"));
  if (!unit) return fail(unit.error());
  return DeskTarget{*matter, *clock, {json::integer(object, "amount").value_or(-1), *unit}};
}

Result<net::Response> take_targets(const Services& services, const net::Request& request, const Visitor& visitor,
                                   DeskId desk) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto list = body->objects("targets");
  if (auto read = body->check(); !read) return fail(read.error());
  if (list.size() > 12) return fail(Errc::Invalid, "too many targets", "targets: one for each matter and clock.");
  std::vector<DeskTarget> targets;
  for (const auto& object : list) {
    const auto target = read_target(object);
    if (!target) return fail(target.error());
    targets.push_back(*target);
  }
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return answer::set_targets(tx, desk, targets, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  services.desk.work_changed();
  return answer_targets(services, desk);
}

Result<net::Response> put_targets(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto desk = desk_in(services, request, visitor, DeskAction::Manage);
  if (!desk) return fail(desk.error());
  return take_targets(services, request, visitor, *desk);
}

net::Response answer_shifts(const Services& services, const Visitor& visitor, DeskId desk, int status = 200) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array shifts;
    for (const auto& duty : answer::shifts_of(snapshot, desk, services.clock.now() - kShownBack)) {
      shifts.emplace_back(json::Object{{"id", duty.id.text()},
                                       {"user", person(users, duty.user)},
                                       {"from", to_rfc3339(duty.from)},
                                       {"to", to_rfc3339(duty.to)}});
    }
    return json_answer(status, {{"shifts", std::move(shifts)}});
  });
}

Result<net::Response> add_shift(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto desk = desk_in(services, request, visitor, DeskAction::Manage);
  if (!desk) return fail(desk.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const Duty duty{services.store.ids().make<answer::ShiftId>(), *desk, body->id<staff::UserId>("user"),
                  body->time("from"), body->time("to")};
  if (auto read = body->check(); !read) return fail(read.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return answer::add_shift(tx, duty, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  services.desk.work_changed();
  return answer_shifts(services, visitor, *desk, 201);
}

Result<net::Response> remove_shift(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<answer::ShiftId>(request);
  if (!id) return fail(id.error());
  const auto duty = services.store.read([&](store::Snapshot& snapshot) -> Result<Duty> {
    const auto found = answer::shift_by_id(snapshot, *id);
    if (!found) return fail(Errc::NotFound, "there is no shift of this id");
    if (auto allowed = may(snapshot, visitor, found->desk, DeskAction::Manage); !allowed) return fail(allowed.error());
    return *found;
  });
  if (!duty) return fail(duty.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return answer::remove_shift(tx, duty->id, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  services.desk.work_changed();
  return answer_shifts(services, visitor, duty->desk);
}

// Of a desk that may be read.
template <class Answer>
GuardedRouter::StaffHandler reading(const Services& services, const Answer& answer_desk) {
  return [services, answer_desk](const net::Request& request, const Visitor& visitor) -> Result<net::Response> {
    const auto desk = desk_in(services, request, visitor, DeskAction::Read);
    if (!desk) return fail(desk.error());
    return answer_desk(services, visitor, *desk);
  };
}

template <class Change>
GuardedRouter::StaffHandler changing(const Services& services, const Change& change) {
  return [services, change](const net::Request& request, const Visitor& visitor) {
    return change(services, request, visitor);
  };
}

}  // namespace

void add_desk_work_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/desks/{id}/work", Action::ReadDesk, reading(services, answer_work));
  routes.add(Method::Put, "/api/staff/desks/{id}/work", Action::WorkDesk, changing(services, put_work));
  routes.add(
      Method::Get, "/api/staff/desks/{id}/targets", Action::ReadDesk,
      reading(services, [](const Services& with, const Visitor&, DeskId desk) { return answer_targets(with, desk); }));
  routes.add(Method::Put, "/api/staff/desks/{id}/targets", Action::WorkDesk, changing(services, put_targets));
  routes.add(Method::Get, "/api/staff/targets", Action::ReadDesk,
             [services](const net::Request&, const Visitor&) { return answer_targets(services, DeskId{}); });
  routes.add(Method::Put, "/api/staff/targets", Action::ManageDesks,
             [services](const net::Request& request, const Visitor& visitor) {
               return take_targets(services, request, visitor, DeskId{});
             });
  routes.add(Method::Get, "/api/staff/desks/{id}/shifts", Action::ReadDesk,
             reading(services, [](const Services& with, const Visitor& visitor, DeskId desk) {
               return answer_shifts(with, visitor, desk);
             }));
  routes.add(Method::Post, "/api/staff/desks/{id}/shifts", Action::WorkDesk, changing(services, add_shift));
  routes.add(Method::Delete, "/api/staff/shifts/{id}", Action::WorkDesk, changing(services, remove_shift));
}

}  // namespace chancery::api
