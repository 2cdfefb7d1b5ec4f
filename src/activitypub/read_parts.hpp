// What readers of other servers' documents share. For activitypub/ alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace chancery::activitypub {

inline constexpr std::size_t kMaxUri = 2'048;
inline constexpr std::size_t kMaxName = 400;  // bytes

// One `type`, or the first known of several.
template <class Known>
std::string_view first_type(const json::Object& object, Known known) {
  const auto* value = object.if_contains("type");
  if (!value) return {};
  if (const auto* text = value->if_string()) return known(*text) ? std::string_view(*text) : std::string_view();
  if (const auto* array = value->if_array()) {
    for (const auto& element : *array) {
      if (const auto* text = element.if_string(); text && known(*text)) return *text;
    }
  }
  return {};
}

// The elements of a list, or the one value that stands for a list of one.
template <class Take>
void each_value(const json::Object& object, std::string_view key, Take take) {
  const auto* value = object.if_contains(key);
  if (!value) return;
  if (const auto* array = value->if_array()) {
    for (const auto& element : *array) take(element);
  } else {
    take(*value);
  }
}

[[nodiscard]] bool is_note(const json::Object& object);
// The id under `key`; empty when there is none.
[[nodiscard]] std::string member_id(const json::Object& object, std::string_view key);
[[nodiscard]] std::vector<std::string> member_ids(const json::Object& object, std::string_view key);
// The first object under `key`: the value itself, or the first of an array.
[[nodiscard]] const json::Object* embedded(const json::Object& object, std::string_view key);
// The custom emoji that stand in one of the texts: few, each once. Where their server keeps them they stay.
[[nodiscard]] std::vector<activity::Emoji> read_emojis_in(const json::Object& object, const Peers& peers,
                                                          const std::vector<std::string_view>& texts);
[[nodiscard]] activity::Audience read_audience(const json::Object& object);
// Where `url` leads: a string, a Link, or of several the first of media type `wanted`, else the first usable. Empty
// when there is none.
struct Target {
  std::string href;
  std::string media_type;  // of a Link, bare (base/media_type.hpp)
};
[[nodiscard]] Target read_target(const json::Object& object, const Peers& peers, std::string_view wanted = {});
// The page for people.
[[nodiscard]] std::string read_page(const json::Object& object, const Peers& peers);
// A name in one line: no control characters, nothing that turns the line around, of bounded length.
[[nodiscard]] std::string one_line(std::string_view text);
// The same of several lines, at most `most` bytes.
[[nodiscard]] std::string plain_lines(std::string_view text, std::size_t most);
// Fails with Errc::Invalid when it is missing, and like Peers::check().
[[nodiscard]] Result<std::string> required_id(const json::Object& object, std::string_view key, const Peers& peers);

// HTML made safe, and of what grows too long by that only the beginning. Empty when nothing is left of it.
[[nodiscard]] std::string kept_html(std::string_view html);

}  // namespace chancery::activitypub
