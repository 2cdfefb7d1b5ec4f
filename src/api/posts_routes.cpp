// Posts on their way to becoming notes: written, agreed on, scheduled, held.
#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "answer/conversations.hpp"
#include "answer/floods.hpp"
#include "answer/replies.hpp"
#include "api/fields.hpp"
#include "api/known_actors.hpp"
#include "api/link_cards.hpp"
#include "api/post_cautions.hpp"
#include "api/post_reading.hpp"
#include "api/post_sources.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/deleting.hpp"
#include "speak/holding.hpp"
#include "speak/post_note.hpp"
#include "speak/posts.hpp"
#include "speak/reassessing.hpp"
#include "speak/releasing.hpp"

namespace chancery::api {
namespace {

using speak::Acting;
using speak::Post;
using speak::PostId;
using speak::PostStatus;

// It may leave at another time, and whoever looks at posts looks again.
void changed(const Services& services, PostId id) {
  services.posts_changed();
  services.feed.post(id);
}

using PostRun = std::function<Result<Post>(store::Transaction&, const Acting&)>;

// Takes a step in a transaction and answers where the post stands then. `unasked`: names whose servers did not answer.
Result<net::Response> step_post(const Services& services, const Visitor& visitor, int status, const PostRun& run,
                                const std::vector<std::string>& unasked = {}) {
  const auto done = services.store.write_now(
      [&](store::Transaction& tx) { return run(tx, {visitor.session.user, services.clock.now()}); });
  if (!done) return fail(done.error());
  changed(services, done->id);
  return services.store.read([&](store::Snapshot& snapshot) {
    auto post = json_of(snapshot, services, *done, visitor);
    if (!unasked.empty()) post["unasked"] = json::Array(unasked.begin(), unasked.end());
    return json_answer(status, std::move(post));
  });
}

// What answers a conversation, or a flood of them, is written there, by who has it.
Status check_unbound(store::Transaction& tx, PostId id) {
  const auto flood = answer::flood_of_post(tx, id.value);
  if (flood && flood->state == answer::FloodState::Open) {
    return fail(Errc::Conflict, "the answer to a flood",
                "This answers many at once, flood " + flood->id.text() + ": go on with it there.");
  }
  const auto reply = answer::reply_of_post(tx, id.value);
  if (!reply || reply->state != answer::ReplyState::Open) return {};
  return fail(Errc::Conflict, "a reply of a conversation",
              "This is the reply to conversation " + reply->conversation.text() + ": go on with it there.");
}

// The desk hears that what it wrote was sent back.
Status tell_desk(const Services& services, store::Transaction& tx, PostId id, const Acting& acting,
                 std::string_view reason) {
  answer::reopen_flood(tx, id.value);
  const auto reply = answer::reply_of_post(tx, id.value);
  if (!reply || reply->state != answer::ReplyState::Open) return {};
  const auto works = services.desk.workplaces.now();
  const auto told = answer::note_step(tx, works->workplace(), id.value, answer::ReplyStep::Returned,
                                      {&acting.by, acting.now}, reason);
  return told ? Status{} : fail(told.error());
}

// Nothing new answers a conversation's message from outside it.
Status check_outside(store::Transaction& tx, activity::NoteId parent) {
  const auto id = parent ? answer::conversation_of_note(tx, parent) : answer::ConversationId{};
  if (!id) return {};
  return fail(Errc::Conflict, "answers a conversation",
              "This is a message of conversation " + id.text() + ": claim it and answer there.");
}

// What is looked up elsewhere while somebody writes; shared by the handlers.
struct PostWriting {
  explicit PostWriting(const Services& services) : cards(services) {}

  // Pages are looked at only when she asks for it: their servers learn of it.
  void fill_cards(const Visitor& visitor, speak::PostBody& body, const std::optional<speak::PostBody>& before,
                  bool look) {
    if (look) {
      cards.look(looks, visitor.session.user, body, before);
    } else {
      cards.keep(body, before);
    }
  }

