#include "listen/heard_posts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

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
