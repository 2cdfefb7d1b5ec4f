#include "net/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "net/event_queue.hpp"

namespace chancery::net {
namespace {

// Keeps what a connection would send.
class Caught final : public Responder::Sink {
 public:
  void respond(Response response) override {
    ++answers;
    last = std::move(response);
  }
  EventStream stream(Headers headers) override {
    ++answers;
    last.headers = std::move(headers);
    return EventStream(std::make_shared<EventStream::Impl>([] {}));
  }
  int answers = 0;
  Response last;
};

class RouterTest : public ::testing::Test {
 protected:
  const Response& ask(Method method, const std::string& path) {
    caught_ = std::make_shared<Caught>();
    Request request;
    request.method = method;
    request.path = path;
    router_.dispatch(std::move(request), Responder(caught_));
    EXPECT_EQ(caught_->answers, 1) << path;
    return caught_->last;
  }
  std::string body(Method method, const std::string& path) { return std::get<std::string>(ask(method, path).body); }
  void add(const std::string& pattern, Method method = Method::Get) {
    router_.add(method, pattern, [pattern](const Request& request) {
      std::string said = pattern;
      for (const auto& [name, value] : request.params) said += ' ' + name + '=' + value;
      return Response::text(200, said);
    });
  }

  Router router_;
  std::shared_ptr<Caught> caught_;
};

TEST_F(RouterTest, FindsTheMostLiteralPatternAndNamesWhatItMatched) {
  for (const auto* pattern : {"/", "/actors/{id}", "/actors/instance", "/actors/{id}/inbox", "/assets/{path...}",
                              "/{name}", "/actors/instance/x"})
    add(pattern);
  EXPECT_EQ(body(Method::Get, "/"), "/");
  EXPECT_EQ(body(Method::Get, "/actors/17"), "/actors/{id} id=17");
  EXPECT_EQ(body(Method::Get, "/actors/instance"), "/actors/instance");
  EXPECT_EQ(body(Method::Get, "/actors/17/inbox"), "/actors/{id}/inbox id=17");
  EXPECT_EQ(body(Method::Get, "/actors/instance/inbox"), "/actors/{id}/inbox id=instance") << "a dead end turns back";
  EXPECT_EQ(body(Method::Get, "/assets/js/app.js"), "/assets/{path...} path=js/app.js");
  EXPECT_EQ(body(Method::Get, "/@press"), "/{name} name=@press");
}

TEST_F(RouterTest, AnswersNotFoundForEverythingElse) {
  add("/actors/{id}");
  for (const auto* path : {"/", "", "actors/17", "/actors", "/actors/", "/actors/17/", "/actors//17", "/ACTORS/17"}) {
    EXPECT_EQ(ask(Method::Get, path).status, 404) << path;
  }
}

TEST_F(RouterTest, AnswersHeadWithGetAndOtherMethodsWithAllow) {
  add("/x");
  add("/x", Method::Post);
  EXPECT_EQ(ask(Method::Head, "/x").status, 200);
  const auto& refused = ask(Method::Delete, "/x");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.find("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(ask(Method::Other, "/x").status, 405);
}

TEST_F(RouterTest, AddsDefaultHeadersWhereTheHandlerSetsNone) {
  router_.default_header("X-Content-Type-Options", "nosniff");
  router_.default_header("Content-Security-Policy", "default-src 'none'");
  router_.add(Method::Get, "/own", [](const Request&) {
    auto response = Response::text(200, "");
    response.headers.add("content-security-policy", "default-src 'self'");
    return response;
  });
  router_.add_deferred(Method::Get, "/later",
                       [](const Request&, Responder r) { std::move(r).send(Response::text(200, "")); });
  router_.add_deferred(Method::Get, "/stream", [](const Request&, Responder r) { std::move(r).stream().close(); });
  router_.add_deferred(Method::Get, "/forgotten", [](const Request&, const Responder&) {});
  EXPECT_EQ(ask(Method::Get, "/own").headers.find("Content-Security-Policy"), "default-src 'self'");
  EXPECT_EQ(ask(Method::Get, "/own").headers.count("Content-Security-Policy"), 1U);
  for (const auto* path : {"/own", "/later", "/stream", "/forgotten", "/none"}) {
    EXPECT_EQ(ask(Method::Get, path).headers.find("X-Content-Type-Options"), "nosniff") << path;
  }
}

TEST_F(RouterTest, TurnsAThrownExceptionIntoFiveHundredThatSaysNothingOfIt) {
  router_.add(Method::Get, "/throw", [](const Request&) -> Response { throw std::runtime_error("secret"); });
  router_.add_deferred(Method::Get, "/later",
                       [](const Request&, const Responder&) { throw std::runtime_error("secret"); });
  for (const auto* path : {"/throw", "/later"}) {
    const auto& response = ask(Method::Get, path);
    EXPECT_EQ(response.status, 500) << path;
    EXPECT_EQ(std::get<std::string>(response.body).find("secret"), std::string::npos) << path;
  }
}

TEST_F(RouterTest, ListsItsRoutes) {
  add("/a");
  add("/b/{c}", Method::Post);
  const auto routes = router_.routes();
  ASSERT_EQ(routes.size(), 2U);
  EXPECT_EQ(routes[1].method, Method::Post);
  EXPECT_EQ(routes[1].pattern, "/b/{c}");
}

TEST(Responder, AnswersFiveHundredWhenItIsDroppedAndOnlyOnce) {
  const auto caught = std::make_shared<Caught>();
  {
    const Responder dropped(caught);
  }
  EXPECT_EQ(caught->answers, 1);
  EXPECT_EQ(caught->last.status, 500);
  const auto other = std::make_shared<Caught>();
  {
    Responder one(other);
    Responder two = std::move(one);
    std::move(two).send(Response::text(200, ""));
  }
  EXPECT_EQ(other->answers, 1);
}

TEST(Responder, AnswersForTheOneItReplaces) {
  const auto first = std::make_shared<Caught>();
  const auto second = std::make_shared<Caught>();
  Responder responder(first);
  responder = Responder(second);
  EXPECT_EQ(first->last.status, 500);
  EXPECT_EQ(second->answers, 0);
  std::move(responder).send(Response::text(200, ""));
  EXPECT_EQ(second->answers, 1);
}

TEST(EventStream, WritesEventsThatNoDataCanForge) {
  EXPECT_EQ(encode_event("match", "{\"a\":1}", "9"), "id: 9\nevent: match\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(encode_event("", "a\nb\r\nc\rd", ""), "data: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(encode_event("x\ndata: forged", "", "1\r\n2"), "id: 12\nevent: xdata: forged\ndata: \n\n");
}

TEST(EventStream, WakesItsWriterOnceForWhatItHasNotTakenAndClosesWhenFull) {
  int woken = 0;
  const auto impl = std::make_shared<EventStream::Impl>([&] { ++woken; });
  const EventStream stream(impl);
  EXPECT_TRUE(stream.send("", "a"));
  EXPECT_TRUE(stream.send("", "b"));
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(impl->take(), "data: a\n\ndata: b\n\n");
  EXPECT_TRUE(stream.send("", "c"));
  EXPECT_EQ(woken, 2);
  EXPECT_FALSE(stream.send("", std::string(EventStream::Impl::kBytes, 'x')));
  EXPECT_FALSE(stream.open());
  EXPECT_EQ(woken, 3);
}

}  // namespace
}  // namespace chancery::net
