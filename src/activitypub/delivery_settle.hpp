// What answers mean for the queue and for the circuits of hosts: one transaction settles many. For activitypub/ alone.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "activitypub/delivery_circuit.hpp"
#include "activitypub/delivery_lease.hpp"
#include "activitypub/delivery_queue.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"

namespace chancery::activitypub {

// A delivery that came back.
struct Answered {
  DueDelivery delivery;
  Result<net::IncomingResponse> answer;
  bool soon = false;  // taken, and at once
};

// A delivery that ends without asking anybody.
struct Ended {
  DueDelivery delivery;
  DeliveryState state = DeliveryState::Failed;
};

struct SettleRule {
  CircuitRule circuit;
  std::chrono::hours give_up{72};
};

// Within one transaction: apply() and end() each, then close(). `random` gives numbers in [0, 1).
class Settlement {
 public:
  Settlement(store::Transaction& tx, Timestamp now, const SettleRule& rule, const std::function<double()>& random)
      : tx_(tx), now_(now), rule_(rule), random_(random) {}

  void apply(const Answered& each);
  void end(const Ended& each);
  // The host's row says that something is due, and nothing is.
  void look_again(std::int64_t host) { hosts_.try_emplace(host); }
  // Writes each host and each dispatch once.
  void close();

 private:
  struct Host {
    std::optional<Circuit> failed;  // as it is after failures
    bool answered = false;
  };

  void fail_host(const DueDelivery& delivery, int reason, std::optional<std::chrono::seconds> retry_after);
  [[nodiscard]] bool is_given_up(const DueDelivery& delivery, const Verdict& verdict) const;
  void give_up(const DueDelivery& delivery, const std::string& why);
  void drop_followers(const DueDelivery& delivery);
  void save(std::int64_t id, const Host& host);

  store::Transaction& tx_;
  const Timestamp now_;
  const SettleRule& rule_;
  const std::function<double()>& random_;
  std::map<std::int64_t, Host> hosts_;
  Tally tally_;
};

}  // namespace chancery::activitypub
