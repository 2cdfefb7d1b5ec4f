// Letters that look like others, and characters that cannot be seen: what a text may hold that its reader is not
// shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chancery::text {

// Whether one word has letters of two of the alphabets whose letters look alike (Latin, Greek, Cyrillic, Armenian,
// Cherokee, Coptic). Han, kana and Hangul mix with any (Unicode 15, UTS #39 section 5.2).
[[nodiscard]] bool mixes_alphabets(std::string_view word);
// Whether a word without a Latin letter could be read as a Latin one, letter by letter: "аррӏе".
[[nodiscard]] bool imitates_latin(std::string_view word);

// The characters that are not seen, as "U+200B", each once, in the order of the text: zero-width spaces and joiners,
// soft hyphens, tags, fillers. Joiners between letters of scripts that need them, and in emoji, are none. Bidirectional
// controls are not among them: see bidi_controls.
[[nodiscard]] std::vector<std::string> hidden_characters(std::string_view text);
// The same for U+202A to U+202E, U+2066 to U+2069.
[[nodiscard]] std::vector<std::string> bidi_controls(std::string_view text);

}  // namespace chancery::text
