#include "text/train_sentiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "text/sentiment_signs.hpp"

namespace chancery::text {
namespace {

constexpr std::size_t kFewestSentimentTexts = 30;
constexpr std::size_t kFewestOfALanguage = 200;

std::size_t index_of(Sentiment sentiment) {
  return sentiment == Sentiment::Negative ? 0 : sentiment == Sentiment::Neutral ? 1 : 2;
}

std::vector<std::string> choose_languages(std::span<const LabelledText> texts, const SentimentOptions& options) {
  if (!options.languages.empty()) return options.languages;
  std::map<std::string, std::size_t> counts;
  for (const LabelledText& text : texts) ++counts[text.language];
  std::vector<std::string> languages;
  for (const auto& [language, count] : counts) {
    if (count >= kFewestOfALanguage && language != "und" && !language.empty()) languages.push_back(language);
  }
  return languages;
}

// A row of the blend's regression.
struct BlendRow {
  BlendInputs inputs{};
  int language = -1;
  std::size_t label = 0;
};

// How the inputs are brought to mean 0 and spread 1; the constant stays.
struct Scaling {
  BlendInputs mean{};
  BlendInputs spread{};

  explicit Scaling(std::span<const BlendRow> rows) {
    spread.fill(1);
    for (std::size_t i = 1; i < kBlendInputs; ++i) {
      double sum = 0;
      double squares = 0;
      for (const BlendRow& row : rows) {
        sum += row.inputs.at(i);
        squares += static_cast<double>(row.inputs.at(i)) * row.inputs.at(i);
      }
      const double middle = sum / static_cast<double>(rows.size());
      const double variance = squares / static_cast<double>(rows.size()) - middle * middle;
      mean.at(i) = static_cast<float>(middle);
      spread.at(i) = variance > 1e-6 ? static_cast<float>(std::sqrt(variance)) : 1.0F;
    }
  }
  void apply(BlendInputs& inputs) const {
    for (std::size_t i = 1; i < kBlendInputs; ++i) inputs.at(i) = (inputs.at(i) - mean.at(i)) / spread.at(i);
  }
  // Makes weights over scaled inputs weights over the inputs as they are.
  void undo(std::span<float> weights) const {
    for (std::size_t row = 0; row < weights.size(); row += kBlendInputs) {
      for (std::size_t i = 1; i < kBlendInputs; ++i) {
        weights[row + i] /= spread.at(i);
        weights[row] -= weights[row + i] * mean.at(i);
      }
    }
  }
};

// The mean gradient of the loss at `weights`.
std::vector<float> gradient_at(std::span<const float> weights, std::span<const BlendRow> rows,
                               const SentimentOptions& options) {
  std::vector<float> gradient(weights.size());
  for (const BlendRow& row : rows) {
    const auto p = blend(weights, row.inputs, row.language);
    for (std::size_t k = 0; k < 3; ++k) {
      const float error = p.at(k) - (row.label == k ? 1.0F : 0.0F);
      auto* shared = &gradient[k * kBlendInputs];
      for (std::size_t i = 0; i < kBlendInputs; ++i) shared[i] += error * row.inputs.at(i);
      if (row.language < 0) continue;
      auto* own = &gradient[((static_cast<std::size_t>(row.language) + 1) * 3 + k) * kBlendInputs];
      for (std::size_t i = 0; i < kBlendInputs; ++i) own[i] += error * row.inputs.at(i);
    }
  }
  const std::size_t shared = 3 * kBlendInputs;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double ridge = i < shared ? options.shared_ridge : options.own_ridge;
    gradient[i] += static_cast<float>(ridge) * weights[i];
    gradient[i] /= static_cast<float>(rows.size());
  }
  return gradient;
}

// Multinomial logistic regression with a ridge, by gradient descent with Nesterov's momentum.
std::vector<float> fit_blend(std::vector<BlendRow> rows, std::size_t languages, const SentimentOptions& options) {
  constexpr int kSteps = 200;
  // At most the inverse of the gradient's Lipschitz constant: half the largest eigenvalue of the inputs' covariance,
  // which is under half the number of inputs, and twice that as a language's weights add to the shared ones.
  constexpr float kRate = 4.0F / static_cast<float>(kBlendInputs);
  const Scaling scaling(rows);
  for (BlendRow& row : rows) scaling.apply(row.inputs);
  std::vector<float> weights((languages + 1) * 3 * kBlendInputs);
  std::vector<float> ahead = weights;
  for (int step = 0; step < kSteps; ++step) {
    const auto gradient = gradient_at(ahead, rows, options);
    const float momentum = static_cast<float>(step) / static_cast<float>(step + 3);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const float next = ahead[i] - kRate * gradient[i];
      ahead[i] = next + momentum * (next - weights[i]);
      weights[i] = next;
    }
  }
  scaling.undo(weights);
  return weights;
}

