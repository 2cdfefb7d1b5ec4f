// What a sentiment model weighs beside its margins: the signs of a tone that are no single word.
//
// For this folder: the model and its trainer must read them alike.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "text/lexicon.hpp"
#include "text/post_words.hpp"

namespace chancery::text {

inline constexpr std::size_t kSentimentSigns = 26;
// A one, the three margins, the signs.
inline constexpr std::size_t kBlendInputs = 1 + 3 + kSentimentSigns;
using BlendInputs = std::array<float, kBlendInputs>;

// `column` is the text's language in the lexicon, or -1.
[[nodiscard]] BlendInputs blend_inputs(std::span<const float, 3> margins, const PostWords& post, const Lexicon& lexicon,
                                       int column);

// Probabilities of negative, neutral, positive. `blend` holds, shared and then for each language, a row of
// kBlendInputs weights for each of the three classes; `language` is -1 where only the shared ones count.
[[nodiscard]] std::array<float, 3> blend(std::span<const float> blend, const BlendInputs& inputs, int language);

}  // namespace chancery::text
