#include "feeds/demo_talk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/demo_story.hpp"
#include "feeds/demo_texts.hpp"
#include "feeds/phrase_book.hpp"
#include "text/annotator.hpp"
#include "text/fold.hpp"
#include "text/language.hpp"
#include "text/matcher.hpp"
#include "trend/near_duplicates.hpp"

namespace chancery::feeds {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Timestamp kNow = from_rfc3339("2026-11-22T09:25:00Z").value();
const Timestamp kEnd = from_rfc3339("2026-11-22T09:00:00Z").value();

struct Post {
  Timestamp time;
  std::string id, author, text, declared, repost_of, in_reply_to;
  std::vector<std::string> links, tags, mentions;

  friend bool operator==(const Post&, const Post&) = default;
  [[nodiscard]] bool names_country() const {
    return std::ranges::any_of(demo_terms(), [this](auto term) { return text.contains(term); });
  }
};

// All that is said until then.
std::vector<Post> posts(Timestamp until = kEnd + hours{1}, Timestamp now = kNow, unsigned seed = 1) {
  DemoTalk talk(now, seed);
  std::vector<Post> all;
  for (auto post = talk.next(); post && post->time < until; post = talk.next()) {
    all.push_back({.time = post->time,
                   .id = std::string(post->id),
                   .author = std::string(post->author),
                   .text = std::string(post->text),
                   .declared = std::string(post->declared_language),
                   .repost_of = std::string(post->repost_of),
                   .in_reply_to = std::string(post->in_reply_to),
                   .links = {post->links.begin(), post->links.end()},
                   .tags = {post->tags.begin(), post->tags.end()},
                   .mentions = {post->mentions.begin(), post->mentions.end()}});
  }
  return all;
}

const std::vector<Post>& four_weeks() {
  static const std::vector<Post> kPosts = posts();
  return kPosts;
}

template <class Counts>
std::size_t count(Counts counts, Timestamp from, Timestamp to) {
  return static_cast<std::size_t>(std::ranges::count_if(
      four_weeks(), [&](const Post& post) { return from <= post.time && post.time < to && counts(post); }));
}

TEST(DemoTalk, IsTheSameForTheSameHourAndAnotherForAnotherSeed) {
  const auto week = kEnd - days{21};
  const auto told = posts(week);
  EXPECT_EQ(told, posts(week, kEnd + std::chrono::minutes{59}));
  const auto other = posts(week, kNow, 2);
  EXPECT_NE(told.front().text + told.front().id, other.front().text + other.front().id);
}

TEST(DemoTalk, BeginsFourWeeksAgoAndGoesOnInTheOrderOfTime) {
  const auto& all = four_weeks();
  EXPECT_GE(all.front().time, kEnd - kDemoStory);
  EXPECT_LT(all.front().time, kEnd - kDemoStory + hours{1});
  std::set<std::string> ids;
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(i == 0 || all[i - 1].time < all[i].time) << i;
    EXPECT_TRUE(ids.insert(all[i].id).second) << all[i].id;
    EXPECT_TRUE(all[i].id.starts_with("at://" + all[i].author + "/app.bsky.feed.")) << all[i].id;
  }
}

