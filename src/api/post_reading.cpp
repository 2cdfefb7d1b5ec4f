#include "api/post_reading.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/line_end_json.hpp"
#include "api/need_to_know.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "speak/approvals.hpp"
#include "speak/holding.hpp"
#include "speak/profile_changes.hpp"
#include "speak/releasing.hpp"
#include "speak/sending.hpp"

namespace chancery::api {
namespace {

using speak::Post;
using speak::PostId;
using speak::PostStatus;

constexpr std::size_t kPostsPage = 50;

json::Object readable_json(store::Snapshot& snapshot, const Services& services, const staff::ShownNames& users,
                           const Post& post, const Visitor& visitor) {
  auto object = post_json(snapshot, services.addresses, users, post, visitor.session.user);
  object["line_ended"] = line_end_json(snapshot, post.id, services.clock.now());
  return object;
}

json::Array post_list(store::Snapshot& snapshot, const Services& services, const std::vector<Post>& posts,
                      const Visitor& visitor) {
  json::Array list;
  const staff::ShownNames users(snapshot, visitor.session.user);
  NeedToKnow need(snapshot, services.addresses, visitor.session.user);
  for (const auto& post : posts) {
    if (!need.may_read(post)) continue;
    list.emplace_back(readable_json(snapshot, services, users, post, visitor));
  }
  return list;
}

NeedToKnow::Page<Post> readable_posts(store::Snapshot& snapshot, const Services& services,
                                      const speak::PostFilter& filter, const Visitor& visitor) {
  NeedToKnow need(snapshot, services.addresses, visitor.session.user);
  return need.page<Post>(kPostsPage, [&, from = filter](PostId before) mutable {
    if (before) from.before = before;
    from.limit = kPostsPage + 1;
    return speak::posts(snapshot, from);
  });
}

Result<speak::PostFilter> filter_in(const net::Request& request) {
  const auto account = query_number(request, "account");
  if (!account) return fail(account.error());
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  speak::PostFilter filter{
      .account = activity::AccountId{*account}, .before = PostId{*before}, .limit = kPostsPage + 1};
  const auto named = request.query_param("status");
  for (std::string_view rest = named ? std::string_view(*named) : std::string_view(); !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto status = speak::parse_post_status(rest.substr(0, comma));
    if (!status) return fail(status.error());
    filter.statuses.push_back(*status);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return filter;
}

Result<net::Response> list_posts(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto filter = filter_in(request);
  if (!filter) return fail(filter.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    const auto page = readable_posts(snapshot, services, *filter, visitor);
    return json_answer(
        200, {{"posts", post_list(snapshot, services, page.things, visitor)}, {"next", id_or_null(page.next)}});
  });
}

// Changes that take eyes away from accounts this person may approve for.
json::Array changes_in_sight(store::Snapshot& snapshot, const Visitor& visitor) {
  json::Array changes;
  const staff::ShownNames users(snapshot, visitor.session.user);
  for (const auto& change : speak::waiting_changes(snapshot)) {
    if (!speak::may(snapshot, visitor.session.user, change.account, speak::AccountRight::Approve)) continue;
    changes.emplace_back(to_json(change, users));
  }
  return changes;
}

// Changed profiles that wait for somebody other than who asked for them.
json::Array profiles_in_sight(store::Snapshot& snapshot, const Visitor& visitor) {
  json::Array profiles;
  const staff::ShownNames users(snapshot, visitor.session.user);
  const auto& reader = visitor.session.user;
  for (const auto& change : speak::waiting_profiles(snapshot)) {
    const bool decides = speak::may(snapshot, reader, change.account, speak::AccountRight::Approve) ||
                         speak::may(snapshot, reader, change.account, speak::AccountRight::Administer);
    if (!decides || change.by == reader.id) continue;
    profiles.emplace_back(json::Object{
        {"account", change.account.text()}, {"by", person(users, change.by)}, {"at", to_rfc3339(change.asked_at)}});
  }
  return profiles;
}

// The one press, as it stands; null where nothing is held.
json::Value hold_json(store::Snapshot& snapshot, const Visitor& visitor) {
  const auto hold = speak::standing_hold(snapshot);
  if (!hold) return nullptr;
  return json::Object{{"by", person(staff::ShownNames(snapshot, visitor.session.user), hold->by)},
                      {"since", to_rfc3339(hold->since)},
                      {"reason", hold->reason}};
}

// Of a held post: whose hold it is and why.
json::Object post_hold_json(const speak::PostHold& hold, const staff::ShownNames& users) {
  const auto* by = users.find_login(hold.login);
  return {{"by", by == nullptr ? json::Value(nullptr) : person(users, by->id)},
          {"kind", speak::to_string(hold.kind)},
          {"since", to_rfc3339(hold.since)},
          {"reason", hold.reason}};
}

json::Array held_list(store::Snapshot& snapshot, const Services& services, const Visitor& visitor) {
  const auto held =
      readable_posts(snapshot, services, {.account = {}, .statuses = {PostStatus::Held}, .before = {}}, visitor);
  if (held.things.empty()) return {};
  const auto holds = speak::post_holds(snapshot, held.things.back().id);
  const staff::ShownNames users(snapshot, visitor.session.user);
  json::Array list;
  for (const auto& post : held.things) {
    auto object = readable_json(snapshot, services, users, post, visitor);
    const auto hold = std::ranges::lower_bound(holds, post.id, {}, &speak::PostHold::post);
    const bool known = hold != holds.end() && hold->post == post.id;
    object["held"] = known ? json::Value(post_hold_json(*hold, users)) : json::Value(nullptr);
    list.emplace_back(std::move(object));
  }
  return list;
}

// What waits for somebody: approvals asked for, releases to look at, what should have left and has not, and whether
// everything is held.
Result<net::Response> desk(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const auto waiting =
        readable_posts(snapshot, services, {.account = {}, .statuses = {PostStatus::Submitted}, .before = {}}, visitor);
    const auto under_way = speak::under_way(snapshot);
    return json_answer(
        200, {{"waiting", post_list(snapshot, services, waiting.things, visitor)},
              {"held", held_list(snapshot, services, visitor)},
              {"hold", hold_json(snapshot, visitor)},
              {"under_way", json::Object{{"approved", under_way.approved}, {"held", under_way.held}}},
              {"releases", post_list(snapshot, services, speak::unreviewed_releases(snapshot), visitor)},
              {"stuck", post_list(snapshot, services, speak::stuck_posts(snapshot, services.clock.now()), visitor)},
              {"changes", changes_in_sight(snapshot, visitor)},
              {"profiles", profiles_in_sight(snapshot, visitor)}});
  });
}

