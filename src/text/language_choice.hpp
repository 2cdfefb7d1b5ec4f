// Chooses a text's language from all that is known of it. For language.hpp and its training alone.
#pragma once

#include <optional>

#include "text/language.hpp"
#include "text/language_evidence.hpp"
#include "text/language_model.hpp"

namespace chancery::text {

// What needs no model: "und" for too few letters, and the language of a script that has only one.
[[nodiscard]] std::optional<Language> choose_by_script(const Letters& letters);

// Everything else. Where both general models are sure of the same language, it is that one; only English has to pass
// the gate of romanised Hindi even so. Otherwise all evidence is weighed by `own`.
[[nodiscard]] Language choose_language(const Letters& letters, const Evidence& evidence, const LanguageModel& own);

}  // namespace chancery::text
