// To whom of ours a stranger's note speaks, and what is counted of it: through the whole inbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "activitypub/actions.hpp"
#include "activitypub/effects.hpp"
#include "federation.hpp"
#include "store/note_addressed.hpp"
#include "store/reaction_bins.hpp"

namespace chancery::activitypub {
namespace {

using activity::Permitted;
using store::Addressed;
using store::AddressedHow;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// A register of one.
class OneOfficial final : public activity::PublicActors {
 public:
  std::optional<activity::PublicActor> find(std::string_view uri, std::string_view) const override {
    return uri == who ? std::optional(activity::PublicActor{7, "officeholder", "FR"}) : std::nullopt;
  }
  std::string who;
};

class Addressing : public test::Federation {
 protected:
  Addressing() {
    embassy = make_account("nairobi");
    inbox.know(official);
  }

  activity::Note note_with(const activity::NoteParts& parts) {
    const auto note = publish("Good morning");
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      store::put_note_parts(tx, note.id, parts);
      return {};
    }));
    return *store->read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, note.id); });
  }
  // A note of its own, for whom `to` names.
  json::Object note_to(const std::string& name, const json::Array& to, const std::string& from = "ana") {
    return {{"id", peer.origin + "/notes/" + name},
            {"type", "Note"},
            {"attributedTo", peer.actor(from)},
            {"to", to},
            {"cc", json::Array{}},
            {"content", "<p>Good evening</p>"},
            {"published", "2026-11-22T09:00:00Z"}};
  }
  json::Object quote(const activity::Note& note, const std::string& name, const std::string& from = "ana") {
    auto quoting = note_to(name, json::Array{activity::kPublic}, from);
    quoting["quote"] = note.uri;
    return quoting;
  }
  std::vector<Addressed> addressed(const std::string& name) {
    return store->read([&](store::Snapshot& snapshot) -> std::vector<Addressed> {
      const auto note = store::note_by_uri(snapshot, peer.origin + "/notes/" + name);
      return note ? store::addressed_by(snapshot, note->id) : std::vector<Addressed>{};
    });
  }
  bool kept(const std::string& name) {
    return store->read([&](store::Snapshot& snapshot) {
      return store::note_by_uri(snapshot, peer.origin + "/notes/" + name).has_value();
    });
  }
  store::ReactionSums reactions(const activity::Note& note, std::chrono::minutes age = std::chrono::minutes{60}) {
    return store->read([&](store::Snapshot& snapshot) { return store::reactions_within(snapshot, note.id, age); });
  }
  std::int64_t told(std::string_view type) { return std::ranges::count(events(), type); }
  json::Object like(const activity::Note& note, const std::string& from) {
    return {{"id", peer.actor(from) + "#likes/1"}, {"type", "Like"}, {"actor", peer.actor(from)}, {"object", note.uri}};
  }
  // As its server writes it, with the day the account was made.
  void made_at(const std::string& name, std::string_view day) {
    auto actor = peer.actor_object(name);
    actor["published"] = std::string(day);
    peer.put("/users/" + name, 200, actor);
  }

  OneOfficial official;
  activity::Account embassy;
};

TEST_F(Addressing, ANoteIsRememberedWithEveryAccountItSpeaksTo) {
  const auto ours = publish("Good morning");
  auto note = reply_note(ours, "1", "<p>@nairobi too</p>");
  note["cc"] = json::Array{addresses.actor(press.id), addresses.actor(embassy.id)};
  note["tag"] = json::Array{json::Object{{"type", "Mention"}, {"href", addresses.actor(press.id)}, {"name", "@press"}},
                            json::Object{{"type", "Mention"}, {"href", addresses.actor(embassy.id)}, {"name", "@n"}}};
  ASSERT_EQ(deliver(wrap("Create", note)), 202);
  EXPECT_THAT(addressed("1"), UnorderedElementsAre(Addressed{press.id, AddressedHow::Reply},
                                                   Addressed{embassy.id, AddressedHow::Mention}));
  EXPECT_EQ(told("NoteReceived"), 1);
}

