// Outgoing HTTP on libcurl's multi interface: one thread, many transfers, each with one total deadline. Connections are
// kept and used again.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/address_guard.hpp"
#include "net/http.hpp"

namespace chancery::net {

struct OutgoingRequest {
  Method method = Method::Get;
  Url url;
  Headers headers;  // User-Agent and Host are set by the client
  std::string body;
  std::chrono::milliseconds deadline{10'000};  // everything: name, connect, TLS, answer
  std::size_t max_body = 1024 * 1024;          // counted after decompression
  // Status and header alone count: the answer's body is dropped, and the answer is complete without it when it is over
  // `max_body`, late or broken.
  bool discard_body = false;
  // Set: dial this Unix socket instead. The guard is not asked: only for our own control socket.
  std::filesystem::path unix_socket;
};

struct IncomingResponse {
  int status = 0;
  Headers headers;
  std::string body;
  Url url;  // what was asked
};

// Follows no redirect (the caller signs each hop anew), reads no proxy from the environment, keeps no cookies.
// Thread safety: any thread may send. `done` runs on the client's own thread: it must not block.
class HttpClient {
 public:
  struct Options {
    AddressGuard guard;
    std::string user_agent;              // GoToSocial answers 418 without one
    std::size_t transfers_per_host = 4;  // one at a time where answers come soon
    std::size_t transfers = 256;
    std::size_t idle_connections = 1024;  // kept for the next request, the longest idle closed first
    std::size_t queue = 4096;             // requests waiting for their turn; the next fails with Errc::TooMany
  };
  using Done = std::function<void(Result<IncomingResponse>)>;
  struct Outgoing {
    OutgoingRequest request;
    Done done;
  };

  explicit HttpClient(Options options);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();  // fails what is under way with Errc::Unavailable, joins its thread

  // Fails with Errc::Refused (guard), Timeout, Unavailable (name, connect, TLS), TooLarge (body or header),
  // TooMany (queue), Malformed (a header of ours that would break the request, or an answer that is not HTTP).
  void send(OutgoingRequest request, Done done);
  // Many at once: the client's thread is woken once.
  void send(std::vector<Outgoing> requests);
  // The same, waiting. Only for worker threads.
  [[nodiscard]] Result<IncomingResponse> fetch(OutgoingRequest request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::net
