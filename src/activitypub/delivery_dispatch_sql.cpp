#include <vector>

#include "activitypub/delivery_dispatch.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kChunk = 64;  // inboxes between two looks at the clock

enum class Source { None = 0, Followers = 1, AsSent = 2, Reached = 3 };

struct OpenDispatch {
  activity::ActivityId activity;
  activity::AccountId account;
  std::int64_t turn = 0;
  Source source = Source::None;
  std::int64_t queued_to = 0;
  activity::ActivityId as_sent;
};

std::optional<OpenDispatch> oldest_open(store::Connection& db) {
  auto query = db.query(
      "SELECT activity, account, turn, source, queued_to, as_sent FROM dispatch WHERE source <> 0 ORDER BY turn LIMIT "
      "1");
  if (!query.step()) return std::nullopt;
  return OpenDispatch{query.id<activity::ActivityId>(0),
                      query.id<activity::AccountId>(1),
                      query.integer(2),
                      static_cast<Source>(query.integer(3)),
                      query.integer(4),
                      activity::ActivityId{query.maybe_integer(5).value_or(0)}};
}

void add_delivery(store::Transaction& tx, const OpenDispatch& dispatch, std::int64_t inbox, Timestamp now,
                  Tally& tally) {
  auto& db = store::connection(tx);
  std::int64_t host = 0;
  Timestamp due = now;
  bool parked = false;
  bool sooner = false;
  {
    auto query = db.query(
        "SELECT h.id, h.due_at, h.wait_until, h.parked_at FROM delivery_inbox i JOIN delivery_host h ON h.id = i.host "
        "WHERE i.id = ?");
    if (!query.bind(inbox).step()) return;
    host = query.integer(0);
    due = std::max(now, query.time(2));
    // Of a parked host one delivery waits, to try it with.
    parked = !query.is_null(3) && !query.is_null(1);
    sooner = query.is_null(1) || query.time(1) > due;
  }
  const auto state = parked ? DeliveryState::Parked : DeliveryState::Waiting;
  const auto added = db.query(
                           "INSERT INTO delivery (activity, inbox, host, turn, state) VALUES (?, ?, ?, ?, ?) "
                           "ON CONFLICT (activity, inbox) DO NOTHING")
                         .bind(dispatch.activity, inbox, host, dispatch.turn, static_cast<int>(state))
                         .run();
  if (added == 0) return;
  tally.added(dispatch.activity, state);
  if (sooner && !parked) db.query("UPDATE delivery_host SET due_at = ? WHERE id = ?").bind(due, host).run();
}

std::vector<std::int64_t> inboxes(store::Query& query) {
  std::vector<std::int64_t> found;
  while (query.step()) found.push_back(query.integer(0));
  return found;
}

// Of its source the next ones, in the order of their ids.
std::vector<std::int64_t> next_inboxes(store::Connection& db, const OpenDispatch& dispatch, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(limit);
  if (dispatch.source == Source::Followers) {
    auto query = db.query("SELECT inbox FROM follower_inbox WHERE account = ? AND inbox > ? ORDER BY inbox LIMIT ?");
    return inboxes(query.bind(dispatch.account, dispatch.queued_to, most));
  }
  if (dispatch.source == Source::AsSent) {
    auto query = db.query(
        "SELECT inbox FROM delivery WHERE activity = ? AND inbox > ?"
        " AND (state IN (0, 1, 2) OR state = 4 AND attempts > 0) ORDER BY inbox LIMIT ?");
    return inboxes(query.bind(dispatch.as_sent, dispatch.queued_to, most));
  }
  auto query = db.query("SELECT inbox FROM reached WHERE account = ? AND inbox > ? ORDER BY inbox LIMIT ?");
  return inboxes(query.bind(dispatch.account, dispatch.queued_to, most));
}

// Some rows of what it repeats may be gone by now: then whoever got any note of the account stands for them.
bool may_have_folded(store::Connection& db, activity::ActivityId as_sent, Timestamp now) {
  auto query = db.query("SELECT 1 FROM dispatch WHERE activity = ? AND followers = 1 AND created_at < ?");
  return query.bind(as_sent, now - kDeliveriesKept).step();
}

