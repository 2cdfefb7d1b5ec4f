#include "notify/webhook_signature.hpp"

#include <chrono>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace chancery::notify {

std::string new_webhook_secret() {
  return crypto::random_bytes(32);
}

std::string shown_secret(std::string_view secret) {
  return "whsec_" + crypto::to_base64(secret);
}

std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t seconds,
                              std::string_view body) {
  std::string content;
  content.append(id).append(".").append(std::to_string(seconds)).append(".").append(body);
  return "v1," + crypto::to_base64(crypto::hmac_sha256(secret, content));
}

net::Headers webhook_headers(std::span<const std::string> secrets, WebhookMessageId id, Timestamp now,
                             std::string_view body) {
  const auto name = "msg_" + id.text();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::string signatures;
  for (const auto& secret : secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += webhook_signature(secret, name, seconds, body);
  }
  return {{"Content-Type", "application/json"},
          {"webhook-id", name},
          {"webhook-timestamp", std::to_string(seconds)},
          {"webhook-signature", signatures}};
}

}  // namespace chancery::notify
