// What documents are put together from. For activitypub/ alone.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace chancery::activitypub {

inline constexpr std::string_view kActivityStreams = "https://www.w3.org/ns/activitystreams";

// Of a JSON-LD context: the term holds an identifier.
[[nodiscard]] json::Object reference(std::string_view term);
[[nodiscard]] json::Array texts(std::initializer_list<std::string_view> values);
// "2026-11-22T09:30:00Z": some readers take no fraction.
[[nodiscard]] std::string to_the_second(Timestamp time);

// The document of an object: its JSON-LD context first, and after ActivityStreams the terms that the object, or what is
// in it, uses beyond it.
[[nodiscard]] std::string with_context(const json::Object& object);
[[nodiscard]] std::string with_context(const json::Object& object, json::Object terms);

}  // namespace chancery::activitypub
