// Who may sign in, and inviting them.
#include "api/users_routes.hpp"

#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/session_answer.hpp"
#include "staff/audit.hpp"

namespace chancery::api {

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
  routes.add(net::Method::Get, "/api/staff/users", staff::Action::ManageUsers,
             [services](const net::Request&, const Visitor&) { return list_users(services.store); });
  routes.add(net::Method::Post, "/api/staff/users", staff::Action::ManageUsers,
             [services](const net::Request& request, const Visitor& visitor) {
               return invite(services.enrolments, services.addresses, request,
                             staff::audit_actor(visitor.session.user));
             });
}

}  // namespace chancery::api
