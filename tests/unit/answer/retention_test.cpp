#include "answer/retention.hpp"

#include "answer/holds.hpp"
#include "answer/internal_notes.hpp"
#include "answer/notices.hpp"
#include "answer/search.hpp"
#include "staff/audit.hpp"
#include "store/sql.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

// The store's clock stands on Sunday, 22 November 2026.
class RetentionTest : public Inbox {
 protected:
  RetentionTest() {
    const std::array all{staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Work,
                         staff::DeskAction::Lead};
    give(ole, front, all);
  }
  ConversationId write_privately(const activity::Actor& by, std::string words) {
    const auto note = writes(by, press,
                             {.content = std::move(words),
                              .answers = {},
                              .answers_note = {},
                              .visibility = activity::Visibility::Direct,
                              .how = store::AddressedHow::Direct,
                              .uri = {}});
    drain();
    last = note.id;
    return conversation_of(note);
  }
  ConversationId question(std::string words) {
    const auto note = asks(ana, said(press, "<p>Hello</p>"), std::move(words));
    last = note.id;
    return conversation_of(note);
  }
  void note(ConversationId id, std::string words) {
    const auto number = store.ids.next();
    ASSERT_TRUE(step(ole, [&](const Step& step) {
      return add_note(step, id, {.id = number, .words = words, .mentions = {lea.id}});
    }));
  }
  void end(ConversationId id) {
    ASSERT_TRUE(step(ole, [&](const Step& step) {
      return close(step, id, {.outcome = desk::Outcome::NoReply, .to = {}, .reason = "Ana Kovács asked twice"});
    }));
  }
  // Of ours to her alone, with the post behind it.
  activity::Note answer(ConversationId id, std::int64_t post, const activity::Note& hers) {
    auto note = said(press, "<p>Dear Ana Kovács</p>", &hers);
    run([&](store::Transaction& tx) -> Status {
      store::rewrite_note(tx, note.id,
                          {.content = note.content,
                           .language = "en",
                           .visibility = activity::Visibility::Direct,
                           .updated = note.updated,
                           .parts = {}});
      return {};
    });
    const auto claimed = claim(ole, id);
    EXPECT_TRUE(claimed);
    const auto works = workplaces.now();
    run([&](store::Transaction& tx) {
      return bind_reply(
          tx, works->workplace(),
          {.post = post, .conversation = id, .token = at(id).token, .parent = hers.id, .bound_at = {}, .note = {}},
          {&ole, store.clock.now()});
    });
    run([&](store::Transaction& tx) -> Status {
      const auto sent = store::note_by_id(tx, note.id);
      has_left(tx, works->workplace(),
               {.post = post, .version = 1, .digest = "d", .account = press, .parent = hers.id, .note = note.id}, *sent,
               store.clock.now());
      return {};
    });
    return note;
  }
  Retention::Done pass() { return retention.run(store.clock.now(), {}).value(); }
  Hold hold(HoldScope scope, std::int64_t subject) {
    const auto works = workplaces.now();
    return run([&](store::Transaction& tx) {
             return place_hold(
                 tx, works->workplace(),
                 {.id = store.ids.next(), .scope = scope, .subject = subject, .reason = "Case 14/26", .lifted_at = {}},
                 {&admin, store.clock.now()});
           })
        .value();
  }
  void lift(std::int64_t id) {
    const auto works = workplaces.now();
    run([&](store::Transaction& tx) { return lift_hold(tx, works->workplace(), id, {&admin, store.clock.now()}); });
  }
  // Everything the file says, but what the network's own table of actors does: as a thief would read it.
  bool anything_says(const std::string& words) {
    return store->read([&](store::Snapshot& snapshot) {
      auto& db = store::connection(snapshot);
      for (const auto* sql : {"SELECT actor || name || acct || url FROM person",
                              "SELECT uri || attributed_to || in_reply_to || content || url || parts FROM note",
                              "SELECT uri FROM message", "SELECT root || outcome_detail FROM desk_conversation",
                              "SELECT value || words FROM conversation_event", "SELECT words FROM internal_note",
                              "SELECT facts FROM event", "SELECT actor || action || subject FROM audit_entry"}) {
        auto query = db.query(sql);
        while (query.step()) {
          if (query.text(0).find(words) != std::string::npos) return true;
        }
      }
      return false;
    });
  }

