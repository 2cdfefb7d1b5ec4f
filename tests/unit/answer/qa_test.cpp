#include "answer/qa.hpp"

#include "answer/conversations.hpp"
#include "answer/crises.hpp"
#include "answer/placing.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

// A session of the Arabic desk, from one hour hence for two hours; ben and ana ask in English, which the rules send to
// the front desk.
class QaTest : public Inbox {
 protected:
  void SetUp() override {
    announcement = said(press, "<p>Ask us about visas on Monday.</p>");
    session = announce();
  }
  Qa wanted() {
    return {.id = store.ids.make<QaId>(),
            .account = press,
            .desk = arabic,
            .title = "Visas: ask us",
            .languages = {"en", "ar"},
            .hashtag = "#AskPress",
            .starts_at = store.clock.now() + 1h,
            .ends_at = store.clock.now() + 3h,
            .zone = "Africa/Nairobi",
            .announcement = announcement.id};
  }
  Qa announce() {
    const auto qa = wanted();
    return run([&](store::Transaction& tx) { return announce_qa(tx, qa, acting(lea)); }).value();
  }
  Acting acting(const staff::User& by) { return {&by, store.clock.now()}; }
  Qa now_is(QaId id) {
    return store->read([&](store::Snapshot& snapshot) { return qa_by_id(snapshot, id).value(); });
  }
  void keep(bool trusted = true) {
    while (keeper.step(store.clock.now(), trusted).value() > 0) {
    }
  }
  void opens() {
    store.clock.advance(1h);
    keep();
    ASSERT_EQ(now_is(session.id).state, QaState::Open);
  }
  activity::Note says(const activity::Actor& by, std::string content, std::vector<std::string> hashtags) {
    auto note =
        writes(by, press,
               {.content = std::move(content), .how = store::AddressedHow::Mention, .hashtags = std::move(hashtags)});
    drain();
    return note;
  }
  std::vector<std::pair<ConversationId, QuestionState>> queue() {
    std::vector<std::pair<ConversationId, QuestionState>> found;
    for (const auto& one : store->read([&](auto& snapshot) { return questions_of(snapshot, session.id); })) {
      found.emplace_back(one.conversation, one.state);
    }
    return found;
  }
  QaFigures figures() {
    return store->read([&](auto& snapshot) { return figures_of(snapshot, session.id); });
  }
  std::vector<QaExchange> transcript() {
    const auto qa = now_is(session.id);
    return store->read([&](auto& snapshot) { return transcript_of(snapshot, qa); });
  }
  // Claimed, written, sent: all that an officer does to answer.
  activity::Note answers(const staff::User& by, const activity::Note& question, std::string content) {
    const auto id = conversation_of(question);
    const auto token = claim(by, id).value().conversation.token;
    const auto post = store.ids.next();
    const auto works = workplaces.now();
    activity::Note note;
    run([&](store::Transaction& tx) -> Status {
      const auto at = store.clock.now();
      auto bound = bind_reply(tx, works->workplace(),
                              {.post = post, .conversation = id, .token = token, .parent = question.id}, {&by, at});
      if (!bound) return fail(bound.error());
      note.id = store.ids.make<activity::NoteId>();
      note.uri = addresses.note(note.id);
      note.account = press;
      note.attributed_to = addresses.actor(press);
      note.content = std::move(content);
      note.in_reply_to = question.uri;
      note.language = "en";
      note.published = note.received = at;
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      const Leaving leaving{
          .post = post, .version = 1, .digest = "d", .account = press, .parent = question.id, .note = note.id};
      if (auto may = may_leave(tx, works->workplace(), leaving, at); !may) return may;
      has_left(tx, works->workplace(), leaving, note, at);
      return {};
    });
    return note;
  }

  activity::Note announcement;
  Qa session;
  QaKeeper keeper{*store, workplaces, sorter};
};

TEST_F(QaTest, ItOpensAndClosesAtItsTimes) {
  EXPECT_EQ(session.hashtag, "AskPress");
  keep();
  EXPECT_EQ(now_is(session.id).state, QaState::Announced);
  store.clock.advance(1h);
  keep(false);
  EXPECT_EQ(now_is(session.id).state, QaState::Announced) << "a clock that leapt opens nothing";
  keep();
  EXPECT_EQ(now_is(session.id).state, QaState::Open);
  store.clock.advance(2h);
  keep();
  EXPECT_EQ(now_is(session.id).state, QaState::Closed);
}

