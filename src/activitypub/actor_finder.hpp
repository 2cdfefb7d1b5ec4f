// Finds actors of other servers by what people write: "@name@host", or the address of the actor or of its page.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "activity/acct.hpp"
#include "activity/actor.hpp"
#include "activitypub/key_ring.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"

namespace chancery::activitypub {

// What was found under a handle is remembered for an hour, that nothing is there for some minutes, and that a server
// did not answer for one: a draft saved every few seconds asks once. Thread safety: any thread; a call waits for other
// servers, for the deadline at most.
class ActorFinder {
 public:
  struct Limits {
    std::chrono::milliseconds deadline{8'000};  // of one call, whatever it asks
    std::chrono::minutes fresh{60};
    std::chrono::minutes absent{5};       // "no such account"
    std::chrono::minutes unreachable{1};  // no answer
    std::size_t remembered = 1'000;
  };

  // Borrows everything for its lifetime.
  ActorFinder(net::HttpClient& client, KeyRing& keys, const Peers& peers, const Clock& clock, Limits limits);
  ActorFinder(net::HttpClient& client, KeyRing& keys, const Peers& peers, const Clock& clock);

  // Fails with Errc::Malformed (neither a handle nor an address, or an answer that makes no sense), NotFound (the
  // server knows no such account), Refused (a server we do not talk to, or our own), Timeout or Unavailable.
  [[nodiscard]] Result<activity::Actor> find(std::string_view written);
  // As its server says it now, with who it says it is too: of the actor nothing is remembered. Fails likewise.
  struct Named {
    activity::Actor actor;
    std::vector<std::string> aliases;  // alsoKnownAs
  };
  [[nodiscard]] Result<Named> find_now(std::string_view written);

 private:
  using Steady = std::chrono::steady_clock::time_point;

  [[nodiscard]] Result<activity::Actor> actor_in(const Result<json::Object>& document) const;
  [[nodiscard]] Result<Named> read_named(const Result<json::Object>& document) const;
  // What is left of the deadline; a millisecond when nothing is.
  [[nodiscard]] std::chrono::milliseconds left(Steady until) const;
  [[nodiscard]] Result<activity::Actor> look_up(std::string_view written, const std::optional<activity::Acct>& acct);
  // What the last look gave, while that may still be said; nothing when it must be asked.
  [[nodiscard]] std::optional<Result<activity::Actor>> recall(const std::string& key);
  void remember(const std::string& key, const Result<activity::Actor>& found);

  struct Found {
    std::string key;
    Result<activity::Actor> answer;
    Timestamp until;
  };

  net::HttpClient& client_;
  KeyRing& keys_;
  const Peers& peers_;
  const Clock& clock_;
  const Limits limits_;
  std::mutex mutex_;
  std::list<Found> found_;                                              // the oldest first; guarded by mutex_
  std::unordered_map<std::string, std::list<Found>::iterator> by_key_;  // guarded by mutex_
};

}  // namespace chancery::activitypub
