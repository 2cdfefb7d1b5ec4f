// The texts of the demo's talk, as they stand in demo_talk/*.tsv. Private to feeds.
#pragma once

#include <string_view>

namespace chancery::feeds {

// The book of phrases of a language of demo_languages(), or "common" for signs and links; empty for any other.
[[nodiscard]] std::string_view demo_texts(std::string_view tag);

}  // namespace chancery::feeds
