#include "trend/telling_words.hpp"

#include <algorithm>
#include <cmath>

namespace chancery::trend {
namespace {

// Every word is assumed to have been said half a time more: else one never said elsewhere is held for hardly telling,
// for how seldom it is there is not known.
constexpr double kFloor = 0.5;

}  // namespace

std::vector<double> telling_scores(std::span<const WordCount> words, double total_here, double total_everywhere,
                                   double prior) {
  std::vector<double> scores;
  scores.reserve(words.size());
  const double elsewhere = std::max(total_everywhere - total_here, 1.0);
  for (const WordCount& word : words) {
    const double alpha = kFloor + prior * word.everywhere / std::max(total_everywhere, 1.0);
    const double here = word.here + alpha;
    const double other = std::max(word.everywhere - word.here, 0.0) + alpha;
    const double odds_here = here / std::max(total_here + prior - here, 1e-6);
    const double odds_other = other / std::max(elsewhere + prior - other, 1e-6);
    scores.push_back(std::log(odds_here / odds_other) / std::sqrt(1 / here + 1 / other));
  }
  return scores;
}

}  // namespace chancery::trend
