// Institutions elsewhere that our accounts follow, and what they said. Only who stands in the register of public actors
// is followed: private persons are answered, never followed.
#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "activitypub/actions.hpp"
#include "activitypub/actor_finder.hpp"
#include "activitypub/following.hpp"
#include "activitypub/reading.hpp"
#include "api/account_acts.hpp"
#include "api/attachments_json.hpp"
#include "api/emoji_html.hpp"
#include "api/fields.hpp"
#include "api/known_actors.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/threads.hpp"

namespace chancery::api {
namespace {

using activity::Actor;

constexpr std::size_t kFollowingPage = 50;
constexpr std::size_t kDigestPosts = 500;    // read for one digest
constexpr std::size_t kDigestShown = 3;      // of each author
constexpr std::int64_t kLongestDigest = 31;  // days

json::Object followed_json(const Actor& actor, bool in_register) {
  return {{"actor", actor.uri},
          {"acct", handle_of(actor)},
          {"name", actor.name.empty() ? actor.preferred_username : actor.name},
          {"type", activity::to_string(actor.type)},
          {"url", actor.url.empty() ? actor.uri : actor.url},
          {"registered", in_register}};
}

// What is known here of who stands behind an address: her name and handle; null when nobody told us yet.
struct Known {
  json::Value name;
  json::Value acct;
};

Known known_as(store::Snapshot& snapshot, const std::string& uri) {
  const auto actor = uri.empty() ? std::nullopt : store::actor_by_uri(snapshot, uri);
  if (!actor) return {};
  return {json::Value(actor->name.empty() ? actor->preferred_username : actor->name), json::Value(handle_of(*actor))};
}

Result<Actor> find(const Services& services, Looks& looks, std::string_view address) {
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  return services.finder.find(address);
}

Result<net::Response> find_actor(const Services& services, Looks& looks, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto address = body->text("address");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto actor = find(services, looks, address);
  if (!actor) return fail(actor.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(200, followed_json(*actor, is_registered(snapshot, *actor, address, services.clock.now())));
  });
}

Result<net::Response> list_following(const Services& services, const net::Request& request) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    if (!store::account_by_id(snapshot, *account)) return fail(Errc::NotFound, "there is no account of this id");
    json::Array list;
    for (const auto& each : activitypub::followings(snapshot, *account)) {
      auto [name, acct] = known_as(snapshot, each.actor);
      list.emplace_back(json::Object{{"actor", each.actor},
                                     {"name", std::move(name)},
                                     {"acct", std::move(acct)},
                                     {"state", activitypub::to_string(each.state)},
                                     {"moved_to", each.moved_to.empty() ? json::Value() : json::Value(each.moved_to)},
                                     {"since", to_rfc3339(each.since)}});
    }
    return json_answer(200, {{"following", std::move(list)}});
  });
}

Result<net::Response> follow(const Services& services, Looks& looks, const net::Request& request,
                             const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto address = body->text("address");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto actor = find(services, looks, address);
  if (!actor) return fail(actor.error());
  const bool known = services.store.read(
      [&](store::Snapshot& snapshot) { return is_registered(snapshot, *actor, address, services.clock.now()); });
  if (!known) {
    return fail(Errc::Forbidden, "not in the register of public actors",
                "Only institutions and officeholders in the register of public actors are followed: propose " +
                    handle_of(*actor) + " there first.");
  }
  const AccountStep step{*account, Deciders::Publishers, "account.follow", "actor:" + actor->uri};
  const auto done =
      act_as(services, visitor, step, [&](store::Transaction& tx, const activitypub::Acting& acting) -> Status {
        activitypub::follow_actor(tx, acting, *actor);
        return {};
      });
  if (!done) return fail(done.error());
  return json_answer(200, followed_json(*actor, true));
}

Result<net::Response> unfollow(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  const auto actor = request.query_param("actor").value_or("");
  if (actor.empty()) return fail(Errc::Invalid, "no actor", "actor: whom to follow no longer");
  const AccountStep step{*account, Deciders::Publishers, "account.unfollow", "actor:" + actor};
  const auto done =
      act_as(services, visitor, step, [&](store::Transaction& tx, const activitypub::Acting& acting) -> Status {
        activitypub::unfollow(tx, acting, actor);
        return {};
      });
  if (!done) return fail(done.error());
  return net::Response::empty(204);
}

// All that was said below it, as its page shows it.
std::int64_t answers_below(store::Snapshot& snapshot, const activity::Note& note) {
  return std::ranges::count(store::thread_below(snapshot, note, kShownReplies), false, &store::ThreadEntry::deleted);
}

// Null where nobody wants it; what is here of it stands under `note`, once that is.
json::Value conversation_of(store::Snapshot& snapshot, const activitypub::Reading& reading) {
  if (!activitypub::is_conversation_wanted(snapshot, reading.uri)) return nullptr;
  const auto note = store::note_by_uri(snapshot, reading.uri);
  if (!note || note->deleted) return json::Object{{"note", nullptr}, {"replies", 0}};
  return json::Object{{"note", note->id.text()}, {"replies", answers_below(snapshot, *note)}};
}

// It is fetched in rounds, the first within a minute: who asks is answered at once.
Result<net::Response> want_conversation(const Services& services, const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto wanted = services.store.write_now([&](store::Transaction& tx) -> Status {
    const auto reading = activitypub::reading_by_id(tx, *id);
    if (!reading) return fail(Errc::NotFound, "there is no such post on the reading list");
    if (!reading->shared_by.empty()) {
      return fail(Errc::Conflict, "shared, not said", "Of what an institution shared, only the address is kept.");
    }
    store::append_event(tx, activity::events::kConversationWanted, {{"reading", *id}});
    return {};
  });
  if (!wanted) return fail(wanted.error());
  return net::Response::empty(202);
}

