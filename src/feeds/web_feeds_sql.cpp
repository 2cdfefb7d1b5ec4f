#include "feeds/web_feeds.hpp"

#include "staff/audit.hpp"
#include "store/sql.hpp"

namespace chancery::feeds {
namespace {

RegisteredFeed row_of(const store::Query& query) {
  RegisteredFeed feed;
  feed.id = query.id<FeedId>(0);
  feed.url = query.text(1);
  feed.address = query.text(2);
  feed.title = query.text(3);
  feed.actor = query.maybe_integer(4);
  feed.added_by = query.text(5);
  feed.added_at = query.time(6);
  const auto state = query.text(7);
  feed.state = state == "paused" ? FeedState::Paused : state == "gone" ? FeedState::Gone : FeedState::Active;
  feed.etag = query.text(8);
  feed.last_modified = query.text(9);
  feed.interval = std::chrono::seconds{query.integer(10)};
  feed.next_poll = query.time(11);
  if (!query.is_null(12)) feed.last_poll = query.time(12);
  if (!query.is_null(13)) feed.last_success = query.time(13);
  feed.failures = static_cast<int>(query.integer(14));
  feed.last_status = static_cast<int>(query.integer(15));
  feed.last_error = query.text(16);
  feed.last_note = query.text(17);
  feed.entries_seen = query.integer(18);
  return feed;
}

std::vector<RegisteredFeed> rows_of(store::Query& query) {
  std::vector<RegisteredFeed> feeds;
  while (query.step()) feeds.push_back(row_of(query));
  return feeds;
}

auto unknown_feed() {
  return fail(Errc::NotFound, "no such feed", "there is no feed of this number; it may have been removed meanwhile");
}

void audit(store::Transaction& tx, Timestamp now, std::string_view by, std::string_view action, FeedId id) {
  staff::append_audit(tx, now, by, action, "feed:" + id.text());
}

}  // namespace

std::string_view to_string(FeedState state) {
  switch (state) {
    case FeedState::Active:
      return "active";
    case FeedState::Paused:
      return "paused";
    case FeedState::Gone:
      return "gone";
  }
  return "";
}

std::vector<RegisteredFeed> registered_feeds(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query(
      "SELECT id, url, address, title, actor, added_by, added_at, state, etag, last_modified, poll_interval,"
      " next_poll_at, last_poll_at, last_success_at, failures, last_status, last_error, last_note, entries_seen"
      " FROM web_feed ORDER BY title, id");
  return rows_of(query);
}

std::vector<std::string> feed_sources(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query("SELECT url FROM web_feed WHERE state = ? ORDER BY url");
  query.bind(to_string(FeedState::Active));
  std::vector<std::string> sources;
  while (query.step()) sources.push_back("feed:" + query.text(0));
  return sources;
}

std::optional<RegisteredFeed> registered_feed(store::Snapshot& snapshot, FeedId id) {
  auto query = store::connection(snapshot).query(
      "SELECT id, url, address, title, actor, added_by, added_at, state, etag, last_modified, poll_interval,"
      " next_poll_at, last_poll_at, last_success_at, failures, last_status, last_error, last_note, entries_seen"
      " FROM web_feed WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return row_of(query);
}

std::vector<RegisteredFeed> due_feeds(store::Snapshot& snapshot, Timestamp now, std::size_t limit) {
  auto query = store::connection(snapshot).query(
      "SELECT id, url, address, title, actor, added_by, added_at, state, etag, last_modified, poll_interval,"
      " next_poll_at, last_poll_at, last_success_at, failures, last_status, last_error, last_note, entries_seen"
      " FROM web_feed WHERE state = 'active' AND next_poll_at <= ? ORDER BY next_poll_at, id LIMIT ?");
  query.bind(now, static_cast<std::int64_t>(limit));
  return rows_of(query);
}

std::optional<Timestamp> next_feed_poll(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query("SELECT min(next_poll_at) FROM web_feed WHERE state = 'active'");
  if (!query.step() || query.is_null(0)) return std::nullopt;
  return query.time(0);
}

FeedTotals feed_totals(store::Snapshot& snapshot) {
  FeedTotals totals;
  auto query = store::connection(snapshot).query(
      "SELECT count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE state = 'paused'),"
      " count(*) FILTER (WHERE state = 'gone'), count(*) FILTER (WHERE state = 'active' AND failures > 0),"
      " max(last_poll_at), min(next_poll_at) FILTER (WHERE state = 'active') FROM web_feed");
  if (!query.step()) return totals;
  totals.active = static_cast<std::size_t>(query.integer(0));
  totals.paused = static_cast<std::size_t>(query.integer(1));
  totals.gone = static_cast<std::size_t>(query.integer(2));
  totals.failing = static_cast<std::size_t>(query.integer(3));
  if (!query.is_null(4)) totals.last_poll = query.time(4);
  if (!query.is_null(5)) totals.next_poll = query.time(5);
  return totals;
}

Result<RegisteredFeed> register_feed(store::Transaction& tx, FeedId id, const FeedToRegister& feed, std::string_view by,
                                     Timestamp now) {
  auto& db = store::connection(tx);
  if (auto same = db.query("SELECT 1 FROM web_feed WHERE url = ? OR address = ?");
      same.bind(feed.address, feed.address).step()) {
    return fail(Errc::Conflict, "a feed of this address", "this feed is registered already");
  }
  auto count = db.query("SELECT count(*) FROM web_feed");
  if (count.step() && count.integer(0) >= static_cast<std::int64_t>(kMaxFeeds)) {
    return fail(Errc::TooLarge, "too many feeds", "a thousand feeds are registered: remove one first");
  }
  RegisteredFeed row{.id = id,
                     .url = feed.address,
                     .address = feed.address,
                     .title = feed.title,
                     .actor = feed.actor,
                     .added_by = std::string(by),
                     .added_at = now,
                     .next_poll = now,
                     .interval = std::chrono::minutes{30}};
  db.query(
        "INSERT INTO web_feed (id, url, address, title, actor, added_by, added_at, state, etag, last_modified,"
        " poll_interval, next_poll_at, failures, last_status, last_error, last_note, entries_seen)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'active', '', '', ?, ?, 0, 0, '', '', 0)")
      .bind(row.id, row.url, row.address, row.title, row.actor, row.added_by, row.added_at,
            static_cast<std::int64_t>(row.interval.count()), row.next_poll)
      .run();
  audit(tx, now, by, "feed.add", id);
  return row;
}

Status remove_feed(store::Transaction& tx, FeedId id, std::string_view by, Timestamp now) {
  if (store::connection(tx).query("DELETE FROM web_feed WHERE id = ?").bind(id).run() == 0) return unknown_feed();
  audit(tx, now, by, "feed.remove", id);
  return {};
}

Status pause_feed(store::Transaction& tx, FeedId id, std::string_view by, Timestamp now) {
  auto query = store::connection(tx).query("UPDATE web_feed SET state = 'paused' WHERE id = ?");
  if (query.bind(id).run() == 0) return unknown_feed();
  audit(tx, now, by, "feed.pause", id);
  return {};
}

Status resume_feed(store::Transaction& tx, FeedId id, std::string_view by, Timestamp now) {
  auto query = store::connection(tx).query(
      "UPDATE web_feed SET state = 'active', failures = 0, last_error = '', next_poll_at = ? WHERE id = ?");
  if (query.bind(now, id).run() == 0) return unknown_feed();
  audit(tx, now, by, "feed.resume", id);
  return {};
}

Status set_feed_actor(store::Transaction& tx, FeedId id, std::optional<std::int64_t> actor, std::string_view by,
                      Timestamp now) {
  auto query = store::connection(tx).query("UPDATE web_feed SET actor = ? WHERE id = ?");
  if (query.bind(actor, id).run() == 0) return unknown_feed();
  audit(tx, now, by, "feed.actor", id);
  return {};
}

KnownEntries known_entries(store::Snapshot& snapshot, FeedId feed) {
  KnownEntries known;
  auto query =
      store::connection(snapshot).query("SELECT entry_hash, rev_hash, seen_at FROM web_feed_entry WHERE feed = ?");
  query.bind(feed);
  while (query.step()) known.insert_or_assign(query.text(0), KnownEntry{query.text(1), query.time(2)});
  return known;
}

void record_poll(store::Transaction& tx, const RegisteredFeed& feed, std::span<const SeenEntry> seen, Timestamp now) {
  auto& db = store::connection(tx);
  auto update = db.query(
      "UPDATE web_feed SET address = ?, etag = ?, last_modified = ?, poll_interval = ?, next_poll_at = ?,"
      " last_poll_at = ?, last_success_at = ?, failures = ?, last_status = ?, last_error = ?, last_note = ?,"
      " entries_seen = ?, state = CASE WHEN state = 'active' THEN ? ELSE state END WHERE id = ?");
  update.bind(feed.address, feed.etag, feed.last_modified, static_cast<std::int64_t>(feed.interval.count()),
              feed.next_poll, feed.last_poll, feed.last_success, feed.failures, feed.last_status, feed.last_error,
              feed.last_note, feed.entries_seen, to_string(feed.state), feed.id);
  if (update.run() == 0 || seen.empty()) return;
  auto keep = db.query(
      "INSERT INTO web_feed_entry (feed, entry_hash, rev_hash, seen_at) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (feed, entry_hash) DO UPDATE SET rev_hash = excluded.rev_hash, seen_at = excluded.seen_at");
  for (const auto& entry : seen) keep.bind(feed.id, entry.entry_hash, entry.rev_hash, now).run();
  // Only now: what is in the document was written anew above.
  db.query("DELETE FROM web_feed_entry WHERE feed = ? AND seen_at < ?").bind(feed.id, now - kEntriesRemembered).run();
  db.query(
        "DELETE FROM web_feed_entry WHERE feed = ? AND seen_at <"
        " (SELECT seen_at FROM web_feed_entry WHERE feed = ? ORDER BY seen_at DESC LIMIT 1 OFFSET ?)")
      .bind(feed.id, feed.id, static_cast<std::int64_t>(kMaxEntriesRemembered - 1))
      .run();
}

}  // namespace chancery::feeds
