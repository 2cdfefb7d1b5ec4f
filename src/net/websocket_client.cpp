#include "net/websocket_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/option.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "net/numeric_address.hpp"

namespace chancery::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

// Everything happens on the reading thread: each wait runs the loop until its one operation has ended.
template <class Next>
class WebSocketConnection final : public WebSocketClient {
 public:
  WebSocketConnection(const Url& url, const WebSocketOptions& options, std::stop_token stop)
      : url_(url),
        options_(options),
        stream_(make_stream()),
        resolver_(io_),
        timer_(io_),
        stopped_by_(std::move(stop), [this] {
          asio::post(io_, [this] {
            stopped_ = true;
            cancel();
          });
        }) {}

  [[nodiscard]] Status open(const AddressGuard& guard) {
    timer_.expires_after(options_.connect_time);
    timer_.async_wait([this](error_code error) {
      if (error || opened_) return;
      timed_out_ = true;
      cancel();
    });
    auto opened = resolve(guard)
                      .and_then([this](const Endpoints& endpoints) { return dial(endpoints); })
                      .and_then([this] { return secure(); })
                      .and_then([this] { return upgrade(); });
    opened_ = true;
    timer_.cancel();
    return opened;
  }

  [[nodiscard]] Result<WebSocketMessage> read() override {
    begin_read();
    while (!read_) io_.run_one();
    return end_read();
  }

