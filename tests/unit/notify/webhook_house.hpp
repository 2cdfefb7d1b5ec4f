// A program of the house that listens on loopback, checks what it is told by its own few lines, and answers as a test
// wants; and the server's side of the line: a store, a client, a sender.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "net/http_client.hpp"
#include "net/router.hpp"
#include "net/server.hpp"
#include "notify/migrations.hpp"
#include "notify/webhook_sender.hpp"
#include "notify/webhooks.hpp"
#include "staff/migrations.hpp"
#include "store/events.hpp"
#include "support/stores.hpp"

namespace chancery::test {

using namespace std::chrono_literals;

// Answers 204 unless told otherwise.
class Receiver {
 public:
  Receiver() {
    router_.add(net::Method::Post, "/{path...}", [this](const net::Request& request) {
      const std::scoped_lock lock(mutex_);
      told_.push_back(request);
      auto response = net::Response::empty(status_);
      for (const auto& [name, value] : headers_.all()) response.headers.add(name, value);
      return response;
    });
    net::ServerOptions options;
    options.port = 0;
    auto server = net::Server::start(options, router_);
    if (!server) throw std::runtime_error(server.error().detail);
    server_ = std::move(*server);
    host = "127.0.0.1:" + std::to_string(server_->port());
    url = "http://" + host + "/told";
  }
  ~Receiver() { server_->stop(1s); }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  void answer(int status, net::Headers headers = {}) {
    const std::scoped_lock lock(mutex_);
    status_ = status;
    headers_ = std::move(headers);
  }
  [[nodiscard]] std::vector<net::Request> told() const {
    const std::scoped_lock lock(mutex_);
    return told_;
  }

  std::string host, url;

 private:
  mutable std::mutex mutex_;
  std::vector<net::Request> told_;  // guarded by mutex_, as are those below
  int status_ = 204;
  net::Headers headers_;
  net::Router router_;
  std::unique_ptr<net::Server> server_;
};

[[nodiscard]] inline std::string field(const net::Request& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or(""));
}

// Whether one of its signatures is made with the secret as it was shown.
[[nodiscard]] inline bool is_signed(const net::Request& request, const std::string& shown) {
  const auto key = crypto::from_base64(std::string_view(shown).substr(6)).value();
  const auto made = crypto::to_base64(crypto::hmac_sha256(
      key, field(request, "webhook-id") + "." + field(request, "webhook-timestamp") + "." + request.body));
  return (" " + field(request, "webhook-signature") + " ").find(" v1," + made + " ") != std::string::npos;
}

class House {
 public:
  explicit House(const std::string& peer, std::chrono::milliseconds deadline = 5s)
      : guard({.internal_endpoints = {"intranet.mfa.example:8443"}, .test_peers = {peer}, .ports = {}}),
        client({.guard = guard, .user_agent = "Chancery/test"}) {
    options_ = {.key = key, .deadline = deadline, .seed = 7};
    options_.paused = [this](store::Transaction&, const notify::Webhook& webhook) { paused.push_back(webhook.id); };
    sender = std::make_unique<notify::WebhookSender>(*store, client, options_);
  }
  // As after a `kill -9`: what was committed is all there is.
  void restart() {
    sender.reset();
    store.reopen();
    sender = std::make_unique<notify::WebhookSender>(*store, client, options_);
  }

  template <class F>
  auto act(F f) {
    return store->write_now(
        [&](store::Transaction& tx) { return f(tx, notify::WebhookActing{anna, guard, key, store.clock.now()}); });
  }
  notify::WithSecret add(const std::string& url, std::vector<std::string> events = {"post.sent"}) {
    auto made = act([&](store::Transaction& tx, const notify::WebhookActing& acting) {
      return notify::add_webhook(tx, store->ids(), {url, std::move(events)}, acting);
    });
    EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().hint);
    return made.value_or(notify::WithSecret{});
  }
  void happen(std::string_view type, const json::Object& facts) {
    const auto done = store->write_now([&](store::Transaction& tx) -> Status {
      store::append_event(tx, type, facts);
      return {};
    });
    EXPECT_TRUE(done.has_value());
  }
  void publish(std::int64_t note = 71) { happen(activity::events::kNotePublished, {{"note", note}, {"account", 3}}); }
  std::size_t tell() {
    sender->plan_now();
    return sender->send_due();
  }
  [[nodiscard]] notify::Webhook row(notify::WebhookId id) const {
    return store->read([&](store::Snapshot& snapshot) { return notify::webhook_by_id(snapshot, id); })
        .value_or(notify::Webhook{});
  }
  [[nodiscard]] std::vector<notify::WebhookMessage> messages(notify::WebhookId id) const {
    return store->read([&](store::Snapshot& snapshot) { return notify::messages_of(snapshot, id); });
  }
  // Goes to when the newest message is next due and its receiver may be asked, and sends.
  notify::WebhookMessage try_next(notify::WebhookId id) {
    const auto before = messages(id).front();
    auto due = std::max(before.next_at.value_or(store.clock.now()), row(id).wait_until);
    if (store.clock.now() < due) store.clock.set(due);
    sender->send_due();
    return messages(id).front();
  }

  const std::string key = std::string(32, 'k');
  const staff::User anna{.id = staff::UserId{11}, .login = "anna", .name = "Anna Berg", .role = staff::Role::Admin};
  TestStore store{migrations_of({staff::migrations(), notify::migrations()})};
  net::AddressGuard guard;
  net::HttpClient client;
  std::vector<notify::WebhookId> paused;
  std::unique_ptr<notify::WebhookSender> sender;

 private:
  notify::WebhookSender::Options options_;
};

}  // namespace chancery::test
