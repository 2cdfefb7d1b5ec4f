// A watch's query, checked as it is typed: what it means, what is wrong with it, whom it may name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "listen/personal_names.hpp"
#include "listen/query.hpp"
#include "listen/query_vocabulary.hpp"
#include "listen/register.hpp"

namespace chancery::listen {

struct QueryCheck {
  std::string canonical;                  // the query as it will be read; empty when there are problems
  std::vector<std::string> terms;         // its words and phrases, when it is no more than those joined by OR
  std::vector<QueryRemark> problems;      // none: it can be saved
  std::vector<std::string> held_phrases;  // resemble a personal name and are in no register
  std::vector<QueryRemark> warnings;      // sound, but perhaps not meant

  [[nodiscard]] bool ok() const { return problems.empty(); }
  // Errc::Invalid with the first problem: "query: character 12: …".
  [[nodiscard]] Status status() const;
};

// Made once: what it knows of names is read at the first query, or before by `prepare`.
// Thread safety: any thread asks.
class QueryChecker {
 public:
  // `own`: the analyst's topics, which topic: may name beside the agenda.
  explicit QueryChecker(std::span<const OwnTopic> own = {});

  // `actors`: those that count now (active_public_actors); a phrase that is one of their names, and from: or @ with one
  // of their addresses, is theirs. Microseconds a term.
  [[nodiscard]] QueryCheck check(std::string_view query, const std::vector<PublicActor>& actors) const;
  void prepare() const { names_.prepare(); }
  // What queries are read with; without actors.
  [[nodiscard]] const QueryVocabulary& vocabulary() const { return vocabulary_; }

 private:
  QueryVocabulary vocabulary_;  // without actors
  PersonalNames names_;
};

// The vocabulary with these actors: from: and @ find them by every address they have.
[[nodiscard]] QueryVocabulary with_actors(QueryVocabulary vocabulary, const std::vector<PublicActor>& actors);

// The query that says the same as a list of words and phrases: "Norlandia" OR "Foreign Ministry".
[[nodiscard]] std::string query_of_terms(const std::vector<std::string>& terms);

}  // namespace chancery::listen
