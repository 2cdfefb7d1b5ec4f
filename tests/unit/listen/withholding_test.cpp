#include "listen/withholding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chancery::listen {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A cell of `count` posts by the authors [from, to).
Cell cell(int from, int to, std::int64_t count) {
  Cell made{.matched = count, .authors = {}};
  for (int i = from; i < to; ++i) {
    Pseudonym author{};
    author[0] = static_cast<unsigned char>(i);
    made.authors.push_back(author);
  }
  return made;
}

TEST(ShownCells, CountPeopleAndNotPosts) {
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 10, 10), cell(10, 20, 500)}), ElementsAre(true, true));
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 9, 500)}), ElementsAre(false));
}

TEST(ShownCells, HideNothingMoreForCellsThatAreEmpty) {
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 10, 10), {}, {}}), ElementsAre(true, false, false));
}

TEST(ShownCells, HideAnotherWhenTheHiddenTogetherAreTheSameFewPeople) {
  // Two hidden cells of the same five people: their sum is the figure of five.
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 5, 5), cell(0, 5, 7), cell(20, 40, 20), cell(40, 55, 15)}),
              ElementsAre(false, false, true, false));
}

TEST(ShownCells, HideEverythingWhenOneOfTwoIsSmall) {
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 50, 50), cell(50, 51, 1)}), Each(false));
}

TEST(ShownCells, HideNothingOfNothing) {
  EXPECT_THAT(shown_cells({}), IsEmpty());
}

}  // namespace
}  // namespace chancery::listen
