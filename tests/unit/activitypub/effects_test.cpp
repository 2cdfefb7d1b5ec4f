// What each verb of another server does here: in the forms of Mastodon, GoToSocial, Misskey and Pleroma, told twice,
// and told by the wrong one.
#include "activitypub/effects.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "activity/events.hpp"
#include "activitypub/actions.hpp"
#include "activitypub/follow_requests.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/following.hpp"
#include "activitypub/reactions.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/reports.hpp"
#include "activitypub/stamps.hpp"
#include "federation.hpp"
#include "store/profiles.hpp"

namespace chancery::activitypub {
namespace {

using activity::Permitted;

class Verbs : public test::Federation {
 protected:
  template <class Do>
  void write(Do what) {
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      what(tx);
      return {};
    }));
  }
  template <class Read>
  auto read(Read what) {
    return store->read(what);
  }

  activity::Note note_with(const activity::NoteParts& parts) {
    const auto note = publish("Good morning");
    write([&](store::Transaction& tx) { store::put_note_parts(tx, note.id, parts); });
    return *read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, note.id); });
  }
  activity::Note poll(bool multiple) {
    activity::NoteParts parts;
    parts.question = activity::Question{
        .options = {{"Yes", 0}, {"No", 0}}, .multiple = multiple, .ends = store.clock.now() + std::chrono::hours{1}};
    return note_with(parts);
  }
  activity::Question count(const activity::Note& note) {
    const auto now = read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, note.id); });
    return now->parts.question.value_or(activity::Question{});
  }
  // As Mastodon writes it.
  json::Object vote(const activity::Note& poll, const std::string& choice, const std::string& from = "ana") {
    return {{"id", peer.actor(from) + "#votes/" + choice},
            {"type", "Note"},
            {"name", choice},
            {"attributedTo", peer.actor(from)},
            {"inReplyTo", poll.uri},
            {"to", addresses.actor(press.id)}};
  }
  json::Object like(const activity::Note& note, const std::string& from = "ana", const std::string& id = "1") {
    return {
        {"id", peer.actor(from) + "#likes/" + id}, {"type", "Like"}, {"actor", peer.actor(from)}, {"object", note.uri}};
  }
  json::Object share(const std::string& object, const std::string& from = "ana") {
    return {{"id", peer.actor(from) + "/statuses/1/activity"},
            {"type", "Announce"},
            {"actor", peer.actor(from)},
            {"to", json::Array{activity::kPublic}},
            {"cc", json::Array{peer.actor(from) + "/followers"}},
            {"object", object}};
  }
  json::Object quote_request(const activity::Note& note, const std::string& from = "ana") {
    const auto quoting = peer.origin + "/notes/quoting";
    return {{"id", peer.actor(from) + "/quote_requests/1"},
            {"type", "QuoteRequest"},
            {"actor", peer.actor(from)},
            {"object", note.uri},
            {"instrument", json::Object{{"id", quoting},
                                        {"type", "Note"},
                                        {"attributedTo", peer.actor(from)},
                                        {"content", "<p>Look</p>"},
                                        {"quote", note.uri}}}};
  }
  // As if our Follow had been accepted.
  activity::ActivityId we_follow(const std::string& name, FollowState state = FollowState::Accepted) {
    const auto id = store.ids.make<activity::ActivityId>();
    write([&](store::Transaction& tx) {
      save_following(tx, {press.id, peer.actor(name), peer.actor(name) + "/inbox", id, state, {}, store.clock.now()});
    });
    return id;
  }
  std::vector<Following> our_follows() {
    return read([&](store::Snapshot& snapshot) { return followings(snapshot, press.id); });
  }
  std::vector<Reading> reading_list() {
    return read([](store::Snapshot& snapshot) { return readings(snapshot, {}); });
  }
  ReactionCounts reactions(const activity::Note& note) {
    return read([&](store::Snapshot& snapshot) { return reaction_counts(snapshot, note.id); });
  }
  std::int64_t followers() {
    return read([&](store::Snapshot& snapshot) { return count_followers(snapshot, press.id); });
  }
  json::Object last_post(std::size_t count) { return peer.wait_for_posts(count).back().json(); }
};

