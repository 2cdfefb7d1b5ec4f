#include "crypto/totp.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"

namespace chancery::crypto {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "12345678901234567890";

Timestamp at(std::int64_t seconds) {
  return Timestamp{std::chrono::seconds{seconds}};
}

TEST(Totp, MatchesTheVectorsOfRfc6238) {
  // Appendix B, SHA-1, the last six of its eight digits.
  EXPECT_EQ(totp_code(kSecret, totp_step(at(59))), "287082");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(1111111109))), "081804");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(1111111111))), "050471");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(1234567890))), "005924");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(2000000000))), "279037");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(20000000000))), "353130");
}

TEST(Totp, AcceptsOneStepEitherSideAndSaysWhichStepItWas) {
  const auto now = at(1111111111);
  const auto step = totp_step(now);
  for (const auto offset : {-1, 0, 1}) {
    EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, step + offset), now), step + offset);
  }
  for (const auto offset : {-2, 2}) {
    EXPECT_FALSE(match_totp(kSecret, totp_code(kSecret, step + offset), now).has_value());
  }
}

TEST(Totp, RefusesAStepUsedBeforeAndThoseBelowIt) {
  const auto now = at(1111111111);
  const auto step = totp_step(now);
  EXPECT_FALSE(match_totp(kSecret, totp_code(kSecret, step), now, step).has_value());
  EXPECT_FALSE(match_totp(kSecret, totp_code(kSecret, step - 1), now, step).has_value());
  EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, step + 1), now, step), step + 1);
}

TEST(Totp, WhatIsNotSixDigitsMatchesNothing) {
  const auto now = at(59);
  for (const auto* code : {"", "28708", "2870821", "28708a", "287 82", " 87082", "٢٨٧٠٨٢", "-87082"}) {
    EXPECT_FALSE(match_totp(kSecret, code, now).has_value()) << code;
  }
}

TEST(Totp, TheUriIsPercentEncoded) {
  EXPECT_EQ(otpauth_uri("foobar", "Ministry of Foreign Affairs: Nørdland", "anna&co@x"),
            "otpauth://totp/Ministry%20of%20Foreign%20Affairs%3A%20N%C3%B8rdland:anna%26co%40x?secret=MZXW6YTBOI"
            "&issuer=Ministry%20of%20Foreign%20Affairs%3A%20N%C3%B8rdland");
}

TEST(Totp, SecretsAre160BitsAndDiffer) {
  EXPECT_EQ(new_totp_secret().size(), 20U);
  EXPECT_NE(new_totp_secret(), new_totp_secret());
}

}  // namespace
}  // namespace chancery::crypto
