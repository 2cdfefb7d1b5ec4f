// Builds the tree of a query from its tokens. For this folder alone: call Query::parse.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "listen/query.hpp"
#include "listen/query_tokens.hpp"

namespace chancery::listen {

// Recursive descent, one function a rule:
//
//   either  = both { OR both }
//   both    = negated { [AND] negated }
//   negated = NOT negated | near
//   near    = primary [ (NEAR/n | ONEAR/n) primary ]
//   primary = "(" either ")" | term | tag | actor | field ":" value
//
// Thread safety: one thread at a time; used once.
class QueryParser {
 public:
  using Parsed = tl::expected<QueryNode, QueryError>;

  // Borrows all of them.
  QueryParser(const std::vector<QueryToken>& tokens, const QueryVocabulary& vocabulary, const QueryLimits& limits)
      : tokens_(tokens), vocabulary_(vocabulary), limits_(limits) {}

  [[nodiscard]] Parsed parse();
  [[nodiscard]] std::vector<QueryRemark> take_warnings() { return std::move(warnings_); }

 private:
  // A word that is an operator.
  struct Operator {
    enum class Kind { And, Or, Not, Near } kind = Kind::And;
    unsigned distance = 0;
    bool ordered = false;
  };

  [[nodiscard]] const QueryToken& token() const { return tokens_[at_]; }
  void advance() { ++at_; }
  [[nodiscard]] tl::expected<std::optional<Operator>, QueryError> operator_here() const;
  [[nodiscard]] tl::expected<std::optional<Operator>, QueryError> near_operator(std::string_view word) const;

  [[nodiscard]] Parsed parse_either();
  [[nodiscard]] Parsed parse_both();
  [[nodiscard]] Parsed parse_negated();
  [[nodiscard]] Parsed parse_near();
  [[nodiscard]] Parsed parse_primary();
  [[nodiscard]] Parsed parse_group();
  [[nodiscard]] Parsed parse_word();
  [[nodiscard]] Parsed parse_field(QueryField field, std::string_view value, const QueryToken& word);
  [[nodiscard]] Parsed make_term(std::string text, const QueryToken& from);
  [[nodiscard]] Parsed make_tag(std::string_view tag, const QueryToken& from);
  [[nodiscard]] Parsed make_mention(std::string_view name, const QueryToken& from);
  [[nodiscard]] tl::expected<std::vector<std::string>, QueryError> addresses_of(std::string_view name,
                                                                                const QueryToken& from) const;
  [[nodiscard]] tl::expected<std::size_t, QueryError> deepen(const QueryToken& from);
  [[nodiscard]] Parsed counted(QueryNode leaf);
  void warn_of_lower_case(const QueryToken& word);

  const std::vector<QueryToken>& tokens_;
  const QueryVocabulary& vocabulary_;
  const QueryLimits& limits_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t leaves_ = 0;
  std::vector<QueryRemark> warnings_;
};

// The value of a narrowing term in canonical spelling. Fails with what was probably meant.
[[nodiscard]] tl::expected<std::string, QueryRemark> check_value(QueryField field, std::string_view value,
                                                                 const QueryVocabulary& vocabulary);

// The field of that name, in any case.
[[nodiscard]] std::optional<QueryField> parse_field_name(std::string_view name);

}  // namespace chancery::listen
