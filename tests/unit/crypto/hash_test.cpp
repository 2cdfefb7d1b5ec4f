#include "crypto/hash.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"
#include "crypto/hash_chain.hpp"
#include "crypto/random.hpp"

namespace chancery::crypto {
namespace {

TEST(Hash, MatchesPublishedDigests) {
  // FIPS 180-4 examples; RFC 7693 appendix A.
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(blake2b("abc", {}, 64)),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
  EXPECT_EQ(blake2b("abc").size(), 32U);
  EXPECT_NE(blake2b("abc"), blake2b("abc", std::string(32, 'k')));
}

TEST(Hash, MatchesTheHmacVectorsOfTheRfcs) {
  // RFC 2202 section 3 and RFC 4231 section 4, case 2.
  EXPECT_EQ(to_hex(hmac_sha1("Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hash, ConstantTimeComparisonIsAComparison) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("same", "same"));
  EXPECT_FALSE(constant_time_equal("same", "sane"));
  EXPECT_FALSE(constant_time_equal("same", "same "));
}

TEST(Random, TokensHaveTheirLengthAndDiffer) {
  EXPECT_EQ(random_bytes(0).size(), 0U);
  EXPECT_EQ(random_token().size(), 43U);
  EXPECT_EQ(from_base64url(random_token(16)).value().size(), 16U);
  EXPECT_NE(random_token(), random_token());
}

TEST(HashChain, AnEntryDependsOnTheOneBeforeItsSequenceAndItsBody) {
  const auto first = chain_entry(chain_start(), 1, "body");
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(first, chain_entry(chain_start(), 1, "body"));
  EXPECT_NE(first, chain_entry(chain_start(), 2, "body"));
  EXPECT_NE(first, chain_entry(chain_start(), 1, "bodz"));
  EXPECT_NE(first, chain_entry(first, 1, "body"));
  EXPECT_EQ(first, blake2b(std::string(32, '\0') + std::string("\0\0\0\0\0\0\0\1", 8) + "body"));
}

}  // namespace
}  // namespace chancery::crypto
