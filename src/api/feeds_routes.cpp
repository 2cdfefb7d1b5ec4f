// The feeds that are read: how each is doing, looking at one before it is registered, registering, pausing, removing.
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/looks.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "feeds/feed_preview.hpp"
#include "feeds/web_feeds.hpp"
#include "listen/register.hpp"
#include "staff/audit.hpp"

namespace chancery::api {
namespace {

using feeds::FeedId;
using listen::PublicActorId;

// With three redirects a look is over before the staff application gives up after twenty seconds.
constexpr std::chrono::milliseconds kStepDeadline{4'500};

// A name of each public actor by its id, whatever became of the entry.
using ActorNames = std::map<std::int64_t, std::string>;

ActorNames actor_names(store::Snapshot& snapshot) {
  ActorNames names;
  for (const auto& actor : listen::public_actors(snapshot)) {
    names.emplace(actor.id.value, actor.says.names.empty() ? actor.says.office : actor.says.names.front().text);
  }
  return names;
}

json::Value actor_json(const feeds::RegisteredFeed& feed, const ActorNames& names) {
  if (!feed.actor) return nullptr;
  const auto name = names.find(*feed.actor);
  return json::Object{{"id", std::to_string(*feed.actor)}, {"name", name == names.end() ? "" : name->second}};
}

json::Object feed_json(const feeds::RegisteredFeed& feed, const ActorNames& names) {
  const bool active = feed.state == feeds::FeedState::Active;
  return {{"id", feed.id.text()},
          {"title", feed.title},
          {"url", feed.url},
          {"address", feed.address},
          {"actor", actor_json(feed, names)},
          {"added_by", feed.added_by},
          {"added", to_rfc3339(feed.added_at)},
          {"state", to_string(feed.state)},
          {"next_poll", active ? json::Value(to_rfc3339(feed.next_poll)) : json::Value(nullptr)},
          {"last_poll", time_or_null(feed.last_poll)},
          {"last_success", time_or_null(feed.last_success)},
          {"failures", feed.failures},
          {"last_status", feed.last_status == 0 ? json::Value(nullptr) : json::Value(feed.last_status)},
          {"last_error", text_or_null(feed.last_error)},
          {"last_note", text_or_null(feed.last_note)},
          {"entries", feed.entries_seen}};
}

json::Object feed_json(const feeds::FeedEntry& entry) {
  return {{"title", entry.title},
          {"url", text_or_null(entry.url)},
          {"published", time_or_null(entry.published ? entry.published : entry.updated)},
          {"language", text_or_null(entry.language)}};
}

json::Object feed_json(const feeds::FeedPreview& preview) {
  json::Array latest;
  for (const auto& entry : preview.latest) latest.push_back(feed_json(entry));
  return {{"address", preview.address},
          {"title", preview.title},
          {"language", text_or_null(preview.language)},
          {"link", text_or_null(preview.link)},
          {"kind", to_string(preview.kind)},
          {"entries", preview.entries},
          {"latest", std::move(latest)},
          {"note", text_or_null(preview.note)}};
}

net::Response list_feeds(const Services& services) {
  return services.store.read([](store::Snapshot& snapshot) {
    const auto names = actor_names(snapshot);
    json::Array all;
    for (const auto& feed : feeds::registered_feeds(snapshot)) all.push_back(feed_json(feed, names));
    return json_answer(200, {{"feeds", std::move(all)}});
  });
}

net::Response feed_answer(const Services& services, int status, const feeds::RegisteredFeed& feed) {
  return services.store.read(
      [&](store::Snapshot& snapshot) { return json_answer(status, feed_json(feed, actor_names(snapshot))); });
}

Result<net::Response> preview_feed(const Services& services, Looks& looks, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto url = body->text("url");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  const auto seen = feeds::preview_feed(services.client, url, services.clock.now(), kStepDeadline);
  if (!seen) return fail(seen.error());
  return json_answer(200, feed_json(*seen));
}

// Whose feed it is: an entry of the register that counts now.
Result<std::int64_t> read_feed_actor(const Services& services, std::string_view text) {
  const auto id = parse_id(text);
  const auto actor = id ? services.store.read([&](store::Snapshot& snapshot) {
    return listen::public_actor(snapshot, PublicActorId{*id});
  })
                        : std::nullopt;
  if (!actor || !actor->active(services.clock.now())) {
    return fail(Errc::Invalid, "actor: is no entry that counts in the register of public actors");
  }
  return *id;
}

Result<net::Response> add_feed(const Services& services, Looks& looks, const net::Request& request,
                               const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  feeds::NewFeed wanted{.address = body->text("url"), .actor = {}, .by = staff::audit_actor(visitor.session.user)};
  const auto actor = body->optional_text("actor");
  if (auto read = body->check(); !read) return fail(read.error());
  if (actor) {
    const auto id = read_feed_actor(services, *actor);
    if (!id) return fail(id.error());
    wanted.actor = *id;
  }
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  const auto added = feeds::add_feed(services.store, services.client, wanted, kStepDeadline);
  if (!added) return fail(added.error());
  services.feeds_changed();
  return feed_answer(services, 201, *added);
}

using FeedChange = std::function<Status(store::Transaction&, FeedId, std::string_view by, Timestamp now)>;

Result<FeedId> change_feed(const Services& services, const net::Request& request, const Visitor& visitor,
                           const FeedChange& run) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto by = staff::audit_actor(visitor.session.user);
  const auto now = services.clock.now();
  auto done = services.store.write_now([&](store::Transaction& tx) { return run(tx, FeedId{*id}, by, now); });
  if (!done) return fail(done.error());
  return FeedId{*id};
}

Result<net::Response> change_state(const Services& services, const net::Request& request, const Visitor& visitor,
                                   const FeedChange& run) {
  const auto id = change_feed(services, request, visitor, run);
  if (!id) return fail(id.error());
  services.feeds_changed();
  const auto feed =
      services.store.read([&](store::Snapshot& snapshot) { return feeds::registered_feed(snapshot, *id); });
  if (!feed) return fail(Errc::NotFound, "the feed was removed meanwhile");
  return feed_answer(services, 200, *feed);
}

Result<net::Response> set_feed_actor(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->optional_text("actor");
  if (auto read = body->check(); !read) return fail(read.error());
  std::optional<std::int64_t> actor;
  if (text) {
    const auto id = read_feed_actor(services, *text);
    if (!id) return fail(id.error());
    actor = *id;
  }
  return change_state(services, request, visitor,
                      [actor](store::Transaction& tx, FeedId id, std::string_view by, Timestamp now) {
                        return feeds::set_feed_actor(tx, id, actor, by, now);
                      });
}

}  // namespace

void add_feeds_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  auto looks = std::make_shared<Looks>();  // shared by the handlers of the two routes that look
  routes.add(Method::Get, "/api/staff/feeds", Action::ReadListening,
             [services](const net::Request&, const Visitor&) { return list_feeds(services); });
  routes.add(
      Method::Post, "/api/staff/feeds/preview", Action::ManageFeeds,
      [services, looks](const net::Request& request, const Visitor&) {
        return preview_feed(services, *looks, request);
      },
      Writes::Nothing);
  routes.add(Method::Post, "/api/staff/feeds", Action::ManageFeeds,
             [services, looks](const net::Request& request, const Visitor& visitor) {
               return add_feed(services, *looks, request, visitor);
             });
  const auto state = [&](std::string_view verb, FeedChange run) {
    routes.add(Method::Post, "/api/staff/feeds/{id}/" + std::string(verb), Action::ManageFeeds,
               [services, run = std::move(run)](const net::Request& request, const Visitor& visitor) {
                 return change_state(services, request, visitor, run);
               });
  };
  state("pause", feeds::pause_feed);
  state("resume", feeds::resume_feed);
  routes.add(Method::Put, "/api/staff/feeds/{id}/actor", Action::ManageFeeds,
             [services](const net::Request& request, const Visitor& visitor) {
               return set_feed_actor(services, request, visitor);
             });
  routes.add(Method::Delete, "/api/staff/feeds/{id}", Action::ManageFeeds,
             [services](const net::Request& request, const Visitor& visitor) -> Result<net::Response> {
               const auto removed = change_feed(services, request, visitor, feeds::remove_feed);
               if (!removed) return fail(removed.error());
               return net::Response::empty(204);
             });
}

}  // namespace chancery::api
