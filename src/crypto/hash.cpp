#include "crypto/hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <cassert>
#include <new>

#include "crypto/random.hpp"

namespace chancery::crypto {
namespace {

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

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

}  // namespace

std::string sha256(std::string_view bytes) {
  ensure_sodium();
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes_of(digest), bytes_of(bytes), bytes.size());
  return digest;
}

std::string sha512(std::string_view bytes) {
  ensure_sodium();
  std::string digest(crypto_hash_sha512_BYTES, '\0');
  crypto_hash_sha512(bytes_of(digest), bytes_of(bytes), bytes.size());
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
