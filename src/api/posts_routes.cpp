// Posts on their way to becoming notes: written, agreed on, scheduled, held.
#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "answer/conversations.hpp"
#include "answer/replies.hpp"
#include "api/fields.hpp"
#include "api/known_actors.hpp"
#include "api/link_cards.hpp"
#include "api/need_to_know.hpp"
#include "api/post_cautions.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/deleting.hpp"
#include "speak/post_note.hpp"
#include "speak/posts.hpp"
#include "speak/sending.hpp"
#include "store/shares.hpp"

namespace chancery::api {
namespace {

using speak::Acting;
using speak::Post;
using speak::PostId;
using speak::PostStatus;

constexpr std::size_t kPage = 50;

Result<PostId> post_id(const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return PostId{*id};
}

json::Object json_of(store::Snapshot& snapshot, const Services& services, const Post& post, const Visitor& visitor) {
  return post_json(snapshot, services.addresses, user_names(snapshot), post, visitor.session.user);
}

json::Array list_of(store::Snapshot& snapshot, const Services& services, const std::vector<Post>& posts,
                    const Visitor& visitor) {
  json::Array list;
  const auto users = user_names(snapshot);
  NeedToKnow need(snapshot, services.addresses, visitor.session.user);
  for (const auto& post : posts) {
    if (!need.may_read(post)) continue;
    list.emplace_back(post_json(snapshot, services.addresses, users, post, visitor.session.user));
  }
  return list;
}

NeedToKnow::Page<Post> readable_posts(store::Snapshot& snapshot, const Services& services,
                                      const speak::PostFilter& filter, const Visitor& visitor) {
  NeedToKnow need(snapshot, services.addresses, visitor.session.user);
  return need.page<Post>(kPage, [&, from = filter](PostId before) mutable {
    if (before) from.before = before;
    from.limit = kPage + 1;
    return speak::posts(snapshot, from);
  });
}

Result<speak::PostFilter> filter_in(const net::Request& request) {
  const auto account = query_number(request, "account");
  if (!account) return fail(account.error());
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  speak::PostFilter filter{.account = activity::AccountId{*account}, .before = PostId{*before}, .limit = kPage + 1};
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

Result<net::Response> list(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto filter = filter_in(request);
  if (!filter) return fail(filter.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    const auto page = readable_posts(snapshot, services, *filter, visitor);
    return json_answer(200,
                       {{"posts", list_of(snapshot, services, page.things, visitor)}, {"next", id_or_null(page.next)}});
  });
}

// Changes that take eyes away from accounts this person may approve for.
json::Array changes_in_sight(store::Snapshot& snapshot, const Visitor& visitor) {
  json::Array changes;
  const auto users = user_names(snapshot);
  for (const auto& change : speak::waiting_changes(snapshot)) {
    if (!speak::may(snapshot, visitor.session.user, change.account, speak::AccountRight::Approve)) continue;
    changes.emplace_back(to_json(change, users));
  }
  return changes;
}

// The one press, as it stands; null where nothing is held.
json::Value hold_json(store::Snapshot& snapshot) {
  const auto hold = speak::standing_hold(snapshot);
  if (!hold) return nullptr;
  return json::Object{
      {"by", person(user_names(snapshot), hold->by)}, {"since", to_rfc3339(hold->since)}, {"reason", hold->reason}};
}

// What waits for somebody: approvals asked for, releases to look at, what should have left and has not, and whether
// everything is held.
Result<net::Response> desk(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const auto waiting =
        readable_posts(snapshot, services, {.account = {}, .statuses = {PostStatus::Submitted}, .before = {}}, visitor);
    const auto held =
        readable_posts(snapshot, services, {.account = {}, .statuses = {PostStatus::Held}, .before = {}}, visitor);
    return json_answer(
        200, {{"waiting", list_of(snapshot, services, waiting.things, visitor)},
              {"held", list_of(snapshot, services, held.things, visitor)},
              {"hold", hold_json(snapshot)},
              {"releases", list_of(snapshot, services, speak::unreviewed_releases(snapshot), visitor)},
              {"stuck", list_of(snapshot, services, speak::stuck_posts(snapshot, services.clock.now()), visitor)},
              {"changes", changes_in_sight(snapshot, visitor)}});
  });
}

