// HTTP message signatures (RFC 9421) as the fediverse uses them: one signature with rsa-v1_5-sha256, the body covered
// by Content-Digest (RFC 9530).
//
// Pure, like http_signature.hpp, and used in the same two steps with the look-up of the key between them:
//   1. check_message: parses `Signature-Input` and `Signature` and applies our policy; gives the keyid.
//   2. verify_message: checks the signature with the key found under it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/http_signature.hpp"
#include "crypto/message_components.hpp"
#include "crypto/rsa.hpp"
#include "crypto/structured_fields.hpp"

namespace chancery::crypto {

struct MessageSignature {
  std::string label;  // "sig1"
  InnerList input;    // the covered components, and the parameters as they were sent
  std::string key_id;
  std::string algorithm;                // empty when absent
  std::optional<std::int64_t> created;  // seconds since 1970
  std::optional<std::int64_t> expires;
  std::string signature;  // raw bytes
};

// Reads the values of `Signature-Input` and `Signature`: each holds exactly one member, of the same label. Fails with
// Errc::Malformed, Unauthorized or TooLarge; the hint names the part.
[[nodiscard]] Result<MessageSignature> parse_message_signature(std::string_view signature_input,
                                                               std::string_view signature);

// --- receiving ---

// Whether a request brings a signature of this kind.
[[nodiscard]] bool has_message_signature(HeaderFields headers);

// Parses the one signature and applies the policy: keyid and `created` are there, `created` within the bounds of
// `policy` and `expires` not passed; the algorithm is absent or rsa-v1_5-sha256; @method is covered, and @target-uri
// or what it consists of (@authority with @request-target, or with @path and @query); content-digest is covered and
// matches when there is a body or the method brings one.
// Fails with Errc::Unauthorized, Malformed or TooLarge; the hint says which rule.
[[nodiscard]] Result<MessageSignature> check_message(const SignedMessage& message, std::string_view body, Timestamp now,
                                                     const SignaturePolicy& policy = {});
// Fails with Errc::Unauthorized.
[[nodiscard]] Status verify_message(const MessageSignature& signature, const SignedMessage& message,
                                    const PublicKey& key);

// "sha-256=:…:" of the body (RFC 9530).
[[nodiscard]] std::string make_content_digest(std::string_view body);
// The value names at least one of sha-256 and sha-512, and both match where they stand. Fails with
// Errc::Unauthorized.
[[nodiscard]] Status check_content_digest(std::string_view value, std::string_view body);

// --- sending ---

// What a signature of ours covers and says beyond what it always does: what a peer asked for.
struct SignatureWish {
  std::string label = "sig1";
  std::vector<Item> components;
  bool expires = false;
  std::optional<std::string> nonce;
  std::optional<std::string> tag;
};

// The first member of an Accept-Signature field (section 5.1) that we can meet with the key `key_id` and
// rsa-v1_5-sha256. Fails with Errc::Malformed or Unsupported.
[[nodiscard]] Result<SignatureWish> read_accept_signature(std::string_view value, std::string_view key_id);

// The fields to add to a GET: Date, Signature-Input, Signature. Covers @method and @target-uri.
// Both fail with Errc::Invalid when the target or content type cannot stand in a request, or when a component asked
// for is not there.
[[nodiscard]] Result<AddedFields> sign_message_get(const Signer& signer, std::string_view target_uri, Timestamp now,
                                                   const SignatureWish& wish = {});
// The fields to add to a POST: Date, Content-Digest, Content-Type, Signature-Input, Signature. Covers @method,
// @target-uri, content-digest and content-type, and the fields of `more`, which are added as well.
[[nodiscard]] Result<AddedFields> sign_message_post(const Signer& signer, std::string_view target_uri,
                                                    std::string_view content_type, std::string_view body, Timestamp now,
                                                    const SignatureWish& wish = {}, const AddedFields& more = {});

}  // namespace chancery::crypto