TEST_F(Verbs, LikesAreCountedOnceAndCanBeTakenBack) {
  const auto note = publish("Good morning");
  EXPECT_EQ(deliver(like(note)), 202);
  EXPECT_EQ(deliver(like(note)), 202);
  // Misskey sends its reactions as Likes, Pleroma as EmojiReact: one person counts once.
  auto again = like(note, "ana", "2");
  again["_misskey_reaction"] = "🎉";
  again["content"] = "🎉";
  EXPECT_EQ(deliver(again), 202);
  auto emoji = like(note, "bob", "3");
  emoji["type"] = "EmojiReact";
  EXPECT_EQ(deliver(emoji, "bob"), 202);
  EXPECT_EQ(reactions(note).likes, 2);
  EXPECT_FALSE(knows(peer.actor("ana"))) << "who likes us is counted, not kept";
  EXPECT_EQ(deliver(wrap("Undo", like(note))), 202);
  EXPECT_EQ(reactions(note).likes, 1);
  EXPECT_EQ(deliver(like(note)), 202);
  EXPECT_EQ(reactions(note).likes, 1) << "tried again after its Undo";
  EXPECT_EQ(deliver(wrap("Undo", like(note, "bob"), "ana")), 403) << "another's Like";
}

TEST_F(Verbs, WhatIsUndoneMayBeNamedByItsIdAlone) {
  const auto note = publish("Good morning");
  ASSERT_EQ(deliver(like(note)), 202);
  ASSERT_EQ(deliver(share(note.uri, "bob"), "bob"), 202);
  const auto undo_like = wrap("Undo", like(note).at("id"));
  EXPECT_EQ(deliver(wrap("Undo", like(note).at("id"), "mallory"), "mallory"), 202);
  EXPECT_EQ(reactions(note).likes, 1) << "another's Like";
  EXPECT_EQ(deliver(undo_like), 202);
  EXPECT_EQ(deliver(wrap("Undo", share(note.uri, "bob").at("id"), "bob"), "bob"), 202);
  EXPECT_EQ(reactions(note).likes, 0);
  EXPECT_EQ(reactions(note).announces, 0);
  ASSERT_EQ(deliver(like(note, "ana", "2")), 202);
  EXPECT_EQ(deliver(undo_like), 202);
  EXPECT_EQ(deliver(like(note)), 202);
  EXPECT_EQ(reactions(note).likes, 1) << "each is undone once, and does not come again";
  EXPECT_EQ(deliver(wrap("Undo", json::Object{{"id", peer.actor("ana") + "#likes/2"}, {"type", "Like"}})), 202);
  EXPECT_EQ(reactions(note).likes, 0) << "of whose object nothing is said";
  EXPECT_EQ(deliver(wrap("Undo", json::Value(peer.actor("ana") + "#likes/3"))), 202);
  EXPECT_EQ(deliver(like(note, "ana", "3")), 202);
  EXPECT_EQ(reactions(note).likes, 0) << "it came after its Undo";
}

TEST_F(Verbs, AnUndoThatOvertakesItsLikeHolds) {
  const auto note = publish("Good morning");
  EXPECT_EQ(deliver(wrap("Undo", like(note))), 202);
  EXPECT_EQ(deliver(like(note)), 202);
  EXPECT_EQ(reactions(note).likes, 0);
}

TEST_F(Verbs, NobodysUndoKeepsOutWhatAnotherSays) {
  const auto note = publish("Any questions?");
  auto reply = wrap("Create", reply_note(note, "1", "<p>Yes</p>"));
  // mallory, of the same server, calls ana's activity a Like, a Block of her own; then of another server.
  for (const auto* type : {"Like", "Announce", "Block", "Follow"}) {
    const json::Object hers{{"id", reply.at("id")}, {"type", type}, {"object", addresses.actor(press.id)}};
    EXPECT_EQ(deliver(wrap("Undo", hers, "mallory"), "mallory"), 202) << type;
  }
  EXPECT_EQ(deliver(reply), 202);
  EXPECT_EQ(replies(note).size(), 1U);
  const json::Object elsewhere{{"id", "https://far.example/activities/1"}, {"type", "Like"}, {"object", note.uri}};
  EXPECT_EQ(deliver(wrap("Undo", elsewhere)), 403);
  EXPECT_EQ(deliver(wrap("Undo", json::Value("https://far.example/activities/1"))), 403);
}

TEST_F(Verbs, AnUndoThatOvertakesItsBlockHoldsForItsOwnActor) {
  ASSERT_EQ(deliver(follow()), 202);
  const json::Object block{{"id", peer.actor("ana") + "/blocks/1"},
                           {"type", "Block"},
                           {"actor", peer.actor("ana")},
                           {"object", addresses.actor(press.id)}};
  EXPECT_EQ(deliver(wrap("Undo", block)), 202);
  EXPECT_EQ(deliver(block), 202);
  EXPECT_EQ(followers(), 1);
}

