#include "opinion/counts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "opinion/k_means.hpp"
#include "opinion/representative.hpp"

namespace chancery::opinion {
namespace {

TEST(Counts, ProportionsAndTestsAreThoseOfTheFormulas) {
  const Tally own{.disagree = 2, .pass = 1, .agree = 8};
  const Tally others{.disagree = 9, .pass = 0, .agree = 4};
  const auto agree = contrast(own, others, Side::Agree);
  EXPECT_DOUBLE_EQ(agree.p, 9.0 / 13);
  EXPECT_DOUBLE_EQ(agree.p_test, 2 * std::sqrt(12.0) * ((9.0 / 12) - 0.5));
  EXPECT_DOUBLE_EQ(agree.r, (9.0 / 13) / (5.0 / 15));
  const double pooled = 14.0 / 26;
  EXPECT_DOUBLE_EQ(agree.r_test, ((9.0 / 12) - (5.0 / 14)) / std::sqrt(pooled * (1 - pooled) * (1 / 12.0 + 1 / 14.0)));
  EXPECT_EQ(contrast(own, others, Side::Disagree).successes, 2U);
  EXPECT_EQ(contrast(Tally{}, Tally{}, Side::Agree).r_test, 0) << "nobody has seen it";
}

TEST(Counts, PriorityFallsWithVotesAndRisesWithAgreement) {
  for (const std::uint32_t seen : {0U, 1U, 7U, 23U, 100'000U, 4'000'000'000U}) {
    const Tally tally{.disagree = 0, .pass = 0, .agree = seen};
    const double agreed = (seen + 1.0) / (seen + 2.0);
    const double expected =
        std::pow((1 - (1.0 / (seen + 2.0))) * 1.5 * agreed * (1 + 8 * std::pow(2.0, -(seen / 5.0))), 2);
    EXPECT_NEAR(priority(tally, 0.5, false), expected, 1e-12 * expected) << seen;
  }
  EXPECT_EQ(priority({}, 3, true), 49);
}

TEST(Counts, OfGroupsLeaveOutWhoIsInNone) {
  const std::vector<Cast> casts = {
      {0, 0, Vote::Agree}, {1, 0, Vote::Agree}, {2, 0, Vote::Disagree}, {3, 0, Vote::Pass}};
  const std::vector<std::uint32_t> group = {0, kNoCluster, 1, 1};
  const GroupTallies tallies({4, 1, casts}, group, 2);
  EXPECT_EQ(tallies.of(0, 0), (Tally{.disagree = 0, .pass = 0, .agree = 1}));
  EXPECT_EQ(tallies.others(0, 0), (Tally{.disagree = 1, .pass = 1, .agree = 0}));
  EXPECT_EQ(tallies.together(0).seen(), 3U);
  EXPECT_DOUBLE_EQ(group_aware_consensus(tallies, 0), (2.0 / 3) * (1.0 / 4));
  EXPECT_DOUBLE_EQ(lowest_group_agreement(tallies, 0), 1.0 / 4);
}

TEST(Representative, PutsWhatAGroupWantsBeforeWhatItRejects) {
  std::vector<Cast> casts;
  std::vector<std::uint32_t> group;
  for (std::uint32_t i = 0; i < 40; ++i) {
    const bool first = i < 20;
    group.push_back(first ? 0 : 1);
    casts.push_back({i, 0, first ? Vote::Disagree : Vote::Agree});
    casts.push_back({i, 1, first ? Vote::Agree : Vote::Disagree});
    casts.push_back({i, 2, Vote::Agree});
    casts.push_back({i, 3, first ? Vote::Agree : Vote::Pass});
  }
  const GroupTallies tallies({40, 4, casts}, group, 2);
  const auto shown = representative_statements(tallies, 0, {});
  ASSERT_EQ(shown.size(), 3U);
  EXPECT_EQ(shown[0].side, Side::Agree);
  EXPECT_EQ(shown[2].statement, 0U);
  EXPECT_EQ(shown[2].side, Side::Disagree);
  EXPECT_EQ(std::ranges::count(shown, true, &Representative::best_agree), 1);
  const std::vector<std::uint8_t> out = {0, 1, 0, 1};
  for (const auto& one : representative_statements(tallies, 0, out)) EXPECT_EQ(out[one.statement], 0);
}

TEST(Consensus, IsOfEverybodyAndTheClearestFirst) {
  const std::vector<Tally> tallies = {{0, 0, 40}, {40, 0, 0}, {20, 0, 20}, {4, 0, 36}, {0, 0, 1}};
  const auto found = consensus(tallies, {});
  ASSERT_EQ(found.agree.size(), 3U);
  EXPECT_EQ(found.agree[0].statement, 0U);
  EXPECT_EQ(found.agree[1].statement, 3U);
  ASSERT_EQ(found.disagree.size(), 1U);
  EXPECT_EQ(found.disagree[0].statement, 1U);
}

}  // namespace
}  // namespace chancery::opinion
