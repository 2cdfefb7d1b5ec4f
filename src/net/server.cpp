// One event loop on one thread: accepts, reads whole requests, writes answers, keeps the time limits.
//
// A connection is always on exactly one shelf. All on a shelf have the same time to live, so each shelf is in the
// order of its deadlines, and one timer at the earliest front serves ten thousand connections.
#include "net/server.hpp"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <list>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/event_queue.hpp"
#include "net/forwarded.hpp"
#include "net/listener.hpp"
#include "net/mailbox.hpp"
#include "net/numeric_address.hpp"
#include "net/request_parser.hpp"
#include "net/response_encoder.hpp"
#include "net/threads.hpp"
#include "net/worker_pool.hpp"

namespace chancery::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLinger{2'000};
constexpr milliseconds kAcceptPause{100};
constexpr milliseconds kCertificateLook{10'000};
constexpr std::size_t kSmallBuffer = 2 * 1024;
constexpr std::size_t kBodyBuffer = 64 * 1024;
constexpr std::size_t kSecretChunk = 64 * 1024;  // of a file, read to be encrypted
constexpr std::size_t kInlineBody = 16 * 1024;   // a body this small is copied behind its head: one write
constexpr int kAcceptBatch = 64;

// Where a connection stands, and so how long it may stay there.
enum class Phase { Handshake, Header, Body, BodyRest, UploadRest, Handling, Writing, Idle, Stream, Linger };
constexpr std::size_t kPhases = 10;

class Connection;
using Shelf = std::list<std::shared_ptr<Connection>>;  // shared with the handler of the operation under way

class Loop;

class Connection final : public Addressee, public std::enable_shared_from_this<Connection> {
 public:
  // `tls`: the session of a connection that is to be greeted first; none: the client speaks HTTP at once.
  Connection(Loop& loop, asio::generic::stream_protocol::socket socket, Client client, std::unique_ptr<TlsSession> tls);

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
  void shake_hands();
  void read();
  void read_tls();
  void read_again(asio::socket_base::wait_type when);
  [[nodiscard]] std::size_t put(std::string_view head, std::string_view body, error_code& error);
  void on_read(error_code error, std::size_t bytes);
  void advance();
  void enter_body();
  void submit();
  void refuse(int status, std::string_view reason);
  void send(WireResponse response);
  void flush();
  // Writes what it can. Returns false when the socket is full (then called again) or broken (then closed).
  bool write_some();
  bool send_file_some();
  [[nodiscard]] ssize_t send_file(off_t offset);
  bool blocked();
  void sent();
  void pump_stream();
  void watch_for_hangup();
  void watch_for_hangup_tls();
  void make_room();

  Loop& loop_;
  asio::generic::stream_protocol::socket socket_;
  const Client client_;
  const std::unique_ptr<TlsSession> tls_;
  RequestParser parser_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of the bytes not yet parsed
  std::size_t end_ = 0;
  Phase phase_ = Phase::Header;
  Steady::time_point deadline_;
  Shelf::iterator place_;
  Steady::time_point body_since_;
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

class Loop {
 public:
  Loop(const ServerOptions& options, TrustedProxies proxies, std::unique_ptr<TlsCertificate> certificate,
       Listener listener, const Router& router);
  ~Loop();

  void run();
  void stop(milliseconds grace);

  // After run(): closes what outlived its grace, and waits for the handlers that still run.
  void abandon();

  // From any thread.
  [[nodiscard]] Status reload_certificate();

 private:
  friend class Connection;

  // All of it on the loop's own thread.
  void shelve(Connection& connection, Phase phase);
  void drop(Connection& connection);
  [[nodiscard]] std::string_view date();
  void accept();
  void accept_some();
  void admit(FileDescriptor socket, Client client);
  void turn_away(const FileDescriptor& socket, int status, std::string_view reason);
  void arm();
  void on_time();
  void begin_stop(milliseconds grace);
  void end_if_idle();
  void look_at_certificate();
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> everybody() const;
  [[nodiscard]] milliseconds time_for(Phase phase) const;

  const ServerOptions options_;
  const TrustedProxies proxies_;
  const std::unique_ptr<TlsCertificate> certificate_;  // none: plain HTTP
  const std::filesystem::path spool_;
  const std::shared_ptr<SpoolSpace> spool_space_;  // shared with the parsers and their files
  WorkerPool workers_;
  std::shared_ptr<Mailbox> mailbox_;  // shared with every answer still to come
  bool stopping_ = false;
  Listener listener_;
  asio::io_context io_{1};
  asio::posix::stream_descriptor acceptor_{io_};
  asio::steady_timer accept_pause_{io_};
  asio::steady_timer timer_{io_};
  asio::steady_timer grace_{io_};
  asio::steady_timer certificate_look_{io_};
  Steady::time_point armed_ = Steady::time_point::max();
  std::array<Shelf, kPhases> shelves_;
  std::size_t connections_ = 0;
  std::unordered_map<std::string, std::size_t> per_address_;
  std::time_t date_second_ = 0;
  std::string date_;
};

Connection::Connection(Loop& loop, asio::generic::stream_protocol::socket socket, Client client,
                       std::unique_ptr<TlsSession> tls)
    : loop_(loop),
      socket_(std::move(socket)),
      client_(std::move(client)),
      tls_(std::move(tls)),
      parser_(loop.options_.limits, loop.spool_, loop.spool_space_, client_.subscriber),
      buffer_(kSmallBuffer, '\0') {}

void Connection::start() {
  if (tls_) {
    move_to(Phase::Handshake);
    return shake_hands();
  }
  move_to(Phase::Header);
  read();
}

void Connection::shake_hands() {
  const auto state = tls_->handshake();
  if (state == TlsState::Done) {
    move_to(Phase::Header);
    return read();
  }
  if (state != TlsState::WantRead && state != TlsState::WantWrite) return close();
  socket_.async_wait(state == TlsState::WantRead ? asio::socket_base::wait_read : asio::socket_base::wait_write,
                     [self = shared_from_this()](error_code error) {
                       if (self->closed_) return;
                       if (error) return self->close();
                       self->shake_hands();
                     });
}

void Connection::move_to(Phase phase) {
  loop_.shelve(*this, phase);
}

void Connection::make_room() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (buffer_.size() > 4 * kSmallBuffer && phase_ == Phase::Idle) {
      buffer_.resize(kSmallBuffer);
      buffer_.shrink_to_fit();
    }
  }
  if (end_ < buffer_.size()) return;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  } else {
    // The parser takes or refuses what fills header_bytes, so this ends.
    buffer_.resize(buffer_.size() * 2);
  }
}

