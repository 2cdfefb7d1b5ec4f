// Whether the process answers, and whether it can do its work.
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/security_headers.hpp"
#include "speak/late_posts.hpp"
#include "store/events.hpp"

namespace chancery::api {
namespace {

constexpr std::chrono::seconds kPatience{2};

bool takes_writes(store::Store& store) {
  auto done = store.write(store::Lane::Interactive, [](store::Transaction&) -> Status { return {}; });
  return done.wait_for(kPatience) == std::future_status::ready && done.get().has_value();
}

std::size_t count_stuck(const store::Store& store) {
  return store.read([](store::Snapshot& snapshot) { return store::parked_events(snapshot).size(); });
}

// Approved posts that should have left: the sender is stuck, or one of them.
std::size_t count_late(const store::Store& store) {
  return store.read([&](store::Snapshot& snapshot) { return speak::late_posts(snapshot, store.clock().now()).size(); });
}

// Anybody may ask, so the stores are asked at most once a second. Which consumer failed, and with what, is for
// `doctor` alone.
// Thread safety: any thread.
class Readiness {
 public:
  Readiness(store::Store& store, store::Store& listen) : store_(store), listen_(listen) {}

  [[nodiscard]] net::Response answer() {
    if (const std::unique_lock asking(asking_, std::try_to_lock); asking && due()) ask();
    const std::lock_guard lock(mutex_);
    auto response = net::Response::json(ready_ ? 200 : 503, body_);
    harden_api_answer(response.headers);
    if (!ready_) response.headers.set("Retry-After", "5");
    return response;
  }

 private:
  [[nodiscard]] bool due() {
    const std::lock_guard lock(mutex_);
    return !asked_ || store_.clock().steady() - *asked_ >= std::chrono::seconds{1};
  }
  void ask() {
    const bool ready = takes_writes(store_) && takes_writes(listen_);
    const auto stuck = count_stuck(store_) + count_stuck(listen_);
    const auto late = count_late(store_);
    const std::lock_guard lock(mutex_);
    ready_ = ready;
    body_ = boost::json::serialize(json::Object{{"ready", ready}, {"stuck", stuck}, {"late_posts", late}}) + '\n';
    asked_ = store_.clock().steady();
  }

  store::Store& store_;
  store::Store& listen_;
  std::mutex asking_;  // one asks the stores; meanwhile the others get the last answer
  std::mutex mutex_;   // guards what follows
  std::string body_ = "{\"ready\":false,\"stuck\":0,\"late_posts\":0}\n";
  bool ready_ = false;
  std::optional<std::chrono::steady_clock::time_point> asked_;
};

}  // namespace

void add_health_routes(net::Router& router, const Services& services) {
  router.add(net::Method::Get, "/healthz", [](const net::Request&) {
    auto response = net::Response::text(200, "ok\n");
    response.headers.set("Cache-Control", "no-store");
    return response;
  });
  const auto readiness =
      std::make_shared<Readiness>(services.store, services.listen);  // shared by the copies of the handler
  router.add(net::Method::Get, "/readyz", [readiness](const net::Request&) { return readiness->answer(); });
}

}  // namespace chancery::api
