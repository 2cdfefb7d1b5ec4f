#include "activitypub/stamps.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

std::string_view name_of(StampKind kind) {
  return kind == StampKind::Quote ? "quote" : "reply";
}

}  // namespace

Stamp save_stamp(store::Transaction& tx, const Stamp& stamp) {
  auto& db = store::connection(tx);
  db.query(
        "INSERT INTO stamp (id, note, kind, interacting, actor, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(stamp.id, stamp.note, name_of(stamp.kind), stamp.interacting, stamp.actor, stamp.at)
      .run();
  auto kept = stamp;
  auto query = db.query("SELECT id FROM stamp WHERE note = ? AND kind = ? AND interacting = ?");
  if (query.bind(stamp.note, name_of(stamp.kind), stamp.interacting).step()) kept.id = query.integer(0);
  return kept;
}

std::optional<Stamp> stamp_by_id(store::Snapshot& snapshot, activity::NoteId note, StampKind kind, std::int64_t id) {
  auto query = store::connection(snapshot).query(
      "SELECT interacting, actor, at FROM stamp WHERE id = ? AND note = ? AND kind = ?");
  if (!query.bind(id, note, name_of(kind)).step()) return std::nullopt;
  return Stamp{id, note, kind, query.text(0), query.text(1), query.time(2)};
}

void remove_stamps(store::Transaction& tx, std::string_view interacting, std::string_view actor) {
  store::connection(tx).query("DELETE FROM stamp WHERE interacting = ? AND actor = ?").bind(interacting, actor).run();
}

std::int64_t quote_count(store::Snapshot& snapshot, activity::NoteId note) {
  auto query = store::connection(snapshot).query("SELECT COUNT(*) FROM stamp WHERE note = ? AND kind = 'quote'");
  return query.bind(note).step() ? query.integer(0) : 0;
}

std::string address_of(const Addresses& addresses, const Stamp& stamp) {
  return stamp.kind == StampKind::Quote ? addresses.quote_stamp(stamp.note, stamp.id)
                                        : addresses.reply_stamp(stamp.note, stamp.id);
}

}  // namespace chancery::activitypub
