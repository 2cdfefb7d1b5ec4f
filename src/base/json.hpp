// JSON in, bounded; small JSON out. A thin layer over Boost.JSON.
//
// Bulk streams are read with simdjson where they are read (atproto); this is for bodies and documents.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chancery::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

struct Limits {
  std::size_t bytes = 1024 * 1024;
  std::size_t depth = 32;
  std::size_t members = 10'000;  // of all objects and arrays together
};

// Reads one JSON text (RFC 8259, UTF-8 checked, duplicate keys: the last one wins).
// Fails with Errc::Malformed (the hint says at which byte) or Errc::TooLarge.
[[nodiscard]] Result<Value> parse(std::string_view text, const Limits& limits = {});
// The same, and the value must be an object.
[[nodiscard]] Result<Object> parse_object(std::string_view text, const Limits& limits = {});

// The member's text, or nothing when it is absent or of another type. The view lives as long as the object.
[[nodiscard]] std::optional<std::string_view> text(const Object& object, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> integer(const Object& object, std::string_view key);
[[nodiscard]] std::optional<bool> boolean(const Object& object, std::string_view key);
[[nodiscard]] const Object* object(const Object& object, std::string_view key);
[[nodiscard]] const Array* array(const Object& object, std::string_view key);

// The member's text; fails with Errc::Invalid and a hint that names the key.
[[nodiscard]] Result<std::string> require_text(const Object& object, std::string_view key);
// A list of texts; one text counts as a list of one; absent is empty. Members of other types are skipped.
[[nodiscard]] std::vector<std::string> texts(const Object& object, std::string_view key);
// The member's text or number, or "" or 0 when it is absent or of another type.
[[nodiscard]] std::string text_or_empty(const Object& object, std::string_view key);
[[nodiscard]] double number_or_zero(const Object& object, std::string_view key);
// The objects of a list, as long as the object lives; members of other types are skipped; absent is empty.
[[nodiscard]] std::vector<const Object*> objects(const Object& object, std::string_view key);

}  // namespace chancery::json
