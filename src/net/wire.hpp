// The bytes of one connection, as they are or through TLS. For net/ alone.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "net/tls.hpp"

namespace chancery::net {

// Nothing of it waits: what must is told to `done(error)`, which keeps the wire alive. After close() each `done` still
// to come hears an error.
class Wire {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;
  using Error = boost::system::error_code;

  // `tls`: the session of a connection that is to be greeted first; none: bytes go as they are.
  Wire(Socket socket, std::unique_ptr<TlsSession> tls) : socket_(std::move(socket)), tls_(std::move(tls)) {}

  [[nodiscard]] bool secure() const { return tls_ != nullptr; }
  [[nodiscard]] auto executor() { return socket_.get_executor(); }

  // The greeting of TLS.
  template <class Done>
  void greet(Done done) {
    const auto state = tls_->handshake();
    if (state == TlsState::Done) return done(Error());
    if (!waits(state)) return done(Error(boost::asio::error::connection_aborted));
    socket_.async_wait(direction(state), [this, done = std::move(done)](Error error) mutable {
      if (error || !socket_.is_open()) return done(error ? error : Error(boost::asio::error::operation_aborted));
      greet(std::move(done));
    });
  }

  // What comes next, into these bytes; `done(error, count)`.
  template <class Done>
  void read(char* to, std::size_t room, Done done) {
    if (!tls_) return socket_.async_read_some(boost::asio::buffer(to, room), std::move(done));
    // The session may hold what came already, so it is asked before the socket is waited for.
    const auto [state, bytes] = tls_->read(to, room);
    if (!waits(state)) {
      const auto error = state == TlsState::Done ? Error() : Error(boost::asio::error::eof);
      // A fresh turn of the loop, so that no client keeps it to itself.
      return boost::asio::post(executor(), [error, bytes, done = std::move(done)]() mutable { done(error, bytes); });
    }
    socket_.async_wait(direction(state), [this, to, room, done = std::move(done)](Error error) mutable {
      if (error || !socket_.is_open()) return done(error ? error : Error(boost::asio::error::operation_aborted), 0);
      read(to, room, std::move(done));
    });
  }

  template <class Done>
  void wait_to_write(Done done) {
    socket_.async_wait(boost::asio::socket_base::wait_write, std::move(done));
  }

  // Writes what the socket takes now: would_block when that is nothing.
  [[nodiscard]] std::size_t put(std::string_view head, std::string_view body, Error& error);
  // As sendfile(2): how much of at most `length` bytes went out, or -1 and errno.
  [[nodiscard]] ssize_t send_file(int file, off_t offset, std::uint64_t length);
  // No more will be written.
  void end();
  void close();

 private:
  [[nodiscard]] static bool waits(TlsState state) {
    return state == TlsState::WantRead || state == TlsState::WantWrite;
  }
  [[nodiscard]] static boost::asio::socket_base::wait_type direction(TlsState state) {
    return state == TlsState::WantRead ? boost::asio::socket_base::wait_read : boost::asio::socket_base::wait_write;
  }

  Socket socket_;
  std::unique_ptr<TlsSession> tls_;
};

}  // namespace chancery::net
