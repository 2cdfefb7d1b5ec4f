// What each measure means, on graphs small enough to be drawn.
#include <gmock/gmock.h>

#include <array>
#include <vector>

#include "graph/assortativity.hpp"
#include "graph/census.hpp"
#include "graph/components.hpp"
#include "graph/eigenvector.hpp"
#include "graph/hits.hpp"
#include "graph/k_core.hpp"
#include "graph/pagerank.hpp"
#include "graph/rank.hpp"
#include "support/drawn_graph.hpp"

namespace chancery::graph {
namespace {

using ::testing::DoubleNear;
using testing::draw;
using ::testing::Each;
using ::testing::ElementsAre;

TEST(Census, CountsWhoFollowsWhomAndWhoIsFollowedBack) {
  const auto drawn = draw("mfa <-> paris; paris -> press; rome -> mfa; alone");
  EXPECT_EQ(in_degrees(drawn.graph)[drawn["mfa"]], 2U);
  EXPECT_EQ(out_degrees(drawn.graph)[drawn["press"]], 0U);
  const auto mutual = mutual_degrees(drawn.graph);
  EXPECT_EQ(mutual[drawn["mfa"]], 1U);
  EXPECT_EQ(mutual[drawn["paris"]], 1U);
  EXPECT_EQ(mutual[drawn["rome"]], 0U);
  const Share answered = reciprocity(drawn.graph, mutual);
  EXPECT_EQ(answered.numerator, 2U);
  EXPECT_EQ(answered.denominator, 4U);
  EXPECT_DOUBLE_EQ(density(drawn.graph).value(), 4.0 / 20);
  EXPECT_FALSE(density(draw("alone").graph).defined());
}

TEST(Census, LeavesPairsOutWhoseListsWereNotSeen) {
  const auto drawn = draw("mfa <-> paris; mfa -> rome; paris -> rome");
  std::vector<ListState> lists(3, ListState::Present);
  EXPECT_DOUBLE_EQ(reciprocity(drawn.graph, lists).value(), 0.5);
  lists[drawn["rome"]] = ListState::Failed;
  const Share seen = reciprocity(drawn.graph, lists);
  EXPECT_EQ(seen.numerator, 2U);
  EXPECT_EQ(seen.denominator, 2U);
}

TEST(Components, AreWeakAlongAnyTieAndStrongAlongCircles) {
  const auto drawn = draw("a -> b -> c -> a; c -> d; x <-> y; alone");
  const auto weak = weak_components(drawn.graph);
  EXPECT_THAT(weak.sizes, ElementsAre(4, 2, 1));
  EXPECT_EQ(weak.of[drawn["d"]], weak.of[drawn["a"]]);
  const auto strong = strong_components(drawn.graph);
  EXPECT_THAT(strong.sizes, ElementsAre(3, 2, 1, 1));
  EXPECT_NE(strong.of[drawn["d"]], strong.of[drawn["a"]]);
  EXPECT_EQ(weak_components(Graph()).count(), 0U);
}

TEST(KCore, CountsAMutualTieOnce) {
  const auto drawn = draw("a <-> b; b <-> c; c <-> a; c -> d; alone");
  const auto cores = core_numbers(undirected(drawn.graph));
  EXPECT_EQ(cores[drawn["a"]], 2U);
  EXPECT_EQ(cores[drawn["d"]], 1U);
  EXPECT_EQ(cores[drawn["alone"]], 0U);
}

TEST(PageRank, SpreadsWhatFallsToNodesThatFollowNobody) {
  const auto drawn = draw("a -> b");
  const auto rank = pagerank(drawn.graph);
  // a = 0.15 / 2 + 0.85 b / 2, and a + b = 1.
  EXPECT_TRUE(rank.converged);
  EXPECT_NEAR(rank.value[drawn["a"]], 0.5 / 1.425, 1e-10);
  EXPECT_NEAR(rank.value[0] + rank.value[1], 1, 1e-15);
  EXPECT_THAT(pagerank(draw("a; b").graph).value, Each(0.5));
  EXPECT_TRUE(pagerank(Graph()).converged);
}

TEST(Hits, CallsHubsThoseWhoFollowAuthorities) {
  const auto drawn = draw("h -> a; h -> b; g -> b");
  const auto scores = hits(drawn.graph);
  EXPECT_TRUE(scores.converged);
  const double golden = 0.6180339887498949;
  EXPECT_NEAR(scores.authority[drawn["b"]], golden, 1e-9);
  EXPECT_NEAR(scores.hub[drawn["h"]], golden, 1e-9);
  EXPECT_DOUBLE_EQ(scores.hub[drawn["a"]], 0);
  EXPECT_THAT(hits(draw("a; b").graph).hub, Each(0.0));
}

TEST(Eigenvector, FollowsTiesRoundCirclesAndSettlesOnTwoSidedGraphs) {
  const auto star = draw("m <-> a; m <-> b; m <-> c; m <-> d");
  const auto central = eigenvector(star.graph);
  EXPECT_TRUE(central.converged);
  EXPECT_NEAR(central.eigenvalue, 2, 1e-12);
  EXPECT_NEAR(central.value[star["m"]], 1, 1e-12);
  EXPECT_NEAR(central.value[star["a"]], 0.5, 1e-9);
  const auto chain = draw("a -> b -> c -> d");
  const auto none = eigenvector(chain.graph);
  EXPECT_TRUE(none.converged);
  EXPECT_THAT(none.value, Each(0.0));
  const auto circle = eigenvector(draw("a -> b -> c -> a").graph);
  EXPECT_NEAR(circle.eigenvalue, 1, 1e-12);
  EXPECT_THAT(circle.value, Each(DoubleNear(1, 1e-9)));
}

TEST(Assortativity, IsOneWithinAndBelowZeroAcross) {
  const std::array<std::uint32_t, 4> halves{0, 0, 1, 1};
  const auto within = assortativity(draw("a <-> b; c <-> d").graph, halves, 2);
  EXPECT_TRUE(within.defined);
  EXPECT_DOUBLE_EQ(within.coefficient, 1);
  const auto across = assortativity(draw("a <-> c; b <-> d").graph, halves, 2);
  EXPECT_DOUBLE_EQ(across.coefficient, -1);
  EXPECT_THAT(across.ties, ElementsAre(0, 2, 2, 0));
  const std::array<std::uint32_t, 4> one{0, 0, kNoCategory, 0};
  const auto single = assortativity(draw("a -> b; b -> c; d -> a").graph, one, 1);
  EXPECT_FALSE(single.defined);
  EXPECT_EQ(single.left_out, 1U);
}

TEST(Rank, SharesTheBestRankAndSkipsTheNext) {
  EXPECT_THAT(competition_ranks(std::vector<std::uint32_t>{5, 9, 5, 1}), ElementsAre(2, 1, 2, 4));
  EXPECT_DOUBLE_EQ(rank_percentile(1, 5), 100);
  EXPECT_DOUBLE_EQ(rank_percentile(5, 5), 0);
}

TEST(Rank, TellsHowFarAnAccountMoved) {
  const std::vector<double> before{1, 2, 3};
  const std::vector<double> now{9, 2, 3};
  const auto moved = mobility(before, now);
  EXPECT_EQ(moved[0].before, 3U);
  EXPECT_EQ(moved[0].now, 1U);
  EXPECT_DOUBLE_EQ(moved[0].percentile_points, 100);
  EXPECT_DOUBLE_EQ(moved[1].percentile_points, -50);
}

}  // namespace
}  // namespace chancery::graph
