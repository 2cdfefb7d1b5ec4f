// A peer that listens on loopback and does with each connection what a test wants: well-behaved or not.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "net/file_descriptor.hpp"

namespace chancery::net::test {

// The listening side of one connection. Waits at most ten seconds for anything.
class Line {
 public:
  explicit Line(FileDescriptor socket) : socket_(std::move(socket)) {
    const timeval patience{10, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }

  [[nodiscard]] int descriptor() const { return socket_.get(); }
  bool say(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // Exactly that many bytes, or fewer when the peer hangs up.
  std::string hear(std::size_t count) {
    std::string out(count, '\0');
    std::size_t got = 0;
    while (got < count) {
      const auto n = ::recv(socket_.get(), out.data() + got, count - got, 0);
      if (n <= 0) break;
      got += static_cast<std::size_t>(n);
    }
    out.resize(got);
    return out;
  }
  std::string hear_until(std::string_view mark) {
    std::string out;
    while (!out.ends_with(mark)) {
      const auto byte = hear(1);
      if (byte.empty()) break;
      out += byte;
    }
    return out;
  }

  // The server's side of a WebSocket (RFC 6455 section 4.2); returns the request. `extensions` is what it accepts.
  std::string accept_websocket(const std::string& extensions = {}) {
    const auto request = hear_until("\r\n\r\n");
    answer_upgrade(request, extensions);
    return request;
  }
  void answer_upgrade(const std::string& request, const std::string& extensions = {}) {
    constexpr std::string_view kField = "Sec-WebSocket-Key: ";
    const auto at = request.find(kField);
    const auto key = at == std::string::npos ? std::string() : request.substr(at + kField.size(), 24);
    const auto joined = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
    std::array<unsigned char, 32> text{};
    const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        std::string(text.begin(), text.begin() + length) +
        (extensions.empty() ? "" : "\r\nSec-WebSocket-Extensions: " + extensions) + "\r\n\r\n");
  }
  // Opcodes: 1 text, 2 binary, 8 close, 9 ping, 10 pong; with 0x40 the payload is compressed (RFC 7692).
  bool say_frame(unsigned opcode, std::string_view payload) {
    std::string frame(1, static_cast<char>(0x80U | opcode));
    if (payload.size() < 126) {
      frame += static_cast<char>(payload.size());
    } else {
      const bool wide = payload.size() > 0xFFFF;
      frame += static_cast<char>(wide ? 127 : 126);
      for (int shift = wide ? 56 : 8; shift >= 0; shift -= 8)
        frame += static_cast<char>((payload.size() >> shift) & 0xFFU);
    }
    return say(frame + std::string(payload));
  }
  struct Frame {
    unsigned opcode = 0;  // 0: the peer hung up
    std::string payload;
  };
  // A short frame, as control frames are.
  Frame hear_frame() {
    const auto head = hear(2);
    if (head.size() < 2) return {};
    const auto mask = hear(4);
    Frame frame{static_cast<unsigned char>(head[0]) & 0x0FU, hear(static_cast<unsigned char>(head[1]) & 0x7FU)};
    for (std::size_t i = 0; i < frame.payload.size(); ++i) frame.payload[i] ^= mask[i % 4];
    return frame;
  }

 private:
  FileDescriptor socket_;
};

class ListeningPeer {
 public:
  // Runs `script` for one connection after another until it goes.
  explicit ListeningPeer(std::function<void(Line)> script) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(socket_.get(), 16);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this, script = std::move(script)] {
      for (;;) {
        FileDescriptor client(::accept(socket_.get(), nullptr, nullptr));
        if (client.get() < 0) return;
        script(Line(std::move(client)));
      }
    });
  }
  ListeningPeer(const ListeningPeer&) = delete;
  ListeningPeer& operator=(const ListeningPeer&) = delete;
  ~ListeningPeer() { ::shutdown(socket_.get(), SHUT_RDWR); }

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  FileDescriptor socket_;
  std::uint16_t port_ = 0;
  std::jthread thread_;
};

}  // namespace chancery::net::test
