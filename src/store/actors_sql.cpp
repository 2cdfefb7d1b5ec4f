#include <string>
#include <tuple>

#include "store/actor_handles.hpp"
#include "store/actors.hpp"
#include "store/engine.hpp"

namespace chancery::store {
namespace {

using activity::Actor;
using activity::ActorId;

constexpr const char* kSelectActor =
    "SELECT id, uri, type, preferred_username, name, inbox, shared_inbox, url, public_key_id, public_key_pem, "
    "fetched_at, icon, published, emojis, handle"
    " FROM actor WHERE ";

// Few names have any: empty then.
std::string emojis_as_stored(const std::vector<activity::Emoji>& emojis) {
  return emojis.empty() ? std::string() : boost::json::serialize(activity::write_emojis(emojis));
}

std::vector<activity::Emoji> stored_emojis(std::string_view stored) {
  const auto object = stored.empty() ? json::Object{} : json::parse_object(stored).value_or(json::Object{});
  return activity::read_emojis(object);
}

template <class... Values>
std::optional<Actor> find_actor(Connection& db, std::string_view condition, const Values&... values) {
  auto query = db.query(std::string(kSelectActor).append(condition));
  query.bind(values...);
  if (!query.step()) return std::nullopt;
  Actor actor;
  actor.id = query.id<ActorId>(0);
  actor.uri = query.text(1);
  actor.type = activity::parse_actor_type(query.text(2)).value_or(activity::ActorType::Person);
  actor.preferred_username = query.text(3);
  actor.name = query.text(4);
  actor.inbox = query.text(5);
  actor.shared_inbox = query.text(6);
  actor.url = query.text(7);
  actor.public_key_id = query.text(8);
  actor.public_key_pem = query.text(9);
  actor.fetched_at = query.time(10);
  actor.icon = query.text(11);
  actor.published = query.time(12);
  actor.emojis = stored_emojis(query.text(13));
  actor.handle = query.text(14);
  return actor;
}

constexpr std::string_view kActorByUri = "uri = ?";

// Asked for when nobody was asked yet, or long ago. Who is renamed has the old handle no longer.
void make_handle_due(Connection& db, ActorId id, bool renamed, Timestamp fetched_at) {
  if (renamed) db.query("UPDATE actor SET handle = '', handle_asked = 0 WHERE id = ?").bind(id).run();
  db.query("UPDATE actor SET handle_due = ?1 WHERE id = ?2 AND (handle_asked = 0 OR handle_asked <= ?3)")
      .bind(fetched_at, id, fetched_at - kHandleKept)
      .run();
}

// All but our own number for it, and its handle: that is not what its server says of it.
auto values_of(const Actor& actor) {
  const auto& [id, uri, type, username, handle, name, inbox, shared_inbox, url, icon, emojis, key_id, key_pem,
               published, fetched_at] = actor;
  return std::tie(uri, type, username, name, inbox, shared_inbox, url, icon, emojis, key_id, key_pem, published,
                  fetched_at);
}

}  // namespace

ActorId save_actor(Transaction& tx, const Actor& actor) {
  // Who writes often is the same each time: to read is cheaper than to write its pages anew.
  const auto known = find_actor(tx.connection(), kActorByUri, actor.uri);
  if (known && values_of(*known) == values_of(actor)) return known->id;
  auto query = tx.connection().query(
      "INSERT INTO actor (id, uri, type, preferred_username, name, inbox, shared_inbox, url, public_key_id,"
      " public_key_pem, fetched_at, icon, published, emojis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (uri) DO UPDATE SET type = excluded.type, preferred_username = excluded.preferred_username,"
      " name = excluded.name, inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, url = excluded.url,"
      " public_key_id = excluded.public_key_id, public_key_pem = excluded.public_key_pem,"
      " fetched_at = excluded.fetched_at, icon = excluded.icon, published = excluded.published, emojis = "
      "excluded.emojis"
      " RETURNING id");
  query.bind(actor.id ? actor.id : tx.ids().make<ActorId>(), actor.uri, activity::to_string(actor.type),
             actor.preferred_username, actor.name, actor.inbox, actor.shared_inbox, actor.url, actor.public_key_id,
             actor.public_key_pem, actor.fetched_at, actor.icon, actor.published, emojis_as_stored(actor.emojis));
  if (!query.step()) throw SqlBug("RETURNING gave no row");
  const auto id = query.id<ActorId>(0);
  const bool renamed = known && known->preferred_username != actor.preferred_username;
  make_handle_due(tx.connection(), id, renamed, actor.fetched_at);
  return id;
}

void delete_actor(Transaction& tx, ActorId id) {
  tx.connection()
      .query(
          "UPDATE note SET content = '', attributed_to = '', in_reply_to = '', url = '', deleted = 1, actor = NULL"
          " WHERE actor = ?")
      .bind(id)
      .run();
  tx.connection().query("DELETE FROM actor WHERE id = ?").bind(id).run();
}

std::optional<Actor> actor_by_uri(Snapshot& snapshot, std::string_view uri) {
  return find_actor(snapshot.connection(), kActorByUri, uri);
}

std::optional<Actor> actor_by_uri(Transaction& tx, std::string_view uri) {
  return find_actor(tx.connection(), kActorByUri, uri);
}

std::optional<Actor> actor_by_id(Snapshot& snapshot, ActorId id) {
  return find_actor(snapshot.connection(), "id = ?", id);
}

std::optional<Actor> actor_by_key(Snapshot& snapshot, std::string_view key_id, std::string_view uri) {
  return find_actor(snapshot.connection(), "public_key_id = ? AND uri = ?", key_id, uri);
}

}  // namespace chancery::store
