// Which language a short public text is written in: two general models and one of our own that weighs them.
//
// A script only one language is written in decides alone. Else fastText's lid.176 and CLD2 with its full tables are
// asked; where both are sure of the same language it is that one. Otherwise models/language.bin weighs their answers
// and the text's character n-grams (docs/adr/0016). Its gate names romanised Hindi, which neither of the two knows.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace chancery::text {

struct Language {
  std::string tag = "und";  // BCP 47: "ar", "zh", "no" (for nb and nn too), "hi-Latn"; "und" when unsure
  double confidence = 0;    // 0 to 1, of what decided
  bool reliable = false;    // both general models say so, or the script; of "hi-Latn": the gate is sure
};

// The models are part of the program and loaded at the first question: about 30 ms and 13 MB. One object a process.
// Thread safety: any thread.
class LanguageIdentifier {
 public:
  LanguageIdentifier();
  ~LanguageIdentifier();
  LanguageIdentifier(const LanguageIdentifier&) = delete;
  LanguageIdentifier& operator=(const LanguageIdentifier&) = delete;

  // Addresses and @names are left out; at most the first 4 KiB are read; invalid UTF-8 is repaired. A text without
  // letters is "und", and so is one of which nothing convincing can be said. Bosnian is "hr". Some 10 µs for a post.
  [[nodiscard]] Language identify(std::string_view text) const;

 private:
  struct Models;
  std::unique_ptr<Models> models_;
};

// The BCP 47 tag for a code of lid.176, CLD2 or an author's declaration: "iw" is "he", "nb" and "nn" are "no",
// "en-US" stays. "und" for what is no language.
[[nodiscard]] std::string canonical_language(std::string_view code);
// "zh" of "zh-Hant".
[[nodiscard]] std::string_view primary_language(std::string_view tag);

}  // namespace chancery::text
