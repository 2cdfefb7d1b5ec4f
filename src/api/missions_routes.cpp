// Missions, desks, who may do what there, and whose mission an account speaks for.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "answer/conversations.hpp"
#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "desk/zone.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rights.hpp"
#include "staff/missions.hpp"
#include "store/accounts.hpp"

namespace chancery::api {
namespace {

using desk::DeskId;
using staff::DeskAction;
using staff::MissionId;

json::Object mission_json(const staff::Mission& mission) {
  return {{"id", mission.id.text()},
          {"name", mission.name},
          {"kind", staff::to_string(mission.kind)},
          {"country", mission.country},
          {"parent", id_or_null(mission.parent.value)},
          {"zone", mission.zone},
          {"contact", mission.contact},
          {"closed", time_or_null(mission.closed_at)}};
}

// With what this reader may do there.
json::Object mission_json(const staff::Desk& desk, const staff::DeskRights& rights) {
  json::Array may;
  for (const auto action : staff::kDeskActions) {
    if (rights.may(action, desk.mission, desk.id)) may.emplace_back(staff::to_string(action));
  }
  return {
      {"id", desk.id.text()}, {"mission", desk.mission.text()},         {"name", desk.name},    {"alias", desk.alias},
      {"front", desk.front},  {"closed", time_or_null(desk.closed_at)}, {"may", std::move(may)}};
}

net::Response list_missions(const Services& services) {
  json::Array missions;
  for (const auto& mission : services.store.read([](auto& snapshot) { return staff::missions(snapshot); })) {
    missions.emplace_back(mission_json(mission));
  }
  return json_answer(200, {{"missions", std::move(missions)}});
}

net::Response list_desks(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const auto rights = staff::desk_rights(snapshot, visitor.session.user);
    json::Array desks;
    for (const auto& desk : staff::desks(snapshot)) desks.emplace_back(mission_json(desk, rights));
    return json_answer(200, {{"desks", std::move(desks)}});
  });
}

// The mission a body describes; `id` and whether it is closed are the caller's.
Result<staff::Mission> read_mission(const net::Request& request, MissionId id, Timestamp now,
                                    const std::optional<staff::Mission>& before) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  staff::Mission mission{.id = id,
                         .name = body->text("name"),
                         .kind = staff::MissionKind::Embassy,
                         .country = body->text("country"),
                         .parent = {},
                         .zone = body->text("zone"),
                         .contact = body->optional_text("contact").value_or(""),
                         .closed_at = {}};
  const auto kind_text = body->text("kind");
  mission.parent = body->optional_id<MissionId>("parent");
  const bool closed = body->flag("closed");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto kind = staff::parse_mission_kind(kind_text);
  if (!kind) return fail(kind.error());
  mission.kind = *kind;
  if (const auto zone = desk::Zone::named(mission.zone); !zone) {
    return fail(Errc::Invalid, zone.error().detail, "zone: " + zone.error().hint);
  }
  if (closed) mission.closed_at = before && before->closed_at ? before->closed_at : std::optional{now};
  return mission;
}

Result<net::Response> put_mission(const Services& services, const net::Request& request, const Visitor& visitor,
                                  std::optional<MissionId> id) {
  const auto before =
      !id ? std::nullopt
          : services.store.read([&](store::Snapshot& snapshot) { return staff::mission_by_id(snapshot, *id); });
  const auto now = services.clock.now();
  const auto mission = read_mission(request, id.value_or(services.store.ids().make<MissionId>()), now, before);
  if (!mission) return fail(mission.error());
  const auto by = staff::audit_actor(visitor.session.user);
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return id ? staff::change_mission(tx, *mission, by, now) : staff::open_mission(tx, *mission, by, now);
  });
  if (!done) return fail(done.error());
  return json_answer(id ? 200 : 201, mission_json(*mission));
}

