// One document of another server, by a GET the instance actor signs. For activitypub/ alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "activitypub/instance_actor.hpp"
#include "activitypub/knock.hpp"
#include "activitypub/peers.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace chancery::activitypub {

struct FetchedDocument {
  json::Object object;
  std::string origin;     // it really came from, after redirects
  std::size_t bytes = 0;  // of its text
};

// Follows at most three redirects; each hop passes the guard and is signed anew.
// Thread safety: any thread; copy freely. Borrows everything for its lifetime and that of its copies.
class DocumentFetch {
 public:
  using Done = std::function<void(Result<FetchedDocument>)>;

  // `deadline` is for all redirects and knocks of one document together.
  DocumentFetch(Knocker& knocker, const Peers& peers, const InstanceActor& instance,
                std::chrono::milliseconds deadline = std::chrono::seconds{10})
      : knocker_(&knocker), peers_(&peers), instance_(&instance), deadline_(deadline) {}

  // `done` runs on the HTTP client's thread, or at once on the calling one when nothing could be sent. Fails with
  // Timeout, Unavailable (no answer, 408, 425, 429 or 5xx), TooMany; with Gone (410), NotFound (404), Refused (the
  // guard, any other status, too many redirects), Malformed, TooLarge.
  void get(const net::Url& url, Done done) const;

 private:
  // Hops made so far, and the end of all.
  struct Journey {
    int hops = 0;
    std::chrono::steady_clock::time_point until;
  };
  void get(const net::Url& url, const Journey& journey, Done done) const;
  void follow(const net::IncomingResponse& answer, const net::Url& from, const Journey& journey,
              const Done& done) const;

  Knocker* knocker_;
  const Peers* peers_;
  const InstanceActor* instance_;
  std::chrono::milliseconds deadline_;
};

}  // namespace chancery::activitypub
