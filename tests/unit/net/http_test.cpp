#include "net/http.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/json.hpp"

namespace chancery::net {
namespace {

TEST(Headers, CompareNamesWithoutCase) {
  Headers headers{{"Content-Type", "a"}, {"X-Many", "1"}, {"x-many", "2"}};
  EXPECT_EQ(headers.find("content-TYPE"), "a");
  EXPECT_EQ(headers.count("X-MANY"), 2U);
  EXPECT_EQ(headers.find("X-None"), std::nullopt);
  headers.set("X-MANY", "3");
  EXPECT_EQ(headers.count("x-many"), 1U);
  EXPECT_EQ(headers.find("x-many"), "3");
}

TEST(Request, DecodesItsQueryParameters) {
  Request request;
  request.query = "resource=acct%3Apress%40mfa.example&q=two+words&empty=&flag&bad=%zz&q=second&&=x";
  EXPECT_EQ(request.query_param("resource"), "acct:press@mfa.example");
  EXPECT_EQ(request.query_param("q"), "two words");
  EXPECT_EQ(request.query_param("empty"), "");
  EXPECT_EQ(request.query_param("flag"), "");
  EXPECT_EQ(request.query_param("bad"), std::nullopt);
  EXPECT_EQ(request.query_param("none"), std::nullopt);
}

TEST(Request, FindsItsCookies) {
  Request request;
  request.headers = {{"Cookie", "a=1; __Host-chancery=abc=def;b=2 ;c"}, {"Cookie", "d=4"}};
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("__Host-chancery"), "abc=def");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("d"), "4");
  EXPECT_EQ(request.cookie("c"), std::nullopt);
  EXPECT_EQ(request.cookie("host-chancery"), std::nullopt);
}

TEST(Request, ReadsItsBodyFromMemoryOrFileWithinALimit) {
  Request request;
  request.body = "12345";
  EXPECT_EQ(request.read_body(5).value(), "12345");
  EXPECT_EQ(request.read_body(4).error().code, Errc::TooLarge);
  Request spooled;
  spooled.body_file = std::filesystem::temp_directory_path() / ("chancery-http-test-" + std::to_string(::getpid()));
  std::ofstream(spooled.body_file) << "1234567";
  EXPECT_EQ(spooled.read_body(7).value(), "1234567");
  EXPECT_EQ(spooled.read_body(6).error().code, Errc::TooLarge);
  std::filesystem::remove(spooled.body_file);
  EXPECT_EQ(spooled.read_body(7).error().code, Errc::Internal);
}

TEST(Response, TellsAnErrorsNameAndHintAndKeepsItsDetail) {
  const auto response = Response::of(Error{Errc::TooMany, "queue 7 of peer.example is full", "say \"when\" & wait"});
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
  EXPECT_TRUE(response.headers.find("Retry-After").has_value());
  const auto body = json::parse_object(std::get<std::string>(response.body)).value();
  EXPECT_EQ(json::text(body, "error"), "too_many");
  EXPECT_EQ(json::text(body, "hint"), "say \"when\" & wait");
  EXPECT_EQ(body.size(), 2U);
}

TEST(Percent, EncodesAllButTheUnreserved) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/ü%"), "a%20b%2F%C3%BC%25");
}

TEST(Percent, DecodesWhatIsUtf8WithoutNul) {
  EXPECT_EQ(percent_decode("a%20b+c").value(), "a b+c");
  EXPECT_EQ(percent_decode("a%20b+c", true).value(), "a b c");
  EXPECT_EQ(percent_decode("%e2%82%ac%F0%9F%8C%8D").value(), "€🌍");
  for (const auto* text : {"%", "%1", "a%zz", "%00", "%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%e2%82", "\xff"}) {
    EXPECT_EQ(percent_decode(text).error().code, Errc::Malformed) << text;
  }
}

TEST(Form, IsReadAndTheLastOfARepeatedNameCounts) {
  const auto form = parse_form("name=Ministry+of+%22X%22&lang=en&lang=fr&empty=&flag").value();
  EXPECT_EQ(form.at("name"), "Ministry of \"X\"");
  EXPECT_EQ(form.at("lang"), "fr");
  EXPECT_EQ(form.at("empty"), "");
  EXPECT_EQ(form.at("flag"), "");
  EXPECT_TRUE(parse_form("").value().empty());
}

TEST(Form, RefusesWhatCannotBeDecodedAndTooManyFields) {
  EXPECT_EQ(parse_form("a=%zz").error().code, Errc::Malformed);
  EXPECT_EQ(parse_form("%ff=1").error().code, Errc::Malformed);
  std::string many;
  for (int i = 0; i < 1001; ++i) many += "a=1&";
  EXPECT_EQ(parse_form(many).error().code, Errc::TooLarge);
}

}  // namespace
}  // namespace chancery::net