TEST_F(Verbs, SharesAreCountedAndNeverOfWhatIsNotPublic) {
  const auto note = publish("Good morning");
  EXPECT_EQ(deliver(share(note.uri)), 202);
  EXPECT_EQ(deliver(share(note.uri)), 202);
  EXPECT_EQ(reactions(note).announces, 1);
  EXPECT_EQ(deliver(wrap("Undo", share(note.uri))), 202);
  EXPECT_EQ(reactions(note).announces, 0);
  const auto gone = publish("A mistake");
  ASSERT_TRUE(remove(gone));
  auto late = share(gone.uri);
  late["id"] = peer.actor("ana") + "/statuses/2/activity";
  EXPECT_EQ(deliver(late), 202);
  EXPECT_EQ(reactions(gone).announces, 0);
}

TEST_F(Verbs, AVoteCountsOncePerPersonWhereOneChoiceIsAllowed) {
  const auto asked = poll(false);
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes"))), 202);
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes"))), 202) << "under another activity";
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "No"))), 202) << "a second choice";
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Perhaps", "bob"), "bob"), "bob"), 202) << "no option";
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "No", "bob"), "bob"), "bob"), 202);
  const auto counted = count(asked);
  EXPECT_EQ(counted.options[0].votes, 1);
  EXPECT_EQ(counted.options[1].votes, 1);
  EXPECT_EQ(counted.voters, 2);
  EXPECT_TRUE(replies(asked).empty()) << "a vote is no reply";
  EXPECT_FALSE(knows(peer.actor("ana"))) << "who voted is not kept";
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes", "carl"), "ana")), 403) << "nobody votes for another";
}

TEST_F(Verbs, AVoteIsOfWhoMayReadThePollAndIsNotBlocked) {
  const auto asked = poll(false);
  write([&](store::Transaction& tx) {
    save_block(tx, {press.id, peer.actor("eve"), store.ids.make<activity::ActivityId>(), store.clock.now()});
  });
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes", "eve"), "eve"), "eve"), 202);
  EXPECT_EQ(count(asked).voters, 0) << "blocked";
  ASSERT_EQ(deliver(follow("ana")), 202);
  write([&](store::Transaction& tx) {
    store::rewrite_note(tx, asked.id,
                        {asked.content, "en", activity::Visibility::Followers, asked.published, asked.parts});
  });
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes", "bob"), "bob"), "bob"), 202);
  EXPECT_EQ(count(asked).voters, 0) << "not for him";
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes"))), 202);
  EXPECT_EQ(count(asked).voters, 1);
}

TEST_F(Verbs, SeveralVotesMayComeAtOnce) {
  const auto asked = poll(true);
  auto both = wrap("Create", json::Array{vote(asked, "Yes"), vote(asked, "No")});
  EXPECT_EQ(deliver(both), 202);
  EXPECT_EQ(deliver(both), 202);
  const auto counted = count(asked);
  EXPECT_EQ(counted.options[0].votes, 1);
  EXPECT_EQ(counted.options[1].votes, 1);
  EXPECT_EQ(counted.voters, 1);
}

TEST_F(Verbs, APollIsToldNowAndThenAndAtItsEndAndForgetsWhoVoted) {
  const auto asked = poll(false);
  const auto told = [&] {
    write([&](store::Transaction& tx) { tell_polls(tx, store.clock.now()); });
    return std::ranges::count(events(), "PollCounted");
  };
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes"))), 202);
  EXPECT_EQ(told(), 0) << "not at every vote";
  store.clock.advance(kPollRounds);
  EXPECT_EQ(told(), 1);
  store.clock.advance(kPollRounds);
  EXPECT_EQ(told(), 1) << "nothing changed";
  store.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(told(), 2);
  EXPECT_EQ(told(), 2) << "it ended once";
  EXPECT_EQ(deliver(wrap("Create", vote(asked, "Yes", "bob"), "bob"), "bob"), 202);
  EXPECT_EQ(count(asked).voters, 1) << "too late";
}

TEST_F(Verbs, AReplyKeepsItsPicturesLanguagesAndWarning) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>Bonjour</p>");
  object["contentMap"] = json::Object{{"fr", "<p>Bonjour</p>"}, {"en", "<p>Hello<script>x</script></p>"}};
  object["summary"] = "politesse";
  object["sensitive"] = true;
  object["attachment"] = json::Object{{"type", "Document"},
                                      {"mediaType", "image/jpeg"},
                                      {"url", peer.origin + "/media/1.jpg"},
                                      {"name", "Une fleur"},
                                      {"blurhash", "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH"},
                                      {"focalPoint", json::Array{0.1, -0.9}},
                                      {"width", 800},
                                      {"height", 600}};
  object["tag"] = json::Array{json::Object{{"type", "Hashtag"}, {"name", "#fleurs"}}};
  ASSERT_EQ(deliver(wrap("Create", object)), 202);
  const auto stored = replies(note).at(0);
  EXPECT_EQ(stored.language, "fr");
  EXPECT_EQ(stored.parts.translations, (std::vector<activity::Wording>{{"en", "<p>Hello</p>"}}));
  EXPECT_EQ(stored.parts.summary, "politesse");
  EXPECT_EQ(stored.parts.hashtags, std::vector<std::string>{"fleurs"});
  ASSERT_EQ(stored.parts.attachments.size(), 1U);
  EXPECT_EQ(stored.parts.attachments[0].alt.at(0).text, "Une fleur");
  EXPECT_EQ(stored.parts.attachments[0].width, 800);
  EXPECT_DOUBLE_EQ(stored.parts.attachments[0].focus.y, -0.9);
}