TEST_F(Addressing, ADirectNoteThatNamesUsInItsAddressAloneIsTaken) {
  const auto note = note_to("1", json::Array{addresses.actor(embassy.id)});
  ASSERT_EQ(deliver(wrap("Create", note)), 202);
  EXPECT_THAT(addressed("1"), ElementsAre(Addressed{embassy.id, AddressedHow::Direct}));
  EXPECT_EQ(told("NoteReceived"), 1);
  const auto stored = store->read(
      [&](store::Snapshot& snapshot) { return store::note_by_uri(snapshot, peer.origin + "/notes/1").value(); });
  EXPECT_EQ(stored.visibility, activity::Visibility::Direct);
  ASSERT_EQ(stored.parts.mentions.size(), 1U) << "who may read it is asked of these";
  EXPECT_EQ(stored.parts.mentions[0].actor, addresses.actor(embassy.id));

  auto said_to_all = note_to("2", json::Array{activity::kPublic, addresses.actor(embassy.id)});
  ASSERT_EQ(deliver(wrap("Create", said_to_all)), 202);
  EXPECT_FALSE(kept("2")) << "of what everybody reads a tag says that it is for us";
}

TEST_F(Addressing, AQuoteOfAPublicNoteIsTakenAndCounted) {
  const auto ours = publish("Good morning");
  const auto quoting = wrap("Create", quote(ours, "1"));
  ASSERT_EQ(deliver(quoting), 202);
  ASSERT_EQ(deliver(quoting), 202);
  EXPECT_THAT(addressed("1"), ElementsAre(Addressed{press.id, AddressedHow::Quote}));
  EXPECT_EQ(reactions(ours).quotes.n, 1);
  EXPECT_EQ(told("NoteReceived"), 1);
}

TEST_F(Addressing, AQuoteThePolicyForbidsIsCountedAndNotKept) {
  activity::NoteParts parts;
  parts.policy.quote = Permitted::Nobody;
  const auto ours = note_with(parts);
  ASSERT_EQ(deliver(wrap("Create", quote(ours, "1"))), 202);
  EXPECT_FALSE(kept("1"));
  EXPECT_FALSE(knows(peer.actor("ana")));
  EXPECT_EQ(reactions(ours).quotes.n, 1);
  EXPECT_EQ(told("NoteReceived"), 0);
}

TEST_F(Addressing, AQuoteThatAsksFirstIsKeptWithItsConsent) {
  const auto ours = publish("Good morning");
  json::Object request{{"id", peer.actor("ana") + "/quote_requests/1"},
                       {"type", "QuoteRequest"},
                       {"actor", peer.actor("ana")},
                       {"object", ours.uri},
                       {"instrument", quote(ours, "embedded")}};
  ASSERT_EQ(deliver(request), 202);
  EXPECT_THAT(addressed("embedded"), ElementsAre(Addressed{press.id, AddressedHow::Quote}));
  ASSERT_EQ(deliver(wrap("Create", quote(ours, "embedded"))), 202);
  EXPECT_EQ(told("NoteReceived"), 1) << "sent twice, it is one note";
  EXPECT_EQ(reactions(ours).quotes.n, 1);

  peer.put("/notes/named", 200, quote(ours, "named"));
  request["id"] = peer.actor("ana") + "/quote_requests/2";
  request["instrument"] = peer.origin + "/notes/named";
  ASSERT_EQ(deliver(request), 202);
  EXPECT_THAT(addressed("named"), ElementsAre(Addressed{press.id, AddressedHow::Quote}));

  request["id"] = peer.actor("ana") + "/quote_requests/3";
  request["instrument"] = peer.origin + "/notes/missing";
  EXPECT_EQ(deliver(request), 202) << "what cannot be fetched is answered all the same";
  EXPECT_EQ(told("NoteReceived"), 2);
}

TEST_F(Addressing, ARequestThatIsRefusedLeavesNothing) {
  activity::NoteParts parts;
  parts.policy.quote = Permitted::Nobody;
  const auto ours = note_with(parts);
  ASSERT_EQ(deliver({{"id", peer.actor("ana") + "/quote_requests/1"},
                     {"type", "QuoteRequest"},
                     {"actor", peer.actor("ana")},
                     {"object", ours.uri},
                     {"instrument", quote(ours, "1")}}),
            202);
  EXPECT_FALSE(kept("1"));
}

