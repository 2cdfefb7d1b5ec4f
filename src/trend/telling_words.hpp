// Which words set some posts apart from all others: log-odds with an informative Dirichlet prior (Monroe, Colaresi and
// Quinn 2008, Fightin' Words, equations 15, 16, 18 and 22).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace chancery::trend {

// One word: in how many of the posts it stands, and in how many of all (these included).
struct WordCount {
  double here = 0;
  double everywhere = 0;
};

// The z-score of each word's log-odds: above 1.96 it is unlikely to be chance. `total_here` and `total_everywhere` are
// the sums over all words, also those not given. `prior` is how many words' worth of the background every group is
// assumed to have said before.
[[nodiscard]] std::vector<double> telling_scores(std::span<const WordCount> words, double total_here,
                                                 double total_everywhere, double prior = 100);

}  // namespace chancery::trend
