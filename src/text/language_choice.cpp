#include "text/language_choice.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace chancery::text {
namespace {

constexpr float kCertain = 0.9F;              // of lid.176, when CLD2 says the same and calls itself reliable
constexpr float kUntrained = 1.0F;            // what a language without n-grams of its own must make up for
constexpr float kLeastCandidateShare = 0.3F;  // of lid.176, to be a candidate without n-grams
constexpr double kConvincing = 0.2;
constexpr float kSureGate = 0.9F;
constexpr float kAgainstCertain = 0.10F;  // what the gate must be surer by where both are certain of English
// Of few words that both take for English, a name is enough to look like romanised Hindi.
constexpr float kShortGate = 0.80F;
constexpr std::ptrdiff_t kShortWords = 6;

// In scripts without a table: lid.176 when it is rather sure, else CLD2.
Language choose_without_table(const Evidence& evidence) {
  const std::string best{evidence.lid176_best()};
  const float share = evidence.lid176_share(best);
  Language language;
  language.reliable = evidence.agree();
  if (best != "und" && (share >= 0.6F || evidence.cld2_best == "und")) {
    language.tag = best;
    language.confidence = share;
  } else {
    language.tag = evidence.cld2_best;
    language.confidence = evidence.cld2_share(language.tag) * (evidence.cld2_reliable ? 1.0 : 0.5);
  }
  return language.tag == "und" || language.confidence < kConvincing ? Language{} : language;
}

// All candidates with the sum of what speaks for them.
struct Candidates {
  std::vector<std::string_view> tags;
  std::vector<float> scores;

  void add(std::string_view tag, float score) {
    tags.push_back(tag);
    scores.push_back(score);
  }
};

Candidates weigh_all(const Letters& letters, const Evidence& evidence, const LanguageModel& own) {
  Candidates all;
  const auto trained = own.tags(letters.group);
  const auto ngrams = own.scores(letters.line, letters.group);
  for (std::size_t i = 0; i < trained.size(); ++i) {
    all.add(trained[i], ngrams[i] + own.weigh(voices_for(trained[i], evidence)));
  }
  const auto add_untrained = [&](std::string_view tag) {
    if (tag == "und" || std::ranges::find(all.tags, tag) != all.tags.end()) return;
    all.add(tag, own.weigh(voices_for(tag, evidence)) - kUntrained);
  };
  const std::string_view best = evidence.lid176_best();
  if (evidence.lid176_share(best) >= kLeastCandidateShare) add_untrained(best);
  add_untrained(evidence.cld2_best);
  return all;
}

}  // namespace

std::optional<Language> choose_by_script(const Letters& letters) {
  if (letters.count == 0 || (letters.count == 1 && !letters.unspaced)) return Language{};
  if (letters.by_script.empty()) return std::nullopt;
  constexpr std::size_t kFew = 4;
  return Language{std::string{letters.by_script}, letters.count < kFew ? 0.8 : 0.99, letters.count >= kFew};
}

Language choose_language(const Letters& letters, const Evidence& evidence, const LanguageModel& own) {
  if (letters.group == ScriptGroup::Other) return choose_without_table(evidence);
  const std::string_view best = evidence.lid176_best();
  const float share = evidence.lid176_share(best);
  const bool certain = evidence.agree() && evidence.cld2_reliable && share >= kCertain;
  if (letters.group == ScriptGroup::Latin && (!certain || best == "en" || best == "hi")) {
    const float gate = own.gate(letters.line, evidence);
    float threshold = own.gate_threshold() + (certain && best == "en" ? kAgainstCertain : 0.0F);
    const bool few = std::ranges::count(letters.line, ' ') < kShortWords;
    if (few && best == "en" && evidence.agree()) threshold = std::max(threshold, kShortGate);
    if (gate >= threshold) return {"hi-Latn", gate, gate >= kSureGate};
  }
  if (certain) return {std::string{best}, share, true};

  const Candidates all = weigh_all(letters, evidence, own);
  if (all.scores.empty()) return {};
  const auto most = static_cast<std::size_t>(std::ranges::max_element(all.scores) - all.scores.begin());
  double sum = 0;
  for (const float score : all.scores) sum += std::exp(static_cast<double>(score) - all.scores[most]);
  const double confidence = 1 / sum;
  if (confidence < kConvincing) return {};
  std::string tag{all.tags[most]};
  const bool reliable = evidence.agree() && tag == best;
  if (tag == "hi" && letters.group == ScriptGroup::Latin) tag = "hi-Latn";
  return {std::move(tag), confidence, reliable};
}

}  // namespace chancery::text
