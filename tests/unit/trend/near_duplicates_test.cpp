#include "trend/near_duplicates.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "text/fold.hpp"
#include "trend/shingles.hpp"
#include "unit/trend/start.hpp"

namespace chancery::trend {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

using test::kStart;

TEST(Shingles, AreRunsOfFiveCharactersWithoutLinksAndNames) {
  Shingler shingler(100);
  // "abcdef": abcde, bcdef.
  EXPECT_EQ(shingler.shingles("abcdef").size(), 2U);
  EXPECT_EQ(shingler.shingles("abcd").size(), 0U);
  EXPECT_EQ(shingler.shingles("aaaaaaaaaa").size(), 1U);
  const auto plain = shingler.shingles("peace talks begin");
  EXPECT_EQ(plain.size(), 13U);
  const std::vector<std::uint32_t> kept(plain.begin(), plain.end());
  shingler.shingles("@press: peace -- talks, begin! https://example.org/peace");
  EXPECT_EQ(shingler.shared(kept), 13U);
}

TEST(Shingles, AreShorterWhereWordsAreShort) {
  Shingler shingler(100);
  EXPECT_EQ(shingler.shingles("外務省は今日発表").size(), 6U);  // 8 - 3 + 1
  EXPECT_EQ(shingler.shingles("وزارة الخارجية").size(), 10U);   // 14 - 5 + 1
}

TEST(Shingles, LookAtTheBeginningOfALongTextAlone) {
  Shingler shingler(1000);
  std::mt19937 random(1);
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += static_cast<char>('a' + random() % 26);
  EXPECT_EQ(shingler.shingles(text).size(), 996U);
}

TEST(MinHash, EstimatesTheJaccardSimilarity) {
  // Sets of 300 that share 200: J = 200 / 400 = 0.5; 64 hashes have a standard error of 0.0625.
  std::mt19937 random(3);
  double sum = 0;
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::uint32_t> a;
    std::vector<std::uint32_t> b;
    for (int i = 0; i < 200; ++i) b.push_back(a.emplace_back(static_cast<std::uint32_t>(random())));
    for (int i = 0; i < 100; ++i) {
      a.push_back(static_cast<std::uint32_t>(random()));
      b.push_back(static_cast<std::uint32_t>(random()));
    }
    const Sketch x = sketch_of(a);
    const Sketch y = sketch_of(b);
    for (std::size_t i = 0; i < kMinHashes; ++i) sum += x[i] == y[i] ? 1.0 / kMinHashes : 0;
  }
  EXPECT_NEAR(sum / kRounds, 0.5, 0.02);
}

TEST(Similarity, IsTheShareOfCommonShingles) {
  // "abcdefghijklmn": 10 shingles; with "op" appended 12, ten of them shared.
  EXPECT_DOUBLE_EQ(similarity("abcdefghijklmn", "abcdefghijklmnop"), 10.0 / 12.0);
  EXPECT_DOUBLE_EQ(similarity("abcdefghijklmn", "abcdefghijklmn"), 1.0);
  EXPECT_DOUBLE_EQ(similarity("abcdefghijklmn", "opqrstuvwxyz0123"), 0.0);
  EXPECT_DOUBLE_EQ(similarity("too short", "too short"), 0.0);
}

const std::string kCopied = text::fold("The embassy asks all citizens to leave the coast before Friday evening.");

TEST(NearDuplicates, GathersCopiesWithWhoAndWhen) {
  NearDuplicates near;
  EXPECT_FALSE(near.add(11, kStart, 1, kCopied).has_value());
  EXPECT_FALSE(
      near.add(12, kStart, 2, text::fold("Quite another matter: the opera opens its season tonight.")).has_value());
  const auto cluster = near.add(13, kStart + minutes{5}, 2, "rt @someone: " + kCopied + " https://a.example/x");
  ASSERT_TRUE(cluster.has_value());
  EXPECT_EQ(near.add(14, kStart + minutes{9}, 2, kCopied + " please share"), cluster);
  const NearDuplicateCluster* found = near.find(*cluster);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->representative, 11U);
  EXPECT_EQ(found->size, 3U);
  EXPECT_EQ(found->authors.count(), 2U);
  EXPECT_EQ(found->first, kStart);
  EXPECT_EQ(found->last, kStart + minutes{9});
  EXPECT_EQ(found->links, 3U);
  EXPECT_GE(found->least_similarity, 0.7);
  EXPECT_LE(found->mean_similarity, 1.0);
  EXPECT_EQ(near.clusters().size(), 1U);
  EXPECT_TRUE(near.clusters(4).empty());
}

TEST(NearDuplicates, SkipsTextsThatSayTooLittle) {
  NearDuplicates near;
  for (std::uint64_t i = 0; i < 5; ++i) EXPECT_FALSE(near.add(i, kStart, i, "good morning").has_value());
  EXPECT_EQ(near.posts(), 0U);
}

TEST(NearDuplicates, MergesClustersThatABridgeJoins) {
  const std::string a = "abcdefghijklmnopqrstuvwxyz0123";
  const std::string b = "ghijklmnopqrstuvwxyz0123456789";  // 20 shingles of 26 in common with the bridge below
  const std::string bridge = "abcdefghijklmnopqrstuvwxyz0123456789";
  NearDuplicates near;
  near.add(1, kStart, 1, a);
  const auto first = near.add(2, kStart, 2, a);
  near.add(3, kStart, 3, b);
  const auto second = near.add(4, kStart, 4, b);
  ASSERT_TRUE(first && second);
  ASSERT_NE(*first, *second);
  EXPECT_EQ(near.add(5, kStart, 5, bridge), first);  // 26 of 32 shingles each
  EXPECT_EQ(near.find(*second), near.find(*first));
  EXPECT_EQ(near.find(*first)->size, 5U);
  EXPECT_EQ(near.find(*first)->authors.count(), 5U);
  EXPECT_NEAR(near.find(*first)->least_similarity, 26.0 / 32, 1e-9);
}

