// The watch language: what analysts type, read into a tree, and written back.
//
//   norway AND (embass* OR "foreign ministry") NEAR/5 visa NOT #travel lang:ar country:NO
//
// Binding, tightest first: NEAR/n and ONEAR/n, NOT, AND (or a bare space), OR. Operators are written in capitals.
// docs/watch-language.md tells analysts the whole of it. Pure: what the outside knows (topics, registered public
// actors) comes in through QueryVocabulary.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/result.hpp"
#include "listen/query_vocabulary.hpp"

namespace chancery::listen {

struct QueryLimits {
  std::size_t terms = 200;         // words, phrases, tags, actors and narrowing terms together
  std::size_t characters = 4'000;  // of the whole query
  std::size_t nesting = 32;        // parentheses and NOTs within each other
  unsigned distance = 100;         // of NEAR and ONEAR
};

enum class QueryField { Language, Country, Topic, From, Network, Has, Is };
[[nodiscard]] std::string_view to_string(QueryField field);  // "lang", as written before the colon

// A node of the tree. And and Or have two children or more, none of their own kind; Not has one; Near has two, each
// a Term or an Or of Terms.
struct QueryNode {
  enum class Kind { And, Or, Not, Near, Term, Tag, Mention, Narrow };

  Kind kind = Kind::Term;
  // Term: the words as written, single spaces between them. Tag: without '#'. Mention and from: the actor's name
  // without '@', lower case. Narrow: the value in its canonical spelling.
  std::string text;
  bool prefix = false;                      // Term: the last word may go on
  QueryField field = QueryField::Language;  // Narrow
  unsigned distance = 0;                    // Near: at most so many words further on; neighbours are 1 apart
  bool ordered = false;                     // Near: the first operand comes first
  std::vector<std::string> addresses;       // Mention and from: what the register knows the actor by, folded
  std::vector<QueryNode> children;
  std::size_t position = 0;  // in characters of what was typed
  std::size_t length = 0;

  // Whether both say the same; where they stood does not count.
  friend bool operator==(const QueryNode& a, const QueryNode& b);
};

// Something said about a place in a query.
struct QueryRemark {
  std::size_t position = 0;  // in characters, from 0
  std::size_t length = 0;
  std::string message;   // what is wrong there: "this parenthesis is never closed"
  std::string expected;  // what would be valid: ")"
};

// Why a query is refused.
struct QueryError : QueryRemark {};
// "character 15: unknown field "langauge:"; did you mean lang:?", with Errc::Invalid. Positions count from 1 there.
[[nodiscard]] Error to_error(const QueryError& error);

// One query that may be run. A value type, immutable.
class Query {
 public:
  // Reads a query. Fails when it is malformed, passes a limit, has no positive text term on some branch, or names an
  // account that is not in the register, as handle, DID, e-mail address or link, bare or in quotes.
  [[nodiscard]] static tl::expected<Query, QueryError> parse(std::string_view text, const QueryVocabulary& vocabulary,
                                                             const QueryLimits& limits = {});

  [[nodiscard]] const QueryNode& root() const { return root_; }
  // The same query in canonical spelling: parse(canonical()) gives an equal query. It may be somewhat longer and more
  // nested than what was typed.
  [[nodiscard]] std::string canonical() const;
  // What was read otherwise than some would expect: a lower-case `or` is a word, AND binds before OR.
  [[nodiscard]] const std::vector<QueryRemark>& warnings() const { return warnings_; }
  // The positive terms, tags and actors in the order they stand: those a match is explained by. Views into this.
  [[nodiscard]] std::vector<const QueryNode*> positive_terms() const;

  friend bool operator==(const Query& a, const Query& b) { return a.root_ == b.root_; }

 private:
  Query(QueryNode root, std::vector<QueryRemark> warnings);

  QueryNode root_;
  std::vector<QueryRemark> warnings_;
};

// A subtree in canonical spelling: `"foreign ministry"`, `#oslo`, `lang:ar`.
[[nodiscard]] std::string to_text(const QueryNode& node);

}  // namespace chancery::listen