json::Object followed_json(const Services& services, store::Snapshot& snapshot, const activitypub::Reading& reading) {
  const auto& who = reading.shared_by.empty() ? reading.author : reading.shared_by;
  json::Object object{{"id", std::to_string(reading.id)},
                      {"uri", reading.uri},
                      {"author", reading.author},
                      {"shared_by", reading.shared_by},
                      {"name", known_as(snapshot, who).name},
                      {"summary", reading.summary},
                      {"content", with_emoji(services.picture_links, reading, reading.content)},
                      {"language", reading.language},
                      {"url", reading.url},
                      {"published", to_rfc3339(reading.published)}};
  if (!reading.parts.attachments.empty()) {
    object["attachments"] = attachments_json(services.picture_links, reading);
    object["sensitive"] = reading.parts.sensitive;
  }
  if (const auto actor = store::actor_by_uri(snapshot, who)) {
    auto face = services.picture_links.of(*actor, activitypub::Onlooker::Staff);
    if (!face.empty()) object["face"] = face;
    add_name_html(object, services.picture_links, *actor);
  }
  if (reading.shared_by.empty()) object["conversation"] = conversation_of(snapshot, reading);
  return object;
}

Result<net::Response> list_reading(const Services& services, const net::Request& request) {
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  const activitypub::ReadingFilter filter{
      .by = request.query_param("by").value_or(""), .before = *before, .limit = kFollowingPage + 1};
  return services.store.read([&](store::Snapshot& snapshot) {
    auto found = activitypub::readings(snapshot, filter);
    const bool more = found.size() > kFollowingPage;
    if (more) found.pop_back();
    json::Array list;
    for (const auto& reading : found) list.emplace_back(followed_json(services, snapshot, reading));
    return json_answer(200, {{"reading", std::move(list)}, {"next", id_or_null(more ? found.back().id : 0)}});
  });
}

// What each of them said in the last days: how much, and the newest.
Result<net::Response> digest(const Services& services, const net::Request& request) {
  const auto asked = query_number(request, "days");
  if (!asked) return fail(asked.error());
  const auto days = std::clamp<std::int64_t>(*asked == 0 ? 1 : *asked, 1, kLongestDigest);
  const auto from = services.clock.now() - std::chrono::days{days};
  struct Voice {
    std::int64_t posts = 0;
    std::int64_t shared = 0;
    json::Value name;
    json::Array newest;
  };
  std::map<std::string, Voice> voices;
  bool whole = false;
  services.store.read([&](store::Snapshot& snapshot) {
    const auto found = activitypub::readings(snapshot, {.by = {}, .before = 0, .limit = kDigestPosts});
    whole = found.size() < kDigestPosts;
    for (const auto& reading : found) {
      if (reading.received < from) {
        whole = true;
        break;
      }
      const auto& whose = reading.shared_by.empty() ? reading.author : reading.shared_by;
      const auto [at, fresh] = voices.try_emplace(whose);
      auto& voice = at->second;
      if (fresh) voice.name = known_as(snapshot, whose).name;
      ++(reading.shared_by.empty() ? voice.posts : voice.shared);
      if (reading.shared_by.empty() && voice.newest.size() < kDigestShown)
        voice.newest.emplace_back(followed_json(services, snapshot, reading));
    }
  });
  json::Array list;
  for (auto& [actor, voice] : voices) {
    list.emplace_back(json::Object{{"actor", actor},
                                   {"name", std::move(voice.name)},
                                   {"posts", voice.posts},
                                   {"shared", voice.shared},
                                   {"newest", std::move(voice.newest)}});
  }
  return json_answer(200, {{"from", to_rfc3339(from)}, {"whole", whole}, {"voices", std::move(list)}});
}

}  // namespace

void add_following_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  const auto looks = std::make_shared<Looks>();  // shared by the handlers that ask another server
  routes.add(
      Method::Post, "/api/staff/actors/find", Action::Publish,
      [services, looks](const Request& request, const Visitor&) { return find_actor(services, *looks, request); },
      Writes::Nothing);
  routes.add(Method::Get, "/api/staff/accounts/{id}/following", Action::ReadAccounts,
             [services](const Request& request, const Visitor&) { return list_following(services, request); });
  routes.add(Method::Post, "/api/staff/accounts/{id}/following", Action::Publish,
             [services, looks](const Request& request, const Visitor& visitor) {
               return follow(services, *looks, request, visitor);
             });
  routes.add(
      Method::Delete, "/api/staff/accounts/{id}/following", Action::Publish,
      [services](const Request& request, const Visitor& visitor) { return unfollow(services, request, visitor); });
  routes.add(Method::Get, "/api/staff/reading", Action::ReadAccounts,
             [services](const Request& request, const Visitor&) { return list_reading(services, request); });
  routes.add(Method::Post, "/api/staff/reading/{id}/conversation", Action::Publish,
             [services](const Request& request, const Visitor&) { return want_conversation(services, request); });
  routes.add(Method::Get, "/api/staff/reading/digest", Action::ReadAccounts,
             [services](const Request& request, const Visitor&) { return digest(services, request); });
}

}  // namespace chancery::api
