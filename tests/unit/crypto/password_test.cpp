#include "crypto/password.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {
namespace {

TEST(Password, MatchesItselfAlone) {
  const auto hash = hash_password("correct horse battery", PasswordCost::least()).value();
  EXPECT_TRUE(password_matches(hash, "correct horse battery"));
  EXPECT_FALSE(password_matches(hash, "correct horse batterz"));
  EXPECT_FALSE(password_matches(hash, ""));
  EXPECT_FALSE(password_matches(hash, std::string_view("correct horse battery\0", 22)));
}

TEST(Password, IsArgon2idAtThreePassesOver64MiBUnlessToldOtherwise) {
  const auto hash = hash_password("correct horse battery").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
  EXPECT_FALSE(needs_rehash(hash));
  EXPECT_TRUE(password_matches(hash, "correct horse battery"));
}

TEST(Password, TwoHashesOfOnePasswordDiffer) {
  EXPECT_NE(hash_password("same", PasswordCost::least()).value(), hash_password("same", PasswordCost::least()).value());
}

TEST(Password, AnotherCostAsksForANewHash) {
  const auto cheap = hash_password("x", PasswordCost::least()).value();
  EXPECT_TRUE(needs_rehash(cheap));
  EXPECT_FALSE(needs_rehash(cheap, PasswordCost::least()));
}

TEST(Password, WhatIsNoHashMatchesNothing) {
  for (const auto& hash : {std::string{}, std::string{"$argon2id$"}, std::string(500, 'a')}) {
    EXPECT_FALSE(password_matches(hash, "x")) << hash;
    EXPECT_TRUE(needs_rehash(hash)) << hash;
  }
}

}  // namespace
}  // namespace chancery::crypto
