#include "answer/lines.hpp"

#include "answer/crises.hpp"

#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

using staff::DeskAction;

class Lines : public Inbox {
 protected:
  Lines() {
    give(ole, front, std::array{DeskAction::Read, DeskAction::Work, DeskAction::Lines});
    give(amina, front, std::array{DeskAction::Read, DeskAction::Lines, DeskAction::ApproveLines});
    give(lea, front, std::array{DeskAction::Read, DeskAction::ApproveLines});
    line = make("Passport fees").value().id;
  }
  Result<Line> make(std::string name, LinePurpose purpose = LinePurpose::Answer, DeskId desk = {}) {
    return attempt([&](store::Transaction& tx) {
      return make_line(tx,
                       {.id = store.ids.make<LineId>(),
                        .name = std::move(name),
                        .scope = {capital, desk ? desk : front},
                        .topics = {"consular"},
                        .purpose = purpose,
                        .owner = {},
                        .retired_at = {}},
                       {&ole, store.clock.now()});
    });
  }
  Result<LineText> write(const staff::User& by, std::string words, int version = 0, std::string language = "en",
                         std::chrono::days lasts = std::chrono::days{30}) {
    return attempt([&](store::Transaction& tx) {
      return write_text(tx, line, {language, std::move(words), store.clock.now() + lasts, version},
                        {&by, store.clock.now()});
    });
  }
  Result<LineText> submit(const LineText& text) {
    return attempt([&](store::Transaction& tx) {
      return submit_text(tx, {text.line, text.language, text.version}, {&ole, store.clock.now()});
    });
  }
  Result<LineText> approve(const staff::User& by, const LineText& text, std::string digest = {}) {
    return attempt([&](store::Transaction& tx) {
      return approve_text(tx, {text.line, text.language, text.version}, digest.empty() ? text.digest : digest,
                          {&by, store.clock.now()});
    });
  }
  std::vector<std::string> offered(std::string language, std::vector<std::string> topics = {}) {
    Conversation c;
    c.desk = front;
    c.language = std::move(language);
    c.topics = std::move(topics);
    std::vector<std::string> texts;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& one : suggested_lines(snapshot, c, {}, store.clock.now())) texts.push_back(one.text.markdown);
    });
    return texts;
  }
  using Texts = std::vector<std::string>;
  LineId line;
};

// A reply made of a line, on its way.
class RepliesOfLines : public Lines {
 protected:
  void made_of(const LineText& text) {
    question = asks(ana, said(press, "<p>Hello</p>"), "What does a passport cost?");
    id = conversation_of(question);
    const auto token = claim(ole, id).value().conversation.token;
    run([&](store::Transaction& tx) -> Status {
      const Acting acting{&ole, store.clock.now()};
      auto done = bind_reply(tx, workplaces.now()->workplace(),
                             {.post = 77,
                              .conversation = id,
                              .token = token,
                              .parent = question.id,
                              .line = text.line.value,
                              .line_language = text.language,
                              .line_version = text.version},
                             acting);
      if (done) done = note_step(tx, workplaces.now()->workplace(), 77, ReplyStep::Submitted, acting);
      return done ? Status{} : fail(done.error());
    });
  }
  // Empty when it left; else why not.
  std::string leaves() {
    auto ours = said(press, text_said);
    std::string refusal;
    run([&](store::Transaction& tx) -> Status {
      const Leaving leaving{
          .post = 77, .version = 1, .digest = "d", .account = press, .parent = question.id, .note = {}};
      const auto works = workplaces.now();
      if (auto may = may_leave(tx, works->workplace(), leaving, store.clock.now()); !may) {
        refusal = may.error().hint;
      } else {
        has_left(tx, works->workplace(), leaving, ours, store.clock.now());
      }
      return {};
    });
    return refusal;
  }
  LineText approved(std::string words) {
    auto text = write(ole, std::move(words)).value();
    EXPECT_TRUE(submit(text));
    return approve(lea, text).value();
  }
  std::string text_said = "<p>What we agreed to say</p>";
  activity::Note question;
  ConversationId id;
};

