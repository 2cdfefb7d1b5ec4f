// GET /remote-media/{token}: a stranger's picture, fetched when somebody looks at it, made anew in the sandbox, and
// kept for a while in a folder of bounded size. Nothing is fetched on receipt, and no reader meets the stranger's
// server.
//
// What keeps it harmless: only what PictureLinks resolves is fetched, through the address guard at every hop, at most
// `bytes` of it within `deadline`; the same picture once however many ask; two at a time from one host and so many a
// minute; a few for one reader; what failed is not asked again for a while. Beyond these bounds readers hear 503.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "activitypub/picture_links.hpp"
#include "base/clock.hpp"
#include "media/remote_cache.hpp"
#include "media/worker.hpp"
#include "net/http.hpp"
#include "net/http_client.hpp"
#include "net/responder.hpp"
#include "net/router.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Thread safety: any thread may show; one named thread of cli runs run().
class RemotePictures {
 public:
  struct Options {
    std::size_t bytes = std::size_t{10} << 20;  // of a picture as it comes
    std::chrono::milliseconds deadline{8'000};  // of its fetch, redirects included
    std::chrono::seconds patience{15};          // how long one waits for its turn
    std::size_t fetches = 8;                    // under way or waiting to be made anew: `bytes` of memory each
    std::size_t fetches_per_host = 2;
    std::size_t pictures = 512;   // fetched or waiting; the next is answered 503
    std::size_t readers = 1'024;  // waiting for any of these
    std::size_t readers_per_address = 96;
    double host_per_second = 1;  // pictures asked of one host, on average
    double host_burst = 120;
    std::size_t failures = 4'096;  // remembered
    std::uint32_t large = 960;     // pixels of the longer side of what is shown
    std::uint32_t avatar = 96;
    std::uint32_t emoji = 96;
  };

  struct Parts {
    store::Store& store;
    const PictureLinks& links;
    media::RemoteCache& cache;
    media::Worker& worker;    // for strangers' pictures alone
    net::HttpClient& client;  // likewise, so that deliveries never wait for pictures
  };

  // Borrows the parts for its lifetime; the client must outlive it.
  RemotePictures(Parts parts, Options options);
  RemotePictures(const RemotePictures&) = delete;
  RemotePictures& operator=(const RemotePictures&) = delete;
  ~RemotePictures();

  // Answers from the cache at once, else when the picture is there: 200 with one of our own making; 404 for what is no
  // picture, cannot be made one, or may not be seen; 502 when its server does not give it now; 503 with Retry-After
  // when too much is asked.
  void show(net::Request request, net::Responder responder);
  // Makes pictures of what was fetched, until stopped; then answers 503 to who still waits.
  void run(const std::stop_token& stop);

  struct Counts {
    std::uint64_t fetched = 0;  // asked of another server, whatever came of it
    std::uint64_t made = 0;
    std::uint64_t failed = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with the fetches under way
};

// GET /remote-media/{token}
void add_picture_route(net::Router& router, RemotePictures& pictures);

}  // namespace chancery::activitypub
