// Who may sign in: inviting them, and what happens to their accounts later.
#include "api/users_routes.hpp"

#include <functional>
#include <utility>

#include "api/account_end.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/session_answer.hpp"
#include "base/ids.hpp"
#include "staff/audit.hpp"
#include "staff/user_changes.hpp"

namespace chancery::api {
namespace {

using staff::UserId;

Result<net::Response> answer_user(const Services& services, UserId id) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto user = staff::user_by_id(snapshot, id);
    if (!user) return fail(Errc::NotFound, "there is no such person");
    return json_answer(200, to_json(*user));
  });
}

void forget_sessions(const Services& services, UserId id) {
  forget_person(services.store, services.sessions, services.desk.presence, services.feed, id);
}

Result<net::Response> change_user(const Services& services, const net::Request& request, const Visitor& visitor,
                                  UserId id) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  staff::UserChange wanted{.name = body->text("name"), .role = staff::Role::Officer, .local = body->flag("local")};
  const auto role_text = body->text("role");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto role = staff::parse_role(role_text);
  if (!role) return fail(role.error());
  wanted.role = *role;
  const auto now = services.clock.now();
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    if (auto changed = staff::change_user(tx, id, wanted, visitor.session.user, now); !changed) return changed;
    services.desk.claims.release_lost(tx, *staff::user_by_id(tx, id), {.by = &visitor.session.user, .now = now});
    return {};
  });
  if (!done) return fail(done.error());
  forget_sessions(services, id);
  services.feed.names();
  return answer_user(services, id);
}

Result<net::Response> end_user(const Services& services, const net::Request&, const Visitor& visitor, UserId id) {
  const auto& admin = visitor.session.user;
  const AccountEnd with{services.store, services.desk.claims, [&](UserId ended) { forget_sessions(services, ended); }};
  const auto done = end_account(with, id, staff::audit_actor(admin), &admin);
  if (!done) return fail(done.error());
  return json_answer(200, to_json(done->user));
}

Result<net::Response> end_sessions(const Services& services, const net::Request&, const Visitor& visitor, UserId id) {
  const auto ended = services.sessions.end_all(id, staff::audit_actor(visitor.session.user));
  if (!ended) return fail(ended.error());
  forget_sessions(services, id);
  return json_answer(200, {{"ended", *ended}});
}

Result<net::Response> reset(const Services& services, const net::Request&, const Visitor& visitor, UserId id) {
  const auto code = services.store.write_now([&](store::Transaction& tx) {
    return staff::reset_second_factor(tx, services.staff_keys, id, visitor.session.user, services.clock.now());
  });
  if (!code) return fail(code.error());
  forget_sessions(services, id);
  return json_answer(200, {{"recovery_code", *code}});
}

net::Response list_invitations(const Services& services) {
  json::Array list;
  const auto now = services.clock.now();
  for (const auto& one : services.store.read([&](auto& snapshot) { return staff::open_invitations(snapshot, now); })) {
    list.push_back(
        json::Object{{"name", one.name}, {"role", staff::to_string(one.role)}, {"expires", to_rfc3339(one.expires)}});
  }
  return json_answer(200, {{"invitations", std::move(list)}});
}

}  // namespace

net::Response list_users(const store::Store& store) {
  json::Array list;
  for (const auto& user : store.read([](store::Snapshot& snapshot) { return staff::users(snapshot); })) {
    list.push_back(to_json(user));
  }
  return json_answer(200, {{"users", std::move(list)}});
}

Result<net::Response> invite(staff::Enrolments& enrolments, const activity::Addresses& addresses,
                             const net::Request& request, const std::string& by) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto name = body->text("name");
  const auto role_text = body->text("role");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto role = staff::parse_role(role_text);
  if (!role) return fail(role.error());
  const auto link = enrolments.invite(by, name, *role);
  if (!link) return fail(link.error());
  return link_answer(201, addresses, staff::EnrolmentKind::Invitation, *link);
}

void add_users_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/users", Action::ManageUsers,
             [services](const Request&, const Visitor&) { return list_users(services.store); });
  routes.add(Method::Post, "/api/staff/users", Action::ManageUsers,
             [services](const Request& request, const Visitor& visitor) {
               return invite(services.enrolments, services.addresses, request,
                             staff::audit_actor(visitor.session.user));
             });
  routes.add(Method::Get, "/api/staff/users/invitations", Action::ManageUsers,
             [services](const Request&, const Visitor&) { return list_invitations(services); });
  using Act = std::function<Result<net::Response>(const Services&, const Request&, const Visitor&, UserId)>;
  const auto one = [&](Method method, const std::string& path, Act act) {
    routes.add(
        method, "/api/staff/users/{id}" + path, Action::ManageUsers,
        [services, act = std::move(act)](const Request& request, const Visitor& visitor) -> Result<net::Response> {
          const auto id = path_id<UserId>(request);
          if (!id) return fail(id.error());
          return act(services, request, visitor, *id);
        });
  };
  one(Method::Put, "", change_user);
  one(Method::Post, "/end", end_user);
  one(Method::Post, "/sessions/end", end_sessions);
  one(Method::Post, "/second-factor/reset", reset);
}

}  // namespace chancery::api
