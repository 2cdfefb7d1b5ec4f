#include "text/train_language.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "text/language_choice.hpp"

namespace chancery::text {
namespace {

constexpr std::string_view kRomanisedHindi = "hi-Latn";
constexpr float kUsualTexts = 600;  // a language of so many texts has weight 1
constexpr float kLeastGradient = 1e-3F;
constexpr std::size_t kGateWords = 3;  // shorter texts of other languages teach the gate nothing
constexpr std::size_t kFewestLanguageTexts = 100;

struct Example {
  Letters letters;
  Evidence evidence;
  std::string tag;  // as the model names it
  std::size_t fold = 0;
  std::vector<NgramValue> ngrams;
  std::vector<NgramValue> gate_ngrams;  // of a text in Latin letters that teaches the gate
  std::vector<Voices> voices;           // of each tag of its script
  Voices gate_voices{};
  std::size_t target = 0;  // of the tags of its script
  bool teaches = false;    // its script is one its language is written in
};

using TagsByGroup = std::array<std::vector<std::string>, kScriptGroups>;

// Bosnian and Croatian are one answer, as are the written Norwegians.
std::string trained_tag(const std::string& tag) {
  if (tag == kRomanisedHindi) return tag;
  const std::string primary = canonical_language(primary_language(tag));
  return primary == "bs" ? "hr" : primary;
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return h ^ (h >> 31U);
}

// SplitMix64, so that every machine shuffles alike.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

void shuffle(std::vector<const Example*>& examples, std::uint64_t& state) {
  for (std::size_t i = examples.size(); i > 1; --i) std::swap(examples[i - 1], examples[next_random(state) % i]);
}

// Rates fall to a fifth over the epochs.
float rate_at(std::size_t epoch, std::size_t epochs, float rate) {
  return rate * (1 - 0.8F * static_cast<float>(epoch) / static_cast<float>(std::max<std::size_t>(1, epochs - 1)));
}

// A weight with the sum of its squared gradients (AdaGrad).
class Weights {
 public:
  Weights(std::size_t n, float first, float squares) : weights_(n, first), squares_(n, squares) {}
  void step(std::size_t i, float gradient, float rate) {
    squares_[i] += gradient * gradient;
    weights_[i] -= rate * gradient / std::sqrt(squares_[i]);
  }
  [[nodiscard]] const float* row(std::size_t i) const { return &weights_[i]; }
  float& operator[](std::size_t i) { return weights_[i]; }
  [[nodiscard]] const std::vector<float>& all() const { return weights_; }

 private:
  std::vector<float> weights_;
  std::vector<float> squares_;
};

// To bytes; what lies beyond six standard deviations is cut.
void quantise_weights(const std::vector<float>& weights, LanguageModel::Table& table) {
  double squares = 0;
  float most = 0;
  for (const float w : weights) {
    squares += static_cast<double>(w) * w;
    most = std::max(most, std::abs(w));
  }
  const auto deviation =
      static_cast<float>(std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, weights.size()))));
  const float limit = std::min(most, 6 * deviation);
  table.scale = limit / 127;
  table.weights.reserve(weights.size());
  for (const float w : weights) {
    const float byte = limit > 0 ? std::round(std::clamp(w, -limit, limit) / table.scale) : 0;
    table.weights.push_back(static_cast<std::int8_t>(byte));
  }
}

Voices to_voices(const std::vector<float>& weights) {
  Voices voices{};
  std::copy_n(weights.begin(), kVoices, voices.begin());
  return voices;
}

class LanguageTrainer {
 public:
  LanguageTrainer(const LanguageOptions& options, const TagsByGroup& tags,
                  const std::map<std::string, float>& importance)
      : options_(options), tags_(tags), importance_(importance) {}

  [[nodiscard]] Result<LanguageModel> train(std::vector<const Example*> examples) {
    LanguageModel::Parts parts;
    learn_groups(examples, parts);
    learn_gate(examples, parts);
    parts.gate_threshold = options_.gate_threshold;
    return LanguageModel::from(std::move(parts));
  }