TEST_F(Addressing, AnEditToFewerPeopleIsTold) {
  const auto ours = publish("Good morning");
  auto note = reply_note(ours, "1", "<p>For all</p>");
  ASSERT_EQ(deliver(wrap("Create", note)), 202);
  note["to"] = json::Array{addresses.actor(press.id)};
  note["cc"] = json::Array{};
  note["updated"] = "2026-11-22T09:05:00Z";
  ASSERT_EQ(deliver(wrap("Update", note)), 202);
  EXPECT_EQ(told("NoteChanged"), 1) << "not a word of it is another";
  EXPECT_EQ(replies(ours).at(0).visibility, activity::Visibility::Direct);
  EXPECT_EQ(replies(ours).at(0).screening, activity::Screening::Shown);
}

TEST_F(Addressing, ReactionsAreCountedByTheMinuteWithTheAgeOfTheAccount) {
  made_at("old", "2019-04-01T00:00:00Z");
  made_at("new", to_rfc3339(store.clock.now() - std::chrono::days{2}));
  const auto ours = publish("Good morning");
  store.clock.advance(std::chrono::minutes{4});
  for (const auto* who : {"old", "new", "ana"}) ASSERT_EQ(deliver(like(ours, who), who), 202);
  ASSERT_EQ(deliver(like(ours, "ana"), "ana"), 202);
  store.clock.advance(std::chrono::minutes{6});
  ASSERT_EQ(deliver(wrap("Create", reply_note(ours, "1", "<p>Why?</p>", "new"), "new"), "new"), 202);
  EXPECT_EQ(reactions(ours, std::chrono::minutes{4}).likes.n, 0) << "they came in the fifth minute";
  EXPECT_EQ(reactions(ours, std::chrono::minutes{5}).likes.n, 3);
  EXPECT_EQ(reactions(ours).likes.fresh, 1);
  EXPECT_EQ(reactions(ours).likes.unknown_age, 1);
  EXPECT_EQ(reactions(ours).replies.n, 1);
  EXPECT_EQ(reactions(ours).replies.fresh, 1);
  ASSERT_EQ(deliver({{"id", peer.actor("ana") + "#undo"},
                     {"type", "Undo"},
                     {"actor", peer.actor("ana")},
                     {"object", like(ours, "ana")}},
                    "ana"),
            202);
  EXPECT_EQ(reactions(ours).likes.n, 2);
  store.clock.advance(std::chrono::hours{24});
  ASSERT_EQ(deliver(like(ours, "late"), "late"), 202);
  EXPECT_EQ(reactions(ours, store::kReactionsBinned).likes.n, 2) << "a day after, nobody counts minutes";
}

TEST_F(Addressing, OfPublicActorsAloneTheReactionIsKeptByItself) {
  official.who = peer.actor("minister");
  const auto ours = publish("Good morning");
  for (const auto* who : {"ana", "minister"}) {
    ASSERT_EQ(deliver(wrap("Create", reply_note(ours, who, "<p>Withdraw this</p>", who), who), who), 202);
  }
  const auto official_ones =
      store->read([&](store::Snapshot& snapshot) { return store::official_reactions(snapshot, ours.id); });
  ASSERT_EQ(official_ones.size(), 1U);
  EXPECT_EQ(official_ones[0].public_actor, 7);
  EXPECT_EQ(official_ones[0].kind, "reply");
}

TEST_F(Addressing, WhatAPublicActorSaysToFewIsCountedAndNotTold) {
  official.who = peer.actor("minister");
  const auto ours = publish("Good morning");
  auto note = reply_note(ours, "1", "<p>Between us</p>", "minister");
  note["to"] = json::Array{addresses.actor(press.id)};
  note["cc"] = json::Array{};
  ASSERT_EQ(deliver(wrap("Create", note, "minister"), "minister"), 202);
  EXPECT_THAT(addressed("1"), ElementsAre(Addressed{press.id, AddressedHow::Reply}));
  EXPECT_EQ(reactions(ours).replies.n, 1);
  EXPECT_TRUE(
      store->read([&](store::Snapshot& snapshot) { return store::official_reactions(snapshot, ours.id); }).empty());
}

TEST_F(Addressing, WhoIsGoneIsAddressedByNoNote) {
  const auto ours = publish("Good morning");
  ASSERT_EQ(deliver(wrap("Create", reply_note(ours, "1", "<p>Good morning</p>"))), 202);
  ASSERT_EQ(deliver(wrap("Delete", json::Value(peer.actor("ana")))), 202);
  EXPECT_THAT(addressed("1"), IsEmpty());
}

}  // namespace
}  // namespace chancery::activitypub