  activity::NoteId last;
  bool trusted = true;
  std::vector<std::int64_t> erased;
  bool fails = false;
  Retention retention{*store,
                      workplaces,
                      {.trusts = [this] { return trusted; },
                       .erase_post = [this](store::Transaction&, std::int64_t post) -> Status {
                         if (fails) return fail(Errc::Internal, "the post cannot be emptied");
                         erased.push_back(post);
                         return {};
                       }}};
};

TEST_F(RetentionTest, AfterAYearNobodyIsNamed) {
  const auto id = write_privately(ana, "My name is Ana Kovács and I am ill");
  const auto hers = store->read([&](auto& snapshot) { return store::note_by_id(snapshot, last).value(); });
  note(id, "Ana Kovács called twice");
  answer(id, 77, hers);
  ASSERT_EQ(at(id).place, desk::Place::Closed) << "an answer closes it";
  store.clock.advance(364 * 24h);
  EXPECT_EQ(pass().deidentified, 0U);
  EXPECT_TRUE(anything_says("Kovács"));
  store.clock.advance(25h);
  EXPECT_EQ(pass().deidentified, 1U);
  for (const auto* words : {"Kovács", "ana", "social.example"}) EXPECT_FALSE(anything_says(words)) << words;
  EXPECT_EQ(erased, std::vector<std::int64_t>{77});

  const auto c = at(id);
  EXPECT_FALSE(c.person);
  EXPECT_TRUE(c.deidentified_at);
  EXPECT_EQ(c.desk, front);
  EXPECT_EQ(c.outcome, desk::Outcome::Answered) << "what came of it stays";
  EXPECT_EQ(c.last_at, c.closed_at) << "it is no newer for that";
  EXPECT_TRUE(c.last_out);
  const auto record = store->read([&](auto& snapshot) { return happened(snapshot, id); });
  EXPECT_TRUE(std::ranges::any_of(record, [&](const Happened& one) { return one.by == ole.id; }))
      << "who did what stays";
  expect_sound();
}

TEST_F(RetentionTest, NothingFindsItAnyMoreAndNobodyOpensItAgain) {
  const auto id = write_privately(ana, "Detained near Embakasi");
  note(id, "Embakasi police called");
  end(id);
  const auto find = [&] {
    const auto reader = eyes(ole);
    return store->read([&](store::Snapshot& snapshot) {
      return search(snapshot, reader, {.words = "Embakasi", .filter = {}}).value().hits.size();
    });
  };
  EXPECT_EQ(find(), 1U);
  store.clock.advance(366 * 24h);
  EXPECT_EQ(pass().deidentified, 1U);
  EXPECT_EQ(find(), 0U);
  const auto opened = step(ole, [&](const Step& step) { return reopen(step, id, "once more", sorter); });
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::Conflict);
  expect_sound();
}

TEST_F(RetentionTest, WhatSheWritesLaterIsAConversationOfItsOwn) {
  const auto id = write_privately(ana, "Hello");
  const auto hers = store->read([&](auto& snapshot) { return store::note_by_id(snapshot, last).value(); });
  const auto ours = answer(id, 77, hers);
  store.clock.advance(366 * 24h);
  ASSERT_EQ(pass().deidentified, 1U);
  const auto later = writes(ana, press,
                            {.content = "Thank you",
                             .answers = ours.uri,
                             .answers_note = ours.id,
                             .visibility = activity::Visibility::Direct,
                             .how = store::AddressedHow::Direct,
                             .uri = {}});
  drain();
  EXPECT_NE(conversation_of(later), id);
  EXPECT_EQ(at(conversation_of(later)).place, desk::Place::Queue);
  EXPECT_EQ(at(id).place, desk::Place::Closed);
  expect_sound();
}

TEST_F(RetentionTest, WhatIsOpenOrWentOnStays) {
  const auto open = write_privately(ana, "Hello");
  store.clock.advance(300 * 24h);
  const auto closed = write_privately(ben, "Hello");
  end(closed);
  store.clock.advance(300 * 24h);
  EXPECT_EQ(pass().deidentified, 0U);
  EXPECT_TRUE(at(open).person) << "open: somebody still waits";
  EXPECT_TRUE(at(closed).person) << "said 300 days ago";
}

