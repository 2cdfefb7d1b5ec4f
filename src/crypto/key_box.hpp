// Private keys of many owners, sealed at rest with one key that is kept elsewhere.
//
// A value type. Thread safety: immutable; any thread may seal and open at once.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::crypto {

class KeyBox {
 public:
  // `key` has 32 bytes. Fails with Errc::Malformed.
  [[nodiscard]] static Result<KeyBox> of(std::string key);
  // 32 fresh random bytes, for `of`.
  [[nodiscard]] static std::string make_key();

  // One line of text. It opens for the same owner alone: a sealed key cannot be moved to another row.
  [[nodiscard]] std::string seal(std::string_view private_key_pem, std::string_view owner) const;
  // The PEM text. Fails with Errc::Malformed: not sealed, by another key, for another owner, or changed.
  [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view owner) const;

 private:
  explicit KeyBox(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

// A PEM text stands there as it is.
[[nodiscard]] inline bool is_in_clear(std::string_view private_key) {
  return private_key.starts_with("-----BEGIN");
}

}  // namespace chancery::crypto
