// Under which handle an actor is known: what her hosts agree on.
#include "activitypub/actor_handles.hpp"

#include "store/actor_handles.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

json::Object descriptor(const std::string& subject, const std::string& actor) {
  json::Object self{{"rel", "self"}, {"type", "application/activity+json"}, {"href", actor}};
  return {{"subject", subject}, {"links", json::Array{std::move(self)}}};
}

class ActorHandlesTest : public test::Federation {
 protected:
  static constexpr const char* kWebfinger = "/.well-known/webfinger";

  activity::Actor save(const std::string& name = "ana") {
    auto actor = *read_actor(peer.actor_object(name), peers);
    actor.fetched_at = store.clock.now();
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      actor.id = store::save_actor(tx, actor);
      return {};
    }));
    return actor;
  }
  activity::Actor stored(const activity::Actor& actor) {
    return store->read([&](store::Snapshot& snapshot) { return *store::actor_by_id(snapshot, actor.id); });
  }
  bool checks() {
    const auto checked = handles.check_next({});
    EXPECT_TRUE(checked.has_value());
    return checked.value_or(false);
  }
  test::Peer other;
  const net::AddressGuard both{{.internal_endpoints = {}, .test_peers = {peer.host, other.host}, .ports = {}}};
  const Peers strangers{addresses, both, &blocks};
  net::HttpClient asking{{.guard = both, .user_agent = "Chancery-test/1.0"}};
  ActorHandles handles{{*store, strangers, asking}, {.deadline = 2s, .round = 1s, .pause = 0ms}};
};

TEST_F(ActorHandlesTest, AHostThatNamesItsOwnActorConfirmsTheHandle) {
  EXPECT_FALSE(checks()) << "nobody is due";
  const auto ana = save();
  EXPECT_EQ(activity::handle_of(ana), "ana@" + peer.host);
  peer.put(kWebfinger, 200, descriptor("acct:Ana@" + peer.host, ana.uri));
  EXPECT_TRUE(checks());
  EXPECT_EQ(stored(ana).handle, "ana@" + peer.host);
  EXPECT_FALSE(checks()) << "once";
}

TEST_F(ActorHandlesTest, AHostMayNameItsWebfingerInItsHostMetaAlone) {
  const auto ana = save();
  peer.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  other.put(kWebfinger, 404, {});
  other.redirect("/.well-known/host-meta", peer.origin + "/.well-known/host-meta");
  std::string named = peer.origin + "/.well-known/webfinger?resource={uri}";
  peer.refuses = [&](const net::Request& request) -> std::optional<net::Response> {
    if (request.path != "/.well-known/host-meta") return std::nullopt;
    auto response = net::Response::empty(200);
    response.headers.add("Content-Type", "application/xrd+xml");
    response.body =
        "<?xml version=\"1.0\"?><XRD><Link rel=\"lrdd\" type=\"application/xrd+xml\" template='" + named + "' /></XRD>";
    return response;
  };
  EXPECT_TRUE(checks());
  EXPECT_EQ(activity::handle_of(stored(ana)), "ana@" + other.host);
  const auto asked = peer.fetched();
  EXPECT_EQ(std::ranges::count(asked, kWebfinger + ("?resource=" + net::percent_encode("acct:ana@" + other.host))), 1);
}

TEST_F(ActorHandlesTest, AHandleOfAnotherHostCountsWhenThatHostSaysTheSame) {
  const auto ana = save();
  peer.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  other.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  EXPECT_TRUE(checks());
  EXPECT_EQ(activity::handle_of(stored(ana)), "ana@" + other.host);
}

TEST_F(ActorHandlesTest, NobodyTakesAHandleOfAHostThatKnowsNothingOfIt) {
  const auto ana = save();
  peer.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  for (const auto& theirs : {descriptor("acct:ana@" + other.host, other.actor("ana")),  // its own
                             descriptor("acct:boss@" + other.host, ana.uri),            // another's
                             descriptor("", ana.uri), json::Object{}}) {
    other.put(kWebfinger, 200, theirs);
    const auto handle = handles.confirm(ana, {});
    ASSERT_TRUE(handle.has_value());
    EXPECT_EQ(*handle, "");
  }
  other.put(kWebfinger, 404, {});
  EXPECT_EQ(handles.confirm(ana, {}).value(), "");
  EXPECT_TRUE(checks());
  EXPECT_EQ(activity::handle_of(stored(ana)), "ana@" + peer.host);
}

TEST_F(ActorHandlesTest, HerOwnHostMayNotNameAnotherActorAnotherNameOrOneOfOurs) {
  const auto ana = save();
  for (const auto& said :
       {descriptor("acct:ana@" + peer.host, peer.actor("eve")), descriptor("acct:eve@" + peer.host, ana.uri),
        descriptor("acct:ana@" + addresses.host(), ana.uri), descriptor("acct:ana@elsewhere.example", ana.uri),
        descriptor("no handle", ana.uri)}) {
    peer.put(kWebfinger, 200, said);
    EXPECT_EQ(handles.confirm(ana, {}).value(), "") << boost::json::serialize(said);
  }
}

TEST_F(ActorHandlesTest, AHostInTroubleIsAskedAgainWhenTheActorIsFetchedAnew) {
  const auto ana = save();
  peer.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  other.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  ASSERT_TRUE(checks());
  store.clock.advance(store::kHandleKept + 1h);
  peer.put(kWebfinger, 503, {});
  save();
  EXPECT_TRUE(checks());
  EXPECT_EQ(stored(ana).handle, "ana@" + other.host) << "what was confirmed stands meanwhile";
  EXPECT_FALSE(checks());
  store.clock.advance(24h);
  save();
  peer.put(kWebfinger, 200, descriptor("acct:ana@" + peer.host, ana.uri));
  EXPECT_TRUE(checks());
  EXPECT_EQ(stored(ana).handle, "ana@" + peer.host);
  store.clock.advance(24h);
  save();
  EXPECT_FALSE(checks()) << "a week has not passed";
}

TEST_F(ActorHandlesTest, WhoIsRenamedLosesTheHandleAtOnce) {
  auto ana = save();
  peer.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  other.put(kWebfinger, 200, descriptor("acct:ana@" + other.host, ana.uri));
  ASSERT_TRUE(checks());
  ana.preferred_username = "annika";
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    (void)store::save_actor(tx, ana);
    return {};
  }));
  EXPECT_EQ(activity::handle_of(stored(ana)), "annika@" + peer.host);
  EXPECT_TRUE(checks()) << "and is asked about anew";
}

}  // namespace
}  // namespace chancery::activitypub
