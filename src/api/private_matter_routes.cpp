// A private matter, with one press: approved words in public that quote nothing, and a link for her alone. The
// conversation ends as referred when the link has left; until then it stays in hand, and both can be taken back.
//
// One transaction of two pillars, in this order: the fence and the line (answer), the two posts (speak), what the
// conversation keeps of them (answer).
#include <functional>
#include <utility>

#include "activity/addresses.hpp"
#include "answer/conversations.hpp"
#include "answer/lines.hpp"
#include "answer/placing.hpp"
#include "answer/private_links.hpp"
#include "answer/replies.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/post_cautions.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/posts.hpp"
#include "speak/reassessing.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

using answer::Conversation;
using answer::ConversationId;
using answer::ReplyKind;

struct AskedPrivate {
  ConversationId id;
  std::int64_t token = 0;
  std::string language;    // empty: hers
  speak::PostBody body;    // without its words
  bool in_public = false;  // she wrote to everybody
  speak::CautionContext context;
};

Result<AskedPrivate> read_asked(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  AskedPrivate asked{.id = *id, .token = fields->integer("token"), .language = {}, .body = {}};
  asked.language = fields->optional_text("language").value_or("");
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto found = services.store.read([&](store::Snapshot& snapshot) -> Status {
    const auto reader = answer::reader_of(snapshot, visitor.session.user);
    const auto c = answer::conversation(snapshot, asked.id, reader);
    if (!c) return fail(Errc::NotFound, "there is no such conversation");
    // Also where she took back what waited: it may have been too much to say in public.
    const auto waits = answer::note_to_answer(snapshot, asked.id);
    const auto last = waits ? waits : answer::last_standing(snapshot, asked.id);
    const auto note = last ? store::note_by_id(snapshot, last) : std::nullopt;
    if (!note)
      return fail(Errc::Conflict, "nothing to answer", "She took back what waited for an answer: close it instead.");
    asked.body.account = c->account;
    asked.body.in_reply_to = note->id;
    asked.body.visibility = note->visibility;
    asked.in_public = !c->is_private;
    if (asked.language.empty()) asked.language = c->language;
    asked.context = caution_context(snapshot, services.addresses, services.clock.now());
    return {};
  });
  if (!found) return fail(found.error());
  return asked;
}

// A note of the line's words, on its way. It leaves with the line's one approval: both are said at once, or neither is.
Result<speak::Post> issue(store::Transaction& tx, const Services& services, const speak::Acting& acting,
                          const speak::CautionContext& context, const speak::PostBody& body,
                          const answer::LineText& line) {
  const auto assessment = services.cautions.assess(body, context);
  if (assessment.more_approvals > 0) {
    return fail(Errc::Conflict, "a caution asks for one more approver",
                "The line makes a demand beside a person's name, which two people must approve: answer with its words "
                "as a reply, which a colleague approves.");
  }
  const auto id = services.store.ids().make<speak::PostId>();
  auto post = speak::issue_line(tx, id, acting,
                                {.body = body,
                                 .approved_by = line.approved_by,
                                 .approved_at = line.approved_at.value_or(acting.now),
                                 .name = "line " + line.line.text() + ", version " + std::to_string(line.version)},
                                id.text());
  if (!post) return post;
  if (post->status == speak::PostStatus::Held) {
    return fail(Errc::Conflict, "everything is held", "Every post is held, and this would wait: lift the hold first.");
  }
  if (auto told = speak::renew_cautions(tx, post->id, post->version, assessment.cautions); !told) {
    return fail(told.error());
  }
  if (post->status == speak::PostStatus::Approved) return post;
  return fail(Errc::Conflict, "one approval is not enough",
              "This account asks for " + std::to_string(post->approvals_needed) +
                  " approvals, and a line has one: answer with its words as a reply, which a colleague approves.");
}

Status bind(const answer::Step& step, const AskedPrivate& asked, const speak::Post& post, const answer::LineText& line,
            ReplyKind kind) {
  auto bound = answer::bind_reply(step.tx, step.workplace,
                                  {.post = post.id.value,
                                   .conversation = asked.id,
                                   .token = asked.token,
                                   .parent = asked.body.in_reply_to,
                                   .kind = kind,
                                   .line = line.line.value,
                                   .line_language = line.language,
                                   .line_version = line.version},
                                  {&step.by, step.now});
  return bound ? Status{} : fail(bound.error());
}

