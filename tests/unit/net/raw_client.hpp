// A socket that says exactly what a test wants said, well-formed or not.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "net/file_descriptor.hpp"

namespace chancery::net::test {

inline constexpr std::string_view kHello = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  explicit RawClient(const std::filesystem::path& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.native().begin(), path.native().end(), address.sun_path);
    connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }

  [[nodiscard]] bool connected() const { return connected_; }

  // Returns false when the peer has hung up.
  bool say(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void say_no_more() { ::shutdown(socket_.get(), SHUT_WR); }

  // What comes until `mark` has come, the peer hangs up, or ten seconds pass.
  std::string hear_until(std::string_view mark) {
    while (heard_.find(mark) == std::string::npos && more()) {
    }
    const auto at = heard_.find(mark);
    const auto end = at == std::string::npos ? heard_.size() : at + mark.size();
    auto out = heard_.substr(0, end);
    heard_.erase(0, end);
    return out;
  }
  std::string hear_all() {
    while (more()) {
    }
    return std::exchange(heard_, {});
  }
  // One answer: its head, and as many body bytes as Content-Length says.
  std::string hear_answer() {
    auto head = hear_until("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    if (at == std::string::npos) return head;
    const auto length = std::stoul(head.substr(at + 16));
    while (heard_.size() < length && more()) {
    }
    head += heard_.substr(0, length);
    heard_.erase(0, std::min(length, heard_.size()));
    return head;
  }
  std::string ask(std::string_view request) {
    say(request);
    return hear_answer();
  }
  // Whether the peer has hung up, waiting for that at most `patience`.
  [[nodiscard]] bool hung_up(std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    pollfd wait{socket_.get(), POLLIN, 0};
    while (::poll(&wait, 1, static_cast<int>(patience.count())) > 0) {
      std::array<char, 4096> bytes;
      const auto got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
      if (got <= 0) return true;
      heard_.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return false;
  }

 private:
  bool more() {
    pollfd wait{socket_.get(), POLLIN, 0};
    if (::poll(&wait, 1, 10'000) <= 0) return false;
    std::array<char, 65536> bytes;
    const auto got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    heard_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }

  FileDescriptor socket_;
  bool connected_ = false;
  std::string heard_;
};

inline int status_of(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
  return std::stoi(std::string(answer.substr(9, 3)));
}

inline std::string body_of(std::string_view answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}

}  // namespace chancery::net::test
