#include "activitypub/stamps.hpp"

#include <utility>

#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

std::string_view stamp_name(StampKind kind) {
  return kind == StampKind::Quote ? "quote" : "reply";
}

// Columns id, note, kind, interacting, actor, at, inbox.
std::vector<Stamp> read_stamps(store::Query& query) {
  std::vector<Stamp> stamps;
  while (query.step()) {
    const auto kind = query.text(2) == stamp_name(StampKind::Quote) ? StampKind::Quote : StampKind::Reply;
    stamps.push_back({query.integer(0), query.id<activity::NoteId>(1), kind, query.text(3), query.text(4),
                      query.time(5), query.text(6)});
  }
  return stamps;
}

}  // namespace

Stamp save_stamp(store::Transaction& tx, const Stamp& stamp) {
  auto& db = store::connection(tx);
  db.query(
        "INSERT INTO stamp (id, note, kind, interacting, actor, at, inbox) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING")
      .bind(stamp.id, stamp.note, stamp_name(stamp.kind), stamp.interacting, stamp.actor, stamp.at, stamp.inbox)
      .run();
  auto kept = stamp;
  auto query = db.query("SELECT id FROM stamp WHERE note = ? AND kind = ? AND interacting = ?");
  if (query.bind(stamp.note, stamp_name(stamp.kind), stamp.interacting).step()) kept.id = query.integer(0);
  return kept;
}

std::optional<Stamp> stamp_by_id(store::Snapshot& snapshot, activity::NoteId note, StampKind kind, std::int64_t id) {
  auto query = store::connection(snapshot).query(
      "SELECT interacting, actor, at FROM stamp WHERE id = ? AND note = ? AND kind = ?");
  if (!query.bind(id, note, stamp_name(kind)).step()) return std::nullopt;
  return Stamp{id, note, kind, query.text(0), query.text(1), query.time(2)};
}

void remove_stamps(store::Transaction& tx, std::string_view interacting, std::string_view actor) {
  store::connection(tx).query("DELETE FROM stamp WHERE interacting = ? AND actor = ?").bind(interacting, actor).run();
}

std::vector<Stamp> stamps_of(store::Transaction& tx, activity::NoteId note, StampKind kind) {
  auto query = store::connection(tx).query(
      "SELECT id, note, kind, interacting, actor, at, inbox FROM stamp WHERE note = ? AND kind = ?");
  query.bind(note, stamp_name(kind));
  return read_stamps(query);
}

std::vector<Stamp> stamps_for(store::Transaction& tx, activity::AccountId account, std::string_view actor) {
  auto query = store::connection(tx).query(
      "SELECT s.id, s.note, s.kind, s.interacting, s.actor, s.at, s.inbox FROM stamp s JOIN note n ON n.id = s.note "
      "WHERE s.actor = ? AND n.account = ?");
  query.bind(actor, account);
  return read_stamps(query);
}

std::optional<OutgoingActivity> take_back_stamp(store::Transaction& tx, IdSource& ids, const Stamp& stamp,
                                                activity::AccountId account, Timestamp now) {
  store::connection(tx).query("DELETE FROM stamp WHERE id = ?").bind(stamp.id).run();
  if (stamp.inbox.empty()) return std::nullopt;
  OwnActivity taken_back;
  taken_back.id = ids.make<activity::ActivityId>();
  taken_back.kind = stamp.kind == StampKind::Quote ? ActivityKind::DeleteQuoteStamp : ActivityKind::DeleteReplyStamp;
  taken_back.account = account;
  taken_back.note = stamp.note;
  taken_back.follower = stamp.actor;
  taken_back.created_at = now;
  taken_back.object = stamp.interacting;
  taken_back.detail = std::to_string(stamp.id);
  return OutgoingActivity{std::move(taken_back), {false, {stamp.inbox}, {}}};
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