TEST_F(RetentionTest, PublicNotesStayAndWhatWeSaidAmongOurselvesGoes) {
  const auto id = question("When do you open?");
  note(id, "Asks each week");
  end(id);
  store.clock.advance(1094 * 24h);
  EXPECT_EQ(pass().deidentified, 0U);
  store.clock.advance(48h);
  EXPECT_EQ(pass().deidentified, 1U);
  EXPECT_FALSE(at(id).person);
  EXPECT_TRUE(anything_says("When do you open?"));
  EXPECT_FALSE(anything_says("Asks each week"));
  EXPECT_FALSE(anything_says("asked twice"));
  expect_sound();
}

TEST_F(RetentionTest, NotesMayGoBeforeTheirConversation) {
  const auto id = question("When do you open?");
  note(id, "Asks each week");
  end(id);
  run([&](store::Transaction& tx) { return set_retention(tx, RetentionClass::Note, 90, {&admin, store.clock.now()}); });
  store.clock.advance(91 * 24h);
  EXPECT_EQ(pass().deidentified, 1U);
  EXPECT_FALSE(anything_says("Asks each week"));
  EXPECT_TRUE(at(id).person);
  EXPECT_EQ(pass().deidentified, 0U) << "once";
}

TEST_F(RetentionTest, AHoldStopsItWhateverItStandsOn) {
  const auto id = write_privately(ana, "Hello");
  end(id);
  store.clock.advance(366 * 24h);
  const std::array<std::pair<HoldScope, std::int64_t>, 5> holds{{{HoldScope::Conversation, id.value},
                                                                 {HoldScope::Person, at(id).person.value},
                                                                 {HoldScope::Desk, front.value},
                                                                 {HoldScope::Mission, capital.value},
                                                                 {HoldScope::All, 0}}};
  for (const auto& [scope, subject] : holds) {
    const auto held = hold(scope, subject);
    const auto done = pass();
    EXPECT_EQ(done.deidentified, 0U) << to_string(scope);
    EXPECT_EQ(done.held, 1U) << to_string(scope);
    EXPECT_TRUE(at(id).person);
    lift(held.id);
  }
  hold(HoldScope::Desk, arabic.value);
  EXPECT_EQ(pass().deidentified, 1U) << "another desk's hold";
  const auto record = kinds(id);
  EXPECT_EQ(std::ranges::count(record, "held"), 1) << "its own alone";
  EXPECT_EQ(std::ranges::count(record, "lifted"), 1);
  expect_sound();
}

TEST_F(RetentionTest, NothingIsMovedOutOfAHold) {
  const auto before = question("Where is my passport?");
  const auto after = conversation_of(asks(ben, said(press, "<p>Hello</p>"), "Nobody answers?"));
  ASSERT_TRUE(step(lea, [&](const Step& s) { return move(s, before, arabic, "theirs"); }));
  store.clock.advance(1h);
  hold(HoldScope::Desk, front.value);
  store.clock.advance(1h);
  ASSERT_TRUE(step(lea, [&](const Step& s) { return move(s, after, arabic, "theirs"); }));
  end(before);
  end(after);
  store.clock.advance(1100 * 24h);
  EXPECT_EQ(pass().deidentified, 1U);
  EXPECT_FALSE(at(before).person) << "it lay elsewhere when the hold began";
  EXPECT_TRUE(at(after).person);
}

TEST_F(RetentionTest, AHoldOnOneThatWasMergedHoldsWhatItWentOnIn) {
  const auto one = question("Where is my passport?");
  hold(HoldScope::Conversation, one.value);
  const auto two = question("Nobody answers?");
  note(one, "Ana called at noon");
  ASSERT_TRUE(step(ole, [&](const Step& s) { return merge(s, one, two, "the same matter"); }));
  end(two);
  store.clock.advance(1100 * 24h);
  EXPECT_EQ(pass().deidentified, 0U);
  EXPECT_TRUE(at(two).person);
  EXPECT_TRUE(anything_says("called at noon"));
}