Source source_after(store::Connection& db, const OpenDispatch& dispatch, Timestamp now) {
  switch (dispatch.source) {
    case Source::Followers:
      if (dispatch.as_sent) return Source::AsSent;
      return Source::None;
    case Source::AsSent:
      return may_have_folded(db, dispatch.as_sent, now) ? Source::Reached : Source::None;
    default:
      return Source::None;
  }
}

void queue_some(store::Transaction& tx, OpenDispatch& dispatch, Timestamp now, std::size_t limit, Tally& tally) {
  auto& db = store::connection(tx);
  const auto next = next_inboxes(db, dispatch, limit);
  for (const auto inbox : next) add_delivery(tx, dispatch, inbox, now, tally);
  if (!next.empty()) dispatch.queued_to = next.back();
  if (next.size() == limit) return;
  dispatch.source = source_after(db, dispatch, now);
  dispatch.queued_to = 0;
}

void save_progress(store::Connection& db, const OpenDispatch& dispatch) {
  db.query("UPDATE dispatch SET source = ?, queued_to = ? WHERE activity = ?")
      .bind(static_cast<int>(dispatch.source), dispatch.queued_to, dispatch.activity)
      .run();
}

bool is_open(store::Connection& db) {
  return db.query("SELECT 1 FROM dispatch WHERE source <> 0 LIMIT 1").step();
}

}  // namespace

void open_dispatch(store::Transaction& tx, IdSource& ids, const OutgoingActivity& outgoing) {
  const auto& [activity, audience] = outgoing;
  add_activity(tx, activity);
  auto source = Source::None;
  if (audience.as_sent) source = Source::AsSent;
  if (audience.followers) source = Source::Followers;
  // The Create of a note for few is kept, so that what follows it reaches these few and nobody else.
  const bool few = activity.note && !audience.followers && !audience.as_sent;
  const OpenDispatch dispatch{activity.id, activity.account, ids.next(), source, 0, audience.as_sent};
  auto& db = store::connection(tx);
  const auto added =
      db.query(
            "INSERT INTO dispatch (activity, account, note, turn, created_at, followers, as_sent, source,"
            " folds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (activity) DO NOTHING")
          .bind(dispatch.activity, dispatch.account, activity.note ? std::optional(activity.note.value) : std::nullopt,
                dispatch.turn, activity.created_at, audience.followers,
                audience.as_sent ? std::optional(audience.as_sent.value) : std::nullopt, static_cast<int>(source), !few)
          .run();
  if (added == 0) return;
  Tally tally;
  for (const auto& uri : audience.inboxes) {
    const auto place = place_of(tx, uri);
    if (place) add_delivery(tx, dispatch, place->inbox, activity.created_at, tally);
  }
  tally.write(tx);
}

bool advance_dispatch(store::Transaction& tx, const Clock& clock, std::chrono::microseconds budget) {
  const auto end = clock.steady() + budget;
  auto& db = store::connection(tx);
  const auto now = clock.now();
  auto dispatch = oldest_open(db);
  if (!dispatch) return false;
  Tally tally;
  do {
    queue_some(tx, *dispatch, now, kChunk, tally);
  } while (dispatch->source != Source::None && clock.steady() < end);
  save_progress(db, *dispatch);
  tally.write(tx);
  return is_open(db);
}

bool advance_dispatch(store::Transaction& tx, Timestamp now, std::size_t limit) {
  auto& db = store::connection(tx);
  auto dispatch = oldest_open(db);
  if (!dispatch) return false;
  Tally tally;
  queue_some(tx, *dispatch, now, limit, tally);
  save_progress(db, *dispatch);
  tally.write(tx);
  return is_open(db);
}

bool has_open_dispatch(store::Snapshot& snapshot) {
  return is_open(store::connection(snapshot));
}

std::map<activity::AccountId, std::int64_t> open_turns(store::Snapshot& snapshot) {
  std::map<activity::AccountId, std::int64_t> turns;
  auto query =
      store::connection(snapshot).query("SELECT account, MIN(turn) FROM dispatch WHERE source <> 0 GROUP BY account");
  while (query.step()) turns.emplace(query.id<activity::AccountId>(0), query.integer(1));
  return turns;
}

}  // namespace chancery::activitypub
