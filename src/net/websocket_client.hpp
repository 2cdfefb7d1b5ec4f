// A WebSocket client (RFC 6455) for one named worker thread: connect, then read until told to stop.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "net/address_guard.hpp"
#include "net/url.hpp"

namespace chancery::net {

// What a server answered instead of upgrading.
struct WebSocketRefusal {
  int status = 0;
  std::string body;  // at most 64 KiB of it
};

struct WebSocketOptions {
  std::chrono::milliseconds connect_time{10'000};  // name, TCP, TLS and upgrade together
  // No frame at all (data, ping or pong) for this long means the peer is dead. We ping at half of it: an idle
  // stream of a small server stays alive.
  std::chrono::milliseconds silence{90'000};
  std::size_t max_message = 5 * 1024 * 1024;  // counted after decompression
  bool deflate = false;                       // offer permessage-deflate (RFC 7692); the server may decline
  std::string user_agent;
  std::function<void(const WebSocketRefusal&)> refused;  // called by `connect`, before it fails; may be empty
};

struct WebSocketMessage {
  std::string payload;
  bool binary = false;
};

// Thread safety: one thread reads; stopping the token from another thread wakes it.
class WebSocketClient {
 public:
  // Resolves once, asks the guard about every address and dials a checked one.
  // Fails with Errc::Refused, Timeout or Unavailable; an HTTP refusal is told to `options.refused` before, and its
  // status stands in `detail`.
  [[nodiscard]] static Result<std::unique_ptr<WebSocketClient>> connect(const Url& url, const AddressGuard& guard,
                                                                        const WebSocketOptions& options,
                                                                        std::stop_token stop);
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;
  virtual ~WebSocketClient() = default;

  // The next message. Fails with Errc::Timeout (silence), Gone (closed by the peer), TooLarge, or Unavailable
  // (line broken, or the token was stopped).
  [[nodiscard]] virtual Result<WebSocketMessage> read() = 0;
  // The same, waiting at most `patience` for it: nothing when none came, and the next call waits on. A reader that
  // gathers messages hands over in time what it has, even when the stream falls idle.
  [[nodiscard]] virtual Result<std::optional<WebSocketMessage>> read_for(std::chrono::milliseconds patience) = 0;

 protected:
  WebSocketClient() = default;
};

}  // namespace chancery::net