Result<net::Response> calendar(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto from = query_time(request, "from");
  if (!from) return fail(from.error());
  const auto to = query_time(request, "to");
  if (!to) return fail(to.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(200,
                       {{"posts", list_of(snapshot, services, speak::leaving_between(snapshot, *from, *to), visitor)}});
  });
}

// What a private person allowed of it; null where nothing stands.
json::Value standing_permission(store::Snapshot& snapshot, const Post& post, Timestamp now) {
  const auto users = user_names(snapshot);
  for (const auto& permission : speak::permissions_of(snapshot, post.body.account, post.body.share->uri)) {
    const bool over = permission.ended_at || (permission.says.until && *permission.says.until <= now);
    if (!over && !permission.says.uri.empty()) return to_json(permission, users);
  }
  return nullptr;
}

Result<net::Response> show(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto post = speak::post_by_id(snapshot, *id);
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    if (!post || !need.may_read(*post)) return fail(Errc::NotFound, "there is no such post");
    auto object = json_of(snapshot, services, *post, visitor);
    json::Array steps;
    for (const auto& step : speak::steps_of(snapshot, *id)) steps.emplace_back(to_json(step));
    object["steps"] = std::move(steps);
    if (post->body.share) object["permission"] = standing_permission(snapshot, *post, services.clock.now());
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
    const bool all = need.concerns(post->body.account);
    json::Array list;
    for (int version = std::max(1, post->version - static_cast<int>(kPage) + 1); version <= post->version; ++version) {
      const auto body = speak::post_version(snapshot, *id, version);
      if (!body || (!all && version != post->sent_version)) continue;
      list.emplace_back(
          json::Object{{"version", version}, {"body", post_body_json(snapshot, services.addresses, *body)}});
    }
    return json_answer(200, {{"versions", std::move(list)}});
  });
}

// It may leave at another time, and whoever looks at posts looks again.
void changed(const Services& services, PostId id) {
  services.posts_changed();
  services.feed.post(id);
}

using Run = std::function<Result<Post>(store::Transaction&, const Acting&)>;

// Takes a step in a transaction and answers where the post stands then.
Result<net::Response> step(const Services& services, const Visitor& visitor, int status, const Run& run) {
  const auto done = services.store.write_now(
      [&](store::Transaction& tx) { return run(tx, {visitor.session.user, services.clock.now()}); });
  if (!done) return fail(done.error());
  changed(services, done->id);
  return services.store.read(
      [&](store::Snapshot& snapshot) { return json_answer(status, json_of(snapshot, services, *done, visitor)); });
}

// What answers a conversation is written there, by who has it.
Status check_unbound(store::Transaction& tx, PostId id) {
  const auto reply = answer::reply_of_post(tx, id.value);
  if (!reply || reply->state != answer::ReplyState::Open) return {};
  return fail(Errc::Conflict, "a reply of a conversation",
              "This is the reply to conversation " + reply->conversation.text() + ": go on with it there.");
}

// Nothing new answers a conversation's message from outside it.
Status check_outside(store::Transaction& tx, activity::NoteId parent) {
  const auto id = parent ? answer::conversation_of_note(tx, parent) : answer::ConversationId{};
  if (!id) return {};
  return fail(Errc::Conflict, "answers a conversation",
              "This is a message of conversation " + id.text() + ": claim it and answer there.");
}

// What is looked up elsewhere while somebody writes; shared by the handlers.
struct Writing {
  explicit Writing(const Services& services) : cards(services) {}
  Looks looks;
  LinkCards cards;
};

using Source = std::optional<activity::SourceNote>;

Result<Source> look(const Services& services, Looks& looks, const speak::PostBody& body) {
  const auto& uri = speak::amplified(body);
  if (uri.empty() || !services.publisher.sources) return Source{};
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  auto found = services.publisher.sources->look(uri, body.account);
  if (!found) return fail(found.error());
  return Source(std::move(*found));
}

