// The examples of RFC 9421: of its section 2 (components) and of its appendix B.2 (whole signatures).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/json.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/message_signature.hpp"

namespace chancery::crypto {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Fields fields_of(const json::Object& message) {
  Fields fields;
  for (const auto& pair : *json::array(message, "headers")) {
    const auto& both = pair.as_array();
    fields.emplace_back(std::string(both.at(0).as_string()), std::string(both.at(1).as_string()));
  }
  return fields;
}

class MessageVectors : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("CHANCERY_TEST_DATA");
    if (data == nullptr) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: the vectors of RFC 9421 are not tried";
    folder = std::filesystem::path(data) / "http-signatures";
    if (!exists(folder)) GTEST_SKIP() << "no " << folder << ": the vectors of RFC 9421 are not tried";
  }
  json::Object read(const char* name) const { return json::parse_object(text_of(folder / name)).value(); }

  std::filesystem::path folder;
};

// The last 32 bytes of a SubjectPublicKeyInfo (RFC 8410 section 4).
std::string ed25519_key(std::string pem) {
  std::string base64;
  for (std::size_t from = pem.find('\n') + 1; pem[from] != '-'; from = pem.find('\n', from) + 1) {
    base64 += pem.substr(from, pem.find('\n', from) - from);
  }
  const auto der = from_base64(base64).value();
  return der.substr(der.size() - 32);
}

TEST_F(MessageVectors, EveryComponentHasTheValueTheRfcGives) {
  const auto examples = read("rfc9421-components.json");
  const auto& request = *json::object(examples, "request_fields");
  const auto fields = fields_of(request);
  for (const auto& [name, expected] : *json::object(request, "expected")) {
    const auto value = component_value({std::string(name), {}}, {"GET", "https://www.example.com/", fields});
    ASSERT_TRUE(value.has_value()) << std::string(name) << ": " << value.error().hint;
    EXPECT_EQ(*value, std::string(expected.as_string())) << std::string(name);
  }
  for (const auto* example : json::objects(examples, "derived")) {
    const auto component = json::text_or_empty(*example, "component");
    const auto read = parse_dictionary("c=" + component).value();
    const auto method = json::text_or_empty(*example, "method");
    const auto uri = json::text_or_empty(*example, "uri");
    const auto value = component_value(std::get<Item>(read.front().value), {method, uri, {}});
    ASSERT_TRUE(value.has_value()) << component << ": " << value.error().hint;
    EXPECT_EQ(*value, json::text_or_empty(*example, "expected")) << component << " of " << uri;
  }
}

TEST_F(MessageVectors, EverySignatureBaseIsTheOneOfTheRfc) {
  const auto vectors = read("rfc9421-appendix-b.json");
  const auto& request = *json::object(vectors, "request");
  const auto& response = *json::object(vectors, "response");
  const auto uri = json::text_or_empty(request, "target_uri");
  const auto request_fields = fields_of(request);
  const auto response_fields = fields_of(response);
  std::size_t verified = 0;
  for (const auto* vector : json::objects(vectors, "vectors")) {
    const auto section = json::text_or_empty(*vector, "section");
    const auto signature = parse_message_signature(json::text_or_empty(*vector, "signature_input"),
                                                   json::text_or_empty(*vector, "signature"));
    ASSERT_TRUE(signature.has_value()) << section << ": " << signature.error().hint;
    EXPECT_EQ(signature->label, json::text_or_empty(*vector, "label"));
    EXPECT_EQ(to_base64(signature->signature), json::text_or_empty(*vector, "signature_base64"));
    const bool asks = json::text_or_empty(*vector, "message") == "request";
    const auto message =
        asks ? SignedMessage{"POST", uri, request_fields} : SignedMessage{"", "", response_fields, 200};
    const auto base = signature_base(signature->input, message);
    ASSERT_TRUE(base.has_value()) << section << ": " << base.error().hint;
    EXPECT_EQ(*base, json::text_or_empty(*vector, "signature_base")) << section;
    const auto algorithm = json::text_or_empty(*vector, "algorithm");
    if (algorithm == "hmac-sha256") {
      auto secret = text_of(folder / "keys" / "test-shared-secret");
      while (secret.ends_with('\n')) secret.pop_back();
      EXPECT_EQ(hmac_sha256(from_base64(secret).value(), *base), signature->signature);
      ++verified;
    } else if (algorithm == "ed25519") {
      const auto key = ed25519_key(text_of(folder / "keys" / "test-key-ed25519-public.pem"));
      EXPECT_TRUE(verify_ed25519(key, *base, signature->signature).has_value());
      EXPECT_FALSE(verify_ed25519(key, *base + ' ', signature->signature).has_value());
      ++verified;
    }
  }
  EXPECT_EQ(verified, 2U) << "the others are of algorithms nothing here speaks";
}

TEST_F(MessageVectors, TheBodiesMatchTheirContentDigest) {
  const auto vectors = read("rfc9421-appendix-b.json");
  for (const auto* name : {"request", "response"}) {
    const auto& message = *json::object(vectors, name);
    const auto fields = fields_of(message);
    const auto body = json::text_or_empty(message, "body");
    EXPECT_TRUE(check_content_digest(field_value(fields, "content-digest"), body).has_value()) << name;
    EXPECT_FALSE(check_content_digest(field_value(fields, "content-digest"), body + ' ').has_value()) << name;
  }
}

TEST_F(MessageVectors, TheRsaKeyOfTheRfcSignsAndVerifies) {
  const Signer signer{"test-key-rsa", PrivateKey::parse(text_of(folder / "keys" / "test-key-rsa-private.pem")).value()};
  const auto now = from_rfc3339("2021-04-20T02:07:55Z").value();
  const auto fields = sign_message_get(signer, "https://example.com/foo?param=Value&Pet=dog", now).value();
  const SignedMessage message{"GET", "https://example.com/foo?param=Value&Pet=dog", fields};
  const auto signature = check_message(message, "", now).value();
  const auto key = PublicKey::parse(text_of(folder / "keys" / "test-key-rsa-public.pem")).value();
  EXPECT_TRUE(verify_message(signature, message, key).has_value());
  auto spoiled = signature;
  spoiled.signature.front() = static_cast<char>(spoiled.signature.front() ^ 1);
  EXPECT_FALSE(verify_message(spoiled, message, key).has_value());
}

}  // namespace
}  // namespace chancery::crypto
