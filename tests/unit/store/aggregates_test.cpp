// Actors, accounts and notes: what goes in comes out, and what is deleted is gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"
#include "support/stores.hpp"

namespace chancery::store {
namespace {

using activity::Account;
using activity::AccountId;
using activity::Actor;
using activity::ActorId;
using activity::Note;
using activity::NoteId;
using activity::Visibility;
using chancery::test::TestStore;
using testing::ElementsAre;

class Aggregates : public testing::Test {
 protected:
  Account account(std::string name) {
    Account made;
    made.id = store.ids.make<AccountId>();
    made.type = activity::ActorType::Service;
    made.name = std::move(name);
    made.display_name = "Ministry of Foreign Affairs";
    made.summary = "What we do";
    made.language = "nb";
    made.public_key_pem = "public";
    made.private_key_pem = "private";
    made.created_at = store.clock.now();
    EXPECT_TRUE(store->write_now([&](Transaction& tx) { return insert_account(tx, made); }).has_value());
    return made;
  }
  Actor actor(const std::string& name) {
    Actor made;
    made.uri = "https://peer.example/users/" + name;
    made.preferred_username = name;
    made.name = "Name of " + name;
    made.inbox = made.uri + "/inbox";
    made.shared_inbox = "https://peer.example/inbox";
    made.url = "https://peer.example/@" + name;
    made.public_key_id = made.uri + "#main-key";
    made.public_key_pem = "key of " + name;
    made.fetched_at = store.clock.now();
    made.id = save(made);
    return made;
  }
  ActorId save(const Actor& of) {
    return *store->write_now([&](Transaction& tx) -> Result<ActorId> { return save_actor(tx, of); });
  }
  Note ours(const Account& by) {
    Note note;
    note.id = store.ids.make<NoteId>();
    note.uri = "https://mfa.example/notes/" + note.id.text();
    note.account = by.id;
    note.attributed_to = "https://mfa.example/actors/" + by.id.text();
    note.content = "<p>Ours</p>";
    note.language = "en";
    note.published = store.clock.now();
    note.received = store.clock.now();
    return note;
  }
  Note reply(const Actor& by, const Note& to, Visibility visibility = Visibility::Public) {
    Note note;
    note.id = store.ids.make<NoteId>();
    note.uri = by.uri + "/notes/" + note.id.text();
    note.actor = by.id;
    note.attributed_to = by.uri;
    note.in_reply_to = to.uri;
    note.in_reply_to_note = to.id;
    note.content = "<p>Reply</p>";
    note.language = "und";
    note.url = note.uri;
    note.visibility = visibility;
    note.published = store.clock.now() - std::chrono::hours{1};
    note.received = store.clock.now();
    return note;
  }
  Status insert(const Note& note) {
    return store->write_now([&](Transaction& tx) { return insert_note(tx, note); });
  }
  template <class F>
  void change(F fn) {
    const auto done = store->write_now([&](Transaction& tx) -> Status {
      fn(tx);
      return {};
    });
    ASSERT_TRUE(done.has_value()) << done.error().detail;
  }
  std::optional<Note> by_id(NoteId id) {
    return store->read([&](Snapshot& snapshot) { return note_by_id(snapshot, id); });
  }
  static std::vector<NoteId> ids_of(const std::vector<Note>& notes) {
    std::vector<NoteId> ids;
    for (const auto& note : notes) ids.push_back(note.id);
    return ids;
  }

