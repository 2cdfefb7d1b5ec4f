#include "text/sentiment.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "text/language.hpp"
#include "text/sentiment_signs.hpp"

// models/sentiment.bin, linked in by chancery_embed_bytes (src/CMakeLists.txt).
extern "C" const unsigned char chancery_sentiment_model_begin[];
extern "C" const unsigned char chancery_sentiment_model_end[];

namespace chancery::text {
namespace {

constexpr std::string_view kSentimentKind = "sentiment";
constexpr std::string_view kBlend = "blend";
constexpr std::string_view kConfusion = "confusion";
constexpr std::size_t kCells = 9;

tl::unexpected<Error> incomplete(std::string_view what) {
  return fail(Errc::Malformed, std::string{what},
              std::string{what} + "; take a model that chancery train sentiment wrote");
}

}  // namespace

std::string_view name_of(Sentiment sentiment) {
  switch (sentiment) {
    case Sentiment::Positive:
      return "positive";
    case Sentiment::Negative:
      return "negative";
    case Sentiment::Neutral:
      break;
  }
  return "neutral";
}

double Confusion::n() const {
  double sum = 0;
  for (const auto& row : counts) {
    for (const double cell : row) sum += cell;
  }
  return sum;
}

double Confusion::rate(std::size_t truth, std::size_t said) const {
  const auto& row = counts.at(truth);
  const double sum = row[0] + row[1] + row[2];
  return sum > 0 ? row.at(said) / sum : 1.0 / 3;
}

double Confusion::macro_f1() const {
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    double both = 0;
    for (std::size_t other = 0; other < 3; ++other) both += counts.at(k).at(other) + counts.at(other).at(k);
    sum += both > 0 ? 200 * counts.at(k).at(k) / both : 0;
  }
  return sum / 3;
}

void Confusion::add(const Confusion& other) {
  for (std::size_t truth = 0; truth < 3; ++truth) {
    for (std::size_t said = 0; said < 3; ++said) counts.at(truth).at(said) += other.counts.at(truth).at(said);
  }
}

Result<SentimentModel> SentimentModel::shipped() {
  const auto* begin = reinterpret_cast<const std::byte*>(chancery_sentiment_model_begin);
  const auto* end = reinterpret_cast<const std::byte*>(chancery_sentiment_model_end);
  return read({begin, end});
}

Result<SentimentModel> SentimentModel::read(std::span<const std::byte> bytes) {
  auto model = LinearModel::read(bytes);
  if (!model) return fail(model.error());
  return from(std::move(*model));
}

Result<SentimentModel> SentimentModel::from(LinearModel model) {
  if (model.kind() != kSentimentKind) return incomplete("this model is not of sentiment but of " + model.kind());
  const std::size_t tables = model.languages().size() + 1;
  if (model.classes().size() != 3) return incomplete("this sentiment model has not three classes");
  if (model.numbers(kBlend).size() != tables * 3 * kBlendInputs) return incomplete("this sentiment model has no blend");
  const auto counts = model.numbers(kConfusion);
  if (counts.size() != tables * kCells || std::any_of(counts.begin(), counts.end(), [](float n) { return n < 0; })) {
    return incomplete("this sentiment model has no error rates");
  }
  return SentimentModel(std::move(model));
}

int SentimentModel::index_of(std::string_view language) const {
  const auto& known = model_.languages();
  auto found = std::find(known.begin(), known.end(), language);
  // "pt-BR" is "pt"; but romanised Hindi is not the Hindi of Devanagari.
  if (found == known.end() && language.find("Latn") == std::string_view::npos) {
    found = std::find(known.begin(), known.end(), primary_language(language));
  }
  return found == known.end() ? -1 : static_cast<int>(found - known.begin());
}

bool SentimentModel::covers(std::string_view language) const {
  return index_of(language) >= 0;
}

SentimentScore SentimentModel::classify(std::string_view text, std::string_view language, Scratch& scratch) const {
  SentimentScore score;
  scratch.post_.read(text);
  if (scratch.post_.words().empty()) return score;
  const int index = index_of(language);
  const std::string_view known = index < 0 ? std::string_view{} : model_.languages()[static_cast<std::size_t>(index)];
  std::array<float, 3> margins{};
  model_.score(scratch.features_.read(scratch.post_, model_.shape(), language_seed(known)), margins);
  const BlendInputs inputs = blend_inputs(margins, scratch.post_, model_.lexicon(), model_.lexicon().column(known));
  score.p = blend(model_.numbers(kBlend), inputs, index);
  const auto best = std::max_element(score.p.begin(), score.p.end()) - score.p.begin();
  score.sentiment = best == 0 ? Sentiment::Negative : best == 1 ? Sentiment::Neutral : Sentiment::Positive;
  return score;
}

Confusion SentimentModel::confusion(std::string_view language) const {
  const auto table = static_cast<std::size_t>(index_of(language) + 1);
  const auto cells = model_.numbers(kConfusion).subspan(table * kCells, kCells);
  Confusion confusion;
  for (std::size_t i = 0; i < kCells; ++i) confusion.counts.at(i / 3).at(i % 3) = cells[i];
  return confusion;
}

}  // namespace chancery::text
