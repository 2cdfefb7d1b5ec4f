#include "listen/own_topics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "listen/annotation.hpp"
#include "listen/watch_query.hpp"
#include "support/post_models.hpp"
#include "text/train_topic.hpp"

namespace chancery::listen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A model of two plain topics: what has to do with fish, and with visas.
std::vector<std::byte> model(std::string fish = "Fish quotas", std::string visas = "Visas, at last?") {
  std::vector<text::TopicText> texts;
  for (int i = 0; i < 20; ++i) {
    const auto n = std::to_string(i);
    texts.push_back({"the cod and herring boats stay in port " + n, {fish}});
    texts.push_back({"my visa interview at the consulate " + n, {visas}});
    texts.push_back({"the orchestra plays in the park " + n, {}});
  }
  return text::train_topics(texts, {.shape = {.bits = 12}})->model.write();
}

TEST(OwnTopics, HaveASlugNoTopicOfTheAgendaHas) {
  EXPECT_EQ(own_topic_slug("Fish quotas"), "own-fish-quotas");
  EXPECT_EQ(own_topic_slug("climate"), "own-climate");
  EXPECT_EQ(own_topic_slug("  Öl & Gas!  "), "own-öl-gas");
  EXPECT_EQ(own_topic_slug("?!"), "");
}

TEST(OwnTopics, AreToldBesideTheAgenda) {
  OwnTopics own;
  ASSERT_TRUE(own.add(model()).has_value());
  ASSERT_EQ(own.topics().size(), 2U);
  EXPECT_EQ(own.topics()[0].label, "Fish quotas");
  const auto& models = chancery::test::post_models();
  const PostAnnotator annotator(models.languages, models.agenda, models.sentiment, std::move(own));
  PostAnnotator::Scratch scratch;
  const auto fish = annotator.annotate("cod and herring boats in port, and climate change", "en", scratch);
  EXPECT_THAT(fish.topics, ElementsAre("climate", "own-fish-quotas"));
  EXPECT_THAT(annotator.annotate("the orchestra plays in the park", "en", scratch).topics, IsEmpty());
}

TEST(OwnTopics, CanBeNamedInAQuery) {
  OwnTopics own;
  ASSERT_TRUE(own.add(model()).has_value());
  const QueryChecker checker(own.topics());
  EXPECT_EQ(checker.check("norway topic:own-fish-quotas", {}).canonical, "norway AND topic:own-fish-quotas");
  const auto slip = checker.check("norway topic:own-fish-quota", {});
  ASSERT_FALSE(slip.ok());
  EXPECT_EQ(slip.problems.front().expected, "did you mean own-fish-quotas?");
  EXPECT_FALSE(QueryChecker().check("norway topic:own-fish-quotas", {}).ok()) << "without the model";
}

TEST(OwnTopics, OfTwoModelsThatDifferInCaseAreOne) {
  OwnTopics own;
  ASSERT_TRUE(own.add(model()).has_value());
  ASSERT_TRUE(own.add(model("fish QUOTAS", "Concerts")).has_value());
  EXPECT_EQ(own.topics().size(), 3U);
}

TEST(OwnTopics, LeaveOutAModelThatCannotBeUsedAndKeepTheRest) {
  OwnTopics own;
  ASSERT_TRUE(own.add(model()).has_value());
  auto damaged = model();
  damaged.at(damaged.size() / 2) ^= std::byte{1};
  auto cut = model();
  cut.resize(40);
  for (const auto& bytes : {damaged, cut, std::vector<std::byte>{}}) {
    const auto added = own.add(bytes);
    ASSERT_FALSE(added.has_value());
    EXPECT_FALSE(added.error().hint.empty());
  }
  EXPECT_EQ(own.add(model("?!", "Concerts")).error().code, Errc::Invalid);
  EXPECT_EQ(own.topics().size(), 2U);
}

}  // namespace
}  // namespace chancery::listen
