// How a receiver knows that a message is ours and that nobody changed it: Standard Webhooks 1.0.0, "Signature scheme"
// and "Webhook headers", the symmetric kind. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

namespace chancery::notify {

using WebhookMessageId = Id<struct WebhookMessageTag>;

// 32 fresh random bytes: the key of the HMAC.
[[nodiscard]] std::string new_webhook_secret();
// As it is shown, once: "whsec_" and the bytes in base64.
[[nodiscard]] std::string shown_secret(std::string_view secret);

// "v1,<base64>": HMAC-SHA256 of "<id>.<seconds since 1970>.<body>".
[[nodiscard]] std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t seconds,
                                            std::string_view body);
// webhook-id, webhook-timestamp (of this try) and webhook-signature (one for each secret), and the content type.
[[nodiscard]] net::Headers webhook_headers(std::span<const std::string> secrets, WebhookMessageId id, Timestamp now,
                                           std::string_view body);

}  // namespace chancery::notify
