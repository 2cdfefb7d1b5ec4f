#include "base/json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::json {
namespace {

TEST(Json, ReadsWhatItIsAskedForAndNothingElse) {
  const auto object = parse_object(R"({"name":"press","n":3,"on":true,"tags":["a",1,"b"],"one":"x","deep":{"k":"v"}})");
  ASSERT_TRUE(object.has_value());
  EXPECT_EQ(text(*object, "name"), "press");
  EXPECT_EQ(text(*object, "n"), std::nullopt);
  EXPECT_EQ(integer(*object, "n"), 3);
  EXPECT_EQ(boolean(*object, "on"), true);
  EXPECT_EQ(texts(*object, "tags"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(texts(*object, "one"), (std::vector<std::string>{"x"}));
  EXPECT_TRUE(texts(*object, "absent").empty());
  EXPECT_EQ(text(*json::object(*object, "deep"), "k"), "v");
  EXPECT_EQ(require_text(*object, "absent").error().hint, "\"absent\" is missing or is not a text");
}

TEST(Json, SaysAtWhichByteItStoppedReading) {
  const auto broken = parse(R"({"a":1,})");
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().code, Errc::Malformed);
  EXPECT_NE(broken.error().hint.find("byte 7"), std::string::npos) << broken.error().hint;
}

TEST(Json, RefusesInvalidUtf8TrailingTextAndEmptiness) {
  EXPECT_FALSE(parse("\"\xC3\x28\"").has_value());
  EXPECT_FALSE(parse("{} {}").has_value());
  EXPECT_FALSE(parse("").has_value());
  EXPECT_FALSE(parse_object("[]").has_value());
  EXPECT_TRUE(parse(" {} \n").has_value());
}

TEST(Json, BoundsDepthBytesAndMembers) {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  EXPECT_EQ(parse(deep).error().code, Errc::Malformed);
  EXPECT_TRUE(parse(deep, {.depth = 64}).has_value());
  EXPECT_EQ(parse("[1,2,3]", {.bytes = 4}).error().code, Errc::TooLarge);
  EXPECT_EQ(parse("[1,2,3]", {.members = 2}).error().code, Errc::TooLarge);
  EXPECT_TRUE(parse("[1,2,3]", {.members = 3}).has_value());
}

}  // namespace
}  // namespace chancery::json