  Looks looks;
  LinkCards cards;
};

Result<net::Response> draft_post(const Services& services, PostWriting& writing, const net::Request& request,
                                 const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  auto body = read_post_body(*fields);
  const bool look = fields->flag("look_at_links");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  const auto unasked = fill_mentions(services, writing.looks, *body);
  const auto source = choose_source(services, writing.looks, *body);
  if (!source) return fail(source.error());
  writing.fill_cards(visitor, *body, std::nullopt, look);
  const auto key = request.headers.find("Idempotency-Key").value_or("");
  const auto id = services.store.ids().make<PostId>();
  const auto run = [&](store::Transaction& tx, const Acting& acting) {
    if (auto outside = check_outside(tx, body->in_reply_to); !outside) return Result<Post>(fail(outside.error()));
    keep_source(tx, *source, acting.now);
    return speak::draft_post(tx, id, acting, *body, key);
  };
  return step_post(services, visitor, 201, run, unasked);
}

Result<net::Response> change_post(const Services& services, PostWriting& writing, const net::Request& request,
                                  const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  auto body = read_post_body(*fields);
  const auto version = static_cast<int>(fields->integer("version"));
  const auto digest = fields->optional_text("digest").value_or("");
  const bool look = fields->flag("look_at_links");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  const auto before = services.store.read([&](store::Snapshot& snapshot) { return speak::post_by_id(snapshot, *id); });
  const auto unasked = fill_mentions(services, writing.looks, *body, before ? &before->body : nullptr);
  const auto source = choose_source(services, writing.looks, *body);
  if (!source) return fail(source.error());
  writing.fill_cards(visitor, *body, before ? std::optional(before->body) : std::nullopt, look);
  const auto run = [&](store::Transaction& tx, const Acting& acting) {
    if (auto unbound = check_unbound(tx, *id); !unbound) return Result<Post>(fail(unbound.error()));
    const auto stands = speak::post_by_id(tx, *id);
    if (stands && stands->body.in_reply_to != body->in_reply_to) {
      if (auto outside = check_outside(tx, body->in_reply_to); !outside) return Result<Post>(fail(outside.error()));
    }
    keep_source(tx, *source, acting.now);
    return speak::change_post(tx, *id, acting, version, *body, digest);
  };
  return step_post(services, visitor, 200, run, unasked);
}

// What a step's body may say. Each step reads what it needs; `version` is of the post the person looked at.
struct Said {
  int version = 0;
  std::string digest;
  std::string reason;
  std::optional<Timestamp> at;
  std::string zone;
};
enum class Needs { Version, VersionAndDigest, VersionAndReason, Reason, Finding, Time };

Result<Said> read_said(const net::Request& request, Needs needs) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  Said said;
  if (needs != Needs::Reason && needs != Needs::Time) said.version = static_cast<int>(fields->integer("version"));
  if (needs == Needs::VersionAndDigest || needs == Needs::Finding) said.digest = fields->text("digest");
  if (needs == Needs::VersionAndReason || needs == Needs::Reason || needs == Needs::Finding) {
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

Result<net::Response> take_post(const Services& services, const net::Request& request, const Visitor& visitor,
                                Needs needs, const Take& run) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, needs);
  if (!said) return fail(said.error());
  return step_post(services, visitor, 200,
                   [&](store::Transaction& tx, const Acting& acting) { return run(tx, *id, acting, *said); });
}

// What the checks say of a post. Looked at before the transaction, so that no other write waits for it; what was looked
// at is what the step must find.
struct LookedAt {
  PostStatus status = PostStatus::Draft;
  speak::PostBody body;
  std::string digest;
  speak::Assessment assessment;
  std::string stood;  // the cautions as of its submission

