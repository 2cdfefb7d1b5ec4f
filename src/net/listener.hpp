// A listening socket, TCP or Unix, and the clients it lets in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "net/file_descriptor.hpp"

namespace chancery::net {

struct Client {
  int family = 0;
  std::string address;     // numeric, IPv4 unwrapped from IPv6; empty on a Unix socket
  std::string subscriber;  // whom the address is counted for; empty on a Unix socket
  std::int64_t uid = -1;   // on a Unix socket: of the process that connected
};

// Move-only. Removes its Unix socket's file when it goes.
class Listener {
 public:
  struct Accepted {
    FileDescriptor socket;  // non-blocking
    Client client;
  };

  Listener() = default;
  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&& other) noexcept;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  // Port 0 takes a free one. Fails with Errc::Unavailable; the hint names the address and how to choose another.
  [[nodiscard]] static Result<Listener> tcp(const std::string& host, std::uint16_t port);
  // Mode 0600. A socket file a killed process left there is replaced: the caller holds the folder's lock.
  [[nodiscard]] static Result<Listener> unix_socket(const std::filesystem::path& path);

  // The next client; nothing with errno set when none waits or none can be taken.
  [[nodiscard]] std::optional<Accepted> accept() const;
  [[nodiscard]] int descriptor() const { return socket_.get(); }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  FileDescriptor socket_;
  std::uint16_t port_ = 0;
  std::filesystem::path path_;
};

}  // namespace chancery::net