// The address of a page becomes that of its post. One that leads nowhere may still be being typed: it is looked at
// again when the post is submitted.
Source find_quoted(const Services& services, Looks& looks, speak::PostBody& body) {
  const auto is_known = [&](store::Snapshot& snapshot) {
    return store::source_by_uri(snapshot, body.quote).has_value();
  };
  if (body.quote.empty() || services.store.read(is_known)) return {};
  auto source = look(services, looks, body);
  if (!source || !*source) return {};
  body.quote = (*source)->uri;
  return std::move(*source);
}

// What it shares, as it stands now, is what is chosen.
Result<Source> choose_source(const Services& services, Looks& looks, speak::PostBody& body) {
  if (!body.share) return find_quoted(services, looks, body);
  auto source = look(services, looks, body);
  if (!source) {
    const auto& why = source.error();
    return fail(Error{why.code, why.detail, "share: this post cannot be looked at: " + why.hint, why.retry_after});
  }
  if (*source) body.share = speak::SharedNote{(*source)->uri, (*source)->author.uri, (*source)->digest};
  return source;
}

void keep(store::Transaction& tx, const Source& source, Timestamp now) {
  if (source) store::put_source(tx, *source, now);
}

Result<net::Response> draft(const Services& services, Writing& writing, const net::Request& request,
                            const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  auto body = read_post_body(*fields);
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  fill_mentions(services, writing.looks, *body);
  const auto source = choose_source(services, writing.looks, *body);
  if (!source) return fail(source.error());
  writing.cards.fill(writing.looks, visitor.session.user, *body, std::nullopt);
  const auto key = request.headers.find("Idempotency-Key").value_or("");
  const auto id = services.store.ids().make<PostId>();
  return step(services, visitor, 201, [&](store::Transaction& tx, const Acting& acting) {
    if (auto outside = check_outside(tx, body->in_reply_to); !outside) return Result<Post>(fail(outside.error()));
    keep(tx, *source, acting.now);
    return speak::draft_post(tx, id, acting, *body, key);
  });
}

Result<net::Response> change(const Services& services, Writing& writing, const net::Request& request,
                             const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  auto body = read_post_body(*fields);
  const auto version = static_cast<int>(fields->integer("version"));
  const auto digest = fields->optional_text("digest").value_or("");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  fill_mentions(services, writing.looks, *body);
  const auto source = choose_source(services, writing.looks, *body);
  if (!source) return fail(source.error());
  const auto before = services.store.read([&](store::Snapshot& snapshot) { return speak::post_by_id(snapshot, *id); });
  writing.cards.fill(writing.looks, visitor.session.user, *body, before ? before->body.card : std::nullopt);
  return step(services, visitor, 200, [&](store::Transaction& tx, const Acting& acting) {
    if (auto unbound = check_unbound(tx, *id); !unbound) return Result<Post>(fail(unbound.error()));
    keep(tx, *source, acting.now);
    return speak::change_post(tx, *id, acting, version, *body, digest);
  });
}

// What a step's body may say. Each step reads what it needs; `version` is of the post the person looked at.
struct Said {
  int version = 0;
  std::string digest;
  std::string reason;
  std::optional<Timestamp> at;
  std::string zone;
};
enum class Needs { Version, VersionAndDigest, VersionAndReason, Reason, Time };

Result<Said> read_said(const net::Request& request, Needs needs) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  Said said;
  if (needs == Needs::Version || needs == Needs::VersionAndDigest || needs == Needs::VersionAndReason) {
    said.version = static_cast<int>(fields->integer("version"));
  }
  if (needs == Needs::VersionAndDigest) said.digest = fields->text("digest");
  if (needs == Needs::VersionAndReason || needs == Needs::Reason) {
    said.reason = fields->optional_text("reason").value_or("");
  }
  if (needs == Needs::Time) {
    said.at = fields->optional_time("at");
    said.zone = fields->optional_text("zone").value_or("");
  }
  if (auto read = fields->check(); !read) return fail(read.error());
  return said;
}

using Take = std::function<Result<Post>(store::Transaction&, PostId, const Acting&, const Said&)>;