  [[nodiscard]] Result<Post> same(Result<Post> stepped) const {
    if (!stepped || stepped->digest == digest) return stepped;
    return fail(Errc::Conflict, "the post changed while it was looked at",
                "The post has just been changed: read it again.");
  }
};

// `at`: when the post is to leave; nothing: as soon as it may.
template <class At>
Result<LookedAt> look_at_post(const Services& services, PostId id, const At& at) {
  speak::CautionContext context;
  const auto post = services.store.read([&](store::Snapshot& snapshot) {
    auto found = speak::post_by_id(snapshot, id);
    const std::optional<Timestamp> leaves = found ? at(*found) : std::nullopt;
    const auto then = leaves.value_or(services.clock.now());
    if (found) context = caution_context(snapshot, services.addresses, then, *found);
    return found;
  });
  if (!post) return fail(Errc::NotFound, "there is no such post");
  return LookedAt{post->status, post->body, post->digest, services.cautions.assess(post->body, context),
                  post->cautions};
}

// The cards of its links as they stand now, part by part.
std::vector<std::optional<speak::PostCard>> cards_now(PostWriting& writing, const Visitor& visitor,
                                                      const LookedAt& looked) {
  if (looked.status != PostStatus::Draft) return {};
  auto body = looked.body;
  writing.cards.look(writing.looks, visitor.session.user, body, looked.body);
  std::vector<std::optional<speak::PostCard>> cards{body.card};
  for (const auto& part : body.following) cards.push_back(part.card);
  return cards;
}

Result<net::Response> submit_post(const Services& services, PostWriting& writing, const net::Request& request,
                                  const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, Needs::Version);
  if (!said) return fail(said.error());
  auto looked = look_at_post(services, *id, [](const Post& post) { return post.scheduled; });
  if (!looked) return fail(looked.error());
  // Where it does not answer now, what was last seen counts; it is looked at again before the post leaves.
  const auto source = look_at_source(services, writing.looks, looked->body);
  looked->assessment.cards = cards_now(writing, visitor, *looked);
  add_private_posts(looked->assessment, writing.cards.private_posts(looked->body));
  looked->assessment.digest = looked->digest;
  return step_post(services, visitor, 200, [&](store::Transaction& tx, const Acting& acting) {
    if (auto unbound = check_unbound(tx, *id); !unbound) return Result<Post>(fail(unbound.error()));
    if (source) keep_source(tx, *source, acting.now);
    return speak::submit_post(tx, *id, acting, said->version, looked->assessment, services.publisher.known);
  });
}

Result<net::Response> approve_post(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, Needs::VersionAndDigest);
  if (!said) return fail(said.error());
  if (auto shown = show_new_days(services, visitor.session.user, *id, said->version); !shown) {
    return fail(shown.error());
  }
  return step_post(services, visitor, 200, [&](store::Transaction& tx, const Acting& acting) {
    if (auto holds = answer::check_line_of(tx, id->value, acting.now); !holds) return Result<Post>(fail(holds.error()));
    return speak::approve_post(tx, *id, acting, said->version, said->digest);
  });
}

// Whoever reviews it afterwards sees what the checks say of it, though nobody submitted it.
Result<net::Response> release_post(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, Needs::VersionAndReason);
  if (!said) return fail(said.error());
  auto looked = look_at_post(services, *id, [](const Post&) { return std::optional<Timestamp>{}; });
  if (!looked) return fail(looked.error());
  keep_private_posts(looked->assessment, looked->stood);
  return step_post(services, visitor, 200, [&](store::Transaction& tx, const Acting& acting) {
    if (auto unbound = check_unbound(tx, *id); !unbound) return Result<Post>(fail(unbound.error()));
    if (auto renewed = speak::renew_cautions(tx, *id, said->version, looked->assessment.cautions); !renewed) {
      return Result<Post>(fail(renewed.error()));
    }
    const speak::Emergency emergency{said->version, said->reason, looked->assessment.more_approvals};
    return looked->same(speak::release_post(tx, *id, acting, emergency, services.publisher.known));
  });
}

// Another day may be one of mourning.
Result<net::Response> schedule(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = post_id(request);
  if (!id) return fail(id.error());
  const auto said = read_said(request, Needs::Time);
  if (!said) return fail(said.error());
  auto looked = look_at_post(services, *id, [&](const Post&) { return said->at; });
  if (!looked) return fail(looked.error());
  keep_private_posts(looked->assessment, looked->stood);
  return step_post(services, visitor, 200, [&](store::Transaction& tx, const Acting& acting) {
    return looked->same(speak::schedule_post(tx, *id, acting, said->at, said->zone, looked->assessment.cautions));
  });
}

// Who waits for an answer of theirs to leave hears that it does not.
Result<std::size_t> hold_all(store::Transaction& tx, const Acting& acting, std::string_view reason) {
  auto replies = answer::waiting_posts(tx);
  const auto stands = [&](std::int64_t id, PostStatus status) {
    const auto post = speak::post_by_id(tx, PostId{id});
    return post && post->status == status;
  };
  std::erase_if(replies, [&](std::int64_t id) { return !stands(id, PostStatus::Approved); });
  auto held = speak::hold_all(tx, acting, reason);
  for (const auto id : held ? replies : std::vector<std::int64_t>{}) {
    if (stands(id, PostStatus::Held)) answer::was_held(tx, id, {&acting.by, acting.now});
  }
  return held;
}

