// The server's event loop on one thread: accepts, keeps the connections and their time limits. For net/ alone.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/connection.hpp"
#include "net/forwarded.hpp"
#include "net/listener.hpp"
#include "net/mailbox.hpp"
#include "net/server.hpp"
#include "net/worker_pool.hpp"

namespace chancery::net {

// A connection is always on exactly one shelf. All on a shelf have the same time to live, so each shelf is in the order
// of its deadlines, and one timer at the earliest front serves ten thousand connections. Thread safety: one thread runs
// it; `stop` and `reload_certificate` from any.
class Loop {
 public:
  Loop(const ServerOptions& options, TrustedProxies proxies, std::unique_ptr<TlsCertificate> certificate,
       Listener listener, const Router& router);
  ~Loop();

  void run();
  void stop(std::chrono::milliseconds grace);

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
  void begin_stop(std::chrono::milliseconds grace);
  void end_if_idle();
  void look_at_certificate();
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> everybody() const;
  [[nodiscard]] std::chrono::milliseconds time_for(Phase phase) const;

  const ServerOptions options_;
  const TrustedProxies proxies_;
  const std::unique_ptr<TlsCertificate> certificate_;  // none: plain HTTP
  const std::filesystem::path spool_;
  const std::shared_ptr<SpoolSpace> spool_space_;  // shared with the parsers and their files
  WorkerPool workers_;
  std::shared_ptr<Mailbox> mailbox_;  // shared with every answer still to come
  bool stopping_ = false;
  Listener listener_;
  boost::asio::io_context io_{1};
  boost::asio::posix::stream_descriptor acceptor_{io_};
  boost::asio::steady_timer accept_pause_{io_};
  boost::asio::steady_timer timer_{io_};
  boost::asio::steady_timer grace_{io_};
  boost::asio::steady_timer certificate_look_{io_};
  std::chrono::steady_clock::time_point armed_ = std::chrono::steady_clock::time_point::max();
  std::array<Shelf, kPhases> shelves_;
  std::size_t connections_ = 0;
  std::unordered_map<std::string, std::size_t> per_address_;
  std::time_t date_second_ = 0;
  std::string date_;
};

}  // namespace chancery::net
