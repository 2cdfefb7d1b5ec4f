#include "answer/handovers.hpp"

#include "answer/notices.hpp"
#include "answer/workload.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class Handovers : public Inbox {
 protected:
  Result<Handover> write(const staff::User& by, DeskId desk, std::string words) {
    return attempt([&](store::Transaction& tx) {
      Handover handover;
      handover.id = store.ids.make<HandoverId>();
      handover.desk = desk;
      handover.words = std::move(words);
      return write_handover(tx, handover, {&by, store.clock.now()});
    });
  }
  Result<Handover> read(const staff::User& by, const Handover& handover) {
    return attempt([&](store::Transaction& tx) { return read_handover(tx, handover.id, {&by, store.clock.now()}); });
  }
  using Words = std::vector<std::string>;
  Words shown_to(const staff::User& user, bool unread_alone) {
    const auto reader = eyes(user);
    Words words;
    store->read([&](store::Snapshot& snapshot) {
      const auto found =
          unread_alone ? handovers_for(snapshot, reader, store.clock.now()) : handovers_of(snapshot, reader);
      for (const auto& one : found) words.push_back(one.words);
    });
    return words;
  }
  void on_duty(const staff::User& user, DeskId desk, std::chrono::hours from, std::chrono::hours to) {
    run([&](store::Transaction& tx) {
      return add_shift(tx,
                       {.id = store.ids.make<ShiftId>(),
                        .desk = desk,
                        .user = user.id,
                        .from = store.clock.now() + from,
                        .to = store.clock.now() + to},
                       {&admin, store.clock.now()});
    });
  }
};

TEST_F(Handovers, ANoteKeepsHowManyWereOpenThenAsItsAuthorReadThem) {
  const auto post = said(press, "<p>Ask us.</p>");
  asks(ana, post, "Where is the consulate?");
  writes(ben, press,
         {.content = "My passport is lost.",
          .visibility = activity::Visibility::Direct,
          .how = store::AddressedHow::Direct});
  drain();
  EXPECT_EQ(write(ole, front, "  Quiet.  ").value().open, 1) << "he does not read what is said to few";
  const auto hers = write(lea, front, "One is urgent.").value();
  EXPECT_EQ(hers.open, 2);
  EXPECT_EQ(hers.breached, 0);
  EXPECT_EQ(shown_to(amina, false), (Words{"One is urgent.", "Quiet."}));
}

TEST_F(Handovers, WhoBeginsIsShownTheNewestUnreadOneUntilAColleagueReadIt) {
  const auto first = write(ole, front, "First.").value();
  const auto second = write(ole, front, "Second.").value();
  EXPECT_EQ(shown_to(amina, true), Words{"Second."});
  EXPECT_EQ(shown_to(ole, true), Words{}) << "he wrote it";
  EXPECT_EQ(shown_to(admin, true), Words{}) << "she reads at no desk";
  EXPECT_EQ(read(ole, second).error().code, Errc::Conflict);
  const auto done = read(amina, second).value();
  EXPECT_EQ(done.read_by, amina.id);
  EXPECT_EQ(done.read_at, store.clock.now());
  store.clock.advance(1min);
  EXPECT_EQ(read(lea, second).value().read_by, amina.id) << "who read it first stands";
  EXPECT_EQ(shown_to(lea, true), Words{});
  EXPECT_TRUE(read(lea, first));
}

TEST_F(Handovers, AnOldOneIsNewsNoLonger) {
  ASSERT_TRUE(write(ole, front, "Quiet."));
  store.clock.advance(kHandoverNews + 1h);
  EXPECT_EQ(shown_to(amina, true), Words{});
  EXPECT_EQ(shown_to(amina, false), Words{"Quiet."});
}

TEST_F(Handovers, WhoIsOnDutyThereIsTold) {
  on_duty(amina, front, std::chrono::hours{8}, std::chrono::hours{16});
  on_duty(lea, front, std::chrono::hours{30}, std::chrono::hours{40});
  on_duty(ole, front, std::chrono::hours{-8}, std::chrono::hours{1});
  ASSERT_TRUE(write(ole, front, "Quiet."));
  const auto told = [&](const staff::User& user) {
    return store->read([&](store::Snapshot& snapshot) { return notices_of(snapshot, user.id).size(); });
  };
  EXPECT_EQ(told(amina), 1U);
  EXPECT_EQ(told(lea), 0U) << "not before tomorrow";
  EXPECT_EQ(told(ole), 0U) << "his own";
}

TEST_F(Handovers, ItTakesAPartAtTheDeskAndWords) {
  EXPECT_EQ(write(admin, front, "Quiet.").error().code, Errc::NotFound);
  give(amina, front, std::array{staff::DeskAction::Read});
  EXPECT_EQ(write(amina, front, "Quiet.").error().code, Errc::Forbidden);
  for (const auto& words : {std::string(" \n "), std::string(4'001, 'a'), std::string("\xff")}) {
    EXPECT_EQ(write(ole, front, words).error().code, Errc::Invalid);
  }
  const auto note = write(ole, front, std::string(4'000, 'a')).value();
  EXPECT_EQ(read(amina, note).error().code, Errc::Forbidden);
  EXPECT_EQ(read(admin, note).error().code, Errc::NotFound);
}

}  // namespace
}  // namespace chancery::answer
