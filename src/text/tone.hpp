// The tone of many texts: shares of negative, neutral and positive with the error a classifier brings.
//
// A count of labels is biased: a model that is right 6 times in 10 makes every mixture look alike. The model's known
// confusion is undone ("adjusted classify and count", Forman 2008): the shares are sought under which the model would
// have said what it said. The interval holds both errors, of the sample and of the confusion, each drawn from its
// posterior (Dirichlet); the share is the mean of the draws. What it cannot hold: posts unlike those the model was
// judged on.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "text/sentiment.hpp"

namespace chancery::text {

// What the model said of texts in one language.
struct ToneCount {
  std::string language;                 // BCP 47
  std::array<std::uint64_t, 3> said{};  // negative, neutral, positive
};

struct ToneShare {
  double share = 0;  // 0 to 1
  double low = 0;    // of the 95 % interval
  double high = 1;
};

struct ToneEstimate {
  std::array<ToneShare, 3> shares;  // negative, neutral, positive: of texts in languages the model covers
  std::uint64_t texts = 0;          // in those languages
  // Of such texts the share whose tone the model got wrong where people had judged it: its measured error in each
  // language, weighed by how many texts are in it.
  double mistaken = 0;
  std::uint64_t uncovered = 0;  // left out: their languages' errors are not known
  // Where `texts` is 0 nothing is known: shares are 0, intervals 0 to 1.
};

// The same result for the same counts. Under a millisecond a language.
[[nodiscard]] ToneEstimate estimate_tone(std::span<const ToneCount> counts, const SentimentModel& model);

// The shares most likely to have been said as `said` under one confusion: never below 0, and they sum to 1.
[[nodiscard]] std::array<double, 3> undo_confusion(const std::array<double, 3>& said, const Confusion& confusion);

}  // namespace chancery::text