void Connection::read() {
  make_room();
  reading_ = true;
  if (tls_) return read_tls();
  socket_.async_read_some(asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
                          [self = shared_from_this()](error_code error, std::size_t n) { self->on_read(error, n); });
}

// The session may hold what came already, so it is asked before the socket is waited for.
void Connection::read_tls() {
  const auto [state, bytes] = tls_->read(buffer_.data() + end_, buffer_.size() - end_);
  if (state == TlsState::WantRead) return read_again(asio::socket_base::wait_read);
  if (state == TlsState::WantWrite) return read_again(asio::socket_base::wait_write);
  const auto error = state == TlsState::Done ? error_code() : error_code(asio::error::eof);
  // A fresh turn of the loop, so that no client keeps it to itself.
  asio::post(socket_.get_executor(), [self = shared_from_this(), error, bytes] { self->on_read(error, bytes); });
}

void Connection::read_again(asio::socket_base::wait_type when) {
  socket_.async_wait(when, [self = shared_from_this()](error_code error) {
    if (self->closed_ || error) return self->on_read(error, 0);
    self->read_tls();
  });
}

// Writes what the socket takes now: would_block when that is nothing.
std::size_t Connection::put(std::string_view head, std::string_view body, error_code& error) {
  if (tls_) {
    const auto [state, bytes] = tls_->write(head.empty() ? body : head);
    if (state == TlsState::WantWrite || state == TlsState::WantRead) error = asio::error::would_block;
    if (state == TlsState::Closed || state == TlsState::Broken) error = asio::error::broken_pipe;
    return bytes;
  }
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
  return body.empty() ? socket_.write_some(buffers[0], error) : socket_.write_some(buffers, error);
}