Result<staff::Desk> read_desk(const net::Request& request, const std::optional<staff::Desk>& before, Timestamp now) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  staff::Desk desk = before.value_or(staff::Desk{});
  if (!before) desk.mission = body->id<MissionId>("mission");
  desk.name = body->text("name");
  desk.alias = body->optional_text("alias").value_or(desk.name);
  desk.front = body->flag("front");
  const bool closed = body->flag("closed");
  if (auto read = body->check(); !read) return fail(read.error());
  if (!closed) desk.closed_at.reset();
  if (closed && !desk.closed_at) desk.closed_at = now;
  return desk;
}

Result<net::Response> put_desk(const Services& services, const net::Request& request, const Visitor& visitor,
                               std::optional<DeskId> id) {
  const auto before =
      !id ? std::nullopt
          : services.store.read([&](store::Snapshot& snapshot) { return staff::desk_by_id(snapshot, *id); });
  if (id && !before) return fail(Errc::NotFound, "there is no desk of this id");
  const auto now = services.clock.now();
  auto wanted = read_desk(request, before, now);
  if (!wanted) return fail(wanted.error());
  if (!id) wanted->id = services.store.ids().make<DeskId>();
  const auto by = staff::audit_actor(visitor.session.user);
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    if (!id) return staff::open_desk(tx, *wanted, by, now);
    const bool closes = wanted->closed_at && !before->closed_at;
    if (closes && answer::any_open_at(tx, *id)) {
      return fail(Errc::Conflict, "conversations are open there",
                  "Conversations are open at this desk: move or close them first.");
    }
    return staff::change_desk(tx, *wanted, by, now);
  });
  if (!done) return fail(done.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto stored = staff::desk_by_id(snapshot, wanted->id);
    if (!stored) return fail(Errc::NotFound, "there is no desk of this id");
    return json_answer(id ? 200 : 201, mission_json(*stored, staff::desk_rights(snapshot, visitor.session.user)));
  });
}

// Everybody who may do something there, and by what: granted here, for the mission, or everywhere.
Result<net::Response> answer_people(const Services& services, const Visitor& visitor, DeskId id) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto desk = staff::desk_by_id(snapshot, id);
    if (!desk) return fail(Errc::NotFound, "there is no desk of this id");
    const auto& reader = visitor.session.user;
    const bool manages = staff::can(reader.role, staff::Action::ManageDesks);
    if (!manages && !staff::desk_rights(snapshot, reader).may(DeskAction::Read, id)) {
      return fail(Errc::NotFound, "there is no desk of this id that you may read");
    }
    const staff::ShownNames names(snapshot, visitor.session.user);
    std::map<staff::UserId, std::map<std::string, json::Array>> people;
    for (const auto& grant : staff::desk_grants_at(snapshot, *desk)) {
      const auto* where = grant.scope.desk ? "desk" : grant.scope.mission ? "mission" : "everywhere";
      people[grant.user][where].emplace_back(staff::to_string(grant.action));
    }
    json::Array list;
    for (const auto& user : staff::users(snapshot)) {
      const auto found = people.find(user.id);
      if (found == people.end() || user.ended_at) continue;
      auto& granted = found->second;
      list.emplace_back(json::Object{{"user", person(names, user.id)},
                                     {"role", staff::to_string(user.role)},
                                     {"local", user.local},
                                     {"desk", std::move(granted["desk"])},
                                     {"mission", std::move(granted["mission"])},
                                     {"everywhere", std::move(granted["everywhere"])}});
    }
    return json_answer(200, {{"people", std::move(list)}});
  });
}

