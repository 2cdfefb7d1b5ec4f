// The answer to a conversation: its draft, submission, approval, and what takes it back before it leaves.
//
// Each step is one transaction of two pillars, in this order: the fence of the conversation (answer), the post (speak),
// what the conversation keeps of it (answer).
#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "answer/chains.hpp"
#include "answer/lines.hpp"
#include "answer/replies.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/known_actors.hpp"
#include "api/link_cards.hpp"
#include "api/looks.hpp"
#include "api/post_cautions.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/reassessing.hpp"
#include "speak/releasing.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

using answer::Conversation;
using answer::ConversationId;
using answer::Reply;
using answer::ReplyStep;
using speak::Post;
using speak::PostId;

// What is looked up elsewhere while somebody writes; shared by the handlers.
struct DraftWriting {
  explicit DraftWriting(const Services& services) : cards(services) {}
  Looks looks;
  LinkCards cards;
};

struct Stepped {
  Reply reply;
  Post post;
};
using DraftRun = std::function<Result<Stepped>(store::Transaction&, const desk::Workplace&, const speak::Acting&)>;

// Takes a step in one transaction and answers where the reply stands then.
// `unasked`: names whose servers did not answer.
Result<net::Response> step_draft(const Services& services, const Visitor& visitor, const DraftRun& run,
                                 const std::vector<std::string>& unasked = {}) {
  const auto works = services.desk.workplaces.now();
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return run(tx, works->workplace(), {visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  services.posts_changed();
  return services.store.read([&](store::Snapshot& snapshot) {
    if (const auto c = answer::conversation(snapshot, done->reply.conversation)) {
      services.feed.reply_draft(done->post.id, c->desk);
    }
    ConversationsJson as(snapshot, services, visitor.session.user);
    auto draft = as.draft(done->reply, done->post);
    if (!unasked.empty()) draft["unasked"] = json::Array(unasked.begin(), unasked.end());
    return json_answer(200, draft);
  });
}

answer::Acting acting_of(const speak::Acting& acting) {
  return {&acting.by, acting.now};
}

// The reply under way, and its post as this person may see it.
Result<Reply> open_reply(store::Transaction& tx, ConversationId id) {
  const auto reply = answer::open_reply(tx, id);
  if (!reply) return fail(Errc::Conflict, "no reply", "There is no draft in this conversation any more.");
  return *reply;
}

// What the draft's body says where it leaves it open: under whose name, to what, to whom.
Result<json::Object> completed(const Services& services, const Visitor& visitor, ConversationId id, json::Object body) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<json::Object> {
    const auto reader = answer::reader_of(snapshot, visitor.session.user);
    const auto c = answer::conversation(snapshot, id, reader);
    if (!c) return fail(Errc::NotFound, "there is no such conversation");
    body["account"] = c->account.text();
    if (!body.contains("in_reply_to") || body["in_reply_to"].is_null()) {
      const auto last = answer::note_to_answer(snapshot, id);
      if (!last)
        return fail(Errc::Conflict, "nothing to answer", "She took back what waited for an answer: close it instead.");
      body["in_reply_to"] = last.text();
    }
    const auto parent = parse_id(json::text_or_empty(body, "in_reply_to"));
    const auto note = parent ? store::note_by_id(snapshot, activity::NoteId{*parent}) : std::nullopt;
    if (note && !body.contains("visibility")) body["visibility"] = activity::to_string(note->visibility);
    return body;
  });
}

struct SavedDraft {
  std::int64_t token = 0;
  std::optional<std::int64_t> version;
  std::string digest;
  bool keep_open = false;
  std::int64_t line = 0;
  std::optional<std::int64_t> line_version;  // chosen now, by its number
  speak::PostBody body;
};

// Which text of the line it is made of: the one it was made of, though that has ended; or, where one is chosen, what
// stands in the language it is written in.
Status choose_line(store::Transaction& tx, const SavedDraft& saved, const Reply* open, Reply& reply, Timestamp now) {
  if (saved.line == 0) return {};
  if (open != nullptr && open->line == saved.line && !saved.line_version) {
    reply.line = open->line;
    reply.line_language = open->line_language;
    reply.line_version = open->line_version;
    return {};
  }
  const auto language = saved.body.texts.empty() ? std::string() : saved.body.texts.front().language;
  const auto text = answer::standing_text(tx, answer::LineId{saved.line}, language, now);
  if (!text) {
    return fail(Errc::Invalid, "no such line",
                "line: it does not stand in this language any more: choose another, or write words of your own");
  }
  if (saved.line_version && *saved.line_version != text->version) {
    return fail(Errc::Invalid, "no such version of the line",
                "line_version: this version does not stand in this language any more: choose the line anew, or write"
                " words of your own");
  }
  reply.line = saved.line;
  reply.line_language = text->language;
  reply.line_version = text->version;
  return {};
}

