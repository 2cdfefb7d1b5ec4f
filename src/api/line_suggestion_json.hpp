// A text that stands and may be used, as answers of several routes show it.
#pragma once

#include "answer/lines.hpp"
#include "base/json.hpp"

namespace chancery::api {

[[nodiscard]] json::Object to_json(const answer::Suggestion& suggestion);

}  // namespace chancery::api