TEST_F(RepliesOfLines, AHoldingLineAnswersNothingAndClosesNothing) {
  line = make("We look into it", LinePurpose::Holding).value().id;
  made_of(approved("We look into it."));
  EXPECT_EQ(leaves(), "");
  const auto c = at(id);
  EXPECT_EQ(c.place, desk::Place::Person);
  const auto events = store->read([&](store::Snapshot& snapshot) { return events_of(snapshot, id); });
  const auto works = workplaces.now();
  EXPECT_EQ(desk::clocks(events, *works->calendars, works->targets, store.clock.now()).first_answer.state,
            desk::ClockState::Running);
  EXPECT_FALSE(step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Answered, {}, {}}); }));
  expect_sound();
}

TEST_F(RepliesOfLines, OneThatDoesNotStandAnyMoreDoesNotLeave) {
  const auto text = approved("It costs 40 euros.");
  made_of(text);
  run([&](store::Transaction& tx) -> Status {
    auto done = withdraw_text(tx, {text.line, text.language, text.version}, {&ole, store.clock.now()});
    return done ? Status{} : fail(done.error());
  });
  EXPECT_TRUE(leaves().starts_with("the approved line it was made of does not stand any more"));
  EXPECT_EQ(at(id).place, desk::Place::Person);
}

TEST_F(RepliesOfLines, NorDoesOneWhoseTimeIsOver) {
  made_of(approved("It costs 40 euros."));
  store.clock.advance(31 * 24h);
  EXPECT_TRUE(leaves().starts_with("the approved line it was made of does not stand any more"));
}

TEST_F(RepliesOfLines, AStandingLineAnswersAndCloses) {
  made_of(approved("It costs 40 euros."));
  EXPECT_EQ(leaves(), "");
  EXPECT_EQ(at(id).outcome, desk::Outcome::Answered);
  expect_sound();
}

TEST_F(Lines, OneTextOfALanguageStandsAndAnExpiredOneIsOfferedToNobody) {
  const auto first = write(ole, "It costs 40 euros.").value();
  EXPECT_TRUE(offered("en").empty()) << "a draft is no line";
  ASSERT_TRUE(submit(first));
  ASSERT_TRUE(approve(lea, first));
  EXPECT_EQ(offered("en"), Texts{"It costs 40 euros."});
  EXPECT_TRUE(offered("ar").empty());
  const auto second = write(ole, "It costs 45 euros.", 1).value();
  EXPECT_EQ(second.version, 2);
  EXPECT_EQ(offered("en"), Texts{"It costs 40 euros."}) << "the first stands until the second is approved";
  ASSERT_TRUE(submit(second));
  ASSERT_TRUE(approve(lea, second));
  EXPECT_EQ(offered("en-GB"), Texts{"It costs 45 euros."});
  store.clock.advance(31 * 24h);
  EXPECT_TRUE(offered("en").empty());
}

TEST_F(Lines, NobodyApprovesWhatSheWroteAlsoWhereAnotherWroteAfterHer) {
  const auto hers = write(amina, "Ask at the desk.").value();
  ASSERT_TRUE(submit(hers));
  EXPECT_EQ(approve(amina, hers).error().code, Errc::Forbidden);
  const auto his = write(ole, "Ask at the front desk.", 1).value();
  EXPECT_EQ(approve(lea, hers).error().code, Errc::Conflict) << "what was submitted went when he wrote anew";
  ASSERT_TRUE(submit(his));
  EXPECT_EQ(approve(amina, his).error().code, Errc::Forbidden);
  EXPECT_EQ(approve(ole, his).error().code, Errc::Forbidden) << "he may not approve at all";
  ASSERT_TRUE(approve(lea, his));
  const auto next = write(ole, "Ask anywhere.", 2).value();
  ASSERT_TRUE(submit(next));
  EXPECT_TRUE(approve(amina, next)) << "her words were agreed on before, these are his";
}

TEST_F(Lines, ApprovalIsOfTheWordsThatWereRead) {
  const auto text = write(ole, "Yes.").value();
  const auto changed = write(ole, "No.", 1).value();
  EXPECT_EQ(changed.version, 1) << "his own draft is rewritten";
  ASSERT_TRUE(submit(changed));
  EXPECT_EQ(approve(lea, changed, text.digest).error().code, Errc::Conflict);
  EXPECT_TRUE(approve(lea, changed));
  EXPECT_TRUE(approve(lea, changed)) << "twice is once";
}

