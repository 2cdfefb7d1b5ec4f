// Who may do what under the name of an account, and how many people a post of it needs.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "speak/account_changes.hpp"
#include "speak/approvals.hpp"
#include "store/accounts.hpp"

namespace chancery::api {
namespace {

using activity::AccountId;
using speak::AccountRight;

Result<AccountId> granted_account(const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return AccountId{*id};
}

// Rule, and who has which rights, by name.
Result<net::Response> answer_rights(const Services& services, AccountId account, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    if (!store::account_by_id(snapshot, account)) return fail(Errc::NotFound, "there is no account of this id");
    const staff::ShownNames users(snapshot, visitor.session.user);
    std::map<staff::UserId, json::Array> rights;
    for (const auto& grant : speak::grants_on(snapshot, account)) {
      rights[grant.user].emplace_back(speak::to_string(grant.right));
    }
    json::Array people;
    for (auto& [user, held] : rights) {
      people.emplace_back(json::Object{{"user", person(users, user)}, {"rights", std::move(held)}});
    }
    const auto rule = speak::rule_of(snapshot, account);
    const auto under_way = speak::under_way(snapshot, account);
    json::Array waiting;
    for (const auto& change : speak::waiting_changes(snapshot, account)) waiting.emplace_back(to_json(change, users));
    return json_answer(200, {{"approvals", rule.approvals},
                             {"grace", rule.grace.count()},
                             {"people", std::move(people)},
                             {"under_way", json::Object{{"submitted", under_way.submitted},
                                                        {"approved", under_way.approved + under_way.held}}},
                             {"missing_approvers", speak::missing_approvers(snapshot, account, visitor.session.user)},
                             {"waiting", std::move(waiting)}});
  });
}

Result<std::vector<AccountRight>> rights_in(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto named = body->texts("rights");
  if (auto read = body->check(); !read) return fail(read.error());
  std::vector<AccountRight> rights;
  for (const auto& name : named) {
    const auto right = speak::parse_account_right(name);
    if (!right) return fail(right.error());
    rights.push_back(*right);
  }
  return rights;
}

Result<net::Response> set_rights(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = granted_account(request);
  if (!account) return fail(account.error());
  const auto user = parse_id(request.param("user"));
  if (!user) return fail(user.error());
  const auto wanted = rights_in(request);
  if (!wanted) return fail(wanted.error());
  const auto now = services.clock.now();
  const auto& by = visitor.session.user;
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    for (const auto right : speak::kAccountRights) {
      const speak::Grant named{staff::UserId{*user}, *account, right};
      const bool given = std::ranges::find(*wanted, right) != wanted->end();
      if (auto step = given ? speak::grant(tx, named, by, now) : speak::revoke(tx, named, by, now); !step) return step;
    }
    return {};
  });
  if (!done) return fail(done.error());
  return answer_rights(services, *account, visitor);
}

Result<net::Response> set_rule(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = granted_account(request);
  if (!account) return fail(account.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto approvals = body->integer("approvals");
  const auto grace = body->integer("grace");
  if (auto read = body->check(); !read) return fail(read.error());
  // What is too big for the rule's own check is too big for its types.
  const speak::AccountRule rule{.approvals = static_cast<int>(std::clamp<std::int64_t>(approvals, -1, 1'000)),
                                .grace = std::chrono::seconds{std::clamp<std::int64_t>(grace, -1, 1'000'000)}};
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return speak::set_rule(tx, *account, rule, visitor.session.user, services.clock.now());
  });
  if (!done) return fail(done.error());
  return answer_rights(services, *account, visitor);
}

// What waits its day is thrown away.
Result<net::Response> stop(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = granted_account(request);
  if (!account) return fail(account.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return speak::stop_changes(tx, *account, visitor.session.user, services.clock.now());
  });
  if (!done) return fail(done.error());
  return answer_rights(services, *account, visitor);
}

}  // namespace

void add_account_rights_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/accounts/{id}/rights", Action::ReadAccounts,
             [services](const Request& request, const Visitor& visitor) -> Result<net::Response> {
               const auto account = granted_account(request);
               if (!account) return fail(account.error());
               return answer_rights(services, *account, visitor);
             });
  // Who administers one account needs no more of her role than to publish: speak asks for the right.
  routes.add(
      Method::Put, "/api/staff/accounts/{id}/rights/{user}", Action::Publish,
      [services](const Request& request, const Visitor& visitor) { return set_rights(services, request, visitor); });
  routes.add(
      Method::Put, "/api/staff/accounts/{id}/rule", Action::Publish,
      [services](const Request& request, const Visitor& visitor) { return set_rule(services, request, visitor); });
  routes.add(Method::Delete, "/api/staff/accounts/{id}/changes", Action::Publish,
             [services](const Request& request, const Visitor& visitor) { return stop(services, request, visitor); });
}

}  // namespace chancery::api