void Connection::on_read(error_code error, std::size_t bytes) {
  reading_ = false;
  if (closed_) return;
  if (error) return close();
  if (lingers_) {
    begin_ = end_ = 0;
    if (phase_ == Phase::Linger) read();
    return;
  }
  end_ += bytes;
  if (phase_ == Phase::Body || phase_ == Phase::BodyRest || phase_ == Phase::UploadRest) {
    if (end_ == buffer_.size() && buffer_.size() < kBodyBuffer) buffer_.resize(kBodyBuffer);
  }
  advance();
}

void Connection::advance() {
  using State = RequestParser::State;
  for (;;) {
    const auto before = parser_.state();
    const auto taken = parser_.feed(std::string_view(buffer_).substr(begin_, end_ - begin_));
    begin_ += taken;
    switch (parser_.state()) {
      case State::Refused:
        return refuse(parser_.refusal().status, parser_.refusal().reason);
      case State::Done:
        return submit();
      case State::Body:
        if (before == State::Header) enter_body();
        if (closed_) return;
        break;
      case State::Header:
        if (phase_ == Phase::Idle && begin_ < end_) move_to(Phase::Header);
        break;
    }
    if (taken == 0 || begin_ == end_) return read();
  }
}

void Connection::enter_body() {
  move_to(Phase::Body);
  body_since_ = Steady::now();
  if (!parser_.wants_continue() || begin_ < end_) return;
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code error;
  // The socket has sent its last answer whole, so this fits or the client is gone.
  if (put(kContinue, {}, error) != kContinue.size()) close();
}

void Connection::submit() {
  move_to(Phase::Handling);
  const bool keep_alive = parser_.keep_alive();
  auto parsed = parser_.take();
  set_peer(parsed.request, client_.address, loop_.proxies_);
  if (tls_) parsed.request.secure = true;
  parsed.request.peer_uid = client_.uid;
  const WireRequest wire{parsed.request.method == Method::Head, keep_alive};
  WorkerPool::Job job{std::move(parsed.request), Responder(std::make_shared<ConnectionSink>(
                                                     weak_from_this(), loop_.mailbox_, wire, std::move(parsed.spool)))};
  if (!loop_.workers_.submit(job)) {
    std::move(job.responder).send(refusal_response(503, "the server is busy; try again in a moment"));
  }
}

void Connection::refuse(int status, std::string_view reason) {
  lingers_ = true;  // the client may still be sending: closing at once would reset the answer away
  send(encode_response(refusal_response(status, reason), WireRequest{}));
}

void Connection::deliver(Letter letter) {
  if (closed_) return;
  if (!letter.response) return pump_stream();
  if (letter.stream) {
    stream_ = std::move(letter.stream);
    move_to(Phase::Stream);
    watch_for_hangup();
  }
  send(std::move(*letter.response));
}

void Connection::send(WireResponse response) {
  out_ = std::move(response);
  if (loop_.stopping_) {
    // What the head says of the connection must be true.
    static constexpr std::string_view kKeep = "Connection: keep-alive\r\n";
    const auto at = out_.keep_alive ? out_.head.find(kKeep) : std::string::npos;
    if (at != std::string::npos) out_.head.replace(at, kKeep.size(), "Connection: close\r\n");
    out_.keep_alive = false;
  }
  out_.head += "Date: ";
  out_.head += loop_.date();
  out_.head += "\r\n\r\n";
  if (out_.body.size() <= kInlineBody) {
    out_.head += out_.body;
    out_.body.clear();
  }
  head_sent_ = body_sent_ = 0;
  flush();
}

