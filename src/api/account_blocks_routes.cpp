// Whom one account wants nothing to do with. For the whole server: moderation_routes.cpp.
#include <memory>
#include <utility>

#include "activitypub/actions.hpp"
#include "activitypub/following.hpp"
#include "api/account_acts.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"

namespace chancery::api {
namespace {

namespace ap = activitypub;
using store::Snapshot;
using store::Transaction;

// Addresses are people's: only who decides for the account sees them.
Result<net::Response> list_blocks(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  return services.store.read([&](Snapshot& snapshot) -> Result<net::Response> {
    if (!store::account_by_id(snapshot, *account)) return fail(Errc::NotFound, "there is no account of this id");
    if (!may_decide(snapshot, visitor.session.user, *account)) {
      return fail(Errc::Forbidden, "may not decide for account " + account->text(),
                  "Only who publishes for this account or administers it sees whom it blocks.");
    }
    json::Array list;
    for (const auto& each : ap::blocks(snapshot, *account)) {
      list.emplace_back(json::Object{{"actor", each.actor}, {"at", to_rfc3339(each.at)}});
    }
    return json_answer(200, {{"blocks", std::move(list)}});
  });
}

Result<net::Response> block(const Services& services, Looks& looks, const net::Request& request,
                            const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto written = body->text("actor");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto actor = known_or_found(services, looks, written);
  if (!actor) return fail(actor.error());
  const AccountStep step{*account, Deciders::PublishersAndAdministrators, "account.block", actor_at(actor->uri)};
  const auto done = act_as(services, visitor, step, [&](Transaction& tx, const ap::Acting& acting) -> Status {
    ap::block_actor(tx, acting, *actor);
    return {};
  });
  if (!done) return fail(done.error());
  return json_answer(200, {{"actor", actor->uri}, {"at", to_rfc3339(services.clock.now())}});
}

Result<net::Response> lift_block(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  const auto uri = request.query_param("actor").value_or("");
  if (uri.empty()) return fail(Errc::Invalid, "no actor", "actor: whom to block no longer");
  const AccountStep step{*account, Deciders::PublishersAndAdministrators, "account.unblock", actor_at(uri)};
  const auto done = act_as(services, visitor, step, [&](Transaction& tx, const ap::Acting& acting) -> Status {
    // Who is not known any more is not told.
    activity::Actor nameless;
    nameless.uri = uri;
    ap::undo_block(tx, acting, store::actor_by_uri(tx, uri).value_or(nameless));
    return {};
  });
  if (!done) return fail(done.error());
  return net::Response::empty(204);
}

}  // namespace

void add_account_blocks_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  const std::string path = "/api/staff/accounts/{id}/blocks";
  const auto looks = std::make_shared<Looks>();  // the handler's own
  routes.add(Method::Get, path, Action::Publish, [services](const Request& request, const Visitor& visitor) {
    return list_blocks(services, request, visitor);
  });
  routes.add(Method::Post, path, Action::Publish, [services, looks](const Request& request, const Visitor& visitor) {
    return block(services, *looks, request, visitor);
  });
  routes.add(Method::Delete, path, Action::Publish, [services](const Request& request, const Visitor& visitor) {
    return lift_block(services, request, visitor);
  });
}

}  // namespace chancery::api
