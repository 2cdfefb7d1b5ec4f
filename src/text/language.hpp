// Which language a short public text is written in, by two models that check each other.
//
// The rule: fastText's lid.176 when its probability is at least 0.6, else CLD2 with its full tables and BestEffort.
// Both names are brought to one BCP 47 tag before they are compared.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace chancery::text {

struct Language {
  std::string tag = "und";  // BCP 47: "ar", "zh", "no" (for nb and nn too), "hi-Latn"; "und" when unsure
  double confidence = 0;    // 0 to 1, of the model that decided; not calibrated
  bool reliable = false;    // both models say so
};

// The model is part of the program and loaded at the first question: about 20 ms and 3 MB. One object a process.
// Thread safety: any thread.
class LanguageIdentifier {
 public:
  LanguageIdentifier();
  ~LanguageIdentifier();
  LanguageIdentifier(const LanguageIdentifier&) = delete;
  LanguageIdentifier& operator=(const LanguageIdentifier&) = delete;

  // Addresses and @names are left out; at most the first 4 KiB are read; invalid UTF-8 is repaired. A text without
  // letters is "und". 10 to 25 µs for a post.
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
