#include "listen/recent_posts.hpp"

#include <gtest/gtest.h>

#include "unit/listen/heard_world.hpp"

namespace chancery::listen::test {
namespace {

using namespace std::chrono_literals;

class RecentPostsTest : public testing::Test {
 protected:
  void add(const std::vector<Post>& posts) {
    std::vector<activity::PublicPost> views;
    for (const Post& post : posts) views.push_back(post.view());
    world_.recent().add(views, Network::Bluesky, world_.opt_outs());
  }
  [[nodiscard]] Preview preview(std::string_view query) {
    const auto read = Query::parse(query, QueryVocabulary::standard());
    return world_.recent().preview(read.value(), chancery::test::post_models().annotator, now_).value();
  }
  [[nodiscard]] std::vector<Post> crowd(int authors, const std::string& said = "Good news from Norlandia today") const {
    std::vector<Post> posts;
    for (int i = 0; i < authors; ++i) {
      const std::string did = "did:plc:author" + std::to_string(i);
      posts.push_back(
          {.id = "at://" + did + "/app.bsky.feed.post/1", .author = did, .text = said, .time = now_ - 1min});
    }
    return posts;
  }

  World world_;
  Timestamp now_ = world_.now();
};

TEST_F(RecentPostsTest, APostThatComesTwiceCountsOnce) {
  add(crowd(10));
  add(crowd(10));
  EXPECT_EQ(preview("norlandia").matched, 10);
}

TEST_F(RecentPostsTest, WhatWasDeletedIsNotPreviewed) {
  const auto posts = crowd(11);
  add(posts);
  EXPECT_EQ(preview("norlandia").matched, 10) << "eleven, told in tens";
  const std::vector<activity::Removal> gone{{.id = posts[0].id, .author = posts[0].author, .rev = {}}};
  world_.recent().remove(gone);
  EXPECT_EQ(preview("norlandia").matched, 10);
  const std::vector<activity::Removal> account{{.id = {}, .author = posts[1].author, .rev = {}}};
  world_.recent().remove(account);
  const auto few = preview("norlandia");
  EXPECT_FALSE(few.matched);
  EXPECT_TRUE(few.examples.empty());
}

TEST_F(RecentPostsTest, AllIsForgottenAndWhatComesThenIsNot) {
  add(crowd(10));
  world_.recent().forget_all();
  EXPECT_EQ(preview("norlandia").posts, 0U);
  add(crowd(10));
  EXPECT_EQ(preview("norlandia").matched, 10);
}

TEST_F(RecentPostsTest, TwoQueriesThatDifferByAWordTellNothingOfOnePerson) {
  auto posts = crowd(28);
  posts[3].text = "Good news from Norlandia today, says the baker";
  add(posts);
  EXPECT_EQ(preview("norlandia").matched, 20) << "28, and not one more than the next";
  EXPECT_EQ(preview("norlandia NOT baker").matched, 20) << "27";
}

TEST_F(RecentPostsTest, OfAFewPeopleNobodyLearnsThatThereAreAny) {
  add(crowd(9));
  const auto few = preview("norlandia");
  const auto none = preview("sealand");
  EXPECT_EQ(few.matched, std::nullopt);
  EXPECT_EQ(none.matched, std::nullopt);
  EXPECT_EQ(few.posts, none.posts);
}

TEST_F(RecentPostsTest, AnUpdateTakesThePlaceOfWhatItUpdates) {
  auto posts = crowd(11);
  add(posts);
  posts[0].text = "Something else";
  posts[0].update = true;
  add({posts[0]});
  EXPECT_EQ(preview("norlandia").matched, 10);
}

}  // namespace
}  // namespace chancery::listen::test
