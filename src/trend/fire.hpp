// Whether one post draws more anger than usual: counts of the reactions to it at a given age, against what the same
// account's posts drew at that age before.
//
// A count x is compared with the mean m = w (sum h + k m0) / (n + k): h the account's own history, m0 the mean over all
// accounts, k = 5, w the factor of the hour of the week (1/3 to 3). Its variance is m + phi m^2 with phi the account's
// own overdispersion, at least 1/4; the surprise is -log10 of the chance of so many (negative binomial, counts.hpp).
// Ratios are compared by median and median absolute deviation. Shares are compared by the binomial tail over the share
// p0 that the history had.
//
// What fires, and when:
//   volume: all reactions; surprise >= 3, at least 10
//   quotes: quotes alone; surprise >= 3, at least 5
//   ratio: ln((replies + quotes + 1/2) / (likes + shares + 1/2)); z >= 3, at least 10 replies and quotes
//   target language: texts in a language read in a country the post names; surprise >= 3, at least 10 texts
//   new accounts: less than a week old, of those whose age is known; surprise >= 3, at least 20
//   copied text: texts in groups of three or more that say nearly the same; surprise >= 3, at least 10
//   crisis words: texts with a word of a quarrel between states; surprise >= 3, or 3 of the first ten
//   official: answers and quotes of registered public actors; the first
//
// An official one is the highest level. Volume or ratio together with a signal of the content, or two of these, is
// grave. Volume or quotes alone, from a surprise of 4, is loud. Counts only: nobody is told who.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace chancery::trend {

// What came within the first so many minutes.
struct FireCounts {
  double likes = 0;
  double announces = 0;
  double replies = 0;
  double quotes = 0;
  double aged = 0;       // reactions of accounts whose age is known
  double fresh = 0;      // of these, less than a week old
  double texts = 0;      // replies and quotes that were read
  double in_target = 0;  // of these, in a language read where the post speaks of
  double copied = 0;
  double crisis = 0;
  double official = 0;  // answers and quotes of registered public actors
  [[nodiscard]] double all() const { return likes + announces + replies + quotes; }
};

// What posts of all accounts drew at this age.
struct FireUsual {
  FireCounts mean;
  std::size_t marks = 0;  // of how many posts
};

enum class FireSignal : std::uint8_t {
  Volume,
  Quotes,
  Ratio,
  TargetLanguage,
  NewAccounts,
  CopiedText,
  CrisisWords,
  Official
};
[[nodiscard]] std::string_view to_string(FireSignal signal);  // "target_language"

enum class FireLevel : std::uint8_t { None, Loud, Grave, Official };
[[nodiscard]] std::string_view to_string(FireLevel level);  // "none", "loud", …

struct FireEvidence {
  FireSignal signal = FireSignal::Volume;
  double seen = 0;
  double of = 0;        // out of so many; 0: a plain count
  double expected = 0;  // of a share: the share; of the ratio: its median
  double surprise = 0;  // of the ratio: z
  bool fires = false;
};

struct FireVerdict {
  FireLevel level = FireLevel::None;
  std::vector<FireEvidence> evidence;  // what could be judged, in the order of the signals
  bool little_history = false;         // fewer than five posts of the account's own to compare with
};

inline constexpr std::size_t kFireHistory = 5;  // with fewer marks of all accounts neither volume nor ratio is judged

// `history`: marks of the same account at the same age. O(history log history + reactions).
[[nodiscard]] FireVerdict judge(const FireCounts& now, std::span<const FireCounts> history, const FireUsual& everybody,
                                double hour_factor);

// -log10 of the chance of k or more out of n, each with chance p; 0 where k is no more than expected; at most 300.
[[nodiscard]] double share_surprise(double k, double n, double p);

}  // namespace chancery::trend