TEST_F(Verbs, APictureWithoutAWordIsAReply) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "");
  object["attachment"] =
      json::Array{json::Object{{"type", "Image"}, {"url", peer.origin + "/media/1.png"}, {"mediaType", "image/png"}}};
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(replies(note).size(), 1U);
}

TEST_F(Verbs, AMentionByNameAloneIsUnderstood) {
  auto object = reply_note(publish("x"), "1", "<p>@press hello</p>");
  object.erase("inReplyTo");
  object["tag"] = json::Object{{"type", "Mention"}, {"name", "@press@" + addresses.host()}};
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(std::ranges::count(events(), "NoteReceived"), 1);
}

TEST_F(Verbs, AMentionThatLinksToOurPageIsUnderstoodByItsName) {
  auto object = reply_note(publish("x"), "1", "<p>@Press hello</p>");
  object.erase("inReplyTo");
  object["tag"] =
      json::Object{{"type", "Mention"}, {"href", addresses.base() + "/@press"}, {"name", "@Press@" + addresses.host()}};
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(std::ranges::count(events(), "NoteReceived"), 1);
  object["id"] = peer.origin + "/notes/2";
  object["tag"] = json::Object{{"type", "Mention"}, {"href", "https://far.example/@press"}, {"name", "@press"}};
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(std::ranges::count(events(), "NoteReceived"), 1) << "another's press";
}

TEST_F(Verbs, ThousandsOfMentionsCostLittleAndHideNothing) {
  auto object = reply_note(publish("x"), "1", "<p>everyone</p>");
  object.erase("inReplyTo");
  json::Array tags;
  for (int i = 0; i < 2'000; ++i) {
    tags.emplace_back(json::Object{{"type", "Mention"}, {"href", "https://far.example/u/" + std::to_string(i)}});
  }
  tags.emplace_back(json::Object{{"type", "Mention"}, {"href", addresses.actor(press.id)}});
  object["tag"] = std::move(tags);
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(std::ranges::count(events(), "NoteReceived"), 1);
}

TEST_F(Verbs, WhoMayNotReplyIsNotKept) {
  activity::NoteParts parts;
  parts.policy.reply = Permitted::Followers;
  parts.mentions = {{peer.actor("guest"), "@guest@far.example"}};
  const auto note = note_with(parts);
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Me!</p>"))), 202);
  EXPECT_TRUE(replies(note).empty());
  EXPECT_FALSE(knows(peer.actor("ana")));
  ASSERT_EQ(deliver(follow("ana")), 202);
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "2", "<p>As a follower</p>"))), 202);
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "3", "<p>As named</p>", "guest"), "guest"), "guest"), 202);
  EXPECT_EQ(replies(note).size(), 2U);
}

TEST_F(Verbs, AQuoteIsConsentedToByThePolicyAndTheConsentCanBeLookedUp) {
  start_sending();
  const auto note = publish("Quote me");
  EXPECT_EQ(deliver(quote_request(note)), 202);
  EXPECT_EQ(deliver(quote_request(note)), 202);
  const auto accept = last_post(1);
  EXPECT_EQ(json::text(accept, "type"), "Accept");
  EXPECT_EQ(json::text(*json::object(accept, "object"), "type"), "QuoteRequest");
  EXPECT_EQ(json::text(*json::object(accept, "object"), "id"), peer.actor("ana") + "/quote_requests/1");
  const auto stamp = json::text_or_empty(accept, "result");
  const auto consent = get_json(stamp.substr(addresses.base().size()));
  EXPECT_EQ(json::text(consent, "id"), stamp);
  EXPECT_EQ(json::text(consent, "type"), "QuoteAuthorization");
  EXPECT_EQ(json::text(consent, "attributedTo"), addresses.actor(press.id));
  EXPECT_EQ(json::text(consent, "interactionTarget"), note.uri);
  EXPECT_EQ(json::text(consent, "interactingObject"), peer.origin + "/notes/quoting");
  EXPECT_EQ(read([&](store::Snapshot& snapshot) { return quote_count(snapshot, note.id); }), 1);
  EXPECT_EQ(deliver(wrap("Delete", json::Object{{"id", peer.origin + "/notes/quoting"}, {"type", "Tombstone"}})), 202);
  EXPECT_EQ(get(stamp.substr(addresses.base().size())).status, 404);
  EXPECT_EQ(peer.posts(), 1U);
}