// For pages on a bad line, which ask for nothing else.
Result<net::Response> hold(const Services& services, const Visitor& visitor) {
  return services.store.read(
      [&](store::Snapshot& snapshot) { return json_answer(200, {{"hold", hold_json(snapshot, visitor)}}); });
}

Result<net::Response> calendar(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto from = query_time(request, "from");
  if (!from) return fail(from.error());
  const auto to = query_time(request, "to");
  if (!to) return fail(to.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(
        200, {{"posts", post_list(snapshot, services, speak::leaving_between(snapshot, *from, *to), visitor)}});
  });
}

// What a private person allowed of it; null where nothing stands.
json::Value standing_permission(store::Snapshot& snapshot, const Visitor& visitor, const Post& post, Timestamp now) {
  const staff::ShownNames users(snapshot, visitor.session.user);
  for (const auto& permission : speak::permissions_of(snapshot, post.body.account, post.body.share->uri)) {
    const bool over = permission.ended_at || (permission.says.until && *permission.says.until <= now);
    if (!over && !permission.says.uri.empty()) return to_json(permission, users);
  }
  return nullptr;
}

Result<net::Response> show_post(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto post = speak::post_by_id(snapshot, *id);
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    if (!post || !need.may_read(*post)) return fail(Errc::NotFound, "there is no such post");
    auto object = json_of(snapshot, services, *post, visitor);
    json::Array steps;
    const staff::ShownNames users(snapshot, visitor.session.user);
    for (const auto& step : speak::steps_of(snapshot, *id)) steps.emplace_back(to_json(step, users));
    object["steps"] = std::move(steps);
    if (post->body.share) object["permission"] = standing_permission(snapshot, visitor, *post, services.clock.now());
    return json_answer(200, object);
  });
}

// Every version as it was written, the first first; of more than kPage the last ones. Of other people's accounts the
// one that was sent.
Result<net::Response> versions(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto post = speak::post_by_id(snapshot, *id);
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    if (!post || !need.may_read(*post)) return fail(Errc::NotFound, "there is no such post");
    const bool all = need.may_read_whole(*post);
    json::Array list;
    for (int version = std::max(1, post->version - static_cast<int>(kPostsPage) + 1); version <= post->version;
         ++version) {
      const auto body = speak::post_version(snapshot, *id, version);
      if (!body || (!all && version != post->sent_version)) continue;
      list.emplace_back(
          json::Object{{"version", version},
                       {"body", post_body_json(snapshot, services.addresses, *post, *body, visitor.session.user)}});
    }
    return json_answer(200, {{"versions", std::move(list)}});
  });
}

}  // namespace

Result<PostId> post_id(const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return PostId{*id};
}

json::Object json_of(store::Snapshot& snapshot, const Services& services, const Post& post, const Visitor& visitor) {
  return readable_json(snapshot, services, staff::ShownNames(snapshot, visitor.session.user), post, visitor);
}

void add_post_reading(GuardedRouter& routes, const Services& services) {
  using net::Request;
  const auto read = [&](std::string pattern, auto handler) {
    routes.add(net::Method::Get, std::move(pattern), staff::Action::ReadAccounts, handler);
  };
  read("/api/staff/posts",
       [services](const Request& request, const Visitor& visitor) { return list_posts(services, request, visitor); });
  read("/api/staff/posts/desk", [services](const Request&, const Visitor& visitor) { return desk(services, visitor); });
  read("/api/staff/posts/hold", [services](const Request&, const Visitor& visitor) { return hold(services, visitor); });
  read("/api/staff/posts/calendar",
       [services](const Request& request, const Visitor& visitor) { return calendar(services, request, visitor); });
  read("/api/staff/posts/{id}",
       [services](const Request& request, const Visitor& visitor) { return show_post(services, request, visitor); });
  read("/api/staff/posts/{id}/versions",
       [services](const Request& request, const Visitor& visitor) { return versions(services, request, visitor); });
}

}  // namespace chancery::api
