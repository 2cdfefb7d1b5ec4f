// The register of public actors: proposing, and the two approvals.
#include <functional>
#include <utility>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "listen/register.hpp"

namespace chancery::api {
namespace {

using listen::PublicActor;
using listen::PublicActorId;

net::Response list_register(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array actors;
    for (const auto& actor : listen::public_actors(snapshot)) {
      actors.push_back(to_json(actor, users, services.clock.now()));
    }
    return json_answer(200, {{"public_actors", std::move(actors)}});
  });
}

net::Response shown_actor(const Services& services, const Visitor& visitor, int status, const PublicActor& actor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    return json_answer(status, to_json(actor, users, services.clock.now()));
  });
}

Result<listen::NewPublicActor> read_actor(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  listen::NewPublicActor actor{.names = {},
                               .office = body->text("office"),
                               .country = body->optional_text("country").value_or(""),
                               .addresses = body->texts("addresses"),
                               .evidence_url = body->text("evidence_url"),
                               .evidence_note = body->text("evidence_note"),
                               .until = body->optional_time("until"),
                               .replaces = {}};
  for (const auto& name : body->objects("names")) {
    actor.names.push_back(
        {std::string(json::text(name, "language").value_or("")), std::string(json::text(name, "text").value_or(""))});
  }
  const auto kind_text = body->text("kind");
  const auto replaces = body->optional_text("replaces");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto kind = listen::parse_actor_kind(kind_text);
  if (!kind) return fail(kind.error());
  actor.kind = *kind;
  if (replaces) {
    const auto id = parse_id(*replaces);
    if (!id) return fail(Errc::Invalid, "replaces: is no id of an entry");
    actor.replaces = PublicActorId{*id};
  }
  return actor;
}

Result<net::Response> propose(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto actor = read_actor(request);
  if (!actor) return fail(actor.error());
  const auto id = services.store.ids().make<PublicActorId>();
  const auto now = services.clock.now();
  const auto proposed = services.store.write_now(
      [&](store::Transaction& tx) { return listen::propose_public_actor(tx, id, visitor.session.user, *actor, now); });
  if (!proposed) return fail(proposed.error());
  return shown_actor(services, visitor, 201, *proposed);
}

using DecideActor = std::function<Result<PublicActor>(store::Transaction&, PublicActorId, const staff::User&,
                                                      std::string_view reason, Timestamp now)>;

Result<net::Response> decide_actor(const Services& services, const net::Request& request, const Visitor& visitor,
                                   const DecideActor& run) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto reason = body->optional_text("reason").value_or("");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto now = services.clock.now();
  const auto decided = services.store.write_now(
      [&](store::Transaction& tx) { return run(tx, PublicActorId{*id}, visitor.session.user, reason, now); });
  if (!decided) return fail(decided.error());
  services.watches_changed();
  return shown_actor(services, visitor, 200, *decided);
}

}  // namespace

void add_register_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/register", Action::ReadListening,
             [services](const net::Request&, const Visitor& visitor) { return list_register(services, visitor); });
  routes.add(
      Method::Post, "/api/staff/register", Action::ManageRegister,
      [services](const net::Request& request, const Visitor& visitor) { return propose(services, request, visitor); });
  const auto decision = [&](std::string_view verb, DecideActor run) {
    routes.add(Method::Post, "/api/staff/register/{id}/" + std::string(verb), Action::DecideRegister,
               [services, run = std::move(run)](const net::Request& request, const Visitor& visitor) {
                 return decide_actor(services, request, visitor, run);
               });
  };
  decision("approve", [](store::Transaction& tx, PublicActorId id, const staff::User& by, std::string_view,
                         Timestamp now) { return listen::approve_public_actor(tx, id, by, now); });
  decision("refuse", listen::refuse_public_actor);
  decision("retire", listen::retire_public_actor);
}

}  // namespace chancery::api
