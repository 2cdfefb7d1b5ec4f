#include "listen/watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/events.hpp"
#include "unit/listen/heard_world.hpp"

namespace chancery::listen {
namespace {

using test::norlandia;
using test::World;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Watch, IsStoredWithTheReasonItMayRun) {
  World world;
  const auto added = world.add_watch(norlandia(world.now()));
  ASSERT_TRUE(added.has_value()) << added.error().detail;
  const auto all = world.chancery()->read([](store::Snapshot& snapshot) { return watches(snapshot); });
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].id, added->id);
  EXPECT_EQ(all[0].name, "Our names");
  EXPECT_THAT(all[0].terms, ElementsAre("Norlandia", "Foreign Ministry", "ノーランディア"));
  EXPECT_EQ(all[0].purpose, Purpose::PublicService);
  EXPECT_EQ(all[0].legal_basis, "Foreign Service Act, section 1");
  EXPECT_EQ(all[0].owner, World::kOwner);
  EXPECT_EQ(all[0].expires, world.now() + std::chrono::days{30});
  EXPECT_EQ(all[0].approved_by, kApprovedBySetup);
  EXPECT_EQ(all[0].approved_at, world.now());
  EXPECT_TRUE(all[0].active(world.now()));
  EXPECT_FALSE(all[0].active(all[0].expires));
}

TEST(Watch, IsToldOfInTheLog) {
  World world;
  const auto added = world.add_watch(norlandia(world.now()));
  ASSERT_TRUE(added.has_value());
  const auto events =
      world.chancery()->read([](store::Snapshot& snapshot) { return store::events_after(snapshot, 0, 10); });
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "WatchApproved");
  EXPECT_EQ(events[0].facts.at("watch").as_string(), added->id.text());
}

TEST(Watch, OfTheSetUpIsTheOnlyOneThatNobodyApproves) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  auto other = norlandia(world.now());
  other.terms = {"Somewhere"};
  const auto second = world.add_watch(other);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::Forbidden);
  EXPECT_THAT(second.error().hint, HasSubstr("data-protection officer"));
  EXPECT_EQ(world.chancery()->read([](store::Snapshot& s) { return watches(s).size(); }), 1U);
}

TEST(Watch, IsRefusedWithoutWhatTheLawAsksFor) {
  const Timestamp now = from_micros(1'795'339'800'000'000);
  const auto refused = [&](auto change) {
    NewWatch watch = norlandia(now);
    change(watch);
    const auto checked = check_watch(watch, now);
    return checked ? std::string{"accepted"} : checked.error().hint;
  };
  EXPECT_THAT(refused([](NewWatch& w) { w.name = "  "; }), HasSubstr("name"));
  EXPECT_THAT(refused([](NewWatch& w) { w.name = "a\u202Eb"; }), HasSubstr("name"));
  EXPECT_THAT(refused([](NewWatch& w) { w.legal_basis = ""; }), HasSubstr("legal_basis"));
  EXPECT_THAT(refused([](NewWatch& w) { w.legal_basis = std::string(501, 'x'); }), HasSubstr("legal_basis"));
  EXPECT_THAT(refused([](NewWatch& w) { w.terms.clear(); }), HasSubstr("terms"));
  EXPECT_THAT(refused([](NewWatch& w) { w.terms.assign(kMaxTerms + 1, "x"); }), HasSubstr("terms"));
  EXPECT_THAT(refused([](NewWatch& w) { w.terms.push_back("x"); }), HasSubstr("\"x\""));
  EXPECT_THAT(refused([](NewWatch& w) { w.terms.push_back("本"); }), HasSubstr("too short"));
  EXPECT_THAT(refused([](NewWatch& w) { w.terms.push_back("NORLANDIA"); }), HasSubstr("twice"));
  EXPECT_THAT(refused([&](NewWatch& w) { w.expires = now; }), HasSubstr("expires"));
  EXPECT_THAT(refused([&](NewWatch& w) { w.expires = now + std::chrono::days{367}; }), HasSubstr("expires"));
  EXPECT_EQ(refused([](NewWatch&) {}), "accepted");
}

TEST(Watch, NeverNamesAPerson) {
  const Timestamp now = from_micros(1'795'339'800'000'000);
  for (const auto* term : {"@ana.example", " @ana", "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "DID:web:ana.example", "＠ana",
                           "at://did:plc:x/app.bsky.feed.post/3k", "acct:ana@social.example"}) {
    NewWatch watch = norlandia(now);
    watch.terms = {term};
    EXPECT_FALSE(check_watch(watch, now).has_value()) << term;
  }
}

TEST(Watch, HasAPurposeOfTheClosedList) {
  for (const Purpose purpose : kPurposes) EXPECT_EQ(parse_purpose(to_string(purpose)).value(), purpose);
  const auto unknown = parse_purpose("marketing");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().hint, HasSubstr("consular_protection"));
}

}  // namespace
}  // namespace chancery::listen
