// Limits, blocks and what waits in quarantine.
#include "activitypub/moderation.hpp"

#include <algorithm>

#include "activitypub/blocks.hpp"
#include "activitypub/followers.hpp"
#include "staff/audit.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using activity::Screening;

class Moderating : public test::Federation {
 protected:
  // Of the stranger's server, as its identifiers have it.
  std::string host() const { return net::Url::parse(peer.origin)->host(); }

  void rule(RuleLevel level) {
    const HostRule wanted{.host = host(), .level = level, .reason = "spam", .by = "user:anna", .at = store.clock.now()};
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return set_host_rule(tx, wanted); }));
    take_effect();
  }
  void lift() {
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      lift_host_rule(tx, host(), "user:anna", store.clock.now());
      return {};
    }));
    take_effect();
  }
  void take_effect() {
    store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
    ASSERT_TRUE(apply_rules(*store));
  }
  int reply(const activity::Note& note, const std::string& name) {
    return deliver(wrap("Create", reply_note(note, name, "<p>Hello</p>")));
  }
  std::vector<Screening> screenings(const activity::Note& note) {
    std::vector<Screening> found;
    for (const auto& each : replies(note)) found.push_back(each.screening);
    return found;
  }
  std::size_t shown(const activity::Note& note) {
    return store->read(
        [&](store::Snapshot& snapshot) { return store::replies_to(snapshot, note.id, true, 100).size(); });
  }
};

TEST_F(Moderating, WhatALimitedServerWritesWaitsOutOfThePublicsSight) {
  const auto note = publish("Any questions?");
  ASSERT_EQ(reply(note, "before"), 202);
  EXPECT_EQ(shown(note), 1U);
  rule(RuleLevel::Limit);
  EXPECT_EQ(shown(note), 0U);
  ASSERT_EQ(reply(note, "after"), 202);
  EXPECT_EQ(screenings(note), (std::vector{Screening::Quarantined, Screening::Quarantined}));
  EXPECT_EQ(shown(note), 0U);
  EXPECT_TRUE(get_json("/notes/" + note.id.text() + "/replies").at("first").as_object().at("items").as_array().empty());
  EXPECT_EQ(json::array(get_json("/notes/" + note.id.text() + "/context"), "orderedItems")->size(), 1U)
      << "by address either";
}

TEST_F(Moderating, WhatSomebodyShowedOrHidStaysSoWhenRulesComeAndGo) {
  const auto note = publish("Any questions?");
  rule(RuleLevel::Limit);
  for (const auto* name : {"one", "two", "three"}) ASSERT_EQ(reply(note, name), 202);
  const auto waiting = replies(note);
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::screen_note(tx, waiting[0].id, Screening::Released);
    store::screen_note(tx, waiting[1].id, Screening::Hidden);
    return {};
  }));
  EXPECT_EQ(shown(note), 1U);
  take_effect();
  EXPECT_EQ(screenings(note), (std::vector{Screening::Released, Screening::Hidden, Screening::Quarantined}));
  lift();
  EXPECT_EQ(screenings(note), (std::vector{Screening::Released, Screening::Hidden, Screening::Shown}));
}

TEST_F(Moderating, WhatSomebodyShowedWaitsAgainWhenItsAuthorChangesIt) {
  const auto note = publish("Any questions?");
  rule(RuleLevel::Limit);
  ASSERT_EQ(reply(note, "1"), 202);
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::screen_note(tx, replies(note)[0].id, Screening::Released);
    return {};
  }));
  ASSERT_EQ(shown(note), 1U);
  auto same = reply_note(note, "1", "<p>Hello</p>");
  same["updated"] = "2026-11-22T09:10:00Z";
  ASSERT_EQ(deliver(wrap("Update", same)), 202);
  EXPECT_EQ(shown(note), 1U) << "the same words";
  EXPECT_EQ(std::ranges::count(events(), "NoteChanged"), 0);
  auto other = reply_note(note, "1", "<p>Hello</p>");
  other["updated"] = "2026-11-22T09:20:00Z";
  other["contentMap"] = json::Object{{"en", "<p>Hello</p>"}, {"zh", "<p>Abuse</p>"}};
  ASSERT_EQ(deliver(wrap("Update", other)), 202);
  EXPECT_EQ(screenings(note), std::vector{Screening::Quarantined});
  EXPECT_EQ(std::ranges::count(events(), "NoteChanged"), 1);
}

