// The right to answer one request, now or later, from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace chancery::net {

// One Server-Sent Events stream (WHATWG HTML section 9.2). Cheap to copy; the copies share the connection.
// Thread safety: any thread.
class EventStream {
 public:
  struct Impl;
  explicit EventStream(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  // Queues one event. Returns false when the reader is gone, or so slow that its bounded queue (256 KiB) was
  // full: the stream is then closed, and the reader comes back by itself and asks for the state anew.
  bool send(std::string_view event, std::string_view data, std::string_view id = {}) const;
  [[nodiscard]] bool open() const;
  void close() const;

 private:
  std::shared_ptr<Impl> impl_;  // shared with the connection
};

// Sent at most once. One that is dropped unanswered answers 500.
class Responder {
 public:
  // What a connection (or a test) does with the answer.
  class Sink {
   public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;
    virtual void respond(Response response) = 0;
    virtual EventStream stream(Headers headers) = 0;
  };
  explicit Responder(std::shared_ptr<Sink> sink);
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&&) noexcept;
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  void send(Response response) &&;
  // Answers 200 text/event-stream and keeps the connection; a comment goes out every 15 s.
  [[nodiscard]] EventStream stream(Headers headers = {}) &&;

 private:
  std::shared_ptr<Sink> sink_;  // shared with the connection
};

}  // namespace chancery::net