TEST_F(QaTest, AQuestionWithTheHashtagJoinsWhileItIsOpen) {
  const auto early = says(ben, "When? #askpress", {"askpress"});
  EXPECT_EQ(at(conversation_of(early)).qa, 0) << "before it opens, the hashtag alone is dialogue";
  opens();
  const auto question = says(ana, "How long does a visa take? #ASKPRESS", {"ASKPRESS"});
  const auto c = at(conversation_of(question));
  EXPECT_EQ(c.qa, session.id.value);
  EXPECT_EQ(c.desk, arabic) << "the session's desk, whatever the rules say of its language";
  EXPECT_EQ(c.place, desk::Place::Queue);
  EXPECT_EQ(kinds(c.id), (std::vector<std::string>{"received", "routed", "joined_qa"}));
  EXPECT_EQ(queue(), (std::vector{std::pair{c.id, QuestionState::Queued}}));
  EXPECT_EQ(at(conversation_of(says(ben, "Lovely weather. #weather", {"weather"}))).qa, 0);
  expect_sound();
}

TEST_F(QaTest, WhatIsAskedThereIsCountedApartFromDialogueEverywhere) {
  const auto everyday = says(ben, "When do you open?", {});
  opens();
  const auto question = says(ana, "How long does a visa take? #AskPress", {"AskPress"});
  const auto counted = [&] {
    const auto reader = eyes(lea);
    return store->read([&](auto& snapshot) { return counts(snapshot, reader); });
  };
  const auto dialogue_at = at(conversation_of(everyday)).desk;
  EXPECT_EQ(counted().at(dialogue_at).dialogue.queue, 1);
  EXPECT_EQ(counted().at(arabic).qa.queue, 1);
  EXPECT_EQ(counted().at(arabic).dialogue.queue, dialogue_at == arabic ? 1 : 0);
  ASSERT_TRUE(claim(lea, conversation_of(question)));
  EXPECT_EQ(counted().at(arabic).qa.held, 1);
  const auto mine = store->read([&](auto& snapshot) { return count_mine(snapshot, lea.id); });
  EXPECT_EQ(mine.dialogue, 0);
  EXPECT_EQ(mine.qa, 1);
  const auto id = store.ids.make<CrisisId>();
  run([&](store::Transaction& tx) { return open_crisis(tx, id, "The bridge", {}, ole, store.clock.now()); });
  const auto board = store->read([&](store::Snapshot& snapshot) {
    return board_of(snapshot, crisis_by_id(snapshot, id).value(), store.clock.now());
  });
  EXPECT_EQ(board.dialogue.open, 1);
  EXPECT_EQ(board.qa.open, 1);
  EXPECT_EQ(board.qa.waiting, 0);
  EXPECT_EQ(board.dialogue.waiting, 1);
  EXPECT_EQ(board.qa.last_hour, 1);
  EXPECT_EQ(board.by_hour.back() + board.by_hour.at(22), 1) << "by the hour, dialogue alone";
}

TEST_F(QaTest, WhatAnswersTheAnnouncementWaitsInTheQueueBeforeItOpens) {
  const auto question = asks(ana, announcement, "How long does a visa take?");
  const auto reply = writes(ben, press, {.content = "I should like to know too", .answers = question.uri});
  drain();
  EXPECT_EQ(queue(), (std::vector{std::pair{conversation_of(question), QuestionState::Queued},
                                  std::pair{conversation_of(reply), QuestionState::Queued}}))
      << "the whole of its thread";
  EXPECT_EQ(now_is(session.id).state, QaState::Announced);
  expect_sound();
}

TEST_F(QaTest, WhatIsSaidToFewAndWhatIsGraveGoTheirUsualWay) {
  opens();
  const auto quiet = writes(ana, press,
                            {.content = "My visa was refused",
                             .answers = announcement.uri,
                             .answers_note = announcement.id,
                             .visibility = activity::Visibility::Direct,
                             .how = store::AddressedHow::Direct});
  const auto grave = asks(ben, announcement, "Please help, we are trapped under the rubble with my children");
  EXPECT_EQ(at(conversation_of(quiet)).qa, 0);
  EXPECT_EQ(at(conversation_of(grave)).qa, 0);
  EXPECT_EQ(at(conversation_of(grave)).desk, front);
}

TEST_F(QaTest, ItsStateFollowsItsConversation) {
  opens();
  const auto question = asks(ana, announcement, "How long does a visa take?");
  const auto id = conversation_of(question);
  const auto token = claim(ole, id).value().conversation.token;
  EXPECT_EQ(queue().front().second, QuestionState::Taken);
  ASSERT_TRUE(attempt([&](auto& tx) { return claims->release(tx, id, ole, store.clock.now(), token); }));
  EXPECT_EQ(queue().front().second, QuestionState::Queued);
  const auto answer = answers(ole, question, "<p>Ten days.</p>");
  EXPECT_EQ(queue().front().second, QuestionState::Answered);
  run([&](store::Transaction& tx) {
    return taken_back(tx, workplaces.now()->workplace(), answer.id, store.clock.now());
  });
  EXPECT_EQ(queue().front().second, QuestionState::Queued) << "we deleted it: she waits again";
  const auto closed = step(lea, [&](const Step& at) {
    return close(at, id, {.outcome = desk::Outcome::NoReply, .to = {}, .reason = "off_topic"});
  });
  ASSERT_TRUE(closed);
  EXPECT_EQ(queue().front().second, QuestionState::Left);
  EXPECT_EQ(figures().asked, 1);
  expect_sound();
}

