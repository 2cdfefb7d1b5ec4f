#include "crypto/rsa.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "crypto/bytes.hpp"
#include "crypto/hash.hpp"
#include "crypto/openssl_handles.hpp"

namespace chancery::crypto {
namespace {

constexpr std::size_t kMaxPem = 16 * 1024;
constexpr int kMinBits = 2048;
constexpr int kMaxBits = 8192;  // verifying costs with the square of the length: a peer chooses the key

[[noreturn]] void broken(const char* what) {
  ERR_clear_error();
  throw std::runtime_error(std::string("OpenSSL: ") + what);
}

// The key of `selection` in the text, or null. Encrypted PEM is refused: there is nobody to ask for a passphrase.
Handle<EVP_PKEY> decode_pem(std::string_view pem, int selection) {
  EVP_PKEY* raw = nullptr;
  const Handle<OSSL_DECODER_CTX> context{
      OSSL_DECODER_CTX_new_for_pkey(&raw, "PEM", nullptr, "RSA", selection, nullptr, nullptr)};
  if (!context) broken("no decoder");
  OSSL_DECODER_CTX_set_passphrase(context.get(), reinterpret_cast<const unsigned char*>(""), 0);
  const auto* data = bytes_of(pem);
  auto size = pem.size();
  const bool decoded = OSSL_DECODER_from_data(context.get(), &data, &size) == 1;
  Handle<EVP_PKEY> key{raw};
  ERR_clear_error();
  if (!decoded || !key || EVP_PKEY_is_a(key.get(), "RSA") != 1) return nullptr;
  return key;
}

Status check_bits(const EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  if (bits >= kMinBits && bits <= kMaxBits) return {};
  return fail(Errc::Refused, "an RSA key of " + std::to_string(bits) + " bits; 2048 to 8192 are accepted");
}

// An exponent as long as the modulus would make each verification thousands of times dearer.
Status check_exponent(const EVP_PKEY* key) {
  BIGNUM* raw = nullptr;
  const bool found = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &raw) == 1;
  const Handle<BIGNUM> exponent{raw};
  if (found && BN_num_bits(exponent.get()) <= 32 && BN_is_odd(exponent.get()) && !BN_is_one(exponent.get())) return {};
  return fail(Errc::Refused, "an RSA key with an exponent that is even, below 3 or above 32 bits");
}

// PKCS #1 v1.5 with SHA-256, for what `init` begins.
template <class Init>
Handle<EVP_PKEY_CTX> ready_to(Init init, EVP_PKEY* key) {
  Handle<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
  if (!context || init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1) {
    broken("a key cannot be used");
  }
  return context;
}

template <class Write>
std::string pem_of(EVP_PKEY* key, Write write) {
  const Handle<BIO> memory{BIO_new(BIO_s_mem())};
  if (!memory || write(memory.get(), key) != 1) broken("a key cannot be written");
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

RsaKeyPair generate_rsa_key_pair() {
  const Handle<EVP_PKEY> key{EVP_RSA_gen(2048)};
  if (!key) broken("no RSA key could be made");
  return {
      pem_of(key.get(), [](BIO* to, EVP_PKEY* from) { return PEM_write_bio_PUBKEY(to, from); }),
      pem_of(key.get(),
             [](BIO* to, EVP_PKEY* from) {
               return PEM_write_bio_PKCS8PrivateKey(to, from, nullptr, nullptr, 0, nullptr, nullptr);
             }),
  };
}

Result<PrivateKey> PrivateKey::parse(std::string_view pem) {
  auto key = pem.size() <= kMaxPem ? decode_pem(pem, EVP_PKEY_KEYPAIR) : nullptr;
  if (!key) return fail(Errc::Malformed, "not an RSA private key in PEM");
  if (auto status = check_bits(key.get()); !status) return fail(status.error());
  return PrivateKey(ready_to(EVP_PKEY_sign_init, key.get()));
}

std::string PrivateKey::sign(std::string_view message) const {
  const Handle<EVP_PKEY_CTX> context{EVP_PKEY_CTX_dup(ready_.get())};
  if (!context) broken("no signature could begin");
  const auto digest = sha256(message);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(EVP_PKEY_CTX_get0_pkey(context.get()))), '\0');
  auto size = signature.size();
  if (EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(digest),
                    digest.size()) != 1) {
    broken("a signature failed");
  }
  signature.resize(size);
  return signature;
}

Result<PublicKey> PublicKey::parse(std::string_view pem) {
  auto key = pem.size() <= kMaxPem ? decode_pem(pem, EVP_PKEY_PUBLIC_KEY) : nullptr;
  if (!key) return fail(Errc::Malformed, "not an RSA public key in PEM");
  if (auto status = check_bits(key.get()); !status) return fail(status.error());
  if (auto status = check_exponent(key.get()); !status) return fail(status.error());
  return PublicKey(ready_to(EVP_PKEY_verify_init, key.get()));
}

Status PublicKey::verify(std::string_view message, std::string_view signature) const {
  const Handle<EVP_PKEY_CTX> context{EVP_PKEY_CTX_dup(ready_.get())};
  if (!context) broken("no verification could begin");
  const auto digest = sha256(message);
  const int outcome =
      EVP_PKEY_verify(context.get(), bytes_of(signature), signature.size(), bytes_of(digest), digest.size());
  ERR_clear_error();
  if (outcome == 1) return {};
  return fail(Errc::Unauthorized, "the RSA signature does not match");
}

}  // namespace chancery::crypto