  TestStore store;
};

void expect_same(const Note& found, const Note& expected) {
  EXPECT_EQ(found.id, expected.id);
  EXPECT_EQ(found.uri, expected.uri);
  EXPECT_EQ(found.account, expected.account);
  EXPECT_EQ(found.actor, expected.actor);
  EXPECT_EQ(found.attributed_to, expected.attributed_to);
  EXPECT_EQ(found.in_reply_to, expected.in_reply_to);
  EXPECT_EQ(found.in_reply_to_note, expected.in_reply_to_note);
  EXPECT_EQ(found.content, expected.content);
  EXPECT_EQ(found.language, expected.language);
  EXPECT_EQ(found.url, expected.url);
  EXPECT_EQ(found.visibility, expected.visibility);
  EXPECT_EQ(found.published, expected.published);
  EXPECT_EQ(found.received, expected.received);
  EXPECT_EQ(found.deleted, expected.deleted);
}

TEST_F(Aggregates, AnAccountComesBackAsItWas) {
  const auto made = account("press");
  store->read([&](Snapshot& snapshot) {
    const auto found = account_by_name(snapshot, "press");
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->id, made.id);
    EXPECT_EQ(found->type, made.type);
    EXPECT_EQ(found->display_name, made.display_name);
    EXPECT_EQ(found->summary, made.summary);
    EXPECT_EQ(found->language, made.language);
    EXPECT_EQ(found->public_key_pem, made.public_key_pem);
    EXPECT_EQ(found->private_key_pem, made.private_key_pem);
    EXPECT_EQ(found->created_at, made.created_at);
    EXPECT_TRUE(account_by_id(snapshot, made.id).has_value());
    EXPECT_EQ(account_by_id(snapshot, AccountId{1}), std::nullopt);
    EXPECT_EQ(account_by_name(snapshot, "PRESS"), std::nullopt);
  });
}

TEST_F(Aggregates, AnAccountNameIsTakenOnce) {
  auto made = account("press");
  made.id = store.ids.make<AccountId>();
  const auto again = store->write_now([&](Transaction& tx) { return insert_account(tx, made); });
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::Conflict);
  EXPECT_THAT(again.error().hint, testing::HasSubstr("@press"));
}

TEST_F(Aggregates, AccountsComeByCreation) {
  (void)account("zulu");
  store.clock.advance(std::chrono::seconds{1});
  (void)account("alpha");
  const auto all = store->read([](Snapshot& snapshot) { return accounts(snapshot); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "zulu");
  EXPECT_EQ(all[1].name, "alpha");
}

TEST_F(Aggregates, AnActorFetchedAgainKeepsItsId) {
  auto ada = actor("ada");
  const auto first = ada.id;
  ASSERT_TRUE(first);
  ada.id = {};
  ada.name = "New name";
  ada.type = activity::ActorType::Organization;
  EXPECT_EQ(save(ada), first);
  ada.id = store.ids.make<ActorId>();
  EXPECT_EQ(save(ada), first);
  store->read([&](Snapshot& snapshot) {
    const auto found = actor_by_uri(snapshot, ada.uri);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->id, first);
    EXPECT_EQ(found->type, activity::ActorType::Organization);
    EXPECT_EQ(found->name, "New name");
    EXPECT_EQ(found->preferred_username, "ada");
    EXPECT_EQ(found->inbox, ada.inbox);
    EXPECT_EQ(found->shared_inbox, ada.shared_inbox);
    EXPECT_EQ(found->url, ada.url);
    EXPECT_EQ(found->public_key_pem, ada.public_key_pem);
    EXPECT_EQ(found->fetched_at, ada.fetched_at);
    EXPECT_EQ(actor_by_id(snapshot, first)->uri, ada.uri);
    EXPECT_EQ(actor_by_id(snapshot, ActorId{1}), std::nullopt);
  });
}

TEST_F(Aggregates, AKeyIdAnotherClaimedFirstIsStillItsOwners) {
  auto mallory = actor("mallory");
  const auto ada = actor("ada");
  mallory.public_key_id = ada.public_key_id;
  (void)save(mallory);
  store->read([&](Snapshot& snapshot) {
    EXPECT_EQ(actor_by_key(snapshot, ada.public_key_id, ada.uri)->public_key_pem, ada.public_key_pem);
    EXPECT_EQ(actor_by_key(snapshot, ada.public_key_id, "https://peer.example/users/bob"), std::nullopt);
    EXPECT_EQ(actor_by_key(snapshot, "https://peer.example/none#main-key", ada.uri), std::nullopt);
  });
}

TEST_F(Aggregates, NotesComeBackAsTheyWere) {
  const auto press = account("press");
  const auto ada = actor("ada");
  const auto post = ours(press);
  ASSERT_TRUE(insert(post).has_value());
  std::vector<Note> all{post};
  for (const auto visibility : {Visibility::Public, Visibility::Unlisted, Visibility::Followers, Visibility::Direct}) {
    all.push_back(reply(ada, post, visibility));
    ASSERT_TRUE(insert(all.back()).has_value());
  }
  for (const auto& note : all) {
    const auto found = by_id(note.id);
    ASSERT_TRUE(found.has_value());
    expect_same(*found, note);
    store->read([&](Snapshot& snapshot) { expect_same(*note_by_uri(snapshot, note.uri), note); });
  }
  EXPECT_EQ(by_id(NoteId{1}), std::nullopt);
}