TEST_F(QaTest, LeftoversGoToTheirDesksAndStayQuestionsOfTheSession) {
  opens();
  const auto answered = asks(ana, announcement, "How long does a visa take?");
  const auto waits = asks(ben, announcement, "And what does it cost?");
  const auto another = says(ana, "Is there a form? #AskPress", {"AskPress"});
  answers(ole, answered, "<p>Ten days.</p>");
  ASSERT_TRUE(claim(amina, conversation_of(another)));
  run([&](store::Transaction& tx) { return close_qa(tx, session.id, acting(lea)); });
  keep();
  const auto left = at(conversation_of(waits));
  EXPECT_EQ(left.desk, front) << "where the rules send English";
  EXPECT_EQ(left.place, desk::Place::Queue);
  EXPECT_EQ(left.qa, session.id.value);
  EXPECT_EQ(kinds(left.id), (std::vector<std::string>{"received", "routed", "joined_qa", "left_qa", "routed"}));
  EXPECT_EQ(at(conversation_of(another)).holder, amina.id) << "nothing is taken out of anybody's hands";
  const auto then = figures();
  EXPECT_EQ(std::tuple(then.asked, then.answered, then.taken, then.left, then.queued), std::tuple(3, 1, 1, 1, 0));
  const auto token = at(conversation_of(another)).token;
  ASSERT_TRUE(attempt(
      [&](auto& tx) { return claims->release(tx, conversation_of(another), amina, store.clock.now(), token); }));
  keep();
  EXPECT_EQ(at(conversation_of(another)).desk, front) << "let go, it follows the others";
  answers(ole, waits, "<p>Ninety.</p>");
  EXPECT_EQ(figures().answered, 2) << "the desk answers it as a question of the session";
  const auto late = says(ben, "Still there? #AskPress", {"AskPress"});
  EXPECT_EQ(at(conversation_of(late)).qa, 0);
  expect_sound();
}

TEST_F(QaTest, CalledOffSendsWhatWaitsToTheDesksToo) {
  const auto question = asks(ana, announcement, "How long does a visa take?");
  run([&](store::Transaction& tx) { return call_off_qa(tx, session.id, acting(lea)); });
  keep();
  EXPECT_EQ(at(conversation_of(question)).desk, front);
  EXPECT_EQ(queue().front().second, QuestionState::Left);
  EXPECT_FALSE(attempt([&](auto& tx) { return open_qa(tx, session.id, acting(lea)); }));
  expect_sound();
}

TEST_F(QaTest, TheOrderOfWhatWaitsCanBeChanged) {
  opens();
  const auto one = conversation_of(asks(ana, announcement, "How long does a visa take?"));
  const auto two = conversation_of(asks(ben, announcement, "And what does it cost?"));
  const auto three = conversation_of(says(ana, "Is there a form? #AskPress", {"AskPress"}));
  const auto place = [&](const staff::User& by, ConversationId id, std::int64_t position) {
    return attempt([&](auto& tx) { return place_question(tx, session.id, id, position, acting(by)); });
  };
  ASSERT_TRUE(place(ole, three, 1));
  const auto order = queue();
  EXPECT_EQ((std::vector{order[0].first, order[1].first, order[2].first}), (std::vector{three, one, two}));
  ASSERT_TRUE(place(ole, three, 99));
  EXPECT_EQ(queue()[2].first, three);
  ASSERT_TRUE(claim(ole, two));
  EXPECT_EQ(place(ole, two, 1).error().code, Errc::Conflict) << "somebody has it";
  EXPECT_EQ(place(ole, one, 0).error().code, Errc::Invalid);
  EXPECT_EQ(place(admin, one, 1).error().code, Errc::NotFound) << "who does not read there";
}

TEST_F(QaTest, AQuestionThatIsMergedPassesItsPlaceOn) {
  opens();
  const auto plain = says(ana, "Good morning.", {});
  const auto question = says(ana, "How long does a visa take? #AskPress", {"AskPress"});
  const auto into = conversation_of(plain);
  ASSERT_TRUE(step(lea, [&](const Step& at) { return merge(at, conversation_of(question), into, "one matter"); }));
  EXPECT_EQ(at(into).qa, session.id.value);
  EXPECT_EQ(queue(), (std::vector{std::pair{into, QuestionState::Queued}}));
  expect_sound();
}