TEST_F(Lines, WhoReadAnOlderTextDoesNotWriteOverANewerOne) {
  ASSERT_TRUE(write(ole, "One."));
  EXPECT_EQ(write(amina, "Two.").error().code, Errc::Conflict);
  const auto hers = write(amina, "Two.", 1);
  ASSERT_TRUE(hers);
  EXPECT_EQ(hers->version, 2);
  EXPECT_EQ(write(ole, "", 2).error().code, Errc::Invalid);
  EXPECT_EQ(write(ole, "Late.", 2, "en", std::chrono::days{0}).error().code, Errc::Invalid);
}

TEST_F(Lines, AreSuggestedByTopicAndLanguageWhereTheyHold) {
  for (const auto& language : {"en", "ar"}) {
    const auto text = write(ole, language, 0, language).value();
    ASSERT_TRUE(submit(text));
    ASSERT_TRUE(approve(lea, text));
  }
  EXPECT_EQ(offered("ar"), Texts{"ar"});
  EXPECT_EQ(offered("und").size(), 2U) << "who speaks no known language is offered all";
  line = make("Opening hours").value().id;
  const auto hours = write(ole, "Nine to five.").value();
  ASSERT_TRUE(submit(hours));
  ASSERT_TRUE(approve(lea, hours));
  EXPECT_EQ(offered("en", {"consular"}).size(), 2U);
  Conversation elsewhere;
  elsewhere.desk = arabic;
  elsewhere.language = "en";
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_TRUE(suggested_lines(snapshot, elsewhere, {}, store.clock.now()).empty());
  });
}

TEST_F(Lines, ARetiredLineAndAWithdrawnTextAreOfferedToNobody) {
  const auto text = write(ole, "Ask us.").value();
  ASSERT_TRUE(submit(text));
  ASSERT_TRUE(approve(lea, text));
  const auto standing = [&] {
    return run([&](store::Transaction& tx) -> Result<bool> {
             Conversation c;
             c.desk = front;
             return standing_text(tx, c, LinePurpose::Answer, "en", store.clock.now()).has_value();
           })
        .value();
  };
  EXPECT_TRUE(standing());
  run([&](store::Transaction& tx) { return withdraw_text(tx, {line, "en", 1}, {&ole, store.clock.now()}); });
  EXPECT_FALSE(standing());
  EXPECT_TRUE(offered("en").empty());
  auto retired = store->read([&](store::Snapshot& snapshot) { return line_by_id(snapshot, line).value(); });
  retired.retired_at = store.clock.now();
  run([&](store::Transaction& tx) { return change_line(tx, retired, {&ole, store.clock.now()}); });
  EXPECT_EQ(write(ole, "Again.", 1).error().code, Errc::Conflict);
}

TEST_F(Lines, AreWrittenOnlyWhereOneMay) {
  EXPECT_EQ(make("Elsewhere", LinePurpose::Answer, arabic).error().code, Errc::Forbidden);
  const auto everywhere = attempt([&](store::Transaction& tx) {
    return make_line(
        tx, {.id = store.ids.make<LineId>(), .name = "All", .scope = {}, .topics = {}, .owner = {}, .retired_at = {}},
        {&ole, store.clock.now()});
  });
  EXPECT_EQ(everywhere.error().code, Errc::Forbidden);
  EXPECT_EQ(make("").error().code, Errc::Invalid);
}

TEST_F(Lines, WhatBecomesOfATextStandsInTheLogAndItsLastDayOnce) {
  const auto text = write(ole, "Fifty crowns.").value();
  ASSERT_TRUE(submit(text));
  ASSERT_TRUE(approve(lea, text));
  store.clock.advance(std::chrono::days{31});
  const auto tell = [this] {
    return run([this](store::Transaction& tx) -> Result<std::size_t> {
             return tell_expired_texts(tx, store.clock.now());
           })
        .value();
  };
  EXPECT_TRUE(store->read([this](store::Snapshot& s) { return any_text_expired(s, store.clock.now()); }));
  EXPECT_EQ(tell(), 1U);
  EXPECT_EQ(tell(), 0U);
  EXPECT_FALSE(store->read([this](store::Snapshot& s) { return any_text_expired(s, store.clock.now()); }));
  EXPECT_EQ(logged(activity::events::kLineChanged, "state"),
            (Texts{"made", "written", "submitted", "approved", "expired"}));
}

