// Sends signed requests, knocking twice where it must: first with a signature of draft-cavage-12, which everyone
// understands, and once more with one of RFC 9421 when the answer is 401 or 403. A server that took only the second
// gets that kind first from then on; when it refuses it, the other is tried and the memory of it goes.
//
// A server that says in Accept-Signature what it wants signed gets that at the second knock.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "activitypub/instance_actor.hpp"
#include "crypto/http_signature.hpp"
#include "net/http_client.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Thread safety: any thread.
class Knocker {
 public:
  using Done = net::HttpClient::Done;

  // Borrows both for its lifetime. Remembers at most `hosts` servers.
  Knocker(store::Store& store, net::HttpClient& client, std::size_t hosts = 10'000);
  Knocker(const Knocker&) = delete;
  Knocker& operator=(const Knocker&) = delete;
  ~Knocker();

  // A GET that asks for ActivityStreams. `done` hears the last answer, on the HTTP client's thread, or at once on the
  // calling one when nothing could be sent. Fails as HttpClient::send does, and with Malformed for a target that cannot
  // be signed. Signing takes about 1 ms of the calling thread.
  // Both knocks are done by `until`, or it fails with Timeout.
  void get(const net::Url& url, const crypto::Signer& signer, std::chrono::steady_clock::time_point until, Done done);
  // Signs a POST of one activity. Gives what send() takes: who has many signs them all first. Nothing when it cannot be
  // signed; then `done` was told.
  struct Post {
    std::shared_ptr<const std::string> body;  // may be shared by many
    std::chrono::milliseconds deadline;       // of each knock
    crypto::AddedFields more;                 // fields that are sent and signed too
  };
  [[nodiscard]] std::optional<net::HttpClient::Outgoing> sign_post(const net::Url& url, Post post,
                                                                   const crypto::Signer& signer, Done done);
  void send(std::vector<net::HttpClient::Outgoing> signed_ones);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with the requests under way
};

}  // namespace chancery::activitypub