void Connection::flush() {
  writing_ = true;
  while (head_sent_ < out_.head.size() || body_sent_ < out_.body.size() + out_.fixed.size()) {
    if (!write_some()) return;
  }
  if (out_.length > 0 && !send_file_some()) return;
  if (out_.length > 0) {  // the others' turn; then on
    blocked();
    return;
  }
  writing_ = false;
  sent();
}

bool Connection::write_some() {
  const std::string_view head = std::string_view(out_.head).substr(head_sent_);
  const std::string_view body = (out_.body.empty() ? out_.fixed : std::string_view(out_.body)).substr(body_sent_);
  error_code error;
  const auto written = put(head, body, error);
  if (error == asio::error::would_block) return blocked();
  if (error) {
    close();
    return false;
  }
  stuck_ = false;
  const auto of_head = std::min(written, head.size());
  head_sent_ += of_head;
  body_sent_ += written - of_head;
  return true;
}

// As sendfile(2): how much went out, or -1 and errno.
ssize_t Connection::send_file(off_t offset) {
  if (!tls_) {
    const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(out_.length, 1U << 20));
    return ::sendfile(socket_.native_handle(), out_.file.get(), &offset, chunk);
  }
  // The kernel cannot encrypt for us. When the socket is full, the same bytes are read and offered again.
  std::array<char, kSecretChunk> bytes{};
  const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(out_.length, bytes.size()));
  const auto got = ::pread(out_.file.get(), bytes.data(), chunk, offset);
  if (got <= 0) return got;
  error_code error;
  const auto sent = put({bytes.data(), static_cast<std::size_t>(got)}, {}, error);
  errno = error == asio::error::would_block ? EAGAIN : EPIPE;
  return error ? -1 : static_cast<ssize_t>(sent);
}

bool Connection::send_file_some() {
  const auto sent = send_file(static_cast<off_t>(out_.offset));
  if (sent < 0 && errno == EINTR) return true;
  if (sent < 0 && errno == EAGAIN) return blocked();
  if (sent <= 0) {  // broken, or the file has become shorter than was promised
    close();
    return false;
  }
  out_.offset += static_cast<std::uint64_t>(sent);
  out_.length -= static_cast<std::uint64_t>(sent);
  return true;
}

bool Connection::blocked() {
  if (!stream_) move_to(Phase::Writing);
  socket_.async_wait(asio::socket_base::wait_write, [self = shared_from_this()](error_code error) {
    if (self->closed_) return;
    if (error) return self->close();
    self->flush();
  });
  return false;
}

void Connection::sent() {
  if (stream_) {
    out_.head.clear();
    head_sent_ = 0;
    // Not at once: a sender as fast as the socket would keep the loop to itself.
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
      if (!self->closed_) self->pump_stream();
    });
    return;
  }
  const bool keep_alive = out_.keep_alive;
  out_ = WireResponse();
  if (lingers_) {
    error_code ignored;
    if (tls_) tls_->goodbye();
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    move_to(Phase::Linger);
    begin_ = end_ = 0;
    if (!reading_) read();
    return;
  }
  if (!keep_alive || loop_.stopping_) return close();
  move_to(Phase::Idle);
  if (begin_ == end_) return read();
  // The client sent its next request early. A fresh turn of the loop, so that no client keeps it to itself.
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (!self->closed_) self->advance();
  });
}

void Connection::pump_stream() {
  if (!stream_ || writing_) return;
  out_.head = stream_->take();
  head_sent_ = 0;
  if (!out_.head.empty()) return flush();
  if (!stream_->open() || loop_.stopping_) close();
}

void Connection::watch_for_hangup() {
  begin_ = end_ = 0;
  if (tls_) return watch_for_hangup_tls();
  socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t) {
    if (self->closed_) return;
    if (error) return self->close();
    self->watch_for_hangup();
  });
}

