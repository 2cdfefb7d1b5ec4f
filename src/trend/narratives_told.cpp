// What is told of a narrative: its name, its size, its growth, its languages.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "trend/narratives_impl.hpp"
#include "trend/telling_words.hpp"

namespace chancery::trend {
namespace {

constexpr std::size_t kNamed = 8;
constexpr std::ptrdiff_t kToldBy = 3;
// A word names what at least so many of its posts say.
constexpr double kLeastPosts = 3;
constexpr double kLeastShare = 0.12;
// A story is told in a language when so much of it is.
constexpr double kSpokenShare = 0.1;
constexpr double kUnlikely = 1.96;
// A word names a story when it is so many times as frequent in it as elsewhere in its languages: the words that hold
// sentences together are everywhere alike. With fewer posts to compare with, all languages are.
constexpr double kLeastLift = 4;
constexpr double kEnoughElsewhere = 10;
// What so many talk about is told whatever its words: they are everybody's by then.
constexpr std::uint64_t kLargePosts = 50;
constexpr double kLargeShare = 0.05;
constexpr std::uint64_t kGrowing = 10;  // posts in the last window, for a doubling time

}  // namespace

std::vector<NarrativeWord> Narratives::Impl::name(const NarrativeCluster& cluster) const {
  // In posts of the time it was last told.
  const double one = std::max(weight_at(cluster.last), 1e-250);
  const double posts = cluster.mass / one;
  double in_its_languages = 0;
  for (const auto& language : cluster.languages) in_its_languages += vocabulary.posts_in(language.language);
  const bool enough = in_its_languages / one - posts >= kEnoughElsewhere;
  const double compared = enough ? std::min(in_its_languages, vocabulary.posts()) : vocabulary.posts();
  const auto counted = [&](std::uint32_t word) {
    if (!enough) return vocabulary.count(word);
    double sum = 0;
    for (const auto& language : cluster.languages) sum += vocabulary.count_in(word, language.language);
    return sum;
  };
  const auto names_nothing = [&](std::uint32_t word) {
    return std::ranges::any_of(cluster.languages, [&](const auto& language) {
      const bool spoken = kSpokenShare * static_cast<double>(cluster.posts) <= static_cast<double>(language.posts);
      return spoken && options.names_nothing(language.language, vocabulary.text(word));
    });
  };
  std::vector<WordCount> counts;
  std::vector<std::uint32_t> words;
  double here = 0;
  for (const CentreTerm& term : cluster.centre) {
    if (vocabulary.kind(term.word) != WordKind::Word) continue;
    here += term.posts / one;
    counts.push_back({term.posts / one, std::max(term.posts, counted(term.word)) / one});
    words.push_back(term.word);
  }
  const double total = vocabulary.total() * compared / std::max(vocabulary.posts(), 1e-250);
  const auto z = telling_scores(counts, here, std::max(here, total / one));
  const double elsewhere = std::max(1.0, compared / one - posts);
  const double least = std::max(kLeastPosts, kLeastShare * posts);
  std::vector<NarrativeWord> named;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (z[i] <= kUnlikely || counts[i].here < least || names_nothing(words[i])) continue;
    const double there = std::max(0.0, counts[i].everywhere - counts[i].here) + 0.5;
    const double lift = (counts[i].here / posts) / (there / elsewhere);
    named.push_back({vocabulary.text(words[i]), z[i], lift});
  }
  std::ranges::sort(named, [](const NarrativeWord& a, const NarrativeWord& b) {
    return a.score != b.score ? a.score > b.score : a.word < b.word;
  });
  // What nearly everybody talks about has words of its own no longer: then those that come closest.
  const auto own = std::ranges::stable_partition(named, [](const auto& word) { return word.lift >= kLeastLift; });
  const auto telling = static_cast<std::size_t>(own.begin() - named.begin());
  std::ranges::stable_sort(own, std::ranges::greater{}, &NarrativeWord::lift);
  named.resize(std::min({named.size(), std::max(telling, static_cast<std::size_t>(kToldBy)), kNamed}));
  return named;
}

std::optional<Narrative> Narratives::Impl::tell(const NarrativeCluster& cluster, Timestamp now) const {
  Narrative result{.id = cluster.id,
                   .words = name(cluster),
                   .posts = cluster.posts,
                   .authors = cluster.authors.count(),
                   .first = cluster.first,
                   .last = cluster.last};
  if (result.words.empty()) return std::nullopt;
  const auto telling = std::ranges::count_if(
      result.words, [this](const NarrativeWord& word) { return word.lift >= options.least_lift; });
  const double share = cluster.mass / std::max(vocabulary.posts(), cluster.mass);
  if (telling < kToldBy && (cluster.posts < kLargePosts || share < kLargeShare)) return std::nullopt;
  const std::int64_t window = std::clamp<std::int64_t>(options.trend_window.count(), 1, HourCounts::kHours / 2);
  result.recent = cluster.hours.sum(now, window, 0);
  result.before = cluster.hours.sum(now, window, window);
  if (result.recent >= kGrowing && result.recent > result.before) {
    const double ratio =
        static_cast<double>(result.recent) / static_cast<double>(std::max<std::uint64_t>(result.before, 1));
    const double minutes = static_cast<double>(window) * 60 * std::numbers::ln2 / std::log(ratio);
    if (minutes < 60.0 * 24 * 7) result.doubles_in = std::chrono::minutes{static_cast<int>(std::lround(minutes))};
  }
  for (const auto& language : cluster.languages) {
    result.languages.push_back({language.language, language.posts, language.authors.count()});
  }
  std::ranges::sort(result.languages, [](const NarrativeLanguage& a, const NarrativeLanguage& b) {
    return a.posts != b.posts ? a.posts > b.posts : a.language < b.language;
  });
  return result;
}

bool Narratives::Impl::may_show(const NarrativeCluster& cluster) const {
  return cluster.id != 0 && cluster.posts >= options.least_posts && cluster.authors.at_least(options.least_authors);
}

}  // namespace chancery::trend
