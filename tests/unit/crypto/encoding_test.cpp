#include "crypto/encoding.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {
namespace {

struct Vector {
  std::string_view bytes, base64, base64url, base32, hex;
};
// RFC 4648 section 10; base64url and base32 without their padding.
constexpr Vector kVectors[] = {
    {"", "", "", "", ""},
    {"f", "Zg==", "Zg", "MY", "66"},
    {"fo", "Zm8=", "Zm8", "MZXQ", "666f"},
    {"foo", "Zm9v", "Zm9v", "MZXW6", "666f6f"},
    {"foob", "Zm9vYg==", "Zm9vYg", "MZXW6YQ", "666f6f62"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE", "MZXW6YTB", "666f6f6261"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy", "MZXW6YTBOI", "666f6f626172"},
};

TEST(Encoding, MatchesTheVectorsOfTheRfcBothWays) {
  for (const auto& v : kVectors) {
    EXPECT_EQ(to_base64(v.bytes), v.base64);
    EXPECT_EQ(from_base64(v.base64).value(), v.bytes);
    EXPECT_EQ(to_base64url(v.bytes), v.base64url);
    EXPECT_EQ(from_base64url(v.base64url).value(), v.bytes);
    EXPECT_EQ(to_base32(v.bytes), v.base32);
    EXPECT_EQ(from_base32(v.base32).value(), v.bytes);
    EXPECT_EQ(to_hex(v.bytes), v.hex);
    EXPECT_EQ(from_hex(v.hex).value(), v.bytes);
  }
}

TEST(Encoding, TheUrlAlphabetDiffersInTwoLetters) {
  const std::string bytes{"\xfb\xff\xbf"};
  EXPECT_EQ(to_base64(bytes), "+/+/");
  EXPECT_EQ(to_base64url(bytes), "-_-_");
  EXPECT_FALSE(from_base64("-_-_").has_value());
  EXPECT_FALSE(from_base64url("+/+/").has_value());
}

TEST(Encoding, EveryByteComesBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(from_base64(to_base64(all)).value(), all);
  EXPECT_EQ(from_base64url(to_base64url(all)).value(), all);
  EXPECT_EQ(from_base32(to_base32(all)).value(), all);
  EXPECT_EQ(from_hex(to_hex(all)).value(), all);
}

TEST(Encoding, EitherCaseIsReadWhereTheAlphabetHasOne) {
  EXPECT_EQ(from_base32("mzxw6").value(), "foo");
  EXPECT_EQ(from_hex("666F6f").value(), "foo");
}

TEST(Encoding, RefusesWhatIsNotExactlyOneEncoding) {
  for (const auto* text :
       {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9v\n", " Zm9v", "Zm9v=", "Zm9=v", "Zm\xc3\xb8v", "Zg==Zg=="}) {
    EXPECT_FALSE(from_base64(text).has_value()) << text;
  }
  for (const auto* text : {"Z", "Zh", "Zg=", "Zm9v "}) EXPECT_FALSE(from_base64url(text).has_value()) << text;
  for (const auto* text : {"M", "MZ1", "MZ=", "MZXW6YT", "MY======"}) {
    EXPECT_FALSE(from_base32(text).has_value()) << text;
  }
  for (const auto* text : {"6", "6g", "0x66"}) {
    const auto bytes = from_hex(text);
    ASSERT_FALSE(bytes.has_value()) << text;
    EXPECT_EQ(bytes.error().code, Errc::Malformed);
  }
}

}  // namespace
}  // namespace chancery::crypto
