// The accounts we publish as.
#include "api/fields.hpp"
#include "api/first_desk.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "speak/accounts.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"

namespace chancery::api {
namespace {

// With what this reader may do under its name.
json::Object json_for(store::Snapshot& snapshot, const Services& services, const activity::Account& account,
                      const Visitor& visitor) {
  auto object = account_json(snapshot, services.addresses, account);
  json::Array rights;
  for (const auto right : speak::kAccountRights) {
    if (speak::may(snapshot, visitor.session.user, account.id, right)) rights.emplace_back(speak::to_string(right));
  }
  object["rights"] = std::move(rights);
  object["missing_approvers"] = speak::missing_approvers(snapshot, account.id, visitor.session.user);
  return object;
}

net::Response list_accounts(const Services& services, const Visitor& visitor) {
  auto accounts = services.store.read([&](store::Snapshot& snapshot) {
    json::Array array;
    for (const auto& account : store::accounts(snapshot)) {
      array.emplace_back(json_for(snapshot, services, account, visitor));
    }
    return array;
  });
  return json_answer(200, {{"accounts", std::move(accounts)}});
}

Result<net::Response> show_account(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto account = store::account_by_id(snapshot, activity::AccountId{*id});
    if (!account) return fail(Errc::NotFound, "there is no account of this id");
    return json_answer(200, json_for(snapshot, services, *account, visitor));
  });
}

Result<net::Response> create(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  speak::NewAccount wanted{.name = body->text("name"),
                           .display_name = body->text("display_name"),
                           .summary = body->optional_text("summary").value_or(""),
                           .language = body->text("language"),
                           .owner = visitor.session.user.id};
  if (const auto approvals = body->optional_integer("approvals")) wanted.rule.approvals = static_cast<int>(*approvals);
  if (const auto grace = body->optional_integer("grace")) wanted.rule.grace = std::chrono::seconds{*grace};
  const auto type_text = body->text("type");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto type = activity::parse_actor_type(type_text);
  if (!type || activity::to_string(*type) != type_text) {
    return fail(Errc::Invalid, "type: write Organization, Person or Service");
  }
  wanted.type = *type;
  const auto account =
      speak::create_account(services.store, services.account_keys, wanted, staff::audit_actor(visitor.session.user));
  if (!account) return fail(account.error());
  if (auto given = join_front_desk(services.store, account->id, visitor.session.user); !given) {
    return fail(given.error());
  }
  return services.store.read(
      [&](store::Snapshot& snapshot) { return json_answer(201, json_for(snapshot, services, *account, visitor)); });
}

}  // namespace

void add_accounts_routes(GuardedRouter& routes, const Services& services) {
  using staff::Action;
  routes.add(net::Method::Get, "/api/staff/accounts", Action::ReadAccounts,
             [services](const net::Request&, const Visitor& visitor) { return list_accounts(services, visitor); });
  routes.add(
      net::Method::Post, "/api/staff/accounts", Action::ManageAccounts,
      [services](const net::Request& request, const Visitor& visitor) { return create(services, request, visitor); });
  routes.add(net::Method::Get, "/api/staff/accounts/{id}", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_account(services, request, visitor);
             });
}

}  // namespace chancery::api