// The words of one version do not go on under another line, another version of it or none: what ends with the line
// would leave all the same.
Status keep_words_by_their_line(store::Transaction& tx, const Reply& open, const Reply& wanted,
                                const std::vector<speak::PostText>& texts) {
  const auto is_in = [&](const Reply& reply) {
    return std::ranges::any_of(
        texts, [&](const speak::PostText& text) { return answer::says_its_line(tx, reply, text.markdown); });
  };
  const bool same = wanted.line == open.line && wanted.line_language == open.line_language &&
                    wanted.line_version == open.line_version;
  if (same || !is_in(open) || is_in(wanted)) return {};
  return fail(Errc::Conflict, "the words of a line",
              "line: These are the approved line's words still: change them first, or choose another line.");
}

Result<SavedDraft> read_saved_draft(const Services& services, const net::Request& request, const Visitor& visitor,
                                    ConversationId id) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  SavedDraft saved;
  saved.token = fields->integer("token");
  saved.version = fields->optional_integer("version");
  saved.digest = fields->optional_text("digest").value_or("");
  saved.keep_open = fields->flag("keep_open");
  saved.line = fields->optional_id<std::int64_t>("line");
  saved.line_version = fields->optional_integer("line_version");
  if (saved.line_version && saved.line == 0) {
    return fail(Errc::Invalid, "a version of no line", "line_version: it is of a line: name that, too");
  }
  const auto object = fields->optional_object("body");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!object) return fail(Errc::Invalid, "no body", "body: what the reply says");
  auto whole = completed(services, visitor, id, *object);
  if (!whole) return fail(whole.error());
  auto said = Fields::of(std::move(*whole));
  auto body = read_post_body(said);
  if (auto read = said.check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  if (body->share || !body->quote.empty()) {
    return fail(Errc::Invalid, "an answer amplifies", "quote: an answer shares and quotes nothing");
  }
  saved.body = std::move(*body);
  return saved;
}

Result<net::Response> save_draft(const Services& services, DraftWriting& writing, const net::Request& request,
                                 const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto saved = read_saved_draft(services, request, visitor, *id);
  if (!saved) return fail(saved.error());
  const auto before = services.store.read([&](store::Snapshot& snapshot) {
    const auto reply = answer::open_reply(snapshot, *id);
    return reply ? speak::post_by_id(snapshot, PostId{reply->post}) : std::nullopt;
  });
  const auto unasked = fill_mentions(services, writing.looks, saved->body, before ? &before->body : nullptr);
  writing.cards.keep(saved->body, before ? std::optional(before->body) : std::nullopt);
  const auto fresh = services.store.ids().make<PostId>();
  return step_draft(
      services, visitor,
      [&](store::Transaction& tx, const desk::Workplace& workplace, const speak::Acting& acting) -> Result<Stepped> {
        const auto fence = answer::check_fence(tx, *id, acting.by, saved->token);
        if (!fence) return fail(fence.error());
        const auto open = answer::open_reply(tx, *id);
        if (open && !saved->version) {
          return fail(Errc::Conflict, "a draft is there", "There is a draft already: read it again.");
        }
        auto post = open ? speak::change_post(tx, PostId{open->post}, acting, static_cast<int>(*saved->version),
                                              saved->body, saved->digest)
                         : speak::draft_post(tx, fresh, acting, saved->body, fresh.text());
        if (!post) return fail(post.error());
        Reply wanted{.post = post->id.value,
                     .conversation = *id,
                     .token = saved->token,
                     .parent = post->body.in_reply_to,
                     .keep_open = saved->keep_open};
        const auto* made = open ? &*open : nullptr;
        if (auto chosen = choose_line(tx, *saved, made, wanted, acting.now); !chosen) return fail(chosen.error());
        const auto kept = open ? keep_words_by_their_line(tx, *open, wanted, post->body.texts) : Status{};
        if (!kept) return fail(kept.error());
        auto reply = answer::bind_reply(tx, workplace, wanted, acting_of(acting));
        if (!reply) return fail(reply.error());
        return Stepped{*reply, std::move(*post)};
      },
      unasked);
}

Result<Post> post_under_way(const Services& services, const Visitor& visitor, ConversationId id) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<Post> {
    const auto reader = answer::reader_of(snapshot, visitor.session.user);
    if (!answer::conversation(snapshot, id, reader)) return fail(Errc::NotFound, "there is no such conversation");
    const auto reply = answer::open_reply(snapshot, id);
    auto post = reply ? speak::post_by_id(snapshot, PostId{reply->post}) : std::nullopt;
    if (!post) return fail(Errc::Conflict, "no reply", "There is no draft in this conversation any more.");
    return std::move(*post);
  });
}