// What is to be said when the sea comes in, agreed on while it is calm.
TEST_F(Lines, WhatWasPreparedForACrisisHoldsFromItsBeginningToItsEnd) {
  const auto make_for_crisis = [&](std::string name, LinePurpose purpose) {
    return attempt([&](store::Transaction& tx) {
      return make_line(tx,
                       {.id = store.ids.make<LineId>(),
                        .name = std::move(name),
                        .scope = {capital, front},
                        .topics = {},
                        .purpose = purpose,
                        .owner = {},
                        .retired_at = {},
                        .crisis = true},
                       {&ole, store.clock.now()});
    });
  };
  const auto say = [&](LineId id, std::string words) {
    line = id;
    const auto text = write(ole, std::move(words)).value();
    ASSERT_TRUE(submit(text));
    ASSERT_TRUE(approve(lea, text));
  };
  say(line, "Fees are paid at the counter.");
  say(make_for_crisis("Floods", LinePurpose::Answer).value().id, "Stay where you are; call our consuls.");
  say(make_for_crisis("Families", LinePurpose::PrivateMatter).value().id, "We go on in confidence.");
  Conversation c;
  c.desk = front;
  c.language = "en";
  const auto privately = [&] {
    return store->read([&](store::Snapshot& snapshot) {
      return standing_texts(snapshot, c, LinePurpose::PrivateMatter, store.clock.now()).size();
    });
  };
  const auto applies = [&] {
    return attempt([&](store::Transaction& tx) -> Result<bool> {
             return standing_text(tx, c, LinePurpose::PrivateMatter, "en", store.clock.now()).has_value();
           })
        .value();
  };
  EXPECT_EQ(offered("en", {"consular"}), Texts{"Fees are paid at the counter."});
  EXPECT_EQ(privately(), 0U);
  EXPECT_FALSE(applies());
  const CrisisId crisis{4711};
  run([&](store::Transaction& tx) {
    return open_crisis(tx, crisis, "Floods on the coast", {}, lea, store.clock.now());
  });
  EXPECT_EQ(offered("en", {"consular"}), (Texts{"We go on in confidence.", "Stay where you are; call our consuls.",
                                                "Fees are paid at the counter."}))
      << "before what is of her topic";
  EXPECT_EQ(privately(), 1U);
  EXPECT_TRUE(applies());
  const auto stands = [&](std::chrono::days later) {
    return attempt(
        [&](store::Transaction& tx) { return check_stands(tx, {line, "en", 1}, store.clock.now() + later); });
  };
  EXPECT_TRUE(stands({}));
  EXPECT_EQ(stands(std::chrono::days{31}).error().code, Errc::Conflict) << "its own day has passed";
  run([&](store::Transaction& tx) { return close_crisis(tx, crisis, "The water is gone.", lea, store.clock.now()); });
  EXPECT_EQ(offered("en"), Texts{"Fees are paid at the counter."});
  EXPECT_FALSE(applies());
  EXPECT_NE(stands({}).error().hint.find("the crisis for which its line was approved is over"), std::string::npos);
  EXPECT_EQ(store->read([&](store::Snapshot& s) { return crisis_lines(s, store.clock.now()).size(); }), 2U);
}

TEST_F(Lines, WhoAsksIsToldInWhichLanguagesThereIsOne) {
  for (const auto* language : {"en", "fr", "ar"}) {
    const auto text = write(ole, std::string("Words in ") + language, 0, language).value();
    ASSERT_TRUE(submit(text));
    if (std::string_view(language) == "ar") continue;
    ASSERT_TRUE(approve(lea, text));
  }
  Conversation c;
  c.desk = front;
  c.language = "ar";
  store->read([&](store::Snapshot& snapshot) {
    const auto now = store.clock.now();
    EXPECT_TRUE(suggested_lines(snapshot, c, {}, now).empty()) << "hers waits for approval";
    ASSERT_EQ(suggested_lines(snapshot, c, "fr", now).size(), 1U);
    EXPECT_EQ(suggested_languages(snapshot, c, now), (Texts{"en", "fr"}));
    EXPECT_TRUE(standing_texts(snapshot, c, LinePurpose::PrivateMatter, now).empty()) << "they are no such lines";
  });
}

}  // namespace
}  // namespace chancery::answer