Result<net::Response> take(const Services& services, const net::Request& request, const Visitor& visitor, Needs needs,
                           const Take& run) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, needs);
  if (!said) return fail(said.error());
  return step(services, visitor, 200,
              [&](store::Transaction& tx, const Acting& acting) { return run(tx, *id, acting, *said); });
}

// What the checks say of a post. Looked at before the transaction, so that no other write waits for it; what was looked
// at is what the step must find.
struct LookedAt {
  speak::PostBody body;
  std::string digest;
  speak::Assessment assessment;

  [[nodiscard]] Result<Post> same(Result<Post> stepped) const {
    if (!stepped || stepped->digest == digest) return stepped;
    return fail(Errc::Conflict, "the post changed while it was looked at",
                "The post has just been changed: read it again.");
  }
};

// `at`: when the post is to leave; nothing: as soon as it may.
template <class At>
Result<LookedAt> look_at(const Services& services, PostId id, const At& at) {
  speak::CautionContext context;
  const auto post = services.store.read([&](store::Snapshot& snapshot) {
    auto found = speak::post_by_id(snapshot, id);
    const std::optional<Timestamp> leaves = found ? at(*found) : std::nullopt;
    context = caution_context(snapshot, services.addresses, leaves.value_or(services.clock.now()));
    return found;
  });
  if (!post) return fail(Errc::NotFound, "there is no such post");
  return LookedAt{post->body, post->digest, services.cautions.assess(post->body, context)};
}

Result<net::Response> submit(const Services& services, Looks& looks, const net::Request& request,
                             const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, Needs::Version);
  if (!said) return fail(said.error());
  const auto looked = look_at(services, *id, [](const Post& post) { return post.scheduled; });
  if (!looked) return fail(looked.error());
  // Where it does not answer now, what was last seen counts; it is looked at again before the post leaves.
  const auto source = look(services, looks, looked->body);
  return step(services, visitor, 200, [&](store::Transaction& tx, const Acting& acting) {
    if (auto unbound = check_unbound(tx, *id); !unbound) return Result<Post>(fail(unbound.error()));
    if (source) keep(tx, *source, acting.now);
    return looked->same(
        speak::submit_post(tx, *id, acting, said->version, looked->assessment, services.publisher.known));
  });
}

// Another day may be one of mourning.
Result<net::Response> schedule(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, Needs::Time);
  if (!said) return fail(said.error());
  const auto looked = look_at(services, *id, [&](const Post&) { return said->at; });
  if (!looked) return fail(looked.error());
  return step(services, visitor, 200, [&](store::Transaction& tx, const Acting& acting) {
    return looked->same(speak::schedule_post(tx, *id, acting, said->at, said->zone, looked->assessment.cautions));
  });
}

Result<net::Response> hold(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto said = read_said(request, Needs::Reason);
  if (!said) return fail(said.error());
  const auto held = services.store.write_now([&](store::Transaction& tx) {
    return speak::hold_all(tx, {visitor.session.user, services.clock.now()}, said->reason);
  });
  if (!held) return fail(held.error());
  changed(services, {});
  return json_answer(200, {{"held", *held}});
}

Result<net::Response> lift(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto said = read_said(request, Needs::Reason);
  if (!said) return fail(said.error());
  const auto held = services.store.write_now([&](store::Transaction& tx) {
    return speak::lift_hold(tx, {visitor.session.user, services.clock.now()}, said->reason);
  });
  if (!held) return fail(held.error());
  services.posts_changed();
  return json_answer(200, {{"held", *held}});
}

// What a post would look like to others: its note's HTML in each language. Nothing is stored.
Result<net::Response> preview(const Services& services, const net::Request& request) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto body = read_post_body(*fields);
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  const auto contents = [&](std::size_t part) {
    const auto one = speak::part_of(*body, part);
    json::Array texts;
    for (const auto& text : one.texts) {
      texts.emplace_back(
          json::Object{{"language", text.language}, {"content", speak::html_of(text, one, services.addresses)}});
    }
    return texts;
  };
  json::Array following;
  for (std::size_t part = 1; part < speak::part_count(*body); ++part) {
    following.emplace_back(json::Object{{"texts", contents(part)}});
  }
  return json_answer(200, {{"texts", contents(0)}, {"following", std::move(following)}});
}

