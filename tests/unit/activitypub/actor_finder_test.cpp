#include "activitypub/actor_finder.hpp"

#include "activitypub/webfinger.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

class Finding : public test::Federation {
 protected:
  json::Object descriptor(const std::string& href) const {
    return {
        {"subject", "acct:ana@" + peer.host},
        {"links", json::Array{json::Object{{"rel", "http://webfinger.net/rel/profile-page"},
                                           {"type", "text/html"},
                                           {"href", peer.origin + "/@ana"}},
                              json::Object{{"rel", "self"}, {"type", "application/activity+json"}, {"href", href}}}}};
  }
  ActorFinder finder{client, keys, peers, store.clock};
};

TEST_F(Finding, AHandleLeadsToItsActor) {
  peer.put("/.well-known/webfinger", 200, descriptor(peer.actor("ana")));
  for (const auto& written : {"@ana@" + peer.host, "acct:ana@" + peer.host, "ana@" + peer.host, peer.actor("ana")}) {
    const auto actor = finder.find(written);
    ASSERT_TRUE(actor.has_value()) << written << ": " << actor.error().detail;
    EXPECT_EQ(actor->uri, peer.actor("ana"));
    EXPECT_EQ(actor->preferred_username, "ana");
  }
}

TEST_F(Finding, AnAddressMayBeOfThePageAndIsBelievedByTheIdItShows) {
  peer.put("/@ana", 200, peer.actor_object("ana"));
  const auto actor = finder.find(peer.origin + "/@ana");
  ASSERT_TRUE(actor.has_value()) << actor.error().detail;
  EXPECT_EQ(actor->uri, peer.actor("ana"));
  const auto asked = peer.fetched();
  EXPECT_EQ(std::ranges::count(asked, "/users/ana"), 1);
  auto elsewhere = peer.actor_object("eve");
  elsewhere["id"] = "https://gov.example/users/minister";
  peer.put("/@eve", 200, elsewhere);
  EXPECT_EQ(finder.find(peer.origin + "/@eve").error().code, Errc::Refused) << "401 is for who is not signed in";
}

TEST_F(Finding, WhatWasFoundIsNotAskedForAgainWithinTheHour) {
  peer.put("/.well-known/webfinger", 200, descriptor(peer.actor("ana")));
  ASSERT_TRUE(finder.find("@ana@" + peer.host));
  peer.put("/.well-known/webfinger", 500, {});
  EXPECT_TRUE(finder.find("@ana@" + peer.host));
  store.clock.advance(std::chrono::minutes{61});
  EXPECT_FALSE(finder.find("@ana@" + peer.host));
}

TEST_F(Finding, WhoIsNotThereIsNotAskedForAtEverySaveOfADraft) {
  using std::chrono::minutes;
  peer.put("/.well-known/webfinger", 404, {});
  ASSERT_FALSE(finder.find("@ana@" + peer.host));
  peer.put("/.well-known/webfinger", 200, descriptor(peer.actor("ana")));
  EXPECT_EQ(finder.find("@ana@" + peer.host).error().code, Errc::NotFound) << "from memory";
  store.clock.advance(minutes{6});
  EXPECT_TRUE(finder.find("@ana@" + peer.host));
  peer.put("/.well-known/webfinger", 503, {});
  EXPECT_FALSE(finder.find("@bo@" + peer.host));
  peer.put("/.well-known/webfinger", 404, {});
  EXPECT_EQ(finder.find("@bo@" + peer.host).error().code, Errc::Unavailable);
  store.clock.advance(minutes{2});
  EXPECT_EQ(finder.find("@bo@" + peer.host).error().code, Errc::NotFound) << "a silent server is asked again soon";
}

TEST_F(Finding, WhoIsNotThereIsToldApartFromAServerThatIsNot) {
  peer.put("/.well-known/webfinger", 404, {});
  EXPECT_EQ(finder.find("@nobody@" + peer.host).error().code, Errc::NotFound);
  peer.put("/.well-known/webfinger", 503, {});
  EXPECT_EQ(finder.find("@somebody@" + peer.host).error().code, Errc::Unavailable);
  EXPECT_EQ(finder.find("@ana@elsewhere.example").error().code, Errc::Refused)
      << "a loopback server talks to named peers";
  EXPECT_EQ(finder.find("ana").error().code, Errc::Malformed);
}

TEST_F(Finding, ADescriptorThatNamesNoActorOrOneOfOursIsRefused) {
  EXPECT_EQ(read_webfinger("{}", peers).error().code, Errc::Malformed);
  EXPECT_EQ(read_webfinger("[]", peers).error().code, Errc::Malformed);
  EXPECT_EQ(read_webfinger(R"({"links":[{"rel":"self","type":"text/html","href":"https://a.example/"}]})", peers)
                .error()
                .code,
            Errc::Malformed);
  EXPECT_EQ(read_webfinger(boost::json::serialize(descriptor(addresses.actor(press.id))), peers).error().code,
            Errc::Refused);
}

TEST_F(Finding, WhoAnActorSaysItIsTooIsAskedAnew) {
  auto actor = peer.actor_object("ana");
  peer.put("/users/ana", 200, actor);
  const auto before = finder.find_now(peer.actor("ana"));
  ASSERT_TRUE(before.has_value());
  EXPECT_TRUE(before->aliases.empty());
  actor["alsoKnownAs"] = json::Array{json::Value(addresses.actor(press.id))};
  peer.put("/users/ana", 200, actor);
  EXPECT_EQ(finder.find_now(peer.actor("ana"))->aliases, std::vector<std::string>{addresses.actor(press.id)});
}

}  // namespace
}  // namespace chancery::activitypub