TEST_F(Verbs, AConsentIsTakenBackByAnEditOfThePolicyOrABlock) {
  start_sending();
  const auto consented = [&](const activity::Note& note, std::size_t posts) {
    auto asked = quote_request(note);
    asked["id"] = peer.actor("ana") + "/quote_requests/" + std::to_string(posts);
    EXPECT_EQ(deliver(asked), 202);
    return json::text_or_empty(last_post(posts), "result");
  };
  const auto check_taken_back = [&](const json::Object& told, const std::string& stamp, const activity::Note& note) {
    EXPECT_EQ(json::text(told, "type"), "Delete");
    EXPECT_EQ(json::texts(told, "to"), std::vector{peer.actor("ana")});
    const auto* consent = json::object(told, "object");
    ASSERT_NE(consent, nullptr);
    EXPECT_EQ(json::text(*consent, "id"), stamp);
    EXPECT_EQ(json::text(*consent, "type"), "QuoteAuthorization");
    EXPECT_EQ(json::text(*consent, "interactionTarget"), note.uri);
    EXPECT_EQ(get(stamp.substr(addresses.base().size())).status, 404);
  };
  const auto edit = [&](const activity::Note& note) {
    write([&](store::Transaction& tx) {
      store::append_event(tx, activity::events::kNoteEdited,
                          {{"note", note.id.value}, {"account", press.id.value}, {"version", 2}});
    });
    plan();
  };
  const auto first = publish("Quote me");
  const auto stamp = consented(first, 1);
  edit(first);
  EXPECT_EQ(get(stamp.substr(addresses.base().size())).status, 200) << "an edit of the words takes nothing back";
  activity::NoteParts closed;
  closed.policy.quote = Permitted::Nobody;
  write([&](store::Transaction& tx) { store::put_note_parts(tx, first.id, closed); });
  edit(first);
  check_taken_back(last_post(2), stamp, first);

  const auto second = publish("Quote me too");
  const auto other = consented(second, 3);
  write([&](store::Transaction& tx) {
    activity::Actor ana;
    ana.uri = peer.actor("ana");
    ana.inbox = ana.uri + "/inbox";
    block_actor(tx, {press.id, addresses, store.ids, store.clock.now()}, ana);
  });
  deliveries.nudge();
  const auto posts = peer.wait_for_posts(5);
  check_taken_back(posts[3].json(), other, second);
  EXPECT_EQ(json::text(posts[4].json(), "type"), "Block");
}

TEST_F(Verbs, AQuoteThePolicyDoesNotAllowIsRejected) {
  start_sending();
  activity::NoteParts parts;
  parts.policy.quote = Permitted::Nobody;
  const auto note = note_with(parts);
  EXPECT_EQ(deliver(quote_request(note)), 202);
  const auto reject = last_post(1);
  EXPECT_EQ(json::text(reject, "type"), "Reject");
  EXPECT_FALSE(reject.contains("result"));
  auto forged = quote_request(publish("Another"));
  forged["instrument"] = "https://elsewhere.example/notes/1";
  EXPECT_EQ(deliver(forged), 403) << "another server's note";
}