TEST(NearDuplicates, ForgetsWhatLeftTheWindow) {
  NearDuplicates near({.window = hours{1}});
  near.add(1, kStart, 1, kCopied);
  const auto cluster = near.add(2, kStart + minutes{10}, 2, kCopied);
  ASSERT_TRUE(cluster);
  near.add(3, kStart + minutes{65}, 3, "something else entirely, long enough to be taken");
  EXPECT_EQ(near.posts(), 2U);
  EXPECT_NE(near.find(*cluster), nullptr);
  near.add(4, kStart + minutes{80}, 3, "something else again, also long enough to be taken");
  EXPECT_EQ(near.find(*cluster), nullptr);
  EXPECT_FALSE(near.add(5, kStart + minutes{81}, 4, kCopied).has_value());
}

TEST(NearDuplicates, ForgetsAPostThatWasTakenDown) {
  NearDuplicates near;
  near.add(1, kStart, 1, kCopied);
  near.forget(1);
  EXPECT_FALSE(near.add(2, kStart, 2, kCopied).has_value());
  const auto cluster = near.add(3, kStart, 3, kCopied);
  ASSERT_TRUE(cluster);
  near.forget(3);
  EXPECT_EQ(near.find(*cluster)->size, 1U);
}

TEST(NearDuplicates, KeepsWithinItsBounds) {
  NearDuplicates near({.posts = 100, .shingles = 5'000, .most_characters = 500});
  std::mt19937 random(1);
  for (std::uint64_t i = 0; i < 5'000; ++i) {
    std::string text;
    for (int k = 0; k < 20 + static_cast<int>(random() % 600); ++k) text += static_cast<char>('a' + random() % 26);
    near.add(i, kStart, i, text);
    near.add(i, kStart, i, text);
    EXPECT_LE(near.posts(), 100U);
    EXPECT_LE(near.clusters().size(), 100U);
  }
}

TEST(NearDuplicates, TakesLittleMemoryForAFewTextsAndLosesNoneWhereItGrows) {
  NearDuplicates near;
  std::mt19937 random(2);
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    std::string text;
    for (int k = 0; k < 200; ++k) text += static_cast<char>('a' + random() % 26);
    near.add(i, kStart, i, texts.emplace_back(std::move(text)));
    if (i == 10) {
      EXPECT_LT(near.bytes(), 64U * 1024) << "a desk that looks for a few alike asks often";
    }
  }
  EXPECT_EQ(near.posts(), 1'000U);
  EXPECT_LT(near.bytes(), 2U * 1024 * 1024);
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    const auto cluster = near.add(1'000 + i, kStart, i, texts[i]);
    ASSERT_TRUE(cluster) << i;
    EXPECT_EQ(near.find(*cluster)->representative, i);
  }
}

// --- made-up paraphrases: copies with some words changed, among texts of the same words ---

class Writer {
 public:
  explicit Writer(std::uint32_t seed) : random_(seed) {}
  std::string word() {
    static constexpr std::string_view kSyllables[] = {"ba", "ren", "to", "li", "mos", "ka", "ver", "du", "sin", "al"};
    std::string out;
    const auto syllables = 1 + random_() % 3;
    for (std::uint32_t i = 0; i < syllables; ++i) out += kSyllables[random_() % 10];
    return out;
  }
  std::vector<std::string> words(std::size_t n) {
    std::vector<std::string> out(n);
    for (auto& w : out) w = word();
    return out;
  }
  std::string copy(std::vector<std::string> words, std::size_t changes) {
    for (std::size_t i = 0; i < changes; ++i) words[random_() % words.size()] = word();
    std::string out;
    for (const auto& w : words) out += w + ' ';
    return out;
  }

 private:
  std::mt19937 random_;
};

TEST(NearDuplicates, FindsParaphrasesAndMixesNone) {
  Writer writer(7);
  constexpr int kOriginals = 300;
  constexpr int kCopies = 5;
  std::vector<std::vector<std::string>> originals;
  for (int i = 0; i < kOriginals; ++i) originals.push_back(writer.words(25));
  NearDuplicates near;
  std::map<std::uint64_t, int> story_of;
  std::map<std::uint64_t, std::set<int>> stories_in;
  std::uint64_t id = 0;
  int found = 0;
  for (int copy = 0; copy < kCopies; ++copy) {
    for (int i = 0; i < kOriginals; ++i) {
      const std::string text = writer.copy(originals[static_cast<std::size_t>(i)], copy > 0 ? 1 : 0);
      id += 2;
      const auto cluster = near.add(id, kStart, id, text);
      near.add(id + 1, kStart, id + 1, writer.copy(writer.words(25), 0));
      if (copy > 0 && cluster) ++found;
      if (cluster) stories_in[*cluster].insert(i);
    }
  }
  // One word of 25 changed leaves about 0.85 of the shingles.
  EXPECT_GT(found, kOriginals * (kCopies - 1) * 98 / 100);
  for (const auto& [cluster, stories] : stories_in) EXPECT_EQ(stories.size(), 1U) << cluster;
}

TEST(NearDuplicates, GivesTheSameForTheSame) {
  const auto run = [] {
    Writer writer(9);
    NearDuplicates near;
    std::vector<std::optional<std::uint64_t>> told;
    const auto original = writer.words(20);
    for (std::uint64_t i = 0; i < 200; ++i) {
      told.push_back(near.add(i, kStart, i, i % 3 == 0 ? writer.copy(original, 2) : writer.copy(writer.words(20), 0)));
    }
    return told;
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace chancery::trend