Result<net::Response> hold_post(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto said = read_said(request, Needs::Reason);
  if (!said) return fail(said.error());
  const auto held = services.store.write_now(
      [&](store::Transaction& tx) { return hold_all(tx, {visitor.session.user, services.clock.now()}, said->reason); });
  if (!held) return fail(held.error());
  changed(services, {});
  return json_answer(200, {{"held", *held}});
}

Result<net::Response> lift_hold(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto said = read_said(request, Needs::Reason);
  if (!said) return fail(said.error());
  const auto held = services.store.write_now([&](store::Transaction& tx) {
    return speak::lift_hold(tx, {visitor.session.user, services.clock.now()}, said->reason);
  });
  if (!held) return fail(held.error());
  changed(services, {});
  return json_answer(200, {{"held", *held}});
}

// What a post would look like to others: its note's HTML in each language. Nothing is stored.
Result<net::Response> preview_post(const Services& services, const net::Request& request) {
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

Result<net::Response> remove_post(const Services& services, const net::Request& request, const Visitor& visitor) {
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
  add_post_reading(routes, services);
  const auto writing = std::make_shared<PostWriting>(services);  // shared by the handlers that draft and change
  using net::Method;
  using net::Request;
  using staff::Action;
  const auto write = [&](Method method, std::string pattern, auto handler) {
    routes.add(method, std::move(pattern), Action::Publish, handler);
  };
  const auto take_step = [&](const std::string& name, Needs needs, Take run) {
    write(Method::Post, "/api/staff/posts/{id}/" + name,
          [services, needs, run = std::move(run)](const Request& request, const Visitor& visitor) {
            return take_post(services, request, visitor, needs, run);
          });
  };
  write(Method::Post, "/api/staff/posts", [services, writing](const Request& request, const Visitor& visitor) {
    return draft_post(services, *writing, request, visitor);
  });
  write(Method::Put, "/api/staff/posts/{id}", [services, writing](const Request& request, const Visitor& visitor) {
    return change_post(services, *writing, request, visitor);
  });
  routes.add(
      Method::Delete, "/api/staff/posts/{id}", Action::DeleteNote,
      [services](const Request& request, const Visitor& visitor) { return remove_post(services, request, visitor); });
  write(Method::Post, "/api/staff/posts/hold",
        [services](const Request& request, const Visitor& visitor) { return hold_post(services, request, visitor); });
  write(Method::Post, "/api/staff/posts/lift",
        [services](const Request& request, const Visitor& visitor) { return lift_hold(services, request, visitor); });
  routes.add(
      Method::Post, "/api/staff/posts/preview", Action::Publish,
      [services](const Request& request, const Visitor&) { return preview_post(services, request); }, Writes::Nothing);
  write(Method::Post, "/api/staff/posts/{id}/submit",
        [services, writing](const Request& request, const Visitor& visitor) {
          return submit_post(services, *writing, request, visitor);
        });
  write(Method::Post, "/api/staff/posts/{id}/approve", [services](const Request& request, const Visitor& visitor) {
    return approve_post(services, request, visitor);
  });
  take_step("return", Needs::VersionAndReason,
            [services](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
              auto post = speak::return_post(tx, id, acting, said.version, said.reason);
              if (!post) return post;
              if (auto told = tell_desk(services, tx, id, acting, said.reason); !told)
                return Result<Post>(fail(told.error()));
              return post;
            });
  write(Method::Post, "/api/staff/posts/{id}/schedule",
        [services](const Request& request, const Visitor& visitor) { return schedule(services, request, visitor); });
  take_step("withdraw", Needs::Reason, [](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
    if (auto unbound = check_unbound(tx, id); !unbound) return Result<Post>(fail(unbound.error()));
    return speak::withdraw_post(tx, id, acting, said.reason);
  });
  write(Method::Post, "/api/staff/posts/{id}/release", [services](const Request& request, const Visitor& visitor) {
    return release_post(services, request, visitor);
  });
  take_step("review", Needs::Finding, [](store::Transaction& tx, PostId id, const Acting& acting, const Said& said) {
    return speak::review_release(tx, id, acting, {said.version, said.digest, said.reason});
  });
}

}  // namespace chancery::api
