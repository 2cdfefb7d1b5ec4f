#include "listen/register.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/listen/desks.hpp"

namespace chancery::listen {
namespace {

using std::chrono::days;
using test::Desks;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Register : public testing::Test {
 protected:
  Result<PublicActor> propose(const std::string& by, const NewPublicActor& actor) {
    const auto id = desks.store().ids().make<PublicActorId>();
    return desks.write(
        [&](store::Transaction& tx) { return propose_public_actor(tx, id, desks.who(by), actor, desks.now()); });
  }
  Result<PublicActor> approve(PublicActorId id, const std::string& by) {
    return desks.write(
        [&](store::Transaction& tx) { return approve_public_actor(tx, id, desks.who(by), desks.now()); });
  }
  Result<PublicActor> retire(PublicActorId id, const std::string& by) {
    return desks.write(
        [&](store::Transaction& tx) { return retire_public_actor(tx, id, desks.who(by), "left office", desks.now()); });
  }
  PublicActorId registered(const NewPublicActor& actor) {
    const auto id = propose("arne", actor).value().id;
    (void)approve(id, "dagny").value();
    return approve(id, "anna").value().id;
  }
  std::vector<PublicActor> active() {
    return desks.read([&](store::Snapshot& s) { return active_public_actors(s, desks.now()); });
  }

  Desks desks;
};

TEST_F(Register, TakesTwoPeopleNeitherOfThemTheProposer) {
  const auto proposed = propose("eva", desks.ministry());
  ASSERT_TRUE(proposed.has_value()) << proposed.error().hint;
  EXPECT_THAT(proposed->says.addresses, ElementsAre("@justice.marendia.example", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"));
  EXPECT_EQ(approve(proposed->id, "eva").error().code, Errc::Forbidden) << "her own proposal";
  const auto once = approve(proposed->id, "dagny");
  ASSERT_TRUE(once.has_value());
  EXPECT_EQ(once->status, ActorStatus::Proposed);
  EXPECT_THAT(active(), IsEmpty());
  EXPECT_EQ(approve(proposed->id, "dagny").error().code, Errc::Conflict) << "one person counts once";
  EXPECT_EQ(approve(proposed->id, "ole").error().code, Errc::Forbidden);
  EXPECT_EQ(approve(proposed->id, "arne").error().code, Errc::Forbidden);
  const auto twice = approve(proposed->id, "anna");
  ASSERT_TRUE(twice.has_value()) << twice.error().hint;
  EXPECT_EQ(twice->status, ActorStatus::Approved);
  ASSERT_EQ(active().size(), 1U);
  EXPECT_EQ(active().front().approvals.size(), 2U);
  EXPECT_THAT(desks.told(), ElementsAre("PublicActorApproved"));
}

TEST_F(Register, HasNoPlaceForJournalistsActivistsAndExiles) {
  for (const auto kind : kActorKinds) EXPECT_EQ(parse_actor_kind(to_string(kind)).value(), kind);
  for (const auto* kind : {"journalist", "activist", "exile", "influencer", "person", ""}) {
    const auto refused = parse_actor_kind(kind);
    ASSERT_FALSE(refused.has_value()) << kind;
    EXPECT_THAT(refused.error().hint, HasSubstr("private persons"));
  }
}

TEST_F(Register, WarnsOfWordsForRolesThatQualifyNobody) {
  auto actor = desks.ministry();
  EXPECT_THAT(role_warnings(actor), IsEmpty());
  actor.office = "Journalist and activist";
  EXPECT_THAT(role_warnings(actor), ElementsAre("journalis", "activist"));
  actor = desks.ministry();
  for (const auto& [language, text] :
       std::initializer_list<std::pair<const char*, const char*>>{{"ru", "Известный журналист"},
                                                                  {"ar", "ناشط حقوقي"},
                                                                  {"zh", "流亡记者"},
                                                                  {"es", "Periodista"},
                                                                  {"fr", "Militante en exil"},
                                                                  {"de", "Aktivistin"}}) {
    actor.names = {{language, text}};
    EXPECT_FALSE(role_warnings(actor).empty()) << text;
  }
}

TEST_F(Register, AsksForEvidenceAndNamesTheField) {
  const auto refused = [&](auto change) {
    auto actor = desks.ministry();
    change(actor);
    const auto proposed = propose("arne", actor);
    return proposed ? std::string("accepted") : proposed.error().hint;
  };
  EXPECT_THAT(refused([](NewPublicActor& a) { a.names.clear(); }), HasSubstr("names:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.names.push_back({"en", "Again"}); }), HasSubstr("names:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.names[0].language = "english!"; }), HasSubstr("names:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.office = ""; }), HasSubstr("office:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.country = ""; }), HasSubstr("country:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.addresses = {"justice"}; }), HasSubstr("addresses:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.addresses.clear(); }), HasSubstr("addresses:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.evidence_url = "http://x.example"; }), HasSubstr("evidence_url:"));
  EXPECT_THAT(refused([](NewPublicActor& a) { a.evidence_note = ""; }), HasSubstr("evidence_note:"));
  EXPECT_THAT(refused([&](NewPublicActor& a) { a.until = desks.now(); }), HasSubstr("until:"));
  EXPECT_EQ(propose("ole", desks.ministry()).error().code, Errc::Forbidden);
  EXPECT_EQ(refused([](NewPublicActor&) {}), "accepted");
}

TEST_F(Register, WritesAnAddressInOneForm) {
  EXPECT_EQ(canonical_address("@Press.MFA.example").value(), "@press.mfa.example");
  EXPECT_EQ(canonical_address("@press@mfa.example").value(), "acct:press@mfa.example");
  EXPECT_EQ(canonical_address("@press@mfa.example:8443").value(), "acct:press@mfa.example:8443");
  EXPECT_FALSE(canonical_address("@press@mfa.example:").has_value());
  EXPECT_EQ(canonical_address("did:web:mfa.example").value(), "did:web:mfa.example");
  EXPECT_EQ(canonical_address("https://mfa.example/feed.xml?lang=en").value(), "https://mfa.example/feed.xml?lang=en");
  for (const auto* text : {"", "mfa", "@mfa", "did:plc:", "did:key:z6", "http://mfa.example", "https://mfa",
                           "@-x.example", "@a..example", "https://mfa.example/a b", "javascript:alert(1)"}) {
    EXPECT_FALSE(canonical_address(text).has_value()) << text;
  }
}

TEST_F(Register, ForgetsAnOfficeholderWhoseOfficeEnds) {
  auto minister = desks.ministry();
  minister.kind = ActorKind::Officeholder;
  minister.office = "Minister of Justice";
  minister.until = desks.now() + days{10};
  (void)registered(minister);
  EXPECT_EQ(active().size(), 1U);
  desks.advance(days{10});
  EXPECT_THAT(active(), IsEmpty());
}

TEST_F(Register, GivesSomebodyBackToPrivateLifeByOnePerson) {
  const auto id = registered(desks.ministry());
  EXPECT_EQ(retire(id, "ole").error().code, Errc::Forbidden);
  ASSERT_TRUE(retire(id, "dora").has_value());
  EXPECT_THAT(active(), IsEmpty());
  EXPECT_EQ(retire(id, "dora").error().code, Errc::Conflict);
  EXPECT_THAT(desks.told(), ElementsAre("PublicActorApproved", "PublicActorRetired"));
}

TEST_F(Register, GivesAnAddressToOneEntryAndItsSuccessorAlone) {
  const auto first = registered(desks.ministry());
  const auto rival = propose("arne", desks.ministry());
  ASSERT_TRUE(rival.has_value());
  EXPECT_EQ(approve(rival->id, "dagny").error().code, Errc::Conflict);
  auto successor = desks.ministry();
  successor.replaces = first;
  const auto second = registered(successor);
  ASSERT_EQ(active().size(), 1U);
  EXPECT_EQ(active().front().id, second);
}

TEST_F(Register, LetsAWatchNameWhomItHolds) {
  auto minister = desks.ministry();
  minister.kind = ActorKind::Officeholder;
  minister.office = "Minister of Justice";
  minister.names = {{"en", "Kari Nordmann"}};
  (void)registered(minister);
  auto named = desks.visas();
  named.query = "\"Kari Nordmann\" OR visa";
  const auto id = desks.draft("arne", named)->id;
  EXPECT_EQ(desks.submit(id, "arne")->status(desks.now()), WatchStatus::Submitted);
}

}  // namespace
}  // namespace chancery::listen
