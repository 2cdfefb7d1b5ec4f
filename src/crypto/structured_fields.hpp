// Structured field values (RFC 8941): as much of them as message signatures and digests are written in.
//
// Left out: decimals. Stricter than the RFC: a key that stands twice in a dictionary or in the parameters of one item
// is refused, and base64 must be padded, so that no field has a second reading.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace chancery::crypto {

struct Token {
  std::string text;
  bool operator==(const Token&) const = default;
};
struct Bytes {
  std::string bytes;  // raw
  bool operator==(const Bytes&) const = default;
};
// An integer, a string, a token, a byte sequence or a boolean.
using BareItem = std::variant<std::int64_t, std::string, Token, Bytes, bool>;

struct Parameter {
  std::string key;
  BareItem value;
  bool operator==(const Parameter&) const = default;
};
using Parameters = std::vector<Parameter>;  // in order

struct Item {
  BareItem value;
  Parameters parameters;
  bool operator==(const Item&) const = default;
};
struct InnerList {
  std::vector<Item> items;
  Parameters parameters;
  bool operator==(const InnerList&) const = default;
};
struct Member {
  std::string key;
  std::variant<Item, InnerList> value;
  bool operator==(const Member&) const = default;
};
using Dictionary = std::vector<Member>;  // in order

// Section 4.2.2: at most 8 KiB, 16 members, 64 items in a list, 16 parameters of one item. An empty text is an empty
// dictionary. Fails with Errc::Malformed or TooLarge; the hint says where.
[[nodiscard]] Result<Dictionary> parse_dictionary(std::string_view text);

// Section 4.1: the one way to write a value. Strings must be printable ASCII.
[[nodiscard]] std::string serialize(const Item& item);
[[nodiscard]] std::string serialize(const InnerList& list);
[[nodiscard]] std::string serialize(const Dictionary& dictionary);

// The value of that key; null when there is none.
[[nodiscard]] const BareItem* find_parameter(const Parameters& parameters, std::string_view key);

}  // namespace chancery::crypto