// What the checks say of it, and its links as they stand now: looked at before the transaction, which finds by the
// digest that it is still the same.
Result<speak::Assessment> look_at_draft(const Services& services, DraftWriting& writing, const Visitor& visitor,
                                        ConversationId id) {
  speak::CautionContext context;
  services.store.read([&](store::Snapshot& snapshot) {
    context = caution_context(snapshot, services.addresses, services.clock.now());
  });
  const auto post = post_under_way(services, visitor, id);
  if (!post) return fail(post.error());
  auto assessment = services.cautions.assess(post->body, context);
  assessment.digest = post->digest;
  if (post->status != speak::PostStatus::Draft) {
    keep_private_posts(assessment, post->cautions);
    return assessment;
  }
  auto body = post->body;
  writing.cards.look(writing.looks, visitor.session.user, body, post->body);
  assessment.cards.push_back(body.card);
  for (const auto& part : body.following) assessment.cards.push_back(part.card);
  add_private_posts(assessment, writing.cards.private_posts(body));
  return assessment;
}

// What lets the post go: submitted, or released by its writer alone.
using LetGo = std::function<Result<Post>(store::Transaction&, PostId, const speak::Acting&)>;

// Of the holder, of words she saved herself. Neither way passes by the other desks that are to clear it.
DraftRun handed_on(ConversationId id, std::int64_t token, LetGo let_go) {
  return [id, token, let_go = std::move(let_go)](store::Transaction& tx, const desk::Workplace& workplace,
                                                 const speak::Acting& acting) -> Result<Stepped> {
    const auto held = answer::check_fence(tx, id, acting.by, token);
    if (!held) return fail(held.error());
    const auto open = open_reply(tx, id);
    if (!open) return fail(open.error());
    if (open->token != token) {
      return fail(Errc::Conflict, "written by another", "Save the draft once more: it was another's.");
    }
    if (auto holds = answer::check_line_of(tx, open->post, acting.now); !holds) return fail(holds.error());
    auto post = let_go(tx, PostId{open->post}, acting);
    if (!post) return fail(post.error());
    const auto cleared = answer::check_cleared(tx, workplace, held->desk, open->post, post->digest);
    if (!cleared) return fail(cleared.error());
    auto reply = answer::note_step(tx, workplace, open->post, ReplyStep::Submitted, acting_of(acting));
    if (!reply) return fail(reply.error());
    return Stepped{*reply, std::move(*post)};
  };
}

Result<net::Response> submit_draft(const Services& services, DraftWriting& writing, const net::Request& request,
                                   const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto token = fields->integer("token");
  const auto version = static_cast<int>(fields->integer("version"));
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto looked = look_at_draft(services, writing, visitor, *id);
  if (!looked) return fail(looked.error());
  const auto submitted = [&](store::Transaction& tx, PostId post, const speak::Acting& acting) {
    return speak::submit_post(tx, post, acting, version, *looked, services.publisher.known);
  };
  return step_draft(services, visitor, handed_on(*id, token, submitted));
}

// In an emergency: as a post is released, reviewed by another afterwards. Who reviews it sees what the checks say.
Result<net::Response> release_draft(const Services& services, DraftWriting& writing, const net::Request& request,
                                    const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto token = fields->integer("token");
  const auto version = static_cast<int>(fields->integer("version"));
  const auto reason = fields->text("reason");
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto looked = look_at_draft(services, writing, visitor, *id);
  if (!looked) return fail(looked.error());
  const auto released = [&](store::Transaction& tx, PostId post, const speak::Acting& acting) -> Result<Post> {
    if (auto renewed = speak::renew_cautions(tx, post, version, looked->cautions); !renewed) {
      return fail(renewed.error());
    }
    const speak::Emergency emergency{version, reason, looked->more_approvals};
    auto gone = speak::release_post(tx, post, acting, emergency, services.publisher.known);
    if (gone && gone->digest != looked->digest) {
      return fail(Errc::Conflict, "the reply changed while it was looked at",
                  "It has just been changed: read it again.");
    }
    return gone;
  };
  return step_draft(services, visitor, handed_on(*id, token, released));
}

// Of the holder: undo, or give the draft up.
Result<net::Response> recall_draft(const Services& services, DraftWriting&, const net::Request& request,
                                   const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto token = fields->integer("token");
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto before = post_under_way(services, visitor, *id);
  if (!before) return fail(before.error());
  return step_draft(
      services, visitor,
      [&](store::Transaction& tx, const desk::Workplace& workplace, const speak::Acting& acting) -> Result<Stepped> {
        if (auto held = answer::check_fence(tx, *id, acting.by, token); !held) return fail(held.error());
        const auto open = open_reply(tx, *id);
        if (!open) return fail(open.error());
        auto post = speak::recall_post(tx, PostId{open->post}, acting, before->version);
        if (!post) return fail(post.error());
        auto reply = answer::note_step(tx, workplace, open->post, ReplyStep::Recalled, acting_of(acting));
        if (!reply) return fail(reply.error());
        return Stepped{*reply, std::move(*post)};
      });
}

