// The result as the tables Polis exports, for programs that read those.
#pragma once

#include <string>

#include "consult/analysis.hpp"
#include "consult/consultation.hpp"

namespace chancery::consult {

// participant, group-id (empty below the threshold), counts, then a column a statement. What each person voted: not for
// publication.
[[nodiscard]] std::string participants_votes_csv(const Consultation& consultation, const Analysis& analysis);
// Statements, those nobody voted on too, with their tallies; these stay empty where fewer than ten people voted, so
// that the table can be published.
[[nodiscard]] std::string comments_csv(const Consultation& consultation, const Analysis& analysis);
// Every vote as it came, oldest first; with times where the input had them.
[[nodiscard]] std::string votes_csv(const Consultation& consultation);
// key,value lines.
[[nodiscard]] std::string summary_csv(const Consultation& consultation, const Analysis& analysis);

}  // namespace chancery::consult