// All that training reads of the texts, read once.
class SentimentTrainer {
 public:
  SentimentTrainer(std::span<const LabelledText> texts, const Lexicon& lexicon, const SentimentOptions& options)
      : texts_(texts), lexicon_(lexicon), options_(options), languages_(choose_languages(texts, options)) {
    positive_.assign(3, std::vector<bool>(texts.size()));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const LabelledText& text = texts[i];
      const std::size_t label = index_of(text.sentiment);
      read(text.text, text.language, rows_);
      blends_.push_back(blend_row(text.language, label));
      positive_[label][i] = true;
      std::string group = fmt::format("{}/{}", text.language, label);
      groups_.push_back(group_numbers_.try_emplace(std::move(group), group_numbers_.size()).first->second);
      read(text.text, text.as_used(), used_rows_);
      used_blends_.push_back(blend_row(text.as_used(), label));
    }
  }

  [[nodiscard]] Result<TrainedSentiment> train() {
    const auto folds = deal_folds(groups_, options_.folds, options_.linear.seed);
    for (const auto& fold : folds) fill_margins(fold, fit(others(fold)));
    SentimentScores scores;
    for (const auto& fold : folds) {
      const auto weights = fit_blend(select(others(fold)), languages_.size(), options_);
      for (const std::size_t i : fold) judge(i, weights, scores);
    }
    std::vector<std::size_t> all(texts_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    LinearModel::Parts parts{.kind = "sentiment",
                             .shape = options_.shape,
                             .classes = {"negative", "neutral", "positive"},
                             .languages = languages_,
                             .scales = {},
                             .biases = {},
                             .table = {},
                             .lexicon = lexicon_,
                             .numbers = {}};
    quantise(fit(all), parts);
    parts.numbers.push_back({"blend", fit_blend(blends_, languages_.size(), options_)});
    parts.numbers.push_back({"confusion", confusions(scores)});
    auto model = LinearModel::from(std::move(parts));
    if (!model) return fail(model.error());
    return TrainedSentiment{std::move(*model), std::move(scores)};
  }

 private:
  [[nodiscard]] std::vector<std::size_t> others(std::span<const std::size_t> fold) const {
    std::vector<std::size_t> rest;
    for (std::size_t i = 0, at = 0; i < texts_.size(); ++i) {
      if (at < fold.size() && fold[at] == i) {
        ++at;
      } else {
        rest.push_back(i);
      }
    }
    return rest;
  }
  [[nodiscard]] LinearWeights fit(std::span<const std::size_t> chosen) const {
    return train_linear(rows_, chosen, positive_, options_.shape.slots(), options_.linear);
  }
  void fill_margins(std::span<const std::size_t> fold, const LinearWeights& weights) {
    for (const std::size_t i : fold) {
      weights.score(rows_[i], std::span{blends_[i].inputs}.subspan(1, 3));
      weights.score(used_rows_[i], std::span{used_blends_[i].inputs}.subspan(1, 3));
    }
  }
  [[nodiscard]] std::vector<BlendRow> select(std::span<const std::size_t> chosen) const {
    std::vector<BlendRow> rows;
    for (const std::size_t i : chosen) rows.push_back(blends_[i]);
    return rows;
  }
  void judge(std::size_t i, std::span<const float> weights, SentimentScores& scores) const {
    const BlendRow& row = used_blends_[i];
    const auto p = blend(weights, row.inputs, row.language);
    const auto said = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
    ++scores.by_language[texts_[i].language].counts.at(row.label).at(said);
  }
  // Of all together, then of each language.
  [[nodiscard]] std::vector<float> confusions(const SentimentScores& scores) const {
    std::vector<Confusion> tables{scores.all()};
    for (const std::string& language : languages_) {
      const auto found = scores.by_language.find(language);
      tables.push_back(found == scores.by_language.end() ? Confusion{} : found->second);
    }
    std::vector<float> cells;
    for (const Confusion& table : tables) {
      for (const auto& row : table.counts) {
        for (const double cell : row) cells.push_back(static_cast<float>(cell));
      }
    }
    return cells;
  }
  // Reads a text into post_, and its features into `rows`.
  void read(const std::string& text, const std::string& language, FeatureRows& rows) {
    const int index = language_index(language);
    post_.read(text);
    rows.add(features_.read(post_, options_.shape, language_seed(index < 0 ? std::string{} : language)));
  }
  // Of the text in post_; the margins are not known yet.
  [[nodiscard]] BlendRow blend_row(const std::string& language, std::size_t label) const {
    const std::array<float, 3> none{};
    const int index = language_index(language);
    return {blend_inputs(none, post_, lexicon_, index < 0 ? -1 : lexicon_.column(language)), index, label};
  }
  [[nodiscard]] int language_index(const std::string& language) const {
    const auto found = std::find(languages_.begin(), languages_.end(), language);
    return found == languages_.end() ? -1 : static_cast<int>(found - languages_.begin());
  }

  std::span<const LabelledText> texts_;
  const Lexicon& lexicon_;
  const SentimentOptions& options_;
  std::vector<std::string> languages_;
  PostWords post_;
  HashedFeatures features_;
  FeatureRows rows_;       // read in the language a text is written in
  FeatureRows used_rows_;  // read in the one the model will be told
  std::vector<std::vector<bool>> positive_;
  std::vector<BlendRow> blends_;
  std::vector<BlendRow> used_blends_;
  std::vector<std::size_t> groups_;
  std::map<std::string, std::size_t> group_numbers_;
};

}  // namespace

