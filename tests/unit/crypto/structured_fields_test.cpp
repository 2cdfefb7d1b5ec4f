#include "crypto/structured_fields.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {
namespace {

std::string again(std::string_view text) {
  const auto read = parse_dictionary(text);
  return read ? serialize(*read) : "refused: " + read.error().hint;
}

TEST(StructuredFields, EveryKindOfValueIsReadAndWrittenInOneWay) {
  EXPECT_EQ(again(""), "");
  EXPECT_EQ(again("  "), "");
  EXPECT_EQ(again("a=1"), "a=1");
  EXPECT_EQ(again("a=-007"), "a=-7");
  EXPECT_EQ(again(R"(a="x \"y\" \\z")"), R"(a="x \"y\" \\z")");
  EXPECT_EQ(again("a=Token/1:*"), "a=Token/1:*");
  EXPECT_EQ(again("a=:aGk=:"), "a=:aGk=:");
  EXPECT_EQ(again("a=?0,b=?1 ,\tc"), "a=?0, b, c");
  EXPECT_EQ(again("a;x;y=2"), "a;x;y=2");
  EXPECT_EQ(again(R"(sig1=(  "@method"   "a";name="b" );  created=5;keyid="k" )"),
            R"(sig1=("@method" "a";name="b");created=5;keyid="k")");
  EXPECT_EQ(again("a=()"), "a=()");
  EXPECT_EQ(again("*k.e-y_1=1"), "*k.e-y_1=1");
}

TEST(StructuredFields, ReadsWhatStandsThere) {
  const auto read = parse_dictionary(R"(sig1=("@method" "a";bs);created=5;on, d=:aGk=:)").value();
  ASSERT_EQ(read.size(), 2U);
  const auto& list = std::get<InnerList>(read[0].value);
  EXPECT_EQ(list.items, (std::vector<Item>{{"@method", {}}, {"a", {{"bs", true}}}}));
  EXPECT_EQ(*find_parameter(list.parameters, "created"), BareItem{std::int64_t{5}});
  EXPECT_EQ(*find_parameter(list.parameters, "on"), BareItem{true});
  EXPECT_EQ(find_parameter(list.parameters, "off"), nullptr);
  EXPECT_EQ(std::get<Item>(read[1].value).value, BareItem{Bytes{"hi"}});
}

TEST(StructuredFields, WhatHasNoReadingOrTwoIsRefused) {
  for (const auto* text : {"a=1,",       ",a=1",    "a=1,,b=2",  "a=1 b=2",    "A=1",
                           "1=1",        "a=",      "a==1",      "a=1.5",      "a=1234567890123456",
                           "a=-",        "a=\"x",   "a=\"\\x\"", "a=\"\\",     "a=\"\xc3\xbc\"",
                           "a=:aGk:",    "a=:a",    "a=?2",      "a=(",        "a=(1",
                           "a=(1\"b\")", "a=(1,2)", "a=1;",      "a=1;B=2",    "a=1;b=2;b=3",
                           "a=1,a=2",    "a=@5",    "a=%\"x\"",  "a=\"x\ny\"", "a=1\n"}) {
    const auto read = parse_dictionary(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().code, Errc::Malformed) << text;
  }
}

TEST(StructuredFields, WhatIsTooMuchIsRefused) {
  std::string members = "a0";
  for (int i = 1; i <= 16; ++i) members += ",a" + std::to_string(i);
  EXPECT_EQ(parse_dictionary(members).error().code, Errc::TooLarge);
  std::string parameters = "a";
  for (int i = 0; i <= 16; ++i) parameters += ";p" + std::to_string(i);
  EXPECT_EQ(parse_dictionary(parameters).error().code, Errc::TooLarge);
  std::string items = "a=(1";
  for (int i = 0; i < 64; ++i) items += " 1";
  EXPECT_EQ(parse_dictionary(items + ")").error().code, Errc::TooLarge);
  EXPECT_EQ(parse_dictionary("a=\"" + std::string(8192, 'x') + '"').error().code, Errc::TooLarge);
}

TEST(StructuredFields, SaysWhereItStumbled) {
  EXPECT_NE(parse_dictionary("a=1, B=2").error().hint.find("at letter 6"), std::string::npos);
}

}  // namespace
}  // namespace chancery::crypto
