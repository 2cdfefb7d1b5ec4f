#include "net/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "net/forwarded.hpp"
#include "net/loop.hpp"

namespace chancery::net {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kSmallBuffer = 2 * 1024;
constexpr std::size_t kBodyBuffer = 64 * 1024;
constexpr std::size_t kInlineBody = 16 * 1024;  // a body this small is copied behind its head: one write

}  // namespace

Connection::Connection(Loop& loop, Wire wire, Client client)
    : loop_(loop),
      wire_(std::move(wire)),
      client_(std::move(client)),
      parser_(loop.options_.limits, loop.spool_, loop.spool_space_, client_.subscriber),
      buffer_(kSmallBuffer, '\0') {}

void Connection::start() {
  if (!wire_.secure()) {
    move_to(Phase::Header);
    return read();
  }
  move_to(Phase::Handshake);
  wire_.greet([self = shared_from_this()](Wire::Error error) {
    if (self->closed_) return;
    if (error) return self->close();
    self->move_to(Phase::Header);
    self->read();
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
  wire_.read(buffer_.data() + end_, buffer_.size() - end_,
             [self = shared_from_this()](Wire::Error error, std::size_t count) { self->on_read(error, count); });
}

void Connection::on_read(Wire::Error error, std::size_t bytes) {
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
  Wire::Error error;
  // The socket has sent its last answer whole, so this fits or the client is gone.
  if (wire_.put(kContinue, {}, error) != kContinue.size()) close();
}

void Connection::submit() {
  move_to(Phase::Handling);
  const bool keep_alive = parser_.keep_alive();
  auto parsed = parser_.take();
  set_peer(parsed.request, client_.address, loop_.proxies_);
  if (wire_.secure()) parsed.request.secure = true;
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
  Wire::Error error;
  const auto written = wire_.put(head, body, error);
  if (error == boost::asio::error::would_block) return blocked();
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

bool Connection::send_file_some() {
  const auto sent = wire_.send_file(out_.file.get(), static_cast<off_t>(out_.offset), out_.length);
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
  wire_.wait_to_write([self = shared_from_this()](Wire::Error error) {
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
    boost::asio::post(wire_.executor(), [self = shared_from_this()] {
      if (!self->closed_) self->pump_stream();
    });
    return;
  }
  const bool keep_alive = out_.keep_alive;
  out_ = WireResponse();
  if (lingers_) {
    wire_.end();
    move_to(Phase::Linger);
    begin_ = end_ = 0;
    if (!reading_) read();
    return;
  }
  if (!keep_alive || loop_.stopping_) return close();
  move_to(Phase::Idle);
  if (begin_ == end_) return read();
  // The client sent its next request early. A fresh turn of the loop, so that no client keeps it to itself.
  boost::asio::post(wire_.executor(), [self = shared_from_this()] {
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
  wire_.read(buffer_.data(), buffer_.size(), [self = shared_from_this()](Wire::Error error, std::size_t) {
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
  wire_.close();
  loop_.drop(*this);
}

}  // namespace chancery::net
