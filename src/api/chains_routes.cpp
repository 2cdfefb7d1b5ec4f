// Clearance before approval: the chains, what waits at one's desk, and the draft that asks.
#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "answer/chains.hpp"
#include "answer/conversations.hpp"
#include "answer/replies.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/line_end_json.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/posts.hpp"

namespace chancery::api {
namespace {

using answer::Clearance;
using answer::ConversationId;
using answer::NamedChain;
using staff::DeskAction;

json::Object chain_json(ConversationsJson& as, const NamedChain& chain) {
  json::Array steps;
  for (const auto& step : chain.chain.steps) {
    steps.emplace_back(json::Object{{"desk", as.named(step.desk)},
                                    {"amount", step.within.amount},
                                    {"unit", desk::to_string(step.within.unit)},
                                    {"silence", desk::to_string(step.silence)},
                                    {"to", step.escalates_to ? as.named(step.escalates_to) : json::Value(nullptr)}});
  }
  return {{"id", std::to_string(chain.chain.id)},
          {"name", chain.name},
          {"version", chain.chain.version},
          {"rule", chain.chain.rule},
          {"steps", std::move(steps)}};
}

json::Object clearance_json(store::Snapshot& snapshot, const Services& services, const Visitor& visitor,
                            ConversationsJson& as, const staff::ShownNames& users, const Clearance& one) {
  const auto post = speak::post_by_id(snapshot, speak::PostId{one.post});
  const auto reply = answer::reply_of_post(snapshot, one.post);
  const auto c = reply ? answer::conversation(snapshot, reply->conversation, as.reader()) : std::nullopt;
  json::Value said = nullptr;
  if (post && post->digest == one.digest) {
    auto shown = post_json(snapshot, services.addresses, users, *post, visitor.session.user);
    shown["line_ended"] = line_end_json(snapshot, post->id, services.clock.now());
    said = std::move(shown);
  }
  return {{"post", std::to_string(one.post)},
          {"digest", one.digest},
          {"step", one.step},
          {"desk", as.named(one.desk)},
          {"asked_at", to_rfc3339(one.asked_at)},
          {"due_at", time_or_null(one.due_at)},
          {"state", desk::to_string(one.state)},
          {"by", person(users, one.by)},
          {"at", time_or_null(one.at)},
          {"words", one.words},
          {"draft", std::move(said)},
          {"conversation", c ? json::Value(as.row(*c)) : json::Value(nullptr)}};
}

Result<net::Response> list_chains(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    json::Array found;
    const auto rights = staff::desk_rights(snapshot, visitor.session.user);
    if (rights.anywhere(DeskAction::Read)) {
      for (const auto& chain : answer::chains(snapshot)) found.emplace_back(chain_json(as, chain));
    }
    json::Array desks;
    for (const auto& desk : staff::desks(snapshot)) {
      if (!desk.closed_at) desks.emplace_back(as.named(desk.id));
    }
    return json_answer(200, {{"chains", std::move(found)},
                             {"desks", std::move(desks)},
                             {"may_change", rights.anywhere(DeskAction::Manage)}});
  });
}

Result<desk::ChainStep> read_step(const json::Object& object) {
  const auto id = [&](std::string_view name) -> std::int64_t {
    return parse_id(json::text_or_empty(object, name)).value_or(0);
  };
  const auto unit = desk::parse_unit(json::text_or_empty(object, "unit"));
  if (!unit) return fail(unit.error());
  const auto silence = desk::parse_on_silence(json::text_or_empty(object, "silence"));
  if (!silence) return fail(silence.error());
  return desk::ChainStep{.desk = desk::DeskId{id("desk")},
                         .within = {json::integer(object, "amount").value_or(0), *unit},
                         .silence = *silence,
                         .escalates_to = desk::DeskId{id("to")}};
}

Result<net::Response> write_chain(const Services& services, const net::Request& request, const Visitor& visitor,
                                  std::int64_t id, int status) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  NamedChain chain;
  chain.chain.id = id;
  chain.name = body->text("name");
  chain.chain.rule = body->optional_text("rule").value_or("");
  chain.chain.version = static_cast<int>(body->optional_integer("version").value_or(0));
  const auto steps = body->objects("steps");
  if (auto read = body->check(); !read) return fail(read.error());
  for (const auto& object : steps) {
    auto step = read_step(object);
    if (!step) return fail(step.error());
    chain.chain.steps.push_back(*step);
  }
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Result<NamedChain> {
    if (status == 200 && !answer::chain_by_id(tx, id)) return fail(Errc::NotFound, "there is no such chain");
    return answer::put_chain(tx, chain, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    return json_answer(status, chain_json(as, *done));
  });
}

