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

// What of an earlier result holds for the present people and statements.
struct EarlierResult {
  opinion::EarlierMap map;
  std::size_t participants = 0;         // of the earlier result
  std::size_t shared_participants = 0;  // of them here, by id
  std::size_t statements = 0;
  std::size_t shared_statements = 0;  // by id, and by their words where both sides know them

  // Whether at least half of its participants and of its statements are here; else it is another consultation's.
  [[nodiscard]] bool continues() const;
};

// Fails with Errc::Malformed when it is none of ours.
[[nodiscard]] Result<EarlierResult> read_earlier(std::string_view text, const Consultation& consultation);

}  // namespace chancery::consult
