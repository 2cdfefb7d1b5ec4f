#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "answer/note_reader.hpp"
#include "answer/receiving.hpp"
#include "answer/routing_rules.hpp"
#include "answer/rows.hpp"
#include "answer/urgency.hpp"
#include "answer/visibility.hpp"
#include "base/spaced.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"
#include "text/agenda.hpp"

namespace chancery::answer {
namespace {

using store::Query;

RulesText read_rules(const Query& row) {
  return {row.integer(0), row.text(1), row.id<staff::UserId>(2), row.time(3)};
}

std::map<DeskId, std::int64_t> count_open(store::Transaction& tx) {
  std::map<DeskId, std::int64_t> open;
  auto query = connection(tx).query(
      "SELECT desk, count(*) FROM desk_conversation INDEXED BY conversation_counts WHERE place <> 'closed' GROUP BY"
      " desk");
  while (query.step()) open[query.id<DeskId>(0)] = query.integer(1);
  return open;
}

std::string codes(std::span<const desk::Reason> why) {
  std::string out;
  for (const auto& reason : why) {
    out += (out.empty() ? "" : " ") + reason.code;
    if (reason.code == "rule" || reason.code == "overflow") out += ":" + reason.value;
  }
  return out;
}

}  // namespace

std::optional<RulesText> active_rules(store::Snapshot& snapshot) {
  auto query = connection(snapshot).query("SELECT version, text, by, at FROM routing_rules WHERE active = 1");
  if (!query.step()) return std::nullopt;
  return read_rules(query);
}

std::vector<RulesText> rules_history(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<RulesText> all;
  auto query =
      connection(snapshot).query("SELECT version, text, by, at FROM routing_rules ORDER BY version DESC LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) all.push_back(read_rules(query));
  return all;
}

Status put_rules(store::Transaction& tx, const RulesText& rules, const desk::Names& names, const Acting& acting) {
  auto& db = connection(tx);
  RulesText standing;
  {
    auto query = db.query("SELECT version, text, by, at FROM routing_rules WHERE active = 1");
    if (query.step()) standing = read_rules(query);
  }
  if (standing.version != rules.version) {
    return fail(Errc::Conflict, "changed meanwhile", "Somebody changed the rules meanwhile: load them again.");
  }
  if (standing.text == rules.text) return {};
  if (const auto parsed = desk::Rules::parse(rules.text, names); !parsed) {
    const auto& first = parsed.error().front();
    return fail(
        Errc::Invalid, "rules with mistakes",
        fmt::format("text: line {}, column {}: {}; {}.", first.line, first.column, first.message, first.expected));
  }
  db.query("UPDATE routing_rules SET active = 0 WHERE active = 1").run();
  db.query("INSERT INTO routing_rules (version, text, by, at, active) VALUES (?, ?, ?, ?, 1)")
      .bind(rules.version + 1, rules.text, acting.by == nullptr ? staff::UserId{} : acting.by->id, acting.now)
      .run();
  store::append_event(tx, activity::events::kDeskChanged, {{"desk", 0}});
  if (acting.by != nullptr) {
    staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), "routing.change",
                        "routing:" + std::to_string(rules.version + 1));
  }
  return {};
}

Result<Sorted> Router::sort(store::Transaction& tx, const SortFacts& facts) {
  const auto plan = this->plan();
  if (!plan) return front_.sort(tx, facts);
  if (plan != counted_for_ || facts.now - counted_ > kCountAgain || facts.now < counted_) {
    desks_ = plan->desks();
    const auto open = count_open(tx);
    for (auto& each : desks_) {
      const auto found = open.find(each.id);
      each.open = found == open.end() ? 0 : static_cast<int>(found->second);
    }
    counted_for_ = plan;
    counted_ = facts.now;
  }
  const auto worked_by = workplaces_.now();
  const auto decided = plan->decide(facts, desks_, worked_by->workplace(), scratch_);
  const auto& routed = decided.routed;
  if (!routed.desk) return front_.sort(tx, facts);
  const auto chosen = std::ranges::find(desks_, routed.desk, &desk::DeskWork::id);
  if (chosen != desks_.end()) ++chosen->open;
  Sorted sorted{
      .desk = routed.desk, .matter = routed.matter, .urgency = routed.urgency, .marks = {}, .why = codes(routed.why)};
  for (const auto& mark : routed.marks) {
    if (const auto flag = parse_flag(mark)) sorted.marks.push_back(*flag);
  }
  return sorted;
}

std::vector<PastMessage> past_messages(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<PastMessage> found;
  auto query = connection(snapshot).query(
      "SELECT m.conversation, c.desk, m.language, m.topics, m.countries, c.account, coalesce(p.actor, ''), m.how,"
      " m.words, m.urgency, coalesce(p.public_actor, 0), c.private, m.at, m.note"
      " FROM message m JOIN desk_conversation c ON c.id = m.conversation LEFT JOIN person p ON p.id = c.person"
      " WHERE m.direction = 'in' AND m.state IN ('shown', 'rewritten') AND m.id ="
      " (SELECT s.id FROM message s WHERE s.conversation = m.conversation AND s.direction = 'in' AND s.at <="
      " (SELECT max(e.at) FROM conversation_event e WHERE e.conversation = m.conversation AND e.kind = 'routed')"
      " ORDER BY s.at DESC, s.id LIMIT 1)"
      " ORDER BY m.at DESC LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) {
    PastMessage past;
    past.conversation = query.id<ConversationId>(0);
    past.desk = query.id<DeskId>(1);
    past.facts.language = query.text(2);
    past.facts.topics = from_between_spaces(query.text(3));
    past.facts.countries = from_between_spaces(query.text(4));
    past.facts.account = query.id<activity::AccountId>(5);
    past.facts.host = host_of_uri(query.text(6));
    past.facts.how = read_how(query.text(7));
    past.facts.urgency = static_cast<int>(query.integer(9));
    past.facts.public_actor = query.integer(10) != 0;
    past.facts.is_private = query.integer(11) != 0;
    past.facts.now = query.time(12);
    past.note = query.id<activity::NoteId>(13);
    if (const auto note = store::note_by_id(snapshot, past.note)) {
      past.plain = plain_of(*note);
      past.facts.is_private = said_to_few(*note);
    }
    const auto& topics = past.facts.topics;
    const bool consular = std::ranges::find(topics, text::slug(text::Topic::Consular)) != topics.end();
    past.facts.matter = judge(query.integer(8), consular, past.plain).matter;
    found.push_back(std::move(past));
  }
  return found;
}

}  // namespace chancery::answer
