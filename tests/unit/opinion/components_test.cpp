#include "opinion/components.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/split_mix.hpp"
#include "opinion/small_eigen.hpp"

namespace chancery::opinion {
namespace {

VoteMatrix random_votes(std::uint32_t rows, std::uint32_t columns, double seen, std::uint64_t seed) {
  SplitMix64 random(seed);
  std::vector<Cast> casts;
  for (std::uint32_t i = 0; i < rows; ++i) {
    for (std::uint32_t j = 0; j < columns; ++j) {
      if (random.uniform() < seen) casts.push_back({i, j, static_cast<Vote>(static_cast<int>(random.below(3)) - 1)});
    }
  }
  return {rows, columns, casts};
}

// C'C, dense, as the definition says.
std::vector<std::vector<double>> gram(const VoteMatrix& votes) {
  const auto mean = column_means(votes, {});
  std::vector<std::vector<double>> sum(votes.columns(), std::vector<double>(votes.columns()));
  for (std::size_t i = 0; i < votes.rows(); ++i) {
    for (const Cell a : votes.row(i)) {
      for (const Cell b : votes.row(i)) {
        sum[statement_of(a)][statement_of(b)] += (static_cast<double>(vote_of(a)) - mean[statement_of(a)]) *
                                                 (static_cast<double>(vote_of(b)) - mean[statement_of(b)]);
      }
    }
  }
  return sum;
}

double dot(const Component& a, const Component& b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

TEST(Components, AreEigenvectorsOfTheDenseProductAndNoneIsLarger) {
  for (const std::uint32_t columns : {2U, 3U, 7U, 40U, 150U}) {
    const auto votes = random_votes(120, columns, 0.3, columns);
    const auto found = principal_components(votes, {.seed = 5});
    const auto dense = gram(votes);
    SmallMatrix small(columns);
    for (std::size_t i = 0; i < columns; ++i) {
      for (std::size_t j = 0; j <= i; ++j) small.set(i, j, dense[i][j]);
    }
    const auto reference = leading_pairs(small, 2);
    for (const std::size_t c : {0U, 1U}) {
      const auto& p = found.component[c];
      EXPECT_NEAR(dot(p, p), 1, 1e-12);
      EXPECT_NEAR(found.eigenvalue[c], reference[c].value, 1e-10 * reference[0].value) << columns;
      for (std::size_t i = 0; i < columns; ++i) {
        EXPECT_NEAR(dot(dense[i], p), found.eigenvalue[c] * p[i], 1e-10 * found.eigenvalue[0]);
      }
      const auto largest = *std::ranges::max_element(p, {}, [](double x) { return std::fabs(x); });
      EXPECT_GT(largest, 0) << "the entry of largest magnitude is positive";
    }
    EXPECT_NEAR(dot(found.component[0], found.component[1]), 0, 1e-10);
  }
}

TEST(Components, DoNotDependOnTheSeed) {
  const auto votes = random_votes(300, 60, 0.2, 3);
  const auto one = principal_components(votes, {.seed = 1});
  const auto other = principal_components(votes, {.seed = 99});
  for (const std::size_t c : {0U, 1U}) EXPECT_NEAR(dot(one.component[c], other.component[c]), 1, 1e-12);
}

TEST(Components, OfTwoEqualEigenvaluesAreTwo) {
  // Two statements, answered by different people: C'C is a multiple of the unit matrix.
  const std::vector<Cast> casts = {
      {0, 0, Vote::Agree}, {1, 0, Vote::Disagree}, {2, 1, Vote::Agree}, {3, 1, Vote::Disagree}};
  const auto found = principal_components({4, 2, casts}, {.seed = 8});
  EXPECT_NEAR(found.eigenvalue[0], 2, 1e-12);
  EXPECT_NEAR(found.eigenvalue[1], 2, 1e-12);
  EXPECT_NEAR(dot(found.component[0], found.component[1]), 0, 1e-12);
}

TEST(Components, AreZeroWhereNothingVaries) {
  std::vector<Cast> casts;
  for (std::uint32_t i = 0; i < 9; ++i) casts.push_back({i, i % 3, Vote::Agree});
  auto found = principal_components({9, 3, casts}, {.seed = 1});
  EXPECT_EQ(found.component[0], Component(3));
  EXPECT_EQ(found.component[1], Component(3));
  casts.push_back({9, 1, Vote::Disagree});
  found = principal_components({10, 3, casts}, {.seed = 1});
  EXPECT_NEAR(found.component[0][1], 1, 1e-15);
  EXPECT_EQ(found.component[1], Component(3)) << "there is one direction only";
}

TEST(Components, OfAWeightedRowAreThoseOfItsCopies) {
  const auto votes = random_votes(40, 12, 0.5, 17);
  std::vector<std::uint32_t> weight(40, 1);
  std::vector<std::uint32_t> rows;
  weight[3] = 3;
  weight[8] = 0;
  for (std::uint32_t i = 0; i < 40; ++i) rows.insert(rows.end(), weight[i], i);
  const auto weighted = principal_components(votes, {.seed = 2, .weight = weight});
  const auto copied = principal_components(votes.only(rows), {.seed = 2});
  for (const std::size_t c : {0U, 1U}) EXPECT_NEAR(dot(weighted.component[c], copied.component[c]), 1, 1e-12);
  EXPECT_EQ(weighted.mean, copied.mean);
}

TEST(Components, StartedWarmAreTheSameAndKeepTheirSign) {
  const auto votes = random_votes(200, 30, 0.4, 4);
  const auto cold = principal_components(votes, {.seed = 2});
  auto turned = cold.component;
  for (auto& p : turned) {
    for (double& x : p) x = -x;
  }
  const auto warm = principal_components(votes, {.seed = 2, .previous = &turned});
  for (const std::size_t c : {0U, 1U}) EXPECT_NEAR(dot(warm.component[c], cold.component[c]), -1, 1e-12);
  EXPECT_LE(warm.products, cold.products);
}

TEST(Components, StartedAtTheWrongOnesLeaveThem) {
  const auto votes = random_votes(200, 30, 0.4, 4);
  const auto cold = principal_components(votes, {.seed = 2});
  const std::array<Component, 2> swapped = {cold.component[1], cold.component[0]};
  const auto warm = principal_components(votes, {.seed = 2, .previous = &swapped});
  EXPECT_NEAR(std::fabs(dot(warm.component[0], cold.component[0])), 1, 1e-12);
  EXPECT_NEAR(std::fabs(dot(warm.component[1], cold.component[1])), 1, 1e-12);
}

}  // namespace
}  // namespace chancery::opinion
