#include "net/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/server.hpp"
#include "unit/net/listening_peer.hpp"

namespace chancery::net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::string gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Response packed(std::string body) {
  auto response = Response::text(200, std::move(body));
  response.headers.add("Content-Encoding", "gzip");
  return response;
}

// A server of our own on loopback, and a client that may talk to it.
class HttpClientTest : public ::testing::Test {
 protected:
  HttpClientTest() {
    server_options_.port = 0;
    router_.add(Method::Get, "/hello", [](const Request&) { return Response::text(200, "hello"); });
    router_.add_deferred(Method::Get, "/never",
                         [this](const Request&, Responder responder) { keep(std::move(responder)); });
  }
  ~HttpClientTest() override {
    client_.reset();
    server_.reset();
  }

  void start(std::size_t per_host = 4, std::size_t queue = 4096) {
    auto server = Server::start(server_options_, router_);
    ASSERT_TRUE(server.has_value());
    server_ = std::move(*server);
    client_ = std::make_unique<HttpClient>(
        HttpClient::Options{.guard = AddressGuard({.internal_endpoints = {}, .test_peers = {endpoint()}, .ports = {}}),
                            .user_agent = "Chancery/test",
                            .transfers_per_host = per_host,
                            .queue = queue});
  }
  std::string endpoint() const { return "127.0.0.1:" + std::to_string(server_->port()); }
  OutgoingRequest to(const std::string& target, Method method = Method::Get) const {
    OutgoingRequest request;
    request.method = method;
    request.url = Url::parse("http://" + endpoint() + target).value();
    return request;
  }
  void keep(Responder responder) {
    {
      const std::lock_guard lock(mutex_);
      kept_.push_back(std::move(responder));
    }
    changed_.notify_all();
  }
  std::size_t await_kept(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 10s, [&] { return kept_.size() >= count; });
    return kept_.size();
  }
  void answer_kept() {
    std::vector<Responder> now;
    {
      const std::lock_guard lock(mutex_);
      now.swap(kept_);
    }
    for (auto& responder : now) std::move(responder).send(Response::text(200, "late"));
  }

  ServerOptions server_options_;
  Router router_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<HttpClient> client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Responder> kept_;
};

TEST_F(HttpClientTest, BringsBackStatusHeadersAndBody) {
  router_.add(Method::Get, "/teapot", [](const Request&) {
    auto response = Response::text(418, "short and stout");
    response.headers.add("X-Twice", "one");
    response.headers.add("X-Twice", "two");
    return response;
  });
  start();
  const auto answer = client_->fetch(to("/teapot?x=1"));
  ASSERT_TRUE(answer.has_value()) << answer.error().detail;
  EXPECT_EQ(answer->status, 418);
  EXPECT_EQ(answer->body, "short and stout");
  EXPECT_EQ(answer->headers.count("x-twice"), 2U);
  EXPECT_EQ(answer->url.target(), "/teapot?x=1");
}

TEST_F(HttpClientTest, SendsWhatItIsGivenUnderItsOwnName) {
  std::string seen;
  for (const auto method : {Method::Post, Method::Put, Method::Patch, Method::Delete}) {
    router_.add(method, "/in", [&](const Request& request) {
      seen = std::string(to_string(request.method)) + ' ' + request.target + ' ' + request.body;
      for (const auto& [name, value] : request.headers.all()) seen += '\n' + name + ": " + value;
      return Response::empty(204);
    });
  }
  start();
  for (const auto method : {Method::Post, Method::Put, Method::Patch, Method::Delete}) {
    auto request = to("/in?a=%20b", method);
    request.body = "{\"a\":1}";
    request.headers = {{"Content-Type", "application/activity+json"},
                       {"Signature", "keyId=\"x\""},
                       {"Host", "forged.example"},
                       {"User-Agent", "forged"},
                       {"X-Empty", ""}};
    const auto answer = client_->fetch(std::move(request));
    ASSERT_TRUE(answer.has_value()) << answer.error().detail;
    EXPECT_EQ(answer->status, 204);
    EXPECT_THAT(seen, ::testing::StartsWith(std::string(to_string(method)) + " /in?a=%20b {\"a\":1}"));
    EXPECT_THAT(seen, HasSubstr("\nHost: " + endpoint()));
    EXPECT_THAT(seen, HasSubstr("\nUser-Agent: Chancery/test"));
    EXPECT_THAT(seen, HasSubstr("\nContent-Type: application/activity+json"));
    EXPECT_THAT(seen, HasSubstr("\nSignature: keyId=\"x\""));
    EXPECT_THAT(seen, HasSubstr("\nX-Empty: "));
    EXPECT_THAT(seen, ::testing::Not(HasSubstr("forged")));
    EXPECT_THAT(seen, ::testing::Not(HasSubstr("Expect")));
  }
}