  [[nodiscard]] Result<std::optional<WebSocketMessage>> read_for(std::chrono::milliseconds patience) override {
    begin_read();
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!read_ && io_.run_one_until(until) > 0) {
    }
    if (!read_) return std::nullopt;
    return end_read();
  }

 private:
  using Endpoints = std::vector<tcp::endpoint>;
  static constexpr bool kTls = std::is_same_v<Next, TlsStream>;

  websocket::stream<Next> make_stream() {
    if constexpr (kTls) {
      tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1);
      tls_.set_default_verify_paths();
      tls_.set_verify_mode(asio::ssl::verify_peer);
      return websocket::stream<Next>(io_, tls_);
    } else {
      return websocket::stream<Next>(io_);
    }
  }

  // Starts one operation and runs the loop until it has ended, by itself or by cancel().
  template <class Start>
  error_code wait(Start start) {
    std::optional<error_code> result;
    start([&result](error_code error, const auto&...) { result = error; });
    io_.restart();
    while (!result) io_.run_one();
    return *result;
  }

  void cancel() {
    error_code ignored;
    resolver_.cancel();
    beast::get_lowest_layer(stream_).close(ignored);
  }

  // Goes on with the read a patient caller left under way, or starts one.
  void begin_read() {
    io_.restart();
    if (std::exchange(reading_, true)) return;
    read_.reset();
    stream_.async_read(incoming_, [this](error_code error, std::size_t) { read_ = error; });
  }

  [[nodiscard]] Result<WebSocketMessage> end_read() {
    reading_ = false;
    const auto error = *read_;
    if (!error) {
      WebSocketMessage message{beast::buffers_to_string(incoming_.cdata()), stream_.got_binary()};
      incoming_.consume(incoming_.size());
      return message;
    }
    if (stopped_) return broken(error, "stopped");
    if (error == beast::error::timeout) return fail(Errc::Timeout, where() + ": silent for too long");
    if (error == websocket::error::closed) {
      return fail(Errc::Gone, where() + ": closed by the peer, code " + std::to_string(stream_.reason().code));
    }
    if (error == websocket::error::message_too_big) return fail(Errc::TooLarge, where() + ": a message is too large");
    return broken(error, "the line broke");
  }

  [[nodiscard]] std::string where() const { return url_.authority(); }
  [[nodiscard]] tl::unexpected<Error> broken(const error_code& error, const std::string& what) const {
    if (timed_out_) return fail(Errc::Timeout, where() + ": not connected in time");
    return fail(Errc::Unavailable, where() + ": " + what + ": " + error.message(), where() + " cannot be reached");
  }

  [[nodiscard]] Result<Endpoints> resolve(const AddressGuard& guard) {
    Endpoints endpoints;
    std::optional<Error> refusal;
    const auto error = wait([&](auto done) {
      resolver_.async_resolve(
          url_.host(), std::to_string(url_.port()), tcp::resolver::numeric_service,
          [&, done = std::move(done)](error_code e, const tcp::resolver::results_type& found) mutable {
            for (const auto& entry : found) {
              if (auto ok = guard.check_address(url_, entry.endpoint().address().to_string()); !ok) {
                refusal = ok.error();
              } else {
                endpoints.push_back(entry.endpoint());
              }
            }
            done(e);
          });
    });
    if (error || stopped_ || timed_out_) return broken(error, "the name was not resolved");
    if (endpoints.empty() && refusal) return fail(std::move(*refusal));
    return endpoints;
  }

  [[nodiscard]] Status dial(const Endpoints& endpoints) {
    auto& socket = beast::get_lowest_layer(stream_);
    const auto error = wait([&](auto done) { asio::async_connect(socket, endpoints, std::move(done)); });
    if (error) return broken(error, "not connected");
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    return {};
  }

  [[nodiscard]] Status secure() {
    if constexpr (kTls) {
      auto& tls = stream_.next_layer();
      tls.set_verify_callback(asio::ssl::host_name_verification(url_.host()));
      // Server Name Indication is for names alone (RFC 6066 section 3).
      if (!NumericAddress::parse(url_.host()) &&
          SSL_set_tlsext_host_name(tls.native_handle(), url_.host().c_str()) != 1) {
        return fail(Errc::Unavailable, where() + ": the name does not fit into TLS");
      }
      const auto error = wait([&](auto done) { tls.async_handshake(asio::ssl::stream_base::client, std::move(done)); });
      if (error) return broken(error, "TLS");
    }
    return {};
  }

  [[nodiscard]] Status upgrade() {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = options_.connect_time;
    timeout.idle_timeout = options_.silence;
    timeout.keep_alive_pings = true;  // sent at half the silence
    stream_.set_option(timeout);
    stream_.set_option(
        websocket::stream_base::decorator([agent = options_.user_agent](websocket::request_type& request) {
          if (!agent.empty()) request.set(beast::http::field::user_agent, agent);
        }));
    stream_.read_message_max(options_.max_message);
    websocket::permessage_deflate deflate;
    deflate.client_enable = options_.deflate;
    stream_.set_option(deflate);
    websocket::response_type response;
    const auto error =
        wait([&](auto done) { stream_.async_handshake(response, url_.authority(), url_.target(), std::move(done)); });
    if (error == websocket::error::upgrade_declined) {
      constexpr std::size_t kMostOfABody = 64UL * 1024;
      if (options_.refused) {
        options_.refused({static_cast<int>(response.result_int()), response.body().substr(0, kMostOfABody)});
      }
      return fail(Errc::Unavailable, where() + ": refused with HTTP " + std::to_string(response.result_int()),
                  where() + " refuses the connection");
    }
    if (error) return broken(error, "no WebSocket");
    return {};
  }

  const Url url_;
  const WebSocketOptions options_;
  asio::io_context io_{1};
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  websocket::stream<Next> stream_;
  tcp::resolver resolver_;
  asio::steady_timer timer_;
  beast::flat_buffer incoming_;
  std::optional<error_code> read_;  // how the read under way ended
  bool reading_ = false;
  bool opened_ = false;
  bool stopped_ = false;
  bool timed_out_ = false;
  std::stop_callback<std::function<void()>> stopped_by_;  // last: it must go before what it stops
};

template <class Next>
Result<std::unique_ptr<WebSocketClient>> open_connection(const Url& url, const AddressGuard& guard,
                                                         const WebSocketOptions& options, std::stop_token stop) {
  auto connection = std::make_unique<WebSocketConnection<Next>>(url, options, std::move(stop));
  if (auto opened = connection->open(guard); !opened) return fail(opened.error());
  return connection;
}

}  // namespace

Result<std::unique_ptr<WebSocketClient>> WebSocketClient::connect(const Url& url, const AddressGuard& guard,
                                                                  const WebSocketOptions& options,
                                                                  std::stop_token stop) {
  if (auto allowed = guard.check_url(url); !allowed) return fail(allowed.error());
  if (url.scheme() == "wss") return open_connection<TlsStream>(url, guard, options, std::move(stop));
  if (url.scheme() == "ws") return open_connection<tcp::socket>(url, guard, options, std::move(stop));
  return fail(Errc::Malformed, url.authority() + ": a WebSocket address begins with wss://");
}

}  // namespace chancery::net