TEST_F(Verbs, OurOwnQuoteAsksTheAuthorAndCarriesHerConsent) {
  start_sending();
  const auto first = publish("Good morning");
  ASSERT_EQ(deliver(wrap("Create", reply_note(first, "quotable", "<p>Wise words</p>"))), 202);
  const auto quoted = peer.origin + "/notes/quotable";
  activity::NoteParts parts;
  parts.quote = quoted;
  const auto note = note_with(parts);
  plan();
  const auto request = last_post(1);
  EXPECT_EQ(json::text(request, "type"), "QuoteRequest");
  EXPECT_EQ(json::text(request, "object"), quoted);
  EXPECT_EQ(json::text(request, "instrument"), note.uri);
  auto accept = wrap("Accept", json::Object{{"id", request.at("id")}, {"type", "QuoteRequest"}});
  accept["result"] = "https://elsewhere.example/stamps/1";
  EXPECT_EQ(deliver(accept), 403) << "a consent of another server";
  accept["result"] = peer.origin + "/stamps/1";
  auto of_another = accept;
  of_another["actor"] = peer.actor("mallory");
  of_another["id"] = peer.actor("mallory") + "/activities/1";
  EXPECT_EQ(deliver(of_another, "mallory"), 202);
  EXPECT_EQ(std::ranges::count(events(), "QuoteConsented"), 0) << "mallory did not write what is quoted";
  EXPECT_EQ(deliver(accept), 202);
  EXPECT_EQ(deliver(accept), 202);
  EXPECT_EQ(std::ranges::count(events(), "QuoteConsented"), 1);
  EXPECT_EQ(json::text(get_json("/notes/" + note.id.text()), "quoteAuthorization"), peer.origin + "/stamps/1");
  const json::Object taken_back{{"id", peer.origin + "/stamps/1"}, {"type", "QuoteAuthorization"}};
  EXPECT_EQ(deliver(wrap("Delete", taken_back, "mallory"), "mallory"), 202);
  EXPECT_EQ(std::ranges::count(events(), "QuoteRevoked"), 0);
  EXPECT_EQ(deliver(wrap("Delete", taken_back)), 202);
  EXPECT_EQ(deliver(wrap("Delete", taken_back)), 202);
  EXPECT_EQ(std::ranges::count(events(), "QuoteRevoked"), 1);
  EXPECT_FALSE(get_json("/notes/" + note.id.text()).contains("quoteAuthorization"));
}

TEST_F(Verbs, OurFollowIsAcceptedOrRefusedByWhomItAsked) {
  const auto id = we_follow("oslo", FollowState::Asked);
  const json::Object asked{{"id", addresses.activity(id)},
                           {"type", "Follow"},
                           {"actor", addresses.actor(press.id)},
                           {"object", peer.actor("oslo")}};
  EXPECT_EQ(deliver(wrap("Accept", asked, "mallory"), "mallory"), 403);
  EXPECT_EQ(deliver(wrap("Accept", json::Value(addresses.activity(id)), "mallory"), "mallory"), 202);
  EXPECT_EQ(our_follows().at(0).state, FollowState::Asked) << "mallory was not asked";
  EXPECT_EQ(deliver(wrap("Accept", asked, "oslo"), "oslo"), 202);
  EXPECT_EQ(our_follows().at(0).state, FollowState::Accepted);
  // GoToSocial and Pleroma name it alone; it is no longer wanted.
  EXPECT_EQ(deliver(wrap("Reject", json::Value(addresses.activity(id)), "oslo"), "oslo"), 202);
  EXPECT_EQ(our_follows().at(0).state, FollowState::Refused);
}

TEST_F(Verbs, WhatAPeerWeFollowSaysAndSharesIsOnTheReadingList) {
  auto post = reply_note(publish("x"), "1", "<p>A statement</p>", "oslo");
  post.erase("inReplyTo");
  EXPECT_EQ(deliver(wrap("Create", post, "oslo"), "oslo"), 202);
  EXPECT_TRUE(reading_list().empty()) << "not followed";
  we_follow("oslo");
  const auto create = wrap("Create", post, "oslo");
  EXPECT_EQ(deliver(create, "oslo"), 202);
  EXPECT_EQ(deliver(create, "oslo"), 202);
  EXPECT_EQ(deliver(share(peer.origin + "/notes/of-a-citizen", "oslo"), "oslo"), 202);
  auto list = reading_list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].shared_by, peer.actor("oslo"));
  EXPECT_EQ(list[0].content, "") << "of what is shared only the address";
  EXPECT_EQ(list[1].content, "<p>A statement</p>");
  EXPECT_EQ(read([](store::Snapshot& snapshot) { return store::received_notes(snapshot, {}, 10); }).size(), 0U)
      << "nobody wrote to us";
  post["content"] = "<p>A better statement</p>";
  post["updated"] = "2026-11-22T09:05:00Z";
  EXPECT_EQ(deliver(wrap("Update", post, "oslo"), "oslo"), 202);
  EXPECT_EQ(reading_list()[1].content, "<p>A better statement</p>");
  auto again = share(peer.origin + "/notes/2", "oslo");
  again["id"] = peer.actor("oslo") + "/statuses/2/activity";
  EXPECT_EQ(deliver(again, "oslo"), 202);
  EXPECT_EQ(reading_list().size(), 3U);
  EXPECT_EQ(deliver(wrap("Undo", again.at("id"), "oslo"), "oslo"), 202);
  EXPECT_EQ(deliver(wrap("Undo", share(peer.origin + "/notes/of-a-citizen", "oslo"), "oslo"), "oslo"), 202);
  EXPECT_EQ(deliver(wrap("Delete", post.at("id"), "oslo"), "oslo"), 202);
  EXPECT_TRUE(reading_list().empty());
}

