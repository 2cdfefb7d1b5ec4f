// The webhooks: which programs are told, of what, and what waits for each.
//
// What happened is queued in the transaction of the consumer that read it, once for each webhook that hears of its
// kind. It is sent until it is taken, or given up (webhook_sender.hpp): at least once, under the same id every time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "net/address_guard.hpp"
#include "notify/webhook_signature.hpp"
#include "staff/users.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::notify {

using WebhookId = Id<struct WebhookTag>;

inline constexpr std::size_t kWebhooks = 50;
inline constexpr std::int64_t kMostWaiting = 10'000;  // for each: then the oldest is dropped, and counted
inline constexpr std::chrono::hours kFormerSecretKept{48};
inline constexpr std::chrono::days kMessagesKept{14};  // after they were settled

enum class PausedWhy {
  Asked,    // by staff
  Failing,  // nothing was taken for three days
  Gone,     // it answered 410: it wants no more
};
[[nodiscard]] std::string_view to_string(PausedWhy why);  // "asked"

struct Webhook {
  WebhookId id;
  std::string url;
  std::vector<std::string> events;
  staff::UserId made_by;
  Timestamp made_at;
  std::optional<Timestamp> paused_at;  // what happens meanwhile waits
  std::optional<PausedWhy> paused_why;
  std::optional<Timestamp> failing_since;
  int failures = 0;  // in a row
  std::optional<Timestamp> failed_at;
  Timestamp wait_until;
  int status = 0;  // of the last answer; 0: none came
  std::optional<Timestamp> delivered_at;
  std::optional<Timestamp> former_until;  // the secret before signs as well
  std::int64_t waiting = 0;
  std::int64_t dropped = 0;
};

// One thing a webhook was told, or is to be told.
struct WebhookMessage {
  WebhookMessageId id;
  std::string type;
  Timestamp made_at;
  int attempts = 0;
  int status = 0;                    // of the last answer; 0: none came
  std::optional<Timestamp> next_at;  // none: settled
  std::optional<Timestamp> settled_at;
  bool delivered = false;  // settled and not delivered: given up
};

struct WebhookDraft {
  std::string url;
  std::vector<std::string> events;  // at least one of kWebhookEvents
};

// Under which a webhook's secrets are sealed.
[[nodiscard]] std::string webhook_context(WebhookId id);

// Who does it, and with what.
struct WebhookActing {
  const staff::User& by;
  const net::AddressGuard& guard;  // of what a webhook may be
  std::string_view key;            // seals secrets: staff::Keys::webhook
  Timestamp now;
};
// With the secret as it is shown, once.
struct WithSecret {
  Webhook webhook;
  std::string secret;
};

// All of these are audited, by the webhook's id. They fail with Errc::NotFound, and with Invalid where the address may
// not be asked, or no event is named, or one that is none, or there are too many webhooks.
[[nodiscard]] Result<WithSecret> add_webhook(store::Transaction& tx, IdSource& ids, const WebhookDraft& draft,
                                             const WebhookActing& acting);
// Pausing keeps what waits; going on sends it, each message with all its tries before it.
[[nodiscard]] Result<Webhook> change_webhook(store::Transaction& tx, WebhookId id, const WebhookDraft& draft,
                                             bool paused, const WebhookActing& acting);
// The secret it had signs as well for two days.
[[nodiscard]] Result<WithSecret> rotate_secret(store::Transaction& tx, WebhookId id, const WebhookActing& acting);
// With all that waits for it.
[[nodiscard]] Status remove_webhook(store::Transaction& tx, WebhookId id, const WebhookActing& acting);
// Queues a message that tells nothing. Fails with Errc::Conflict while it is paused.
[[nodiscard]] Result<WebhookMessage> send_test(store::Transaction& tx, IdSource& ids, WebhookId id,
                                               const WebhookActing& acting);

// Queues what the event is told as, for each webhook that hears of it.
void queue_event(store::Transaction& tx, IdSource& ids, const store::Event& event);

// By making.
[[nodiscard]] std::vector<Webhook> webhooks(store::Snapshot& snapshot);
[[nodiscard]] std::optional<Webhook> webhook_by_id(store::Snapshot& snapshot, WebhookId id);
[[nodiscard]] std::optional<Webhook> webhook_by_id(store::Transaction& tx, WebhookId id);
// Newest first.
[[nodiscard]] std::vector<WebhookMessage> messages_of(store::Snapshot& snapshot, WebhookId id, std::size_t limit = 100);

// Removes at most `limit` messages settled before `before`; gives how many.
std::size_t forget_settled(store::Transaction& tx, Timestamp before, std::size_t limit);
// Secrets that sign no more.
void forget_former_secrets(store::Transaction& tx, Timestamp now);

}  // namespace chancery::notify
