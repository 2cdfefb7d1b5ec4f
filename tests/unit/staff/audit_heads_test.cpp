#include "staff/audit_heads.hpp"

#include <gtest/gtest.h>

#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

class AuditHeads : public testing::Test {
 protected:
  void say(std::string_view action) {
    const auto said = ministry.store->write_now([&](store::Transaction& tx) -> Status {
      append_audit(tx, ministry.store.clock.now(), "user:anna", action, "desk:1");
      return {};
    });
    EXPECT_TRUE(said.has_value());
  }
  bool sign(bool at_once = false) { return sign_audit_head(*ministry.store, key, at_once).value(); }
  [[nodiscard]] std::vector<SignedHead> heads() const {
    return ministry.store->read([](store::Snapshot& snapshot) { return signed_heads(snapshot, 10); });
  }

  test::Ministry ministry;
  const crypto::Ed25519Key key = crypto::Ed25519Key::of(std::string(32, 'h')).value();
};

TEST_F(AuditHeads, TheHeadIsSignedAndTheSignatureHoldsForThatHeadAlone) {
  EXPECT_FALSE(sign()) << "there is nothing yet";
  say("desk.open");
  ASSERT_TRUE(sign());
  const auto head = heads().at(0);
  EXPECT_EQ(head.head.sequence, 1);
  EXPECT_TRUE(crypto::verify_ed25519(head.key, statement(head.head, head.at), head.signature).has_value());
  auto other = head.head;
  other.sequence = 2;
  EXPECT_FALSE(crypto::verify_ed25519(head.key, statement(other, head.at), head.signature).has_value());
}

TEST_F(AuditHeads, OneAnHourWhileTheLogGrowsAndAtOnceForWhoeverAsks) {
  say("desk.open");
  ASSERT_TRUE(sign());
  EXPECT_FALSE(sign(true)) << "it did not grow";
  say("desk.change");
  EXPECT_FALSE(sign());
  EXPECT_TRUE(sign(true));
  say("desk.change");
  ministry.store.clock.advance(kHeadEvery);
  EXPECT_TRUE(sign());
  EXPECT_EQ(heads().size(), 3U);
}

TEST_F(AuditHeads, ASignedHeadShowsALogWhoseEndWasCut) {
  say("desk.open");
  say("desk.close");
  ASSERT_TRUE(sign());
  const auto head = heads().at(0).head;
  EXPECT_TRUE(verify_audit(*ministry.store, head).intact);
  EXPECT_FALSE(verify_audit(*ministry.store, AuditHead{head.sequence + 1, head.hash}).intact) << "as after a cut";
}

TEST_F(AuditHeads, TheLastOfAKindAreFoundTheNewestFirst) {
  for (const auto* action : {"post.release", "desk.open", "posts.hold", "post.release"}) say(action);
  constexpr std::array<std::string_view, 2> kWanted{"post.release", "posts.hold"};
  const auto found = ministry.store->read([&](store::Snapshot& snapshot) { return entries_of(snapshot, kWanted, 2); });
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].sequence, 4);
  EXPECT_EQ(found[1].action, "posts.hold");
}

}  // namespace
}  // namespace chancery::staff