Result<net::Response> withdraw(const Services& services, DraftWriting&, const net::Request& request,
                               const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto token = fields->integer("token");
  const auto reason = fields->optional_text("reason").value_or("");
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto works = services.desk.workplaces.now();
  PostId gone;
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Result<Conversation> {
    const speak::Acting acting{visitor.session.user, services.clock.now()};
    if (auto held = answer::check_fence(tx, *id, acting.by, token); !held) return fail(held.error());
    const auto open = open_reply(tx, *id);
    if (!open) return fail(open.error());
    gone = PostId{open->post};
    auto post = speak::withdraw_post(tx, gone, acting, reason.empty() ? "the draft was given up" : reason);
    if (!post) return fail(post.error());
    auto reply = answer::note_step(tx, works->workplace(), open->post, ReplyStep::GivenUp, acting_of(acting));
    if (!reply) return fail(reply.error());
    return *answer::conversation(tx, *id);
  });
  if (!done) return fail(done.error());
  services.feed.reply_draft(gone, done->desk);
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(200, ConversationsJson(snapshot, services, visitor.session.user).row(*done));
  });
}

// Of a second person: she reads the conversation, and holds the right on the account.
Status check_reads(store::Transaction& tx, ConversationId id, const staff::User& by) {
  const auto c = answer::conversation_for(tx, id, by, staff::DeskAction::Read);
  return c ? Status{} : fail(c.error());
}

Result<net::Response> approve_draft(const Services& services, DraftWriting&, const net::Request& request,
                                    const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto version = static_cast<int>(fields->integer("version"));
  const auto digest = fields->text("digest");
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto stands = post_under_way(services, visitor, *id);
  if (!stands) return fail(stands.error());
  if (auto shown = show_new_days(services, visitor.session.user, stands->id, version); !shown) {
    return fail(shown.error());
  }
  return step_draft(
      services, visitor,
      [&](store::Transaction& tx, const desk::Workplace&, const speak::Acting& acting) -> Result<Stepped> {
        if (auto reads = check_reads(tx, *id, acting.by); !reads) return fail(reads.error());
        const auto open = open_reply(tx, *id);
        if (!open) return fail(open.error());
        if (auto holds = answer::check_line_of(tx, open->post, acting.now); !holds) return fail(holds.error());
        auto post = speak::approve_post(tx, PostId{open->post}, acting, version, digest);
        if (!post) return fail(post.error());
        return Stepped{*open, std::move(*post)};
      });
}

Result<net::Response> give_back(const Services& services, DraftWriting&, const net::Request& request,
                                const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto version = static_cast<int>(fields->integer("version"));
  const auto reason = fields->text("reason");
  if (auto read = fields->check(); !read) return fail(read.error());
  return step_draft(
      services, visitor,
      [&](store::Transaction& tx, const desk::Workplace& workplace, const speak::Acting& acting) -> Result<Stepped> {
        if (auto reads = check_reads(tx, *id, acting.by); !reads) return fail(reads.error());
        const auto open = open_reply(tx, *id);
        if (!open) return fail(open.error());
        auto post = speak::return_post(tx, PostId{open->post}, acting, version, reason);
        if (!post) return fail(post.error());
        auto reply = answer::note_step(tx, workplace, open->post, ReplyStep::Returned, acting_of(acting), reason);
        if (!reply) return fail(reply.error());
        return Stepped{*reply, std::move(*post)};
      });
}

}  // namespace

void add_conversation_drafts_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using Handler = Result<net::Response> (*)(const Services&, DraftWriting&, const net::Request&, const Visitor&);
  const auto writing = std::make_shared<DraftWriting>(services);  // shared by the handlers
  const auto add = [&](Method method, std::string step, staff::Action needs, Handler handler) {
    routes.add(method, "/api/staff/conversations/{id}/draft" + std::move(step), needs,
               [services, writing, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, *writing, request, visitor);
               });
  };
  add(Method::Put, "", staff::Action::WorkDesk, save_draft);
  add(Method::Post, "/submit", staff::Action::WorkDesk, submit_draft);
  add(Method::Post, "/release", staff::Action::WorkDesk, release_draft);
  add(Method::Post, "/recall", staff::Action::WorkDesk, recall_draft);
  add(Method::Post, "/withdraw", staff::Action::WorkDesk, withdraw);
  add(Method::Post, "/approve", staff::Action::ReadDesk, approve_draft);
  add(Method::Post, "/return", staff::Action::ReadDesk, give_back);
}

}  // namespace chancery::api
