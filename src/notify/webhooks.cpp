#include "notify/webhooks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "crypto/secret_box.hpp"
#include "net/url.hpp"
#include "notify/webhook_events.hpp"
#include "notify/webhook_rows.hpp"
#include "staff/audit.hpp"

namespace chancery::notify {
namespace {

constexpr std::size_t kLongestUrl = 2'000;

auto unknown() {
  return fail(Errc::NotFound, "there is no such webhook",
              "there is no webhook of this number; it may have been removed");
}

void audit(store::Transaction& tx, const WebhookActing& acting, std::string_view action, WebhookId id) {
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), action, "webhook:" + id.text());
}

Result<std::string> checked_url(const std::string& written, const net::AddressGuard& guard) {
  const auto url = net::Url::parse(written);
  if (written.size() > kLongestUrl || !url || (url->scheme() != "https" && url->scheme() != "http")) {
    return fail(Errc::Invalid, "not an address",
                fmt::format("url: an https address without user name, of at most {} letters", kLongestUrl));
  }
  if (const auto may = guard.check_url(*url); !may) {
    return fail(Errc::Invalid, may.error().detail,
                fmt::format("url: {}. A service of your own network is named in notify.internal_endpoints of the "
                            "configuration, as host:port; it speaks https too.",
                            may.error().hint));
  }
  return url->text();
}

// Each once, in the order of the list.
Result<std::vector<std::string>> checked_events(const std::vector<std::string>& asked) {
  const auto odd = std::ranges::find_if_not(asked, is_webhook_event);
  if (odd != asked.end() || asked.empty()) {
    return fail(Errc::Invalid, "no event a webhook hears of",
                fmt::format("events: at least one of {}", fmt::join(kWebhookEvents, ", ")));
  }
  std::vector<std::string> events;
  for (const auto type : kWebhookEvents) {
    if (std::ranges::find(asked, type) != asked.end()) events.emplace_back(type);
  }
  return events;
}

Status take(Webhook& webhook, const WebhookDraft& draft, const net::AddressGuard& guard) {
  auto url = checked_url(draft.url, guard);
  if (!url) return fail(url.error());
  auto events = checked_events(draft.events);
  if (!events) return fail(events.error());
  webhook.url = std::move(*url);
  webhook.events = std::move(*events);
  return {};
}

void go_on(store::Transaction& tx, Webhook& webhook, Timestamp now) {
  webhook.paused_at.reset();
  webhook.paused_why.reset();
  webhook.failing_since.reset();
  webhook.failed_at.reset();
  webhook.failures = 0;
  webhook.wait_until = now;
  rows::hurry(tx, webhook.id, now, true);
}

}  // namespace

std::string webhook_context(WebhookId id) {
  return "webhook:" + id.text();
}

std::string_view to_string(PausedWhy why) {
  switch (why) {
    case PausedWhy::Asked:
      return "asked";
    case PausedWhy::Failing:
      return "failing";
    case PausedWhy::Gone:
      return "gone";
  }
  return "";
}

Result<WithSecret> add_webhook(store::Transaction& tx, IdSource& ids, const WebhookDraft& draft,
                               const WebhookActing& acting) {
  Webhook webhook;
  if (auto taken = take(webhook, draft, acting.guard); !taken) return fail(taken.error());
  if (rows::count_webhooks(tx) >= kWebhooks) {
    return fail(Errc::Invalid, "too many webhooks",
                fmt::format("there are {} webhooks already: remove one that is not needed", kWebhooks));
  }
  webhook.id = ids.make<WebhookId>();
  webhook.made_by = acting.by.id;
  webhook.made_at = webhook.wait_until = acting.now;
  const auto secret = new_webhook_secret();
  rows::insert_webhook(tx, webhook, crypto::seal_secret(acting.key, secret, webhook_context(webhook.id)));
  audit(tx, acting, "webhook.add", webhook.id);
  return WithSecret{std::move(webhook), shown_secret(secret)};
}

Result<Webhook> change_webhook(store::Transaction& tx, WebhookId id, const WebhookDraft& draft, bool paused,
                               const WebhookActing& acting) {
  auto webhook = webhook_by_id(tx, id);
  if (!webhook) return unknown();
  if (auto taken = take(*webhook, draft, acting.guard); !taken) return fail(taken.error());
  if (paused && !webhook->paused_at) {
    webhook->paused_at = acting.now;
    webhook->paused_why = PausedWhy::Asked;
  } else if (!paused && webhook->paused_at) {
    go_on(tx, *webhook, acting.now);
  }
  rows::put_webhook(tx, *webhook);
  audit(tx, acting, "webhook.change", id);
  return *webhook;
}

Result<WithSecret> rotate_secret(store::Transaction& tx, WebhookId id, const WebhookActing& acting) {
  if (!webhook_by_id(tx, id)) return unknown();
  const auto secret = new_webhook_secret();
  rows::put_secret(tx, id, crypto::seal_secret(acting.key, secret, webhook_context(id)),
                   acting.now + kFormerSecretKept);
  audit(tx, acting, "webhook.rotate", id);
  return WithSecret{*webhook_by_id(tx, id), shown_secret(secret)};
}

Status remove_webhook(store::Transaction& tx, WebhookId id, const WebhookActing& acting) {
  if (!rows::delete_webhook(tx, id)) return unknown();
  audit(tx, acting, "webhook.remove", id);
  return {};
}

Result<WebhookMessage> send_test(store::Transaction& tx, IdSource& ids, WebhookId id, const WebhookActing& acting) {
  const auto webhook = webhook_by_id(tx, id);
  if (!webhook) return unknown();
  if (webhook->paused_at) return fail(Errc::Conflict, "paused", "This webhook is paused: let it go on first.");
  const auto message = ids.make<WebhookMessageId>();
  const auto body = webhook_body(kWebhookTest, acting.now, {{"webhook", id.text()}});
  rows::insert_message(tx, {message, id, std::nullopt, kWebhookTest, body, acting.now});
  rows::drop_oldest(tx, id, kMostWaiting);
  audit(tx, acting, "webhook.test", id);
  return WebhookMessage{.id = message, .type = std::string(kWebhookTest), .made_at = acting.now, .next_at = acting.now};
}

void queue_event(store::Transaction& tx, IdSource& ids, const store::Event& event) {
  const auto told = told_by(event);
  if (!told) return;
  std::string body;
  for (const auto webhook : rows::hearing(tx, told->type, event.position)) {
    if (body.empty()) body = webhook_body(told->type, event.at, told->data);
    rows::insert_message(tx, {ids.make<WebhookMessageId>(), webhook, event.position, told->type, body, event.at});
    rows::drop_oldest(tx, webhook, kMostWaiting);
  }
}

}  // namespace chancery::notify
