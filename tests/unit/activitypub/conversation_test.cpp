#include "activitypub/conversation.hpp"

#include <algorithm>
#include <atomic>
#include <optional>

#include "activity/events.hpp"
#include "activitypub/conversation_crawl.hpp"
#include "activitypub/documents.hpp"
#include "activitypub/effects.hpp"
#include "activitypub/moderation.hpp"
#include "activitypub/reading.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

// The stranger's server holds threads; of each we are sent one note, or none.
class Conversations : public test::Federation {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const { return peer.origin + "/notes/" + name; }
  json::Object note(const std::string& name, const std::string& in_reply_to, const std::string& from = "ana") const {
    json::Object object{{"id", at(name)},
                        {"type", "Note"},
                        {"attributedTo", peer.actor(from)},
                        {"to", activity::kPublic},
                        {"content", "<p>" + name + "</p>"},
                        {"published", "2026-11-22T08:00:00Z"}};
    if (!in_reply_to.empty()) object["inReplyTo"] = in_reply_to;
    return object;
  }
  void serve(const json::Object& object) { peer.put(path_of(object), 200, object); }
  static std::string path_of(const json::Object& object) {
    const auto id = std::string(json::text(object, "id").value_or(""));
    return id.substr(id.find('/', std::string_view("http://").size()));
  }
  json::Object collection(const std::string& path, const std::vector<std::string>& items,
                          const std::string& next = {}) const {
    json::Object object{
        {"id", peer.origin + path}, {"type", "CollectionPage"}, {"items", json::Array(items.begin(), items.end())}};
    if (!next.empty()) object["next"] = peer.origin + next;
    return object;
  }

  // A leaf arrives that mentions us; everything above it is unknown.
  void receive_leaf(const std::string& name, const std::string& in_reply_to, const std::string& from = "ana") {
    auto leaf = note(name, in_reply_to, from);
    leaf["cc"] = json::Array{json::Value(addresses.actor(press.id))};
    leaf["tag"] =
        json::Array{json::Object{{"type", "Mention"}, {"href", addresses.actor(press.id)}, {"name", "@press"}}};
    serve(leaf);
    ASSERT_EQ(deliver(wrap("Create", leaf, from), from), 202);
  }
  // A reply to a note of ours, as it is sent to us.
  void receive_reply(const activity::Note& parent, const std::string& name, const std::string& from = "ana") {
    auto reply = note(name, parent.uri, from);
    serve(reply);
    ASSERT_EQ(deliver(wrap("Create", reply, from), from), 202);
  }

  void go_through() {
    crawl->go_through();  // places what came
    store.clock.advance(std::chrono::minutes{11});
    crawl->go_through();
  }
  [[nodiscard]] std::optional<activity::Note> stored(const std::string& uri) {
    return store->read([&](store::Snapshot& snapshot) { return store::note_by_uri(snapshot, uri); });
  }
  [[nodiscard]] bool holds(const std::string& name) {
    const auto found = stored(at(name));
    return found && !found->deleted;
  }
  [[nodiscard]] ConversationCounts counts() {
    return store->read([](store::Snapshot& snapshot) { return conversation_counts(snapshot); });
  }
  [[nodiscard]] std::size_t times_asked(const std::string& path) const {
    const auto fetched = peer.fetched();
    return static_cast<std::size_t>(std::ranges::count(fetched, path));
  }
  [[nodiscard]] std::size_t count_events(std::string_view type) {
    const auto all = events();
    return static_cast<std::size_t>(std::ranges::count(all, type));
  }
  void make_crawl(const ConversationLimits& limits = {}) {
    crawl = std::make_unique<ConversationCrawl>(
        *store, knocker, peers, instance,
        ConversationCrawl::Limits{.conversation = limits, .under_way = 4, .between = 0ms});
  }
  template <class Do>
  void write(Do what) {
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      what(tx);
      return {};
    }));
  }

  std::unique_ptr<ConversationCrawl> crawl =
      std::make_unique<ConversationCrawl>(*store, knocker, peers, instance, ConversationCrawl::Limits{{}, 4, 0ms});
};

