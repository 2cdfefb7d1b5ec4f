// Reads the registered feeds, each when it is due, and gives what is new in them to listening.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "activity/public_post.hpp"
#include "feeds/feed_preview.hpp"
#include "net/http_client.hpp"
#include "store/store.hpp"

namespace chancery::feeds {

// Asks politely: only for what changed (ETag, Last-Modified), one feed of a host at a time, as seldom as feed and
// server wish, less and less often while it fails; 410 ends it. Each batch is named "feed:<url>" and bears no cursor;
// the author of its posts is the feed's url, the id of a post "<url>#<id of the entry>". A batch is given on until the
// sink takes it, and only then is its feed's row written: what is given twice after a crash has the same id.
//
// Thread safety: one named worker runs `run`; `nudge` from any thread.
class FeedPoller {
 public:
  struct Options {
    std::size_t under_way = 8;
    std::chrono::milliseconds deadline = kFetchDeadline;
    std::uint64_t seed = 0;                // spreads the polls
    std::function<void()> polled = [] {};  // after each poll that was recorded; must not block
  };

  // Borrows everything for its lifetime. The client names program and base URL as its user agent; its guard decides
  // what may be asked. The store is chancery.db's.
  FeedPoller(store::Store& chancery, net::HttpClient& client, activity::PostSink& sink, Options options);
  FeedPoller(const FeedPoller&) = delete;
  FeedPoller& operator=(const FeedPoller&) = delete;
  ~FeedPoller();

  // Until stopped. Stops at once; what is under way is asked for again after the next start.
  void run(std::stop_token stop);
  // Polls what is due now and returns once all of it is recorded: how many feeds it was.
  std::size_t poll_due(const std::stop_token& stop = {});
  // Something may be due: after a feed was added or resumed.
  void nudge();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::feeds
