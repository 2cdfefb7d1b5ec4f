// What other threads leave for the event loop: answers, and word that a stream has something to write.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "net/event_queue.hpp"
#include "net/response_encoder.hpp"
#include "net/spool.hpp"

namespace chancery::net {

struct Letter;

// A connection, as far as the mailbox knows it.
class Addressee {
 public:
  Addressee() = default;
  Addressee(const Addressee&) = delete;
  Addressee& operator=(const Addressee&) = delete;
  virtual ~Addressee() = default;
  // On the loop's own thread.
  virtual void deliver(Letter letter) = 0;
};

struct Letter {
  std::weak_ptr<Addressee> to;
  std::optional<WireResponse> response;       // nothing: the stream has something to write
  std::shared_ptr<EventStream::Impl> stream;  // begins with this letter; shared with the sender of events
};

// Outlives the loop: a late answer falls into a closed box. Thread safety: any thread.
class Mailbox {
 public:
  // `wake` runs when the first letter comes into the empty box; it must not block.
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void put(Letter letter);
  // Hands every letter to whom it is for. On the loop's own thread.
  void deliver();
  // From now on nobody is woken and every letter is lost.
  void close();

 private:
  std::mutex mutex_;
  std::function<void()> wake_;   // guarded by mutex_; empty when closed
  std::vector<Letter> letters_;  // guarded by mutex_
};

// The answering side of one request. Holds the file its body was spooled to until the answer is given.
class ConnectionSink final : public Responder::Sink {
 public:
  ConnectionSink(std::weak_ptr<Addressee> connection, std::shared_ptr<Mailbox> mailbox, WireRequest request,
                 SpoolFile spool);
  void respond(Response response) override;
  EventStream stream(Headers headers) override;

 private:
  std::weak_ptr<Addressee> connection_;
  std::shared_ptr<Mailbox> mailbox_;  // shared with the server
  WireRequest request_;
  SpoolFile spool_;
};

}  // namespace chancery::net