TEST_F(Verbs, APeerThatMovesIsASuggestionOnceTheOtherAgrees) {
  we_follow("oslo");
  const auto target = peer.actor("oslo2");
  json::Object move{{"id", peer.actor("oslo") + "#moves/1"},
                    {"type", "Move"},
                    {"actor", peer.actor("oslo")},
                    {"object", peer.actor("oslo")},
                    {"target", target}};
  EXPECT_EQ(deliver(move, "oslo"), 202);
  EXPECT_EQ(our_follows().at(0).moved_to, "") << "the other says nothing of it";
  auto document = peer.actor_object("oslo2");
  document["alsoKnownAs"] = json::Array{json::Value(peer.actor("oslo"))};
  peer.put("/users/oslo2", 200, document);
  EXPECT_EQ(deliver(move, "oslo"), 202);
  EXPECT_EQ(our_follows().at(0).moved_to, target);
  move["object"] = peer.actor("bergen");
  EXPECT_EQ(deliver(move, "oslo"), 403) << "nobody moves another";
}

TEST_F(Verbs, ABlockEndsTheFollowBothWaysAndCanBeTakenBack) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  we_follow("ana");
  const json::Object block{{"id", peer.actor("ana") + "#blocks/1"},
                           {"type", "Block"},
                           {"actor", peer.actor("ana")},
                           {"object", addresses.actor(press.id)}};
  EXPECT_EQ(deliver(block), 202);
  EXPECT_EQ(deliver(block), 202);
  EXPECT_EQ(followers(), 0);
  EXPECT_TRUE(our_follows().empty());
  const auto blocks_us = [&] {
    bool found = false;
    write([&](store::Transaction& tx) { found = is_blocked_by(tx, press.id, peer.actor("ana")); });
    return found;
  };
  EXPECT_TRUE(blocks_us());
  EXPECT_EQ(deliver(wrap("Undo", block)), 202);
  EXPECT_FALSE(blocks_us());
  auto again = block;
  again["id"] = peer.actor("ana") + "#blocks/2";
  EXPECT_EQ(deliver(again), 202);
  EXPECT_TRUE(blocks_us());
  store.clock.advance(std::chrono::hours{24 * 200});
  EXPECT_EQ(deliver(wrap("Undo", again.at("id"))), 202);
  EXPECT_FALSE(blocks_us());
}

TEST_F(Verbs, WhomWeBlockReachesUsNoMore) {
  const auto note = publish("Good morning");
  write([&](store::Transaction& tx) {
    activity::Actor ana;
    ana.uri = peer.actor("ana");
    ana.inbox = peer.actor("ana") + "/inbox";
    block_actor(tx, {press.id, addresses, store.ids, store.clock.now()}, ana);
  });
  EXPECT_EQ(deliver(follow("ana")), 202);
  EXPECT_EQ(deliver(like(note)), 202);
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Hello</p>"))), 202);
  EXPECT_EQ(followers(), 0);
  EXPECT_EQ(reactions(note).likes, 0);
  EXPECT_TRUE(replies(note).empty());
}

TEST_F(Verbs, WhomWeBlockCannotComeBackByDeletingItself) {
  write([&](store::Transaction& tx) {
    save_block(tx, {press.id, peer.actor("eve"), store.ids.make<activity::ActivityId>(), store.clock.now()});
  });
  EXPECT_EQ(deliver(follow("eve"), "eve"), 202);
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.actor("eve")), "eve"), "eve"), 202);
  EXPECT_EQ(deliver(follow("eve", "2"), "eve"), 202);
  EXPECT_EQ(followers(), 0);
}

TEST_F(Verbs, AReportIsKeptUntilSomebodySettlesIt) {
  const auto note = publish("Good morning");
  // Mastodon: from the instance actor, objects in one list.
  const json::Object flag{{"id", peer.origin + "/8f3a"},
                          {"type", "Flag"},
                          {"actor", peer.actor("instance")},
                          {"content", "Spam\x01 \u202eagain"},
                          {"object", json::Array{addresses.actor(press.id), note.uri, "https://far.example/n/1"}}};
  EXPECT_EQ(deliver(flag, "instance"), 202);
  EXPECT_EQ(deliver(flag, "instance"), 202);
  const auto open = [&] { return read([](store::Snapshot& snapshot) { return reports(snapshot, true, 0, 10); }); };
  ASSERT_EQ(open().size(), 1U);
  const auto report = open()[0];
  EXPECT_EQ(report.server, peer.host);
  EXPECT_EQ(report.objects, (std::vector<std::string>{addresses.actor(press.id), note.uri}));
  EXPECT_EQ(report.content, "Spam again");
  EXPECT_EQ(std::ranges::count(events(), "ReportReceived"), 1);
  write([&](store::Transaction& tx) {
    EXPECT_EQ(resolve_report(tx, report.id, "user:anna", "", store.clock.now()).error().code, Errc::Invalid);
    EXPECT_TRUE(resolve_report(tx, report.id, "user:anna", "No fault found", store.clock.now()));
    EXPECT_EQ(resolve_report(tx, 1, "user:anna", "x", store.clock.now()).error().code, Errc::NotFound);
  });
  EXPECT_TRUE(open().empty());
  auto others = flag;
  others["object"] = "https://far.example/n/1";
  others["id"] = peer.origin + "/8f3b";
  EXPECT_EQ(deliver(others, "instance"), 202);
  EXPECT_TRUE(open().empty()) << "not about us";
  auto of_lemmy = flag;
  of_lemmy.erase("content");
  of_lemmy["summary"] = "Rude";
  of_lemmy["id"] = peer.origin + "/8f3c";
  EXPECT_EQ(deliver(of_lemmy, "instance"), 202);
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(open()[0].content, "Rude");
}

