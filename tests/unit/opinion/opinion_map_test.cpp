// What must hold of every map, on small publics made here: no data needed.
#include "opinion/opinion_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/split_mix.hpp"
#include "opinion/stability.hpp"
#include "opinion/statistics.hpp"
#include "opinion/subgroups.hpp"

namespace chancery::opinion {
namespace {

StatementFlags no_flags(std::size_t columns) {
  return {.moderated_out = std::vector<std::uint8_t>(columns), .meta = std::vector<std::uint8_t>(columns)};
}

// Camps in turn; of every five statements two are agreed to by all, the others by every second, third, … camp.
// `noise`: the share of votes cast at random.
std::vector<Cast> camps(std::uint32_t people, std::uint32_t statements, std::uint32_t number, double noise,
                        std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<Cast> casts;
  for (std::uint32_t i = 0; i < people; ++i) {
    for (std::uint32_t j = 0; j < statements; ++j) {
      if (random.uniform() < 0.3) continue;
      const bool agrees = j % 5 < 2 || (i % number) == (j % number);
      Vote vote = agrees ? Vote::Agree : Vote::Disagree;
      if (random.uniform() < noise) vote = static_cast<Vote>(static_cast<int>(random.below(3)) - 1);
      casts.push_back({i, j, vote});
    }
  }
  return casts;
}

void expect_sane(const OpinionMap& map, const VoteMatrix& votes) {
  for (const Point& p : map.position) EXPECT_TRUE(std::isfinite(p.x) && std::isfinite(p.y));
  for (const double e : map.extremity) EXPECT_TRUE(std::isfinite(e));
  std::set<std::uint32_t> met;
  for (std::size_t i = 0; i < votes.rows(); ++i) {
    EXPECT_EQ(map.in_conversation[i] != 0, map.group[i] != kNoCluster);
    if (map.group[i] != kNoCluster) met.insert(map.group[i]);
  }
  EXPECT_EQ(met.size(), map.k()) << "no group is empty";
  EXPECT_TRUE(met.empty() || *met.rbegin() == map.k() - 1);
}

TEST(OpinionMap, FindsTheCampsAndWhatUnitesThem) {
  const VoteMatrix votes(120, 25, camps(120, 25, 3, 0.05, 1));
  const auto flags = no_flags(25);
  const auto map = draw_map(votes, flags, {.seed = 1});
  expect_sane(map, votes);
  EXPECT_EQ(map.k(), 3U);
  for (std::size_t i = 0; i < 120; ++i) EXPECT_EQ(map.group[i], map.group[i % 3]) << i;
  const auto tables = statistics(votes, flags, map.group, map.k(), map.extremity);
  for (const auto& one : tables.consensus.agree) EXPECT_LT(one.statement % 5, 2U);
  EXPECT_EQ(tables.consensus.agree.size(), 5U);
  for (std::size_t j = 0; j < 25; ++j) {
    EXPECT_EQ(tables.statement[j].lowest_group_agreement > 0.5, j % 5 < 2) << j;
    EXPECT_LE(tables.statement[j].group_aware_consensus, tables.statement[j].lowest_group_agreement);
  }
  EXPECT_EQ(tables.representative.size(), 3U);
  for (const auto& list : tables.representative) EXPECT_FALSE(list.empty());
}

TEST(OpinionMap, AgreeingWithWhatLoadsPositivelyMeansPositive) {
  const VoteMatrix votes(60, 10, camps(60, 10, 2, 0.1, 2));
  const auto map = draw_map(votes, no_flags(10), {.seed = 1});
  for (std::size_t j = 0; j < 10; ++j) {
    EXPECT_GE(map.statement_position[j].x * map.components.component[0][j], 0);
  }
  double along = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    for (const Cell cell : votes.row(i)) {
      along += static_cast<double>(vote_of(cell)) * map.components.component[0][statement_of(cell)] * map.position[i].x;
    }
  }
  EXPECT_GT(along, 0);
}

TEST(OpinionMap, IsTheSameToTheBitWhateverTheOrderOfVotes) {
  auto casts = camps(80, 20, 3, 0.2, 3);
  const auto before = draw_map({80, 20, casts}, no_flags(20), {.seed = 4});
  SplitMix64 random(9);
  for (std::size_t i = casts.size(); i > 1; --i) std::swap(casts[i - 1], casts[random.below(i)]);
  const auto after = draw_map({80, 20, casts}, no_flags(20), {.seed = 4});
  EXPECT_EQ(before.position, after.position);
  EXPECT_EQ(before.group, after.group);
  EXPECT_EQ(before.components.component, after.components.component);
}

TEST(OpinionMap, IsTheSameAfterPeopleWereRemovedAndCameBack) {
  const auto casts = camps(90, 20, 3, 0.2, 5);
  std::vector<Cast> without;
  std::vector<Cast> back;
  for (const Cast& cast : casts) (cast.participant % 7 == 0 ? back : without).push_back(cast);
  const VoteMatrix some(90, 20, without);
  const auto whole = draw_map({90, 20, casts}, no_flags(20), {.seed = 4});
  const auto again = draw_map(some.with(90, 20, back), no_flags(20), {.seed = 4});
  EXPECT_EQ(whole.position, again.position);
  EXPECT_EQ(whole.group, again.group);
}

TEST(OpinionMap, TakesTheLastVoteOfAParticipant) {
  auto casts = camps(60, 12, 2, 0.1, 6);
  const auto before = draw_map({60, 12, casts}, no_flags(12), {.seed = 4});
  std::vector<Cast> twice;
  for (const Cast& cast : casts) twice.push_back({cast.participant, cast.statement, Vote::Pass});
  twice.insert(twice.end(), casts.begin(), casts.end());
  EXPECT_EQ(before.position, draw_map({60, 12, twice}, no_flags(12), {.seed = 4}).position);
}

TEST(OpinionMap, PlacesPeopleWithTheSameVotesInTheSamePlace) {
  auto casts = camps(50, 15, 2, 0.3, 7);
  std::vector<Cast> twins;
  for (const Cast& cast : casts) {
    if (cast.participant == 3) twins.push_back({50, cast.statement, cast.vote});
  }
  casts.insert(casts.begin(), twins.rbegin(), twins.rend());
  const auto map = draw_map({51, 15, casts}, no_flags(15), {.seed = 4});
  EXPECT_EQ(map.position[3], map.position[50]);
  EXPECT_EQ(map.base[3], map.base[50]);
}

TEST(OpinionMap, LeavesModeratedAndMetaStatementsOutOfItsScaleUnlessAsPolis) {
  auto casts = camps(60, 12, 2, 0.1, 8);
  auto flags = no_flags(14);
  flags.moderated_out[12] = 1;
  flags.meta[13] = 1;
  const auto plain = draw_map({60, 12, casts}, no_flags(12), {.seed = 4});
  for (std::uint32_t i = 0; i < 60; i += 2) {
    casts.push_back({i, 12, Vote::Agree});
    casts.push_back({i, 13, Vote::Disagree});
  }
  const VoteMatrix votes(60, 14, casts);
  const auto ours = draw_map(votes, flags, {.seed = 4});
  const auto theirs = draw_map(votes, flags, {.as_polis = true, .seed = 4});
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_NEAR(ours.position[i].x, plain.position[i].x, 1e-9) << "such votes move nobody";
    const auto seen =
        static_cast<double>(std::ranges::count_if(votes.row(i), [](Cell c) { return statement_of(c) < 12; }));
    // The reference counts both as voted on by everybody.
    EXPECT_NEAR(theirs.position[i].x * std::sqrt((seen + 2) / 14), ours.position[i].x * std::sqrt(seen / 12), 1e-9);
  }
  EXPECT_EQ(ours.extremity[12], 0);
  const auto tables = statistics(votes, flags, ours.group, ours.k(), ours.extremity);
  EXPECT_EQ(tables.statement[12].everybody.agree, 30U) << "they keep their place in the tables";
  EXPECT_EQ(tables.statement[13].priority, 49);
  EXPECT_NE(tables.statement[12].priority, tables.statement[0].priority);
}