TEST_F(Conversations, WhatALeafAnswersIsFetchedUpToTheRootAndTellsNobody) {
  serve(note("first_note", "", "bob"));
  serve(note("middle", at("first_note"), "cai"));
  receive_leaf("leaf", at("middle"));
  go_through();
  EXPECT_TRUE(holds("middle"));
  EXPECT_TRUE(holds("first_note"));
  EXPECT_TRUE(stored(at("first_note"))->fetched);
  EXPECT_FALSE(stored(at("leaf"))->fetched);
  EXPECT_EQ(count_events("NoteReceived"), 1U);
  EXPECT_EQ(count_events("NoteFound"), 2U);
  const auto sent_to_us =
      store->read([](store::Snapshot& snapshot) { return store::received_notes(snapshot, {}, 10); });
  EXPECT_EQ(sent_to_us.size(), 1U) << "what nobody sent us is no message to us";
  EXPECT_EQ(counts().conversations, 1) << "all of it is one conversation";
}

TEST_F(Conversations, SiblingsAreFoundInThePagedRepliesOfWhatWasFetched) {
  auto root = note("first_note", "", "bob");
  root["replies"] = json::Object{{"id", at("first_note") + "/replies"},
                                 {"type", "Collection"},
                                 {"first", collection("/notes/first_note/replies?1", {at("one")}, "/page2")}};
  serve(root);
  serve(note("one", at("first_note")));
  serve(note("two", at("first_note"), "cai"));
  peer.put("/page2", 200, collection("/page2", {at("two"), at("leaf")}, "/page3"));
  peer.put("/page3", 200, collection("/page3", {}));
  receive_leaf("leaf", at("first_note"));
  go_through();
  EXPECT_TRUE(holds("one"));
  EXPECT_TRUE(holds("two"));
  EXPECT_EQ(times_asked("/page2"), 1U);
}

TEST_F(Conversations, WhatAnotherServerPassedOnIsAskedForAtItsOwn) {
  const auto passed_on = [&](const char* verb, const json::Value& object) {
    const auto activity = read_activity(boost::json::serialize(wrap(verb, object, "cai")), peers);
    ASSERT_TRUE(activity.has_value());
    const auto effect = effect_of_passed_on(*activity, *store, peers);
    ASSERT_TRUE(effect.has_value()) << verb;
    ASSERT_TRUE(store->write_now(effect->write));
  };
  const auto post = publish("Good morning");
  receive_reply(post, "reply");
  go_through();
  const auto answer = note("answer", at("reply"), "cai");
  auto forged = answer;
  forged["content"] = "<p>never said</p>";
  serve(answer);
  passed_on("Create", forged);
  go_through();
  ASSERT_TRUE(holds("answer"));
  EXPECT_EQ(stored(at("answer"))->content, "<p>answer</p>") << "only its own server is believed";
  store.clock.advance(12h);
  go_through();
  passed_on("Delete", json::Value(at("answer")));
  go_through();
  EXPECT_TRUE(holds("answer")) << "it stands there yet";
  peer.put("/notes/answer", 410, {});
  store.clock.advance(1h);
  passed_on("Delete", json::Value(at("answer")));
  go_through();
  EXPECT_FALSE(holds("answer"));
}

