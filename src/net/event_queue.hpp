// The bounded queue between those who send events and the connection (or the test) that writes them out.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "net/responder.hpp"

namespace chancery::net {

// What stands behind an EventStream. Thread safety: any thread.
struct EventStream::Impl {
 public:
  static constexpr std::size_t kBytes = 256 * 1024;

  // `wake` runs when there is something to take, or when the stream was closed; it must not block.
  explicit Impl(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Returns false when the stream is closed, or when the bytes do not fit: it is then closed.
  [[nodiscard]] bool push(std::string_view bytes);
  // Everything queued so far, in order.
  [[nodiscard]] std::string take();
  void close();
  [[nodiscard]] bool open() const;

 private:
  mutable std::mutex mutex_;
  std::string queued_;  // guarded by mutex_
  bool open_ = true;    // guarded by mutex_
  const std::function<void()> wake_;
};

// One event as it goes over the wire. A line break inside `event` or `id` would end the field: it is left out.
[[nodiscard]] std::string encode_event(std::string_view event, std::string_view data, std::string_view id);

}  // namespace chancery::net
