// What we listen to, and through which source.
#include <utility>

#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "listen/watch.hpp"
#include "staff/audit.hpp"
#include "staff/shown_names.hpp"

namespace chancery::api {
namespace {

net::Response answer_listening(const Services& services, const Visitor& visitor) {
  auto watches = services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames names(snapshot, visitor.session.user);
    json::Array list;
    for (const auto& watch : listen::watches(snapshot)) {
      const auto* owner = names.find(watch.owner);
      list.push_back(watch_json(watch, owner != nullptr ? owner->name : std::string(), services.clock.now()));
    }
    return list;
  });
  return json_answer(200, {{"watches", std::move(watches)}, {"source", to_json(services.source.status())}});
}

// The audit entry comes first: that somebody tried is recorded even when the source cannot start.
Status record_switch(const Services& services, const Visitor& visitor, activity::SourceKind kind) {
  const auto action = kind == activity::SourceKind::None ? "source.stop" : "source.start";
  return services.store.write_now([&](store::Transaction& tx) -> Status {
    staff::append_audit(tx, services.clock.now(), staff::audit_actor(visitor.session.user), action,
                        "source:" + std::string(activity::to_string(kind)));
    return {};
  });
}

Result<net::Response> switch_source(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->text("kind");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto kind = activity::parse_source_kind(text);
  if (!kind) return fail(kind.error());
  if (*kind == activity::SourceKind::Replay) {
    return fail(Errc::Invalid, "kind: a recording is chosen when the server starts, with serve --replay FILE");
  }
  if (auto recorded = record_switch(services, visitor, *kind); !recorded) return fail(recorded.error());
  if (*kind == activity::SourceKind::None) {
    services.source.stop();
  } else if (auto started = services.source.start(*kind); !started) {
    return fail(started.error());
  }
  return json_answer(200, to_json(services.source.status()));
}

}  // namespace

void add_listen_routes(GuardedRouter& routes, const Services& services) {
  using staff::Action;
  routes.add(net::Method::Get, "/api/staff/listen", Action::ReadListening,
             [services](const net::Request&, const Visitor& visitor) { return answer_listening(services, visitor); });
  routes.add(net::Method::Put, "/api/staff/listen/source", Action::ConnectSource,
             [services](const net::Request& request, const Visitor& visitor) {
               return switch_source(services, request, visitor);
             });
}

}  // namespace chancery::api