TEST_F(Conversations, OfManyNotesOnlyTheOneThatIsSaidToBeGoneIsAskedForAgain) {
  constexpr int kMany = 120;  // more than a round asks for again
  const auto post = publish("Good morning");
  std::vector<std::string> answers;
  for (int i = 0; i < kMany; ++i) {
    const auto name = "answer" + std::to_string(i);
    serve(note(name, at("reply"), "cai"));
    answers.push_back(at(name));
  }
  peer.put("/notes/reply/replies", 200, collection("/notes/reply/replies", answers));
  auto reply = note("reply", post.uri);
  reply["replies"] = peer.origin + "/notes/reply/replies";
  serve(reply);
  ASSERT_EQ(deliver(wrap("Create", reply)), 202);
  go_through();
  ASSERT_TRUE(holds("answer0"));
  ASSERT_TRUE(holds("answer119"));
  const auto asked = peer.fetched().size();
  store.clock.advance(9min);  // before the next round
  write([&](store::Transaction& tx) { look_again(tx, {}, at("answer119"), store.clock.now()); });
  crawl->go_through();
  EXPECT_EQ(peer.fetched().size(), asked) << "it was seen within the time between two rounds";
  store.clock.advance(2min);
  peer.put("/notes/answer119", 410, {});
  write([&](store::Transaction& tx) { look_again(tx, {}, at("answer119"), store.clock.now()); });
  crawl->go_through();
  EXPECT_EQ(times_asked("/notes/answer119"), 2U);
  EXPECT_FALSE(holds("answer119"));
}

TEST_F(Conversations, AContextLeadsToWhatAnswersWhatWeDoNotHaveYet) {
  auto root = note("first_note", "");
  root["context"] = peer.origin + "/contexts/1";
  serve(root);
  serve(note("a", at("first_note")));
  serve(note("b", at("a")));
  // Out of order, and one that has nothing to do with it.
  serve(note("elsewhere", ""));
  peer.put("/contexts/1", 200, collection("/contexts/1", {at("b"), at("elsewhere"), at("a"), at("first_note")}));
  receive_leaf("leaf", at("first_note"));
  go_through();
  EXPECT_TRUE(holds("a"));
  EXPECT_TRUE(holds("b"));
  EXPECT_FALSE(holds("elsewhere")) << "a claim does not make it part of the conversation";
}

TEST_F(Conversations, WhoAnswersAReplyToUsIsFoundToo) {
  const auto ours = publish("Good morning");
  receive_reply(ours, "hello");
  auto hello = note("hello", ours.uri);
  hello["replies"] = peer.origin + "/notes/hello/replies";
  serve(hello);
  peer.put("/notes/hello/replies", 200, collection("/notes/hello/replies", {at("answer")}));
  serve(note("answer", at("hello"), "bob"));
  go_through();
  EXPECT_TRUE(holds("answer"));
  EXPECT_EQ(stored(at("answer"))->in_reply_to, at("hello"));
}

TEST_F(Conversations, OnlyWhatEverybodyMayReadIsKept) {
  auto secret = note("secret", at("first_note"));
  secret["to"] = peer.actor("ana") + "/followers";
  serve(secret);
  serve(note("first_note", ""));
  receive_leaf("leaf", at("secret"));
  go_through();
  EXPECT_FALSE(stored(at("secret")).has_value());
  EXPECT_FALSE(stored(at("first_note")).has_value()) << "nothing we hold answers it";
}

TEST_F(Conversations, APrivateMessageStartsNoSearch) {
  auto leaf = note("leaf", at("first_note"));
  leaf["to"] = addresses.actor(press.id);
  leaf["tag"] = json::Array{json::Object{{"type", "Mention"}, {"href", addresses.actor(press.id)}, {"name", "@press"}}};
  serve(note("first_note", ""));
  ASSERT_EQ(deliver(wrap("Create", leaf)), 202);
  go_through();
  EXPECT_EQ(counts().conversations, 0);
  EXPECT_EQ(times_asked("/notes/first_note"), 0U);
}

TEST_F(Conversations, WhatAnotherServerOrAnotherAddressGivesIsNotKept) {
  auto lies = note("lies", "");
  lies["id"] = at("other");
  peer.put("/notes/lies", 200, lies);
  receive_leaf("one", at("lies"));
  auto borrowed = note("borrowed", "");
  borrowed["attributedTo"] = "https://victim.example/users/eve";
  serve(borrowed);
  receive_leaf("two", at("borrowed"));
  receive_leaf("three", "https://127.0.0.1:1/notes/inside");
  go_through();
  EXPECT_FALSE(stored(at("lies")) || stored(at("other")) || stored(at("borrowed")));
  EXPECT_EQ(counts().fetched, 0);
}

