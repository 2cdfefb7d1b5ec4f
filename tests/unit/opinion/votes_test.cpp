#include "opinion/votes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::opinion {
namespace {

constexpr auto kYes = Vote::Agree;
constexpr auto kNo = Vote::Disagree;

std::vector<Cell> row_of(const VoteMatrix& votes, std::size_t i) {
  return {votes.row(i).begin(), votes.row(i).end()};
}

TEST(VoteMatrix, KeepsTheLastVoteOfEachPairInStatementOrder) {
  const std::vector<Cast> casts = {{0, 2, kYes}, {0, 0, kNo},        {1, 1, kYes},
                                   {0, 2, kNo},  {0, 2, Vote::Pass}, {0, 1, kYes}};
  const VoteMatrix votes(2, 3, casts);
  EXPECT_EQ(votes.votes(), 4U);
  EXPECT_EQ(row_of(votes, 0), (std::vector<Cell>{cell_of(0, kNo), cell_of(1, kYes), cell_of(2, Vote::Pass)}));
  EXPECT_EQ(row_of(votes, 1), (std::vector<Cell>{cell_of(1, kYes)}));
  EXPECT_EQ(votes.tallies()[2], (Tally{.disagree = 0, .pass = 1, .agree = 0}));
}

TEST(VoteMatrix, IsTheSameWhateverTheOrderOfDistinctVotes) {
  std::vector<Cast> casts;
  for (std::uint32_t i = 0; i < 20; ++i) {
    for (std::uint32_t j = i % 3; j < 15; j += 2)
      casts.push_back({i, j, static_cast<Vote>(static_cast<int>((i + j) % 3) - 1)});
  }
  const VoteMatrix before(20, 15, casts);
  std::ranges::reverse(casts);
  std::ranges::rotate(casts, casts.begin() + 31);
  const VoteMatrix after(20, 15, casts);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(row_of(before, i), row_of(after, i));
}

TEST(VoteMatrix, TakesLaterVotesAsIfTheyHadBeenThereFromTheBeginning) {
  const std::vector<Cast> first = {{0, 0, kYes}, {0, 1, kNo}, {1, 1, kYes}};
  const std::vector<Cast> later = {{2, 3, kYes}, {0, 1, kYes}, {1, 0, kNo}};
  std::vector<Cast> all = first;
  all.insert(all.end(), later.begin(), later.end());
  const auto grown = VoteMatrix(2, 2, first).with(3, 4, later);
  const VoteMatrix whole(3, 4, all);
  ASSERT_EQ(grown.votes(), whole.votes());
  ASSERT_EQ(grown.columns(), 4U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(row_of(grown, i), row_of(whole, i));
}

TEST(VoteMatrix, OfSomeRowsHasThemInTheOrderAsked) {
  const std::vector<Cast> casts = {{0, 0, kYes}, {1, 1, kNo}, {2, 0, Vote::Pass}};
  const std::vector<std::uint32_t> rows = {2, 0};
  const auto part = VoteMatrix(3, 2, casts).only(rows);
  EXPECT_EQ(part.rows(), 2U);
  EXPECT_EQ(part.columns(), 2U);
  EXPECT_EQ(row_of(part, 0), std::vector<Cell>{cell_of(0, Vote::Pass)});
  EXPECT_EQ(row_of(part, 1), std::vector<Cell>{cell_of(0, kYes)});
}

}  // namespace
}  // namespace chancery::opinion