TEST_F(Moderating, ABlockTakesBackWhatSomebodyShowed) {
  const auto note = publish("Any questions?");
  rule(RuleLevel::Limit);
  ASSERT_EQ(reply(note, "1"), 202);
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::screen_note(tx, replies(note)[0].id, Screening::Released);
    return {};
  }));
  rule(RuleLevel::Block);
  EXPECT_EQ(shown(note), 0U);
  EXPECT_EQ(screenings(note), std::vector{Screening::Quarantined});
}

TEST_F(Moderating, ABlockedServerFollowsNobodyAndIsHeardNoMore) {
  const auto note = publish("Any questions?");
  ASSERT_EQ(deliver(follow()), 202);
  ASSERT_EQ(reply(note, "before"), 202);
  rule(RuleLevel::Block);
  EXPECT_EQ(store->read([&](store::Snapshot& snapshot) { return count_followers(snapshot, press.id); }), 0);
  EXPECT_EQ(shown(note), 0U);
  EXPECT_EQ(reply(note, "after"), 403);
  EXPECT_EQ(deliver(follow()), 403);
  EXPECT_EQ(replies(note).size(), 1U);
  lift();
  EXPECT_EQ(reply(note, "later"), 202);
  EXPECT_EQ(shown(note), 2U);
}

TEST_F(Moderating, ABlockedActorIsRefusedAndHerServerIsNot) {
  const auto note = publish("Any questions?");
  const ActorRule wanted{
      .actor = peer.actor("ana"), .level = RuleLevel::Block, .reason = "threats", .by = "user:anna", .at = {}};
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return set_actor_rule(tx, wanted); }));
  take_effect();
  EXPECT_EQ(reply(note, "hers"), 403);
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "his", "<p>Hello</p>", "ben"), "ben"), "ben"), 202);
  EXPECT_EQ(shown(note), 1U);
}

TEST_F(Moderating, EachDecisionIsAudited) {
  rule(RuleLevel::Limit);
  rule(RuleLevel::Block);
  lift();
  lift();
  std::vector<std::string> told;
  store->read([&](store::Snapshot& snapshot) {
    for (const auto& entry : staff::audit_entries(snapshot, 0, 10)) told.push_back(entry.action + ' ' + entry.subject);
  });
  EXPECT_EQ(told, (std::vector<std::string>{"host.lift host:" + host(), "host.block host:" + host(),
                                            "host.limit host:" + host()}));
}

TEST(HostRules, AreForNamesThatAreNotOurOwn) {
  EXPECT_EQ(rule_host("https://Bad.Example/", "mfa.example").value(), "bad.example");
  EXPECT_EQ(rule_host("*.bad.example", "mfa.example").value(), "bad.example");
  for (const auto* wrong : {"", "com", "mfa.example", "https://bad.example/page", "bad example", "-"}) {
    EXPECT_EQ(rule_host(wrong, "mfa.example:8443").error().code, Errc::Invalid) << wrong;
  }
}

TEST(Blocks, HoldForDomainsBelowAndNotForNamesThatOnlyEndAlike) {
  test::TestStore store{test::migrations_of({staff::migrations(), activitypub::migrations(), speak::migrations()})};
  const HostRule bad{.host = "bad.example", .level = RuleLevel::Block, .by = "user:anna", .at = {}};
  const HostRule loud{.host = "loud.example", .level = RuleLevel::Limit, .by = "user:anna", .at = {}};
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    if (auto done = set_host_rule(tx, bad); !done) return done;
    return set_host_rule(tx, loud);
  }));
  Blocks blocks;
  EXPECT_FALSE(blocks.has_host("bad.example"));
  store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  EXPECT_TRUE(blocks.has_host("bad.example"));
  EXPECT_TRUE(blocks.has_host("very.bad.example"));
  EXPECT_FALSE(blocks.has_host("notbad.example"));
  EXPECT_FALSE(blocks.has_host("loud.example"));
  EXPECT_FALSE(blocks.has_host("example"));
}

}  // namespace
}  // namespace chancery::activitypub