TEST_F(RetentionTest, WhatWasMergedStaysWhileTheOtherGoesOn) {
  const auto one = question("Where is my passport?");
  note(one, "Ana called at noon");
  const auto two = question("Nobody answers?");
  ASSERT_TRUE(step(ole, [&](const Step& s) { return merge(s, one, two, "the same matter"); }));
  store.clock.advance(1100 * 24h);
  EXPECT_EQ(pass().deidentified, 0U) << "it is still open";
  EXPECT_TRUE(anything_says("called at noon"));
  end(two);
  store.clock.advance(1100 * 24h);
  EXPECT_GE(pass().deidentified, 1U);
  pass();
  EXPECT_FALSE(anything_says("called at noon"));
}

TEST_F(RetentionTest, AHoldOnHerStandsWhenHerAccountIsGone) {
  const auto id = write_privately(ana, "Hello");
  note(id, "a witness called at noon");
  end(id);
  hold(HoldScope::Person, at(id).person.value);
  run([&](store::Transaction& tx) -> Status {
    static_cast<void>(store::erase_notes_by(tx, ana.id));
    return {};
  });
  tell(activity::events::kNoteWithdrawn, {{"note", last.value}, {"actor", ana.id.value}});
  EXPECT_FALSE(at(id).person) << "she is forgotten";
  store.clock.advance(1100 * 24h);
  EXPECT_EQ(pass().deidentified, 0U);
  EXPECT_TRUE(anything_says("a witness called at noon"));
}

TEST_F(RetentionTest, AHoldIsPlacedOnceWithAReasonAndStaysOnRecord) {
  const auto works = workplaces.now();
  const auto place = [&](HoldScope scope, std::int64_t subject, std::string reason) {
    return attempt([&](store::Transaction& tx) {
      return place_hold(tx, works->workplace(),
                        {.id = store.ids.next(), .scope = scope, .subject = subject, .reason = reason, .lifted_at = {}},
                        {&admin, store.clock.now()});
    });
  };
  EXPECT_EQ(place(HoldScope::Desk, front.value, "").error().code, Errc::Invalid);
  EXPECT_EQ(place(HoldScope::Desk, 5, "Case").error().code, Errc::NotFound);
  const auto first = place(HoldScope::Desk, front.value, "Case 14/26");
  ASSERT_TRUE(first);
  EXPECT_EQ(place(HoldScope::Desk, front.value, "Case 14/26").error().code, Errc::Conflict);
  lift(first->id);
  const auto again = attempt([&](store::Transaction& tx) {
    return lift_hold(tx, works->workplace(), first->id, {&admin, store.clock.now()});
  });
  EXPECT_EQ(again.error().code, Errc::Conflict);
  const auto on_record = store->read([](auto& snapshot) { return answer::holds(snapshot); });
  ASSERT_EQ(on_record.size(), 1U);
  EXPECT_EQ(on_record.front().reason, "Case 14/26");
  EXPECT_EQ(on_record.front().lifted_by, admin.id);
  const auto entries = store->read([](auto& snapshot) { return staff::audit_entries(snapshot, 0, 2); });
  EXPECT_EQ(entries.at(1).action, "hold.place");
  EXPECT_EQ(entries.at(1).subject.find("Case"), std::string::npos) << "what, never why";
}

TEST_F(RetentionTest, KilledBetweenTwoWritesNothingIsLostAndNothingDoneTwice) {
  std::vector<ConversationId> all;
  for (int n = 0; n < 45; ++n) {
    all.push_back(write_privately(n % 2 == 0 ? ana : ben, "Hello"));
    end(all.back());
    store.clock.advance(1min);
  }
  store.clock.advance(366 * 24h);
  auto pass = retention.begin(RetentionClass::Direct, store.clock.now());
  ASSERT_TRUE(retention.slice(pass));
  EXPECT_FALSE(pass.ended);
  EXPECT_EQ(pass.done.deidentified, 20U);
  // The process ends here; another begins anew.
  EXPECT_EQ(this->pass().deidentified, 25U);
  std::int64_t counted = 0;
  for (const auto& run : store->read([](auto& snapshot) { return retention_runs(snapshot); }))
    counted += run.deidentified;
  EXPECT_EQ(counted, 45);
  for (const auto id : all) {
    const auto record = kinds(id);
    EXPECT_EQ(std::ranges::count(record, "deidentified"), 1);
  }
  EXPECT_FALSE(anything_says("social.example"));
  EXPECT_EQ(this->pass().deidentified, 0U);
  expect_sound();
}

