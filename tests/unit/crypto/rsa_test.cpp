#include "crypto/rsa.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"
#include "unit/crypto/keys.hpp"

namespace chancery::crypto {
namespace {

TEST(Rsa, SignsTheBytesThatOpensslSigns) {
  const auto key = PrivateKey::parse(test::kPrivatePem).value();
  EXPECT_EQ(to_base64(key.sign(test::kMessage)), test::kSignature);
}

TEST(Rsa, VerifiesUnderBothFormsOfThePublicKey) {
  const auto signature = from_base64(test::kSignature).value();
  for (const auto pem : {test::kPublicPem, test::kPublicPkcs1Pem}) {
    const auto key = PublicKey::parse(pem).value();
    EXPECT_TRUE(key.verify(test::kMessage, signature).has_value());
  }
}

TEST(Rsa, RefusesAnotherKeyMessagePaddingOrLength) {
  const auto key = PublicKey::parse(test::kPublicPem).value();
  const auto signature = from_base64(test::kSignature).value();
  EXPECT_EQ(key.verify("another message", signature).error().code, Errc::Unauthorized);
  EXPECT_FALSE(PublicKey::parse(test::kOtherPublicPem).value().verify(test::kMessage, signature).has_value());
  EXPECT_FALSE(key.verify(test::kMessage, from_base64(test::kPssSignature).value()).has_value());
  EXPECT_FALSE(key.verify(test::kMessage, signature.substr(1)).has_value());
  EXPECT_FALSE(key.verify(test::kMessage, signature + '\0').has_value());
  EXPECT_FALSE(key.verify(test::kMessage, "").has_value());
  for (std::size_t i = 0; i < signature.size(); i += 17) {
    auto changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    EXPECT_FALSE(key.verify(test::kMessage, changed).has_value()) << i;
  }
}

TEST(Rsa, AGeneratedPairIsReadBackAndFits) {
  const auto pair = generate_rsa_key_pair();
  EXPECT_TRUE(pair.public_pem.starts_with("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_TRUE(pair.private_pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
  const auto signature = PrivateKey::parse(pair.private_pem).value().sign("text");
  EXPECT_EQ(signature.size(), 256U);
  EXPECT_TRUE(PublicKey::parse(pair.public_pem).value().verify("text", signature).has_value());
  EXPECT_FALSE(PublicKey::parse(test::kPublicPem).value().verify("text", signature).has_value());
}

TEST(Rsa, RefusesKeysThatAreTooShortTooLongOrHaveABadExponent) {
  for (const auto pem : {test::kShortPublicPem, test::kLongPublicPem, test::kUnitExponentPem, test::kEvenExponentPem,
                         test::kHugeExponentPem}) {
    const auto key = PublicKey::parse(pem);
    ASSERT_FALSE(key.has_value()) << pem;
    EXPECT_EQ(key.error().code, Errc::Refused) << pem;
  }
}

TEST(Rsa, RefusesWhatHoldsNoRsaKey) {
  const auto cut = test::kPublicPem.substr(0, 200);
  const auto long_text = std::string(test::kPublicPem) + std::string(20'000, '\n');
  for (const std::string_view pem :
       {std::string_view{}, std::string_view{"key"}, test::kEd25519Pem, cut, std::string_view{long_text}}) {
    const auto key = PublicKey::parse(pem);
    ASSERT_FALSE(key.has_value()) << pem;
    EXPECT_EQ(key.error().code, Errc::Malformed) << pem;
    EXPECT_FALSE(PrivateKey::parse(pem).has_value()) << pem;
  }
  EXPECT_FALSE(PrivateKey::parse(test::kPublicPem).has_value());
}

}  // namespace
}  // namespace chancery::crypto
