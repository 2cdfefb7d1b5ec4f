#include "net/wire.hpp"

#include <sys/sendfile.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace chancery::net {
namespace {

constexpr std::size_t kSecretChunk = 64 * 1024;  // of a file, read to be encrypted

}  // namespace

std::size_t Wire::put(std::string_view head, std::string_view body, Error& error) {
  namespace asio = boost::asio;
  if (tls_) {
    const auto [state, bytes] = tls_->write(head.empty() ? body : head);
    if (waits(state)) error = asio::error::would_block;
    if (state == TlsState::Closed || state == TlsState::Broken) error = asio::error::broken_pipe;
    return bytes;
  }
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
  return body.empty() ? socket_.write_some(buffers[0], error) : socket_.write_some(buffers, error);
}

ssize_t Wire::send_file(int file, off_t offset, std::uint64_t length) {
  if (!tls_) {
    const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(length, 1U << 20));
    return ::sendfile(socket_.native_handle(), file, &offset, chunk);
  }
  // The kernel cannot encrypt for us. When the socket is full, the same bytes are read and offered again.
  std::array<char, kSecretChunk> bytes{};
  const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(length, bytes.size()));
  const auto got = ::pread(file, bytes.data(), chunk, offset);
  if (got <= 0) return got;
  Error error;
  const auto sent = put({bytes.data(), static_cast<std::size_t>(got)}, {}, error);
  errno = error == boost::asio::error::would_block ? EAGAIN : EPIPE;
  return error ? -1 : static_cast<ssize_t>(sent);
}

void Wire::end() {
  Error ignored;
  if (tls_) tls_->goodbye();
  socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
}

void Wire::close() {
  Error ignored;
  if (tls_) tls_->goodbye();
  socket_.close(ignored);
}

}  // namespace chancery::net
