#include "store/actor_handles.hpp"
#include "store/actors.hpp"
#include "store/engine.hpp"

namespace chancery::store {

using activity::Actor;
using activity::ActorId;

std::optional<Actor> due_handle(Snapshot& snapshot) {
  auto query = snapshot.connection().query(
      "SELECT id FROM actor INDEXED BY actor_handle_due WHERE handle_due > 0 ORDER BY handle_due DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return actor_by_id(snapshot, query.id<ActorId>(0));
}

void settle_handle(Transaction& tx, const Actor& asked, std::string_view handle, Timestamp now) {
  tx.connection()
      .query("UPDATE actor SET handle = ?, handle_asked = ?, handle_due = 0 WHERE id = ? AND preferred_username = ?")
      .bind(handle, now, asked.id, asked.preferred_username)
      .run();
}

void put_handle_off(Transaction& tx, ActorId actor) {
  tx.connection().query("UPDATE actor SET handle_asked = 0, handle_due = 0 WHERE id = ?").bind(actor).run();
}

}  // namespace chancery::store
