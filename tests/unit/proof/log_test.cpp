#include "proof/log.hpp"

#include <gtest/gtest.h>

#include <map>

#include "base/json.hpp"
#include "crypto/encoding.hpp"
#include "store/sql.hpp"
#include "unit/proof/ministry_log.hpp"

namespace chancery::proof {
namespace {

class TheLog : public testing::Test {
 protected:
  // What only somebody with the file in her hands sees.
  std::vector<std::string> column(const std::string& sql) {
    return ministry.read([&](store::Snapshot& snapshot) {
      std::vector<std::string> values;
      auto query = connection(snapshot).query(sql);
      while (query.step()) values.push_back(query.text(0));
      return values;
    });
  }
  std::vector<std::string> kinds() { return column("SELECT kind FROM proof_leaf ORDER BY leaf"); }
  std::vector<std::string> leaves() { return column("SELECT data FROM proof_leaf ORDER BY leaf"); }
  Hash root_of(const std::vector<std::string>& leaves) {
    std::map<Node, Hash> kept;
    const Nodes nodes = [&](Node node) { return kept.at(node); };
    std::int64_t index = 0;
    for (const auto& leaf : leaves) {
      for (auto& [node, hash] : completed_by(index++, leaf_hash(leaf), nodes)) kept.emplace(node, hash);
    }
    return root(index, nodes);
  }
  bool consistent(const Head& from, const Head& to) {
    const auto proof = ministry.read(
        [&](store::Snapshot& snapshot) { return prove_consistency(snapshot, from.tree.size, to.tree.size); });
    return proof && proves_consistency(from.tree.size, from.tree.root, to.tree.size, to.tree.root, *proof);
  }

  test::MinistryLog ministry;
};

TEST_F(TheLog, HasALeafForEachChangeAndCountsVersions) {
  ASSERT_TRUE(ministry.publish(7, "Frist"));
  ASSERT_TRUE(ministry.edit(7, "First"));
  ASSERT_TRUE(ministry.edit(7, "First of all"));
  ASSERT_TRUE(ministry.remove(7));
  EXPECT_EQ(kinds(), (std::vector<std::string>{"published", "edited", "edited", "removed"}));
  EXPECT_EQ(column("SELECT version FROM proof_leaf ORDER BY leaf"), (std::vector<std::string>{"1", "2", "3", "3"}));
}

TEST_F(TheLog, RefusesWhatCannotHaveHappened) {
  ASSERT_TRUE(ministry.publish(7, "First"));
  EXPECT_EQ(ministry.publish(7, "Again").error().code, Errc::Conflict);
  ASSERT_TRUE(ministry.remove(7));
  EXPECT_EQ(ministry.edit(7, "Back").error().code, Errc::Conflict);
  EXPECT_EQ(ministry.remove(7).error().code, Errc::Conflict);
  EXPECT_EQ(ministry.publish(8, "").has_value(), true) << "a picture alone has no words";
  EXPECT_EQ(ministry.publish(9, std::string(kMaxText + 1, 'a')).error().code, Errc::Invalid);
  EXPECT_EQ(kinds().size(), 3U);
}

TEST_F(TheLog, TakesChangesOfWhatIsOlderThanItself) {
  EXPECT_TRUE(ministry.edit(3, "Corrected"));
  EXPECT_TRUE(ministry.remove(3));
  EXPECT_TRUE(ministry.remove(4));
  EXPECT_EQ(kinds(), (std::vector<std::string>{"edited", "removed", "removed"}));
}

TEST_F(TheLog, ALeafOfAFailedTransactionIsNotThere) {
  const auto status = ministry.store->write_now([&](store::Transaction& tx) -> Status {
    if (auto done = ministry.log.record(tx, ministry.statement(Kind::Published, 7, "Never sent")); !done) return done;
    return fail(Errc::Conflict, "no");
  });
  EXPECT_FALSE(status.has_value());
  EXPECT_TRUE(kinds().empty());
  ASSERT_TRUE(ministry.publish(7, "Sent"));
  EXPECT_EQ(kinds().size(), 1U);
}

TEST_F(TheLog, NamesItsKeyAndSignsHeadsOverAllLeaves) {
  EXPECT_FALSE(ministry.sign().has_value()) << "an empty log has no head";
  ASSERT_TRUE(ministry.publish(99, "The first words"));
  const auto first = ministry.sign();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->tree.size, 2);
  EXPECT_EQ(kinds(), (std::vector<std::string>{"published", "key"}));
  EXPECT_EQ(json::text(*json::parse_object(leaves()[1]), "key"), ministry.log.verifier_key());
  for (int note = 1; note <= 20; ++note) ASSERT_TRUE(ministry.publish(note, "Words " + std::to_string(note)));
  const auto second = ministry.sign();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->tree.size, 22);
  EXPECT_EQ(second->tree.root, root_of(leaves()));
  const auto read = read_checkpoint(second->checkpoint, ministry.log.verifier_key());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->root, second->tree.root);
}

TEST_F(TheLog, SignsNothingWhereNothingIsNew) {
  ASSERT_TRUE(ministry.publish(1, "Words"));
  EXPECT_TRUE(ministry.sign().has_value());
  EXPECT_FALSE(ministry.sign().has_value());
  ministry.store.reopen();
  EXPECT_FALSE(ministry.sign().has_value());
}

