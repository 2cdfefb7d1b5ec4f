// Digests and message authentication codes. Results are raw bytes; encoding.hpp makes them text.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace chancery::crypto {

[[nodiscard]] std::string sha256(std::string_view bytes);  // 32 bytes (FIPS 180-4)
[[nodiscard]] std::string sha512(std::string_view bytes);  // 64 bytes
// RFC 7693; `size` of 16 to 64 bytes, `key` of 0 or 16 to 64 bytes.
[[nodiscard]] std::string blake2b(std::string_view bytes, std::string_view key = {}, std::size_t size = 32);
[[nodiscard]] std::string hmac_sha1(std::string_view key, std::string_view bytes);    // 20 bytes; for TOTP alone
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 bytes (RFC 2104)

// SHA-256 of what comes in pieces, such as a file too big to hold. Move-only.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void add(std::string_view bytes);
  // Of all that was added, 32 bytes. To be called once.
  [[nodiscard]] std::string finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Whether both are the same, in a time that depends on the lengths alone.
[[nodiscard]] bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace chancery::crypto
