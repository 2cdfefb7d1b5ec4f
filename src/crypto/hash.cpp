#include "crypto/hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <cassert>
#include <new>

#include "crypto/bytes.hpp"
#include "crypto/random.hpp"

namespace chancery::crypto {
namespace {

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view bytes) {
  std::string mac(static_cast<std::size_t>(EVP_MD_get_size(digest)), '\0');
  // OpenSSL takes a null key for "the former one", also when its length is 0.
  static constexpr char kEmpty = 0;
  const void* start = key.empty() ? &kEmpty : key.data();
  const auto* done =
      HMAC(digest, start, static_cast<int>(key.size()), bytes_of(bytes), bytes.size(), bytes_of(mac), nullptr);
  if (done == nullptr) throw std::bad_alloc();
  return mac;
}

std::string digest_of(const EVP_MD* kind, std::string_view bytes) {
  std::string digest(static_cast<std::size_t>(EVP_MD_get_size(kind)), '\0');
  if (EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), nullptr, kind, nullptr) != 1) throw std::bad_alloc();
  return digest;
}

}  // namespace

// OpenSSL's, which use the processor's own instructions.
std::string sha256(std::string_view bytes) {
  return digest_of(EVP_sha256(), bytes);
}

std::string sha512(std::string_view bytes) {
  return digest_of(EVP_sha512(), bytes);
}

struct Sha256::Impl {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  if (!impl_->context || EVP_DigestInit_ex(impl_->context.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  if (EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()) != 1) throw std::bad_alloc();
}

std::string Sha256::finish() {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  if (EVP_DigestFinal_ex(impl_->context.get(), bytes_of(digest), nullptr) != 1) throw std::bad_alloc();
  return digest;
}

std::string blake2b(std::string_view bytes, std::string_view key, std::size_t size) {
  ensure_sodium();
  assert(size >= crypto_generichash_BYTES_MIN && size <= crypto_generichash_BYTES_MAX);
  assert(key.empty() ||
         (key.size() >= crypto_generichash_KEYBYTES_MIN && key.size() <= crypto_generichash_KEYBYTES_MAX));
  std::string digest(size, '\0');
  crypto_generichash(bytes_of(digest), digest.size(), bytes_of(bytes), bytes.size(), bytes_of(key), key.size());
  return digest;
}

std::string hmac_sha1(std::string_view key, std::string_view bytes) {
  return hmac(EVP_sha1(), key, bytes);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  return hmac(EVP_sha256(), key, bytes);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace chancery::crypto
