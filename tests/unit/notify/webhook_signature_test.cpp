#include "notify/webhook_signature.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace chancery::notify {
namespace {

std::string bytes(char first) {
  std::string key(32, '\0');
  for (auto& byte : key) byte = first++;
  return key;
}

// Python: base64(hmac(bytes(range(32)), b'msg_1.1795339800.{"a":1}', sha256))
constexpr auto* kByHand = "v1,1wusVhgs2bOgrmeLr9duvYDPa/XDNlDbz8BbgfYKEAo=";

TEST(WebhookSignature, IsTheHmacOfIdTimeAndBody) {
  EXPECT_EQ(webhook_signature(bytes(0), "msg_1", 1'795'339'800, R"({"a":1})"), kByHand);
  EXPECT_NE(webhook_signature(bytes(0), "msg_2", 1'795'339'800, R"({"a":1})"), kByHand);
  EXPECT_NE(webhook_signature(bytes(0), "msg_1", 1'795'339'801, R"({"a":1})"), kByHand);
  EXPECT_NE(webhook_signature(bytes(0), "msg_1", 1'795'339'800, R"({"a":2})"), kByHand);
}

TEST(WebhookSignature, ASecretIsShownAsReceiversReadIt) {
  EXPECT_EQ(shown_secret(bytes(0)), "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  EXPECT_EQ(new_webhook_secret().size(), 32U);
  EXPECT_NE(new_webhook_secret(), new_webhook_secret());
}

TEST(WebhookSignature, EverySecretSigns) {
  const std::array secrets{bytes(0), bytes(100)};
  const auto headers = webhook_headers(secrets, WebhookMessageId{1}, from_micros(1'795'339'800'900'000), R"({"a":1})");
  EXPECT_EQ(headers.find("webhook-id"), "msg_1");
  EXPECT_EQ(headers.find("webhook-timestamp"), "1795339800");
  EXPECT_EQ(headers.find("webhook-signature"),
            std::string(kByHand) + " " + webhook_signature(bytes(100), "msg_1", 1'795'339'800, R"({"a":1})"));
  EXPECT_EQ(headers.find("content-type"), "application/json");
}

}  // namespace
}  // namespace chancery::notify
