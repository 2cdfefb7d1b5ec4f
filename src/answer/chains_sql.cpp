#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "answer/chain_rows.hpp"
#include "answer/nullable.hpp"
#include "base/json.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

std::string write_steps(const desk::Chain& chain) {
  json::Array steps;
  for (const auto& step : chain.steps) {
    steps.emplace_back(json::Object{{"desk", step.desk.value},
                                    {"amount", step.within.amount},
                                    {"unit", desk::to_string(step.within.unit)},
                                    {"silence", desk::to_string(step.silence)},
                                    {"to", step.escalates_to.value}});
  }
  return boost::json::serialize(steps);
}

std::vector<desk::ChainStep> read_steps(const std::string& text) {
  std::vector<desk::ChainStep> steps;
  const auto parsed = json::parse(text);
  if (!parsed || !parsed->is_array()) return steps;
  for (const auto& value : parsed->get_array()) {
    if (!value.is_object()) continue;
    const auto& object = value.get_object();
    const auto unit = desk::parse_unit(json::text_or_empty(object, "unit"));
    const auto silence = desk::parse_on_silence(json::text_or_empty(object, "silence"));
    steps.push_back({.desk = DeskId{json::integer(object, "desk").value_or(0)},
                     .within = {json::integer(object, "amount").value_or(0), unit.value_or(desk::Unit::Desk)},
                     .silence = silence.value_or(desk::OnSilence::Escalate),
                     .escalates_to = DeskId{json::integer(object, "to").value_or(0)}});
  }
  return steps;
}

NamedChain read_chain(const store::Query& row) {
  NamedChain chain;
  chain.chain.id = row.integer(0);
  chain.name = row.text(1);
  chain.chain.steps = read_steps(row.text(2));
  chain.chain.version = static_cast<int>(row.integer(3));
  chain.chain.rule = row.text(4);
  return chain;
}

std::optional<NamedChain> one_chain(store::Connection& db, std::string_view condition, std::int64_t id) {
  auto query = db.query(std::string("SELECT id, name, steps, version, rule FROM chain WHERE ").append(condition));
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_chain(query);
}

constexpr std::string_view kChainOfDesk = "id = (SELECT chain FROM desk_work WHERE desk = ?)";
constexpr std::string_view kClearances =
    "SELECT post, digest, step, chain, desk, asked_at, due_at, state, by, at, words, chain_version FROM clearance "
    "WHERE ";

Clearance read_clearance(const store::Query& row) {
  Clearance one{.post = row.integer(0),
                .digest = row.text(1),
                .step = static_cast<int>(row.integer(2)),
                .chain = row.integer(3),
                .chain_version = static_cast<int>(row.integer(11)),
                .desk = row.id<DeskId>(4),
                .asked_at = row.time(5),
                .due_at = {},
                .state = desk::parse_clearance_state(row.text(7)).value_or(desk::ClearanceState::Void),
                .by = row.id<staff::UserId>(8),
                .at = {},
                .words = row.text(10)};
  if (!row.is_null(6)) one.due_at = row.time(6);
  if (!row.is_null(9)) one.at = row.time(9);
  return one;
}

template <class... Bound>
std::vector<Clearance> clearances_where(store::Connection& db, std::string_view condition, const Bound&... bound) {
  std::vector<Clearance> found;
  auto query = db.query(std::string(kClearances).append(condition));
  query.bind(bound...);
  while (query.step()) found.push_back(read_clearance(query));
  return found;
}

}  // namespace

std::vector<NamedChain> chains(store::Snapshot& snapshot) {
  std::vector<NamedChain> found;
  auto query = store::connection(snapshot).query("SELECT id, name, steps, version, rule FROM chain ORDER BY name, id");
  while (query.step()) found.push_back(read_chain(query));
  return found;
}
std::optional<NamedChain> chain_by_id(store::Snapshot& snapshot, std::int64_t id) {
  return one_chain(store::connection(snapshot), "id = ?", id);
}
std::optional<NamedChain> chain_by_id(store::Transaction& tx, std::int64_t id) {
  return one_chain(store::connection(tx), "id = ?", id);
}
std::optional<NamedChain> chain_of(store::Transaction& tx, DeskId desk) {
  return one_chain(store::connection(tx), kChainOfDesk, desk.value);
}
std::optional<NamedChain> chain_of(store::Snapshot& snapshot, DeskId desk) {
  return one_chain(store::connection(snapshot), kChainOfDesk, desk.value);
}

