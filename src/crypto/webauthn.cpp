#include "crypto/webauthn.hpp"

#include <algorithm>
#include <optional>

#include "base/json.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::crypto {
namespace {

constexpr std::size_t kLongestClientData = 4 * 1024;
constexpr std::size_t kLongestId = 1'023;
constexpr std::size_t kLongestSignature = 1'024;
// Of authenticator data (section 6.1).
constexpr std::size_t kHash = 32;
constexpr std::size_t kHead = kHash + 1 + 4;
constexpr std::size_t kAaguid = 16;
constexpr unsigned kUserPresent = 0x01;
constexpr unsigned kUserVerified = 0x04;
constexpr unsigned kBackupEligible = 0x08;
constexpr unsigned kBackedUp = 0x10;
constexpr unsigned kAttested = 0x40;
constexpr unsigned kExtensions = 0x80;

tl::unexpected<Error> malformed_passkey(std::string_view what) {
  return fail(Errc::Malformed, "passkey: " + std::string(what));
}

tl::unexpected<Error> refused_passkey(std::string_view what) {
  return fail(Errc::Unauthorized, "passkey: " + std::string(what));
}

// Sections 7.1 (6 to 11) and 7.2 (9 to 14): what the browser says was asked, where, by whom. No page of ours stands in
// another's.
Status check_client_data(const RelyingParty& party, std::string_view type, std::string_view challenge,
                         std::string_view client_data) {
  if (client_data.size() > kLongestClientData) return malformed_passkey("client data too long");
  const auto said = json::parse_object(client_data, {.bytes = kLongestClientData, .depth = 4, .members = 64});
  if (!said) return malformed_passkey("client data that is no JSON object");
  if (json::text(*said, "type") != type) return refused_passkey("another ceremony");
  const auto answered = json::text(*said, "challenge").value_or("");
  if (!constant_time_equal(answered, to_base64url(challenge))) return refused_passkey("another challenge");
  const auto origin = json::text(*said, "origin").value_or("");
  if (std::ranges::find(party.origins, origin) == party.origins.end()) {
    return refused_passkey("from another origin: " + std::string(origin.substr(0, 200)));
  }
  const auto* crossed = said->if_contains("crossOrigin");
  if ((crossed != nullptr && *crossed != false) || said->contains("topOrigin")) {
    return refused_passkey("inside a page of somebody else");
  }
  return {};
}

struct AuthenticatorData {
  unsigned flags = 0;
  std::uint32_t sign_count = 0;
  std::string_view id;      // of attested credential data
  std::optional<Cbor> key;  // likewise

  [[nodiscard]] bool has(unsigned flag) const { return (flags & flag) != 0; }
};

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

// Section 6.5.1: the id and the key of a new credential.
Status read_attested(std::string_view& rest, AuthenticatorData& data) {
  if (rest.size() < kAaguid + 2) return malformed_passkey("authenticator data ends too soon");
  rest.remove_prefix(kAaguid);
  const auto size = std::size_t{big_endian(rest.substr(0, 2))};
  rest.remove_prefix(2);
  if (size == 0 || size > kLongestId || size > rest.size()) return malformed_passkey("a credential id of this length");
  data.id = rest.substr(0, size);
  rest.remove_prefix(size);
  auto key = read_cbor_prefix(rest);
  if (!key) return fail(key.error());
  data.key = std::move(key->value);
  rest.remove_prefix(key->size);
  return {};
}

Result<AuthenticatorData> read_authenticator_data(const RelyingParty& party, std::string_view bytes) {
  if (bytes.size() < kHead) return malformed_passkey("authenticator data ends too soon");
  if (!constant_time_equal(bytes.substr(0, kHash), sha256(party.id))) return refused_passkey("for another host");
  AuthenticatorData data;
  data.flags = static_cast<unsigned char>(bytes[kHash]);
  data.sign_count = big_endian(bytes.substr(kHash + 1, 4));
  auto rest = bytes.substr(kHead);
  if (data.has(kAttested)) {
    if (auto read = read_attested(rest, data); !read) return fail(read.error());
  }
  if (data.has(kExtensions)) {
    const auto extensions = read_cbor_prefix(rest);
    if (!extensions) return fail(extensions.error());
    if (extensions->value.kind != Cbor::Kind::Map) return malformed_passkey("extensions that are no map");
    rest.remove_prefix(extensions->size);
  }
  if (!rest.empty()) return malformed_passkey("bytes after the authenticator data");
  if (!data.has(kUserPresent)) return refused_passkey("nobody was there");
  if (!data.has(kUserVerified)) return refused_passkey("it was not made sure who was there");
  if (data.has(kBackedUp) && !data.has(kBackupEligible)) return malformed_passkey("backed up, and cannot be");
  return data;
}

}  // namespace

Result<NewCredential> verify_registration(const RelyingParty& party, std::string_view challenge,
                                          std::string_view client_data, std::string_view attestation_object) {
  if (auto right = check_client_data(party, "webauthn.create", challenge, client_data); !right) {
    return fail(right.error());
  }
  const auto object = read_cbor(attestation_object);
  if (!object) return fail(object.error());
  const auto* bytes = object->find("authData");
  if (bytes == nullptr || bytes->kind != Cbor::Kind::Bytes) return malformed_passkey("no authenticator data");
  const auto data = read_authenticator_data(party, bytes->bytes);
  if (!data) return fail(data.error());
  if (!data->key) return malformed_passkey("no credential");
  auto key = read_cose_key(*data->key);
  if (!key) return fail(key.error());
  return NewCredential{.id = std::string(data->id),
                       .key = *std::move(key),
                       .sign_count = data->sign_count,
                       .backup_eligible = data->has(kBackupEligible),
                       .backed_up = data->has(kBackedUp)};
}

Result<Asserted> verify_assertion(const RelyingParty& party, std::string_view challenge, const Assertion& assertion,
                                  const KnownCredential& known) {
  if (auto right = check_client_data(party, "webauthn.get", challenge, assertion.client_data); !right) {
    return fail(right.error());
  }
  if (assertion.authenticator_data.size() > CborLimits::kBytes) return malformed_passkey("authenticator data too long");
  if (assertion.signature.size() > kLongestSignature) return malformed_passkey("a signature too long");
  const auto data = read_authenticator_data(party, assertion.authenticator_data);
  if (!data) return fail(data.error());
  if (data->has(kBackupEligible) != known.backup_eligible) return refused_passkey("another kind of authenticator");
  std::string signed_bytes(assertion.authenticator_data);
  signed_bytes += sha256(assertion.client_data);
  if (!verifies(known.key, signed_bytes, assertion.signature)) return refused_passkey("a wrong signature");
  const bool counts = data->sign_count != 0 || known.sign_count != 0;
  if (counts && data->sign_count <= known.sign_count) {
    return fail(Errc::Refused, "passkey: its count did not grow; somebody may have a copy of it");
  }
  return Asserted{data->sign_count, data->has(kBackedUp)};
}

}  // namespace chancery::crypto
