// Reads CBOR (RFC 8949), as much of it as authenticators write (CTAP 2.1, section 8): whole numbers, byte and text
// strings, arrays and maps of definite length, true, false and null. Nothing is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace chancery::crypto {

// A value type: a tree. Thread safety: immutable once read.
struct Cbor {
  enum class Kind { Integer, Bytes, Text, Array, Map, Bool, Null };
  Kind kind = Kind::Null;
  std::int64_t integer = 0;                    // of Integer; 0 or 1 of Bool
  std::string bytes;                           // of Bytes and Text
  std::vector<Cbor> items;                     // of Array
  std::vector<std::pair<Cbor, Cbor>> members;  // of Map, in the order they stood

  // The member under a whole number or a text; null when there is none.
  [[nodiscard]] const Cbor* find(std::int64_t key) const;
  [[nodiscard]] const Cbor* find(std::string_view key) const;
  friend bool operator==(const Cbor&, const Cbor&) = default;
};

struct CborLimits {
  static constexpr std::size_t kBytes = 4 * 1024;
  static constexpr int kDepth = 4;
  static constexpr std::size_t kMembers = 32;  // of one array or map
};

// One value that is the whole text. Fails with Errc::Malformed (not CBOR, or bytes after it), Unsupported (tags,
// floats, indefinite lengths, numbers past 63 bits, keys that are neither number nor text) or TooLarge; two members of
// one key are malformed.
[[nodiscard]] Result<Cbor> read_cbor(std::string_view bytes);
// One value that others follow, and how many bytes it took.
struct CborPrefix {
  Cbor value;
  std::size_t size = 0;
};
[[nodiscard]] Result<CborPrefix> read_cbor_prefix(std::string_view bytes);

}  // namespace chancery::crypto
