#include "crypto/cbor.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"

namespace chancery::crypto {
namespace {

Result<Cbor> read_hex(std::string_view hex) {
  return read_cbor(from_hex(hex).value());
}

// The examples of RFC 8949, appendix A, that fall into what is read.
TEST(Cbor, ReadsTheExamplesOfTheSpecification) {
  const std::pair<const char*, std::int64_t> numbers[] = {{"00", 0},
                                                          {"0a", 10},
                                                          {"17", 23},
                                                          {"1818", 24},
                                                          {"1864", 100},
                                                          {"1903e8", 1000},
                                                          {"1a000f4240", 1000000},
                                                          {"1b000000e8d4a51000", 1000000000000},
                                                          {"20", -1},
                                                          {"29", -10},
                                                          {"3863", -100},
                                                          {"3903e7", -1000}};
  for (const auto& [hex, value] : numbers) {
    const auto read = read_hex(hex);
    ASSERT_TRUE(read.has_value()) << hex;
    EXPECT_EQ(read->kind, Cbor::Kind::Integer) << hex;
    EXPECT_EQ(read->integer, value) << hex;
  }
  EXPECT_EQ(read_hex("4401020304")->bytes, std::string("\x01\x02\x03\x04"));
  EXPECT_EQ(read_hex("62c3bc")->bytes, "ü");
  EXPECT_EQ(read_hex("f5")->integer, 1);
  EXPECT_EQ(read_hex("f6")->kind, Cbor::Kind::Null);
  EXPECT_EQ(read_hex("8301820203820405")->items.at(1).items.at(1).integer, 3);
  const auto map = read_hex("a26161016162820203");
  ASSERT_TRUE(map.has_value());
  EXPECT_EQ(map->find("a")->integer, 1);
  EXPECT_EQ(map->find("b")->items.size(), 2U);
  EXPECT_EQ(map->find("c"), nullptr);
  EXPECT_EQ(read_hex("a201020326")->find(3)->integer, -7);
}

TEST(Cbor, RefusesWhatAuthenticatorsDoNotWrite) {
  for (const auto* hex : {"", "18", "1901", "44010203", "82", "8201", "a1", "a101", "0000", "1c", "5c"}) {
    EXPECT_EQ(read_hex(hex).error().code, Errc::Malformed) << hex;
  }
}

TEST(Cbor, RefusesIndefiniteLengthsTagsFloatsAndNumbersPast63Bits) {
  for (const auto* hex : {"5f42010243030405ff", "9fff", "bfff", "c11a514b67b0", "f90000", "fb3ff199999999999a", "f7",
                          "1bffffffffffffffff", "3bffffffffffffffff", "a1f501", "a1820101"}) {
    const auto read = read_hex(hex);
    ASSERT_FALSE(read.has_value()) << hex;
    EXPECT_EQ(read.error().code, Errc::Unsupported) << hex;
  }
}

TEST(Cbor, OneKeyStandsOnce) {
  EXPECT_EQ(read_hex("a201010102").error().code, Errc::Malformed);
  EXPECT_EQ(read_hex("a2616101616102").error().code, Errc::Malformed);
}

TEST(Cbor, IsBoundedInDepthMembersAndLength) {
  EXPECT_TRUE(read_hex("8181818101").has_value());
  EXPECT_EQ(read_hex("818181818101").error().code, Errc::TooLarge);
  EXPECT_EQ(read_hex("9821").error().code, Errc::TooLarge);
  EXPECT_EQ(read_hex("9bffffffffffffffff").error().code, Errc::TooLarge);
  EXPECT_EQ(read_cbor(std::string("\x59\x10\x00", 3) + std::string(4096, 'x')).error().code, Errc::TooLarge);
}

TEST(Cbor, SaysHowMuchOfItWasOneValue) {
  const auto prefix = read_cbor_prefix(from_hex("8201026161").value());
  ASSERT_TRUE(prefix.has_value());
  EXPECT_EQ(prefix->size, 3U);
  EXPECT_EQ(prefix->value.items.size(), 2U);
}

}  // namespace
}  // namespace chancery::crypto
