// The stream that tells the staff application what changed.
#include <string>
#include <utility>

#include "api/resources.hpp"
#include "api/security_headers.hpp"

namespace chancery::api {
namespace {

// As they stand now: of nobody whose account ended anything.
ReaderRights rights_of(const store::Store& store, staff::UserId id) {
  return store.read([&](store::Snapshot& snapshot) -> ReaderRights {
    const auto user = staff::user_by_id(snapshot, id);
    if (!user || user->ended_at) return {};
    return {user->role, staff::desk_rights(snapshot, *user)};
  });
}

void open_stream(const Services& services, const net::Request& request, const Visitor& visitor,
                 net::Responder responder) {
  net::Headers headers;
  harden_api_answer(headers);
  headers.set("X-Accel-Buffering", "no");  // a reverse proxy must hand events on as they come
  if (request.method == net::Method::Head) {
    auto response = net::Response::empty(200);
    headers.set("Content-Type", "text/event-stream");
    response.headers = std::move(headers);
    std::move(responder).send(std::move(response));
    return;
  }
  if (auto admitted = services.feed.admit(visitor.session.csrf); !admitted) {
    std::move(responder).send(answer(admitted.error()));
    return;
  }
  const auto* sessions = &services.sessions;
  const auto* store = &services.store;
  const auto user = visitor.session.user.id;
  services.feed.subscribe({.stream = std::move(responder).stream(std::move(headers)),
                           .session = visitor.session.csrf,
                           .still_valid = [sessions, token = visitor.token] { return sessions->alive(token); },
                           .user = user,
                           .rights = [store, user] { return rights_of(*store, user); }});
}

}  // namespace

void add_change_feed_routes(GuardedRouter& routes, const Services& services) {
  routes.add_stream("/api/staff/stream",
                    [services](net::Request request, const Visitor& visitor, net::Responder responder) {
                      open_stream(services, request, visitor, std::move(responder));
                    });
}

}  // namespace chancery::api
