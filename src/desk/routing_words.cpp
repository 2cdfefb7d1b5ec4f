#include "desk/routing_words.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace chancery::desk {
namespace {

constexpr auto kRuleFields = std::to_array<std::string_view>(
    {"language", "account", "mission", "country", "topic", "matter", "urgency", "how", "server"});
constexpr auto kUrgency = std::to_array<std::string_view>({"normal", "raised", "high", "life"});
constexpr auto kWords =
    std::to_array<std::string_view>({"rule", "when", "then", "and", "or", "not", "is", "says", "from", "public",
                                     "actor", "a", "new", "private", "any", "message", "desk", "mark", "stop"});

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '@' || c == '*' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<RuleError>& errors) : text_(text), errors_(errors) {}

  std::vector<RuleToken> tokens() {
    std::vector<RuleToken> out;
    while (skip()) out.push_back(next());
    out.push_back({RuleToken::Kind::End, {}, {}, line_, column_});
    return out;
  }

 private:
  void advance() {
    const char c = text_[at_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
      fresh_ = true;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++column_;
    }
  }
  // Over white space and remarks; false at the end.
  bool skip() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#' && fresh_) {
        while (at_ < text_.size() && text_[at_] != '\n') advance();
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        advance();
      } else {
        return true;
      }
    }
    return false;
  }
  RuleToken next() {
    fresh_ = false;
    RuleToken token{RuleToken::Kind::Word, {}, {}, line_, column_};
    const std::size_t from = at_;
    const char c = text_[at_];
    if (c == '"') {
      token.kind = RuleToken::Kind::String;
      token.text = string(token);
    } else if (c == '(' || c == ')' || c == ',') {
      token.kind = c == '(' ? RuleToken::Kind::Open : c == ')' ? RuleToken::Kind::Close : RuleToken::Kind::Comma;
      advance();
    } else if (is_word(c)) {
      while (at_ < text_.size() && is_word(text_[at_])) advance();
    } else {
      advance();  // a sign that is no word: the parser says what it expected
    }
    token.raw = text_.substr(from, at_ - from);
    if (token.kind == RuleToken::Kind::Word) token.text = token.raw;
    return token;
  }
  std::string string(const RuleToken& open) {
    std::string out;
    advance();
    while (at_ < text_.size() && text_[at_] != '\n') {
      const char c = text_[at_];
      if (c == '"') {
        advance();
        return out;
      }
      const bool escaped = c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
      if (escaped) advance();
      out += text_[at_];
      advance();
    }
    errors_.push_back({open.line, open.column, "this quote is never closed", "\" before the end of the line"});
    return out;
  }

  std::string_view text_;
  std::vector<RuleError>& errors_;
  std::size_t at_ = 0, line_ = 1, column_ = 1;
  bool fresh_ = true;  // only white space stands before on this line
};

}  // namespace

std::string_view field_word(RuleField field) {
  return kRuleFields[static_cast<std::size_t>(field)];
}

std::optional<RuleField> parse_field_word(std::string_view word) {
  const auto* const found = std::ranges::find(kRuleFields, ascii::lower(word));
  if (found == kRuleFields.end()) return std::nullopt;
  return static_cast<RuleField>(found - kRuleFields.begin());
}

std::span<const std::string_view> field_words() {
  return kRuleFields;
}

std::string_view urgency_word(int urgency) {
  return kUrgency[static_cast<std::size_t>(std::clamp(urgency, 0, 3))];
}

std::optional<int> parse_urgency_word(std::string_view word) {
  if (word.size() == 1 && word[0] >= '0' && word[0] <= '3') return word[0] - '0';
  const auto* const found = std::ranges::find(kUrgency, ascii::lower(word));
  if (found == kUrgency.end()) return std::nullopt;
  return static_cast<int>(found - kUrgency.begin());
}

bool is_plain_value(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_word)) return false;
  const std::string word = ascii::lower(text);
  return std::ranges::find(kWords, word) == kWords.end() && std::ranges::find(kRuleFields, word) == kRuleFields.end();
}

std::vector<RuleToken> rule_tokens(std::string_view text, std::vector<RuleError>& errors) {
  return Lexer(text, errors).tokens();
}

}  // namespace chancery::desk
