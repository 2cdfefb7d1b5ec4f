// How near an answered question is to this one: cosine of ln-idf weights, times 0.5^(age / 180 days), +0.1 for a common
// topic. Of the same language alone: the caller asks for no other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace chancery::desk {

struct QuestionWords {
  std::vector<std::string> words;  // as text::Segmenter cuts them
  std::vector<std::string> topics;
};

struct AnsweredQuestion {
  std::int64_t id = 0;
  QuestionWords said;
  Timestamp at;  // of the answer
};

inline constexpr std::size_t kWordsAskedFor = 6;
inline constexpr double kNear = 0.35;

// The rarest of its words to look for: at most 6, each in fewer than 1 % of the answered questions (in a collection of
// fewer than 500, in at most 5 of them). `documents`: in how many a word stands; `of_all`: how many there are.
[[nodiscard]] std::vector<std::string> asked_for(const QuestionWords& question,
                                                 const std::function<std::int64_t(std::string_view)>& documents,
                                                 std::int64_t of_all);

// Nearest first, score of at least 0.35. `idf`: ln(all / with the word).
[[nodiscard]] std::vector<std::pair<std::int64_t, double>> near(const QuestionWords& question,
                                                                std::span<const AnsweredQuestion> answered,
                                                                const std::function<double(std::string_view)>& idf,
                                                                Timestamp now, std::size_t limit = 5);

}  // namespace chancery::desk
