// Makes the language model from labelled texts: a multinomial logistic regression over hashed n-grams and the general
// models' answers for each shared script, and the gate of romanised Hindi. AdaGrad; pure, in memory, deterministic.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "text/language.hpp"
#include "text/language_model.hpp"

namespace chancery::text {

struct LanguageText {
  std::string text;
  std::string tag;    // BCP 47; "hi-Latn" is learnt by the gate
  std::string group;  // what scores are told by, a collection; may be empty
};

struct LanguageOptions {
  NgramShape ngrams{.bits = 13, .from = 2, .to = 4, .word_value = 1, .pair_value = 0};
  NgramShape gate_ngrams{.bits = 16, .from = 3, .to = 5, .word_value = 2, .pair_value = 1};
  std::size_t epochs = 8;
  std::size_t gate_epochs = 12;
  float gate_threshold = 0.56F;  // chosen on texts held out: some 0.5 % of other languages' posts pass
  std::size_t folds = 10;
  std::uint64_t seed = 1;
};

// How often what was said of texts held out was right, the whole of identify().
struct LanguageScore {
  std::size_t texts = 0;
  std::size_t right = 0;
  std::size_t reliable = 0;        // agreed upon
  std::size_t reliable_right = 0;  // and right
  std::size_t undetermined = 0;
  std::size_t taken_for_hindi = 0;  // of Latin letters, and not

  [[nodiscard]] double percent() const;
};

struct TrainedLanguage {
  LanguageModel model;
  std::map<std::string, std::map<std::string, LanguageScore>> held_out;  // by group and tag
};

// Fails with Errc::Invalid when texts are too few (100), a label is no language, or none is "hi-Latn". `progress` is
// told each step. Some minutes for 60,000 texts.
[[nodiscard]] Result<TrainedLanguage> train_language(std::span<const LanguageText> texts,
                                                     const LanguageOptions& options,
                                                     const std::function<void(const std::string&)>& progress);

}  // namespace chancery::text
