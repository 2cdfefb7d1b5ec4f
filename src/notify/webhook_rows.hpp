// The rows behind webhooks and their messages. For notify/ alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notify/webhooks.hpp"

namespace chancery::notify::rows {

// --- webhooks ---

// What happens from now on is told.
void insert_webhook(store::Transaction& tx, const Webhook& webhook, std::string_view secret_box);
// All but secrets and counts.
void put_webhook(store::Transaction& tx, const Webhook& webhook);
// The one it had becomes the former one.
void put_secret(store::Transaction& tx, WebhookId id, std::string_view secret_box, Timestamp former_until);
[[nodiscard]] std::size_t count_webhooks(store::Transaction& tx);
// False when it was not there.
[[nodiscard]] bool delete_webhook(store::Transaction& tx, WebhookId id);
// Those that hear of events of this type, and were made before the one at `position`.
[[nodiscard]] std::vector<WebhookId> hearing(store::Transaction& tx, std::string_view type, std::int64_t position);

// --- messages ---

struct NewMessage {
  WebhookMessageId id;
  WebhookId webhook;
  std::optional<std::int64_t> position;  // none: a test
  std::string_view type;
  std::string_view body;
  Timestamp at;
};
void insert_message(store::Transaction& tx, const NewMessage& message);
// Of those that wait for it, the oldest go until `most` are left; counted at the webhook.
void drop_oldest(store::Transaction& tx, WebhookId webhook, std::int64_t most);
// All that waits for it is due; with its tries before it when `anew`.
void hurry(store::Transaction& tx, WebhookId webhook, Timestamp now, bool anew);
// How often it was tried; nothing when it is settled or gone.
[[nodiscard]] std::optional<int> attempts_of(store::Transaction& tx, WebhookMessageId id);
struct Tried {
  WebhookMessageId id;
  int attempts = 0;
  int status = 0;
  std::optional<Timestamp> next_at;  // none: it is settled
  bool delivered = false;
};
void put_tried(store::Transaction& tx, const Tried& tried, Timestamp now);

// --- sending ---

// One to which something may be sent now.
struct Receiver {
  WebhookId id;
  std::string url;
  std::vector<std::string> secret_boxes;  // the present one first
  bool failing = false;
};
[[nodiscard]] std::vector<Receiver> receivers(store::Snapshot& snapshot, Timestamp now);
struct Due {
  WebhookMessageId id;
  std::string body;
};
[[nodiscard]] std::vector<Due> due(store::Snapshot& snapshot, WebhookId webhook, Timestamp now, std::size_t limit);
// When something is to be sent next; nothing when nothing waits.
[[nodiscard]] std::optional<Timestamp> next_due(store::Snapshot& snapshot);

}  // namespace chancery::notify::rows
