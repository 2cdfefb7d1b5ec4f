// The result as one JSON document, and what a later run takes from it for a warm start.
#pragma once

#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "consult/analysis.hpp"
#include "consult/consultation.hpp"

namespace chancery::consult {

// The keys of the command's contract and more. With `timed` the seconds it took; without, the same input gives the same
// bytes.
[[nodiscard]] json::Object to_json(const Consultation& consultation, const Analysis& analysis, bool timed);

// What of an earlier result holds for the present people and statements. Fails with Errc::Malformed when it is none of
// ours.
[[nodiscard]] Result<opinion::EarlierMap> read_earlier(std::string_view text, const Consultation& consultation);

}  // namespace chancery::consult
