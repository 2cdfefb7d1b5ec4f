#include "answer/intake.hpp"

#include "answer/search.hpp"
#include "store/jobs.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class IntakeTest : public Inbox {};

TEST_F(IntakeTest, AnAnswerToANoteOfOursBeginsAConversationAtTheDeskOfItsLanguage) {
  const auto post = said(press, "<p>Consular hours</p>");
  const auto question = asks(ana, post, "متى يفتح القسم القنصلي أبوابه؟");
  const auto c = at(conversation_of(question));
  EXPECT_EQ(c.desk, arabic);
  EXPECT_EQ(c.place, desk::Place::Queue);
  EXPECT_EQ(c.account, press);
  EXPECT_EQ(c.root, post.uri);
  EXPECT_EQ(c.language, "ar");
  EXPECT_EQ(c.messages, 1);
  EXPECT_EQ(kinds(c.id), (std::vector<std::string>{"received", "routed"}));
  EXPECT_NE(c.due_at, desk::kNever);
  expect_sound();
}

TEST_F(IntakeTest, WhatShesaysNextGoesOnInTheSameConversationWhereverItsParentIs) {
  const auto post = said(press, "<p>Hello</p>");
  const auto first = asks(ana, post, "When do you open?");
  const auto second = writes(ana, press, {.content = "And on Sunday?", .answers = first.uri});
  drain();
  EXPECT_EQ(conversation_of(first), conversation_of(second));
  EXPECT_EQ(at(conversation_of(first)).messages, 2);
  expect_sound();
}

TEST_F(IntakeTest, AnotherPersonInTheSameThreadIsAnotherConversation) {
  const auto post = said(press, "<p>Hello</p>");
  const auto hers = asks(ana, post, "When do you open?");
  const auto his = writes(ben, press, {.content = "I should like to know too", .answers = hers.uri});
  drain();
  EXPECT_NE(conversation_of(hers), conversation_of(his));
  EXPECT_EQ(at(conversation_of(his)).root, post.uri);
}

TEST_F(IntakeTest, WhatIsSaidToFewNeverJoinsWhatIsSaidToEverybody) {
  const auto post = said(press, "<p>Hello</p>");
  const auto open = asks(ana, post, "When do you open?");
  const auto quiet = writes(ana, press,
                            {.content = "My brother is ill",
                             .answers = open.uri,
                             .visibility = activity::Visibility::Direct,
                             .how = store::AddressedHow::Direct});
  drain();
  EXPECT_NE(conversation_of(open), conversation_of(quiet));
  EXPECT_TRUE(at(conversation_of(quiet)).is_private);
  EXPECT_TRUE(list(ole).size() == 1);  // he may not read what is said to few
  EXPECT_EQ(list(lea).size(), 2U);
}

TEST_F(IntakeTest, TheSameNoteHeardTwiceIsOneMessage) {
  const auto post = said(press, "<p>Hello</p>");
  const auto question = asks(ana, post, "When do you open?");
  tell(activity::events::kNoteReceived, {{"note", question.id.value}, {"actor", ana.id.value}});
  EXPECT_EQ(at(conversation_of(question)).messages, 1);
  expect_sound();
}

TEST_F(IntakeTest, AThreatToLifeComesFirst) {
  const auto post = said(press, "<p>Hello</p>");
  const auto calm = asks(ben, post, "Nice picture of the building.");
  const auto urgent = asks(ana, post, "Please help, we are trapped under the rubble with my children");
  EXPECT_EQ(at(conversation_of(urgent)).matter, desk::Matter::Life);
  EXPECT_EQ(at(conversation_of(urgent)).urgency, 3);
  EXPECT_EQ(list(ole), (std::vector{conversation_of(urgent), conversation_of(calm)}));
}

TEST_F(IntakeTest, GraverWordsRaiseAConversationAndLaterOnesDoNotLowerIt) {
  const auto post = said(press, "<p>Hello</p>");
  const auto first = asks(ana, post, "When do you open?");
  writes(ana, press, {.content = "My husband was arrested at the border", .answers = first.uri});
  drain();
  EXPECT_EQ(at(conversation_of(first)).urgency, 2);
  EXPECT_EQ(at(conversation_of(first)).matter, desk::Matter::Consular);
  writes(ana, press, {.content = "Thank you", .answers = first.uri});
  drain();
  EXPECT_EQ(at(conversation_of(first)).urgency, 2);
  expect_sound();
}

TEST_F(IntakeTest, AnAnswerAfterTheClosingOpensTheSameConversationAgain) {
  const auto post = said(press, "<p>Hello</p>");
  const auto first = asks(ana, post, "When do you open?");
  const auto id = conversation_of(first);
  ASSERT_TRUE(step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Noted, {}, "for the brief"}); }));
  EXPECT_EQ(at(id).place, desk::Place::Closed);
  const auto second = writes(ana, press, {.content = "Hello?", .answers = first.uri});
  drain();
  EXPECT_EQ(conversation_of(second), id);
  EXPECT_EQ(at(id).place, desk::Place::Queue);
  EXPECT_FALSE(at(id).outcome);
  expect_sound();
}

