// Words that hold sentences together and tell nothing of what they are about: "the", "dont", "من".
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace chancery::text {

// The lists of function_words.txt. Thread safety: immutable; any thread.
class FunctionWords {
 public:
  FunctionWords();

  // `word` as fold() writes it; `language` a BCP 47 tag. A letter of an alphabet alone is one in every language. In a
  // language without a list nothing else is.
  [[nodiscard]] bool holds(std::string_view language, std::string_view word) const;

 private:
  std::unordered_map<std::string, std::unordered_set<std::string>> by_language_;
};

}  // namespace chancery::text
