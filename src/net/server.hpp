// The HTTP/1.1 server: reads whole bounded requests on its event loop, hands them to a bounded worker pool,
// writes what the router answers. With a certificate it speaks TLS itself; HTTP/2 is the reverse proxy's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/router.hpp"
#include "net/tls.hpp"

namespace chancery::net {

// A path that takes bigger bodies than the others, and gives them upload_time, from whom ServerLimits::may_upload
// admits.
struct UploadLimit {
  std::string path;  // whole, as it is sent: "/api/staff/media"
  std::size_t bytes = 0;
};

struct ServerLimits {
  std::chrono::milliseconds header_time{10'000};
  std::chrono::milliseconds body_time{15'000};
  std::chrono::milliseconds upload_time{300'000};
  std::size_t body_rate = 512;         // bytes a second on average, asked for after the first quarter of body_time
  std::size_t upload_rate = 4 * 1024;  // the same of an upload, asked for again and again
  std::chrono::milliseconds idle_time{30'000};
  std::chrono::milliseconds heartbeat{15'000};  // a comment goes into every event stream this often
  std::size_t header_bytes = 16 * 1024;
  std::size_t header_fields = 100;
  std::size_t body_bytes = 1024 * 1024;
  std::size_t body_memory = 64 * 1024;  // over this a body spools to a file in `spool`
  std::vector<UploadLimit> uploads;
  // Of a request to one of `uploads` whose body has not come: whether its sender is known. Called on the event loop, so
  // it must not wait. Whom it does not admit, the limits of any other body hold for. None: everybody is admitted.
  std::function<bool(const Request& header)> may_upload;
  // Bodies in files at the same time; the next is answered 503 with Retry-After. How they are shared: net/spool.hpp.
  std::size_t spool_files = 64;
  std::uint64_t spool_bytes = std::uint64_t{512} << 20;  // of all of them, as they come; the next likewise
  std::chrono::milliseconds handshake_time{5'000};
  std::size_t handshakes = 512;  // TLS connections not greeted yet; over it the oldest is dropped
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 256;
  std::size_t queue = 1024;  // requests waiting for a worker; the next is answered 503 with Retry-After
  unsigned workers = 4;
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;                 // 0 takes a free one
  std::filesystem::path unix_socket;         // set: listen there (mode 0600, peer uid known) instead of on TCP
  TlsFiles tls;                              // set: every TCP connection speaks TLS
  std::vector<std::string> trusted_proxies;  // addresses and networks whose X-Forwarded-For and -Proto count
  std::filesystem::path spool;               // folder for big bodies; default: the system's temporary folder
  ServerLimits limits;
};

// Limits answer: 408 slow header or body, 413 body, 429 connections per address, 431 header, 503 queue.
// Thread safety: start and stop from one thread.
class Server {
 public:
  // Borrows the router until stopped.
  // Fails with Errc::Unavailable when the address cannot be bound; the hint names it and how to choose another; and
  // with Errc::Invalid when the certificate or a trusted proxy cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const Router& router);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  // Reads the certificate again, as it does by itself within ten seconds of a change: connections from then on get the
  // new one, those there are go on. Fails as `start` does, and keeps what it had. From any thread.
  [[nodiscard]] virtual Status reload_certificate() = 0;
  // Graceful: stops accepting, finishes what was begun (up to `grace`), closes idle connections and streams,
  // joins every thread.
  virtual void stop(std::chrono::milliseconds grace) = 0;

 protected:
  Server() = default;
};

}  // namespace chancery::net