TEST_F(Verbs, AnAccountMayChooseItsFollowers) {
  start_sending();
  write([&](store::Transaction& tx) {
    activity::Profile profile;
    profile.approves_followers = true;
    store::put_profile(tx, press.id, profile);
  });
  EXPECT_EQ(deliver(follow("ana")), 202);
  EXPECT_EQ(deliver(follow("bob"), "bob"), 202);
  EXPECT_EQ(deliver(follow("carl"), "carl"), 202);
  EXPECT_EQ(deliver(wrap("Undo", follow("carl"), "carl"), "carl"), 202);
  EXPECT_EQ(followers(), 0);
  const auto waiting = read([&](store::Snapshot& snapshot) { return follow_requests(snapshot, press.id, {}, 10); });
  ASSERT_EQ(waiting.size(), 2U);
  write([&](store::Transaction& tx) {
    const Acting acting{press.id, addresses, store.ids, store.clock.now()};
    EXPECT_TRUE(accept_follow(tx, acting, peer.actor("ana")));
    EXPECT_TRUE(accept_follow(tx, acting, peer.actor("ana"))) << "twice is once";
    EXPECT_TRUE(reject_follow(tx, acting, peer.actor("bob")));
    EXPECT_EQ(reject_follow(tx, acting, peer.actor("bob")).error().code, Errc::NotFound);
  });
  deliveries.nudge();
  std::vector<std::string> types;
  for (const auto& post : peer.wait_for_posts(2)) types.emplace_back(json::text_or_empty(post.json(), "type"));
  std::ranges::sort(types);
  EXPECT_EQ(types, (std::vector<std::string>{"Accept", "Reject"}));
  EXPECT_EQ(followers(), 1);
}

TEST_F(Verbs, ACommunityThatAnnouncesWhatWasDoneSharesThePost) {
  we_follow("ana");
  const auto page = peer.origin + "/post/31";
  auto announced = share("");
  announced["object"] = json::Object{{"id", peer.origin + "/activities/create/1"},
                                     {"type", "Create"},
                                     {"actor", peer.actor("bob")},
                                     {"object", json::Object{{"id", page}, {"type", "Page"}}}};
  ASSERT_EQ(deliver(announced), 202);
  ASSERT_EQ(reading_list().size(), 1U);
  EXPECT_EQ(reading_list()[0].uri, page);
  announced["id"] = peer.actor("ana") + "/statuses/2/activity";
  announced.at("object").as_object()["type"] = "Like";
  EXPECT_EQ(deliver(announced), 202);
  EXPECT_EQ(reading_list().size(), 1U) << "of a Like there is nothing to read";
}

TEST_F(Verbs, WhoIsGoneLeavesNothing) {
  we_follow("ana");
  auto post = reply_note(publish("x"), "1", "<p>A statement</p>");
  post.erase("inReplyTo");
  ASSERT_EQ(deliver(wrap("Create", post)), 202);
  ASSERT_EQ(reading_list().size(), 1U);
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.actor("ana")))), 202);
  EXPECT_TRUE(reading_list().empty());
  EXPECT_TRUE(our_follows().empty());
}

TEST_F(Verbs, FeaturedCollectionsOfOthersArePassedOver) {
  auto add = wrap("Add", json::Value(peer.origin + "/notes/1"));
  add["target"] = peer.actor("ana") + "/collections/featured";
  EXPECT_EQ(deliver(add), 202);
  add["type"] = "Remove";
  EXPECT_EQ(deliver(add), 202);
  EXPECT_FALSE(knows(peer.actor("ana")));
}

}  // namespace
}  // namespace chancery::activitypub
