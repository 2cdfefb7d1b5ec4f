// Q&A sessions: announced, opened, closed, called off; their questions and the order of those that wait.
#include <functional>
#include <utility>

#include "answer/conversations.hpp"
#include "answer/qa.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/account_rights.hpp"
#include "staff/desks.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

using answer::ConversationId;
using answer::Qa;
using answer::QaId;
using answer::QaState;
using staff::DeskAction;

constexpr std::size_t kQuestionsShown = 200;  // questions that are shown whole

json::Object qa_figures_json(const answer::QaFigures& figures) {
  return {{"asked", figures.asked},
          {"queued", figures.queued},
          {"taken", figures.taken},
          {"answered", figures.answered},
          {"left", figures.left}};
}

json::Array qa_steps_open_to(const Qa& qa, const staff::DeskRights& rights) {
  json::Array may;
  if (qa.over()) return may;
  if (rights.may(DeskAction::Work, qa.desk)) may.emplace_back("order");
  if (!rights.may(DeskAction::Lead, qa.desk)) return may;
  may.emplace_back("change");
  may.emplace_back(qa.state == QaState::Open ? "close" : "open");
  may.emplace_back("call_off");
  return may;
}

json::Object qa_session_json(store::Snapshot& snapshot, const Services& services, ConversationsJson& as, const Qa& qa) {
  json::Value account = nullptr;
  if (const auto of = store::account_by_id(snapshot, qa.account)) {
    account = json::Object{{"id", of->id.text()}, {"name", of->name}};
  }
  json::Value announcement = nullptr;
  if (const auto note = qa.announcement ? store::note_by_id(snapshot, qa.announcement) : std::nullopt) {
    announcement = json::Object{{"id", note->id.text()}, {"url", note->url}};
  }
  return {{"id", qa.id.text()},
          {"account", std::move(account)},
          {"desk", as.named(qa.desk)},
          {"title", qa.title},
          {"languages", json::Array(qa.languages.begin(), qa.languages.end())},
          {"hashtag", qa.hashtag},
          {"starts_at", to_rfc3339(qa.starts_at)},
          {"ends_at", to_rfc3339(qa.ends_at)},
          {"zone", qa.zone},
          {"announcement", std::move(announcement)},
          {"state", answer::to_string(qa.state)},
          {"page", services.addresses.base() + "/qa/" + qa.id.text()},
          {"figures", qa_figures_json(answer::figures_of(snapshot, qa.id))},
          {"may", qa_steps_open_to(qa, as.reader().rights)}};
}

tl::unexpected<Error> no_qa() {
  return fail(Errc::NotFound, "there is no such session");
}

Result<net::Response> show_session(const Services& services, const Visitor& visitor, QaId id, int status) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const auto qa = answer::qa_by_id(snapshot, id);
    if (!qa || !as.reader().rights.may(DeskAction::Read, qa->desk)) return no_qa();
    return json_answer(status, qa_session_json(snapshot, services, as, *qa));
  });
}

// Those she may read; of others the figures alone tell.
Result<net::Response> show_room(const Services& services, const Visitor& visitor, QaId id) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const auto qa = answer::qa_by_id(snapshot, id);
    if (!qa || !as.reader().rights.may(DeskAction::Read, qa->desk)) return no_qa();
    json::Array questions;
    for (const auto& question : answer::questions_of(snapshot, id, kQuestionsShown)) {
      const auto c = answer::conversation(snapshot, question.conversation, as.reader());
      if (!c) continue;
      questions.emplace_back(json::Object{{"conversation", as.row(*c)}, {"state", answer::to_string(question.state)}});
    }
    return json_answer(
        200, {{"session", qa_session_json(snapshot, services, as, *qa)}, {"questions", std::move(questions)}});
  });
}

Result<net::Response> list_qa(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const auto& rights = as.reader().rights;
    json::Array sessions;
    for (const auto& qa : answer::qas_of(snapshot, rights.desks(DeskAction::Read))) {
      sessions.emplace_back(qa_session_json(snapshot, services, as, qa));
    }
    json::Array desks;
    for (const auto id : rights.desks(DeskAction::Lead)) {
      const auto at = staff::desk_by_id(snapshot, id);
      if (at && !at->closed_at && rights.may(DeskAction::Read, id)) desks.emplace_back(as.named(id));
    }
    return json_answer(200, {{"sessions", std::move(sessions)}, {"desks", std::move(desks)}});
  });
}