TEST_F(Conversations, PagesWithoutEndAreReadToTheBudget) {
  int page = 0;
  peer.refuses = [&](const net::Request& request) -> std::optional<net::Response> {
    if (!request.target.starts_with("/endless")) return std::nullopt;
    const auto next = "/endless/" + std::to_string(++page);
    return document(200, boost::json::serialize(collection(request.target, {}, next)));
  };
  auto root = note("first_note", "");
  root["replies"] = peer.origin + "/endless/0";
  serve(root);
  receive_leaf("leaf", at("first_note"));
  go_through();
  EXPECT_EQ(page, ConversationLimits{}.pages);
  EXPECT_EQ(counts().cut, 1) << "and it is said that there may be more";
}

TEST_F(Conversations, ACycleOfPagesIsReadOnce) {
  auto root = note("first_note", "");
  root["replies"] = peer.origin + "/a";
  serve(root);
  peer.put("/a", 200, collection("/a", {}, "/b"));
  peer.put("/b", 200, collection("/b", {}, "/a"));
  receive_leaf("leaf", at("first_note"));
  go_through();
  EXPECT_EQ(times_asked("/a"), 1U);
  EXPECT_EQ(times_asked("/b"), 1U);
}

TEST_F(Conversations, NotesThatAnswerEachOtherEnd) {
  serve(note("a", at("b")));
  serve(note("b", at("a")));
  receive_leaf("leaf", at("a"));
  go_through();
  EXPECT_EQ(times_asked("/notes/a"), 1U);
  EXPECT_EQ(times_asked("/notes/b"), 1U);
}

TEST_F(Conversations, AChainWithoutEndIsClimbedToTheBudget) {
  make_crawl({.depth = 5});
  int above = 0;
  peer.refuses = [&](const net::Request& request) -> std::optional<net::Response> {
    if (!request.target.starts_with("/notes/up")) return std::nullopt;
    const auto name = request.target.substr(std::string_view("/notes/").size());
    return document(200, boost::json::serialize(note(name, at("up" + std::to_string(++above)))));
  };
  receive_leaf("leaf", at("up0"));
  go_through();
  EXPECT_EQ(above, 5);
  EXPECT_EQ(counts().fetched, 5);
}

TEST_F(Conversations, OfAFloodOfNotesTheBudgetIsKept) {
  make_crawl({.notes = 7});
  std::vector<std::string> many;
  auto root = note("first_note", "");
  for (int i = 0; i < 40; ++i) {
    const auto name = "n" + std::to_string(i);
    many.push_back(at(name));
    serve(note(name, at("first_note")));
  }
  root["replies"] = collection("/notes/first_note/replies", many);
  serve(root);
  receive_leaf("leaf", at("first_note"));
  go_through();
  EXPECT_EQ(counts().fetched, 7);
  EXPECT_EQ(counts().cut, 1);
}

TEST_F(Conversations, RequestsAreCountedAndTheRestWaitsForTheNextRound) {
  make_crawl({.requests = 6});
  std::vector<std::string> many;
  for (int i = 0; i < 20; ++i) {
    many.push_back(at("n" + std::to_string(i)));
    serve(note("n" + std::to_string(i), at("first_note")));
  }
  auto root = note("first_note", "");
  root["replies"] = collection("/notes/first_note/replies", many);
  serve(root);
  receive_leaf("leaf", at("first_note"));
  const auto before = peer.fetched().size();
  go_through();
  EXPECT_LE(peer.fetched().size() - before, 6U + 4U) << "what was under way when it was used up is let through";
  const auto first = counts().fetched;
  go_through();
  EXPECT_GT(counts().fetched, first);
}

TEST_F(Conversations, WhatIsGoneThereGoesHere) {
  serve(note("first_note", "", "bob"));
  receive_leaf("leaf", at("first_note"));
  go_through();
  ASSERT_TRUE(holds("first_note"));
  peer.put("/notes/first_note", 410, {});
  peer.put("/notes/leaf", 410, {});
  go_through();
  EXPECT_FALSE(stored(at("first_note")).has_value());
  EXPECT_FALSE(holds("leaf")) << "we were sent it, but its server says it is gone";
  EXPECT_FALSE(knows(peer.actor("bob"))) << "nothing else here is about her";
}

