#include "listen/query_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "unit/listen/query_world.hpp"

namespace chancery::listen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

QuerySet set_of(const std::vector<std::string>& texts, std::string_view kept = {}) {
  std::vector<Query> queries;
  for (const std::string& text : texts) queries.push_back(query(text));
  auto set = QuerySet::compile(queries, kept);
  if (!set) throw std::runtime_error(set.error().hint);
  return std::move(*set);
}

// "yes", "no", or "maybe": analysis decides.
std::string verdict(const std::string& text, const PostFacts& post) {
  const QuerySet set = set_of({text});
  QuerySet::Scratch scratch;
  const auto found = set.candidates(post, scratch);
  if (found.empty()) return "no";
  return found[0].certain ? "yes" : "maybe";
}
bool matches(const std::string& query, std::string_view post) {
  return verdict(query, {.text = post}) == "yes";
}

TEST(QuerySet, JoinsWordsAsTheQuerySays) {
  EXPECT_TRUE(matches("norway visa", "Visa for NORWAY"));
  EXPECT_FALSE(matches("norway visa", "norway"));
  EXPECT_TRUE(matches("norway OR visa", "a visa"));
  EXPECT_FALSE(matches("norway OR visa", "nothing"));
  EXPECT_TRUE(matches("norway NOT visa", "norway"));
  EXPECT_FALSE(matches("norway NOT visa", "norway visa"));
  EXPECT_FALSE(matches("norway NOT visa", "visa"));
  EXPECT_TRUE(matches("norway NOT (visa AND queue)", "norway visa"));
  EXPECT_TRUE(matches("norway NOT NOT visa", "norway visa"));
  EXPECT_TRUE(matches("(norway OR sweden) (visa OR permit*)", "Sweden permits"));
  EXPECT_FALSE(matches("(norway OR sweden) (visa OR permit*)", "Sweden and Norway"));
  EXPECT_TRUE(matches("\"foreign ministry\"", "The Foreign-Ministry"));
  EXPECT_TRUE(matches("\"foreign minist*\"", "foreign ministers"));
  EXPECT_TRUE(matches("大使館 NOT 領事館", "日本大使館の"));
}

TEST(QuerySet, MeasuresHowFarApartWordsStand) {
  const std::string_view post = "visa queues at the embassy of Norway in Oslo";
  EXPECT_TRUE(matches("visa NEAR/1 queues", post));
  EXPECT_TRUE(matches("visa NEAR/4 embassy", post));
  EXPECT_FALSE(matches("visa NEAR/3 embassy", post));
  EXPECT_TRUE(matches("embassy NEAR/4 visa", post));
  EXPECT_TRUE(matches("visa ONEAR/4 embassy", post));
  EXPECT_FALSE(matches("embassy ONEAR/4 visa", post));
  EXPECT_FALSE(matches("embassy NEAR/4f visa", post));
  EXPECT_TRUE(matches("\"visa queues\" NEAR/3 embass*", post));  // from the end of the phrase
  EXPECT_FALSE(matches("\"visa queues\" NEAR/2 embass*", post));
  EXPECT_TRUE(matches("(sweden OR norway) NEAR/2 (oslo OR bergen)", post));
  EXPECT_FALSE(matches("(sweden OR oslo) NEAR/2 embassy", post));
  EXPECT_FALSE(matches("visa NEAR/5 visa", post));  // one word is not near itself
  EXPECT_TRUE(matches("visa NEAR/2 visa", "visa or visa"));
  EXPECT_FALSE(matches("\"the embassy\" NEAR/5 embassy", post));  // nor part of it
  EXPECT_TRUE(matches("visa NEAR/2 norway", "visa far away from all of this, but norway: visa"));
  EXPECT_TRUE(matches("日本 NEAR/2 大使館", "日本の大使館"));
  EXPECT_FALSE(matches("日本 NEAR/2 大使館", "日本の首都にある大使館"));
}

TEST(QuerySet, TakesTagsWholeFromTextAndFacts) {
  EXPECT_TRUE(matches("#oslo", "in #Oslo!"));
  EXPECT_FALSE(matches("#oslo", "in Oslo"));
  EXPECT_FALSE(matches("#oslo", "#osloby"));
  EXPECT_TRUE(matches("#climate_action", "#Climate_Action now"));
  EXPECT_TRUE(matches("#外交", "昨日 #外交"));
  EXPECT_FALSE(matches("#外交", "昨日 #外交部"));
  constexpr auto kTags = std::to_array<std::string_view>({"Oslo"});
  EXPECT_EQ(verdict("#oslo", {.text = "no tag here", .tags = kTags}), "yes");
  EXPECT_EQ(verdict("norway NOT #oslo", {.text = "norway", .tags = kTags}), "no");
}