 private:
  void learn_groups(std::vector<const Example*>& examples, LanguageModel::Parts& parts) {
    std::vector<Weights> tables;
    std::vector<Weights> biases;
    for (const auto& tags : tags_) {
      tables.emplace_back(tags.empty() ? 0 : options_.ngrams.slots() * tags.size(), 0.0F, 1e-3F);
      biases.emplace_back(tags.size(), 0.0F, 1.0F);
    }
    Weights voices{kVoices, 0.0F, 1.0F};
    voices[0] = 6;
    std::uint64_t state = options_.seed;
    std::vector<float> errors;
    std::vector<std::size_t> active;
    for (std::size_t epoch = 0; epoch < options_.epochs; ++epoch) {
      shuffle(examples, state);
      const float rate = rate_at(epoch, options_.epochs, 0.15F);
      for (const Example* example : examples) {
        if (!example->teaches) continue;
        const auto group = static_cast<std::size_t>(example->letters.group);
        Weights& table = tables[group];
        const std::size_t n = tags_.at(group).size();
        find_errors(*example, table, biases[group], voices, errors);
        const float weight = importance_.at(example->tag);
        active.clear();
        for (std::size_t i = 0; i < n; ++i) {
          const float error = errors[i] * weight;
          for (std::size_t k = 0; k < kVoices; ++k) {
            if (example->voices[i].at(k) != 0) voices.step(k, error * example->voices[i].at(k), 0.05F);
          }
          biases[group].step(i, error, 0.1F);
          if (std::abs(errors[i]) > kLeastGradient) active.push_back(i);
        }
        for (const auto& [slot, value] : example->ngrams) {
          for (const std::size_t i : active) table.step(slot * n + i, errors[i] * weight * value, rate);
        }
      }
    }
    for (std::size_t group = 0; group < kScriptGroups; ++group) {
      auto& table = parts.groups.at(group);
      table.shape = options_.ngrams;
      table.tags = tags_.at(group);
      table.biases = biases[group].all();
      quantise_weights(tables[group].all(), table);
    }
    parts.voices = to_voices(voices.all());
  }

  // Probability less truth, for each tag of the example's script.
  static void find_errors(const Example& example, const Weights& table, Weights& biases, const Weights& voices,
                          std::vector<float>& errors) {
    const std::size_t n = example.voices.size();
    errors.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      errors[i] = biases[i];
      for (std::size_t k = 0; k < kVoices; ++k) errors[i] += voices.all()[k] * example.voices[i].at(k);
    }
    for (const auto& [slot, value] : example.ngrams) {
      const float* const row = table.row(slot * n);
      for (std::size_t i = 0; i < n; ++i) errors[i] += value * row[i];
    }
    const float most = *std::ranges::max_element(errors);
    float sum = 0;
    for (float& e : errors) sum += (e = std::exp(e - most));
    for (float& e : errors) e /= sum;
    errors[example.target] -= 1;
  }

  void learn_gate(std::vector<const Example*>& examples, LanguageModel::Parts& parts) {
    Weights table{options_.gate_ngrams.slots(), 0.0F, 1e-3F};
    Weights voices{kVoices, 0.0F, 1.0F};
    Weights bias{1, 0.0F, 1.0F};
    float hindi = 0;
    float others = 0;
    for (const Example* example : examples) {
      if (!example->gate_ngrams.empty()) (example->tag == kRomanisedHindi ? hindi : others) += 1;
    }
    std::uint64_t state = options_.seed + 1;
    for (std::size_t epoch = 0; epoch < options_.gate_epochs; ++epoch) {
      shuffle(examples, state);
      const float rate = rate_at(epoch, options_.gate_epochs, 0.3F);
      for (const Example* example : examples) {
        if (example->gate_ngrams.empty()) continue;
        const bool yes = example->tag == kRomanisedHindi;
        float z = bias[0];
        for (std::size_t k = 0; k < kVoices; ++k) z += voices[k] * example->gate_voices.at(k);
        for (const auto& [slot, value] : example->gate_ngrams) z += value * table[slot];
        const float weight = std::sqrt(kUsualTexts / std::max(1.0F, yes ? hindi : others));
        const float error = (1 / (1 + std::exp(-z)) - (yes ? 1.0F : 0.0F)) * weight;
        bias.step(0, error, 0.2F);
        for (std::size_t k = 0; k < kVoices; ++k) {
          if (example->gate_voices.at(k) != 0) voices.step(k, error * example->gate_voices.at(k), 0.05F);
        }
        if (std::abs(error) < kLeastGradient * weight) continue;
        for (const auto& [slot, value] : example->gate_ngrams) table.step(slot, error * value, rate);
      }
    }
    parts.gate.shape = options_.gate_ngrams;
    parts.gate.tags = {std::string{kRomanisedHindi}};
    parts.gate.biases = bias.all();
    quantise_weights(table.all(), parts.gate);
    parts.gate_voices = to_voices(voices.all());
  }

  const LanguageOptions& options_;
  const TagsByGroup& tags_;
  const std::map<std::string, float>& importance_;
};

