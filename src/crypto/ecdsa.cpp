#include "crypto/ecdsa.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

#include "crypto/bytes.hpp"
#include "crypto/openssl_handles.hpp"

namespace chancery::crypto {
namespace {

// Members of a COSE_Key (RFC 9052, section 7.1; RFC 9053, section 7).
constexpr std::int64_t kKeyType = 1;
constexpr std::int64_t kKeyAlgorithm = 3;
constexpr std::int64_t kCurve = -1;
constexpr std::int64_t kX = -2;
constexpr std::int64_t kY = -3;
constexpr std::int64_t kRsaModulus = -1;
constexpr std::int64_t kRsaExponent = -2;
constexpr int kOkp = 1;
constexpr int kEc2 = 2;
constexpr int kRsa = 3;
constexpr int kP256 = 1;
constexpr int kEd25519 = 6;

constexpr std::size_t kCoordinate = 32;
constexpr std::size_t kShortestModulus = 256;  // bytes
constexpr std::size_t kLongestModulus = 512;
constexpr std::size_t kLongestExponent = 4;

Handle<EVP_PKEY> open_spki(std::string_view spki) {
  const auto* at = bytes_of(spki);
  Handle<EVP_PKEY> key{d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()))};
  const bool whole = key && at == bytes_of(spki) + spki.size();
  ERR_clear_error();
  return whole ? std::move(key) : nullptr;
}

// Tag, length and value (X.690, section 8.1).
std::string der(unsigned char tag, std::string_view value) {
  std::string out(1, static_cast<char>(tag));
  if (value.size() < 0x80) {
    out += static_cast<char>(value.size());
  } else if (value.size() < 0x100) {
    out += '\x81';
    out += static_cast<char>(value.size());
  } else {
    out += '\x82';
    out += static_cast<char>(value.size() >> 8U);
    out += static_cast<char>(value.size() & 0xFFU);
  }
  return out.append(value);
}

// An unsigned INTEGER, without leading zeros but the one that keeps it positive.
std::string der_unsigned(std::string_view number) {
  number.remove_prefix(std::min(number.find_first_not_of('\0'), number.size() - 1));
  std::string value;
  if ((static_cast<unsigned char>(number.front()) & 0x80U) != 0) value += '\0';
  return der(0x02, value.append(number));
}

std::string literal(std::initializer_list<unsigned char> bytes) {
  return {bytes.begin(), bytes.end()};
}

std::string p256_spki(std::string_view x, std::string_view y) {
  auto spki = literal({0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                       0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04});
  return spki.append(x).append(y);
}

std::string ed25519_spki(std::string_view x) {
  return literal({0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00}).append(x);
}

std::string rsa_spki(std::string_view n, std::string_view e) {
  const auto algorithm =
      literal({0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00});
  std::string bits(1, '\0');
  bits += der(0x30, der_unsigned(n) + der_unsigned(e));
  return der(0x30, algorithm + der(0x03, bits));
}

std::int64_t integer(const Cbor& key, std::int64_t name) {
  const auto* member = key.find(name);
  return member != nullptr && member->kind == Cbor::Kind::Integer ? member->integer : 0;
}

std::string_view bytes(const Cbor& key, std::int64_t name) {
  const auto* member = key.find(name);
  return member != nullptr && member->kind == Cbor::Kind::Bytes ? std::string_view(member->bytes) : std::string_view{};
}

Result<std::string> spki_of(const Cbor& key, std::int64_t algorithm) {
  const auto type = integer(key, kKeyType);
  if (algorithm == kEs256 && type == kEc2 && integer(key, kCurve) == kP256) {
    if (bytes(key, kX).size() != kCoordinate || bytes(key, kY).size() != kCoordinate) {
      return fail(Errc::Malformed, "COSE key: a coordinate of another length");
    }
    return p256_spki(bytes(key, kX), bytes(key, kY));
  }
  if (algorithm == kEdDsa && type == kOkp && integer(key, kCurve) == kEd25519) {
    if (bytes(key, kX).size() != kCoordinate) return fail(Errc::Malformed, "COSE key: a point of another length");
    return ed25519_spki(bytes(key, kX));
  }
  if (algorithm == kRs256 && type == kRsa) {
    const auto n = bytes(key, kRsaModulus);
    const auto e = bytes(key, kRsaExponent);
    if (n.empty() || e.empty()) return fail(Errc::Malformed, "COSE key: an RSA key without its numbers");
    if (n.size() < kShortestModulus || n.size() > kLongestModulus || e.size() > kLongestExponent) {
      return fail(Errc::Unsupported, "COSE key: an RSA key of another length");
    }
    return rsa_spki(n, e);
  }
  return fail(Errc::Unsupported, "COSE key: not ES256, EdDSA or RS256");
}

}  // namespace

Result<AuthenticatorKey> read_cose_key(const Cbor& key) {
  if (key.kind != Cbor::Kind::Map) return fail(Errc::Malformed, "COSE key: no map");
  const auto algorithm = integer(key, kKeyAlgorithm);
  auto spki = spki_of(key, algorithm);
  if (!spki) return fail(spki.error());
  // Opening a point of P-256 checks that it is on the curve.
  if (!open_spki(*spki)) return fail(Errc::Malformed, "COSE key: no key of its kind");
  return AuthenticatorKey{*std::move(spki), static_cast<int>(algorithm)};
}

bool verifies(const AuthenticatorKey& key, std::string_view message, std::string_view signature) {
  const auto opened = open_spki(key.spki);
  const auto* const kind = key.algorithm == kEs256 ? "EC" : key.algorithm == kEdDsa ? "ED25519" : "RSA";
  if (!opened || EVP_PKEY_is_a(opened.get(), kind) != 1) return false;
  const Handle<EVP_MD_CTX> context{EVP_MD_CTX_new()};
  if (!context) throw std::runtime_error("OpenSSL: no context");
  const auto* const digest = key.algorithm == kEdDsa ? nullptr : EVP_sha256();
  const bool right =
      EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, opened.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
  ERR_clear_error();
  return right;
}

}  // namespace chancery::crypto
