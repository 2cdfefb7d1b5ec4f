#include "net/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "raw_client.hpp"

namespace chancery::net {
namespace {

using namespace std::chrono_literals;
using test::body_of;
using test::RawClient;
using test::status_of;
using ::testing::HasSubstr;
using ::testing::Not;

using test::kHello;

// A gate that handlers wait at until the test opens it.
class Gate {
 public:
  void open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void await_waiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 10s, [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    folder_ = std::filesystem::temp_directory_path() / ("chancery-server-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    options_.port = 0;
    options_.spool = folder_;
    router_.add(Method::Get, "/hello", [](const Request&) { return Response::text(200, "hello"); });
    router_.add(Method::Post, "/echo", [](const Request& request) {
      auto body = request.read_body(64 * 1024 * 1024);
      return body ? Response::text(200, std::move(*body)) : Response::of(body.error());
    });
    router_.add(Method::Get, "/peer", [](const Request& request) {
      return Response::text(
          200, request.peer + (request.secure ? " secure " : " plain ") + std::to_string(request.peer_uid));
    });
  }
  ~ServerTest() override {
    server_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  void start() {
    auto server = Server::start(options_, router_);
    ASSERT_TRUE(server.has_value()) << server.error().hint;
    server_ = std::move(*server);
  }
  RawClient connect() { return RawClient(server_->port()); }
  std::string once(std::string_view request) { return connect().ask(request); }

  std::filesystem::path folder_;
  ServerOptions options_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersAndKeepsTheConnectionForTheNextRequest) {
  start();
  auto client = connect();
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.ask(kHello);
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(body_of(answer), "hello");
    EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
    EXPECT_THAT(answer, HasSubstr("Connection: keep-alive\r\n"));
  }
}

TEST_F(ServerTest, AnswersRequestsSentInOneBreathInTheirOrder) {
  router_.add(Method::Get, "/say/{word}",
              [](const Request& r) { return Response::text(200, std::string(r.param("word"))); });
  start();
  auto client = connect();
  client.say(
      "GET /say/one HTTP/1.1\r\nHost: a\r\n\r\nGET /say/two HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /say/three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(body_of(client.hear_answer()), "one");
  EXPECT_EQ(body_of(client.hear_answer()), "two");
  EXPECT_EQ(body_of(client.hear_answer()), "three");
  EXPECT_TRUE(client.hung_up());
}

TEST_F(ServerTest, ReadsARequestThatComesByteByByte) {
  start();
  auto client = connect();
  for (const char c : std::string("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"))
    client.say({&c, 1});
  EXPECT_EQ(body_of(client.hear_answer()), "hello");
}

TEST_F(ServerTest, ClosesAfterTheAnswerWhenTheClientAsksForIt) {
  start();
  for (const auto* request :
       {"GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /hello HTTP/1.0\r\n\r\n"}) {
    auto client = connect();
    const auto answer = client.ask(request);
    EXPECT_EQ(status_of(answer), 200) << request;
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_TRUE(client.hung_up()) << request;
  }
}

TEST_F(ServerTest, GivesHeadTheHeaderOfGetAndNoBody) {
  start();
  auto client = connect();
  client.say("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const auto answer = client.hear_all();
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_EQ(body_of(answer), "");
}

TEST_F(ServerTest, SaysNotFoundAndMethodNotAllowedWithTheAllowedMethods) {
  start();
  EXPECT_EQ(status_of(once("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")), 404);
  const auto answer = once("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(answer), 405);
  EXPECT_THAT(answer, HasSubstr("Allow: GET, HEAD\r\n"));
}

TEST_F(ServerTest, RefusesWhatIsNotARequestAndClosesTheConnection) {
  start();
  for (const auto* request : {
           "hello\r\n\r\n",
           "GET /hello\r\n\r\n",
           "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /hello HTTP/1.1\nHost: a\n\n",
           "GET /hello HTTP/1.1\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: user@a\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost: a\r\nX-Long: one\r\n two\r\n\r\n",
           "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n",
           "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /a/../hello HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /a/%2e%2e/hello HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /a%2fhello HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET hello HTTP/1.1\r\nHost: a\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx",
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx",
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n\r\n",
       }) {
    auto client = connect();
    client.say(request);
    const auto answer = client.hear_all();
    EXPECT_EQ(status_of(answer), 400) << request << answer;
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n")) << request;
    EXPECT_THAT(body_of(answer), HasSubstr("\"error\":\"malformed\"")) << request;
  }
}

TEST_F(ServerTest, RefusesWhatItDoesNotSupportWithTheStatusForIt) {
  start();
  EXPECT_EQ(status_of(once("GET /hello HTTP/2.0\r\nHost: a\r\n\r\n")), 505);
  EXPECT_EQ(status_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n")), 501);
  EXPECT_EQ(status_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx")),
            415);
  EXPECT_EQ(status_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: the-best\r\nContent-Length: 1\r\n\r\nx")), 417);
}

TEST_F(ServerTest, RefusesAHeaderThatIsTooLargeOrHasTooManyFields) {
  start();
  EXPECT_EQ(status_of(once("GET /hello HTTP/1.1\r\nHost: a\r\nX-Big: " + std::string(20'000, 'x') + "\r\n\r\n")), 431);
  EXPECT_EQ(status_of(once("GET /" + std::string(20'000, 'x'))), 431);
  std::string many = "GET /hello HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 100; ++i) many += "X: y\r\n";
  EXPECT_EQ(status_of(once(many + "\r\n")), 431);
}

TEST_F(ServerTest, RefusesABodyOverTheLimitWhetherItsLengthIsToldOrNot) {
  options_.limits.body_bytes = 1000;
  start();
  EXPECT_EQ(status_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n")), 413);
  EXPECT_EQ(status_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                           std::string(1001, 'x'))),
            413);
  EXPECT_EQ(status_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n")), 400);
  EXPECT_EQ(body_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'))),
            std::string(1000, 'x'));
}

TEST_F(ServerTest, ReadsAChunkedBodyAndForgetsItsTrailer) {
  router_.add(Method::Post, "/trailer", [](const Request& request) {
    return Response::text(200, request.body + (request.headers.find("X-Forged") ? " forged" : " clean"));
  });
  start();
  EXPECT_EQ(body_of(once("POST /trailer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Forged: yes\r\n\r\n")),
            "abcde clean");
}

TEST_F(ServerTest, BoundsAChunkHeaderThatNeverEnds) {
  start();
  EXPECT_EQ(status_of(once("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                           std::string(200'000, 'x'))),
            431);
}

TEST_F(ServerTest, SaysContinueOnlyToWhoWaitsForIt) {
  start();
  auto client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.hear_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(body_of(client.ask("hello")), "hello");
  const auto refused =
      once("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_of(refused), 413) << "a body that will be refused is not asked for";
}

TEST_F(ServerTest, SpoolsABigBodyToAFileThatIsGoneAfterTheAnswer) {
  options_.limits.body_bytes = 4 * 1024 * 1024;
  std::filesystem::path seen;
  router_.add(Method::Post, "/big", [&](const Request& request) {
    seen = request.body_file;
    const auto mode = std::filesystem::status(seen).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(request.read_body(1000).error().code, Errc::TooLarge);
    return Response::text(200, request.read_body(4 * 1024 * 1024).value());
  });
  start();
  std::string body(3 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>('a' + i % 23);
  const auto answer =
      once("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(body_of(answer), body);
  EXPECT_FALSE(seen.empty());
  EXPECT_FALSE(std::filesystem::exists(seen));
}

TEST_F(ServerTest, DeletesTheSpoolOfARequestThatBreaksOff) {
  start();
  {
    auto client = connect();
    client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + std::string(300'000, 'x'));
    client.say_no_more();
    EXPECT_TRUE(client.hung_up());
  }
  server_->stop(1s);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

// A body that stays: its head tells `length`, its first 100,000 bytes come.
class SpoolTest : public ServerTest {
 protected:
  SpoolTest() {
    options_.limits.body_bytes = 4 * 1024 * 1024;
    options_.limits.spool_files = 8;
    options_.limits.spool_bytes = 2'000'000;
    options_.limits.uploads = {{"/upload", std::size_t{8} * 1024 * 1024}};
    options_.limits.may_upload = [](const Request& header) { return header.cookie("session") == "alive"; };
    router_.add(Method::Post, "/upload", [](const Request&) { return Response::text(200, "taken"); });
  }
  RawClient begin(std::size_t length, const std::string& more = "", const std::string& path = "/echo") {
    auto client = connect();
    client.say("POST " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "Content-Length: " + std::to_string(length) +
               "\r\n\r\n" + std::string(100'000, 'x'));
    return client;
  }
  void await_files(std::ptrdiff_t count) {
    const auto files = [&] { return std::distance(std::filesystem::directory_iterator(folder_), {}); };
    for (int i = 0; i < 1'000'000 && files() != count; ++i) std::this_thread::yield();
    EXPECT_EQ(files(), count);
  }
};

TEST_F(SpoolTest, OneAddressHasAShareOfTheFilesAndBytes) {
  start();
  auto one = begin(300'000);
  await_files(1);
  auto two = begin(3'000'000);
  await_files(2);
  const auto third = begin(300'000).hear_answer();
  EXPECT_EQ(status_of(third), 503) << "a quarter of the files is one subscriber's";
  EXPECT_THAT(third, HasSubstr("Retry-After: "));
  EXPECT_EQ(status_of(once(kHello)), 200);
  one.say(std::string(200'000, 'x'));
  EXPECT_EQ(status_of(one.hear_answer()), 200) << "what another told and did not send takes no room";
  await_files(1);
  for (int i = 0; i < 10 && two.say(std::string(100'000, 'x')); ++i) {
  }
  EXPECT_EQ(status_of(two.hear_answer()), 503) << "half of the bytes is one subscriber's";
  await_files(0);
  auto four = begin(300'000);
  four.say(std::string(200'000, 'x'));
  EXPECT_EQ(status_of(four.hear_answer()), 200) << "what was freed can be taken again";
}

TEST_F(SpoolTest, AProxyHasNoShareAndHalfOfTheFilesAreForUploads) {
  options_.trusted_proxies = {"127.0.0.1"};
  start();
  std::vector<RawClient> bodies;
  for (int i = 0; i < 4; ++i) bodies.push_back(begin(300'000));
  await_files(4);
  EXPECT_EQ(status_of(begin(300'000).hear_answer()), 503);
  auto upload = begin(300'000, "Cookie: session=alive\r\n", "/upload");
  upload.say(std::string(200'000, 'x'));
  EXPECT_EQ(status_of(upload.hear_answer()), 200) << "whoever is signed in still can";
}

TEST_F(SpoolTest, ABigUploadIsForThoseWhoAreSignedIn) {
  options_.limits.body_bytes = 200'000;
  start();
  const auto stranger = begin(300'000, "", "/upload").hear_answer();
  EXPECT_EQ(status_of(stranger), 401) << "before its body has come";
  EXPECT_EQ(status_of(begin(300'000, "Cookie: session=stale\r\n", "/upload").hear_answer()), 401);
  EXPECT_EQ(status_of(begin(300'000, "Cookie: session=alive\r\n").hear_answer()), 413) << "another path";
  auto small = begin(150'000, "", "/upload");
  small.say(std::string(50'000, 'x'));
  EXPECT_EQ(status_of(small.hear_answer()), 200) << "the handler says what a stranger may";
  auto endless = connect();
  endless.say("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 4 && endless.say("186A0\r\n" + std::string(100'000, 'x') + "\r\n"); ++i) {
  }
  EXPECT_EQ(status_of(endless.hear_answer()), 413) << "also when no length is told";
  auto staff = begin(300'000, "Cookie: session=alive\r\n", "/upload");
  staff.say(std::string(200'000, 'x'));
  EXPECT_EQ(status_of(staff.hear_answer()), 200);
}

TEST_F(SpoolTest, AnUploadThatStopsComingEnds) {
  options_.limits.body_time = 400ms;
  options_.limits.upload_rate = 1'000'000;  // 100,000 bytes are owed after 0.1 s
  start();
  auto upload = begin(300'000, "Cookie: session=alive\r\n", "/upload");
  EXPECT_EQ(status_of(upload.hear_answer()), 408);
  await_files(0);
}

TEST_F(ServerTest, MakesItsSpoolFolder) {
  options_.spool = folder_ / "spool";
  start();
  EXPECT_EQ(std::filesystem::status(folder_ / "spool").permissions(), std::filesystem::perms::owner_all);
}

TEST_F(ServerTest, SweepsWhatAKilledServerLeftInItsSpool) {
  std::ofstream(folder_ / "chancery-body-Ab12Cd") << "left over";
  std::ofstream(folder_ / "other") << "not ours";
  start();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "chancery-body-Ab12Cd"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "other"));
}

TEST_F(ServerTest, ServesARangeOfAFileAndEmbeddedBytes) {
  const auto file = folder_ / "file.txt";
  std::ofstream(file) << "0123456789";
  router_.add(Method::Get, "/range", [&](const Request&) {
    Response response;
    response.body = FileBody{file, 2, 5};
    return response;
  });
  router_.add(Method::Get, "/whole", [&](const Request&) {
    Response response;
    response.body = FileBody{file};
    return response;
  });
  router_.add(Method::Get, "/gone", [&](const Request&) {
    Response response;
    response.body = FileBody{folder_ / "no-such-file"};
    return response;
  });
  const std::string big(5'000'000, 'b');
  std::ofstream(folder_ / "big") << big;
  router_.add(Method::Get, "/big", [&](const Request&) {
    Response response;
    response.body = FileBody{folder_ / "big"};
    return response;
  });
  static const std::string kBig(300'000, 'z');
  router_.add(Method::Get, "/fixed", [](const Request&) {
    Response response;
    response.body = StaticBody{kBig};
    return response;
  });
  start();
  EXPECT_EQ(body_of(once("GET /range HTTP/1.1\r\nHost: a\r\n\r\n")), "23456");
  EXPECT_EQ(body_of(once("GET /whole HTTP/1.1\r\nHost: a\r\n\r\n")), "0123456789");
  EXPECT_EQ(status_of(once("GET /gone HTTP/1.1\r\nHost: a\r\n\r\n")), 500);
  EXPECT_EQ(body_of(once("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")), big);
  EXPECT_EQ(body_of(once("GET /fixed HTTP/1.1\r\nHost: a\r\n\r\n")), kBig);
}

TEST_F(ServerTest, LeavesOutAFieldThatWouldSplitTheAnswer) {
  router_.add(Method::Get, "/split", [](const Request&) {
    auto response = Response::text(200, "ok");
    response.headers.add("Location", "/x\r\nSet-Cookie: forged=1");
    return response;
  });
  start();
  const auto answer = once("GET /split HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_THAT(answer, Not(HasSubstr("forged")));
}

TEST_F(ServerTest, HangsUpOnASlowHeaderAndASlowBody) {
  options_.limits.header_time = 100ms;
  options_.limits.body_time = 200ms;
  start();
  auto header = connect();
  header.say("GET /hello HTTP/1.1\r\nHos");
  EXPECT_EQ(status_of(header.hear_all()), 408);
  auto body = connect();
  body.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  EXPECT_EQ(status_of(body.hear_all()), 408);
  auto silent = connect();
  EXPECT_EQ(silent.hear_all(), "") << "who said nothing is told nothing";
}

TEST_F(ServerTest, HangsUpEarlyOnABodyThatOnlyTrickles) {
  options_.limits.body_time = 8s;
  options_.limits.body_rate = 1'000'000;
  start();
  const auto begin = std::chrono::steady_clock::now();
  auto client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nx");
  EXPECT_EQ(status_of(client.hear_all()), 408);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(ServerTest, ClosesAnIdleConnectionInSilence) {
  options_.limits.idle_time = 100ms;
  start();
  auto client = connect();
  EXPECT_EQ(status_of(client.ask(kHello)), 200);
  EXPECT_EQ(client.hear_all(), "");
}

TEST_F(ServerTest, DropsAReaderWhoTakesNothingOfABigAnswer) {
  options_.limits.idle_time = 200ms;
  static const std::string kHuge(64 * 1024 * 1024, 'z');
  router_.add(Method::Get, "/huge", [](const Request&) {
    Response response;
    response.body = StaticBody{kHuge};
    return response;
  });
  start();
  auto client = connect();
  client.say("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n");
  // The server closes while we do not read; from then on writing to it fails.
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (client.say("x") && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_LT(client.hear_all().size(), kHuge.size());
}

TEST_F(ServerTest, BoundsTheConnectionsOfOneAddressButNotOfATrustedProxy) {
  options_.limits.connections_per_address = 2;
  start();
  auto one = connect();
  auto two = connect();
  EXPECT_EQ(status_of(one.ask(kHello)), 200);
  EXPECT_EQ(status_of(two.ask(kHello)), 200);
  auto three = connect();
  const auto refused = three.hear_all();
  EXPECT_EQ(status_of(refused), 429);
  EXPECT_THAT(refused, HasSubstr("Retry-After: "));
  server_.reset();

  options_.trusted_proxies = {"127.0.0.1"};
  start();
  std::vector<RawClient> many;
  for (int i = 0; i < 5; ++i) {
    many.push_back(connect());
    EXPECT_EQ(status_of(many.back().ask(kHello)), 200);
  }
}

TEST_F(ServerTest, BoundsAllConnections) {
  options_.limits.connections = 1;
  start();
  auto one = connect();
  EXPECT_EQ(status_of(one.ask(kHello)), 200);
  EXPECT_EQ(status_of(connect().hear_all()), 503);
}

TEST_F(ServerTest, AnswersBusyWhenTheQueueIsFullAndGoesOnAfterwards) {
  options_.limits.workers = 1;
  options_.limits.queue = 1;
  Gate gate;
  router_.add(Method::Get, "/wait", [&](const Request&) {
    gate.pass();
    return Response::text(200, "done");
  });
  start();
  constexpr std::string_view kWait = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
  auto running = connect();
  running.say(kWait);
  gate.await_waiting(1);
  // One of these two takes the only place in the queue; the other is told to come back.
  auto first = connect();
  auto second = connect();
  first.say(kWait);
  std::string refused;
  std::thread opener([&] {
    second.say(kWait);
    refused = second.hear_answer();
    gate.open();
  });
  const auto other = first.hear_answer();
  gate.open();
  opener.join();
  const auto& busy = status_of(refused) == 503 ? refused : other;
  EXPECT_EQ(status_of(busy), 503);
  EXPECT_THAT(busy, HasSubstr("Retry-After: "));
  EXPECT_THAT(busy, HasSubstr("Connection: keep-alive\r\n"));
  EXPECT_EQ(status_of(running.hear_answer()), 200);
  EXPECT_EQ(status_of(first.ask(kHello)), 200);
  EXPECT_EQ(status_of(second.ask(kHello)), 200);
}

TEST_F(ServerTest, FinishesTheRequestInHandBeforeItStops) {
  Gate gate;
  router_.add(Method::Get, "/wait", [&](const Request&) {
    gate.pass();
    return Response::text(200, "done");
  });
  start();
  auto busy = connect();
  auto idle = connect();
  EXPECT_EQ(status_of(idle.ask(kHello)), 200);
  busy.say("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  gate.await_waiting(1);
  auto stopped = std::async(std::launch::async, [&] { server_->stop(10s); });
  EXPECT_TRUE(idle.hung_up()) << "an idle connection ends at once";
  EXPECT_FALSE(connect().connected()) << "nobody new is let in";
  gate.open();
  const auto answer = busy.hear_all();
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(body_of(answer), "done");
  EXPECT_EQ(stopped.wait_for(10s), std::future_status::ready);
}

TEST_F(ServerTest, FinishesABodyThatIsStillComingBeforeItStops) {
  start();
  auto client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.hear_until("\r\n\r\n");
  auto stopped = std::async(std::launch::async, [&] { server_->stop(10s); });
  while (connect().connected()) std::this_thread::yield();
  EXPECT_EQ(body_of(client.ask("hello")), "hello");
  EXPECT_EQ(stopped.wait_for(10s), std::future_status::ready);
}

TEST_F(ServerTest, GivesUpWhatOutlivesTheGrace) {
  start();
  auto client = connect();
  client.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.hear_until("\r\n\r\n");
  server_->stop(50ms);
  EXPECT_TRUE(client.hung_up());
}

TEST_F(ServerTest, AnswersLaterFromAnotherThread) {
  std::promise<Responder> waiting;
  router_.add_deferred(Method::Get, "/later",
                       [&](const Request&, Responder responder) { waiting.set_value(std::move(responder)); });
  start();
  auto client = connect();
  client.say("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  auto responder = waiting.get_future().get();
  EXPECT_EQ(status_of(once(kHello)), 200);
  std::move(responder).send(Response::text(201, "at last"));
  const auto answer = client.hear_answer();
  EXPECT_EQ(status_of(answer), 201);
  EXPECT_EQ(body_of(answer), "at last");
}

TEST_F(ServerTest, AnswersFiveHundredForAHandlerThatThrowsOrForgets) {
  router_.add(Method::Get, "/throw", [](const Request&) -> Response { throw std::runtime_error("broken"); });
  router_.add_deferred(Method::Get, "/forget", [](const Request&, const Responder&) {});
  start();
  for (const auto* path : {"/throw", "/forget"}) {
    const auto answer = once("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_of(answer), 500) << path;
    EXPECT_THAT(answer, Not(HasSubstr("broken")));
  }
}

TEST_F(ServerTest, ForgetsAnAnswerThatComesAfterItStopped) {
  std::promise<Responder> waiting;
  router_.add_deferred(Method::Get, "/later",
                       [&](const Request&, Responder responder) { waiting.set_value(std::move(responder)); });
  start();
  auto client = connect();
  client.say("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  auto responder = waiting.get_future().get();
  server_->stop(0ms);
  server_.reset();
  std::move(responder).send(Response::text(200, "too late"));
  EXPECT_EQ(client.hear_all(), "");
}

TEST_F(ServerTest, StreamsEventsUntilTheStreamIsClosed) {
  std::promise<EventStream> opened;
  router_.add_deferred(Method::Get, "/events", [&](const Request&, Responder responder) {
    opened.set_value(std::move(responder).stream({{"X-Extra", "yes"}}));
  });
  start();
  auto client = connect();
  client.say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto stream = opened.get_future().get();
  const auto head = client.hear_until("\r\n\r\n");
  EXPECT_EQ(status_of(head), 200);
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(head, HasSubstr("X-Extra: yes\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  EXPECT_TRUE(stream.send("match", "one\ntwo", "7"));
  EXPECT_EQ(client.hear_until("\n\n"), "id: 7\nevent: match\ndata: one\ndata: two\n\n");
  EXPECT_TRUE(stream.send("", "last"));
  stream.close();
  EXPECT_FALSE(stream.send("", "too late"));
  EXPECT_EQ(client.hear_all(), "data: last\n\n");
}

TEST_F(ServerTest, TellsTheSenderWhenTheReaderOfAStreamIsGone) {
  std::promise<EventStream> opened;
  router_.add_deferred(Method::Get, "/events",
                       [&](const Request&, Responder r) { opened.set_value(std::move(r).stream()); });
  start();
  auto client = std::make_optional<RawClient>(connect());
  client->say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto stream = opened.get_future().get();
  client->hear_until("\r\n\r\n");
  EXPECT_TRUE(stream.open());
  client.reset();
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (stream.open() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_FALSE(stream.open());
}

TEST_F(ServerTest, KeepsAQuietStreamAliveWithComments) {
  options_.limits.heartbeat = 20ms;
  options_.limits.idle_time = 20ms;
  std::promise<EventStream> opened;
  router_.add_deferred(Method::Get, "/events",
                       [&](const Request&, Responder r) { opened.set_value(std::move(r).stream()); });
  start();
  auto client = connect();
  client.say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto stream = opened.get_future().get();
  client.hear_until("\r\n\r\n");
  for (int beat = 0; beat < 5; ++beat) EXPECT_EQ(client.hear_until("\n\n"), ": \n\n");
  EXPECT_TRUE(stream.open());
}

TEST_F(ServerTest, ClosesAStreamWhoseReaderDoesNotKeepUp) {
  std::promise<EventStream> opened;
  router_.add_deferred(Method::Get, "/events",
                       [&](const Request&, Responder r) { opened.set_value(std::move(r).stream()); });
  start();
  auto client = connect();
  client.say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto stream = opened.get_future().get();
  client.hear_until("\r\n\r\n");
  const std::string big(64 * 1024, 'x');
  int sent = 0;
  while (sent < 10'000 && stream.send("", big)) ++sent;
  EXPECT_LT(sent, 10'000) << "the queue is bounded";
  EXPECT_FALSE(stream.open());
}

TEST_F(ServerTest, EndsItsStreamsWhenItStops) {
  std::promise<EventStream> opened;
  router_.add_deferred(Method::Get, "/events",
                       [&](const Request&, Responder r) { opened.set_value(std::move(r).stream()); });
  start();
  auto client = connect();
  client.say("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto stream = opened.get_future().get();
  client.hear_until("\r\n\r\n");
  server_->stop(10s);
  EXPECT_TRUE(client.hung_up());
  EXPECT_FALSE(stream.open());
}

TEST_F(ServerTest, BelievesForwardedAddressesOnlyFromATrustedProxy) {
  constexpr std::string_view kForwarded =
      "GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n\r\n";
  start();
  EXPECT_EQ(body_of(once(kForwarded)), "127.0.0.1 plain -1");
  server_.reset();
  options_.trusted_proxies = {"127.0.0.1"};
  start();
  EXPECT_EQ(body_of(once(kForwarded)), "198.51.100.7 secure -1") << "only the proxy's own word counts";
  server_.reset();
  options_.trusted_proxies = {"127.0.0.1", "198.51.100.7"};
  start();
  EXPECT_EQ(body_of(once(kForwarded)), "203.0.113.9 secure -1");
  EXPECT_EQ(body_of(once("GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: nonsense\r\n\r\n")), "127.0.0.1 plain -1");
}

TEST_F(ServerTest, ListensOnAUnixSocketForItsOwnUserAndKnowsWhoAsks) {
  options_.unix_socket = folder_ / "control.sock";
  start();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(options_.unix_socket).permissions(), perms::owner_read | perms::owner_write);
  RawClient client(options_.unix_socket);
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(body_of(client.ask("GET /peer HTTP/1.1\r\nHost: control\r\n\r\n")), " plain " + std::to_string(::getuid()));
  server_->stop(1s);
  EXPECT_FALSE(std::filesystem::exists(options_.unix_socket));
}

TEST_F(ServerTest, ReplacesTheSocketOfAKilledServerButNoOtherFile) {
  options_.unix_socket = folder_ / "control.sock";
  std::ofstream(options_.unix_socket) << "precious";
  EXPECT_FALSE(Server::start(options_, router_).has_value());
  EXPECT_TRUE(std::filesystem::exists(options_.unix_socket));
}

TEST_F(ServerTest, SaysWhichAddressIsTaken) {
  start();
  auto options = options_;
  options.port = server_->port();
  const auto second = Server::start(options, router_);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::Unavailable);
  EXPECT_THAT(second.error().hint, HasSubstr("127.0.0.1:" + std::to_string(options.port)));
  EXPECT_THAT(second.error().hint, HasSubstr("--listen"));
}

TEST_F(ServerTest, CarriesManyClientsAtOnce) {
  start();
  std::atomic<int> right = 0;
  std::vector<std::jthread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      auto client = connect();
      for (int i = 0; i < 200; ++i) right += body_of(client.ask(kHello)) == "hello" ? 1 : 0;
    });
  }
  clients.clear();
  EXPECT_EQ(right, 1600);
}

}  // namespace
}  // namespace chancery::net
