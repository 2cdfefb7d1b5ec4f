// Watches: drafting, asking for approval, deciding.
#include <functional>
#include <utility>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "listen/watch_lifecycle.hpp"

namespace chancery::api {
namespace {

using listen::WatchId;
using listen::WatchRecord;
using Done = Result<WatchRecord>;

Result<WatchId> watch_id(const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return WatchId{*id};
}

net::Response list_watches(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array watches;
    for (const auto& record : listen::watch_records(snapshot)) {
      watches.push_back(to_json(record, users, services.clock.now()));
    }
    return json_answer(200, {{"watches", std::move(watches)}});
  });
}

Result<net::Response> show_watch(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = watch_id(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto record = listen::watch_record(snapshot, *id);
    if (!record) return fail(Errc::NotFound, "there is no such watch");
    const staff::ShownNames users(snapshot, visitor.session.user);
    auto object = to_json(*record, users, services.clock.now());
    json::Array versions;
    for (const auto& version : listen::watch_versions(snapshot, *id)) versions.push_back(to_json(version, users));
    json::Array changes;
    for (const auto& change : listen::watch_changes(snapshot, *id)) changes.push_back(to_json(change, users));
    object["versions"] = std::move(versions);
    object["changes"] = std::move(changes);
    return json_answer(200, object);
  });
}

Result<listen::NewWatch> read_watch(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  listen::NewWatch watch{.name = body->text("name"),
                         .query = body->text("query"),
                         .terms = {},
                         .legal_basis = body->text("legal_basis"),
                         .dpia = body->text("dpia"),
                         .country = body->optional_text("country").value_or(""),
                         .expires = body->time("expires")};
  const auto purpose_text = body->text("purpose");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto purpose = listen::parse_purpose(purpose_text);
  if (!purpose) return fail(purpose.error());
  watch.purpose = *purpose;
  return watch;
}

// Runs a step in a transaction and answers where the watch stands then.
Result<net::Response> step_watch(const Services& services, const Visitor& visitor, int status,
                                 const std::function<Done(store::Transaction&)>& run) {
  const auto done = services.store.write_now([&](store::Transaction& tx) { return run(tx); });
  if (!done) return fail(done.error());
  services.watches_changed();
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(status, to_json(*done, staff::ShownNames(snapshot, visitor.session.user), services.clock.now()));
  });
}

listen::Asking asking(const Services& services, const Visitor& visitor) {
  return {visitor.session.user, services.queries, services.clock.now()};
}

Result<net::Response> draft_watch(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto watch = read_watch(request);
  if (!watch) return fail(watch.error());
  const auto id = services.store.ids().make<WatchId>();
  return step_watch(services, visitor, 201, [&](store::Transaction& tx) {
    return listen::draft_watch(tx, id, asking(services, visitor), *watch);
  });
}

Result<net::Response> change_watch(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = watch_id(request);
  if (!id) return fail(id.error());
  const auto watch = read_watch(request);
  if (!watch) return fail(watch.error());
  return step_watch(services, visitor, 200, [&](store::Transaction& tx) {
    return listen::change_watch(tx, *id, asking(services, visitor), *watch);
  });
}

Result<net::Response> submit_watch(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = watch_id(request);
  if (!id) return fail(id.error());
  return step_watch(services, visitor, 200,
                    [&](store::Transaction& tx) { return listen::submit_watch(tx, *id, asking(services, visitor)); });
}

Result<net::Response> renew(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = watch_id(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto expires = body->time("expires");
  if (auto read = body->check(); !read) return fail(read.error());
  return step_watch(services, visitor, 200, [&](store::Transaction& tx) {
    return listen::renew_watch(tx, *id, asking(services, visitor), expires);
  });
}

using DecideWatch = Done (*)(store::Transaction&, WatchId, const staff::User&, const listen::Decision&, Timestamp);

// Approving and refusing: about one version.
Result<net::Response> decide_watch(const Services& services, const net::Request& request, const Visitor& visitor,
                                   DecideWatch decision) {
  const auto id = watch_id(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto version = body->integer("version");
  const listen::Decision decided{.version = static_cast<int>(version),
                                 .reason = body->optional_text("reason").value_or("")};
  if (auto read = body->check(); !read) return fail(read.error());
  return step_watch(services, visitor, 200, [&](store::Transaction& tx) {
    return decision(tx, *id, visitor.session.user, decided, services.clock.now());
  });
}

using Switch = Done (*)(store::Transaction&, WatchId, const staff::User&, std::string_view, Timestamp);

// Suspending, resuming and stopping: about the watch.
Result<net::Response> switch_watch(const Services& services, const net::Request& request, const Visitor& visitor,
                                   Switch run) {
  const auto id = watch_id(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto reason = body->optional_text("reason").value_or("");
  if (auto read = body->check(); !read) return fail(read.error());
  return step_watch(services, visitor, 200, [&](store::Transaction& tx) {
    return run(tx, *id, visitor.session.user, reason, services.clock.now());
  });
}

Result<net::Response> check_watch(const Services& services, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto query = body->text("query");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto actors = services.store.read(
      [&](store::Snapshot& snapshot) { return listen::active_public_actors(snapshot, services.clock.now()); });
  return json_answer(200, to_json(services.queries.check(query, actors)));
}

}  // namespace

void add_watch_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  const auto one = [&](Method method, std::string path, Action needs, auto handler) {
    routes.add(method, "/api/staff/watches" + path, needs,
               [services, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  routes.add(Method::Get, "/api/staff/watches", Action::ReadListening,
             [services](const net::Request&, const Visitor& visitor) { return list_watches(services, visitor); });
  routes.add(Method::Get, "/api/staff/watches/{id}", Action::ReadListening,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_watch(services, request, visitor);
             });
  routes.add(
      Method::Post, "/api/staff/watches/check", Action::ManageWatches,
      [services](const net::Request& request, const Visitor&) { return check_watch(services, request); },
      Writes::Nothing);
  one(Method::Post, "", Action::ManageWatches, draft_watch);
  one(Method::Put, "/{id}", Action::ManageWatches, change_watch);
  one(Method::Post, "/{id}/submit", Action::ManageWatches, submit_watch);
  one(Method::Post, "/{id}/renew", Action::ManageWatches, renew);
  const auto decision = [&](std::string path, DecideWatch run) {
    one(Method::Post, std::move(path), Action::DecideWatches,
        [run](const Services& with, const net::Request& request, const Visitor& visitor) {
          return decide_watch(with, request, visitor, run);
        });
  };
  decision("/{id}/approve", listen::approve_watch);
  decision("/{id}/refuse", listen::refuse_watch);
  const auto switching = [&](std::string path, Switch run) {
    one(Method::Post, std::move(path), Action::DecideWatches,
        [run](const Services& with, const net::Request& request, const Visitor& visitor) {
          return switch_watch(with, request, visitor, run);
        });
  };
  switching("/{id}/suspend", listen::suspend_watch);
  switching("/{id}/resume", listen::resume_watch);
  switching("/{id}/stop", listen::stop_watch);
}

}  // namespace chancery::api