TEST_F(IntakeTest, WhatShetakesBackLeavesItsTraceAndNotItsWords) {
  const auto post = said(press, "<p>Hello</p>");
  const auto question = asks(ana, post, "Is the embassy in Atlantis open?");
  const auto id = conversation_of(question);
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, question.id);
    return {};
  });
  tell(activity::events::kNoteWithdrawn, {{"note", question.id.value}, {"actor", ana.id.value}});
  EXPECT_TRUE(has(at(id).flags, Flag::Withdrawn));
  EXPECT_EQ(kinds(id).back(), "withdrawn");
  EXPECT_EQ(at(id).due_at, desk::kNever);
  const auto reader = eyes(ole);
  const auto hits = store->read(
      [&](store::Snapshot& snapshot) { return search(snapshot, reader, {.words = "Atlantis", .filter = {}}).value(); });
  EXPECT_TRUE(hits.hits.empty());
  expect_sound();
}

TEST_F(IntakeTest, WhatWasTakenBackBeforeItWasReadLeavesItsTraceAlike) {
  const auto post = said(press, "<p>Hello</p>");
  const auto question =
      writes(ana, press, {.content = "Is Atlantis open?", .answers = post.uri, .answers_note = post.id});
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, question.id);
    store::append_event(tx, activity::events::kNoteWithdrawn, {{"note", question.id.value}, {"actor", ana.id.value}});
    return {};
  });
  drain();
  const auto id = conversation_of(question);
  ASSERT_TRUE(id) << "that she wrote is on record";
  EXPECT_TRUE(has(at(id).flags, Flag::Withdrawn));
  EXPECT_EQ(kinds(id), (std::vector<std::string>{"received", "routed", "withdrawn"}));
  EXPECT_EQ(at(id).due_at, desk::kNever);
  expect_sound();
}

TEST_F(IntakeTest, AnAnswerToUsThatNobodySentIsHeardWhenItIsFound) {
  const auto post = said(press, "<p>Hello</p>");
  const auto found = [&](const std::string& words, bool to_us) {
    activity::Note note;
    note.id = store.ids.make<activity::NoteId>();
    note.uri = note.url = ana.uri + "/statuses/" + note.id.text();
    note.actor = ana.id;
    note.attributed_to = ana.uri;
    note.in_reply_to = post.uri;
    note.in_reply_to_note = post.id;
    note.content = "<p>" + words + "</p>";
    note.fetched = true;
    note.published = note.updated = note.received = store.clock.now();
    run([&](store::Transaction& tx) -> Status {
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      if (to_us) {
        store::put_addressed(tx, note.id, std::array{store::Addressed{press, store::AddressedHow::Reply}});
      }
      store::append_event(tx, activity::events::kNoteFound, {{"note", note.id.value}, {"actor", ana.id.value}});
      return {};
    });
    drain();
    return note;
  };
  const auto question = found("When do you open?", true);
  const auto id = conversation_of(question);
  ASSERT_TRUE(id);
  EXPECT_FALSE(conversation_of(found("I think so too", false))) << "she speaks to others";
  expect_sound();
  run([&](store::Transaction& tx) -> Status {
    store::erase_note(tx, question.id);
    return {};
  });
  tell(activity::events::kNoteWithdrawn, {{"note", question.id.value}, {"actor", ana.id.value}, {"found", true}});
  EXPECT_TRUE(has(at(id).flags, Flag::Withdrawn));
  EXPECT_TRUE(at(id).person) << "her account is there";
  expect_sound();
}

TEST_F(IntakeTest, AtADeskThatWasClosedMeanwhileItIsSortedAnew) {
  const auto first = asks(ana, said(press, "<p>Hello</p>"), "متى يفتح القسم القنصلي أبوابه؟");
  const auto id = conversation_of(first);
  ASSERT_EQ(at(id).desk, arabic);
  ASSERT_TRUE(step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Noted, {}, "for the brief"}); }));
  run([&](store::Transaction& tx) {
    auto desk = staff::desk_by_id(tx, arabic).value();
    desk.closed_at = store.clock.now();
    return staff::change_desk(tx, desk, "setup", store.clock.now());
  });
  sorter.arabic = {};
  writes(ana, press, {.content = "وماذا عن يوم الأحد؟", .answers = first.uri});
  drain();
  EXPECT_EQ(at(id).desk, front);
  EXPECT_EQ(at(id).place, desk::Place::Queue);
  expect_sound();
}

