#include "desk/near_answers.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace chancery::desk {
namespace {

constexpr double kHalfLifeDays = 180;
constexpr double kCommonTopic = 0.1;
constexpr std::int64_t kFew = 5;

using Weights = std::map<std::string, double, std::less<>>;

Weights weigh(const QuestionWords& said, const std::function<double(std::string_view)>& idf) {
  Weights weights;
  for (const std::string& word : said.words) {
    if (!weights.contains(word)) weights.emplace(word, std::max(idf(word), 0.0));
  }
  return weights;
}

double length(const Weights& weights) {
  double sum = 0;
  for (const auto& [word, weight] : weights) sum += weight * weight;
  return std::sqrt(sum);
}

double cosine(const Weights& a, const Weights& b) {
  double dot = 0;
  for (const auto& [word, weight] : a) {
    if (const auto found = b.find(word); found != b.end()) dot += weight * found->second;
  }
  const double lengths = length(a) * length(b);
  return lengths > 0 ? dot / lengths : 0;
}

bool share_topic(const QuestionWords& a, const QuestionWords& b) {
  return std::ranges::any_of(a.topics,
                             [&](const auto& topic) { return std::ranges::find(b.topics, topic) != b.topics.end(); });
}

}  // namespace

std::vector<std::string> asked_for(const QuestionWords& question,
                                   const std::function<std::int64_t(std::string_view)>& documents,
                                   std::int64_t of_all) {
  const std::int64_t most = std::max(kFew, (of_all - 1) / 100);
  std::vector<std::pair<std::int64_t, std::string>> rare;
  std::set<std::string_view> seen;
  for (const std::string& word : question.words) {
    if (!seen.insert(word).second) continue;
    const std::int64_t count = documents(word);
    if (count > 0 && count <= most) rare.emplace_back(count, word);
  }
  std::ranges::sort(rare);
  if (rare.size() > kWordsAskedFor) rare.resize(kWordsAskedFor);
  std::vector<std::string> words;
  words.reserve(rare.size());
  for (auto& [count, word] : rare) words.push_back(std::move(word));
  return words;
}

std::vector<std::pair<std::int64_t, double>> near(const QuestionWords& question,
                                                  std::span<const AnsweredQuestion> answered,
                                                  const std::function<double(std::string_view)>& idf, Timestamp now,
                                                  std::size_t limit) {
  const Weights asked = weigh(question, idf);
  std::vector<std::pair<std::int64_t, double>> found;
  for (const AnsweredQuestion& each : answered) {
    const double days = std::max(0.0, std::chrono::duration<double, std::ratio<86'400>>(now - each.at).count());
    double score = cosine(asked, weigh(each.said, idf)) * std::pow(0.5, days / kHalfLifeDays);
    if (score > 0 && share_topic(question, each.said)) score += kCommonTopic;
    if (score >= kNear) found.emplace_back(each.id, score);
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    return std::pair(-a.second, a.first) < std::pair(-b.second, b.first);
  });
  if (found.size() > limit) found.resize(limit);
  return found;
}

}  // namespace chancery::desk
