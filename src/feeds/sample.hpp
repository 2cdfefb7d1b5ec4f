// The sample recording: a fictional ministry and what fictional people say about it, of our own making.
//
// 600 events in Jetstream v1, in eight languages, about the Republic of Marendia, which does not exist. Wherever it is
// shown it is labelled as a sample.
#pragma once

#include <span>
#include <string_view>

namespace chancery::feeds {

// The lines (NDJSON), embedded in the binary.
[[nodiscard]] std::string_view sample_recording();
// The invented names by which a watch hears it: country and ministry in the languages of the sample.
[[nodiscard]] std::span<const std::string_view> sample_terms();
// "Ministry of Foreign Affairs of Marendia".
[[nodiscard]] std::string_view sample_institution();

}  // namespace chancery::feeds
