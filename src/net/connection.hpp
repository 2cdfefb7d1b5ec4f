// One connection of the server, from its greeting to its end. For net/ alone.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "net/event_queue.hpp"
#include "net/listener.hpp"
#include "net/mailbox.hpp"
#include "net/request_parser.hpp"
#include "net/response_encoder.hpp"
#include "net/wire.hpp"

namespace chancery::net {

// Where a connection stands, and so how long it may stay there.
enum class Phase { Handshake, Header, Body, BodyRest, UploadRest, Handling, Writing, Idle, Stream, Linger };
constexpr std::size_t kPhases = 10;

class Connection;
class Loop;
using Shelf = std::list<std::shared_ptr<Connection>>;  // shared with the handler of the operation under way

// Thread safety: the loop's own thread.
class Connection final : public Addressee, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop& loop, Wire wire, Client client);

  void start();
  void deliver(Letter letter) override;
  // Its time on the shelf is over.
  void expire();
  // The server stops: what was begun goes on, everything else ends.
  void wind_down();
  void close();

  [[nodiscard]] const Client& client() const { return client_; }

 private:
  friend class Loop;

  void move_to(Phase phase);
  void read();
  void on_read(Wire::Error error, std::size_t bytes);
  void advance();
  void enter_body();
  void submit();
  void refuse(int status, std::string_view reason);
  void send(WireResponse response);
  void flush();
  // Writes what it can. Returns false when the socket is full (then called again) or broken (then closed).
  bool write_some();
  bool send_file_some();
  bool blocked();
  void sent();
  void pump_stream();
  void watch_for_hangup();
  void make_room();

  Loop& loop_;
  Wire wire_;
  const Client client_;
  RequestParser parser_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of the bytes not yet parsed
  std::size_t end_ = 0;
  Phase phase_ = Phase::Header;
  std::chrono::steady_clock::time_point deadline_;
  Shelf::iterator place_;
  std::chrono::steady_clock::time_point body_since_;
  WireResponse out_;
  std::size_t head_sent_ = 0;
  std::size_t body_sent_ = 0;
  bool reading_ = false;
  bool writing_ = false;
  bool stuck_ = false;    // nothing was written since the stream's last beat
  bool lingers_ = false;  // the request was refused: what still comes is read and forgotten
  bool closed_ = false;
  std::shared_ptr<EventStream::Impl> stream_;  // shared with the senders of events
};

}  // namespace chancery::net
