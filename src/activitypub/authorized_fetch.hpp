// Who asks for a document: answers a GET at once where that does not matter, else with the actor whose signature it
// bears (Mastodon's "authorized fetch").
//
// By default public documents are for everyone, signed or not, and a note for a few is given only to those. When
// `required` every document is given to signed requests alone: 401 without a good signature, 403 to a blocked server.
// Never waits for another server on a worker's thread: what needs a key goes on in run().
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "activitypub/key_ring.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "net/http.hpp"
#include "net/responder.hpp"

namespace chancery::activitypub {

// Thread safety: any thread may admit; one named thread of cli runs run().
class AuthorizedFetch {
 public:
  struct Options {
    bool required = false;
    std::size_t waiting = 256;             // requests waiting for a key; the next is answered 429
    std::size_t waiting_per_address = 16;  // of these
  };
  // The answer for the actor `reader`, empty when it is nobody we know; nothing when there is none for that one.
  using Answer = std::function<std::optional<net::Response>(const net::Request& request, const std::string& reader)>;

  // Borrows everything but the options for its lifetime.
  AuthorizedFetch(KeyRing& keys, const Peers& peers, const Clock& clock, Options options);
  AuthorizedFetch(const AuthorizedFetch&) = delete;
  AuthorizedFetch& operator=(const AuthorizedFetch&) = delete;
  ~AuthorizedFetch();

  // Answers `request` as `answer` says, once or twice: for nobody, and then, when that gives nothing, for who signed
  // it; with `required` only the latter. What gives nothing is 404. `open` is true of what is never kept from anyone.
  void admit(net::Request request, net::Responder responder, Answer answer, bool open = false);
  // Continues what waited for a key, until stopped; then answers 503 to what is left.
  void run(std::stop_token stop);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with the fetches under way
};

}  // namespace chancery::activitypub
