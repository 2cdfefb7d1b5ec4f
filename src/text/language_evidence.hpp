// What is known of a text before a language is chosen: its letters and their scripts, and what the two general
// models, fastText's lid.176 and CLD2 with its full tables, say of them. For language.hpp and its training alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/lid176.hpp"

namespace chancery::text {

// Scripts that several languages share, each with a table of weights of its own. Everything else is `Other`.
enum class ScriptGroup : std::uint8_t { Latin, Cyrillic, Arabic, Devanagari, Other };
inline constexpr std::size_t kScriptGroups = 5;

// The letters of a text in lower case, in words, one space between them: without addresses, @names, the bare "RT"
// and "http" of tweets, digits and signs. Case helps neither model: what is shouted would be another language.
struct Letters {
  std::string line;                        // at most 4 KiB
  std::size_t count = 0;                   // letters
  ScriptGroup group = ScriptGroup::Other;  // of most letters
  bool unspaced = false;                   // some are of a script where one letter is a word
  std::string_view by_script;  // the tag when nearly all letters are of a script that tells the language, else empty
};

[[nodiscard]] Letters read_letters(std::string_view text);

struct Evidence {
  std::vector<TagShare> lid176;  // the best eight, best first
  std::array<TagShare, 3> cld2;  // the best three; "und" for none
  std::string cld2_best = "und";
  bool cld2_reliable = false;
  float length = 0;  // 0 to 1, a logarithm

  [[nodiscard]] std::string_view lid176_best() const;
  [[nodiscard]] float lid176_share(std::string_view tag) const;
  [[nodiscard]] float cld2_share(std::string_view tag) const;
  // Both name the same language.
  [[nodiscard]] bool agree() const { return cld2_best != "und" && cld2_best == lid176_best(); }
};

// lid.176 is loaded when made (lid176.hpp). Thread safety: any thread.
class GeneralModels {
 public:
  [[nodiscard]] Evidence ask(const Letters& letters) const;

 private:
  Lid176 lid176_;
};

}  // namespace chancery::text
