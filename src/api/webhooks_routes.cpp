// Other programs that are told what happened: which, of what, and what became of it.
#include "notify/webhooks.hpp"

#include <functional>
#include <utility>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "notify/webhook_events.hpp"

namespace chancery::api {
namespace {

using notify::Webhook;
using notify::WebhookDraft;
using notify::WebhookId;
using notify::WebhookMessage;

std::string_view state_of(const Webhook& webhook) {
  if (webhook.paused_at) return "paused";
  return webhook.failing_since ? "failing" : "working";
}

json::Object webhook_json(const staff::ShownNames& users, const Webhook& webhook) {
  json::Array events;
  for (const auto& type : webhook.events) events.emplace_back(type);
  const bool failing = webhook.failing_since && !webhook.paused_at;
  return {{"id", webhook.id.text()},
          {"url", webhook.url},
          {"events", std::move(events)},
          {"state", state_of(webhook)},
          {"made_by", person(users, webhook.made_by)},
          {"made_at", to_rfc3339(webhook.made_at)},
          {"paused_at", time_or_null(webhook.paused_at)},
          {"paused_why", webhook.paused_why ? json::Value(to_string(*webhook.paused_why)) : json::Value(nullptr)},
          {"failing_since", time_or_null(webhook.failing_since)},
          {"next_try", failing ? json::Value(to_rfc3339(webhook.wait_until)) : json::Value(nullptr)},
          {"status", webhook.status},
          {"delivered_at", time_or_null(webhook.delivered_at)},
          {"former_until", time_or_null(webhook.former_until)},
          {"waiting", webhook.waiting},
          {"dropped", webhook.dropped}};
}

json::Object message_json(const WebhookMessage& message) {
  return {{"id", "msg_" + message.id.text()},
          {"type", message.type},
          {"made_at", to_rfc3339(message.made_at)},
          {"state", message.next_at     ? "waiting"
                    : message.delivered ? "delivered"
                                        : "given_up"},
          {"attempts", message.attempts},
          {"status", message.status},
          {"next_at", time_or_null(message.next_at)},
          {"settled_at", time_or_null(message.settled_at)}};
}

Result<net::Response> list_webhooks(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array found;
    for (const auto& webhook : notify::webhooks(snapshot)) found.emplace_back(webhook_json(users, webhook));
    json::Array events;
    for (const auto type : notify::kWebhookEvents) events.emplace_back(type);
    return json_answer(200, {{"webhooks", std::move(found)}, {"events", std::move(events)}});
  });
}

struct AskedWebhook {
  WebhookDraft draft;
  bool paused = false;
};

Result<AskedWebhook> asked_webhook(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  AskedWebhook wanted{.draft = {.url = body->text("url"), .events = body->texts("events")},
                      .paused = body->flag("paused")};
  if (auto read = body->check(); !read) return fail(read.error());
  return wanted;
}

// What is done, in a transaction; then what is due is looked for.
template <class Act>
auto write_webhook(const Services& services, const Visitor& visitor, Act act) {
  auto done = services.store.write_now([&](store::Transaction& tx) {
    return act(tx, notify::WebhookActing{visitor.session.user, services.webhooks.guard, services.staff_keys.webhook,
                                         services.clock.now()});
  });
  if (done) services.webhooks.due();
  return done;
}

net::Response shown_webhook(const Services& services, const Visitor& visitor, int status, const Webhook& webhook,
                            const std::string& secret = {}) {
  return services.store.read([&](store::Snapshot& snapshot) {
    auto object = webhook_json(staff::ShownNames(snapshot, visitor.session.user), webhook);
    if (!secret.empty()) object["secret"] = secret;
    return json_answer(status, object);
  });
}

Result<net::Response> add_webhook(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto wanted = asked_webhook(request);
  if (!wanted) return fail(wanted.error());
  const auto made = write_webhook(services, visitor, [&](store::Transaction& tx, const notify::WebhookActing& acting) {
    return notify::add_webhook(tx, services.store.ids(), wanted->draft, acting);
  });
  if (!made) return fail(made.error());
  return shown_webhook(services, visitor, 201, made->webhook, made->secret);
}

Result<net::Response> change_webhook(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<WebhookId>(request);
  if (!id) return fail(id.error());
  const auto wanted = asked_webhook(request);
  if (!wanted) return fail(wanted.error());
  const auto changed =
      write_webhook(services, visitor, [&](store::Transaction& tx, const notify::WebhookActing& acting) {
        return notify::change_webhook(tx, *id, wanted->draft, wanted->paused, acting);
      });
  if (!changed) return fail(changed.error());
  return shown_webhook(services, visitor, 200, *changed);
}

Result<net::Response> remove_webhook(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<WebhookId>(request);
  if (!id) return fail(id.error());
  const auto removed =
      write_webhook(services, visitor, [&](store::Transaction& tx, const notify::WebhookActing& acting) {
        return notify::remove_webhook(tx, *id, acting);
      });
  if (!removed) return fail(removed.error());
  return net::Response::empty(204);
}

Result<net::Response> test(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<WebhookId>(request);
  if (!id) return fail(id.error());
  const auto queued =
      write_webhook(services, visitor, [&](store::Transaction& tx, const notify::WebhookActing& acting) {
        return notify::send_test(tx, services.store.ids(), *id, acting);
      });
  if (!queued) return fail(queued.error());
  return json_answer(201, message_json(*queued));
}

Result<net::Response> rotate(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<WebhookId>(request);
  if (!id) return fail(id.error());
  const auto rotated =
      write_webhook(services, visitor, [&](store::Transaction& tx, const notify::WebhookActing& acting) {
        return notify::rotate_secret(tx, *id, acting);
      });
  if (!rotated) return fail(rotated.error());
  return shown_webhook(services, visitor, 200, rotated->webhook, rotated->secret);
}

Result<net::Response> messages(const Services& services, const net::Request& request, const Visitor&) {
  const auto id = path_id<WebhookId>(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    if (!notify::webhook_by_id(snapshot, *id)) return fail(Errc::NotFound, "there is no such webhook");
    json::Array found;
    for (const auto& message : notify::messages_of(snapshot, *id)) found.emplace_back(message_json(message));
    return json_answer(200, {{"messages", std::move(found)}});
  });
}

}  // namespace

void add_webhooks_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using Handler = std::function<Result<net::Response>(const Services&, const net::Request&, const Visitor&)>;
  const auto add_route = [&](Method method, std::string pattern, Handler handler) {
    routes.add(method, "/api/staff/" + std::move(pattern), staff::Action::ManageIntegrations,
               [services, handler = std::move(handler)](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  add_route(Method::Get, "webhooks", list_webhooks);
  add_route(Method::Post, "webhooks", add_webhook);
  add_route(Method::Put, "webhooks/{id}", change_webhook);
  add_route(Method::Delete, "webhooks/{id}", remove_webhook);
  add_route(Method::Post, "webhooks/{id}/test", test);
  add_route(Method::Post, "webhooks/{id}/rotate", rotate);
  add_route(Method::Get, "webhooks/{id}/messages", messages);
}

}  // namespace chancery::api
