#include "text/train_sentiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "text/sentiment_signs.hpp"

namespace chancery::text {
namespace {

constexpr std::size_t kFewestTexts = 30;
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
class Trainer {
 public:
  Trainer(std::span<const LabelledText> texts, const Lexicon& lexicon, const SentimentOptions& options)
      : texts_(texts), lexicon_(lexicon), options_(options), languages_(choose_languages(texts, options)) {
    positive_.assign(3, std::vector<bool>(texts.size()));
    PostWords post;
    HashedFeatures features;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto found = std::find(languages_.begin(), languages_.end(), texts[i].language);
      const int language = found == languages_.end() ? -1 : static_cast<int>(found - languages_.begin());
      const std::string_view known = language < 0 ? std::string_view{} : *found;
      post.read(texts[i].text);
      rows_.add(features.read(post, options.shape, language_seed(known)));
      const std::array<float, 3> none{};
      blends_.push_back(
          {blend_inputs(none, post, lexicon, lexicon.column(known)), language, index_of(texts[i].sentiment)});
      positive_[blends_.back().label][i] = true;
      std::string group =
          fmt::format("{}/{}", texts[i].group.empty() ? texts[i].language : texts[i].group, blends_.back().label);
      groups_.push_back(group_numbers_.try_emplace(std::move(group), group_numbers_.size()).first->second);
    }
  }

  [[nodiscard]] Result<TrainedSentiment> train() {
    const auto folds = deal_folds(groups_, options_.folds, options_.linear.seed);
    for (const auto& fold : folds) fill_margins(fold, fit(others(fold)));
    SentimentScores scores;
    std::map<int, Confusion> by_language;
    for (const auto& fold : folds) {
      const auto weights = fit_blend(select(others(fold)), languages_.size(), options_);
      for (const std::size_t i : fold) judge(i, weights, scores, by_language);
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
    parts.numbers.push_back({"confusion", confusions(scores.all(), by_language)});
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
    for (const std::size_t i : fold) weights.score(rows_[i], std::span{blends_[i].inputs}.subspan(1, 3));
  }
  [[nodiscard]] std::vector<BlendRow> select(std::span<const std::size_t> chosen) const {
    std::vector<BlendRow> rows;
    for (const std::size_t i : chosen) rows.push_back(blends_[i]);
    return rows;
  }
  void judge(std::size_t i, std::span<const float> weights, SentimentScores& scores,
             std::map<int, Confusion>& by_language) const {
    const BlendRow& row = blends_[i];
    const auto p = blend(weights, row.inputs, row.language);
    const auto said = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
    const auto& group = texts_[i].group.empty() ? texts_[i].language : texts_[i].group;
    ++scores.by_group[group].counts.at(row.label).at(said);
    ++by_language[row.language].counts.at(row.label).at(said);
  }
  [[nodiscard]] std::vector<float> confusions(const Confusion& all, std::map<int, Confusion>& by_language) const {
    std::vector<float> cells;
    for (int language = -1; language < static_cast<int>(languages_.size()); ++language) {
      for (const auto& row : (language < 0 ? all : by_language[language]).counts) {
        for (const double cell : row) cells.push_back(static_cast<float>(cell));
      }
    }
    return cells;
  }

  std::span<const LabelledText> texts_;
  const Lexicon& lexicon_;
  const SentimentOptions& options_;
  std::vector<std::string> languages_;
  FeatureRows rows_;
  std::vector<std::vector<bool>> positive_;
  std::vector<BlendRow> blends_;
  std::vector<std::size_t> groups_;
  std::map<std::string, std::size_t> group_numbers_;
};

}  // namespace

Confusion SentimentScores::all() const {
  Confusion sum;
  for (const auto& [group, confusion] : by_group) sum.add(confusion);
  return sum;
}

double SentimentScores::mean_macro_f1() const {
  double sum = 0;
  for (const auto& [group, confusion] : by_group) sum += confusion.macro_f1();
  return by_group.empty() ? 0 : sum / static_cast<double>(by_group.size());
}

Result<TrainedSentiment> train_sentiment(std::span<const LabelledText> texts, const Lexicon& lexicon,
                                         const SentimentOptions& options) {
  std::array<std::size_t, 3> counts{};
  for (const LabelledText& text : texts) ++counts.at(index_of(text.sentiment));
  if (texts.size() < kFewestTexts || *std::min_element(counts.begin(), counts.end()) < options.folds) {
    return fail(Errc::Invalid, "too few labelled texts",
                fmt::format("a sentiment model needs {} labelled texts, and {} of each of negative, neutral and "
                            "positive; there are {}, {} and {}",
                            kFewestTexts, options.folds, counts[0], counts[1], counts[2]));
  }
  return Trainer(texts, lexicon, options).train();
}

SentimentScores evaluate_sentiment(const SentimentModel& model, std::span<const LabelledText> texts) {
  SentimentScores scores;
  SentimentModel::Scratch scratch;
  for (const LabelledText& text : texts) {
    const auto said = index_of(model.classify(text.text, text.language, scratch).sentiment);
    const auto& group = text.group.empty() ? text.language : text.group;
    ++scores.by_group[group].counts.at(index_of(text.sentiment)).at(said);
  }
  return scores;
}

}  // namespace chancery::text
