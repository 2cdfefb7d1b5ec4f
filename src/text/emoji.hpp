// Small pictures in the place of ":shortcode:".
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace chancery::text {

// Where the picture of a shortcode (without colons) is; empty: there is none.
using EmojiPicture = std::function<std::string(std::string_view shortcode)>;

// `html`, as sanitise() or escape_html() gave it, with an <img class="emoji"> in the place of each shortcode that has a
// picture: its alternative text and its title are what stood there. A shortcode begins and ends beside something else
// than an ASCII letter or digit ("12:30:45" is a time); inside of code, and in attributes, nothing is replaced. Linear.
[[nodiscard]] std::string with_emoji(std::string_view html, const EmojiPicture& picture);

}  // namespace chancery::text
