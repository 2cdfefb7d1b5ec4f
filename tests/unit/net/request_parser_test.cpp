#include "net/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::net {
namespace {

Result<Request> parse(const std::string& bytes) {
  return parse_request(bytes, ServerLimits{});
}

Result<Request> parse_target(const std::string& target) {
  return parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
}

TEST(RequestParser, ReadsTargetPathQueryAndFields) {
  const auto request = parse(
      "POST /in%20box?x=%31+2 HTTP/1.1\r\nHost: mfa.example:8080\r\nX-A:  one \r\nx-a: two\r\nContent-Length: "
      "3\r\n\r\nabc");
  ASSERT_TRUE(request.has_value()) << request.error().hint;
  EXPECT_EQ(request->method, Method::Post);
  EXPECT_EQ(request->target, "/in%20box?x=%31+2");
  EXPECT_EQ(request->path, "/in box");
  EXPECT_EQ(request->query, "x=%31+2");
  EXPECT_EQ(request->query_param("x"), "1 2");
  EXPECT_EQ(request->headers.find("X-A"), "one");
  EXPECT_EQ(request->headers.count("X-A"), 2U);
  EXPECT_EQ(request->body, "abc");
}

TEST(RequestParser, CutsTheAbsoluteFormDownAndBelievesItsAuthority) {
  const auto request = parse("GET HTTP://mfa.example/a?b HTTP/1.1\r\nHost: other.example\r\n\r\n");
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->target, "/a?b");
  EXPECT_EQ(request->headers.find("Host"), "mfa.example");
  EXPECT_EQ(parse_target("http://mfa.example")->path, "/");
  EXPECT_EQ(parse_target("https://mfa.example?x")->target, "/?x");
  EXPECT_FALSE(parse_target("http:///a").has_value());
  EXPECT_FALSE(parse_target("http://user@mfa.example/").has_value());
  EXPECT_FALSE(parse_target("ftp://mfa.example/").has_value());
  EXPECT_FALSE(parse_target("*").has_value());
}

TEST(RequestParser, RefusesPathsThatCouldMeanAnother) {
  for (const auto* target : {"/..", "/a/..", "/a/../b", "/%2e%2e/", "/a%2fb", "/a%5cb", "/a\\b", "/%25", "/%00",
                             "/a%0ab", "/%7f", "/%", "/%c0%ae"}) {
    EXPECT_FALSE(parse_target(target).has_value()) << target;
  }
  EXPECT_EQ(parse_target("/%C3%A9/@press")->path, "/é/@press");
  EXPECT_EQ(parse_target("//a//b")->path, "//a//b");
  EXPECT_EQ(parse_target("/a?x=../%2e%2e")->path, "/a");
}

TEST(RequestParser, AcceptsTheHostsThatAreNamesOrAddresses) {
  for (const auto* host :
       {"mfa.example", "MFA.example:443", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:8080", "localhost"}) {
    EXPECT_TRUE(parse("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").has_value()) << host;
  }
  for (const auto* host : {"", "a b", "a/b", "a@b", "a:b", "a:123456", "[::1", "[]", "[::1]x", "a,b", "a\"b", "<a>"}) {
    EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").has_value()) << host;
  }
  EXPECT_TRUE(parse("GET / HTTP/1.0\r\n\r\n").has_value()) << "HTTP/1.0 knows no Host";
}

TEST(RequestParser, ForgivesEmptyLinesBeforeTheRequestButNotInPlaceOfIt) {
  EXPECT_TRUE(parse("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").has_value());
  EXPECT_FALSE(parse("\r\n\r\n").has_value());
  EXPECT_FALSE(parse("").has_value());
}

TEST(RequestParser, CallsAnUnfinishedRequestMalformedWherever) {
  const std::string whole = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  ASSERT_TRUE(parse(whole).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto request = parse(whole.substr(0, size));
    ASSERT_FALSE(request.has_value()) << size;
    EXPECT_EQ(request.error().code, Errc::Malformed) << size;
  }
}

TEST(RequestParser, CountsAChunkedBodyAgainstTheLimitBeforeItHasCome) {
  ServerLimits limits;
  limits.body_bytes = 10;
  const auto request =
      parse_request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\n", limits);
  ASSERT_FALSE(request.has_value());
  EXPECT_EQ(request.error().code, Errc::TooLarge);
  EXPECT_FALSE(
      parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n").has_value());
}

TEST(RequestParser, ReadsAnEmptyChunkedBodyThatComesByteByByte) {
  const std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  RequestParser parser(ServerLimits{}, {});
  std::string pending;
  for (const char c : bytes) {
    pending += c;
    pending.erase(0, parser.feed(pending));
  }
  EXPECT_EQ(parser.state(), RequestParser::State::Done);
}

TEST(RequestParser, GivesTheSameRequestHoweverTheBytesFall) {
  const std::string bytes =
      "POST /a?b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n2\r\nde\r\n0\r\nT: "
      "u\r\n\r\nGET";
  for (std::size_t step = 1; step < bytes.size(); ++step) {
    RequestParser parser(ServerLimits{}, {});
    std::string pending;
    for (std::size_t at = 0; at < bytes.size() && parser.state() != RequestParser::State::Done; at += step) {
      pending += bytes.substr(at, step);
      while (parser.state() == RequestParser::State::Header || parser.state() == RequestParser::State::Body) {
        const auto taken = parser.feed(pending);
        if (taken == 0) break;
        pending.erase(0, taken);
      }
    }
    ASSERT_EQ(parser.state(), RequestParser::State::Done) << step;
    EXPECT_TRUE(parser.keep_alive());
    EXPECT_EQ(parser.take().request.body, "abcde") << step;
    EXPECT_EQ(parser.state(), RequestParser::State::Header);
  }
}

}  // namespace
}  // namespace chancery::net