TEST(QuerySet, TakesMentionsOfRegisteredActorsByAnyOfTheirAddresses) {
  EXPECT_TRUE(matches("@mfa.example", "thanks @press.mfa.example."));
  EXPECT_TRUE(matches("@mfa.example", "thanks @MFA.example"));
  EXPECT_FALSE(matches("@mfa.example", "see mfa.example"));
  EXPECT_FALSE(matches("@mfa.example", "thanks @mfa.example.org"));
  constexpr auto kMentions = std::to_array<std::string_view>({"did:plc:mfa"});
  EXPECT_EQ(verdict("@mfa.example", {.text = "thanks", .mentions = kMentions}), "yes");
  constexpr auto kOthers = std::to_array<std::string_view>({"did:plc:other"});
  EXPECT_EQ(verdict("@mfa.example", {.text = "thanks", .mentions = kOthers}), "no");
}

TEST(QuerySet, NarrowsByWhatThePostItselfTells) {
  const PostFacts plain{.text = "norway", .author = "did:plc:x", .network = "bluesky"};
  EXPECT_EQ(verdict("norway network:bluesky", plain), "yes");
  EXPECT_EQ(verdict("norway network:feeds", plain), "no");
  EXPECT_EQ(verdict("norway from:@mfa.example", plain), "no");
  EXPECT_EQ(verdict("norway from:@mfa.example", {.text = "norway", .author = "did:plc:mfa"}), "yes");
  EXPECT_EQ(verdict("norway NOT from:@mfa.example", plain), "yes");
  EXPECT_EQ(verdict("norway has:link", plain), "no");
  EXPECT_EQ(verdict("norway has:link", {.text = "norway", .link = true}), "yes");
  EXPECT_EQ(verdict("norway has:link", {.text = "norway https://a.example"}), "yes");
  EXPECT_EQ(verdict("norway has:media", {.text = "norway", .media = true}), "yes");
  EXPECT_EQ(verdict("norway is:reply", {.text = "norway", .reply = true}), "yes");
  EXPECT_EQ(verdict("norway is:repost", {.text = "norway", .repost = true}), "yes");
  EXPECT_EQ(verdict("norway is:quote", {.text = "norway", .quote = true}), "yes");
  EXPECT_EQ(verdict("norway NOT is:reply", {.text = "norway", .reply = true}), "no");
}

TEST(QuerySet, LeavesToAnalysisWhatOnlyItCanTell) {
  const PostFacts post{.text = "norway visa"};
  EXPECT_EQ(verdict("norway lang:ar", post), "maybe");
  EXPECT_EQ(verdict("norway NOT lang:ar", post), "maybe");
  EXPECT_EQ(verdict("sweden lang:ar", post), "no");
  EXPECT_EQ(verdict("norway (visa OR lang:ar)", post), "yes");
  EXPECT_EQ(verdict("norway (sweden OR lang:ar)", post), "maybe");
  EXPECT_EQ(verdict("norway NOT (visa OR lang:ar)", post), "no");
  EXPECT_EQ(verdict("norway has:media lang:ar", post), "no");
}

bool confirmed(const std::string& text, const LateFacts& late) {
  const QuerySet set = set_of({text});
  QuerySet::Scratch scratch;
  const auto found = set.candidates({.text = "norway visa"}, scratch);
  return !found.empty() && set.confirm(found[0], late, scratch);
}

TEST(QuerySet, ConfirmsWithLanguageCountriesAndTopics) {
  const std::vector<std::string> countries = {"NO", "SE"};
  const std::vector<std::string> topics = {"climate"};
  const LateFacts late{"hi-Latn", countries, topics};
  EXPECT_TRUE(confirmed("norway lang:hi", late));
  EXPECT_TRUE(confirmed("norway lang:hi-Latn", late));
  EXPECT_FALSE(confirmed("norway lang:ar", late));
  EXPECT_TRUE(confirmed("norway NOT lang:ar", late));
  EXPECT_FALSE(confirmed("norway lang:hi", {"hil", {}, {}}));
  EXPECT_TRUE(confirmed("norway lang:no", {"nb", {}, {}}));
  EXPECT_TRUE(confirmed("norway country:SE", late));
  EXPECT_FALSE(confirmed("norway country:DK", late));
  EXPECT_TRUE(confirmed("norway topic:climate (country:DK OR lang:hi)", late));
  EXPECT_FALSE(confirmed("norway topic:trade", late));
  EXPECT_TRUE(confirmed("norway", late));
}

