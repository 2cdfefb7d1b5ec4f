// HTTP request signatures as the fediverse uses them: draft-cavage-http-signatures-12 with RSA-SHA256.
//
// Pure: a request is a method, a target and header fields; fetching the key is the caller's. Receiving takes two
// steps with the key look-up between them:
//   1. check_request: parses `Signature` and applies our policy (what is covered, Date, Digest); gives the keyId.
//   2. verify_request: checks the signature with the key found under it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/header_fields.hpp"
#include "crypto/rsa.hpp"
#include "crypto/signature_header.hpp"

namespace chancery::crypto {

// Borrowed for the call.
struct SignedRequest {
  std::string_view method;  // "GET", any case
  std::string_view target;  // as sent: "/inbox?x=1"
  HeaderFields headers;
};

// What is signed (section 2.3): one "name: value" line for each covered name, joined by '\n'. Several fields of one
// name are joined by ", ". Fails with Errc::Unauthorized when a covered field is absent.
[[nodiscard]] Result<std::string> signing_string(const SignatureHeader& header, const SignedRequest& request);

// --- sending ---

struct Signer {
  std::string key_id;  // "https://mfa.example/actors/1#main-key"
  PrivateKey key;
};

using AddedFields = std::vector<std::pair<std::string, std::string>>;

// The fields to add to a GET: Date, Signature. Covers (request-target) host date.
// `host` is the Host field as it will be sent, `target` path and query as they will be sent.
// Both fail with Errc::Invalid when host, target or content type cannot stand in a request.
[[nodiscard]] Result<AddedFields> sign_get(const Signer& signer, std::string_view host, std::string_view target,
                                           Timestamp now);
// The fields to add to a POST: Date, Digest, Content-Type, Signature. Covers (request-target) host date digest
// content-type, and the fields of `more`, which are added as well.
[[nodiscard]] Result<AddedFields> sign_post(const Signer& signer, std::string_view host, std::string_view target,
                                            std::string_view content_type, std::string_view body, Timestamp now,
                                            const AddedFields& more = {});

// --- receiving ---

struct SignaturePolicy {
  std::chrono::seconds past{std::chrono::hours{12}};   // how old a Date may be
  std::chrono::seconds future{std::chrono::hours{1}};  // how far ahead of our clock
  std::string host;  // what Host must say, so that a request to another server cannot be replayed here; empty: any
};

// Parses the one Signature field and applies the policy: (request-target), host and date (or (created)) are covered,
// and digest too when there is a body or the method brings one; the time is within bounds; Digest matches the body;
// the algorithm is absent, rsa-sha256 or hs2019; Host, Date and Digest stand there at most once; Host is ours.
// Fails with Errc::Unauthorized or Malformed; the hint says which rule.
[[nodiscard]] Result<SignatureHeader> check_request(const SignedRequest& request, std::string_view body, Timestamp now,
                                                    const SignaturePolicy& policy = {});
// Checks the signature: over the target as sent, then, when it has a query, over the target without it, as some
// peers sign. Fails with Errc::Unauthorized.
[[nodiscard]] Status verify_request(const SignatureHeader& header, const SignedRequest& request, const PublicKey& key);

// "SHA-256=" and the base64 digest of the body (RFC 3230).
[[nodiscard]] std::string make_digest(std::string_view body);
// The value may list several digests: exactly one is SHA-256 and it must match. Fails with Errc::Unauthorized.
[[nodiscard]] Status check_digest(std::string_view value, std::string_view body);

}  // namespace chancery::crypto
