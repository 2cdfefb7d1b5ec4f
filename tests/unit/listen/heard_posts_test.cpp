#include "listen/heard_posts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "unit/listen/heard_world.hpp"

namespace chancery::listen {
namespace {

using std::chrono::hours;
using test::norlandia;
using test::World;

TEST(HeardPosts, ComeNewestFirstPageByPageEachOnce) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  world.start();
  ASSERT_TRUE(world.store(world.crowd(23, world.now())).has_value());
  std::set<std::string> seen;
  HeardPostId before;
  std::vector<std::size_t> sizes;
  do {
    const HeardPosts page = world.posts_of(hours{24}, before, 10);
    ASSERT_FALSE(page.withheld);
    sizes.push_back(page.posts.size());
    for (const auto& post : page.posts) {
      EXPECT_TRUE(seen.insert(post.id.text()).second);
      if (before) {
        EXPECT_LT(post.id, before);
      }
    }
    before = page.next;
  } while (before);
  EXPECT_THAT(sizes, ::testing::ElementsAre(10, 10, 3));
}

TEST(HeardPosts, AreToldByNoLanguageThatHasNoFigure) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  world.start();
  const std::string german = "Das Konsulat von Norlandia bleibt am Montag wegen des Feiertags geschlossen";
  const std::string spanish = "La embajada de Norlandia estará cerrada el lunes porque es un día festivo nacional";
  ASSERT_TRUE(world.store(world.crowd(30, world.now())).has_value());
  ASSERT_TRUE(world.store(world.crowd(12, world.now(), 100, german)).has_value());
  ASSERT_TRUE(world.store(world.crowd(2, world.now(), 200, spanish)).has_value());
  std::map<std::string, int> told;
  for (const auto& post : world.posts_of().posts) ++told[post.language];
  // 44 - 30 - 12 would be the two, so German has no figure either.
  EXPECT_THAT(told, ::testing::ElementsAre(std::pair{"", 14}, std::pair{"en", 30}));
  EXPECT_EQ(world.posts_of({.language = "en", .limit = 100}).posts.size(), 30U);
  EXPECT_TRUE(world.posts_of({.language = "de"}).withheld) << "though twelve wrote in it";
}

TEST(HeardPosts, SayWhichNetworkTheyCameFrom) {
  EXPECT_EQ(network_of("wss://jetstream.example/subscribe"), Network::Bluesky);
  EXPECT_EQ(network_of("recording:sample"), Network::Sample);
  EXPECT_EQ(network_of("recording:monday.ndjson.gz"), Network::File);
  for (const Network network : {Network::Bluesky, Network::Sample, Network::File}) {
    EXPECT_EQ(parse_network(to_string(network)), network);
  }
}

}  // namespace
}  // namespace chancery::listen
