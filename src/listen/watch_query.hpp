// A watch's query, checked as it is typed: what it means, what is wrong with it, whom it may name.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "listen/register.hpp"

namespace chancery::listen {

struct QueryProblem {
  std::size_t position = 0;  // in characters from 0
  std::string message;       // what is wrong there and what was expected
};

struct QueryCheck {
  std::string canonical;                  // the query as it will be read; empty when there are problems
  std::vector<std::string> terms;         // its words and phrases, when it is no more than those joined by OR
  std::vector<QueryProblem> problems;     // in the order they stand; none: it can be saved
  std::vector<std::string> held_phrases;  // resemble a personal name and are in no register
  std::vector<std::string> warnings;      // sound, but perhaps not meant
  [[nodiscard]] bool ok() const { return problems.empty(); }
  // Errc::Invalid with the first problem: "query: at character 12: …".
  [[nodiscard]] Status status() const;
};

// `actors`: those that count now (active_public_actors); a phrase that is one of their names, and from: or @ with one
// of their addresses, is theirs.
[[nodiscard]] QueryCheck check_query(std::string_view query, const std::vector<PublicActor>& actors);

// The query that says the same as a list of words and phrases: "Norlandia" OR "Foreign Ministry".
[[nodiscard]] std::string query_of_terms(const std::vector<std::string>& terms);

}  // namespace chancery::listen
