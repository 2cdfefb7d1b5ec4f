#include "activitypub/moderation_rows.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kHostRules =
    "SELECT host, level, reject_media, reject_reports, reason, remark, made_by, made_at FROM host_rule ";
constexpr std::string_view kActorRules = "SELECT actor, level, reason, made_by, made_at FROM actor_rule ";

// The tables' CHECKs let no other level in.
RuleLevel read_level(std::string_view text) {
  return text == "block" ? RuleLevel::Block : RuleLevel::Limit;
}

HostRule read_host_rule(const store::Query& query) {
  return {.host = query.text(0),
          .level = read_level(query.text(1)),
          .reject_media = query.integer(2) != 0,
          .reject_reports = query.integer(3) != 0,
          .reason = query.text(4),
          .remark = query.text(5),
          .by = query.text(6),
          .at = query.time(7)};
}

ActorRule read_actor_rule(const store::Query& query) {
  return {.actor = query.text(0),
          .level = read_level(query.text(1)),
          .reason = query.text(2),
          .by = query.text(3),
          .at = query.time(4)};
}

std::optional<HostRule> find_host_rule(store::Connection& db, std::string_view host) {
  auto query = db.query(std::string(kHostRules) + "WHERE host = ?");
  if (!query.bind(host).step()) return std::nullopt;
  return read_host_rule(query);
}

}  // namespace

std::vector<HostRule> host_rules(store::Snapshot& snapshot) {
  std::vector<HostRule> rules;
  auto query = store::connection(snapshot).query(std::string(kHostRules) + "ORDER BY host");
  while (query.step()) rules.push_back(read_host_rule(query));
  return rules;
}

std::vector<ActorRule> actor_rules(store::Snapshot& snapshot) {
  std::vector<ActorRule> rules;
  auto query = store::connection(snapshot).query(std::string(kActorRules) + "ORDER BY made_at DESC, actor");
  while (query.step()) rules.push_back(read_actor_rule(query));
  return rules;
}

std::optional<ActorRule> rule_of_actor(store::Transaction& tx, std::string_view actor) {
  auto query = store::connection(tx).query(std::string(kActorRules) + "WHERE actor = ?");
  if (!query.bind(actor).step()) return std::nullopt;
  return read_actor_rule(query);
}

namespace rows {

void put_host_rule(store::Transaction& tx, const HostRule& rule) {
  store::connection(tx)
      .query(
          "INSERT INTO host_rule (host, level, reject_media, reject_reports, reason, remark, made_by, made_at)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (host) DO UPDATE SET level = excluded.level,"
          " reject_media = excluded.reject_media, reject_reports = excluded.reject_reports, reason = excluded.reason,"
          " remark = excluded.remark, made_by = excluded.made_by, made_at = excluded.made_at")
      .bind(rule.host, to_string(rule.level), rule.reject_media, rule.reject_reports, rule.reason, rule.remark, rule.by,
            rule.at)
      .run();
}

void put_actor_rule(store::Transaction& tx, const ActorRule& rule) {
  store::connection(tx)
      .query(
          "INSERT INTO actor_rule (actor, level, reason, made_by, made_at) VALUES (?, ?, ?, ?, ?)"
          " ON CONFLICT (actor) DO UPDATE SET level = excluded.level, reason = excluded.reason,"
          " made_by = excluded.made_by, made_at = excluded.made_at")
      .bind(rule.actor, to_string(rule.level), rule.reason, rule.by, rule.at)
      .run();
}

bool remove_host_rule(store::Transaction& tx, std::string_view host) {
  return store::connection(tx).query("DELETE FROM host_rule WHERE host = ?").bind(host).run() > 0;
}

bool remove_actor_rule(store::Transaction& tx, std::string_view actor) {
  return store::connection(tx).query("DELETE FROM actor_rule WHERE actor = ?").bind(actor).run() > 0;
}

std::optional<HostRule> host_rule(store::Transaction& tx, std::string_view host) {
  return find_host_rule(store::connection(tx), host);
}

std::optional<HostRule> host_rule(store::Snapshot& snapshot, std::string_view host) {
  return find_host_rule(store::connection(snapshot), host);
}

std::vector<NamedActor> actors_after(store::Transaction& tx, activity::ActorId after, std::size_t limit) {
  std::vector<NamedActor> actors;
  auto query = store::connection(tx).query("SELECT id, uri FROM actor WHERE id > ? ORDER BY id LIMIT ?");
  query.bind(after, static_cast<std::int64_t>(limit));
  while (query.step()) actors.push_back({query.id<activity::ActorId>(0), query.text(1)});
  return actors;
}

}  // namespace rows
}  // namespace chancery::activitypub
