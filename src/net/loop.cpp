#include "net/loop.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/threads.hpp"

namespace chancery::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLinger{2'000};
constexpr milliseconds kAcceptPause{100};
constexpr milliseconds kCertificateLook{10'000};
constexpr int kAcceptBatch = 64;

}  // namespace

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
  Wire::Socket stream(io_);
  stream.assign(asio::generic::stream_protocol(client.family, 0), socket.release());
  stream.non_blocking(true);
  auto tls = certificate_ ? certificate_->accept(stream.native_handle()) : nullptr;
  auto connection = std::make_shared<Connection>(*this, Wire(std::move(stream), std::move(tls)), std::move(client));
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

}  // namespace chancery::net
