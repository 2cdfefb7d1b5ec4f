#include "crypto/webauthn.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <memory>

#include "support/authenticator.hpp"

namespace chancery::crypto {
namespace {

using chancery::test::Authenticator;

const RelyingParty kParty{"mfa.example", {"https://mfa.example"}};
const std::string kChallenge(32, 'q');

Result<NewCredential> registered(const Authenticator& device, const std::string& challenge = kChallenge) {
  return verify_registration(kParty, kChallenge, device.client_data("webauthn.create", challenge),
                             device.attestation_object());
}

Result<Asserted> asserted(const Authenticator& device, const KnownCredential& known,
                          const std::string& challenge = kChallenge) {
  const auto data = device.client_data("webauthn.get", challenge);
  const auto authenticator = device.authenticator_data();
  const auto signature = device.sign(challenge);
  return verify_assertion(kParty, kChallenge, {data, authenticator, signature}, known);
}

KnownCredential known(const Authenticator& device) {
  const auto made = registered(device);
  EXPECT_TRUE(made.has_value()) << made.error().detail;
  return {made->key, made->sign_count, made->backup_eligible};
}

TEST(WebAuthn, ARegistrationGivesTheCredentialAndItsKey) {
  Authenticator device;
  device.flags = 0x1D;  // eligible, and backed up
  device.count = 7;
  const auto made = registered(device);
  ASSERT_TRUE(made.has_value()) << made.error().detail;
  EXPECT_EQ(made->id, std::string(16, 'c'));
  EXPECT_EQ(made->key.algorithm, kEdDsa);
  EXPECT_EQ(made->sign_count, 7U);
  EXPECT_TRUE(made->backup_eligible);
  EXPECT_TRUE(made->backed_up);
}

TEST(WebAuthn, WhatItSignsLaterIsKnownByThatKey) {
  Authenticator device;
  const auto key = known(device);
  const auto right = asserted(device, key);
  ASSERT_TRUE(right.has_value()) << right.error().detail;
  EXPECT_EQ(right->sign_count, 0U);
  Authenticator other;
  other.key = Ed25519Key::of(std::string(32, 'x')).value();
  EXPECT_EQ(asserted(other, key).error().code, Errc::Unauthorized);
}

// One thing wrong at a time.
TEST(WebAuthn, RefusesAnotherPagePartyChallengeOrCeremony) {
  const auto refused = [](auto change) {
    Authenticator device;
    const auto key = known(device);
    change(device);
    EXPECT_EQ(registered(device).error().code, Errc::Unauthorized);
    EXPECT_EQ(asserted(device, key).error().code, Errc::Unauthorized);
  };
  refused([](Authenticator& device) { device.origin = "https://mfa.example.evil.example"; });
  refused([](Authenticator& device) { device.origin = "http://mfa.example"; });
  refused([](Authenticator& device) { device.host = "evil.example"; });
  refused([](Authenticator& device) { device.said["crossOrigin"] = true; });
  refused([](Authenticator& device) { device.said["crossOrigin"] = "true"; });
  refused([](Authenticator& device) { device.said["topOrigin"] = "https://portal.example"; });
  refused([](Authenticator& device) { device.said["type"] = "payment.get"; });
  refused([](Authenticator& device) { device.flags = 0x01; });  // there, but who?
  refused([](Authenticator& device) { device.flags = 0x04; });  // nobody touched it
  const Authenticator device;
  EXPECT_EQ(registered(device, std::string(32, 'r')).error().code, Errc::Unauthorized);
  EXPECT_EQ(asserted(device, known(device), std::string(32, 'r')).error().code, Errc::Unauthorized);
}

TEST(WebAuthn, RefusesARegistrationUsedAsAnAssertionAndTheReverse) {
  const Authenticator device;
  const auto object = device.attestation_object();
  EXPECT_EQ(
      verify_registration(kParty, kChallenge, device.client_data("webauthn.get", kChallenge), object).error().code,
      Errc::Unauthorized);
}

TEST(WebAuthn, RefusesFlagsAndBytesThatDoNotFitTogether) {
  Authenticator device;
  device.flags = 0x15;  // backed up, and cannot be
  EXPECT_EQ(registered(device).error().code, Errc::Malformed);
  device.flags = 0x05;
  device.more = "x";
  EXPECT_EQ(registered(device).error().code, Errc::Malformed);
  device.flags = 0x85;  // extensions that are text
  device.more = "\x61x";
  EXPECT_EQ(registered(device).error().code, Errc::Malformed);
  device.more = "\xa0";  // none
  EXPECT_TRUE(registered(device).has_value());
}

TEST(WebAuthn, RefusesACredentialIdOfNoLengthOrTooMuch) {
  Authenticator device;
  device.credential = "";
  EXPECT_EQ(registered(device).error().code, Errc::Malformed);
  device.credential = std::string(1'023, 'c');
  EXPECT_TRUE(registered(device).has_value());
  device.credential = std::string(1'024, 'c');
  EXPECT_EQ(registered(device).error().code, Errc::Malformed);
}

TEST(WebAuthn, ACountThatDoesNotGrowIsACopy) {
  Authenticator device;
  device.count = 5;
  auto key = known(device);
  EXPECT_EQ(asserted(device, key).error().code, Errc::Refused) << "the same again";
  device.count = 6;
  EXPECT_EQ(asserted(device, key)->sign_count, 6U);
  device.count = 0;
  EXPECT_EQ(asserted(device, key).error().code, Errc::Refused) << "it used to count";
}

TEST(WebAuthn, WhetherItCanBeBackedUpNeverChanges) {
  Authenticator device;
  const auto key = known(device);
  device.flags = 0x0D;
  EXPECT_EQ(asserted(device, key).error().code, Errc::Unauthorized);
}

TEST(WebAuthn, NothingOfNonsenseIsBelieved) {
  const Authenticator device;
  const auto data = device.client_data("webauthn.create", kChallenge);
  for (const auto& object : {std::string{}, std::string("\xa0"), std::string(40, '\xff'), std::string(5'000, '\x00')}) {
    EXPECT_FALSE(verify_registration(kParty, kChallenge, data, object).has_value());
  }
  for (const auto& client : {std::string{}, std::string("null"), std::string("{}"), std::string(5'000, ' ')}) {
    EXPECT_FALSE(verify_registration(kParty, kChallenge, client, device.attestation_object()).has_value());
  }
}

// A COSE_Key of a fresh P-256 key, and a signature of it.
struct P256 {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};

  [[nodiscard]] std::string coordinate(const char* name) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key.get(), name, &number);
    std::string bytes(32, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 32);
    BN_free(number);
    return bytes;
  }
  [[nodiscard]] Cbor cose() const {
    const auto number = [](std::int64_t value) { return Cbor{.kind = Cbor::Kind::Integer, .integer = value}; };
    const auto bytes = [](std::string value) { return Cbor{.kind = Cbor::Kind::Bytes, .bytes = std::move(value)}; };
    Cbor map{.kind = Cbor::Kind::Map};
    map.members = {{number(1), number(2)},
                   {number(3), number(-7)},
                   {number(-1), number(1)},
                   {number(-2), bytes(coordinate(OSSL_PKEY_PARAM_EC_PUB_X))},
                   {number(-3), bytes(coordinate(OSSL_PKEY_PARAM_EC_PUB_Y))}};
    return map;
  }
  [[nodiscard]] std::string sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    std::size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
    EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, message.size());
    signature.resize(size);
    return signature;
  }
};

TEST(Ecdsa, AKeyOfP256VerifiesWhatItSigned) {
  const P256 device;
  const auto key = read_cose_key(device.cose());
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  EXPECT_TRUE(verifies(*key, "message", device.sign("message")));
  EXPECT_FALSE(verifies(*key, "another", device.sign("message")));
  EXPECT_FALSE(verifies(*key, "message", ""));
  EXPECT_FALSE(verifies({"nonsense", kEs256}, "message", device.sign("message")));
  EXPECT_FALSE(verifies({key->spki, kRs256}, "message", device.sign("message"))) << "another kind of key";
}

TEST(Ecdsa, APointOffItsCurveIsNoKey) {
  const P256 device;
  auto cose = device.cose();
  cose.members.at(3).second.bytes = std::string(32, '\x01');
  EXPECT_EQ(read_cose_key(cose).error().code, Errc::Malformed);
  cose = device.cose();
  cose.members.at(3).second.bytes.pop_back();
  EXPECT_EQ(read_cose_key(cose).error().code, Errc::Malformed);
  cose = device.cose();
  cose.members.at(1).second.integer = -35;  // ES384
  EXPECT_EQ(read_cose_key(cose).error().code, Errc::Unsupported);
}

}  // namespace
}  // namespace chancery::crypto