TEST(QuerySet, TellsWhichPositiveTermsWereFound) {
  const std::string text = "norway NOT sweden (#oslo OR visa OR permit*) lang:en";
  const QuerySet set = set_of({"unrelated", text});
  const Query parsed = query(text);
  QuerySet::Scratch scratch;
  const auto found = set.candidates({.text = "permits and visa for Norway"}, scratch);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].query, 1U);
  std::vector<std::string> terms;
  for (const std::uint32_t term : found[0].terms) terms.push_back(to_text(*parsed.positive_terms().at(term)));
  EXPECT_THAT(terms, ElementsAre("norway", "visa", "permit*"));
}

TEST(QuerySet, ForgetsOnePostBeforeTheNext) {
  const QuerySet set = set_of({"norway visa", "#oslo", "@mfa.example", "norway NEAR/2 visa"});
  QuerySet::Scratch scratch;
  EXPECT_EQ(set.candidates({.text = "norway visa #oslo @mfa.example"}, scratch).size(), 4U);
  EXPECT_THAT(set.candidates({.text = "norway oslo"}, scratch), IsEmpty());
  EXPECT_THAT(set.candidates({.text = "visa far from all that is norway"}, scratch).size(), 1U);
  EXPECT_THAT(set.candidates({.text = ""}, scratch), IsEmpty());
}

TEST(QuerySet, SurvivesTextsMadeToHurt) {
  const QuerySet set = set_of({"aa NEAR/1 bb", "(aa OR bb OR cc*) NEAR/100 (aa OR bb)", "aa NOT \"bb aa\""});
  QuerySet::Scratch scratch;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += i % 3 == 0 ? "bb cc " : "aa ";
  EXPECT_EQ(set.candidates({.text = text}, scratch).size(), 3U);
  EXPECT_EQ(set.candidates({.text = std::string(1'000'000, 'a')}, scratch).size(), 0U);
  EXPECT_EQ(set.candidates({.text = std::string(100'000, '#')}, scratch).size(), 0U);
}

TEST(QuerySet, IsReadBackFromWhatItKept) {
  const std::vector<std::string> texts = {"norway embass*", "#oslo OR \"foreign ministry\""};
  const QuerySet made = set_of(texts);
  EXPECT_FALSE(made.from_kept());
  const std::string kept = made.serialise();
  const QuerySet again = set_of(texts, kept);
  EXPECT_TRUE(again.from_kept());
  QuerySet::Scratch scratch;
  EXPECT_EQ(again.candidates({.text = "Embassy of Norway, foreign ministry"}, scratch).size(), 2U);
  EXPECT_FALSE(set_of({"norway"}, kept).from_kept());
  EXPECT_FALSE(set_of(texts, kept.substr(0, 40)).from_kept());
}

TEST(QuerySet, MatchesNothingWithoutQueries) {
  const QuerySet set = set_of({});
  QuerySet::Scratch scratch;
  EXPECT_THAT(set.candidates({.text = "norway"}, scratch), IsEmpty());
  EXPECT_EQ(set.queries(), 0U);
}

TEST(QuerySet, LetsThreadsMatchAtOnceAndScratchesMoveBetweenSets) {
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) texts.push_back("word" + std::to_string(i) + " AND (see OR look) NOT never");
  const QuerySet big = set_of(texts);
  const QuerySet small = set_of({"word7"});
  std::vector<int> wrong(4, 0);
  std::vector<std::jthread> threads;
  for (int& mine : wrong) {
    threads.emplace_back([&] {
      QuerySet::Scratch scratch;
      for (std::uint32_t i = 0; i < 500; ++i) {
        const std::string text = "see word" + std::to_string(i) + " now";
        const auto found = big.candidates({.text = text}, scratch);
        if (found.size() != 1 || found[0].query != i) ++mine;
        if (small.candidates({.text = "word7"}, scratch).size() != 1) ++mine;
      }
    });
  }
  threads.clear();
  EXPECT_THAT(wrong, ElementsAre(0, 0, 0, 0));
}

}  // namespace
}  // namespace chancery::listen
