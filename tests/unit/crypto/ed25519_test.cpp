#include "crypto/ed25519.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"

namespace chancery::crypto {
namespace {

std::string bytes(std::string_view hex) {
  return *from_hex(hex);
}

TEST(Ed25519, MatchesTheVectorsOfTheRfc) {
  // RFC 8032 section 7.1, tests 1 and 2.
  const auto empty = *Ed25519Key::of(bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(to_hex(empty.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(to_hex(empty.sign("")),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b");
  const auto one = *Ed25519Key::of(bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(to_hex(one.public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(to_hex(one.sign("\x72")),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Ed25519, VerifiesItsOwnAndNothingElse) {
  const auto key = *Ed25519Key::of(std::string(32, 'k'));
  const auto other = *Ed25519Key::of(std::string(32, 'o'));
  const auto signature = key.sign("words");
  EXPECT_TRUE(verify_ed25519(key.public_key(), "words", signature));
  EXPECT_FALSE(verify_ed25519(key.public_key(), "word", signature));
  EXPECT_FALSE(verify_ed25519(other.public_key(), "words", signature));
  EXPECT_FALSE(verify_ed25519(key.public_key(), "words", signature.substr(1)));
  EXPECT_FALSE(verify_ed25519("", "words", signature));
}

TEST(Ed25519, ASeedHasThirtyTwoBytes) {
  EXPECT_FALSE(Ed25519Key::of("short").has_value());
}

}  // namespace
}  // namespace chancery::crypto