TEST(DemoTalk, IsEnoughForEveryPageAndLittleForTheMachine) {
  const auto& all = four_weeks();
  EXPECT_LE(all.size(), 40'000U);
  EXPECT_GE(all.size(), 20'000U);
  std::map<std::string, int> by_author;
  for (const auto& post : all) ++by_author[post.author];
  int once = 0;
  int most = 0;
  for (const auto& [author, count] : by_author) {
    once += count == 1 ? 1 : 0;
    most = std::max(most, count);
  }
  EXPECT_GT(by_author.size(), 3'000U);
  EXPECT_GT(2 * static_cast<std::size_t>(once), by_author.size()) << "most post once";
  EXPECT_GT(most, 25);
}

TEST(DemoTalk, FollowsDayAndNightAndTheWeek) {
  const auto french = [](const Post& post) { return post.declared == "fr" && post.names_country(); };
  std::size_t evening = 0;
  std::size_t night = 0;
  for (auto day = kEnd - days{26} - hours{9}; day < kEnd - days{13}; day += days{1}) {
    evening += count(french, day + hours{18}, day + hours{21});
    night += count(french, day + hours{1}, day + hours{4});
  }
  EXPECT_GT(evening, 5 * night);
  const auto heard = [](const Post& post) { return post.names_country(); };
  // 2026-11-04 is a Wednesday, 2026-11-07 a Saturday.
  const auto wednesday = from_rfc3339("2026-11-04T00:00:00Z").value();
  const auto saturday = from_rfc3339("2026-11-07T00:00:00Z").value();
  EXPECT_GT(static_cast<double>(count(heard, wednesday, wednesday + days{1})),
            1.15 * static_cast<double>(count(heard, saturday, saturday + days{1})));
  const auto midday = wednesday + hours{12};
  EXPECT_GE(count(heard, midday, midday + hours{6}), 6U * 20);
  EXPECT_LE(count(heard, midday, midday + hours{6}), 6U * 60);
}

TEST(DemoTalk, CampaignsForFourDays) {
  const auto campaign = [](const Post& post) {
    return std::ranges::find(post.tags, "OpenHarbours") != post.tags.end();
  };
  EXPECT_EQ(count(campaign, kEnd - kDemoStory, kEnd - days{12}), 0U);
  EXPECT_EQ(count(campaign, kEnd - days{8}, kEnd), 0U);
  const auto first = count(campaign, kEnd - days{12}, kEnd - days{11});
  const auto last = count(campaign, kEnd - days{9}, kEnd - days{8});
  EXPECT_GT(first, 20U);
  EXPECT_GT(last, 2 * first);
}

TEST(DemoTalk, BrewsItsCrisisInOneLanguageAndThenBurstsInMany) {
  const auto crisis = [](const Post& post) {
    return post.text.contains("Aurora Bay") || post.text.contains("أورورا باي");
  };
  EXPECT_EQ(count(crisis, kEnd - kDemoStory, kEnd - kCrisisBrews), 0U);
  const auto in = [&](std::string_view language) {
    return [&crisis, language](const Post& post) { return crisis(post) && post.declared == language; };
  };
  EXPECT_GT(count(in("pt"), kEnd - hours{30}, kEnd - hours{22}), 5U);
  EXPECT_EQ(count(in("en"), kEnd - hours{30}, kEnd - hours{22}), 0U);
  for (const auto* language : {"pt", "en", "es", "ar", "fr"}) {
    EXPECT_GT(count(in(language), kEnd - hours{3}, kEnd), 20U) << language;
  }
  EXPECT_GT(count(crisis, kEnd - hours{1}, kEnd), 5 * count(crisis, kEnd - hours{5}, kEnd - hours{4}));
  EXPECT_GT(count(crisis, kEnd, kEnd + hours{1}), 50U) << "and goes on";
}

TEST(DemoTalk, HasTextsThatManyCopy) {
  for (const auto* begin :
       {"500 scholarships, one sea", "500 becas, un solo mar", "URGENT: the passengers", "URGENTE: os passageiros"}) {
    std::set<std::string> authors;
    for (const auto& post : four_weeks()) {
      if (post.text.starts_with(begin)) authors.insert(post.author);
    }
    EXPECT_GE(authors.size(), 24U) << begin;
    EXPECT_LE(authors.size(), 48U) << begin;
  }
}

TEST(DemoTalk, HasHardlyAnyOtherTextsInLargeClusters) {
  trend::NearDuplicates near;
  std::map<std::uint64_t, std::size_t> largest;  // by cluster, authors
  std::map<std::uint64_t, std::string> example;
  std::uint64_t number = 0;
  for (const auto& post : four_weeks()) {
    if (!post.names_country()) continue;
    const auto author = std::hash<std::string>{}(post.author);
    const auto cluster = near.add(++number, post.time, author, text::fold(post.text));
    if (!cluster) continue;
    const auto* found = near.find(*cluster);
    largest[found->id] = static_cast<std::size_t>(found->authors.estimate());
    example[found->id] = post.text;
  }
  std::multiset<std::string> told;
  for (const auto& [cluster, authors] : largest) {
    if (authors >= 10) told.insert(example[cluster].substr(0, 9));
  }
  for (const auto* copied : {"500 schol", "500 becas", "URGENT: t", "URGENTE: "}) EXPECT_EQ(told.count(copied), 1U);
  EXPECT_LE(told.size(), 6U) << "little else is near enough to be told: " << ::testing::PrintToString(told);
}

TEST(DemoTalk, IsHeardByItsTermsAndNamesCountries) {
  const std::vector<std::string> terms(demo_terms().begin(), demo_terms().end());
  const auto matcher = text::Matcher::compile(terms).value();
  text::Matcher::Scratch scratch;
  const text::Annotator annotator;
  text::Annotator::Scratch notes;
  std::map<std::string, std::size_t> countries;
  std::size_t heard = 0;
  std::size_t abroad = 0;
  std::size_t topical = 0;
  std::set<std::uint32_t> found;
  for (const auto& post : posts(kEnd - days{21})) {
    const auto hits = matcher.match(post.text, scratch);
    EXPECT_EQ(!hits.empty(), post.names_country()) << post.text;
    if (hits.empty()) continue;
    found.insert(hits.begin(), hits.end());
    ++heard;
    const auto about = annotator.find(post.text, post.declared.empty() ? "und" : post.declared, notes);
    topical += about.topics.empty() ? 0 : 1;
    abroad += about.countries.empty() ? 0 : 1;
    for (const auto country : about.countries) ++countries[std::string(country.alpha2())];
  }
  EXPECT_GE(found.size(), 9U);
  EXPECT_GT(abroad, heard / 4);
  EXPECT_LT(abroad, heard / 2);
  EXPECT_GT(topical, heard / 3);
  EXPECT_GT(countries.size(), 15U);
}

TEST(DemoTalk, HasAGroupThatSharesTheSameWithinSeconds) {
  std::map<std::string, std::map<std::string, Timestamp>> shares;  // by what is shared
  for (const auto& post : four_weeks()) {
    if (!post.repost_of.empty()) shares[post.repost_of][post.author] = post.time;
  }
  std::map<std::set<std::string>, int> together;
  for (const auto& [shared, by] : shares) {
    std::set<std::string> group;
    std::set<Timestamp> times;
    for (const auto& [account, time] : by) {
      group.insert(account);
      times.insert(time);
    }
    if (group.size() < 12 || *times.rbegin() - *times.begin() > std::chrono::seconds{30}) continue;
    ++together[group];
  }
  ASSERT_EQ(together.size(), 1U);
  EXPECT_EQ(together.begin()->first.size(), 12U);
  EXPECT_EQ(together.begin()->second, 5);
}

TEST(DemoTalk, IsWrittenInTheLanguagesItDeclares) {
  const text::LanguageIdentifier identifier;
  std::map<std::string, std::pair<int, int>> right_of;
  std::map<std::string, std::vector<std::string>> wrong;
  for (const auto& post : posts(kEnd - days{21})) {
    if (post.declared.empty() || !post.names_country()) continue;
    const auto found = identifier.identify(post.text).tag;
    const auto as = post.declared == "hi" && found == "hi-Latn" ? "hi" : found;
    auto& [right, all] = right_of[post.declared];
    ++all;
    if (text::primary_language(as) == post.declared) {
      ++right;
    } else {
      wrong[post.declared].push_back(found + ": " + post.text);
    }
  }
  ASSERT_EQ(right_of.size(), 10U);
  for (const auto& [language, counts] : right_of) {
    EXPECT_GE(counts.first, 0.95 * counts.second) << language << " " << counts.first << " of " << counts.second << "\n"
                                                  << (wrong[language].empty() ? "" : wrong[language].front());
  }
}

TEST(DemoTalk, FillsEveryBlankAndReadsEveryLine) {
  for (const auto& post : four_weeks()) {
    ASSERT_FALSE(post.text.contains('{') || post.text.contains('}') || post.text.contains('\t')) << post.text;
    ASSERT_FALSE(post.text.empty() && post.repost_of.empty());
    for (const auto& link : post.links) EXPECT_TRUE(link.contains(".example/")) << link;
  }
  for (const auto& language : demo_languages()) {
    ASSERT_FALSE(demo_texts(language.tag).empty()) << language.tag;
    EXPECT_EQ(PhraseBook(demo_texts(language.tag)).left_out(), 0U) << language.tag;
  }
  EXPECT_EQ(PhraseBook(demo_texts("common")).left_out(), 0U);
}

TEST(DemoTalk, TellsTheTagsLinksAndNamesOfAText) {
  std::size_t tags = 0;
  std::size_t links = 0;
  std::size_t mentions = 0;
  for (const auto& post : four_weeks()) {
    tags += post.tags.size();
    links += post.links.size();
    for (const auto& name : post.mentions) {
      ++mentions;
      EXPECT_EQ(name, "mfa.marendia.example");
    }
  }
  EXPECT_GT(tags, 1'000U);
  EXPECT_GT(links, 500U);
  EXPECT_GT(mentions, 10U);
}

TEST(DemoTalk, BeginsItsStoryAnew) {
  DemoTalk talk(kNow);
  std::size_t second = 0;
  std::size_t faded = 0;
  for (auto post = talk.next(); post && post->time < kEnd + kDemoStory; post = talk.next()) {
    if (!post->text.contains("Aurora Bay")) continue;
    if (post->time >= kEnd + days{3} && post->time < kEnd + kDemoStory - kCrisisBrews) ++faded;
    if (post->time >= kEnd + kDemoStory - kCrisisBrews) ++second;
  }
  EXPECT_EQ(faded, 0U);
  EXPECT_GT(second, 300U);
}

}  // namespace
}  // namespace chancery::feeds