void Connection::watch_for_hangup_tls() {
  auto moved = tls_->read(buffer_.data(), buffer_.size());
  while (moved.state == TlsState::Done) moved = tls_->read(buffer_.data(), buffer_.size());
  if (moved.state == TlsState::Closed || moved.state == TlsState::Broken) return close();
  socket_.async_wait(asio::socket_base::wait_read, [self = shared_from_this()](error_code error) {
    if (self->closed_) return;
    if (error) return self->close();
    self->watch_for_hangup();
  });
}

void Connection::expire() {
  switch (phase_) {
    case Phase::Handshake:
      return close();
    case Phase::Header:
      if (begin_ == end_) return close();
      return refuse(408, "the header did not come in time");
    case Phase::Body:
    case Phase::UploadRest: {
      const auto& limits = loop_.options_.limits;
      const auto took = Steady::now() - body_since_;
      const auto rate = parser_.is_upload() ? limits.upload_rate : limits.body_rate;
      const auto expected = static_cast<double>(rate) * std::chrono::duration<double>(took).count();
      if (static_cast<double>(parser_.body_size()) < expected) return refuse(408, "the body came too slowly");
      if (!parser_.is_upload()) return move_to(Phase::BodyRest);
      if (took < limits.upload_time) return move_to(Phase::UploadRest);
      return refuse(408, "the body did not come in time");
    }
    case Phase::BodyRest:
      return refuse(408, "the body did not come in time");
    case Phase::Stream:
      if (writing_ && std::exchange(stuck_, true)) return close();
      move_to(Phase::Stream);
      if (writing_) return;
      out_.head = ": \n\n";
      head_sent_ = 0;
      return flush();
    case Phase::Handling:
    case Phase::Writing:
    case Phase::Idle:
    case Phase::Linger:
      return close();
  }
}

void Connection::wind_down() {
  if (phase_ == Phase::Stream) return stream_->close();
  if (phase_ == Phase::Handshake || phase_ == Phase::Idle || phase_ == Phase::Linger ||
      (phase_ == Phase::Header && begin_ == end_))
    close();
}

void Connection::close() {
  if (std::exchange(closed_, true)) return;
  if (stream_) stream_->close();
  error_code ignored;
  if (tls_) tls_->goodbye();
  socket_.close(ignored);
  loop_.drop(*this);
}

Loop::Loop(const ServerOptions& options, TrustedProxies proxies, std::unique_ptr<TlsCertificate> certificate,
           Listener listener, const Router& router)
    : options_(options),
      proxies_(std::move(proxies)),
      certificate_(std::move(certificate)),
      spool_(options.spool.empty() ? std::filesystem::temp_directory_path() : options.spool),
      spool_space_(std::make_shared<SpoolSpace>(options.limits.spool_files, options.limits.spool_bytes)),
      workers_(router, options.limits.workers, options.limits.queue),
      mailbox_(std::make_shared<Mailbox>([this] { asio::post(io_, [this] { mailbox_->deliver(); }); })),
      listener_(std::move(listener)) {
  acceptor_.assign(::dup(listener_.descriptor()));
  accept();
  if (certificate_) look_at_certificate();
}

Loop::~Loop() {
  mailbox_->close();
}

void Loop::run() {
  name_this_thread("http-loop");
  io_.run();
}

void Loop::accept() {
  acceptor_.async_wait(asio::posix::stream_descriptor::wait_read, [this](error_code error) {
    if (!error && !stopping_) accept_some();
  });
}

