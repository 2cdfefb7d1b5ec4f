#include "api/fields.hpp"

#include <gtest/gtest.h>

#include "activity/note.hpp"

namespace chancery::api {
namespace {

net::Request request_of(std::string body, std::string content_type = "application/json") {
  net::Request request;
  request.method = net::Method::Post;
  request.headers.add("Content-Type", std::move(content_type));
  request.body = std::move(body);
  return request;
}

std::string problem_of(const Fields& fields) {
  const auto status = fields.check();
  return status ? "" : status.error().hint;
}

TEST(Fields, ReadsDottedNames) {
  auto fields = Fields::of(request_of(R"({"user":{"login":"anna"},"terms":["a","b"],"at":"2027-01-31T00:00:00Z"})"));
  ASSERT_TRUE(fields.has_value());
  EXPECT_EQ(fields->text("user.login"), "anna");
  EXPECT_EQ(fields->texts("terms"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(to_rfc3339(fields->time("at")), "2027-01-31T00:00:00Z");
  EXPECT_EQ(fields->optional_text("user.name"), std::nullopt);
  EXPECT_TRUE(fields->check().has_value());
}

TEST(Fields, NamesTheFirstFieldThatIsWrong) {
  const std::string body =
      R"({"user":{"login":5},"terms":["a",1],"words":"a","at":"tomorrow","user2":[],"empty":null})";
  const auto problem = [&](auto read) {
    auto fields = Fields::of(request_of(body));
    read(*fields);
    EXPECT_EQ(fields->check().error().code, Errc::Invalid);
    return problem_of(*fields);
  };
  EXPECT_EQ(problem([](Fields& f) { (void)f.text("user.login"); }), "user.login: must be a text");
  EXPECT_EQ(problem([](Fields& f) { (void)f.text("user.name"); }), "user.name: is missing");
  EXPECT_EQ(problem([](Fields& f) { (void)f.text("user2.name"); }), "user2.name: is missing");
  EXPECT_EQ(problem([](Fields& f) { (void)f.texts("terms"); }), "terms: must be a list of texts");
  EXPECT_EQ(problem([](Fields& f) { (void)f.texts("words"); }), "words: must be a list of texts");
  EXPECT_EQ(problem([](Fields& f) { (void)f.texts("none"); }), "none: is missing");
  EXPECT_EQ(problem([](Fields& f) { (void)f.time("at"); }), "at: must be a time, like 2027-01-31T00:00:00Z");
  EXPECT_EQ(problem([](Fields& f) { (void)f.optional_text("user.login"); }), "user.login: must be a text");
  EXPECT_EQ(problem([](Fields& f) {
              (void)f.text("first");
              (void)f.text("second");
              (void)f.time("third");
            }),
            "first: is missing");
}

TEST(Fields, ReadsIdsAndNamesTheOneThatIsNone) {
  const auto read = [] {
    return *Fields::of(request_of(R"({"desk":"7","none":null,"empty":"","bad":"seven","zero":"0"})"));
  };
  auto fields = read();
  EXPECT_EQ(fields.id<activity::NoteId>("desk").value, 7);
  EXPECT_EQ(fields.optional_id<std::int64_t>("desk"), 7);
  EXPECT_FALSE(fields.optional_id<activity::NoteId>("none"));
  EXPECT_FALSE(fields.optional_id<activity::NoteId>("empty"));
  EXPECT_FALSE(fields.optional_id<activity::NoteId>("absent"));
  EXPECT_TRUE(fields.check().has_value());
  for (const auto* name : {"bad", "zero", "empty"}) {
    auto wrong = read();
    EXPECT_FALSE(wrong.id<activity::NoteId>(name)) << name;
    EXPECT_EQ(problem_of(wrong), std::string(name) + ": is no id");
  }
  EXPECT_FALSE(fields.id<activity::NoteId>("absent"));
  EXPECT_EQ(problem_of(fields), "absent: is missing");
}

TEST(Fields, TakesJsonAloneAndSaysSo) {
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "", "application/jsonp",
                           "text/application/json", "multipart/form-data; boundary=application/json"}) {
    const auto fields = Fields::of(request_of("{}", type));
    ASSERT_FALSE(fields.has_value()) << type;
    EXPECT_EQ(fields.error().code, Errc::Unsupported) << type;
  }
  for (const auto* type :
       {"application/json", "Application/JSON", "application/json; charset=utf-8", "application/json ;charset=utf-8"}) {
    EXPECT_TRUE(Fields::of(request_of("{}", type)).has_value()) << type;
  }
}

TEST(Fields, RefusesWhatIsTooBigTooDeepOrNoObject) {
  EXPECT_EQ(Fields::of(request_of("{\"a\":\"" + std::string(Fields::kBytes, 'x') + "\"}")).error().code,
            Errc::TooLarge);
  std::string deep = R"({"a":)";
  for (int i = 0; i < 20; ++i) deep += '[';
  EXPECT_EQ(Fields::of(request_of(deep)).error().code, Errc::Malformed);
  for (const auto* body : {"", "{", "[]", "5", "null", "{}{}", "{\"a\":\"\xff\"}", "{\"a\":1,}"}) {
    const auto fields = Fields::of(request_of(body));
    ASSERT_FALSE(fields.has_value()) << body;
    EXPECT_EQ(fields.error().code, Errc::Malformed) << body;
  }
}

TEST(QueryNumber, TakesPositiveDecimalsAlone) {
  const auto number = [](std::string query) {
    net::Request request;
    request.query = std::move(query);
    return query_number(request, "before");
  };
  EXPECT_EQ(number("").value(), 0);
  EXPECT_EQ(number("after=3").value(), 0);
  EXPECT_EQ(number("before=9223372036854775807").value(), 9223372036854775807);
  for (const auto* query : {"before=", "before=0", "before=-1", "before=1x", "before=%201",
                            "before=9223372036854775808", "before=0x10", "before=1.0", "before=+1"}) {
    const auto read = number(query);
    ASSERT_FALSE(read.has_value()) << query;
    EXPECT_EQ(read.error().code, Errc::Invalid) << query;
    EXPECT_TRUE(read.error().hint.starts_with("before:")) << query;
  }
}

}  // namespace
}  // namespace chancery::api