Result<net::Response> put_person(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<DeskId>(request);
  if (!id) return fail(id.error());
  const auto user = path_id<staff::UserId>(request, "user");
  if (!user) return fail(user.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto named = body->texts("actions");
  const auto where = body->optional_text("where").value_or("desk");
  if (auto read = body->check(); !read) return fail(read.error());
  if (where != "desk" && where != "mission" && where != "everywhere") {
    return fail(Errc::Invalid, "where: desk, mission or everywhere");
  }
  std::vector<DeskAction> actions;
  for (const auto& name : named) {
    const auto action = staff::parse_desk_action(name);
    if (!action) return fail(action.error());
    actions.push_back(*action);
  }
  const auto now = services.clock.now();
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    const auto desk = staff::desk_by_id(tx, *id);
    if (!desk) return fail(Errc::NotFound, "there is no desk of this id");
    staff::DeskScope scope;
    if (where != "everywhere") scope.mission = desk->mission;
    if (where == "desk") scope.desk = desk->id;
    const auto& by = visitor.session.user;
    if (auto set = staff::set_desk_grants(tx, *user, scope, actions, staff::audit_actor(by), now); !set) return set;
    services.desk.claims.release_lost(tx, *staff::user_by_id(tx, *user), {.by = &by, .now = now});
    return {};
  });
  if (!done) return fail(done.error());
  services.feed.desk(*id);
  return answer_people(services, visitor, *id);
}

Result<net::Response> answer_mission(const Services& services, activity::AccountId account) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    if (!store::account_by_id(snapshot, account)) return fail(Errc::NotFound, "there is no account of this id");
    const auto mission = staff::mission_of(snapshot, account);
    return json_answer(200, {{"mission", id_or_null(mission ? mission->value : 0)}});
  });
}

Result<net::Response> put_account(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = path_id<activity::AccountId>(request);
  if (!account) return fail(account.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto mission = body->id<MissionId>("mission");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return staff::set_mission_of(tx, *account, mission, staff::audit_actor(visitor.session.user), services.clock.now());
  });
  if (!done) return fail(done.error());
  return answer_mission(services, *account);
}

}  // namespace

void add_missions_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/missions", Action::ReadDesk,
             [services](const Request&, const Visitor&) { return list_missions(services); });
  routes.add(Method::Post, "/api/staff/missions", Action::ManageDesks,
             [services](const Request& request, const Visitor& visitor) {
               return put_mission(services, request, visitor, std::nullopt);
             });
  routes.add(Method::Put, "/api/staff/missions/{id}", Action::ManageDesks,
             [services](const Request& request, const Visitor& visitor) -> Result<net::Response> {
               const auto id = path_id<MissionId>(request);
               if (!id) return fail(id.error());
               return put_mission(services, request, visitor, *id);
             });
  routes.add(Method::Get, "/api/staff/desks", Action::ReadDesk,
             [services](const Request&, const Visitor& visitor) { return list_desks(services, visitor); });
  routes.add(Method::Post, "/api/staff/desks", Action::ManageDesks,
             [services](const Request& request, const Visitor& visitor) {
               return put_desk(services, request, visitor, std::nullopt);
             });
  routes.add(Method::Put, "/api/staff/desks/{id}", Action::ManageDesks,
             [services](const Request& request, const Visitor& visitor) -> Result<net::Response> {
               const auto id = path_id<DeskId>(request);
               if (!id) return fail(id.error());
               return put_desk(services, request, visitor, *id);
             });
  routes.add(Method::Get, "/api/staff/desks/{id}/people", Action::ReadDesk,
             [services](const Request& request, const Visitor& visitor) -> Result<net::Response> {
               const auto id = path_id<DeskId>(request);
               if (!id) return fail(id.error());
               return answer_people(services, visitor, *id);
             });
  routes.add(
      Method::Put, "/api/staff/desks/{id}/people/{user}", Action::ManageDesks,
      [services](const Request& request, const Visitor& visitor) { return put_person(services, request, visitor); });
  routes.add(Method::Get, "/api/staff/accounts/{id}/mission", Action::ReadAccounts,
             [services](const Request& request, const Visitor&) -> Result<net::Response> {
               const auto id = path_id<activity::AccountId>(request);
               if (!id) return fail(id.error());
               return answer_mission(services, *id);
             });
  routes.add(
      Method::Put, "/api/staff/accounts/{id}/mission", Action::ManageDesks,
      [services](const Request& request, const Visitor& visitor) { return put_account(services, request, visitor); });
}

}  // namespace chancery::api
