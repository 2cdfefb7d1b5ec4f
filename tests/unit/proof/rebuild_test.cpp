#include "proof/rebuild.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sql.hpp"
#include "unit/proof/ministry_log.hpp"

namespace chancery::proof {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class Rebuilding : public testing::Test {
 protected:
  // What only somebody with the file in her hands can do.
  void forge(const std::string& sql) {
    ASSERT_TRUE(ministry.store->write_now([&](store::Transaction& tx) -> Status {
      connection(tx).execute("DELETE FROM proof_opening; DELETE FROM proof_words;" + sql);
      return {};
    }));
  }
  // Twelve leaves under four heads, none of them complete trees but the last of eight.
  void fill() {
    std::int64_t note = 1;
    for (const int leaves : {1, 2, 5, 4}) {
      for (int i = 0; i < leaves; ++i, ++note) ASSERT_TRUE(ministry.publish(note, "Said " + std::to_string(note)));
      ASSERT_TRUE(ministry.sign().has_value());
    }
  }

  test::MinistryLog ministry;
};

TEST_F(Rebuilding, FindsAWholeLogWhole) {
  EXPECT_THAT(check_log(*ministry.store).problems, IsEmpty()) << "an empty log";
  fill();
  for (const std::size_t slice : {1, 2, 3, 5, 12, 13, 1000}) {
    const auto check = check_log(*ministry.store, slice);
    EXPECT_THAT(check.problems, IsEmpty()) << slice;
    EXPECT_EQ(check.leaves, 13) << "the key's leaf and twelve posts";
    EXPECT_EQ(check.heads, 4);
    ASSERT_TRUE(check.newest.has_value());
    EXPECT_EQ(check.newest->tree.size, 13);
  }
}

TEST_F(Rebuilding, SaysWhichLeafWasChanged) {
  fill();
  forge("UPDATE proof_leaf SET data = replace(data, 'notes/7', 'notes/8') WHERE leaf = 7");
  const auto check = check_log(*ministry.store);
  EXPECT_THAT(check.problems, Contains(HasSubstr("leaf 7: the stored tree has another hash")));
  EXPECT_THAT(check.problems, Contains(HasSubstr("another root than the leaves give")));
}

TEST_F(Rebuilding, SeesAChangeThatTheStoredTreeFollows) {
  fill();
  forge("UPDATE proof_head SET root = (SELECT hash FROM proof_node WHERE level = 0 AND position = 0) WHERE size = 13");
  EXPECT_THAT(check_log(*ministry.store).problems, Contains(HasSubstr("the head of 13 leaves is not signed")));
}

TEST_F(Rebuilding, SeesThatLeavesAreMissing) {
  fill();
  forge("DELETE FROM proof_leaf WHERE leaf = 12");
  EXPECT_THAT(check_log(*ministry.store).problems, Contains(HasSubstr("a head covers 13 leaves, the log has 12")));
  forge("DELETE FROM proof_leaf WHERE leaf = 4");
  EXPECT_THAT(check_log(*ministry.store).problems, Contains(HasSubstr("leaf 4 is missing")));
}

TEST_F(Rebuilding, KnowsTheHeadsItContains) {
  fill();
  const auto contained = [&](const std::string& text) {
    return ministry.read([&](store::Snapshot& snapshot) { return contains_head(snapshot, text); });
  };
  const auto newest = ministry.read([](store::Snapshot& snapshot) { return newest_head(snapshot); });
  EXPECT_TRUE(contained(newest->checkpoint).value());
  forge("DELETE FROM proof_head WHERE size = 13; DELETE FROM proof_leaf WHERE leaf > 8;");
  EXPECT_FALSE(contained(newest->checkpoint).value());
  EXPECT_FALSE(contained("nonsense").has_value());
  test::MinistryLog other('t');
  ASSERT_TRUE(other.publish(1, "Elsewhere"));
  EXPECT_FALSE(contained(other.sign()->checkpoint).has_value()) << "another key";
}

}  // namespace
}  // namespace chancery::proof