TEST_F(QaTest, ATranscriptHasQuestionsWithOurAnswersAndNothingElse) {
  opens();
  const auto shown = asks(ana, announcement, "How long does a visa take?");
  const auto gone = asks(ben, announcement, "And what does it cost?");
  const auto open = says(ana, "Is there a form? #AskPress", {"AskPress"});
  EXPECT_TRUE(transcript().empty());
  const auto answer = answers(ole, shown, "<p>Ten days.</p>");
  answers(ole, gone, "<p>Ninety.</p>");
  ASSERT_EQ(transcript().size(), 2U);
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, gone.id);
    return {};
  });
  const auto found = transcript();
  ASSERT_EQ(found.size(), 1U) << "she took her question back: neither it nor our answer to it";
  ASSERT_EQ(found[0].parts.size(), 2U);
  EXPECT_EQ(found[0].parts[0].note.id, shown.id);
  EXPECT_FALSE(found[0].parts[0].ours);
  EXPECT_EQ(found[0].parts[1].note.id, answer.id);
  EXPECT_TRUE(found[0].parts[1].ours);
  run([&](store::Transaction& tx) -> Status {
    store::screen_note(tx, shown.id, activity::Screening::Hidden);
    return {};
  });
  EXPECT_TRUE(transcript().empty()) << "what staff hid stands on no public page";
}

TEST_F(QaTest, OnlyWhoLeadsTheDeskAnnouncesAndTurnsASession) {
  const auto tries = [&](const staff::User& by, auto act) {
    return attempt([&](store::Transaction& tx) { return act(tx, acting(by)); }).error().code;
  };
  const auto open = [&](store::Transaction& tx, const Acting& by) { return open_qa(tx, session.id, by); };
  const auto announce_another = [&](store::Transaction& tx, const Acting& by) {
    auto qa = wanted();
    qa.hashtag = "Other";
    qa.announcement = {};
    return announce_qa(tx, qa, by);
  };
  EXPECT_EQ(tries(ole, open), Errc::Forbidden);
  EXPECT_EQ(tries(ole, announce_another), Errc::Forbidden);
  EXPECT_EQ(tries(admin, open), Errc::NotFound);
}

TEST_F(QaTest, WhatCannotBeIsRefusedByItsField) {
  const auto hint = [&](auto change) {
    auto qa = wanted();
    qa.hashtag = "Other";
    qa.announcement = {};
    change(qa);
    const auto made = attempt([&](store::Transaction& tx) { return announce_qa(tx, qa, acting(lea)); });
    return made ? std::string("taken") : made.error().hint.substr(0, made.error().hint.find(':'));
  };
  EXPECT_EQ(hint([](Qa&) {}), "taken");
  EXPECT_EQ(hint([](Qa& qa) { qa.title = " "; }), "title");
  EXPECT_EQ(hint([](Qa& qa) { qa.hashtag = "two words"; }), "hashtag");
  EXPECT_EQ(hint([](Qa& qa) { qa.hashtag = "2026"; }), "hashtag");
  EXPECT_EQ(hint([](Qa& qa) { qa.hashtag = "askpress"; }), "hashtag") << "another session has it at that time";
  EXPECT_EQ(hint([](Qa& qa) { qa.zone = "Africa/Nairobbi"; }), "zone");
  EXPECT_EQ(hint([](Qa& qa) { qa.ends_at = qa.starts_at; }), "ends_at");
  EXPECT_EQ(hint([](Qa& qa) { qa.ends_at = qa.starts_at + 200h; }), "ends_at");
  EXPECT_EQ(hint([](Qa& qa) { qa.languages = {}; }), "languages");
  EXPECT_EQ(hint([](Qa& qa) { qa.account = {}; }), "account");
  EXPECT_EQ(hint([&](Qa& qa) { qa.announcement = asks(ana, announcement, "Hello").id; }), "announcement");
}

TEST_F(QaTest, AChangeKeepsWhatWasPromised) {
  opens();
  auto changed = session;
  changed.title = "Visas and passports: ask us";
  changed.starts_at += 1h;
  changed.ends_at += 1h;
  changed.desk = front;
  const auto now = run([&](store::Transaction& tx) { return change_qa(tx, changed, acting(lea)); }).value();
  EXPECT_EQ(now.title, changed.title);
  EXPECT_EQ(now.starts_at, session.starts_at);
  EXPECT_EQ(now.ends_at, changed.ends_at);
  EXPECT_EQ(now.desk, arabic);
  EXPECT_EQ(now.state, QaState::Open);
  run([&](store::Transaction& tx) { return close_qa(tx, session.id, acting(lea)); });
  EXPECT_EQ(attempt([&](auto& tx) { return change_qa(tx, changed, acting(lea)); }).error().code, Errc::Conflict);
}

}  // namespace
}  // namespace chancery::answer
