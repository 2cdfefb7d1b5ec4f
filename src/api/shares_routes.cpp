// Posts of others that accounts of ours share; and what private persons allowed.
#include <memory>
#include <utility>

#include "api/fields.hpp"
#include "api/known_actors.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "speak/permissions.hpp"
#include "speak/sharing.hpp"
#include "store/accounts.hpp"
#include "store/shares.hpp"

namespace chancery::api {
namespace {

using activity::AccountId;

Result<activity::SourceNote> look_at_shared(const Services& services, Looks& looks, std::string_view address,
                                            AccountId account) {
  if (!services.publisher.sources) return fail(Errc::Unavailable, "nothing here looks at other servers");
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  return services.publisher.sources->look(address, account);
}

Result<AccountId> account_named(const std::string& text, std::string_view field) {
  const auto id = parse_id(text);
  if (!id) return fail(Errc::Invalid, std::string(field) + ": is no id");
  return AccountId{*id};
}

// What somebody thinks of sharing or quoting, and whether it may be. Nothing is stored.
Result<net::Response> look_at_share(const Services& services, Looks& looks, const net::Request& request,
                                    const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto address = body->text("address");
  const auto named = body->text("account");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto account = account_named(named, "account");
  if (!account) return fail(account.error());
  const auto source = look_at_shared(services, looks, address, *account);
  if (!source) return fail(source.error());
  const auto now = services.clock.now();
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array permissions;
    for (const auto& permission : speak::permissions_of(snapshot, *account, source->uri)) {
      if (!permission.ended_at) permissions.emplace_back(to_json(permission, users));
    }
    auto object = to_json(*source);
    object["registered"] = source->ours || is_registered(snapshot, source->author, source->author.uri, now);
    object["permissions"] = std::move(permissions);
    return json_answer(200, object);
  });
}

Result<net::Response> take_back_share(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto done =
      speak::take_back_share(services.store, services.publisher, activity::ActivityId{*id}, visitor.session.user);
  if (!done) return fail(done.error());
  return net::Response::empty(204);
}

Result<net::Response> list_permissions(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const AccountId account{*id};
    if (!store::account_by_id(snapshot, account)) return fail(Errc::NotFound, "there is no account of this id");
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array list;
    for (const auto& permission : speak::permissions_of(snapshot, account)) {
      list.emplace_back(to_json(permission, users));
    }
    return json_answer(200, {{"permissions", std::move(list)}});
  });
}

// The post is looked at, so that it is certain whose it is.
Result<net::Response> record_share(const Services& services, Looks& looks, const net::Request& request,
                                   const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  speak::NewPermission permission{.uri = body->text("uri"),
                                  .accounts = {},
                                  .answer = body->text("answer"),
                                  .agreed_at = body->optional_time("agreed_at").value_or(services.clock.now()),
                                  .until = body->optional_time("until")};
  const auto names = body->texts("accounts");
  if (auto read = body->check(); !read) return fail(read.error());
  for (const auto& name : names) {
    const auto account = account_named(name, "accounts");
    if (!account) return fail(account.error());
    permission.accounts.push_back(*account);
  }
  if (permission.accounts.empty()) return fail(Errc::Invalid, "accounts: which of our accounts may speak of it?");
  const auto source = look_at_shared(services, looks, permission.uri, permission.accounts.front());
  if (!source) return fail(source.error());
  permission.uri = source->uri;
  const auto id = services.store.ids().make<speak::PermissionId>();
  const auto recorded = services.store.write_now([&](store::Transaction& tx) {
    const auto now = services.clock.now();
    if (!store::source_by_uri(tx, source->uri)) store::put_source(tx, *source, now);
    return speak::record_permission(tx, id, {visitor.session.user, now}, permission);
  });
  if (!recorded) return fail(recorded.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(201, to_json(*recorded, staff::ShownNames(snapshot, visitor.session.user)));
  });
}

Result<net::Response> end_share(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const bool erase = request.query_param("erase").value_or("") == "true";
  const auto ended = services.store.write_now([&](store::Transaction& tx) {
    return speak::end_permission(tx, services.publisher, speak::PermissionId{*id},
                                 {visitor.session.user, services.clock.now()}, erase);
  });
  if (!ended) return fail(ended.error());
  services.posts_changed();
  json::Array quotes;
  for (const auto note : ended->quotes) quotes.emplace_back(note.text());
  return json_answer(200, {{"shares", ended->shares}, {"quotes", std::move(quotes)}});
}

}  // namespace

void add_shares_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  const auto looks = std::make_shared<Looks>();  // shared by the handlers that ask another server
  routes.add(
      Method::Post, "/api/staff/sources/look", Action::Publish,
      [services, looks](const Request& request, const Visitor& visitor) {
        return look_at_share(services, *looks, request, visitor);
      },
      Writes::Nothing);
  routes.add(Method::Delete, "/api/staff/shares/{id}", Action::DeleteNote,
             [services](const Request& request, const Visitor& visitor) {
               return take_back_share(services, request, visitor);
             });
  routes.add(Method::Get, "/api/staff/accounts/{id}/permissions", Action::ReadAccounts,
             [services](const Request& request, const Visitor& visitor) {
               return list_permissions(services, request, visitor);
             });
  routes.add(Method::Post, "/api/staff/permissions", Action::Publish,
             [services, looks](const Request& request, const Visitor& visitor) {
               return record_share(services, *looks, request, visitor);
             });
  routes.add(
      Method::Delete, "/api/staff/permissions/{id}", Action::Publish,
      [services](const Request& request, const Visitor& visitor) { return end_share(services, request, visitor); });
}

}  // namespace chancery::api