TEST_F(TheLog, KeepsEveryHeadAndProvesEachFromEachEarlierOne) {
  for (int note = 1; note <= 12; ++note) {
    ASSERT_TRUE(ministry.publish(note, "Words " + std::to_string(note)));
    if (note % 3 == 0) {
      ASSERT_TRUE(ministry.sign().has_value());
    }
    ministry.store.clock.advance(std::chrono::minutes{1});
  }
  const auto heads = ministry.read([](store::Snapshot& snapshot) { return heads_after(snapshot, 0, 100); });
  ASSERT_EQ(heads.size(), 4U);
  for (std::size_t to = 0; to < heads.size(); ++to) {
    for (std::size_t from = 0; from <= to; ++from) EXPECT_TRUE(consistent(heads[from], heads[to]));
  }
  EXPECT_EQ(ministry.read([&](store::Snapshot& snapshot) { return heads_after(snapshot, heads[1].tree.size, 1); })
                .at(0)
                .tree.size,
            heads[2].tree.size);
}

TEST_F(TheLog, ANewKeyIsNamedByALeafBeforeItSigns) {
  ASSERT_TRUE(ministry.publish(1, "Words"));
  const auto former = *ministry.sign();
  ministry.log = test::MinistryLog::make('n');
  const auto head = ministry.sign();
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(kinds(), (std::vector<std::string>{"published", "key", "key"}));
  EXPECT_NE(head->verifier_key, former.verifier_key);
  EXPECT_TRUE(consistent(former, *head));
  EXPECT_FALSE(ministry.sign().has_value());
}

TEST_F(TheLog, ErasedWordsLeaveNothingBehindAndTheTreeStands) {
  ASSERT_TRUE(ministry.publish(1, "Her name is Kari"));
  ASSERT_TRUE(ministry.publish(2, "Other words"));
  const auto before = *ministry.sign();
  ASSERT_TRUE(ministry.erase(1));
  EXPECT_TRUE(ministry.erase(1)) << "twice does nothing more";
  EXPECT_EQ(ministry.erase(99).error().code, Errc::NotFound);
  EXPECT_EQ(kinds(), (std::vector<std::string>{"published", "published", "key", "erased"}));
  EXPECT_EQ(column("SELECT salt FROM proof_opening WHERE leaf = 0"), std::vector<std::string>{});
  EXPECT_EQ(column("SELECT tag FROM proof_words WHERE leaf = 0"), std::vector<std::string>{});
  for (const auto& leaf : leaves()) EXPECT_EQ(leaf.find("Kari"), std::string::npos);
  EXPECT_TRUE(consistent(before, *ministry.sign()));
  EXPECT_EQ(ministry.edit(1, "Back").error().code, Errc::Conflict);
  EXPECT_TRUE(ministry.remove(1));
}

TEST_F(TheLog, ARestoreThatLostAPublishedHeadIsNamed) {
  ASSERT_TRUE(ministry.publish(1, "Kept"));
  const auto kept = *ministry.sign();
  test::MinistryLog restored;  // the same keys; what follows is lost to it
  ASSERT_TRUE(ministry.publish(2, "Lost by the restore"));
  const auto lost = *ministry.sign();
  ASSERT_TRUE(restored.publish(1, "Kept"));
  ASSERT_TRUE(restored.sign().has_value());

  EXPECT_EQ(ministry.name_gap(kept.checkpoint), false) << "what the log contains is no gap";
  EXPECT_EQ(ministry.name_gap(lost.checkpoint), false);
  const auto named = restored.name_gap(lost.checkpoint);
  ASSERT_TRUE(named.has_value()) << named.error().detail;
  EXPECT_TRUE(*named);
  EXPECT_EQ(restored.name_gap(lost.checkpoint), false) << "once";
  const auto gap_leaves = restored.read([](store::Snapshot& snapshot) { return gaps(snapshot); });
  ASSERT_EQ(gap_leaves.size(), 1U);
  EXPECT_EQ(json::text(*json::parse_object(gap_leaves[0].data), "lost"), lost.checkpoint);
  EXPECT_TRUE(restored.sign().has_value());
}

TEST_F(TheLog, AGapIsNamedByAHeadOfThisLogOnly) {
  test::MinistryLog stranger('x');
  ASSERT_TRUE(stranger.publish(1, "Words"));
  const auto foreign = *stranger.sign();
  EXPECT_EQ(ministry.name_gap(foreign.checkpoint).error().code, Errc::Unauthorized);
  EXPECT_FALSE(ministry.name_gap("nonsense").has_value());
  EXPECT_TRUE(kinds().empty());
}

TEST_F(TheLog, AGapMayBeOfAFormerKey) {
  ASSERT_TRUE(ministry.publish(1, "Kept"));
  ASSERT_TRUE(ministry.sign().has_value());
  test::MinistryLog other;
  ASSERT_TRUE(other.publish(5, "In a life that was lost"));
  const auto lost = *other.sign();
  ministry.log = test::MinistryLog::make('n');
  ASSERT_TRUE(ministry.sign().has_value());
  EXPECT_EQ(ministry.name_gap(lost.checkpoint), true);
}

}  // namespace
}  // namespace chancery::proof
