// The words of the routing language, and a text of it cut into tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/routing_rule.hpp"

namespace chancery::desk {

[[nodiscard]] std::string_view field_word(RuleField field);                      // "language"
[[nodiscard]] std::optional<RuleField> parse_field_word(std::string_view word);  // in any case
[[nodiscard]] std::span<const std::string_view> field_words();
[[nodiscard]] std::optional<int> parse_urgency_word(std::string_view word);  // "life", "3"
// Whether a value may stand without quotes: one token that is no word of the language.
[[nodiscard]] bool is_plain_value(std::string_view text);

struct RuleToken {
  enum class Kind { Word, String, Open, Close, Comma, End };
  Kind kind = Kind::End;
  std::string text;      // of a String without its quotes
  std::string_view raw;  // as it stands
  std::size_t line = 1, column = 1;
};

// Without remarks; ends with End. A quote that is never closed ends with its line and is told in `errors`.
[[nodiscard]] std::vector<RuleToken> rule_tokens(std::string_view text, std::vector<RuleError>& errors);

}  // namespace chancery::desk