TEST_F(Conversations, ATombstoneIsAsGood) {
  serve(note("first_note", "", "bob"));
  receive_leaf("leaf", at("first_note"));
  go_through();
  peer.put("/notes/first_note", 200, {{"id", at("first_note")}, {"type", "Tombstone"}});
  go_through();
  EXPECT_FALSE(stored(at("first_note")).has_value());
}

TEST_F(Conversations, WhatIsKeptFromUsGoesUnlessItWasSentToUs) {
  serve(note("first_note", ""));
  receive_leaf("leaf", at("first_note"));
  go_through();
  peer.put("/notes/first_note", 404, {});
  peer.put("/notes/leaf", 404, {});
  go_through();
  EXPECT_FALSE(stored(at("first_note")).has_value());
  EXPECT_TRUE(holds("leaf"));
}

TEST_F(Conversations, WhatBecamePrivateGoesAndWhatWasEditedChanges) {
  serve(note("first_note", ""));
  serve(note("middle", at("first_note")));
  receive_leaf("leaf", at("middle"));
  go_through();
  auto narrowed = note("first_note", "");
  narrowed["to"] = peer.actor("ana") + "/followers";
  serve(narrowed);
  auto edited = note("middle", at("first_note"));
  edited["content"] = "<p>edited</p>";
  edited["updated"] = "2026-11-22T09:00:00Z";
  serve(edited);
  go_through();
  EXPECT_FALSE(stored(at("first_note")).has_value());
  EXPECT_EQ(stored(at("middle"))->content, "<p>edited</p>");
}

TEST_F(Conversations, WhatIsNotThereIsNotAskedForAgainSoon) {
  receive_leaf("leaf", at("nowhere"));
  go_through();
  go_through();
  store.clock.advance(std::chrono::hours{7});
  go_through();
  EXPECT_EQ(times_asked("/notes/nowhere"), 1U);
}

TEST_F(Conversations, AServerThatAsksForAPauseIsLeftAloneForAllOfIt) {
  std::atomic<bool> busy = true;
  peer.refuses = [&](const net::Request& request) -> std::optional<net::Response> {
    if (!busy || request.path != "/notes/first_note") return std::nullopt;
    auto response = net::Response::empty(503);
    response.headers.set("Retry-After", "7200");
    return response;
  };
  serve(note("first_note", ""));
  receive_leaf("leaf", at("first_note"));
  go_through();
  ASSERT_EQ(times_asked("/notes/first_note"), 1U);
  busy = false;
  store.clock.advance(std::chrono::hours{1});
  go_through();
  EXPECT_EQ(times_asked("/notes/first_note"), 1U) << "an hour is not two";
  for (int hours = 0; hours < 24 && !holds("first_note"); ++hours) {
    store.clock.advance(std::chrono::hours{1});
    go_through();
  }
  EXPECT_TRUE(holds("first_note")) << "it is asked again in a later round";
}

TEST_F(Conversations, RoundsBecomeEverRarer) {
  EXPECT_EQ(pause_after(1), std::chrono::minutes{10});
  EXPECT_EQ(pause_after(2), std::chrono::hours{1});
  EXPECT_EQ(pause_after(4), std::chrono::hours{24});
  EXPECT_EQ(pause_after(7), std::chrono::hours{30 * 24});
  EXPECT_EQ(pause_after(1'000), std::chrono::hours{30 * 24});
}

TEST_F(Conversations, BlockedServersAreNeitherAskedNorStored) {
  serve(note("first_note", ""));
  receive_leaf("leaf", at("first_note"));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(
        set_host_rule(tx, {.host = "127.0.0.1", .level = RuleLevel::Block, .by = "t", .at = store.clock.now()}));
  });
  store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  go_through();
  EXPECT_EQ(times_asked("/notes/first_note"), 0U);
  EXPECT_FALSE(stored(at("first_note")).has_value());
}