Result<net::Response> waiting(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array found;
    for (const auto& one : answer::clearances_for(snapshot, as.reader())) {
      found.emplace_back(clearance_json(snapshot, services, visitor, as, users, one));
    }
    return json_answer(200, {{"clearances", std::move(found)}});
  });
}

Result<net::Response> decide_clearance(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto post = path_id<speak::PostId>(request);
  if (!post) return fail(post.error());
  const auto at = parse_id(request.param("step"));  // the first is 0, which is no id
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto decision = body->text("decision");
  answer::Decision wanted{.post = post->value,
                          .step = static_cast<int>(at.value_or(0)),
                          .digest = body->text("digest"),
                          .clears = decision == "clear",
                          .words = body->optional_text("words").value_or("")};
  if (auto read = body->check(); !read) return fail(read.error());
  if (decision != "clear" && decision != "object") {
    return fail(Errc::Invalid, "no decision", "decision: clear or object");
  }
  const auto works = services.desk.workplaces.now();
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    const auto workplace = works->workplace();
    return answer::decide_clearance({tx, workplace, visitor.session.user, services.clock.now()}, wanted);
  });
  if (!done) return fail(done.error());
  services.feed.post(*post);
  return net::Response::empty(204);
}

// Of the draft under way in a conversation: by whom it was cleared, and who is asked.
Result<net::Response> of_draft(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const auto c = answer::conversation(snapshot, *id, as.reader());
    if (!c) return fail(Errc::NotFound, "there is no such conversation");
    const auto chain = answer::chain_of(snapshot, c->desk);
    const auto reply = answer::open_reply(snapshot, c->id);
    const auto post = reply ? speak::post_by_id(snapshot, speak::PostId{reply->post}) : std::nullopt;
    json::Array found;
    const staff::ShownNames users(snapshot, visitor.session.user);
    if (post) {
      for (const auto& one : answer::clearances_of(snapshot, post->id.value, post->digest)) {
        found.emplace_back(clearance_json(snapshot, services, visitor, as, users, one));
      }
    }
    return json_answer(200, {{"chain", chain ? json::Value(chain_json(as, *chain)) : json::Value(nullptr)},
                             {"clearances", std::move(found)}});
  });
}

Result<net::Response> ask(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto token = body->integer("token");
  const auto digest = body->text("digest");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto works = services.desk.workplaces.now();
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Result<speak::PostId> {
    const auto workplace = works->workplace();
    const auto c = answer::check_fence(tx, *id, visitor.session.user, token);
    if (!c) return fail(c.error());
    const auto reply = answer::open_reply(tx, *id);
    const auto post = reply ? speak::post_by_id(tx, speak::PostId{reply->post}) : std::nullopt;
    if (!post || post->digest != digest) {
      return fail(Errc::Conflict, "changed meanwhile", "The draft has just been changed: read it again.");
    }
    const auto asked = answer::ask_clearance({tx, workplace, visitor.session.user, services.clock.now()}, c->desk,
                                             post->id.value, digest);
    if (!asked) return fail(asked.error());
    return post->id;
  });
  if (!done) return fail(done.error());
  services.feed.post(*done);
  return of_draft(services, request, visitor);
}

}  // namespace

void add_chains_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  using Handler = std::function<Result<net::Response>(const Services&, const net::Request&, const Visitor&)>;
  const auto add = [&](Method method, std::string pattern, Action needs, Handler handler) {
    routes.add(method, "/api/staff/" + std::move(pattern), needs,
               [services, handler = std::move(handler)](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  add(Method::Get, "chains", Action::ReadDesk, list_chains);
  add(Method::Post, "chains", Action::WorkDesk, [](const Services& s, const net::Request& r, const Visitor& v) {
    return write_chain(s, r, v, s.store.ids().next(), 201);
  });
  add(Method::Put, "chains/{id}", Action::WorkDesk, [](const Services& s, const net::Request& r, const Visitor& v) {
    const auto id = path_id<std::int64_t>(r);
    return id ? write_chain(s, r, v, *id, 200) : Result<net::Response>(fail(id.error()));
  });
  add(Method::Get, "clearances", Action::WorkDesk, waiting);
  add(Method::Post, "clearances/{id}/{step}", Action::WorkDesk, decide_clearance);
  add(Method::Get, "conversations/{id}/clearance", Action::ReadDesk, of_draft);
  add(Method::Post, "conversations/{id}/clearance", Action::WorkDesk, ask);
}

}  // namespace chancery::api