TEST_F(IntakeTest, AnAccountThatIsGoneTakesItsNameAlong) {
  const auto post = said(press, "<p>Hello</p>");
  const auto question = asks(ana, post, "When do you open?");
  const auto id = conversation_of(question);
  ASSERT_TRUE(at(id).person);
  run([&](store::Transaction& tx) -> Status {
    static_cast<void>(store::erase_notes_by(tx, ana.id));
    return {};
  });
  tell(activity::events::kNoteWithdrawn, {{"note", question.id.value}, {"actor", ana.id.value}});
  EXPECT_FALSE(at(id).person);
  EXPECT_TRUE(has(at(id).flags, Flag::Gone));
  const auto person = store->read([&](store::Snapshot& snapshot) { return person_by_actor(snapshot, ana.uri); });
  EXPECT_FALSE(person);
  expect_sound();
}

TEST_F(IntakeTest, AnEditToFewerMakesItPrivate) {
  const auto post = said(press, "<p>Hello</p>");
  const auto question = asks(ana, post, "When do you open?");
  run([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, question.id,
                        {"<p>Something else</p>", "en", activity::Visibility::Direct, store.clock.now(), {}});
    return {};
  });
  tell(activity::events::kNoteChanged, {{"note", question.id.value}, {"actor", ana.id.value}});
  const auto c = at(conversation_of(question));
  EXPECT_TRUE(c.is_private);
  EXPECT_EQ(kinds(c.id), (std::vector<std::string>{"received", "routed", "rewritten", "made_private"}));
  EXPECT_TRUE(list(ole).empty());
  expect_sound();
}

TEST_F(IntakeTest, WhoMayNotReadWhatTurnedPrivateHasItNoMore) {
  give(lea, front, std::array{staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Work});
  const auto turns_private = [this](const staff::User& holder) {
    const auto question = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
    EXPECT_TRUE(claim(holder, conversation_of(question)));
    run([&](store::Transaction& tx) -> Status {
      store::rewrite_note(tx, question.id,
                          {"<p>My name is</p>", "en", activity::Visibility::Direct, store.clock.now(), {}});
      return {};
    });
    tell(activity::events::kNoteChanged, {{"note", question.id.value}, {"actor", ana.id.value}});
    return at(conversation_of(question));
  };
  const auto left = turns_private(ole);
  EXPECT_EQ(left.place, desk::Place::Queue);
  EXPECT_EQ(kinds(left.id).back(), "released");
  EXPECT_FALSE(claim(ole, left.id)) << "nor does he take it again";
  const auto kept = turns_private(lea);
  EXPECT_EQ(kept.place, desk::Place::Person);
  EXPECT_EQ(kept.holder, lea.id);
  expect_sound();
}

TEST_F(IntakeTest, WhatWasSaidToFewIsGivenToNobodyWhoMayNotReadIt) {
  give(lea, front,
       std::array{staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Work,
                  staff::DeskAction::Lead});
  const auto note = writes(ana, press,
                           {.content = "My name is",
                            .answers = {},
                            .answers_note = {},
                            .visibility = activity::Visibility::Direct,
                            .how = store::AddressedHow::Direct,
                            .uri = {},
                            .hashtags = {}});
  drain();
  const auto id = conversation_of(note);
  const auto refused = step(lea, [&](const Step& s) { return assign(s, id, ole.id); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::Invalid);
  EXPECT_TRUE(step(lea, [&](const Step& s) { return assign(s, id, lea.id); }));
}

TEST_F(IntakeTest, ARegisteredPublicActorIsSeenAsOne) {
  register_of_actors.official = ben.uri;
  const auto question = asks(ben, said(press, "<p>Hello</p>"), "Your minister is wrong.");
  EXPECT_TRUE(has(at(conversation_of(question)).flags, Flag::Official));
}

TEST_F(IntakeTest, WithoutADeskNothingIsLost) {
  class NoDesk final : public Sorter {
   public:
    [[nodiscard]] Result<Sorted> sort(store::Transaction&, const SortFacts&) override {
      return fail(Errc::Unavailable, "none");
    }
  } none;
  Incoming elsewhere = incoming;
  Intake homeless({elsewhere.store, elsewhere.languages, elsewhere.agenda, elsewhere.urgency, none,
                   elsewhere.workplaces, elsewhere.public_actors, elsewhere.addresses});
  run([](store::Transaction& tx) -> Status {  // the one of the migration is done
    for (const auto& job : store::lease_due(tx, "answer.backfill", from_micros(INT64_MAX / 2), 1s, 9)) {
      store::finish(tx, job.id);
    }
    return {};
  });
  const auto post = said(press, "<p>Hello</p>");
  const auto note =
      writes(ana, press, {.content = "Hello", .answers = post.uri, .answers_note = post.id, .told = false});
  run([&](store::Transaction& tx) {
    return homeless.handle(tx, {.position = 1,
                                .at = store.clock.now(),
                                .type = std::string(activity::events::kNoteReceived),
                                .facts = {{"note", note.id.value}, {"actor", ana.id.value}}});
  });
  EXPECT_FALSE(conversation_of(note));
  EXPECT_TRUE(store->read([](store::Snapshot& snapshot) { return store::next_due(snapshot, "answer.backfill"); }));
}

}  // namespace
}  // namespace chancery::answer
