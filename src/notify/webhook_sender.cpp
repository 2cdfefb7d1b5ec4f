#include "notify/webhook_sender.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/returned.hpp"
#include "crypto/secret_box.hpp"
#include "net/url.hpp"
#include "notify/webhook_rows.hpp"
#include "notify/webhook_settle.hpp"
#include "store/events.hpp"

namespace chancery::notify {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kConsumer = "notify";
constexpr milliseconds kLongestSleep{60'000};
constexpr milliseconds kStorePause{1'000};
constexpr milliseconds kStopGrace{2'000};

}  // namespace

struct WebhookSender::Impl {
  Impl(store::Store& store_, net::HttpClient& client_, Options options_)
      : store(store_),
        client(client_),
        options(std::move(options_)),
        random(options.seed),
        consumer(
            store_, std::string(kConsumer),
            [this](store::Transaction& tx, const store::Event& event) -> Status {
              queue_event(tx, store.ids(), event);
              return {};
            },
            [this] { returned->nudge(); }) {}

  struct Ready {
    rows::Receiver receiver;
    std::vector<rows::Due> due;
  };

  // What may be sent to each now, and is not under way.
  std::vector<Ready> lease(Timestamp now) {
    return store.read([&](store::Snapshot& snapshot) {
      std::vector<Ready> found;
      std::size_t room = options.under_way - std::min(options.under_way, under_way.size());
      for (auto& receiver : rows::receivers(snapshot, now)) {
        const auto busy = at_receiver[receiver.id];
        const auto most = std::min(room + busy, receiver.failing ? std::size_t{1} : options.at_once);
        if (busy >= most) continue;
        auto due = rows::due(snapshot, receiver.id, now, most);
        std::erase_if(due, [&](const rows::Due& each) { return under_way.contains(each.id); });
        if (due.size() > most - busy) due.resize(most - busy);
        room -= due.size();
        if (!due.empty()) found.push_back({std::move(receiver), std::move(due)});
      }
      return found;
    });
  }

  // Returns how many it sent.
  std::size_t start_due() {
    const auto now = store.clock().now();
    std::size_t started = 0;
    for (const auto& ready : lease(now)) {
      const auto secrets = open(ready.receiver);
      for (const auto& message : ready.due) {
        send(ready.receiver, secrets, message, now);
        ++started;
      }
    }
    return started;
  }

  [[nodiscard]] std::vector<std::string> open(const rows::Receiver& receiver) const {
    std::vector<std::string> secrets;
    for (const auto& box : receiver.secret_boxes) {
      auto secret = crypto::open_secret(options.key, box, webhook_context(receiver.id));
      if (secret) secrets.push_back(std::move(*secret));
    }
    return secrets;
  }

  void send(const rows::Receiver& receiver, const std::vector<std::string>& secrets, const rows::Due& message,
            Timestamp now) {
    under_way.insert(message.id);
    ++at_receiver[receiver.id];
    const Tried tried{.message = message.id, .webhook = receiver.id, .sent_at = now, .answer = {}};
    const auto url = net::Url::parse(receiver.url);
    if (!url || secrets.empty()) {
      log::error("notify", "webhook {}: {}", receiver.id.value, url ? "its secret does not open" : "no address");
      return returned->put(tried);
    }
    net::OutgoingRequest request;
    request.method = net::Method::Post;
    request.url = *url;
    request.headers = webhook_headers(secrets, message.id, now, message.body);
    request.body = message.body;
    request.deadline = options.deadline;
    request.discard_body = true;
    client.send(std::move(request),
                [returned = returned, tried, &store = store](const Result<net::IncomingResponse>& answer) {
                  auto over = tried;
                  over.answer = judge_answer(answer, store.clock().now());
                  if (!answer) log::debug("notify", "webhook {}: {}", over.webhook.value, answer.error().detail);
                  returned->put(over);
                });
  }

  // What came back is recorded, many in one transaction. What the store cannot take now is offered to it again, and
  // not sent again meanwhile. Returns how many were recorded.
  std::size_t settle_answered() {
    std::ranges::move(returned->take(), std::back_inserter(unsettled));
    if (unsettled.empty()) {
      store_trouble = false;
      return 0;
    }
    const SettleRule rule{[this] { return spread(random); }, options.paused};
    const auto now = store.clock().now();
    const auto done = store.write_now([&](store::Transaction& tx) -> Status {
      for (const auto& tried : unsettled) settle(tx, tried, now, rule);
      return {};
    });
    store_trouble = !done;
    if (!done) {
      log::warn("notify", "answers of webhooks are not kept: {}", done.error().detail);
      if (done.error().code == Errc::Unavailable || done.error().code == Errc::TooMany) return 0;
      // One of them does not fit: the others are kept, and that one is tried again when it is due.
      for (const auto& tried : unsettled) {
        const auto alone = store.write_now([&](store::Transaction& tx) -> Status {
          settle(tx, tried, now, rule);
          return {};
        });
        if (!alone) log::warn("notify", "message {}: {}", tried.message.value, alone.error().detail);
      }
    }
    for (const auto& tried : unsettled) {
      under_way.erase(tried.message);
      if (auto& busy = at_receiver[tried.webhook]; --busy == 0) at_receiver.erase(tried.webhook);
    }
    return std::exchange(unsettled, {}).size();
  }

  // Until something comes back, something may be due, or the next try is.
  void wait(const std::stop_token& stop) {
    auto longest = kLongestSleep;
    const auto next = store.read([](store::Snapshot& snapshot) { return rows::next_due(snapshot); });
    const auto now = store.clock().now();
    // What is due and was not sent waits for its receiver's answers.
    if (next && *next > now) longest = std::min(longest, std::chrono::ceil<milliseconds>(*next - now));
    if (store_trouble) longest = kStorePause;
    returned->wait(stop, longest);
  }

  // Answers that come soon are kept; the rest is sent again after the next start.
  void finish() {
    const auto end = std::chrono::steady_clock::now() + kStopGrace;
    while (!under_way.empty() && std::chrono::steady_clock::now() < end) {
      returned->wait_for_answer(end);
      settle_answered();
      if (store_trouble) break;
    }
    under_way.clear();
    at_receiver.clear();
    unsettled.clear();
  }

  store::Store& store;
  net::HttpClient& client;
  const Options options;
  std::mt19937_64 random;
  std::uniform_real_distribution<double> spread{0.0, 1.0};
  std::shared_ptr<Returned<Tried>> returned =
      std::make_shared<Returned<Tried>>();  // shared with the requests under way
  store::Consumer consumer;
  // The worker's own.
  std::set<WebhookMessageId> under_way;
  std::map<WebhookId, std::size_t> at_receiver;  // of these
  std::vector<Tried> unsettled;
  bool store_trouble = false;
};

WebhookSender::WebhookSender(store::Store& store, net::HttpClient& client, Options options)
    : impl_(std::make_unique<Impl>(store, client, std::move(options))) {}

WebhookSender::~WebhookSender() = default;

void WebhookSender::plan(std::stop_token stop) {
  impl_->consumer.run(std::move(stop));
}

std::size_t WebhookSender::plan_now() {
  return impl_->consumer.drain();
}

void WebhookSender::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    impl_->settle_answered();
    if (impl_->store_trouble || impl_->start_due() == 0) impl_->wait(stop);
  }
  impl_->finish();
}

std::size_t WebhookSender::send_due(const std::stop_token& stop) {
  std::size_t sent = 0;
  for (;;) {
    const auto started = impl_->start_due();
    if (started == 0 && impl_->under_way.empty()) return sent;
    impl_->returned->wait_for_answer(stop);
    if (stop.stop_requested()) return sent;
    sent += impl_->settle_answered();
  }
}

void WebhookSender::nudge() {
  impl_->returned->nudge();
}

}  // namespace chancery::notify
