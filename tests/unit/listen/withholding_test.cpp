#include "listen/withholding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chancery::listen {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// `posts` posts by the authors [from, to).
Count count(int from, int to, std::int64_t posts) {
  Count made;
  made.posts = posts;
  for (int i = from; i < to; ++i) made.authors.add(static_cast<std::uint64_t>(i) * 7919);
  return made;
}
Cell cell(int from, int to, std::int64_t posts) {
  return {.count = count(from, to, posts)};
}

TEST(ShownCells, CountPeopleAndNotPosts) {
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 10, 10), cell(10, 20, 500)}), ElementsAre(true, true));
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 9, 500)}), ElementsAre(false));
}

TEST(ShownCells, CountNoMorePeopleThanPostsThatAreLeft) {
  EXPECT_THAT(shown_cells(std::vector<Cell>{cell(0, 12, 9)}), ElementsAre(false)) << "three of twelve were deleted";
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

TEST(HiddenWatches, AreThoseOfTooFewPeople) {
  EXPECT_THAT(hidden_watches(std::vector<Atom>{{0, {1}, count(0, 9, 90)}}), ElementsAre(1));
  EXPECT_THAT(hidden_watches(std::vector<Atom>{{0, {1}, count(0, 10, 10)}}), IsEmpty());
}

TEST(HiddenWatches, TakeAnotherAlongWhenAllTogetherLessTheRestWouldTell) {
  // 1 and 2 are large, 3 is of five people: all less 1 less 2 would be those five.
  EXPECT_THAT(hidden_watches(std::vector<Atom>{
                  {0, {1}, count(0, 40, 40)}, {0, {2}, count(100, 120, 20)}, {0, {3}, count(200, 205, 5)}}),
              ElementsAre(2, 3));
}

TEST(HiddenWatches, GuardAnOverlapOfTooFewPeople) {
  // 60 + 30 - 89 = the one post of one person that both matched.
  EXPECT_THAT(hidden_watches(std::vector<Atom>{
                  {0, {1}, count(0, 59, 59)}, {0, {2}, count(100, 129, 29)}, {0, {1, 2}, count(500, 501, 1)}}),
              ElementsAre(2));
}

TEST(HiddenWatches, GuardWhatOneOfTwoNestedWatchesLeavesOver) {
  // Everything 2 matched 1 matched too: 1 less 2 would be three people.
  EXPECT_THAT(hidden_watches(std::vector<Atom>{{0, {1}, count(0, 3, 3)}, {0, {1, 2}, count(10, 40, 30)}}),
              ElementsAre(2));
}

TEST(HiddenWatches, ShowOverlapsOfTenPeople) {
  EXPECT_THAT(hidden_watches(std::vector<Atom>{
                  {0, {1}, count(0, 50, 50)}, {0, {2}, count(100, 120, 20)}, {0, {1, 2}, count(500, 510, 10)}}),
              IsEmpty());
}

TEST(HiddenWatches, GuardWhatALongerWindowHoldsBeyondAShorterOne) {
  // Of the last day both are large; two people said something of both the day before.
  EXPECT_THAT(hidden_watches(std::vector<Atom>{{0, {1}, count(0, 50, 50)},
                                               {0, {2}, count(100, 130, 30)},
                                               {2, {1}, count(200, 220, 20)},
                                               {2, {2}, count(300, 320, 20)},
                                               {2, {1, 2}, count(500, 502, 2)}}),
              ElementsAre(2));
}

TEST(HiddenWatches, AreDecidedStrictlyWhenThereAreTooManyToComputeWith) {
  std::vector<Atom> atoms;
  for (int i = 0; i < 200; ++i) atoms.push_back({0, {i + 1}, count(i * 100, i * 100 + 20, 20)});
  EXPECT_THAT(hidden_watches(atoms), IsEmpty());
  atoms.push_back({0, {1, 2}, count(90'000, 90'001, 1)});
  EXPECT_THAT(hidden_watches(atoms), ElementsAre(1, 2));
}

}  // namespace
}  // namespace chancery::listen