TEST_F(Aggregates, ReceivingTheSameNoteTwiceIsAConflictAndChangesNothing) {
  const auto post = ours(account("press"));
  ASSERT_TRUE(insert(post).has_value());
  auto again = post;
  again.id = store.ids.make<NoteId>();
  again.content = "changed";
  const auto refused = insert(again);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Conflict);
  expect_same(*by_id(post.id), post);
}

TEST_F(Aggregates, ANoteOfAnAccountThatIsNotThereIsRefused) {
  Account nobody;
  nobody.id = AccountId{12};
  EXPECT_EQ(insert(ours(nobody)).error().code, Errc::Conflict);
}

TEST_F(Aggregates, ABuriedNoteKeepsNothingOfItsText) {
  const auto press = account("press");
  const auto post = ours(press);
  ASSERT_TRUE(insert(post).has_value());
  change([&](Transaction& tx) { bury_note(tx, post.id); });
  const auto found = by_id(post.id);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->deleted);
  EXPECT_EQ(found->content, "");
  EXPECT_EQ(found->uri, post.uri);
  change([&](Transaction& tx) { rewrite_note(tx, post.id, {"back again", "en", Visibility::Public, {}}); });
  EXPECT_EQ(by_id(post.id)->content, "") << "what is buried stays buried";
  EXPECT_TRUE(store->read([&](Snapshot& snapshot) { return notes_of(snapshot, press.id, NoteId{}, 10); }).empty());
}

TEST_F(Aggregates, ARewrittenNoteShowsItsNewText) {
  const auto at = store.clock.now();
  const auto post = ours(account("press"));
  ASSERT_TRUE(insert(post).has_value());
  change([&](Transaction& tx) { rewrite_note(tx, post.id, {"<p>New</p>", "fr", Visibility::Followers, at}); });
  EXPECT_EQ(by_id(post.id)->content, "<p>New</p>");
  EXPECT_EQ(by_id(post.id)->language, "fr");
  EXPECT_EQ(by_id(post.id)->visibility, Visibility::Followers);
  EXPECT_EQ(by_id(post.id)->updated, at);
}

TEST_F(Aggregates, AnAccountsNotesComeInPagesNewestFirst) {
  const auto press = account("press");
  const auto other = account("other");
  std::vector<NoteId> made;
  for (int i = 0; i < 5; ++i) {
    const auto note = ours(press);
    ASSERT_TRUE(insert(note).has_value());
    made.push_back(note.id);
    ASSERT_TRUE(insert(ours(other)).has_value());
  }
  const auto page = [&](NoteId before) {
    return ids_of(store->read([&](Snapshot& snapshot) { return notes_of(snapshot, press.id, before, 2); }));
  };
  EXPECT_THAT(page({}), ElementsAre(made[4], made[3]));
  EXPECT_THAT(page(made[3]), ElementsAre(made[2], made[1]));
  EXPECT_THAT(page(made[1]), ElementsAre(made[0]));
  EXPECT_THAT(page(made[0]), ElementsAre());
}

TEST_F(Aggregates, RepliesShowToThePublicWhatWasWrittenToThePublic) {
  const auto post = ours(account("press"));
  const auto ada = actor("ada");
  ASSERT_TRUE(insert(post).has_value());
  const auto open = reply(ada, post);
  const auto quiet = reply(ada, post, Visibility::Unlisted);
  const auto followers = reply(ada, post, Visibility::Followers);
  const auto direct = reply(ada, post, Visibility::Direct);
  const auto withdrawn = reply(ada, post);
  for (const auto& note : {open, quiet, followers, direct, withdrawn}) ASSERT_TRUE(insert(note).has_value());
  change([&](Transaction& tx) { bury_note(tx, withdrawn.id); });
  store->read([&](Snapshot& snapshot) {
    EXPECT_THAT(ids_of(replies_to(snapshot, post.id, true, 10)), ElementsAre(open.id, quiet.id));
    EXPECT_THAT(ids_of(replies_to(snapshot, post.id, false, 10)),
                ElementsAre(open.id, quiet.id, followers.id, direct.id));
    EXPECT_THAT(ids_of(replies_to(snapshot, post.id, false, 1)), ElementsAre(open.id));
    EXPECT_THAT(ids_of(replies_to(snapshot, post.id, false, 2, open.id)), ElementsAre(quiet.id, followers.id));
    EXPECT_THAT(ids_of(replies_to(snapshot, post.id, true, 2, quiet.id)), ElementsAre());
    const auto named = names_of_replies(snapshot, post.id, true, 10);
    ASSERT_EQ(named.size(), 2U);
    EXPECT_EQ(named[0].id, open.id);
    EXPECT_EQ(named[0].uri, open.uri);
    EXPECT_EQ(names_of_replies(snapshot, post.id, false, 1, quiet.id).at(0).id, followers.id);
    EXPECT_EQ(reply_count(snapshot, post.id), 4);
    EXPECT_THAT(ids_of(received_notes(snapshot, NoteId{}, 2)), ElementsAre(direct.id, followers.id));
    EXPECT_THAT(ids_of(received_notes(snapshot, quiet.id, 9)), ElementsAre(open.id));
  });
}

