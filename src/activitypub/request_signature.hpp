// The signature on a request to us, of either kind: RFC 9421 where the request has a Signature-Input, else
// draft-cavage-12.
//
// Taken in two steps with the look-up of the key between them: check(), then verify() with the key found under
// key_id().
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "activity/addresses.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/http_signature.hpp"
#include "crypto/message_signature.hpp"
#include "net/http.hpp"

namespace chancery::activitypub {

class RequestSignature {
 public:
  RequestSignature() = default;  // matches nothing
  // Applies the policy of crypto/, and Host must be ours: what was signed for another server must not count here.
  // Fails with Errc::Unauthorized, Malformed or TooLarge; the hint says which rule.
  [[nodiscard]] static Result<RequestSignature> check(const net::Request& request, std::string_view body,
                                                      const activity::Addresses& addresses, Timestamp now);
  [[nodiscard]] const std::string& key_id() const;
  // When it was made, by the signer's clock, as it is signed. `request` as it was when checked.
  [[nodiscard]] Timestamp signed_at(const net::Request& request) const;
  // Whether this field, named in small letters, is signed.
  [[nodiscard]] bool covers(std::string_view field) const;
  // `request` as it was when checked. Fails with Errc::Unauthorized.
  [[nodiscard]] Status verify(const net::Request& request, const activity::Addresses& addresses,
                              const crypto::PublicKey& key) const;

 private:
  using Either = std::variant<crypto::SignatureHeader, crypto::MessageSignature>;
  explicit RequestSignature(Either signature) : signature_(std::move(signature)) {}
  Either signature_;
};

// Whether a request claims to be signed.
[[nodiscard]] bool is_signed(const net::Request& request);
// The server whose key a request claims to be signed with, as host and port, for the log; nothing is checked.
[[nodiscard]] std::string claimed_signer(const net::Request& request);

}  // namespace chancery::activitypub
