// How sure the groups are, in plain words.
#pragma once

#include <string>

#include "consult/analysis.hpp"

namespace chancery::consult {

// One or two sentences.
[[nodiscard]] std::string certainty_text(const Analysis& analysis);
// What to do with that: one sentence.
[[nodiscard]] std::string certainty_advice(const Analysis& analysis);

// What stands above figures of single groups where the groups are loose; "" where they are not.
[[nodiscard]] std::string loose_caution(const Analysis& analysis);

}  // namespace chancery::consult
