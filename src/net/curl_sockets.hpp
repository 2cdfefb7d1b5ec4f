// libcurl's transfers under epoll: a turn costs what is ready, however many transfers wait. For net/ alone.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>

#include "net/file_descriptor.hpp"

namespace chancery::net {

// Thread safety: one thread at a time, except `wake`.
class CurlSockets {
 public:
  // Keeps at most `idle` connections open for the next request to their server.
  explicit CurlSockets(std::size_t idle);
  CurlSockets(const CurlSockets&) = delete;
  CurlSockets& operator=(const CurlSockets&) = delete;
  ~CurlSockets() = default;

  void add(CURL* easy) { curl_multi_add_handle(multi_.get(), easy); }
  void remove(CURL* easy) { curl_multi_remove_handle(multi_.get(), easy); }
  // One that ended since, if any.
  struct Ended {
    CURL* easy = nullptr;
    CURLcode code = CURLE_OK;
  };
  [[nodiscard]] std::optional<Ended> next_ended();

  // Waits for sockets, for libcurl's own timer, for wake(), but no longer than `at_most`; then lets libcurl go on.
  void turn(std::chrono::milliseconds at_most);
  // From any thread: ends a wait, the present one or else the next.
  void wake() const;

 private:
  using Steady = std::chrono::steady_clock;
  struct Closer {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int on_timer(CURLM* multi, long milliseconds, void* self);
  [[nodiscard]] int wait_time(std::chrono::milliseconds at_most) const;

  const FileDescriptor epoll_;
  const FileDescriptor wake_;
  Steady::time_point timer_ = Steady::time_point::max();  // libcurl's
  std::unique_ptr<CURLM, Closer> multi_;                  // last: its end closes sockets
};

}  // namespace chancery::net
