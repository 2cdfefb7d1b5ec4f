#include "base/spaced.hpp"
#include "notify/webhook_rows.hpp"
#include "store/sql.hpp"

namespace chancery::notify {
namespace {

std::optional<PausedWhy> paused_why(const std::string& text) {
  for (const auto why : {PausedWhy::Asked, PausedWhy::Failing, PausedWhy::Gone}) {
    if (text == to_string(why)) return why;
  }
  return std::nullopt;
}

Webhook row_of(const store::Query& query) {
  return {.id = query.id<WebhookId>(0),
          .url = query.text(1),
          .events = from_between_spaces(query.text(2)),
          .made_by = query.id<staff::UserId>(3),
          .made_at = query.time(4),
          .paused_at = query.maybe_time(5),
          .paused_why = paused_why(query.text(6)),
          .failing_since = query.maybe_time(7),
          .failures = static_cast<int>(query.integer(8)),
          .failed_at = query.maybe_time(9),
          .wait_until = query.time(10),
          .status = static_cast<int>(query.integer(11)),
          .delivered_at = query.maybe_time(12),
          .former_until = query.maybe_time(13),
          .waiting = query.integer(14),
          .dropped = query.integer(15)};
}

std::optional<Webhook> by_id(store::Connection& db, WebhookId id) {
  auto query = db.query(
      "SELECT id, url, events, made_by, made_at, paused_at, paused_why, failing_since, failures, failed_at, wait_until,"
      " status, delivered_at, former_until, waiting, dropped FROM webhook WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return row_of(query);
}

}  // namespace

std::vector<Webhook> webhooks(store::Snapshot& snapshot) {
  std::vector<Webhook> found;
  auto query = store::connection(snapshot).query(
      "SELECT id, url, events, made_by, made_at, paused_at, paused_why, failing_since, failures, failed_at, wait_until,"
      " status, delivered_at, former_until, waiting, dropped FROM webhook ORDER BY id");
  while (query.step()) found.push_back(row_of(query));
  return found;
}

std::optional<Webhook> webhook_by_id(store::Snapshot& snapshot, WebhookId id) {
  return by_id(store::connection(snapshot), id);
}

std::optional<Webhook> webhook_by_id(store::Transaction& tx, WebhookId id) {
  return by_id(store::connection(tx), id);
}

std::vector<WebhookMessage> messages_of(store::Snapshot& snapshot, WebhookId id, std::size_t limit) {
  std::vector<WebhookMessage> found;
  auto query = store::connection(snapshot).query(
      "SELECT id, type, made_at, attempts, status, next_at, settled_at, delivered FROM webhook_message"
      " WHERE webhook = ? ORDER BY id DESC LIMIT ?");
  query.bind(id, static_cast<std::int64_t>(limit));
  while (query.step()) {
    found.push_back({.id = query.id<WebhookMessageId>(0),
                     .type = query.text(1),
                     .made_at = query.time(2),
                     .attempts = static_cast<int>(query.integer(3)),
                     .status = static_cast<int>(query.integer(4)),
                     .next_at = query.maybe_time(5),
                     .settled_at = query.maybe_time(6),
                     .delivered = query.integer(7) != 0});
  }
  return found;
}

std::size_t forget_settled(store::Transaction& tx, Timestamp before, std::size_t limit) {
  return static_cast<std::size_t>(store::connection(tx)
                                      .query("DELETE FROM webhook_message WHERE id IN (SELECT id FROM webhook_message"
                                             " WHERE settled_at < ? ORDER BY settled_at LIMIT ?)")
                                      .bind(before, static_cast<std::int64_t>(limit))
                                      .run());
}

void forget_former_secrets(store::Transaction& tx, Timestamp now) {
  store::connection(tx)
      .query("UPDATE webhook SET former_box = '', former_until = NULL WHERE former_until <= ?")
      .bind(now)
      .run();
}

namespace rows {

void insert_webhook(store::Transaction& tx, const Webhook& webhook, std::string_view secret_box) {
  store::connection(tx)
      .query(
          "INSERT INTO webhook (id, url, secret_box, events, made_by, made_at, after)"
          " VALUES (?, ?, ?, ?, ?, ?, (SELECT coalesce(max(position), 0) FROM event))")
      .bind(webhook.id, webhook.url, secret_box, between_spaces(webhook.events), webhook.made_by, webhook.made_at)
      .run();
}

void put_webhook(store::Transaction& tx, const Webhook& webhook) {
  const auto why = webhook.paused_why ? std::optional{to_string(*webhook.paused_why)} : std::nullopt;
  store::connection(tx)
      .query(
          "UPDATE webhook SET url = ?, events = ?, paused_at = ?, paused_why = ?, failing_since = ?, failures = ?,"
          " failed_at = ?, wait_until = ?, status = ?, delivered_at = ? WHERE id = ?")
      .bind(webhook.url, between_spaces(webhook.events), webhook.paused_at, why, webhook.failing_since,
            webhook.failures, webhook.failed_at, webhook.wait_until, webhook.status, webhook.delivered_at, webhook.id)
      .run();
}

void put_secret(store::Transaction& tx, WebhookId id, std::string_view secret_box, Timestamp former_until) {
  store::connection(tx)
      .query("UPDATE webhook SET former_box = secret_box, former_until = ?, secret_box = ? WHERE id = ?")
      .bind(former_until, secret_box, id)
      .run();
}

std::size_t count_webhooks(store::Transaction& tx) {
  auto query = store::connection(tx).query("SELECT count(*) FROM webhook");
  return query.step() ? static_cast<std::size_t>(query.integer(0)) : 0;
}

bool delete_webhook(store::Transaction& tx, WebhookId id) {
  return store::connection(tx).query("DELETE FROM webhook WHERE id = ?").bind(id).run() > 0;
}

std::vector<WebhookId> hearing(store::Transaction& tx, std::string_view type, std::int64_t position) {
  std::vector<WebhookId> found;
  auto query = store::connection(tx).query(
      "SELECT id FROM webhook WHERE instr(events, ' ' || ? || ' ') > 0 AND after < ? ORDER BY id");
  query.bind(type, position);
  while (query.step()) found.push_back(query.id<WebhookId>(0));
  return found;
}

void insert_message(store::Transaction& tx, const NewMessage& message) {
  store::connection(tx)
      .query(
          "INSERT INTO webhook_message (id, webhook, position, type, body, made_at, next_at)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(message.id, message.webhook, message.position, message.type, message.body, message.at, message.at)
      .run();
  store::connection(tx).query("UPDATE webhook SET waiting = waiting + 1 WHERE id = ?").bind(message.webhook).run();
}

void drop_oldest(store::Transaction& tx, WebhookId webhook, std::int64_t most) {
  auto& db = store::connection(tx);
  std::int64_t too_many = 0;
  {
    auto query = db.query("SELECT waiting - ? FROM webhook WHERE id = ?");
    if (query.bind(most, webhook).step()) too_many = query.integer(0);
  }
  if (too_many <= 0) return;
  const auto dropped = db.query(
                             "DELETE FROM webhook_message WHERE id IN (SELECT id FROM webhook_message"
                             " WHERE webhook = ? AND next_at IS NOT NULL ORDER BY id LIMIT ?)")
                           .bind(webhook, too_many)
                           .run();
  db.query("UPDATE webhook SET waiting = waiting - ?, dropped = dropped + ? WHERE id = ?")
      .bind(dropped, dropped, webhook)
      .run();
}

void hurry(store::Transaction& tx, WebhookId webhook, Timestamp now, bool anew) {
  store::connection(tx)
      .query(
          "UPDATE webhook_message SET next_at = min(next_at, ?), attempts = iif(?, 0, attempts)"
          " WHERE webhook = ? AND next_at IS NOT NULL")
      .bind(now, anew, webhook)
      .run();
}

std::optional<int> attempts_of(store::Transaction& tx, WebhookMessageId id) {
  auto query = store::connection(tx).query("SELECT attempts FROM webhook_message WHERE id = ? AND next_at IS NOT NULL");
  if (!query.bind(id).step()) return std::nullopt;
  return static_cast<int>(query.integer(0));
}

void put_tried(store::Transaction& tx, const Tried& tried, Timestamp now) {
  if (!tried.next_at) {
    store::connection(tx)
        .query(
            "UPDATE webhook SET waiting = waiting - 1 WHERE id = (SELECT webhook FROM webhook_message"
            " WHERE id = ? AND next_at IS NOT NULL)")
        .bind(tried.id)
        .run();
  }
  store::connection(tx)
      .query(
          "UPDATE webhook_message SET attempts = ?, status = ?, next_at = ?, settled_at = ?, delivered = ?"
          " WHERE id = ?")
      .bind(tried.attempts, tried.status, tried.next_at, tried.next_at ? std::nullopt : std::optional{now},
            tried.delivered, tried.id)
      .run();
}

std::vector<Receiver> receivers(store::Snapshot& snapshot, Timestamp now) {
  std::vector<Receiver> found;
  auto query = store::connection(snapshot).query(
      "SELECT id, url, secret_box, iif(former_until > ?, former_box, ''), failing_since IS NOT NULL FROM webhook"
      " WHERE paused_at IS NULL AND wait_until <= ? ORDER BY id");
  query.bind(now, now);
  while (query.step()) {
    Receiver receiver{.id = query.id<WebhookId>(0),
                      .url = query.text(1),
                      .secret_boxes = {query.text(2)},
                      .failing = query.integer(4) != 0};
    if (auto former = query.text(3); !former.empty()) receiver.secret_boxes.push_back(std::move(former));
    found.push_back(std::move(receiver));
  }
  return found;
}

std::vector<Due> due(store::Snapshot& snapshot, WebhookId webhook, Timestamp now, std::size_t limit) {
  std::vector<Due> found;
  auto query = store::connection(snapshot).query(
      "SELECT id, body FROM webhook_message WHERE webhook = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?");
  query.bind(webhook, now, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back({query.id<WebhookMessageId>(0), query.text(1)});
  return found;
}

std::optional<Timestamp> next_due(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query(
      "SELECT min(max(wait_until, (SELECT min(next_at) FROM webhook_message m"
      " WHERE m.webhook = webhook.id AND m.next_at IS NOT NULL))) FROM webhook WHERE paused_at IS NULL");
  if (!query.step() || query.is_null(0)) return std::nullopt;
  return query.time(0);
}

}  // namespace rows
}  // namespace chancery::notify
