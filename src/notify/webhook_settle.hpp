// What an answer changes: the message's row, and how its webhook is doing. For notify/ alone.
#pragma once

#include <functional>

#include "notify/webhook_schedule.hpp"
#include "notify/webhooks.hpp"

namespace chancery::notify {

// A try that is over.
struct Tried {
  WebhookMessageId message;
  WebhookId webhook;
  Timestamp sent_at;
  WebhookAnswer answer;
};

struct SettleRule {
  std::function<double()> random;  // in [0, 1)
  std::function<void(store::Transaction&, const Webhook&)> paused;
};

// What was removed meanwhile changes nothing.
void settle(store::Transaction& tx, const Tried& tried, Timestamp now, const SettleRule& rule);

}  // namespace chancery::notify