Confusion SentimentScores::all() const {
  Confusion sum;
  for (const auto& [group, confusion] : by_language) sum.add(confusion);
  return sum;
}

double SentimentScores::mean_macro_f1() const {
  double sum = 0;
  for (const auto& [group, confusion] : by_language) sum += confusion.macro_f1();
  return by_language.empty() ? 0 : sum / static_cast<double>(by_language.size());
}

Result<TrainedSentiment> train_sentiment(std::span<const LabelledText> texts, const Lexicon& lexicon,
                                         const SentimentOptions& options) {
  std::array<std::size_t, 3> counts{};
  for (const LabelledText& text : texts) ++counts.at(index_of(text.sentiment));
  if (texts.size() < kFewestSentimentTexts || *std::min_element(counts.begin(), counts.end()) < options.folds) {
    return fail(Errc::Invalid, "too few labelled texts",
                fmt::format("a sentiment model needs {} labelled texts, and {} of each of negative, neutral and "
                            "positive; there are {}, {} and {}",
                            kFewestSentimentTexts, options.folds, counts[0], counts[1], counts[2]));
  }
  return SentimentTrainer(texts, lexicon, options).train();
}

SentimentScores evaluate_sentiment(const SentimentModel& model, std::span<const LabelledText> texts) {
  SentimentScores scores;
  SentimentModel::Scratch scratch;
  for (const LabelledText& text : texts) {
    const auto said = index_of(model.classify(text.text, text.as_used(), scratch).sentiment);
    ++scores.by_language[text.language].counts.at(index_of(text.sentiment)).at(said);
  }
  return scores;
}

}  // namespace chancery::text
