// Tells webhooks what happened: reads the log, queues, signs, sends, tries again.
//
// A receiver that takes what it is sent gets up to four messages at once, in no promised order. One that failed is left
// alone, longer each time, and then asked with one message. After three days of failures, or at a 410, it is paused:
// what happens then waits until staff let it go on.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "net/http_client.hpp"
#include "notify/webhooks.hpp"
#include "store/store.hpp"

namespace chancery::notify {

// What is under way when the process ends is sent again at the next start, under the same id.
//
// Thread safety: two named workers run `plan` and `run`; `nudge` from any thread.
class WebhookSender {
 public:
  struct Options {
    std::string key;  // staff::Keys::webhook
    std::chrono::milliseconds deadline{10'000};
    std::size_t under_way = 64;
    std::size_t at_once = 4;  // to one receiver
    std::uint64_t seed = 0;   // spreads the tries
    // It was paused, and not by staff: in the transaction that paused it, on the writer's thread.
    std::function<void(store::Transaction&, const Webhook&)> paused;
  };

  // Borrows both for its lifetime. The client's guard decides what may be asked; it follows no redirect.
  WebhookSender(store::Store& store, net::HttpClient& client, Options options);
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;
  ~WebhookSender();

  // Reads the log until stopped and queues what webhooks hear of, each event once.
  void plan(std::stop_token stop);
  // The same for what is in the log now; returns how many events it read.
  std::size_t plan_now();
  // Sends what is due until stopped.
  void run(std::stop_token stop);
  // Sends what is due now and returns once every answer is recorded: how many it were.
  std::size_t send_due(const std::stop_token& stop = {});
  // Something may be due.
  void nudge();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::notify
