// Whether the process answers, and whether it can do its work.
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <utility>

#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/security_headers.hpp"
#include "store/events.hpp"

namespace chancery::api {
namespace {

constexpr std::chrono::seconds kPatience{2};

bool takes_writes(store::Store& store) {
  auto done = store.write(store::Lane::Interactive, [](store::Transaction&) -> Status { return {}; });
  return done.wait_for(kPatience) == std::future_status::ready && done.get().has_value();
}

void list_stuck(const store::Store& store, json::Array& stuck) {
  for (const auto& parked : store.read([](store::Snapshot& snapshot) { return store::parked_events(snapshot); })) {
    stuck.push_back(
        json::Object{{"consumer", parked.consumer}, {"event", parked.event.type}, {"position", parked.event.position}});
  }
}

// Anybody may ask, so the stores are asked at most once a second. What a consumer failed with is for `doctor` alone.
// Thread safety: any thread.
class Readiness {
 public:
  Readiness(store::Store& store, store::Store& listen) : store_(store), listen_(listen) {}

  [[nodiscard]] net::Response answer() {
    const std::lock_guard lock(mutex_);
    const auto now = store_.clock().steady();
    if (body_.empty() || now - asked_ >= std::chrono::seconds{1}) {
      ready_ = takes_writes(store_) && takes_writes(listen_);
      json::Array stuck;
      list_stuck(store_, stuck);
      list_stuck(listen_, stuck);
      body_ = boost::json::serialize(json::Object{{"ready", ready_}, {"stuck", std::move(stuck)}}) + '\n';
      asked_ = now;
    }
    auto response = net::Response::json(ready_ ? 200 : 503, body_);
    harden_api_answer(response.headers);
    if (!ready_) response.headers.set("Retry-After", "5");
    return response;
  }

 private:
  store::Store& store_;
  store::Store& listen_;
  std::mutex mutex_;  // held while asking: the others wait for the same answer instead of asking too
  std::string body_;
  bool ready_ = false;
  std::chrono::steady_clock::time_point asked_{};
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