TEST_F(Aggregates, CountsLeaveOutWhatIsDeleted) {
  const auto press = account("press");
  const auto ada = actor("ada");
  const auto post = ours(press);
  const auto gone = ours(press);
  for (const auto& note : {post, gone}) ASSERT_TRUE(insert(note).has_value());
  ASSERT_TRUE(insert(reply(ada, post)).has_value());
  ASSERT_TRUE(insert(reply(ada, gone)).has_value());
  const auto withdrawn = reply(ada, post);
  ASSERT_TRUE(insert(withdrawn).has_value());
  change([&](Transaction& tx) {
    bury_note(tx, gone.id);
    bury_note(tx, withdrawn.id);
  });
  const auto counts = store->read([&](Snapshot& snapshot) { return note_counts(snapshot, press.id); });
  EXPECT_EQ(counts.notes, 1);
  EXPECT_EQ(counts.replies, 1);
}

TEST_F(Aggregates, AnActorWhoLeavesTakesWhatSheWroteWithHer) {
  const auto post = ours(account("press"));
  const auto ada = actor("ada");
  const auto ben = actor("ben");
  ASSERT_TRUE(insert(post).has_value());
  const auto hers = reply(ada, post);
  const auto his = reply(ben, post);
  for (const auto& note : {hers, his}) ASSERT_TRUE(insert(note).has_value());
  change([&](Transaction& tx) { delete_actor(tx, ada.id); });
  const auto buried = by_id(hers.id);
  ASSERT_TRUE(buried.has_value());
  EXPECT_TRUE(buried->deleted);
  EXPECT_EQ(buried->content + buried->attributed_to + buried->url, "");
  EXPECT_FALSE(buried->actor);
  EXPECT_EQ(insert(hers).error().code, Errc::Conflict) << "it cannot be sent again";
  store->read([&](Snapshot& snapshot) {
    EXPECT_EQ(actor_by_uri(snapshot, ada.uri), std::nullopt);
    EXPECT_THAT(ids_of(received_notes(snapshot, NoteId{}, 10)), ElementsAre(his.id));
  });
}

TEST_F(Aggregates, ErasingAnActorsNotesLeavesNoRow) {
  const auto press = account("press");
  const auto post = ours(press);
  const auto ada = actor("ada");
  ASSERT_TRUE(insert(post).has_value());
  const auto first = reply(ada, post);
  const auto second = reply(ada, post);
  for (const auto& note : {first, second}) ASSERT_TRUE(insert(note).has_value());
  auto answer = ours(press);
  answer.in_reply_to = first.uri;
  answer.in_reply_to_note = first.id;
  ASSERT_TRUE(insert(answer).has_value());
  std::vector<NoteId> erased;
  change([&](Transaction& tx) { erased = erase_notes_by(tx, ada.id); });
  EXPECT_THAT(erased, ElementsAre(first.id, second.id));
  EXPECT_EQ(by_id(first.id), std::nullopt);
  EXPECT_EQ(by_id(second.id), std::nullopt);
  ASSERT_TRUE(by_id(answer.id).has_value()) << "our answer stays";
  EXPECT_FALSE(by_id(answer.id)->in_reply_to_note);
}

TEST_F(Aggregates, DeletedTextIsGoneFromTheFile) {
  auto post = ours(account("press"));
  post.content = "a sentence that must not stay on the disk";
  ASSERT_TRUE(insert(post).has_value());
  change([&](Transaction& tx) { bury_note(tx, post.id); });
  store.close();
  std::ifstream file(store.options().file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  ASSERT_GT(bytes.size(), 4096U);
  EXPECT_EQ(bytes.find("must not stay"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(store.folder / "chancery.db-wal")) << "the last connection empties the WAL";
}

}  // namespace
}  // namespace chancery::store