TEST(OpinionMap, CountsVotesOnItsOwnStatementsForTheThresholdUnlessAsPolis) {
  auto casts = camps(40, 12, 2, 0.1, 8);
  auto flags = no_flags(20);
  for (std::uint32_t j = 12; j < 20; ++j) {
    flags.moderated_out[j] = 1;
    casts.push_back({40, j, Vote::Agree});
  }
  const VoteMatrix votes(41, 20, casts);
  EXPECT_EQ(draw_map(votes, flags, {.as_polis = true}).in_conversation[40], 1);
  EXPECT_EQ(draw_map(votes, flags, {}).in_conversation[40], 0) << "nothing says where they stand";
}

TEST(OpinionMap, TakesTheMostActiveWhereFewHaveVotedEnough) {
  std::vector<Cast> casts;
  for (std::uint32_t i = 0; i < 30; ++i) {
    for (std::uint32_t j = 0; j <= i % 6; ++j) casts.push_back({i, j, (i + j) % 2 == 0 ? Vote::Agree : Vote::Disagree});
  }
  casts.push_back({29, 9, Vote::Agree});
  const auto map = draw_map({30, 10, casts}, no_flags(10), {});
  EXPECT_EQ(map.in_count, 15U);
  EXPECT_EQ(map.in_conversation[29], 1);
  EXPECT_EQ(map.in_conversation[0], 0);
  EXPECT_EQ(map.in_conversation[4], 1) << "five votes, early in the order of rows";
}

