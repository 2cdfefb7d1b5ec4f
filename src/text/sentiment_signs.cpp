#include "text/sentiment_signs.hpp"

#include <algorithm>
#include <cmath>

namespace chancery::text {
namespace {

// Numbers of one reading of the lexicon. Sums grow with the length of a text, their use does not.
std::array<float, 7> signs_of(const LexiconReading& reading) {
  const float sum = reading.positive - reading.negative;
  return {std::tanh(sum / 4),       std::sqrt(reading.positive), std::sqrt(reading.negative),
          sum > 0.3F ? 1.0F : 0.0F, sum < -0.3F ? 1.0F : 0.0F,   reading.strongest / 5,
          reading.last / 5};
}

}  // namespace

BlendInputs blend_inputs(std::span<const float, 3> margins, const PostWords& post, const Lexicon& lexicon, int column) {
  BlendInputs inputs{1};
  auto* out = std::copy(margins.begin(), margins.end(), inputs.begin() + 1);
  const auto readings = lexicon.read_both(post, column);
  const LexiconReading& own = readings[0];
  for (const LexiconReading& reading : readings) {
    const auto signs = signs_of(reading);
    out = std::copy(signs.begin(), signs.end(), out);
  }
  std::array<float, 7> kinds{};
  float exclaimed = 0;
  float asked = 0;
  float trailing = 0;
  float shouted = 0;
  float elongated = 0;
  for (const PostWord& word : post.words()) {
    ++kinds.at(static_cast<std::size_t>(word.kind));
    shouted += word.shouted ? 1.0F : 0.0F;
    elongated += word.elongated && word.kind == PostWordKind::Word ? 1.0F : 0.0F;
    if (word.kind != PostWordKind::Mark) continue;
    const char32_t mark = post.characters(word).front();
    exclaimed += mark == '!' ? 1.0F : 0.0F;
    asked += mark == '?' || mark == 0x061F ? 1.0F : 0.0F;
    trailing += mark == 0x2026 || (mark == '.' && word.length > 1) ? 1.0F : 0.0F;
  }
  const auto few = [](float count) { return std::min(count, 4.0F) / 2; };
  const auto kind = [&](PostWordKind k) { return few(kinds.at(static_cast<std::size_t>(k))); };
  const std::array<float, kSentimentSigns - 14> others{std::tanh(own.pictures_positive / 4),
                                                       std::tanh(own.pictures_negative / 4),
                                                       few(static_cast<float>(own.negators)),
                                                       few(exclaimed),
                                                       few(asked),
                                                       few(trailing),
                                                       few(shouted),
                                                       few(elongated),
                                                       kind(PostWordKind::Address),
                                                       kind(PostWordKind::Mention),
                                                       kind(PostWordKind::Hashtag),
                                                       std::log1p(static_cast<float>(post.words().size())) / 3};
  std::copy(others.begin(), others.end(), out);
  return inputs;
}

std::array<float, 3> blend(std::span<const float> blend, const BlendInputs& inputs, int language) {
  std::array<float, 3> p{};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto* shared = &blend[k * kBlendInputs];
    for (std::size_t i = 0; i < kBlendInputs; ++i) p.at(k) += shared[i] * inputs.at(i);
    if (language < 0) continue;
    const auto* own = &blend[((static_cast<std::size_t>(language) + 1) * 3 + k) * kBlendInputs];
    for (std::size_t i = 0; i < kBlendInputs; ++i) p.at(k) += own[i] * inputs.at(i);
  }
  const float most = *std::max_element(p.begin(), p.end());
  float sum = 0;
  for (float& x : p) sum += x = std::exp(x - most);
  if (!std::isfinite(sum)) return {1.0F / 3, 1.0F / 3, 1.0F / 3};  // a hostile model's weights
  for (float& x : p) x /= sum;
  return p;
}

}  // namespace chancery::text
