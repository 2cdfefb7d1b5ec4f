// What people do with a conversation beside answering: claim, give, move, merge, classify, close, note.
#include <functional>
#include <utility>

#include "answer/internal_notes.hpp"
#include "answer/placing.hpp"
#include "answer/routing_rules.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"

namespace chancery::api {
namespace {

using answer::Conversation;
using answer::ConversationId;
using answer::Step;

using Act = std::function<Result<Conversation>(const Step&, ConversationId)>;

json::Object row_json(const Services& services, const Visitor& visitor, const Conversation& c) {
  return services.store.read(
      [&](store::Snapshot& snapshot) { return ConversationsJson(snapshot, services, visitor.session.user).row(c); });
}

// Takes the step in one transaction and answers with the conversation's row.
Result<Conversation> act(const Services& services, ConversationId id, const Visitor& visitor, const Act& run) {
  const auto works = services.desk.workplaces.now();
  return services.store.write_now([&](store::Transaction& tx) {
    const auto workplace = works->workplace();
    return run(Step{tx, workplace, visitor.session.user, services.clock.now()}, id);
  });
}

Result<net::Response> answer_row(const Services& services, const net::Request& request, const Visitor& visitor,
                                 const Act& run) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  const auto done = act(services, *id, visitor, run);
  if (!done) return fail(done.error());
  return json_answer(200, row_json(services, visitor, *done));
}

Result<net::Response> claim(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const bool take_over = fields->flag("take_over");
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return services.desk.claims.claim(tx, *id, visitor.session.user, services.clock.now(), take_over);
  });
  if (!done) return fail(done.error());
  return json_answer(200, {{"token", done->conversation.token},
                           {"seconds", done->left.count()},
                           {"took_over", done->took_over},
                           {"conversation", row_json(services, visitor, done->conversation)}});
}

Result<net::Response> release_conversation(const Services& services, const net::Request& request,
                                           const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto token = fields->integer("token");
  if (auto read = fields->check(); !read) return fail(read.error());
  return answer_row(services, request, visitor, [&](const Step& step, ConversationId id) {
    return services.desk.claims.release(step.tx, id, step.by, step.now, token);
  });
}

Result<net::Response> assign(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto user = fields->id<staff::UserId>("user");
  if (auto read = fields->check(); !read) return fail(read.error());
  return answer_row(services, request, visitor,
                    [&](const Step& step, ConversationId id) { return answer::assign(step, id, user); });
}

Result<net::Response> move_conversation(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto reason = fields->optional_text("reason").value_or("");
  const auto to = fields->id<desk::DeskId>("desk");
  if (auto read = fields->check(); !read) return fail(read.error());
  return answer_row(services, request, visitor,
                    [&](const Step& step, ConversationId id) { return answer::move(step, id, to, reason); });
}

Result<net::Response> merge(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto reason = fields->optional_text("reason").value_or("");
  const auto into = fields->id<ConversationId>("into");
  if (auto read = fields->check(); !read) return fail(read.error());
  return answer_row(services, request, visitor,
                    [&](const Step& step, ConversationId id) { return answer::merge(step, id, into, reason); });
}

Result<net::Response> classify(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto text = fields->text("matter");
  if (auto read = fields->check(); !read) return fail(read.error());
  const auto matter = desk::parse_matter(text);
  if (!matter) return fail(matter.error());
  return answer_row(services, request, visitor,
                    [&](const Step& step, ConversationId id) { return answer::classify(step, id, *matter); });
}

Result<net::Response> urgency(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto urgency = fields->integer("urgency");
  const auto reason = fields->optional_text("reason").value_or("");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (urgency < 0 || urgency > 3) return fail(Errc::Invalid, "no such urgency", "urgency: 0 to 3");
  return answer_row(services, request, visitor, [&](const Step& step, ConversationId id) {
    return answer::set_urgency(step, id, static_cast<int>(urgency), reason);
  });
}

Result<net::Response> close_conversation(const Services& services, const net::Request& request,
                                         const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto outcome = desk::parse_outcome(fields->text("outcome"));
  answer::Ending ending{.outcome = outcome.value_or(desk::Outcome::NoReply),
                        .to = fields->optional_text("to").value_or(""),
                        .reason = fields->optional_text("reason").value_or("")};
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!outcome) return fail(outcome.error());
  return answer_row(services, request, visitor,
                    [&](const Step& step, ConversationId id) { return answer::close(step, id, ending); });
}

Result<net::Response> reopen(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto reason = fields->optional_text("reason").value_or("");
  if (auto read = fields->check(); !read) return fail(read.error());
  answer::Router sorter(services.desk.workplaces);
  services.store.read([&](store::Snapshot& snapshot) { sorter.reload(snapshot); });
  return answer_row(services, request, visitor,
                    [&](const Step& step, ConversationId id) { return answer::reopen(step, id, reason, sorter); });
}

Result<net::Response> note(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  answer::NewNote said{.id = services.store.ids().next(), .words = fields->text("words"), .mentions = {}};
  const auto mentions = fields->texts("mentions");
  if (auto read = fields->check(); !read) return fail(read.error());
  for (const auto& text : mentions) {
    const auto user = parse_id(text);
    if (!user) return fail(Errc::Invalid, "no id", "mentions: ids of users");
    said.mentions.emplace_back(*user);
  }
  const auto done = act(services, *id, visitor,
                        [&](const Step& step, ConversationId at) { return answer::add_note(step, at, said); });
  if (!done) return fail(done.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(201, ConversationsJson(snapshot, services, visitor.session.user)
                                .note({.id = said.id,
                                       .author = visitor.session.user.id,
                                       .at = services.clock.now(),
                                       .words = said.words,
                                       .mentions = said.mentions}));
  });
}

}  // namespace

void add_conversation_acts_routes(GuardedRouter& routes, const Services& services) {
  using Handler = Result<net::Response> (*)(const Services&, const net::Request&, const Visitor&);
  const auto post = [&](std::string step, Handler handler) {
    routes.add(net::Method::Post, "/api/staff/conversations/{id}/" + std::move(step), staff::Action::WorkDesk,
               [services, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  post("claim", claim);
  post("release", release_conversation);
  post("assign", assign);
  post("move", move_conversation);
  post("merge", merge);
  post("classify", classify);
  post("urgency", urgency);
  post("close", close_conversation);
  post("reopen", reopen);
  post("notes", note);
}

}  // namespace chancery::api