void Loop::accept_some() {
  for (int i = 0; i < kAcceptBatch; ++i) {
    if (auto accepted = listener_.accept()) {
      admit(std::move(accepted->socket), std::move(accepted->client));
      continue;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      log::warn("net", "no descriptors left for new connections: raise the limit on open files");
      accept_pause_.expires_after(kAcceptPause);
      accept_pause_.async_wait([this](error_code error) {
        if (!error && !stopping_) accept();
      });
      return;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;
  }
  accept();
}

void Loop::admit(FileDescriptor socket, Client client) {
  const auto& limits = options_.limits;
  if (connections_ >= limits.connections) return turn_away(socket, 503, "the server has too many connections");
  // A trusted proxy speaks for many; a Unix socket is the operator's own.
  const bool counted = !client.subscriber.empty() && !proxies_.contain(client.address);
  if (!counted) client.subscriber.clear();
  if (counted) {
    auto& count = per_address_[client.subscriber];
    if (count >= limits.connections_per_address)
      return turn_away(socket, 429, "too many connections from this address");
    ++count;
  }
  ++connections_;
  // Who opens connections and does not greet takes the room of those alone who do the same.
  auto& greeting = shelves_[static_cast<std::size_t>(Phase::Handshake)];
  if (certificate_ && greeting.size() >= limits.handshakes) {
    const auto oldest = greeting.front();
    oldest->close();
  }
  asio::generic::stream_protocol::socket stream(io_);
  stream.assign(asio::generic::stream_protocol(client.family, 0), socket.release());
  stream.non_blocking(true);
  auto tls = certificate_ ? certificate_->accept(stream.native_handle()) : nullptr;
  auto connection = std::make_shared<Connection>(*this, std::move(stream), std::move(client), std::move(tls));
  auto& shelf = shelves_[static_cast<std::size_t>(Phase::Header)];
  shelf.push_back(connection);
  connection->place_ = std::prev(shelf.end());
  connection->start();
}

void Loop::turn_away(const FileDescriptor& socket, int status, std::string_view reason) {
  if (certificate_) return;  // no word before the greeting
  auto wire = encode_response(refusal_response(status, reason), WireRequest{});
  wire.head += "\r\n";
  wire.head += wire.body;
  // One try: a flood is not worth a second.
  (void)::send(socket.get(), wire.head.data(), wire.head.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(socket.get(), SHUT_WR);
}

milliseconds Loop::time_for(Phase phase) const {
  const auto& limits = options_.limits;
  switch (phase) {
    case Phase::Handshake:
      return limits.handshake_time;
    case Phase::Header:
      return limits.header_time;
    case Phase::Body:
    case Phase::UploadRest:
      return limits.body_time / 4;
    case Phase::BodyRest:
      return limits.body_time - limits.body_time / 4;
    case Phase::Writing:
    case Phase::Idle:
      return limits.idle_time;
    case Phase::Stream:
      return limits.heartbeat;
    case Phase::Linger:
      return kLinger;
    case Phase::Handling:
      break;
  }
  return milliseconds::max();
}

void Loop::shelve(Connection& connection, Phase phase) {
  auto& to = shelves_[static_cast<std::size_t>(phase)];
  to.splice(to.end(), shelves_[static_cast<std::size_t>(connection.phase_)], connection.place_);
  connection.phase_ = phase;
  if (phase == Phase::Handling) return;
  connection.deadline_ = Steady::now() + time_for(phase);
  if (connection.deadline_ < armed_) arm();
}

void Loop::drop(Connection& connection) {
  const auto& key = connection.client().subscriber;
  if (!key.empty()) {
    const auto count = per_address_.find(key);
    if (--count->second == 0) per_address_.erase(count);
  }
  --connections_;
  shelves_[static_cast<std::size_t>(connection.phase_)].erase(connection.place_);
  end_if_idle();
}

void Loop::arm() {
  armed_ = Steady::time_point::max();
  for (std::size_t i = 0; i < kPhases; ++i) {
    if (i == static_cast<std::size_t>(Phase::Handling) || shelves_[i].empty()) continue;
    armed_ = std::min(armed_, shelves_[i].front()->deadline_);
  }
  if (armed_ == Steady::time_point::max()) return;
  timer_.expires_at(armed_);
  timer_.async_wait([this](error_code error) {
    if (!error) on_time();
  });
}

void Loop::on_time() {
  const auto now = Steady::now();
  for (std::size_t i = 0; i < kPhases; ++i) {
    if (i == static_cast<std::size_t>(Phase::Handling)) continue;
    while (!shelves_[i].empty() && shelves_[i].front()->deadline_ <= now) {
      const auto connection = shelves_[i].front();
      connection->expire();
    }
  }
  arm();
}

std::string_view Loop::date() {
  const auto now = std::time(nullptr);
  if (now != date_second_) {
    date_second_ = now;
    date_ = to_http_date(Timestamp(std::chrono::seconds(now)));
  }
  return date_;
}

void Loop::stop(milliseconds grace) {
  asio::post(io_, [this, grace] { begin_stop(grace); });
}

void Loop::begin_stop(milliseconds grace) {
  if (std::exchange(stopping_, true)) return;
  error_code ignored;
  acceptor_.close(ignored);
  accept_pause_.cancel();
  certificate_look_.cancel();
  listener_ = Listener();
  for (const auto& connection : everybody()) {
    if (!connection->closed_) connection->wind_down();
  }
  grace_.expires_after(grace);
  grace_.async_wait([this](error_code error) {
    if (!error) io_.stop();
  });
  end_if_idle();
}

void Loop::abandon() {
  for (const auto& connection : everybody()) connection->close();
  mailbox_->close();
  workers_.stop();
}

Status Loop::reload_certificate() {
  return certificate_ ? certificate_->reload() : Status{};
}

void Loop::look_at_certificate() {
  certificate_look_.expires_after(kCertificateLook);
  certificate_look_.async_wait([this](error_code error) {
    if (error || stopping_) return;
    const auto changed = certificate_->reload_if_changed();
    if (!changed) log::error("net", "the changed certificate is not used: {}", changed.error().detail);
    if (changed && *changed) log::info("net", "a new certificate is used");
    look_at_certificate();
  });
}

std::vector<std::shared_ptr<Connection>> Loop::everybody() const {
  std::vector<std::shared_ptr<Connection>> all;  // shared with the shelves, which change meanwhile
  for (const auto& shelf : shelves_) all.insert(all.end(), shelf.begin(), shelf.end());
  return all;
}

void Loop::end_if_idle() {
  if (stopping_ && connections_ == 0) io_.stop();
}

class LoopServer final : public Server {
 public:
  LoopServer(const ServerOptions& options, TrustedProxies proxies, std::unique_ptr<TlsCertificate> certificate,
             Listener listener, const Router& router)
      : port_(listener.port()),
        loop_(options, std::move(proxies), std::move(certificate), std::move(listener), router) {
    const SignalsBlocked quiet;
    thread_ = std::jthread([this] { loop_.run(); });
  }
  ~LoopServer() override { stop(milliseconds{0}); }

  [[nodiscard]] std::uint16_t port() const override { return port_; }
  [[nodiscard]] Status reload_certificate() override { return loop_.reload_certificate(); }

  void stop(milliseconds grace) override {
    if (!thread_.joinable()) return;
    loop_.stop(grace);
    thread_.join();
    loop_.abandon();
  }

 private:
  std::uint16_t port_;
  Loop loop_;
  std::jthread thread_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Router& router) {
  auto proxies = TrustedProxies::parse(options.trusted_proxies);
  if (!proxies) return fail(proxies.error());
  std::unique_ptr<TlsCertificate> certificate;
  if (!options.tls.empty()) {
    auto loaded = TlsCertificate::load(options.tls);
    if (!loaded) return fail(loaded.error());
    certificate = std::move(*loaded);
  }
  auto listener = options.unix_socket.empty() ? Listener::tcp(options.host, options.port)
                                              : Listener::unix_socket(options.unix_socket);
  if (!listener) return fail(listener.error());
  if (!options.spool.empty()) {
    if (auto ready = prepare_spool(options.spool); !ready) return fail(ready.error());
  }
  return std::make_unique<LoopServer>(options, std::move(*proxies), std::move(certificate), std::move(*listener),
                                      router);
}

}  // namespace chancery::net
