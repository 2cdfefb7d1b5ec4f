#include "net/listener.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "net/numeric_address.hpp"

namespace chancery::net {

namespace {

constexpr int kBacklog = 1024;
constexpr int kSilenceSeconds = 60;  // a peer that acknowledges nothing for this long is gone

auto cannot_listen(const std::string& where, const std::string& why) {
  return fail(Errc::Unavailable, "cannot listen on " + where + ": " + why,
              "cannot listen on " + where + " (" + why + "): choose another address with --listen HOST:PORT");
}

std::string last_error() {
  return std::generic_category().message(errno);
}

void set_option(int socket, int level, int option, int value) {
  (void)::setsockopt(socket, level, option, &value, sizeof(value));
}

// Accepted sockets inherit these, so a connection costs no call for them.
void set_options(int socket) {
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, kSilenceSeconds);
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, kSilenceSeconds * 1000);
}

std::uint16_t bound_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(address).sin_port
                                            : reinterpret_cast<sockaddr_in6&>(address).sin6_port);
}

}  // namespace

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(port_, other.port_);
  std::swap(path_, other.path_);
  return *this;
}

Listener::~Listener() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<Listener> Listener::tcp(const std::string& host, std::uint16_t port) {
  const auto where = (host.find(':') == std::string::npos ? host : '[' + host + ']') + ':' + std::to_string(port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int problem = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); problem != 0) {
    return cannot_listen(where, ::gai_strerror(problem));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  Listener listener;
  listener.socket_ = FileDescriptor(
      ::socket(addresses->ai_family, addresses->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, addresses->ai_protocol));
  const int socket = listener.socket_.get();
  if (socket < 0) return cannot_listen(where, last_error());
  set_options(socket);
  if (::bind(socket, addresses->ai_addr, addresses->ai_addrlen) != 0 || ::listen(socket, kBacklog) != 0) {
    return cannot_listen(where, last_error());
  }
  listener.port_ = bound_port(socket);
  return listener;
}

Result<Listener> Listener::unix_socket(const std::filesystem::path& path) {
  const auto& name = path.native();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto cannot = [&](const std::string& why) {
    return fail(Errc::Unavailable, "cannot listen on " + name + ": " + why);
  };
  if (name.size() >= sizeof(address.sun_path)) return cannot("the path is too long for a socket");
  std::copy(name.begin(), name.end(), address.sun_path);
  struct stat info{};
  if (::lstat(name.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode)) return cannot("something else is there");
    ::unlink(name.c_str());
  }
  Listener listener;
  listener.socket_ = FileDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int socket = listener.socket_.get();
  if (socket < 0) return cannot(last_error());
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return cannot(last_error());
  listener.path_ = path;
  // Nobody can connect before listen(), so the mode is in force from the first client on.
  if (::chmod(name.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(socket, kBacklog) != 0) return cannot(last_error());
  return listener;
}

std::optional<Listener::Accepted> Listener::accept() const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  Accepted accepted;
  accepted.socket = FileDescriptor(
      ::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (accepted.socket.get() < 0) return std::nullopt;
  auto& client = accepted.client;
  client.family = address.ss_family;
  if (address.ss_family == AF_UNIX) {
    ucred peer{};
    socklen_t length = sizeof(peer);
    if (::getsockopt(accepted.socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0) client.uid = peer.uid;
  } else if (const auto numeric = NumericAddress::of(address)) {
    client.address = numeric->text();
    client.subscriber = numeric->subscriber();
  }
  return accepted;
}

}  // namespace chancery::net
