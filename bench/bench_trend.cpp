// What following a stream costs a post of processor time: near-duplicates and narratives, on posts made here. Words are
// frequent as in speech (Zipf); one post in five copies an earlier one with a word changed, one in five tells one of 20
// stories.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "trend/narratives.hpp"
#include "trend/near_duplicates.hpp"

namespace {

constexpr int kPosts = 100'000;
constexpr int kRounds = 3;

struct Post {
  std::vector<std::string> words;
  std::string text;
};

std::vector<Post> make_posts() {
  std::mt19937 random(1);
  const auto everyday = [&] {
    const double u = static_cast<double>(random()) / static_cast<double>(std::mt19937::max());
    return "word" + std::to_string(static_cast<int>(std::pow(30'000.0, u)));
  };
  std::vector<Post> posts(kPosts);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    auto& words = posts[i].words;
    const auto kind = random() % 5;
    if (kind == 0 && i > 100) {
      words = posts[random() % i].words;
      words[random() % words.size()] = everyday();
    } else {
      for (int k = 0; k < 14; ++k) words.push_back(everyday());
      const auto story = std::to_string(random() % 20);
      for (int k = 0; kind == 1 && k < 6; ++k) {
        words[static_cast<std::size_t>(k)] = "story" + story + "of" + std::to_string(random() % 12);
      }
    }
    for (const std::string& word : words) posts[i].text += word + ' ';
  }
  return posts;
}

template <class Run>
double best_rate(Run run) {
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::clock_t begin = std::clock();
    run();
    best = std::max(best, kPosts * static_cast<double>(CLOCKS_PER_SEC) / static_cast<double>(std::clock() - begin));
  }
  return best;
}

}  // namespace

int main() {
  const auto posts = make_posts();
  const chancery::Timestamp start{std::chrono::hours{490'000}};
  const auto at = [&](std::size_t i) { return start + std::chrono::seconds{static_cast<std::int64_t>(i)}; };
  std::size_t clusters = 0;
  const double near_rate = best_rate([&] {
    chancery::trend::NearDuplicates near;
    for (std::size_t i = 0; i < posts.size(); ++i) near.add(i, at(i), i % 9'000, posts[i].text);
    clusters = near.clusters().size();
  });
  std::size_t shown = 0;
  std::size_t stories = 0;
  const double narrative_rate = best_rate([&] {
    chancery::trend::Narratives narratives;
    for (std::size_t i = 0; i < posts.size(); ++i) {
      const std::vector<std::string_view> words(posts[i].words.begin(), posts[i].words.end());
      narratives.add({.at = at(i), .author = i % 9'000, .language = "en", .words = words, .links = {}});
    }
    const auto told = narratives.shown(at(posts.size()));
    shown = told.size();
    stories = static_cast<std::size_t>(std::ranges::count_if(
        told, [](const auto& narrative) { return narrative.words.at(0).word.starts_with("story"); }));
  });
  fmt::print("{{\"what\":\"near-duplicates\",\"figure\":{:.0f},\"unit\":\"posts/s\",\"beside\":\"{} clusters\"}}\n",
             near_rate, clusters);
  fmt::print(
      "{{\"what\":\"narratives\",\"figure\":{:.0f},\"unit\":\"posts/s\",\"beside\":\"{} shown, {} of them tell one of "
      "the 20 stories\"}}\n",
      narrative_rate, shown, stories);
  return 0;
}
