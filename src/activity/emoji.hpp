// A server's own small pictures, written as ":shortcode:" in a text (Mastodon's `Emoji` tag).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace chancery::activity {

struct Emoji {
  std::string shortcode;  // without colons
  std::string url;        // its picture, where its server keeps it
  bool operator==(const Emoji&) const = default;
};

// Whether it may stand between colons: 1 to 64 of [A-Za-z0-9_+-].
[[nodiscard]] bool is_shortcode(std::string_view text);

// As they are stored: {"shortcode": "address"}, in their order. Reading passes over what is no such pair.
[[nodiscard]] json::Object write_emojis(const std::vector<Emoji>& emojis);
[[nodiscard]] std::vector<Emoji> read_emojis(const json::Object& stored);

}  // namespace chancery::activity