std::vector<Clearance> clearances_of(store::Snapshot& snapshot, std::int64_t post, std::string_view digest) {
  return clearances_where(store::connection(snapshot), "post = ? AND digest = ? ORDER BY step", post, digest);
}

std::vector<Clearance> clearances_for(store::Snapshot& snapshot, const Reader& reader, std::size_t limit) {
  std::vector<Clearance> found;
  for (const auto desk : reader.rights.desks(staff::DeskAction::Clear)) {
    auto some = clearances_where(store::connection(snapshot),
                                 "desk = ? AND state IN ('waiting', 'escalated') ORDER BY asked_at LIMIT ?", desk,
                                 static_cast<std::int64_t>(limit));
    found.insert(found.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  std::ranges::stable_sort(found, {}, &Clearance::asked_at);
  if (found.size() > limit) found.resize(limit);
  return found;
}

bool anything_due(store::Snapshot& snapshot, Timestamp now) {
  auto query =
      store::connection(snapshot).query("SELECT 1 FROM clearance WHERE state = 'waiting' AND due_at <= ? LIMIT 1");
  query.bind(now);
  return query.step();
}

namespace rows {

void put_chain(store::Transaction& tx, const NamedChain& chain) {
  store::connection(tx)
      .query(
          "INSERT INTO chain (id, name, steps, version, rule) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
          " name = excluded.name, steps = excluded.steps, version = excluded.version, rule = excluded.rule")
      .bind(chain.chain.id, chain.name, write_steps(chain.chain), chain.chain.version, chain.chain.rule)
      .run();
}

std::vector<DeskId> desks_with_chain(store::Transaction& tx, std::int64_t chain) {
  std::vector<DeskId> found;
  auto query = store::connection(tx).query("SELECT desk FROM desk_work WHERE chain = ? ORDER BY desk");
  query.bind(chain);
  while (query.step()) found.push_back(query.id<DeskId>(0));
  return found;
}

void put_clearance(store::Transaction& tx, const Clearance& one) {
  store::connection(tx)
      .query(
          "INSERT INTO clearance (post, digest, step, chain, chain_version, desk, asked_at, due_at, state, by, at,"
          " words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (post, digest, step) DO UPDATE SET"
          " chain = excluded.chain, chain_version = excluded.chain_version, desk = excluded.desk,"
          " asked_at = excluded.asked_at, due_at = excluded.due_at, state = excluded.state, by = excluded.by,"
          " at = excluded.at, words = excluded.words")
      .bind(one.post, one.digest, one.step, one.chain, one.chain_version, one.desk, one.asked_at, one.due_at,
            desk::to_string(one.state), or_null(one.by), one.at, one.words)
      .run();
}

std::vector<Clearance> clearances(store::Transaction& tx, std::int64_t post, std::string_view digest) {
  return clearances_where(store::connection(tx), "post = ? AND digest = ? ORDER BY step", post, digest);
}

void void_others(store::Transaction& tx, std::int64_t post, std::string_view digest, const desk::Chain& chain) {
  store::connection(tx)
      .query(
          "UPDATE clearance SET state = 'void' WHERE post = ? AND (digest <> ? OR chain <> ? OR chain_version <> ?) AND"
          " state IN ('waiting', 'escalated')")
      .bind(post, digest, chain.id, chain.version)
      .run();
}

std::vector<Clearance> void_all(store::Transaction& tx, std::int64_t chain) {
  auto& db = store::connection(tx);
  auto waited = clearances_where(db, "chain = ? AND state IN ('waiting', 'escalated') ORDER BY asked_at", chain);
  db.query("UPDATE clearance SET state = 'void' WHERE chain = ? AND state IN ('waiting', 'escalated')")
      .bind(chain)
      .run();
  return waited;
}

void move_deadlines(store::Transaction& tx, std::chrono::microseconds by) {
  store::connection(tx)
      .query("UPDATE clearance SET due_at = due_at + ? WHERE state = 'waiting' AND due_at IS NOT NULL")
      .bind(std::int64_t{by.count()})
      .run();
}

std::vector<Clearance> due(store::Transaction& tx, Timestamp now, std::size_t limit) {
  return clearances_where(store::connection(tx), "state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT ?", now,
                          static_cast<std::int64_t>(limit));
}

}  // namespace rows

}  // namespace chancery::answer
