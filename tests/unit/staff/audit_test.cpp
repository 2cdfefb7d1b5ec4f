#include "staff/audit.hpp"

#include <gtest/gtest.h>

#include "staff/audit_sitting.hpp"
#include "store/sql.hpp"
#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

class Audit : public testing::Test {
 protected:
  void append(int count) {
    for (int i = 0; i < count; ++i) {
      const auto subject = "note:" + std::to_string(++appended_);
      const auto status = ministry_.store->write_now([&](store::Transaction& tx) -> Status {
        append_audit(tx, ministry_.store.clock.now(), "user:anna", "note.publish", subject);
        return {};
      });
      ASSERT_TRUE(status.has_value());
    }
  }
  // What only somebody with the file in her hands can do.
  void tamper(const std::string& sql) {
    const auto status = ministry_.store->write_now([&](store::Transaction& tx) -> Status {
      connection(tx).execute(sql);
      return {};
    });
    ASSERT_TRUE(status.has_value());
  }
  AuditCheck check(std::size_t slice = 1000) { return verify_audit(*ministry_.store, {}, slice); }
  AuditHead head() {
    return ministry_.store->read([](store::Snapshot& snapshot) { return audit_head(snapshot); });
  }
  std::vector<AuditEntry> entries(std::int64_t before, std::size_t limit) {
    return ministry_.store->read([&](store::Snapshot& snapshot) { return audit_entries(snapshot, before, limit); });
  }

  test::Ministry ministry_;

 private:
  int appended_ = 0;
};

TEST_F(Audit, AnEmptyLogIsIntact) {
  EXPECT_TRUE(check().intact);
  EXPECT_EQ(check().checked, 0);
  EXPECT_EQ(head().sequence, 0);
  EXPECT_EQ(head().hash, std::string(64, '0'));
}

TEST_F(Audit, EntriesAreNumberedFromOneAndListedNewestFirst) {
  append(5);
  const auto newest = entries(0, 2);
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].sequence, 5);
  EXPECT_EQ(newest[0].subject, "note:5");
  EXPECT_EQ(newest[1].sequence, 4);
  const auto rest = entries(4, 10);
  ASSERT_EQ(rest.size(), 3U);
  EXPECT_EQ(rest[2].sequence, 1);
  EXPECT_EQ(rest[2].at, ministry_.store.clock.now());
  EXPECT_EQ(head().sequence, 5);
  EXPECT_EQ(head().hash, newest[0].hash);
}

TEST_F(Audit, WhatIsSavedAgainAndAgainIsToldOnceASitting) {
  const auto save = [&](std::string_view actor, std::string_view action = "post.change") {
    bool told = false;
    const auto done = ministry_.store->write_now([&](store::Transaction& tx) -> Status {
      told = append_audit_once(tx, ministry_.store.clock.now(), actor, action, "post:7");
      return {};
    });
    EXPECT_TRUE(done.has_value());
    return told;
  };
  EXPECT_TRUE(save("user:anna"));
  ministry_.store.clock.advance(kSitting - std::chrono::seconds{1});
  EXPECT_FALSE(save("user:anna"));
  append(1);
  EXPECT_FALSE(save("user:anna")) << "what is done to other things does not end it";
  ministry_.store.clock.advance(std::chrono::seconds{1});
  EXPECT_TRUE(save("user:anna")) << "a sitting does not go on for ever";
  EXPECT_TRUE(save("user:ben"));
  EXPECT_TRUE(save("user:anna")) << "somebody else wrote between";
  EXPECT_TRUE(save("user:anna", "post.submit"));
  EXPECT_TRUE(save("user:anna"));
  EXPECT_TRUE(check().intact);
}

TEST_F(Audit, TheChainHoldsInSlicesOfAnySize) {
  append(7);
  for (const std::size_t slice : {1, 2, 7, 8, 1000}) {
    const auto result = check(slice);
    EXPECT_TRUE(result.intact) << slice;
    EXPECT_EQ(result.checked, 7) << slice;
    EXPECT_EQ(result.head.hash, head().hash) << slice;
  }
}

TEST_F(Audit, AnyChangedFieldIsFoundWhereItStands) {
  append(5);
  for (const auto* change : {"actor = 'user:bo'", "action = 'note.delete'", "subject = 'note:9'", "at = at + 1",
                             "hash = hex(randomblob(32))", "hash = ''", "sequence = 30"}) {
    tamper("UPDATE audit_entry SET " + std::string(change) + " WHERE sequence = 3");
    const auto result = check(2);
    EXPECT_FALSE(result.intact) << change;
    EXPECT_EQ(result.broken_at, 3) << change;
    EXPECT_EQ(result.head.sequence, 2) << change;
    tamper("DELETE FROM audit_entry");
    append(5);
    ASSERT_TRUE(check().intact) << change;
  }
}

TEST_F(Audit, LettersCannotMoveFromOneFieldToTheNext) {
  append(1);
  tamper("UPDATE audit_entry SET actor = 'user:ann', action = 'anote.publish'");
  EXPECT_EQ(check().broken_at, 1);
}

TEST_F(Audit, ARemovedOrInsertedRowIsFound) {
  append(5);
  tamper("DELETE FROM audit_entry WHERE sequence = 4");
  EXPECT_EQ(check().broken_at, 4);
  tamper("DELETE FROM audit_entry WHERE sequence > 3");
  EXPECT_TRUE(check().intact) << "a cut at the end shows only against a head kept elsewhere";
  tamper("INSERT INTO audit_entry SELECT 4, at, actor, action, subject, hash FROM audit_entry WHERE sequence = 3");
  EXPECT_EQ(check().broken_at, 4);
}

TEST_F(Audit, AHeadKeptElsewhereShowsACutAndARewrittenLog) {
  append(5);
  const auto kept = head();
  append(2);
  const auto onward = verify_audit(*ministry_.store, kept);
  EXPECT_TRUE(onward.intact);
  EXPECT_EQ(onward.checked, 2);
  EXPECT_EQ(onward.head.sequence, 7);
  tamper("DELETE FROM audit_entry WHERE sequence > 4");
  EXPECT_EQ(verify_audit(*ministry_.store, kept).broken_at, 5);
  append(3);
  EXPECT_TRUE(check().intact);
  EXPECT_FALSE(verify_audit(*ministry_.store, kept).intact);
}

TEST_F(Audit, AnEntryOfAFailedTransactionIsNotThere) {
  append(1);
  const auto status = ministry_.store->write_now([&](store::Transaction& tx) -> Status {
    append_audit(tx, ministry_.store.clock.now(), "user:anna", "note.publish", "note:2");
    return fail(Errc::Conflict, "no");
  });
  EXPECT_FALSE(status.has_value());
  EXPECT_EQ(head().sequence, 1);
  EXPECT_TRUE(check().intact);
}

}  // namespace
}  // namespace chancery::staff