TEST_F(Conversations, WhoIsLimitedIsKeptBackAsFromTheInbox) {
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(set_actor_rule(
        tx, {.actor = peer.actor("bob"), .level = RuleLevel::Limit, .by = "t", .at = store.clock.now()}));
  });
  serve(note("first_note", "", "bob"));
  receive_leaf("leaf", at("first_note"));
  go_through();
  EXPECT_EQ(stored(at("first_note"))->screening, activity::Screening::Quarantined);
}

TEST_F(Conversations, WhatStaffHidDoesNotComeBack) {
  serve(note("first_note", ""));
  receive_leaf("leaf", at("first_note"));
  go_through();
  write([&](store::Transaction& tx) {
    store::screen_note(tx, stored(at("first_note"))->id, activity::Screening::Hidden);
  });
  peer.put("/notes/first_note", 404, {});
  go_through();
  EXPECT_TRUE(stored(at("first_note"))->deleted);
  serve(note("first_note", ""));
  store.clock.advance(std::chrono::hours{24 * 40});
  go_through();
  EXPECT_FALSE(holds("first_note"));
}

TEST_F(Conversations, AReplyOurPolicyDoesNotPermitIsNotTakenFromElsewhereEither) {
  const auto ours = publish("No answers, please");
  auto parts = ours.parts;
  parts.policy.reply = activity::Permitted::Nobody;
  receive_reply(ours, "early");
  write([&](store::Transaction& tx) { store::put_note_parts(tx, ours.id, parts); });
  auto early = note("early", ours.uri);
  early["replies"] = collection("/notes/early/replies", {at("late")});
  serve(early);
  serve(note("late", ours.uri, "bob"));
  go_through();
  EXPECT_FALSE(holds("late"));
}

TEST_F(Conversations, WhatWeLeaveIsForgotten) {
  const auto ours = publish("Good morning");
  receive_reply(ours, "hello");
  auto hello = note("hello", ours.uri);
  hello["replies"] = collection("/notes/hello/replies", {at("answer")});
  serve(hello);
  serve(note("answer", at("hello"), "bob"));
  go_through();
  ASSERT_TRUE(holds("answer"));
  ASSERT_TRUE(remove(ours));
  ASSERT_EQ(deliver(wrap("Delete", json::Value(at("hello")))), 202);
  crawl->go_through();
  EXPECT_FALSE(stored(at("answer")).has_value());
  EXPECT_FALSE(knows(peer.actor("bob")));
  EXPECT_EQ(counts().conversations, 0);
}

TEST_F(Conversations, WhatIsSentLaterCountsAsReceivedFromThenOn) {
  const auto ours = publish("Good morning");
  receive_reply(ours, "hello");
  auto hello = note("hello", ours.uri);
  hello["replies"] = collection("/notes/hello/replies", {at("second")});
  serve(hello);
  const auto second = note("second", ours.uri, "bob");
  serve(second);
  go_through();
  ASSERT_TRUE(stored(at("second"))->fetched);
  ASSERT_EQ(deliver(wrap("Create", second, "bob"), "bob"), 202);
  EXPECT_FALSE(stored(at("second"))->fetched);
  EXPECT_EQ(stored(at("second"))->in_reply_to_note, ours.id);
  EXPECT_EQ(count_events("NoteReceived"), 2U);
  EXPECT_EQ(replies(ours).size(), 2U);
}

TEST_F(Conversations, AnAnswerSentPastUsIsAskedFor) {
  const auto ours = publish("Good morning");
  receive_reply(ours, "hello");
  go_through();
  const auto answer = note("answer", at("hello"), "bob");
  serve(answer);
  ASSERT_EQ(deliver(wrap("Create", answer, "bob"), "bob"), 202);
  EXPECT_FALSE(holds("answer")) << "it is asked for at its own server, with the rest";
  go_through();
  EXPECT_TRUE(holds("answer"));
}

