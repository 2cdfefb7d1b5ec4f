// Confirms under which handle an actor is known: "ana@far.example" need not be of the host that serves her actor
// (split domain), and only both together can say so.
//
// The host of the actor's identifier is asked by WebFinger (RFC 7033) for acct:NAME@HOST. The answer must lead to that
// very actor; its `subject` is her handle. A subject of another host counts when that host, asked for it, leads to the
// same actor and names the same subject: so nobody takes a handle of a host that knows nothing of it. What is not
// confirmed is shown as NAME@HOST (activity::handle_of).
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "activity/actor.hpp"
#include "activitypub/peers.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// One actor at a time, who was fetched last first; through the address guard, nothing of a blocked server.
// Thread safety: one named thread of cli runs run(), which is all that asks.
class ActorHandles {
 public:
  struct Options {
    std::chrono::milliseconds deadline{5'000};  // of one host's answer, redirects included
    std::chrono::seconds round{5};              // how soon a new actor is looked at
    std::chrono::milliseconds pause{200};       // between two actors
  };
  struct Parts {
    store::Store& store;
    const Peers& peers;
    net::HttpClient& client;
  };

  // Borrows the parts for its lifetime; the client must outlive it.
  ActorHandles(Parts parts, Options options) : parts_(parts), options_(options) {}

  // The handle both hosts agree on; empty: they do not. Fails with Unavailable, Timeout or TooMany when they could not
  // be asked.
  [[nodiscard]] Result<std::string> confirm(const activity::Actor& actor, const std::stop_token& stop) const;
  // Asks about the one that is due, and gives whether there was one. A stop ends it soon, and nothing is settled.
  [[nodiscard]] Result<bool> check_next(const std::stop_token& stop);
  // Until stopped.
  void run(const std::stop_token& stop);

 private:
  const Parts parts_;
  const Options options_;
};

}  // namespace chancery::activitypub
