// What we listen to, through which source, and what was heard.
#include <map>
#include <utility>

#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "listen/figures.hpp"
#include "listen/heard_posts.hpp"
#include "listen/query_audit.hpp"
#include "listen/watch.hpp"
#include "staff/audit.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kPage = 50;

net::Response overview(const Services& services) {
  auto watches = services.store.read([&](store::Snapshot& snapshot) {
    std::map<staff::UserId, std::string> names;
    for (const auto& user : staff::users(snapshot)) names.emplace(user.id, user.name);
    json::Array list;
    for (const auto& watch : listen::watches(snapshot)) {
      list.push_back(watch_json(watch, names[watch.owner], services.clock.now()));
    }
    return list;
  });
  return json_answer(200, {{"watches", std::move(watches)}, {"source", to_json(services.source.status())}});
}

// The audit entry comes first: that somebody tried is recorded even when the source cannot start.
Status record(const Services& services, const Visitor& visitor, activity::SourceKind kind) {
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
  if (auto recorded = record(services, visitor, *kind); !recorded) return fail(recorded.error());
  if (*kind == activity::SourceKind::None) {
    services.source.stop();
  } else if (auto started = services.source.start(*kind); !started) {
    return fail(started.error());
  }
  return json_answer(200, to_json(services.source.status()));
}

Result<std::chrono::hours> window_of(const net::Request& request) {
  const auto hours = query_number(request, "hours");
  if (!hours) return fail(hours.error());
  return listen::parse_window(*hours == 0 ? 24 : *hours);
}

// Nobody looks without a record of it.
Status record_look(const Services& services, const Visitor& visitor, listen::Look look, bool withheld) {
  return listen::record_look(services.store, visitor.session.user.id, look, {}, withheld, services.clock.now());
}

Result<net::Response> show_figures(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto window = window_of(request);
  if (!window) return fail(window.error());
  const auto figures = services.listen.read(
      [&](store::Snapshot& snapshot) { return listen::figures(snapshot, services.clock.now(), *window); });
  if (auto recorded = record_look(services, visitor, listen::Look::Figures, figures.withheld); !recorded) {
    return fail(recorded.error());
  }
  return json_answer(200, to_json(figures));
}

Result<net::Response> show_posts(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto window = window_of(request);
  if (!window) return fail(window.error());
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  const auto heard = services.listen.read([&](store::Snapshot& snapshot) {
    return listen::heard_posts(snapshot, services.clock.now(), *window, listen::HeardPostId{*before}, kPage);
  });
  if (auto recorded = record_look(services, visitor, listen::Look::Posts, heard.withheld); !recorded) {
    return fail(recorded.error());
  }
  json::Array posts;
  for (const auto& post : heard.posts) posts.push_back(to_json(post));
  return json_answer(200, {{"withheld", heard.withheld},
                           {"min_authors", listen::kMinAuthors},
                           {"posts", std::move(posts)},
                           {"next", id_or_null(heard.next.value)}});
}

}  // namespace

void add_listen_routes(GuardedRouter& routes, const Services& services) {
  using staff::Action;
  routes.add(net::Method::Get, "/api/staff/listen", Action::ReadListening,
             [services](const net::Request&, const Visitor&) { return overview(services); });
  routes.add(net::Method::Put, "/api/staff/listen/source", Action::ConnectSource,
             [services](const net::Request& request, const Visitor& visitor) {
               return switch_source(services, request, visitor);
             });
  routes.add(net::Method::Get, "/api/staff/listen/figures", Action::ReadListening,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_figures(services, request, visitor);
             });
  routes.add(net::Method::Get, "/api/staff/listen/posts", Action::ReadListening,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_posts(services, request, visitor);
             });
}

}  // namespace chancery::api