TEST_F(RetentionTest, HeldOnesArePassedByAndTheRestIsDone) {
  std::vector<ConversationId> all;
  for (int n = 0; n < 25; ++n) {
    all.push_back(write_privately(ana, "Hello"));
    end(all.back());
    store.clock.advance(1min);
  }
  store.clock.advance(366 * 24h);
  for (int n = 0; n < 22; ++n) hold(HoldScope::Conversation, all.at(static_cast<std::size_t>(n)).value);
  const auto done = pass();
  EXPECT_EQ(done.deidentified, 3U);
  EXPECT_EQ(done.held, 22U);
  const auto rules = store->read([](auto& snapshot) { return retention_rules(snapshot); });
  ASSERT_EQ(rules.size(), 4U);
  EXPECT_EQ(rules.front().held, 22);
  EXPECT_EQ(rules.front().looked_at, store.clock.now());
}

TEST_F(RetentionTest, OneThatCannotBeDoneKeepsNoOtherFromIt) {
  const auto first = write_privately(ana, "Hello");
  const auto hers = store->read([&](auto& snapshot) { return store::note_by_id(snapshot, last).value(); });
  answer(first, 77, hers);
  const auto second = write_privately(ben, "Hello");
  end(second);
  store.clock.advance(366 * 24h);
  fails = true;
  EXPECT_EQ(pass().deidentified, 1U);
  EXPECT_TRUE(at(first).person) << "all of it or nothing";
  EXPECT_FALSE(at(second).person);
  fails = false;
  EXPECT_EQ(pass().deidentified, 1U);
}

TEST_F(RetentionTest, AClockInDoubtForgetsNothing) {
  const auto id = write_privately(ana, "Hello");
  end(id);
  store.clock.advance(4000 * 24h);
  trusted = false;
  EXPECT_EQ(pass().deidentified, 0U);
  EXPECT_TRUE(at(id).person);
}

TEST_F(RetentionTest, AHandoverNoteGoesAfterItsTermUnlessItsDeskIsHeld) {
  const auto hand_over = [&](std::string words) {
    return run([&](store::Transaction& tx) {
             Handover handover;
             handover.id = store.ids.make<HandoverId>();
             handover.desk = front;
             handover.words = std::move(words);
             return write_handover(tx, handover, {&ole, store.clock.now()});
           })
        .value();
  };
  const auto words = [&] {
    std::vector<std::string> found;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& one : handovers_of(snapshot, eyes(ole))) found.push_back(one.words);
    });
    return found;
  };
  hand_over("Ana Kovács calls at nine.");
  store.clock.advance(200 * 24h);
  hand_over("Quiet.");
  store.clock.advance(166 * 24h);
  const auto kept = hold(HoldScope::Desk, front.value);
  EXPECT_EQ(pass().held, 1U);
  EXPECT_EQ(words().size(), 2U);
  lift(kept.id);
  EXPECT_EQ(pass().deidentified, 1U);
  EXPECT_EQ(words(), std::vector<std::string>{"Quiet."});
  const auto runs = store->read([](store::Snapshot& snapshot) { return retention_runs(snapshot); });
  ASSERT_FALSE(runs.empty());
  EXPECT_EQ(runs.front().name, RetentionClass::Handover);
  run([&](store::Transaction& tx) {
    return set_retention(tx, RetentionClass::Handover, 30, {&admin, store.clock.now()});
  });
  EXPECT_EQ(pass().deidentified, 1U);
  EXPECT_TRUE(words().empty());
}

TEST_F(RetentionTest, ATermHasItsBounds) {
  for (const int term : {0, 29, 36'501}) {
    const auto set = attempt([&](store::Transaction& tx) {
      return set_retention(tx, RetentionClass::Direct, term, {&admin, store.clock.now()});
    });
    ASSERT_FALSE(set) << term;
    EXPECT_EQ(set.error().code, Errc::Invalid);
  }
}

}  // namespace
}  // namespace chancery::answer