// A language stands in the table of each script that a tenth of its texts are written in.
TagsByGroup tags_by_group(const std::vector<Example>& examples) {
  std::map<std::string, std::array<std::size_t, kScriptGroups>> counts;
  for (const Example& example : examples) ++counts[example.tag].at(static_cast<std::size_t>(example.letters.group));
  TagsByGroup tags;
  for (const auto& [tag, by_group] : counts) {
    std::size_t all = 0;
    for (const std::size_t n : by_group) all += n;
    for (std::size_t group = 0; group + 1 < kScriptGroups; ++group) {
      if (tag != kRomanisedHindi && by_group.at(group) * 10 >= all) tags.at(group).push_back(tag);
    }
  }
  return tags;
}

void prepare_example(Example& example, const TagsByGroup& tags, const LanguageOptions& options) {
  const auto& group = tags.at(static_cast<std::size_t>(example.letters.group));
  const auto at = std::ranges::find(group, example.tag);
  example.teaches = at != group.end() && group.size() > 1;
  if (example.teaches) {
    example.target = static_cast<std::size_t>(at - group.begin());
    example.ngrams = read_ngrams(example.letters.line, options.ngrams);
    for (const auto& tag : group) example.voices.push_back(voices_for(tag, example.evidence));
  }
  if (example.letters.group != ScriptGroup::Latin) return;
  const auto words = static_cast<std::size_t>(std::ranges::count(example.letters.line, ' ')) + 1;
  if (example.tag != kRomanisedHindi && words < kGateWords) return;
  example.gate_ngrams = read_ngrams(example.letters.line, options.gate_ngrams);
  example.gate_voices = voices_at_gate(example.evidence);
}

void score(const Example& example, const LanguageModel& model, LanguageScore& into) {
  const auto known = choose_by_script(example.letters);
  const Language said = known ? *known : choose_language(example.letters, example.evidence, model);
  const bool right = said.tag == example.tag;
  ++into.texts;
  into.right += right ? 1 : 0;
  into.reliable += said.reliable ? 1 : 0;
  into.reliable_right += said.reliable && right ? 1 : 0;
  into.undetermined += said.tag == "und" ? 1 : 0;
  into.taken_for_hindi += said.tag == kRomanisedHindi && !right ? 1 : 0;
}

}  // namespace

double LanguageScore::percent() const {
  return texts == 0 ? 0 : 100.0 * static_cast<double>(right) / static_cast<double>(texts);
}

Result<TrainedLanguage> train_language(std::span<const LanguageText> texts, const LanguageOptions& options,
                                       const std::function<void(const std::string&)>& progress) {
  if (texts.size() < kFewestLanguageTexts) return fail(Errc::Invalid, "at least 100 labelled texts are needed");
  if (!options.ngrams.valid() || !options.gate_ngrams.valid() || options.folds < 2) {
    return fail(Errc::Invalid, "n-grams of this shape cannot be counted, or there are fewer than two folds");
  }
  const GeneralModels general;
  std::vector<Example> examples(texts.size());
  std::map<std::string, float> counts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Example& example = examples[i];
    example.tag = trained_tag(texts[i].tag);
    if (example.tag == "und") {
      return fail(Errc::Invalid, "text " + std::to_string(i + 1) + ": its label is no language tag, like \"pt\"");
    }
    example.letters = read_letters(texts[i].text);
    example.evidence = general.ask(example.letters);
    example.fold = hash_text(example.letters.line) % options.folds;
    counts[example.tag] += 1;
  }
  if (!counts.contains(std::string{kRomanisedHindi})) return fail(Errc::Invalid, "no text is labelled hi-Latn");
  const TagsByGroup tags = tags_by_group(examples);
  for (Example& example : examples) prepare_example(example, tags, options);
  std::map<std::string, float> importance;
  for (const auto& [tag, n] : counts) importance[tag] = std::sqrt(kUsualTexts / n);

  LanguageTrainer trainer{options, tags, importance};
  std::map<std::string, std::map<std::string, LanguageScore>> held_out;
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    progress("fold " + std::to_string(fold + 1) + " of " + std::to_string(options.folds));
    std::vector<const Example*> others;
    for (const Example& example : examples) {
      if (example.fold != fold) others.push_back(&example);
    }
    const auto model = trainer.train(std::move(others));
    if (!model) return fail(model.error().code, model.error().detail, model.error().hint);
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (examples[i].fold == fold) score(examples[i], *model, held_out[texts[i].group][examples[i].tag]);
    }
  }
  progress("all texts");
  std::vector<const Example*> all;
  for (const Example& example : examples) all.push_back(&example);
  auto model = trainer.train(std::move(all));
  if (!model) return fail(model.error().code, model.error().detail, model.error().hint);
  return TrainedLanguage{*std::move(model), std::move(held_out)};
}

}  // namespace chancery::text
