#include <utility>

#include "base/json.hpp"
#include "listen/register_rows.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

std::string names_text(const std::vector<ActorName>& names) {
  json::Array list;
  for (const auto& name : names) list.push_back(json::Object{{"language", name.language}, {"text", name.text}});
  return boost::json::serialize(list);
}

std::vector<ActorName> read_names(const std::string& text) {
  std::vector<ActorName> names;
  const auto list = json::parse(text);
  if (!list || !list->is_array()) throw store::DamagedError("a public actor's names cannot be read");
  for (const auto& each : list->as_array()) {
    const auto* name = each.if_object();
    if (name == nullptr) throw store::DamagedError("a public actor's names cannot be read");
    names.push_back(
        {std::string(json::text(*name, "language").value_or("")), std::string(json::text(*name, "text").value_or(""))});
  }
  return names;
}

ActorStatus read_actor_status(std::string_view text) {
  for (const auto status : {ActorStatus::Proposed, ActorStatus::Approved, ActorStatus::Refused, ActorStatus::Retired}) {
    if (text == to_string(status)) return status;
  }
  throw store::DamagedError("a public actor's status cannot be read");
}

PublicActor read_actor(const store::Query& query) {
  PublicActor actor;
  actor.id = query.id<PublicActorId>(0);
  const auto kind = parse_actor_kind(query.text(1));
  if (!kind) throw store::DamagedError("a public actor's kind cannot be read");
  actor.says.kind = *kind;
  actor.says.names = read_names(query.text(2));
  actor.says.office = query.text(3);
  actor.says.country = query.text(4);
  actor.says.evidence_url = query.text(5);
  actor.says.evidence_note = query.text(6);
  if (!query.is_null(7)) actor.says.until = query.time(7);
  actor.says.replaces = PublicActorId{query.maybe_integer(8).value_or(0)};
  actor.status = read_actor_status(query.text(9));
  actor.proposed_by = "user:" + query.text(10);
  actor.proposed_at = query.time(11);
  if (!query.is_null(12)) actor.ended_at = query.time(12);
  actor.end_reason = query.text(13);
  return actor;
}

void complete_actor(store::Connection& db, PublicActor& actor) {
  {
    auto query = db.query("SELECT address FROM public_actor_address WHERE public_actor = ? ORDER BY position");
    query.bind(actor.id);
    while (query.step()) actor.says.addresses.push_back(query.text(0));
  }
  auto query = db.query(
      "SELECT login, at FROM public_actor_approval JOIN staff_user ON staff_user.id = approver"
      " WHERE public_actor = ? ORDER BY at, approver");
  query.bind(actor.id);
  while (query.step()) actor.approvals.push_back({"user:" + query.text(0), query.time(1)});
}

std::vector<PublicActor> read_actors(store::Connection& db) {
  std::vector<PublicActor> all;
  {
    auto query = db.query(
        "SELECT public_actor.id, kind, names, office, country, evidence_url, evidence_note, until_at, replaces, status,"
        " login, proposed_at, public_actor.ended_at, end_reason FROM public_actor JOIN staff_user ON staff_user.id = "
        "proposer"
        " ORDER BY public_actor.id");
    while (query.step()) all.push_back(read_actor(query));
  }
  for (auto& actor : all) complete_actor(db, actor);
  return all;
}

std::optional<PublicActor> read_one_actor(store::Connection& db, PublicActorId id) {
  std::optional<PublicActor> actor;
  {
    auto query = db.query(
        "SELECT public_actor.id, kind, names, office, country, evidence_url, evidence_note, until_at, replaces, status,"
        " login, proposed_at, public_actor.ended_at, end_reason FROM public_actor JOIN staff_user ON staff_user.id = "
        "proposer"
        " WHERE public_actor.id = ?");
    if (!query.bind(id).step()) return std::nullopt;
    actor = read_actor(query);
  }
  complete_actor(db, *actor);
  return actor;
}

std::vector<PublicActor> read_active(store::Connection& db, Timestamp now) {
  auto all = read_actors(db);
  std::erase_if(all, [&](const PublicActor& actor) { return !actor.active(now); });
  return all;
}

}  // namespace

std::vector<PublicActor> public_actors(store::Snapshot& snapshot) {
  auto all = read_actors(store::connection(snapshot));
  return {std::make_move_iterator(all.rbegin()), std::make_move_iterator(all.rend())};
}

std::optional<PublicActor> public_actor(store::Snapshot& snapshot, PublicActorId id) {
  return read_one_actor(store::connection(snapshot), id);
}

std::vector<PublicActor> active_public_actors(store::Snapshot& snapshot, Timestamp now) {
  return read_active(store::connection(snapshot), now);
}
std::vector<PublicActor> active_public_actors(store::Transaction& tx, Timestamp now) {
  return read_active(store::connection(tx), now);
}

namespace rows {

std::optional<PublicActor> public_actor(store::Transaction& tx, PublicActorId id) {
  return read_one_actor(store::connection(tx), id);
}

void insert_public_actor(store::Transaction& tx, const PublicActor& actor, staff::UserId proposer) {
  auto& db = store::connection(tx);
  const auto& says = actor.says;
  db.query(
        "INSERT INTO public_actor (id, kind, names, office, country, evidence_url, evidence_note, until_at, replaces,"
        " status, proposer, proposed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), ?, ?, ?)")
      .bind(actor.id, to_string(says.kind), names_text(says.names), says.office, says.country, says.evidence_url,
            says.evidence_note, says.until, says.replaces, to_string(actor.status), proposer, actor.proposed_at)
      .run();
  int position = 0;
  for (const auto& address : says.addresses) {
    db.query("INSERT INTO public_actor_address (public_actor, position, address) VALUES (?, ?, ?)")
        .bind(actor.id, ++position, address)
        .run();
  }
}

void insert_approval(store::Transaction& tx, PublicActorId id, staff::UserId approver, Timestamp now) {
  store::connection(tx)
      .query("INSERT INTO public_actor_approval (public_actor, approver, at) VALUES (?, ?, ?)")
      .bind(id, approver, now)
      .run();
}

void set_status(store::Transaction& tx, const PublicActor& actor) {
  store::connection(tx)
      .query("UPDATE public_actor SET status = ?, ended_at = ?, end_reason = ? WHERE id = ?")
      .bind(to_string(actor.status), actor.ended_at, actor.end_reason, actor.id)
      .run();
}

}  // namespace rows
}  // namespace chancery::listen
