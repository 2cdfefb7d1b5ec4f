#include "base/json.hpp"

#include <fmt/format.h>
#include <boost/json/stream_parser.hpp>

namespace chancery::json {
namespace {

std::size_t count_members(const Value& value) {
  // Iterative over an explicit stack: depth is bounded by the parser already, members are what we count.
  std::size_t count = 0;
  std::vector<const Value*> open{&value};
  while (!open.empty()) {
    const Value* current = open.back();
    open.pop_back();
    if (const auto* array = current->if_array()) {
      count += array->size();
      for (const auto& element : *array) open.push_back(&element);
    } else if (const auto* object = current->if_object()) {
      count += object->size();
      for (const auto& member : *object) open.push_back(&member.value());
    }
  }
  return count;
}

}  // namespace

Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return fail(Errc::TooLarge, fmt::format("JSON of {} bytes; at most {} are read", text.size(), limits.bytes));
  }
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::stream_parser parser({}, options);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error) {
    const auto what =
        error == boost::json::error::too_deep ? fmt::format("nested deeper than {}", limits.depth) : error.message();
    return fail(Errc::Malformed, fmt::format("not JSON at byte {}: {}", read, what));
  }
  if (read != text.size() && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
    return fail(Errc::Malformed, fmt::format("not JSON at byte {}: text after the end", read));
  }
  Value value = parser.release();
  if (count_members(value) > limits.members) {
    return fail(Errc::TooLarge, fmt::format("JSON with more than {} members", limits.members));
  }
  return value;
}

Result<Object> parse_object(std::string_view text, const Limits& limits) {
  auto value = parse(text, limits);
  if (!value) return fail(value.error());
  if (!value->is_object()) return fail(Errc::Malformed, "not a JSON object: write {…}");
  return std::move(value->get_object());
}

std::optional<std::string_view> text(const Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view{value->get_string()};
}

std::optional<std::int64_t> integer(const Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<bool> boolean(const Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

const Object* object(const Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

const Array* array(const Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

Result<std::string> require_text(const Object& object, std::string_view key) {
  const auto found = text(object, key);
  if (!found) return fail(Errc::Invalid, fmt::format("\"{}\" is missing or is not a text", key));
  return std::string{*found};
}

std::vector<std::string> texts(const Object& object, std::string_view key) {
  std::vector<std::string> found;
  if (const auto* value = object.if_contains(key)) {
    if (const auto* one = value->if_string()) found.emplace_back(*one);
    if (const auto* many = value->if_array()) {
      for (const auto& element : *many) {
        if (const auto* each = element.if_string()) found.emplace_back(*each);
      }
    }
  }
  return found;
}

std::string text_or_empty(const Object& object, std::string_view key) {
  return std::string(text(object, key).value_or(""));
}

double number_or_zero(const Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_number() ? value->to_number<double>() : 0;
}

std::vector<const Object*> objects(const Object& object, std::string_view key) {
  std::vector<const Object*> result;
  const auto* list = array(object, key);
  if (!list) return result;
  for (const auto& value : *list) {
    if (const auto* item = value.if_object()) result.push_back(item);
  }
  return result;
}

}  // namespace chancery::json
