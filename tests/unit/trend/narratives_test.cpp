#include "trend/narratives.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "trend/telling_words.hpp"
#include "unit/trend/start.hpp"

namespace chancery::trend {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

using test::kStart;

TEST(TellingWords, AreThoseWhoseOddsDiffer) {
  // "strike": 30 of 100 words here, 40 of 10,000 everywhere; "the": as usual; "rare": once here, once everywhere.
  const std::vector<WordCount> counts{{30, 40}, {7, 700}, {1, 1}};
  const auto scores = telling_scores(counts, 100, 10'000);
  // By hand for "strike": alpha = 0.5 + 100 * 40 / 10000 = 0.9; here 30.9 of 200, elsewhere 10.9 of 10000.
  const double odds = std::log((30.9 / (200 - 30.9)) / (10.9 / (10'000 - 10.9)));
  EXPECT_NEAR(scores[0], odds / std::sqrt(1 / 30.9 + 1 / 10.9), 1e-9);
  EXPECT_GT(scores[0], 10);
  EXPECT_LT(std::abs(scores[1]), 1.96);
  EXPECT_LT(scores[2], scores[0] / 2);
}

struct Said {
  Timestamp at;
  std::uint64_t author = 0;
  std::string language;
  std::vector<std::string> words;
  std::vector<std::string> links;
  int story = -1;  // none: talk
};

std::uint64_t add(Narratives& narratives, const Said& said) {
  const std::vector<std::string_view> words(said.words.begin(), said.words.end());
  const std::vector<std::string_view> links(said.links.begin(), said.links.end());
  return narratives.add(
      {.at = said.at, .author = said.author, .language = said.language, .words = words, .links = links});
}

// Everyday talk in two languages, each with its own words, few of them frequent; and stories, told in both, each post
// with five of a story's twelve words of its language, some with the story's address.
class Talk {
 public:
  explicit Talk(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return random_() % n; }

  // Zipf: word k with a chance of about 1 / k.
  std::string everyday(const std::string& language) {
    const double u = static_cast<double>(random_()) / static_cast<double>(std::mt19937::max());
    return language + std::to_string(static_cast<int>(std::pow(4000.0, u)));
  }

  Said talk(Timestamp at) {
    Said said{.at = at, .author = below(5'000), .language = below(2) == 0 ? "en" : "fr"};
    for (int i = 0; i < 10; ++i) said.words.push_back(everyday(said.language));
    if (below(4) == 0) said.links.push_back("https://a.example/" + std::to_string(below(100'000)));
    return said;
  }

  Said story(int number, Timestamp at, const std::string& language) {
    Said said{.at = at, .author = 10'000 + below(400), .language = language, .story = number};
    for (int i = 0; i < 5; ++i) {
      said.words.push_back("story" + std::to_string(number) + language + std::to_string(below(12)));
    }
    for (int i = 0; i < 5; ++i) said.words.push_back(everyday(language));
    if (below(2) == 0) said.links.push_back("https://press.example/" + std::to_string(number));
    if (below(2) == 0) said.links.push_back("#story" + std::to_string(number));
    return said;
  }

 private:
  std::mt19937 random_;
};

// A day: 6,000 posts of talk; each story 300 posts, two of three in English.
std::vector<Said> day(std::uint32_t seed) {
  Talk talk(seed);
  std::vector<Said> posts;
  for (int i = 0; i < 6'000; ++i) posts.push_back(talk.talk(kStart + seconds{i * 14}));
  for (int story = 0; story < 3; ++story) {
    for (int i = 0; i < 300; ++i) {
      const auto at = kStart + hours{4 * story + 6} + seconds{static_cast<int>(talk.below(6 * 3600))};
      posts.push_back(talk.story(story, at, i % 3 == 0 ? "fr" : "en"));
    }
  }
  std::ranges::stable_sort(posts, {}, &Said::at);
  return posts;
}

TEST(Narratives, FindsThreeStoriesToldInTwoLanguagesAmongTalk) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    Narratives narratives;
    std::map<std::uint64_t, std::map<int, int>> posts_of;  // narrative, story
    std::map<std::uint64_t, std::uint64_t> into;
    for (const Said& said : day(seed)) {
      ++posts_of[add(narratives, said)][said.story];
      for (const auto& [from, to] : narratives.take_merges()) {
        for (const auto& [story, n] : posts_of[from]) posts_of[to][story] += n;
        posts_of.erase(from);
      }
    }
    const auto shown = narratives.shown(kStart + hours{24});
    std::set<int> found;
    for (const Narrative& narrative : shown) {
      const auto& stories = posts_of[narrative.id];
      int all = 0;
      for (const auto& [story, n] : stories) all += n;
      const auto most = std::ranges::max_element(stories, {}, [](const auto& s) { return s.second; });
      if (most->first < 0 || !found.insert(most->first).second) continue;
      EXPECT_GT(most->second, all * 95 / 100) << "purity of story " << most->first << ", seed " << seed;
      EXPECT_GT(most->second, 300 * 85 / 100) << "recall of story " << most->first << ", seed " << seed;
      ASSERT_GE(narrative.words.size(), 4U);
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(narrative.words[i].word.starts_with("story" + std::to_string(most->first)))
            << narrative.words[i].word;
      }
      ASSERT_EQ(narrative.languages.size(), 2U);
      EXPECT_EQ(narrative.languages[0].language, "en");
      EXPECT_GT(narrative.languages[1].posts, 70U);
      EXPECT_GE(narrative.first, kStart + hours{4 * most->first + 6});
      EXPECT_LT(narrative.first, kStart + hours{4 * most->first + 7});
    }
    EXPECT_EQ(found, (std::set<int>{0, 1, 2})) << "seed " << seed;
    EXPECT_LE(shown.size(), 5U) << "seed " << seed;
    RecordProperty("shown", static_cast<int>(shown.size()));
  }
}

TEST(Narratives, ShowsNothingBeforeTenPeopleSaidIt) {
  Narratives narratives;
  Talk talk(5);
  for (int i = 0; i < 500; ++i) add(narratives, talk.talk(kStart + seconds{i}));
  std::uint64_t id = 0;
  for (std::uint64_t i = 0; i < 30; ++i) {
    Said said = talk.story(1, kStart + minutes{10} + seconds{static_cast<int>(i)}, "en");
    said.author = i % 9;
    said.links = {"#story1"};
    id = add(narratives, said);
  }
  EXPECT_FALSE(narratives.find(id, kStart + hours{1}).has_value());
  Said said = talk.story(1, kStart + minutes{20}, "en");
  said.author = 9;
  said.links = {"#story1"};
  EXPECT_EQ(add(narratives, said), id);
  ASSERT_TRUE(narratives.find(id, kStart + hours{1}).has_value());
  EXPECT_EQ(narratives.find(id, kStart + hours{1})->authors, 10U);
}

TEST(Narratives, ShowsAlsoWhatMostPeopleTalkAbout) {
  Narratives narratives;
  Talk talk(5);
  for (int i = 0; i < 400; ++i) {
    add(narratives, i % 4 == 0 ? talk.talk(kStart + seconds{i}) : talk.story(1, kStart + seconds{i}, "en"));
  }
  const auto shown = narratives.shown(kStart + hours{1});
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_GT(shown[0].posts, 200U);
  EXPECT_TRUE(shown[0].words.at(0).word.starts_with("story1"));
}

TEST(Narratives, TellsHowFastAStoryGrows) {
  Narratives narratives;
  Talk talk(6);
  for (int i = 0; i < 500; ++i) add(narratives, talk.talk(kStart + seconds{i}));
  std::uint64_t id = 0;
  const auto tell = [&](int n, hours from) {
    for (int i = 0; i < n; ++i) {
      Said said = talk.story(1, kStart + from + seconds{i * 30}, "en");
      said.links = {"#story1"};
      id = add(narratives, said);
    }
  };
  tell(20, hours{1});
  tell(80, hours{7});
  // Hours 6 to 11 against 0 to 5: four times as much, twice doubled in six hours.
  const auto growing = narratives.find(id, kStart + hours{11});
  ASSERT_TRUE(growing.has_value());
  EXPECT_EQ(growing->recent, 80U);
  EXPECT_EQ(growing->before, 20U);
  EXPECT_EQ(growing->doubles_in, minutes{180});
  EXPECT_EQ(growing->posts, 100U);
  const auto over = narratives.find(id, kStart + hours{18});
  ASSERT_TRUE(over.has_value());
  EXPECT_EQ(over->recent, 0U);
  EXPECT_FALSE(over->doubles_in.has_value());
}

TEST(Narratives, JoinsLanguagesThroughLinksAlone) {
  Narratives narratives;
  Talk talk(8);
  for (int i = 0; i < 500; ++i) add(narratives, talk.talk(kStart + seconds{i}));
  std::set<std::uint64_t> ids;
  for (int i = 0; i < 40; ++i) {
    Said said = talk.story(1, kStart + hours{1} + seconds{i}, i % 2 == 0 ? "en" : "fr");
    said.links = {"https://press.example/1", "#story1"};
    const std::uint64_t id = add(narratives, said);
    if (i >= 4) ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 1U);
}

TEST(Narratives, SplitsWhatOneHashtagHeldTogether) {
  Narratives narratives({.merge_similarity = 1.1});
  std::set<std::uint64_t> first;
  std::set<std::uint64_t> second;
  for (int i = 0; i < 64; ++i) {
    const bool one = i % 2 == 0;
    Said said{.at = kStart + seconds{i}, .author = static_cast<std::uint64_t>(i), .language = "en"};
    for (int k = 0; k < 6; ++k) said.words.push_back((one ? "flood" : "match") + std::to_string(k));
    if (i < 16) said.links = {"#today", "#now", "#tonight", "#live"};
    const std::uint64_t id = add(narratives, said);
    if (i >= 34) (one ? first : second).insert(id);
  }
  EXPECT_EQ(first.size(), 1U);
  EXPECT_EQ(second.size(), 1U);
  EXPECT_NE(first, second);
}

TEST(Narratives, KeepsWithinItsBoundsWhateverIsSaid) {
  Narratives narratives({.clusters = 64, .words = 1'000});
  std::mt19937 random(1);
  for (int i = 0; i < 4'000; ++i) {
    Said said{.at = kStart + seconds{i * 60}, .author = random(), .language = "x-" + std::to_string(random() % 1000)};
    for (int k = 0; k < 80; ++k) said.words.push_back(std::to_string(random() % 100'000));
    if (i % 1000 == 0) said.words.push_back(std::string(100'000, 'a'));
    add(narratives, said);
    ASSERT_LE(narratives.clusters(), 64U);
    ASSERT_LE(narratives.words(), 1'000U);
  }
  EXPECT_EQ(add(narratives, {.at = kStart, .language = "en", .words = {"", ""}}), 0U);
}

TEST(Narratives, FadesWithTheYearsWithoutLosingCount) {
  Narratives narratives;
  Talk talk(3);
  for (int year = 0; year < 5; ++year) {
    const auto start = kStart + std::chrono::days{365 * year};
    for (int i = 0; i < 500; ++i) add(narratives, talk.talk(start + seconds{i}));
    std::uint64_t id = 0;
    for (int i = 0; i < 60; ++i) {
      Said said = talk.story(year, start + minutes{10} + seconds{i}, "en");
      said.links = {"#story" + std::to_string(year)};
      id = add(narratives, said);
    }
    const auto shown = narratives.shown(start + hours{1});
    ASSERT_FALSE(shown.empty()) << year;
    EXPECT_EQ(shown[0].id, id) << year;
  }
}

// --- what stories are called, in real words ---

// How people tell a story in a language, what it must be called by, among others, and the words that hold the sentences
// of that language together.
struct Tongue {
  std::string tag;
  std::vector<std::string> tells;
  std::vector<std::string> adds;
  std::string name;
  std::set<std::string> holding;
};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

const std::vector<Tongue>& tongues() {
  static const std::vector<Tongue> kTongues{
      {"en",
       {"the ferry aurora is held in the harbour", "passengers of the ferry aurora are waiting on board",
        "who helps the passengers on the aurora", "the captain of the aurora is asking for a doctor"},
       {"and there is no water on it", "with the families that are on board", "for the second night in the harbour",
        "and the minister is silent"},
       "aurora",
       {"the", "of", "and", "is", "on", "in", "for", "it", "with", "that", "are", "to", "a", "there", "who"}},
      {"fr",
       {"le pont de sable est fermé par la police", "la police ferme le pont de sable pour la nuit",
        "qui a fermé le pont de sable sans rien dire", "les camions sont bloqués sur le pont de sable"},
       {"et personne ne sait pour qui", "avec les camions sur le chemin", "pour la deuxième fois de la semaine",
        "et le maire ne dit rien"},
       "sable",
       {"le", "la", "les", "de", "et", "est", "pour", "sur", "qui", "ne", "avec", "par", "que", "sans", "a", "sont"}},
      {"ar",
       {"السد الكبير في الوادي تصدع", "تصدع السد الكبير و الماء على الطريق", "من الذي يصلح السد الكبير بعد أن تصدع",
        "الماء من السد الكبير إلى القرى"},
       {"و لم يقل لنا أحد", "مع كل القرى على الطريق", "من أجل القرى في الوادي", "و هذا ما كان في القرى"},
       "السد",
       {"في", "من", "على", "إلى", "و", "هذا", "مع", "أن", "كان", "لم", "ما", "كل", "الذي"}},
      {"es",
       {"la cosecha de café se pierde por la plaga", "la plaga del café llega a la sierra",
        "quién paga por la cosecha de café de la sierra", "los campesinos de la sierra pierden el café"},
       {"y nadie dijo que era por la plaga", "con los niños en el camino", "por segunda vez en la cosecha",
        "y el ministro es el que calla"},
       "café",
       {"el", "la", "los", "de", "y", "es", "en", "por", "que", "con", "para", "se", "a", "nadie"}},
      {"de",
       {"das visum für studenten wird nicht erteilt", "die botschaft erteilt kein visum für studenten",
        "wer hilft den studenten auf das visum zu warten", "studenten warten auf ein visum in der botschaft"},
       {"und niemand hat es uns gesagt", "mit den kindern auf dem markt", "für das zweite mal in der woche",
        "und so ist das in der stadt"},
       "visum",
       {"das", "die", "der", "den", "und", "ist", "für", "auf", "in", "mit", "es", "zu", "ein", "niemand", "wer",
        "dem"}},
  };
  return kTongues;
}

TEST(Narratives, AreNotCalledByTheWordsThatHoldSentencesTogether) {
  Narratives narratives;
  std::mt19937 random(7);
  std::uint64_t person = 0;
  int minute = 0;
  const auto say = [&](const Tongue& tongue, std::vector<std::string> words) {
    (void)add(narratives, {.at = kStart + minutes{++minute},
                           .author = ++person,
                           .language = tongue.tag,
                           .words = std::move(words),
                           .links = {}});
  };
  // Everyday talk: six words that hold a sentence together, and five of two thousand others.
  for (int i = 0; i < 200; ++i) {
    for (const Tongue& tongue : tongues()) {
      const std::vector<std::string> holding(tongue.holding.begin(), tongue.holding.end());
      std::vector<std::string> words;
      for (int k = 0; k < 6; ++k) words.push_back(holding[random() % holding.size()]);
      for (int k = 0; k < 5; ++k) words.push_back(tongue.tag + std::to_string(random() % 2'000));
      say(tongue, std::move(words));
    }
  }
  for (std::size_t i = 0; i < 16; ++i) {
    for (const Tongue& tongue : tongues()) say(tongue, split(tongue.tells[i % 4] + " " + tongue.adds[(i / 4 + i) % 4]));
  }
  const auto shown = narratives.shown(kStart + minutes{minute});
  for (const Tongue& tongue : tongues()) {
    const auto story = std::ranges::find_if(shown, [&](const Narrative& narrative) {
      return std::ranges::any_of(narrative.words, [&](const auto& word) { return word.word == tongue.name; });
    });
    ASSERT_NE(story, shown.end()) << tongue.tag;
    EXPECT_EQ(story->languages.front().language, tongue.tag);
    for (const auto& word : story->words) {
      EXPECT_FALSE(tongue.holding.contains(word.word)) << tongue.tag << ": " << word.word << ", lift " << word.lift;
    }
  }
}

}  // namespace
}  // namespace chancery::trend