TEST_F(Conversations, TwoConversationsThatProveToBeOneAreJoined) {
  serve(note("first_note", ""));
  serve(note("a", at("first_note")));
  serve(note("b", at("first_note")));
  receive_leaf("leaf1", at("a"));
  receive_leaf("leaf2", at("b"));
  crawl->go_through();
  EXPECT_EQ(counts().conversations, 2);
  go_through();
  EXPECT_TRUE(holds("first_note") && holds("a") && holds("b"));
  EXPECT_EQ(counts().conversations, 1);
}

TEST_F(Conversations, WhatWasLeftWhenTheServerStoppedIsAskedForByTheNext) {
  serve(note("first_note", ""));
  receive_leaf("leaf", at("first_note"));
  crawl->go_through();
  store.clock.advance(std::chrono::minutes{11});
  write([&](store::Transaction& tx) { turn_rounds(tx, peers, {}, store.clock.now()); });
  EXPECT_GT(counts().waiting, 0);
  make_crawl();
  crawl->go_through();
  EXPECT_TRUE(holds("first_note"));
}

TEST_F(Conversations, WhereFetchesMustBeSignedOursAre) {
  peer.demands_signature_of = *crypto::PublicKey::parse(test::test_keys(test::kOurKey).public_pem);
  serve(note("first_note", ""));
  receive_leaf("leaf", at("first_note"));
  go_through();
  EXPECT_TRUE(holds("first_note"));
}

TEST_F(Conversations, OurContextListsWhatWasFoundAndNotWhatIsKeptBack) {
  const auto ours = publish("Good morning");
  receive_reply(ours, "hello");
  auto hello = note("hello", ours.uri);
  hello["replies"] = collection("/notes/hello/replies", {at("answer"), at("beside")});
  serve(hello);
  serve(note("answer", at("hello"), "bob"));
  serve(note("beside", ours.uri, "bob"));
  go_through();
  const auto path = ours.uri.substr(addresses.base().size());
  const auto listed = [&](const std::string& which, const char* member) {
    return json::texts(get_json(path + which), member);
  };
  const auto all = listed("/context", "orderedItems");
  EXPECT_EQ(all.front(), ours.uri);
  EXPECT_EQ(all.size(), 4U);
  const auto replies = json::texts(*json::object(get_json(path + "/replies"), "first"), "items");
  EXPECT_EQ(replies, (std::vector<std::string>{at("hello"), at("beside")}));
  write([&](store::Transaction& tx) { store::screen_note(tx, stored(at("answer"))->id, activity::Screening::Hidden); });
  EXPECT_EQ(listed("/context", "orderedItems").size(), 3U);
}