TEST(OpinionMap, HasOneGroupWhereAllStandInOnePlace) {
  for (const std::uint32_t people : {1U, 20U}) {
    std::vector<Cast> casts;
    for (std::uint32_t i = 0; i < people; ++i) {
      for (std::uint32_t j = 0; j < 8; ++j) casts.push_back({i, j, Vote::Agree});
    }
    for (const bool as_polis : {false, true}) {
      const VoteMatrix votes(people, 8, casts);
      const auto map = draw_map(votes, no_flags(8), {.as_polis = as_polis});
      expect_sane(map, votes);
      EXPECT_EQ(map.k(), 1U);
      EXPECT_FALSE(map.enough);
    }
  }
}

TEST(OpinionMap, OfNoVotesHasNoGroups) {
  const auto map = draw_map({0, 0, {}}, no_flags(0), {});
  EXPECT_EQ(map.k(), 0U);
  EXPECT_FALSE(map.enough);
  EXPECT_TRUE(statistics({0, 0, {}}, no_flags(0), map.group, map.k(), map.extremity).statement.empty());
}

TEST(OpinionMap, HasAsManyGroupsAsAreAskedFor) {
  const VoteMatrix votes(150, 30, camps(150, 30, 4, 0.3, 10));
  for (const std::uint32_t k : {1U, 2U, 4U, 8U}) {
    const auto map = draw_map(votes, no_flags(30), {.groups = k});
    expect_sane(map, votes);
    EXPECT_EQ(map.k(), k);
  }
}

TEST(OpinionMap, IsSaneOverRandomVotes) {
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    SplitMix64 random(seed);
    const std::uint32_t people = 1 + random.below(40);
    const std::uint32_t statements = 1 + random.below(20);
    auto flags = no_flags(statements);
    for (auto& flag : flags.moderated_out) flag = static_cast<std::uint8_t>(random.below(5) == 0);
    std::vector<Cast> casts;
    for (std::uint32_t n = 0; n < people * 8; ++n) {
      casts.push_back(
          {random.below(people), random.below(statements), static_cast<Vote>(static_cast<int>(random.below(3)) - 1)});
    }
    const VoteMatrix votes(people, statements, casts);
    for (const bool as_polis : {false, true}) {
      const auto map = draw_map(votes, flags, {.as_polis = as_polis, .seed = seed});
      expect_sane(map, votes);
      const auto before = map.as_earlier();
      expect_sane(draw_map(votes, flags, {.as_polis = as_polis, .seed = seed}, &before), votes);
    }
  }
}

TEST(WarmStart, OfTheSameVotesIsTheSameMap) {
  const VoteMatrix votes(120, 25, camps(120, 25, 3, 0.2, 11));
  const auto cold = draw_map(votes, no_flags(25), {.seed = 1});
  const auto before = cold.as_earlier();
  const auto warm = draw_map(votes, no_flags(25), {.seed = 1}, &before);
  EXPECT_EQ(warm.k(), cold.k());
  EXPECT_EQ(warm.group, cold.group);
  for (std::size_t i = 0; i < 120; ++i) EXPECT_NEAR(warm.position[i].x, cold.position[i].x, 1e-9);
}