// Both notes. In public the line alone; to her alone the same words and the link, for in public anybody could spend it.
Status say(const Services& services, const answer::Step& step, const AskedPrivate& asked,
           const answer::LineText& line) {
  const speak::Acting acting{step.by, step.now};
  auto body = asked.body;
  body.texts = {{line.language, line.markdown, ""}};
  if (asked.in_public) {
    const auto said = issue(step.tx, services, acting, asked.context, body, line);
    if (!said) return fail(said.error());
    if (auto bound = bind(step, asked, *said, line, ReplyKind::Handover); !bound) return bound;
  }
  body.visibility = activity::Visibility::Direct;
  body.texts.front().markdown += "\n\n" + services.addresses.base() + "/door/" + answer::make_link(step.tx, step.now);
  const auto door = issue(step.tx, services, acting, asked.context, body, line);
  if (!door) return fail(door.error());
  return bind(step, asked, *door, line, ReplyKind::Door);
}

Result<Conversation> hand_over(const Services& services, const answer::Step& step, const AskedPrivate& asked) {
  const auto c = answer::check_fence(step.tx, asked.id, step.by, asked.token);
  if (!c) return c;
  if (answer::open_reply(step.tx, asked.id)) {
    return fail(Errc::Conflict, "a draft", "There is a draft in it: give it up or send it first.");
  }
  if (!answer::private_matter(step.tx, asked.id).empty()) {
    return fail(Errc::Conflict, "pressed already", "The link is on its way to her already.");
  }
  const auto line = answer::standing_text(step.tx, *c, answer::LinePurpose::PrivateMatter, asked.language, step.now);
  if (!line) {
    return fail(Errc::Conflict, "no approved line",
                "No approved line for private matters stands in this language: choose another language.");
  }
  if (auto said = say(services, step, asked, *line); !said) return fail(said.error());
  return *answer::conversation(step.tx, asked.id);
}

// What has not left, for good: it is said anew, or answered otherwise.
Result<Conversation> take_back(const answer::Step& step, ConversationId id, std::int64_t token) {
  const auto c = answer::check_fence(step.tx, id, step.by, token);
  if (!c) return c;
  const auto posts = answer::private_matter(step.tx, id);
  if (posts.empty()) return fail(Errc::Conflict, "nothing waits", "Nothing of it is on its way any more: it has left.");
  for (const auto post : posts) {
    auto withdrawn = speak::withdraw_post(step.tx, speak::PostId{post}, {step.by, step.now}, "it was taken back");
    if (!withdrawn) return fail(withdrawn.error());
    auto given_up = answer::note_step(step.tx, step.workplace, post, answer::ReplyStep::GivenUp, {&step.by, step.now});
    if (!given_up) return fail(given_up.error());
  }
  return *answer::conversation(step.tx, id);
}

Result<net::Response> answer_with(const Services& services, const Visitor& visitor,
                                  const std::function<Result<Conversation>(const answer::Step&)>& run) {
  const auto works = services.desk.workplaces.now();
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    const auto workplace = works->workplace();
    return run({tx, workplace, visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  services.posts_changed();
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(200, ConversationsJson(snapshot, services, visitor.session.user).row(*done));
  });
}

Result<net::Response> recall_link(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto token = fields->integer("token");
  if (auto read = fields->check(); !read) return fail(read.error());
  return answer_with(services, visitor, [&](const answer::Step& step) { return take_back(step, *id, token); });
}

}  // namespace

void add_private_matter_routes(GuardedRouter& routes, const Services& services) {
  routes.add(net::Method::Post, "/api/staff/conversations/{id}/private", staff::Action::WorkDesk,
             [services](const net::Request& request, const Visitor& visitor) -> Result<net::Response> {
               const auto asked = read_asked(services, request, visitor);
               if (!asked) return fail(asked.error());
               return answer_with(services, visitor,
                                  [&](const answer::Step& step) { return hand_over(services, step, *asked); });
             });
  routes.add(net::Method::Post, "/api/staff/conversations/{id}/private/recall", staff::Action::WorkDesk,
             [services](const net::Request& request, const Visitor& visitor) {
               return recall_link(services, request, visitor);
             });
}

}  // namespace chancery::api
