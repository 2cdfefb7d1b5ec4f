// The worker that asks other servers for what is missing of conversations: a few requests at a time, one at each
// server, after everything else this server sends.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>

#include "activitypub/conversation.hpp"
#include "activitypub/instance_actor.hpp"
#include "activitypub/knock.hpp"
#include "activitypub/peers.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Run by two named threads of cli: follow() and run().
class ConversationCrawl {
 public:
  struct Limits {
    ConversationLimits conversation;
    std::size_t under_way = 4;
    std::chrono::milliseconds between{1'000};  // requests at one server
  };

  // Borrows everything for its lifetime.
  ConversationCrawl(store::Store& store, Knocker& knocker, const Peers& peers, const InstanceActor& instance,
                    Limits limits);
  ConversationCrawl(const ConversationCrawl&) = delete;
  ConversationCrawl& operator=(const ConversationCrawl&) = delete;
  ~ConversationCrawl();

  // Reads the log until stopped: who said something to us, and where.
  void follow(std::stop_token stop);
  // Asks for what is due until stopped. Does not wait for answers under way: they are asked for again.
  void run(std::stop_token stop);
  // Both for what is there and due now, until nothing is; for tests. Never while the others run.
  void go_through();
  // Something may be due.
  void nudge();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with the requests under way
};

}  // namespace chancery::activitypub