TEST(ListedCollections, ALargeOneIsGivenInPages) {
  std::vector<std::string> uris;
  for (int i = 0; i < 250; ++i) uris.push_back("https://a.example/" + std::to_string(i));
  const Listed listed{"https://mfa.example/notes/1/context", "https://mfa.example/actors/1", uris};
  const auto parsed = [](const std::string& text) { return *json::parse_object(text); };
  const auto whole = parsed(listed_collection(listed, 100));
  EXPECT_EQ(json::integer(whole, "totalItems"), 250);
  EXPECT_FALSE(whole.contains("orderedItems"));
  EXPECT_EQ(json::text(whole, "first"), "https://mfa.example/notes/1/context?from=0");
  EXPECT_EQ(json::text(parsed(listed_page(listed, 100, 0)), "next"), "https://mfa.example/notes/1/context?from=100");
  const auto last = parsed(listed_page(listed, 100, 200));
  EXPECT_EQ(json::texts(last, "orderedItems").size(), 50U);
  EXPECT_FALSE(last.contains("next"));
  EXPECT_TRUE(json::texts(parsed(listed_page(listed, 100, 9'000)), "orderedItems").empty());
  EXPECT_EQ(
      json::texts(parsed(listed_collection({listed.id, listed.attributed_to, {uris.data(), 3}}, 100)), "orderedItems")
          .size(),
      3U);
}

// What an institution we follow said, as it stands on the reading list.
class WantedConversations : public Conversations {
 protected:
  static constexpr std::int64_t kReading = 77;

  void read(const std::string& name) {
    const Reading reading{.id = kReading,
                          .uri = at(name),
                          .author = peer.actor("ministry"),
                          .shared_by = {},
                          .summary = {},
                          .content = "<p>" + name + "</p>",
                          .language = "en",
                          .url = at(name),
                          .published = store.clock.now(),
                          .updated = store.clock.now(),
                          .received = store.clock.now(),
                          .parts = {}};
    write([&](store::Transaction& tx) { EXPECT_TRUE(add_reading(tx, reading)); });
  }
  void want() {
    write([&](store::Transaction& tx) {
      store::append_event(tx, activity::events::kConversationWanted, {{"reading", kReading}});
    });
  }
  // An institution's post, with answers it names and an answer below one of them.
  void serve_thread() {
    auto root = note("statement", "", "ministry");
    root["replies"] = collection("/notes/statement/replies", {at("one"), at("two")});
    serve(root);
    auto one = note("one", at("statement"), "ana");
    one["replies"] = collection("/notes/one/replies", {at("below")});
    serve(one);
    serve(note("two", at("statement"), "bob"));
    serve(note("below", at("one"), "cai"));
  }
};

TEST_F(WantedConversations, NothingIsFetchedUntilAColleagueWantsItAndThenAllOfIt) {
  serve_thread();
  read("statement");
  go_through();
  EXPECT_TRUE(peer.fetched().empty());
  want();
  go_through();
  for (const auto* name : {"statement", "one", "two", "below"}) EXPECT_TRUE(holds(name)) << name;
  EXPECT_TRUE(stored(at("statement"))->fetched);
  EXPECT_EQ(count_events("NoteReceived"), 0U);
  const auto sent_to_us =
      store->read([](store::Snapshot& snapshot) { return store::received_notes(snapshot, {}, 10); });
  EXPECT_TRUE(sent_to_us.empty()) << "it is no message to us";
  want();
  go_through();
  EXPECT_EQ(counts().conversations, 1) << "wanted twice is wanted once";
}

TEST_F(WantedConversations, WithTheReadingAllThatWasFetchedGoes) {
  serve_thread();
  read("statement");
  want();
  go_through();
  ASSERT_TRUE(holds("below"));
  write([&](store::Transaction& tx) {
    EXPECT_EQ(forget_readings(tx, store.clock.now() + std::chrono::hours{1}, 10), 1U);
  });
  crawl->go_through();
  for (const auto* name : {"statement", "one", "two", "below"}) EXPECT_FALSE(holds(name)) << name;
  EXPECT_EQ(counts().conversations, 0);
}

TEST_F(WantedConversations, WhereWeTakePartOurselvesItStaysWhenTheReadingGoes) {
  serve_thread();
  read("statement");
  receive_leaf("leaf", at("two"));
  want();
  go_through();
  ASSERT_TRUE(holds("statement"));
  EXPECT_EQ(counts().conversations, 1);
  write([&](store::Transaction& tx) { EXPECT_TRUE(remove_reading(tx, at("statement"), peer.actor("ministry"))); });
  crawl->go_through();
  EXPECT_TRUE(holds("statement"));
}

TEST_F(WantedConversations, ItHasTheBudgetOfAnyOther) {
  std::vector<std::string> many;
  for (int i = 0; i < 20; ++i) {
    const auto name = "answer" + std::to_string(i);
    serve(note(name, at("statement")));
    many.push_back(at(name));
  }
  auto root = note("statement", "", "ministry");
  root["replies"] = collection("/notes/statement/replies", many);
  serve(root);
  read("statement");
  ConversationLimits limits;
  limits.notes = 5;
  make_crawl(limits);
  want();
  go_through();
  EXPECT_EQ(counts().fetched, 5);
  EXPECT_EQ(counts().cut, 1);
}

}  // namespace
}  // namespace chancery::activitypub