Result<net::Response> show_qa(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<QaId>(request);
  return id ? show_room(services, visitor, *id) : Result<net::Response>(fail(id.error()));
}

void read_qa(Fields& body, Qa& qa) {
  qa.title = body.text("title");
  qa.languages = body.texts("languages");
  qa.hashtag = body.text("hashtag");
  qa.starts_at = body.time("starts_at");
  qa.ends_at = body.time("ends_at");
  qa.zone = body.text("zone");
  qa.announcement = body.optional_id<activity::NoteId>("announcement");
}

// The public page of a session speaks under the account's name.
Status may_speak(store::Transaction& tx, const answer::Acting& acting, activity::AccountId account) {
  return speak::require(tx, *acting.by, account, speak::AccountRight::Publish);
}

using Turn = std::function<Result<Qa>(store::Transaction&, const answer::Acting&)>;
Result<net::Response> take_turn(const Services& services, const Visitor& visitor, int status, const Turn& run) {
  const auto done = services.store.write_now(
      [&](store::Transaction& tx) { return run(tx, {&visitor.session.user, services.clock.now()}); });
  if (!done) return fail(done.error());
  return show_session(services, visitor, done->id, status);
}

Result<net::Response> announce(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Qa qa;
  qa.account = body->id<activity::AccountId>("account");
  qa.desk = body->id<desk::DeskId>("desk");
  read_qa(*body, qa);
  if (auto read = body->check(); !read) return fail(read.error());
  qa.id = services.store.ids().make<QaId>();
  return take_turn(services, visitor, 201, [&](store::Transaction& tx, const answer::Acting& acting) -> Result<Qa> {
    if (auto may = may_speak(tx, acting, qa.account); !may) return fail(may.error());
    return answer::announce_qa(tx, qa, acting);
  });
}

Result<net::Response> change_qa(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<QaId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Qa qa{.id = *id};
  read_qa(*body, qa);
  if (auto read = body->check(); !read) return fail(read.error());
  return take_turn(services, visitor, 200, [&](store::Transaction& tx, const answer::Acting& acting) -> Result<Qa> {
    auto done = answer::change_qa(tx, qa, acting);
    if (!done) return done;
    if (auto may = may_speak(tx, acting, done->account); !may) return fail(may.error());
    return done;
  });
}

template <auto kTurn>
Result<net::Response> turn(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<QaId>(request);
  if (!id) return fail(id.error());
  return take_turn(services, visitor, 200,
                   [&](store::Transaction& tx, const answer::Acting& acting) { return kTurn(tx, *id, acting); });
}

Result<net::Response> order_questions(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<QaId>(request);
  if (!id) return fail(id.error());
  const auto question = path_id<ConversationId>(request, "conversation");
  if (!question) return fail(question.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto position = body->integer("position");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return answer::place_question(tx, *id, *question, position, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  return show_room(services, visitor, *id);
}

}  // namespace

void add_qa_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using Handler = Result<net::Response> (*)(const Services&, const net::Request&, const Visitor&);
  const auto add = [&](Method method, std::string path, staff::Action action, Handler handler) {
    routes.add(method, "/api/staff/qa" + std::move(path), action,
               [services, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  using staff::Action;
  add(Method::Get, "", Action::ReadDesk, list_qa);
  add(Method::Post, "", Action::WorkDesk, announce);
  add(Method::Get, "/{id}", Action::ReadDesk, show_qa);
  add(Method::Put, "/{id}", Action::WorkDesk, change_qa);
  add(Method::Post, "/{id}/open", Action::WorkDesk, turn<answer::open_qa>);
  add(Method::Post, "/{id}/close", Action::WorkDesk, turn<answer::close_qa>);
  add(Method::Post, "/{id}/call-off", Action::WorkDesk, turn<answer::call_off_qa>);
  add(Method::Post, "/{id}/questions/{conversation}", Action::WorkDesk, order_questions);
}

}  // namespace chancery::api
