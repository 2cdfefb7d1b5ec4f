// One event loop on one thread: accepts, reads whole requests, writes answers, keeps the time limits.
#include "net/server.hpp"

#include <thread>
#include <utility>

#include "net/loop.hpp"
#include "net/threads.hpp"

namespace chancery::net {
namespace {

using std::chrono::milliseconds;

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