TEST(WarmStart, DoesNotTurnTheMapAndKeepsWhoWasIn) {
  auto casts = camps(120, 25, 3, 0.2, 12);
  const VoteMatrix votes(120, 25, casts);
  const auto cold = draw_map(votes, no_flags(25), {.seed = 1});
  auto before = cold.as_earlier();
  for (auto& p : before.component) {
    for (double& x : p) x = -x;
  }
  const std::vector<Cast> later = {{120, 3, Vote::Agree}, {5, 25, Vote::Disagree}};
  before.in_conversation.push_back(1);  // once in always in, with one vote too
  before.grouping.base.push_back(kNoCluster);
  before.grouping.group.push_back(kNoCluster);
  const auto warm = draw_map(votes.with(121, 26, later), no_flags(26), {.seed = 1}, &before);
  double along = 0;
  for (std::size_t i = 0; i < 120; ++i) along += warm.position[i].x * cold.position[i].x;
  EXPECT_LT(along, 0) << "as turned as the map before";
  EXPECT_EQ(warm.in_conversation[120], 1);
  std::size_t moved = 0;
  for (std::size_t i = 0; i < 120; ++i) moved += warm.group[i] == cold.group[i] ? 0U : 1U;
  EXPECT_EQ(moved, 0U);
}

TEST(WarmStart, ChangesTheNumberOfGroupsAfterFourWins) {
  const VoteMatrix votes(120, 25, camps(120, 25, 3, 0.05, 13));
  auto map = draw_map(votes, no_flags(25), {.groups = 2, .seed = 1});
  ASSERT_EQ(map.k(), 2U);
  for (int update = 1; update <= 4; ++update) {
    const auto before = map.as_earlier();
    map = draw_map(votes, no_flags(25), {.seed = 1}, &before);
    EXPECT_EQ(map.k(), update < 4 ? 2U : 3U) << update;
  }
}

TEST(Stability, IsFirmWhereCampsAreApartAndLooseWhereThereAreNone) {
  const VoteMatrix apart(150, 30, camps(150, 30, 2, 0.02, 14));
  const auto flags = no_flags(30);
  const MapOptions options{.seed = 3};
  const auto map = draw_map(apart, flags, options);
  const auto firm = stability(apart, flags, options, map, 30);
  EXPECT_EQ(certainty(firm), Certainty::Firm) << firm.overall << ' ' << firm.same_k;
  EXPECT_EQ(firm.group.size(), map.k());
  const VoteMatrix none(150, 30, camps(150, 30, 2, 1.0, 15));
  const auto noise = draw_map(none, flags, options);
  const auto loose = stability(none, flags, options, noise, 30);
  EXPECT_EQ(certainty(loose), Certainty::Loose) << loose.overall << ' ' << loose.same_k;
  EXPECT_EQ(stability(none, flags, options, noise, 30).together, loose.together) << "by the seed";
  for (std::size_t i = 0; i < 150; ++i) {
    EXPECT_GE(loose.together[i], 0);
    EXPECT_LE(loose.together[i], 1 + 1e-12);
  }
}

TEST(Subgroups, AreFoundInsideAGroupByTheSameMethod) {
  const VoteMatrix votes(120, 24, camps(120, 24, 4, 0.05, 16));
  const auto flags = no_flags(24);
  const auto map = draw_map(votes, flags, {.groups = 2});
  std::size_t members = 0;
  for (std::uint32_t g = 0; g < 2; ++g) {
    const auto inside = subgroups(votes, flags, {}, map.group, g);
    members += inside.row.size();
    EXPECT_GE(inside.map.k(), 2U);
    EXPECT_EQ(inside.tables.representative.size(), inside.map.k());
    for (const auto row : inside.row) EXPECT_EQ(map.group[row], g);
  }
  EXPECT_EQ(members, 120U);
}

}  // namespace
}  // namespace chancery::opinion