Result<net::Response> remove(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, Needs::Reason);
  if (!said) return fail(said.error());
  if (auto gone = speak::delete_post(services.store, services.publisher, *id, visitor.session.user, said->reason);
      !gone) {
    return fail(gone.error());
  }
  changed(services, *id);
  return net::Response::empty(204);
}

}  // namespace

void add_posts_routes(GuardedRouter& routes, const Services& services) {
  const auto writing = std::make_shared<Writing>(services);  // shared by the handlers that draft and change
  using net::Method;
  using net::Request;
  using staff::Action;
  const auto read = [&](std::string pattern, auto handler) {
    routes.add(Method::Get, std::move(pattern), Action::ReadAccounts, handler);
  };
  const auto write = [&](Method method, std::string pattern, auto handler) {
    routes.add(method, std::move(pattern), Action::Publish, handler);
  };
  const auto take_step = [&](const std::string& name, Needs needs, Take run) {
    write(Method::Post, "/api/staff/posts/{id}/" + name,
          [services, needs, run = std::move(run)](const Request& request, const Visitor& visitor) {
            return take(services, request, visitor, needs, run);
          });
  };
  read("/api/staff/posts",
       [services](const Request& request, const Visitor& visitor) { return list(services, request, visitor); });
  read("/api/staff/posts/desk", [services](const Request&, const Visitor& visitor) { return desk(services, visitor); });
  read("/api/staff/posts/calendar",
       [services](const Request& request, const Visitor& visitor) { return calendar(services, request, visitor); });
  read("/api/staff/posts/{id}",
       [services](const Request& request, const Visitor& visitor) { return show(services, request, visitor); });
  read("/api/staff/posts/{id}/versions",
       [services](const Request& request, const Visitor& visitor) { return versions(services, request, visitor); });
  write(Method::Post, "/api/staff/posts", [services, writing](const Request& request, const Visitor& visitor) {
    return draft(services, *writing, request, visitor);
  });
  write(Method::Put, "/api/staff/posts/{id}", [services, writing](const Request& request, const Visitor& visitor) {
    return change(services, *writing, request, visitor);
  });
  routes.add(Method::Delete, "/api/staff/posts/{id}", Action::DeleteNote,
             [services](const Request& request, const Visitor& visitor) { return remove(services, request, visitor); });
  write(Method::Post, "/api/staff/posts/hold",
        [services](const Request& request, const Visitor& visitor) { return hold(services, request, visitor); });
  write(Method::Post, "/api/staff/posts/lift",
        [services](const Request& request, const Visitor& visitor) { return lift(services, request, visitor); });
  routes.add(
      Method::Post, "/api/staff/posts/preview", Action::Publish,
      [services](const Request& request, const Visitor&) { return preview(services, request); }, Writes::Nothing);
  write(Method::Post, "/api/staff/posts/{id}/submit",
        [services, writing](const Request& request, const Visitor& visitor) {
          return submit(services, writing->looks, request, visitor);
        });
  take_step("approve", Needs::VersionAndDigest,
            [](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
              return speak::approve_post(tx, id, acting, said.version, said.digest);
            });
  take_step("return", Needs::VersionAndReason,
            [](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
              return speak::return_post(tx, id, acting, said.version, said.reason);
            });
  write(Method::Post, "/api/staff/posts/{id}/schedule",
        [services](const Request& request, const Visitor& visitor) { return schedule(services, request, visitor); });
  take_step("withdraw", Needs::Reason, [](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
    if (auto unbound = check_unbound(tx, id); !unbound) return Result<Post>(fail(unbound.error()));
    return speak::withdraw_post(tx, id, acting, said.reason);
  });
  take_step(
      "release", Needs::VersionAndReason,
      [known = services.publisher.known](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
        if (auto unbound = check_unbound(tx, id); !unbound) return Result<Post>(fail(unbound.error()));
        return speak::release_post(tx, id, acting, said.version, said.reason, known);
      });
  take_step("review", Needs::Reason, [](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
    return speak::review_release(tx, id, acting, said.reason);
  });
}

}  // namespace chancery::api