TEST_F(HttpClientTest, ReadsTheHeaderOfAHeadRequestAndWaitsForNoBody) {
  start();
  const auto answer = client_->fetch(to("/hello", Method::Head));
  ASSERT_TRUE(answer.has_value()) << answer.error().detail;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->headers.find("Content-Length"), "5");
  EXPECT_EQ(answer->body, "");
}

TEST_F(HttpClientTest, FollowsNoRedirect) {
  router_.add(Method::Get, "/moved", [](const Request&) {
    auto response = Response::empty(302);
    response.headers.add("Location", "/hello");
    return response;
  });
  start();
  const auto answer = client_->fetch(to("/moved"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 302);
  const auto next = answer->url.resolve(*answer->headers.find("Location"));
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->text(), "http://" + endpoint() + "/hello");
}

TEST_F(HttpClientTest, RefusesAFieldThatWouldBreakTheRequest) {
  start();
  auto request = to("/hello");
  request.headers.add("X-Name", "value\r\nX-Forged: yes");
  EXPECT_EQ(client_->fetch(std::move(request)).error().code, Errc::Malformed);
}

TEST_F(HttpClientTest, UnpacksGzipAndCountsTheBodyAfterwards) {
  const auto small = gzipped("small enough");
  const auto bomb = gzipped(std::string(100 * 1024 * 1024, '\0'));
  ASSERT_LT(bomb.size(), 200'000U);
  router_.add(Method::Get, "/small", [&](const Request&) { return packed(small); });
  router_.add(Method::Get, "/bomb", [&](const Request&) { return packed(bomb); });
  router_.add(Method::Get, "/broken", [&](const Request&) { return packed("not gzip at all"); });
  start();
  EXPECT_EQ(client_->fetch(to("/small")).value().body, "small enough");
  EXPECT_EQ(client_->fetch(to("/bomb")).error().code, Errc::TooLarge);
  EXPECT_EQ(client_->fetch(to("/broken")).error().code, Errc::Malformed);
}

TEST_F(HttpClientTest, BoundsTheBodyExactly) {
  start();
  auto request = to("/hello");
  request.max_body = 5;
  EXPECT_EQ(client_->fetch(std::move(request)).value().body, "hello");
  request = to("/hello");
  request.max_body = 4;
  EXPECT_EQ(client_->fetch(std::move(request)).error().code, Errc::TooLarge);
}

TEST_F(HttpClientTest, JudgesByTheHeaderAloneWhatItIsToldTo) {
  router_.add(Method::Get, "/long", [](const Request&) { return Response::text(410, std::string(500'000, 'x')); });
  router_.add(Method::Get, "/broken", [](const Request&) { return packed("not gzip"); });
  start();
  const auto ask = [&](const std::string& target) {
    auto request = to(target);
    request.discard_body = true;
    request.max_body = 4;
    request.deadline = 500ms;
    return client_->fetch(std::move(request));
  };
  for (const auto& [target, status] : {std::pair{"/hello", 200}, {"/long", 410}, {"/broken", 200}}) {
    const auto answer = ask(target);
    ASSERT_TRUE(answer.has_value()) << target << ' ' << answer.error().detail;
    EXPECT_EQ(answer->status, status) << target;
    EXPECT_EQ(answer->body, "") << target;
    EXPECT_TRUE(answer->headers.find("Content-Type").has_value()) << target;
  }
  EXPECT_EQ(ask("/never").error().code, Errc::Timeout);
}

TEST_F(HttpClientTest, JudgesByItsHeaderAnAnswerWhoseBodyNeverEnds) {
  test::ListeningPeer slow([](test::Line line) {
    line.hear_until("\r\n\r\n");
    line.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nonly so m");
    line.hear(1);
  });
  test::ListeningPeer silent([](test::Line line) {
    line.hear_until("\r\n\r\n");
    line.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Le");
    line.hear(1);
  });
  const auto name = [](const test::ListeningPeer& peer) { return "127.0.0.1:" + std::to_string(peer.port()); };
  HttpClient client(
      {.guard = AddressGuard({.internal_endpoints = {}, .test_peers = {name(slow), name(silent)}, .ports = {}}),
       .user_agent = "Chancery/test"});
  const auto ask = [&](const test::ListeningPeer& peer) {
    OutgoingRequest request;
    request.url = Url::parse("http://" + name(peer) + "/inbox").value();
    request.discard_body = true;
    request.deadline = 300ms;
    return client.fetch(std::move(request));
  };
  EXPECT_EQ(ask(slow).value().status, 202);
  EXPECT_EQ(ask(silent).error().code, Errc::Timeout);
}

TEST_F(HttpClientTest, BoundsTheHeader) {
  router_.add(Method::Get, "/fields", [](const Request&) {
    auto response = Response::text(200, "x");
    for (int i = 0; i < 300; ++i) response.headers.add("X-Field", "y");
    return response;
  });
  router_.add(Method::Get, "/wide", [](const Request&) {
    auto response = Response::text(200, "x");
    response.headers.add("X-Wide", std::string(80'000, 'y'));
    return response;
  });
  start();
  EXPECT_EQ(client_->fetch(to("/fields")).error().code, Errc::TooLarge);
  EXPECT_EQ(client_->fetch(to("/wide")).error().code, Errc::TooLarge);
}

TEST_F(HttpClientTest, GivesUpAtTheDeadline) {
  start();
  auto request = to("/never");
  request.deadline = 100ms;
  EXPECT_EQ(client_->fetch(std::move(request)).error().code, Errc::Timeout);
}

TEST_F(HttpClientTest, CountsTheWaitForItsTurnIntoTheDeadline) {
  start(1);
  std::promise<Errc> first;
  client_->send(to("/never"), [&](const Result<IncomingResponse>& result) {
    first.set_value(result ? Errc::Internal : result.error().code);
  });
  await_kept(1);
  auto request = to("/hello");
  request.deadline = 100ms;
  EXPECT_EQ(client_->fetch(std::move(request)).error().code, Errc::Timeout);
  answer_kept();
  EXPECT_EQ(first.get_future().get(), Errc::Internal);
  EXPECT_TRUE(client_->fetch(to("/hello")).has_value()) << "the host's turn comes again";
}

TEST_F(HttpClientTest, AsksOneHostOnlySoOftenAtOnce) {
  server_options_.limits.workers = 8;
  start(2);
  std::atomic<int> done = 0;
  std::promise<void> all;
  for (int i = 0; i < 6; ++i) {
    client_->send(to("/never"), [&](const Result<IncomingResponse>& result) {
      EXPECT_TRUE(result.has_value());
      if (++done == 6) all.set_value();
    });
  }
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(await_kept(2), 2U);
    answer_kept();
  }
  EXPECT_EQ(all.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(HttpClientTest, OpensAnotherConnectionForWhatHasWaited) {
  start();
  std::promise<void> done;
  std::atomic<int> left = 3;
  std::vector<HttpClient::Outgoing> three;
  for (int i = 0; i < 3; ++i) {
    three.push_back({to("/never"), [&](const Result<IncomingResponse>& result) {
                       EXPECT_TRUE(result.has_value());
                       if (--left == 0) done.set_value();
                     }});
  }
  client_->send(std::move(three));
  EXPECT_EQ(await_kept(3), 3U) << "none waits for the answer of another";
  answer_kept();
  EXPECT_EQ(done.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(HttpClientTest, KeepsAConnectionForTheNextRequest) {
  std::atomic<int> connections = 0;
  test::ListeningPeer peer([&](test::Line line) {
    ++connections;
    while (!line.hear_until("\r\n\r\n").empty()) line.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  });
  const auto name = "127.0.0.1:" + std::to_string(peer.port());
  HttpClient client({.guard = AddressGuard({.internal_endpoints = {}, .test_peers = {name}, .ports = {}}),
                     .user_agent = "Chancery/test"});
  for (int i = 0; i < 3; ++i) {
    OutgoingRequest request;
    request.url = Url::parse("http://" + name + "/inbox").value();
    EXPECT_EQ(client.fetch(std::move(request)).value().body, "hi");
  }
  EXPECT_EQ(connections, 1);
}

TEST_F(HttpClientTest, RefusesMoreThanItsQueueHolds) {
  start(1, 2);
  std::vector<std::promise<Errc>> results(4);
  const auto send = [&](std::size_t i) {
    client_->send(to("/never"), [&results, i](const Result<IncomingResponse>& result) {
      results[i].set_value(result ? Errc::Internal : result.error().code);
    });
  };
  send(0);
  await_kept(1);
  for (std::size_t i = 1; i < 4; ++i) send(i);
  EXPECT_EQ(results[3].get_future().get(), Errc::TooMany);
  client_.reset();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(results[i].get_future().get(), Errc::Unavailable) << i;
}

TEST_F(HttpClientTest, SaysUnavailableWhenNobodyListens) {
  start();
  auto request = to("/hello");
  server_.reset();
  EXPECT_EQ(client_->fetch(std::move(request)).error().code, Errc::Unavailable);
}

TEST_F(HttpClientTest, RefusesLoopbackUnlessListed) {
  start();
  const HttpClient::Options strangers{.guard = AddressGuard(), .user_agent = "Chancery/test"};
  HttpClient strict(strangers);
  EXPECT_EQ(strict.fetch(to("/hello")).error().code, Errc::Refused);
  auto request = to("/hello");
  for (const auto* url : {"https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "http://example.org/",
                          "https://example.org:8443/"}) {
    request.url = Url::parse(url).value();
    EXPECT_EQ(strict.fetch(request).error().code, Errc::Refused) << url;
  }
}

TEST_F(HttpClientTest, RefusesANameThatResolvesToLoopbackWhenItDials) {
  start();
  // The port is listed, so the URL passes; only the address gives it away.
  HttpClient strict({.guard = AddressGuard({.internal_endpoints = {}, .test_peers = {}, .ports = {server_->port()}}),
                     .user_agent = "Chancery/test"});
  OutgoingRequest request;
  request.url = Url::parse("https://localhost:" + std::to_string(server_->port()) + "/hello").value();
  const auto answer = strict.fetch(std::move(request));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Errc::Refused);
  EXPECT_THAT(answer.error().detail, HasSubstr("outside the public internet"));
}

TEST_F(HttpClientTest, ReadsNoProxyFromTheEnvironment) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  start();
  EXPECT_TRUE(client_->fetch(to("/hello")).has_value());
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
}

TEST_F(HttpClientTest, TalksToOurControlSocketPastTheGuard) {
  const auto socket =
      std::filesystem::temp_directory_path() / ("chancery-client-test-" + std::to_string(::getpid()) + ".sock");
  server_options_.unix_socket = socket;
  auto server = Server::start(server_options_, router_);
  ASSERT_TRUE(server.has_value()) << server.error().hint;
  HttpClient client({.guard = AddressGuard(), .user_agent = "Chancery/test"});
  OutgoingRequest request;
  request.url = Url::parse("http://control/hello").value();
  request.unix_socket = socket;
  const auto answer = client.fetch(std::move(request));
  ASSERT_TRUE(answer.has_value()) << answer.error().detail;
  EXPECT_EQ(answer->body, "hello");
}

TEST_F(HttpClientTest, FailsWhatIsUnderWayWhenItIsClosed) {
  start();
  std::promise<Errc> result;
  client_->send(to("/never"), [&](const Result<IncomingResponse>& answer) {
    result.set_value(answer ? Errc::Internal : answer.error().code);
  });
  await_kept(1);
  client_.reset();
  EXPECT_EQ(result.get_future().get(), Errc::Unavailable);
}

}  // namespace
}  // namespace chancery::net
