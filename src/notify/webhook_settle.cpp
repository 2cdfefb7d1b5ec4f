#include "notify/webhook_settle.hpp"

#include <algorithm>

#include "notify/webhook_rows.hpp"

namespace chancery::notify {
namespace {

void settle_message(store::Transaction& tx, const Tried& tried, Timestamp now, double random) {
  const auto before = rows::attempts_of(tx, tried.message);
  if (!before) return;
  rows::Tried row{.id = tried.message,
                  .attempts = *before + 1,
                  .status = tried.answer.status,
                  .next_at = {},
                  .delivered = tried.answer.verdict == WebhookVerdict::Delivered};
  if (tried.answer.verdict == WebhookVerdict::Gone) {
    row.next_at = now;  // should staff let it go on
  } else if (tried.answer.verdict == WebhookVerdict::Failed) {
    if (const auto wait = next_try(row.attempts, random)) {
      row.next_at =
          now + std::max<std::chrono::microseconds>(*wait, tried.answer.retry_after.value_or(std::chrono::seconds{0}));
    }
  }
  rows::put_tried(tx, row, now);
}

void pause(Webhook& webhook, PausedWhy why, Timestamp now) {
  webhook.paused_at = now;
  webhook.paused_why = why;
}

// What was sent together and failed together counts once.
void fail_webhook(Webhook& webhook, const Tried& tried, Timestamp now, double random) {
  const bool together = webhook.failed_at && tried.sent_at <= *webhook.failed_at;
  if (!together) {
    ++webhook.failures;
    webhook.failed_at = now;
    webhook.wait_until = now + left_alone(webhook.failures, random);
  }
  if (tried.answer.retry_after) webhook.wait_until = std::max(webhook.wait_until, now + *tried.answer.retry_after);
  if (!webhook.failing_since) webhook.failing_since = now;
  if (webhook.paused_at) return;
  if (tried.answer.verdict == WebhookVerdict::Gone) {
    pause(webhook, PausedWhy::Gone, now);
  } else if (now - *webhook.failing_since >= kPausedAfter) {
    pause(webhook, PausedWhy::Failing, now);
  }
}

}  // namespace

void settle(store::Transaction& tx, const Tried& tried, Timestamp now, const SettleRule& rule) {
  settle_message(tx, tried, now, rule.random());
  auto webhook = webhook_by_id(tx, tried.webhook);
  if (!webhook) return;
  webhook->status = tried.answer.status;
  const bool was_paused = webhook->paused_at.has_value();
  if (tried.answer.verdict == WebhookVerdict::Delivered) {
    if (webhook->failures >= kWebhookTrouble) rows::hurry(tx, webhook->id, now, false);
    webhook->delivered_at = now;
    webhook->failing_since.reset();
    webhook->failed_at.reset();
    webhook->failures = 0;
    webhook->wait_until = now;
  } else {
    fail_webhook(*webhook, tried, now, rule.random());
  }
  rows::put_webhook(tx, *webhook);
  if (!was_paused && webhook->paused_at && rule.paused) rule.paused(tx, *webhook);
}

}  // namespace chancery::notify
