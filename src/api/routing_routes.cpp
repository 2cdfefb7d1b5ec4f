// The rules of routing: read, checked while one types, tried on past messages, changed.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "answer/conversations.hpp"
#include "answer/note_reader.hpp"
#include "answer/routing_rules.hpp"
#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

constexpr std::int64_t kMostTried = 2'000;
constexpr std::size_t kHistory = 20;

json::Array routing_json(std::span<const desk::RuleError> errors) {
  json::Array all;
  for (const auto& error : errors) {
    all.emplace_back(json::Object{
        {"line", error.line}, {"column", error.column}, {"message", error.message}, {"expected", error.expected}});
  }
  return all;
}

json::Array texts(const std::set<std::string, std::less<>>& values) {
  json::Array all;
  for (const auto& value : values) all.emplace_back(value);
  return all;
}

// What stands, what of it cannot be read any more, what may be named, and who wrote what before.
net::Response answer_rules(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    const auto rules = answer::active_rules(snapshot);
    const auto names = answer::routing_names(snapshot);
    std::vector<desk::RuleError> mistakes;
    if (rules) static_cast<void>(desk::Rules::parse_what_stands(rules->text, names, mistakes));
    json::Array history;
    for (const auto& version : answer::rules_history(snapshot, kHistory)) {
      history.emplace_back(json::Object{{"version", version.version},
                                        {"by", person(users, version.by)},
                                        {"at", to_rfc3339(version.at)},
                                        {"text", version.text}});
    }
    json::Array desks;
    for (const auto& [name, id] : names.desks) desks.emplace_back(name);
    return json_answer(200, {{"version", rules ? rules->version : 0},
                             {"text", rules ? rules->text : std::string{}},
                             {"errors", routing_json(mistakes)},
                             {"names", json::Object{{"desks", std::move(desks)},
                                                    {"accounts", texts(names.accounts)},
                                                    {"missions", texts(names.missions)},
                                                    {"topics", texts(names.topics)},
                                                    {"marks", texts(names.marks)}}},
                             {"history", std::move(history)}});
  });
}

Result<net::Response> put_rules(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  answer::RulesText rules;
  rules.text = body->text("text");
  rules.version = body->integer("version");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto names = services.store.read([](auto& snapshot) { return answer::routing_names(snapshot); });
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return answer::put_rules(tx, rules, names, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  services.desk.work_changed();
  return answer_rules(services, visitor);
}

Result<net::Response> check_rules(const Services& services, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->text("text");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto names = services.store.read([](auto& snapshot) { return answer::routing_names(snapshot); });
  const auto parsed = desk::Rules::parse(text, names);
  json::Array rules;
  if (parsed) {
    for (const auto& rule : parsed->rules()) rules.emplace_back(rule.name);
  }
  return json_answer(200,
                     {{"errors", parsed ? json::Array{} : routing_json(parsed.error())}, {"rules", std::move(rules)}});
}

// What took it to where it lies, other than rules: a colleague, or a session it is a question of.
json::Value placed(store::Snapshot& snapshot, answer::ConversationId id) {
  json::Value by = nullptr;
  for (const auto& one : answer::happened(snapshot, id)) {
    if (one.event.kind == desk::EventKind::JoinedQa) by = "qa";
    if (one.event.kind == desk::EventKind::Moved && one.by) by = "moved";
  }
  return by;
}

// One that would go elsewhere. Of a message the reader may not read neither conversation nor
// words, nor what these say of themselves: the kind of the reason, and the name of a rule.
json::Object routing_json(store::Snapshot& snapshot, const answer::Trial::Example& example, bool readable) {
  const auto said = readable ? store::note_by_id(snapshot, example.note) : std::nullopt;
  const bool stands = said && !said->deleted;
  json::Array why;
  for (const auto& reason : example.why) {
    const bool tells = readable || reason.code == "rule";
    why.emplace_back(json::Object{{"code", reason.code}, {"value", tells ? reason.value : ""}});
  }
  return {{"conversation", readable ? json::Value(example.conversation.text()) : json::Value(nullptr)},
          {"words", stands ? json::Value(answer::excerpt_of(*said)) : json::Value(nullptr)},
          {"language", stands ? json::Value(said->language) : json::Value(nullptr)},
          {"was", example.was.text()},
          {"would", id_or_null(example.would.value)},
          {"standing", example.standing},
          {"placed", readable ? placed(snapshot, example.conversation) : json::Value(nullptr)},
          {"why", std::move(why)}};
}

json::Object routing_json(store::Snapshot& snapshot, const answer::Trial& trial, const answer::RoutingPlan& plan,
                          const answer::Reader& reader) {
  json::Array by_desk;
  for (const auto& [desk, count] : trial.run.by_desk)
    by_desk.emplace_back(json::Object{{"desk", std::to_string(desk)}, {"messages", count}});
  json::Array by_rule;
  for (const auto& [rule, count] : trial.run.by_rule) {
    by_rule.emplace_back(
        json::Object{{"rule", plan.rules().rules()[static_cast<std::size_t>(rule)].name}, {"messages", count}});
  }
  json::Array examples;
  for (const auto& example : trial.examples) {
    auto one =
        routing_json(snapshot, example, answer::conversation(snapshot, example.conversation, reader).has_value());
    one["rule"] = nullptr;
    for (const auto& reason : example.why) {
      if (reason.code == "rule") one["rule"] = plan.rules().rules()[std::stoul(reason.value)].name;
    }
    examples.emplace_back(std::move(one));
  }
  return {{"messages", trial.run.messages}, {"changed", trial.run.changed},  {"by_standing", trial.by_standing},
          {"by_front", trial.run.by_front}, {"by_desk", std::move(by_desk)}, {"by_rule", std::move(by_rule)},
          {"examples", std::move(examples)}};
}

// Nothing is stored.
Result<net::Response> try_rules(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->text("text");
  const auto last = std::clamp<std::int64_t>(body->optional_integer("last").value_or(500), 1, kMostTried);
  if (auto read = body->check(); !read) return fail(read.error());
  const auto worked_by = services.desk.workplaces.now();
  return services.store.read([&](store::Snapshot& snapshot) {
    const answer::RoutingPlan plan(snapshot, text);
    const answer::RoutingPlan standing(snapshot, std::nullopt);
    const auto messages = answer::past_messages(snapshot, static_cast<std::size_t>(last));
    const auto trial = answer::try_rules(plan, standing, messages, worked_by->workplace());
    auto found = routing_json(snapshot, trial, plan, answer::reader_of(snapshot, visitor.session.user));
    found["errors"] = routing_json(plan.mistakes());
    return json_answer(200, found);
  });
}

}  // namespace

void add_routing_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/routing", Action::ManageDesks,
             [services](const Request&, const Visitor& visitor) { return answer_rules(services, visitor); });
  routes.add(
      Method::Put, "/api/staff/routing", Action::ManageDesks,
      [services](const Request& request, const Visitor& visitor) { return put_rules(services, request, visitor); });
  routes.add(
      Method::Post, "/api/staff/routing/check", Action::ManageDesks,
      [services](const Request& request, const Visitor&) { return check_rules(services, request); }, Writes::Nothing);
  routes.add(
      Method::Post, "/api/staff/routing/try", Action::ManageDesks,
      [services](const Request& request, const Visitor& visitor) { return try_rules(services, request, visitor); },
      Writes::Nothing);
}

}  // namespace chancery::api
