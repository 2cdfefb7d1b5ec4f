#include <atomic>
#include <random>
#include <thread>

#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

constexpr std::size_t kThreads = 8;
constexpr int kActsEach = 150;

class ConversationStore : public Inbox {
 protected:
  // What one officer does next, of all she might: most of it is refused, for others were faster.
  void act(std::mt19937_64& dice, std::size_t thread) {
    const auto pick = [&](std::size_t of) { return static_cast<std::size_t>(dice() % of); };
    const staff::User* const people[] = {&ole, &amina, &lea};
    const auto& by = *people[pick(3)];
    const auto id = ids[pick(ids.size())];
    switch (pick(10)) {
      case 0:
      case 1:
      case 2:
        if (auto got = claim(by, id, pick(4) == 0)) held_by_hand[thread] = {by.id, id, got->conversation.token};
        break;
      case 3:
        release(thread);
        break;
      case 4:
        static_cast<void>(
            step(lea, [&](const Step& s) { return move(s, id, pick(2) == 0 ? front : arabic, "there"); }));
        break;
      case 5:
        static_cast<void>(step(by, [&](const Step& s) { return close(s, id, {desk::Outcome::Noted, {}, "brief"}); }));
        break;
      case 6:
        static_cast<void>(step(by, [&](const Step& s) { return reopen(s, id, {}, sorter); }));
        break;
      case 7:
        static_cast<void>(step(lea, [&](const Step& s) { return merge(s, id, ids[pick(ids.size())], {}); }));
        break;
      case 8:
        says_more(pick(questions.size()));
        break;
      default:
        store.clock.advance(std::chrono::seconds{pick(200)});
        claims->lapse();
        break;
    }
  }
  void release(std::size_t thread) {
    const auto& held = held_by_hand[thread];
    if (!held.conversation) return;
    const auto& by = held.user == ole.id ? ole : held.user == amina.id ? amina : lea;
    static_cast<void>(attempt([&](store::Transaction& tx) {
      return claims->release(tx, held.conversation, by, store.clock.now(), held.token);
    }));
  }
  void says_more(std::size_t which) {
    static_cast<void>(
        writes(which % 2 == 0 ? ana : ben, press, {.content = "More of it", .answers = questions[which].uri}));
  }

  struct Held {
    staff::UserId user;
    ConversationId conversation;
    std::int64_t token = 0;
  };
  std::vector<ConversationId> ids;
  std::vector<activity::Note> questions;
  std::array<Held, kThreads> held_by_hand;
};

TEST_F(ConversationStore, EveryOpenConversationLiesInExactlyOnePlaceWhateverOfficersDo) {
  for (int i = 0; i < 16; ++i) {
    questions.push_back(
        asks(i % 2 == 0 ? ana : ben, said(press, "<p>Post</p>"), "Question number " + std::to_string(i)));
    ids.push_back(conversation_of(questions.back()));
  }
  std::jthread intake_thread([&](const std::stop_token& stop) { consumer->run(stop); });
  std::vector<std::jthread> officers;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    officers.emplace_back([&, thread] {
      std::mt19937_64 dice(4711 + thread);
      for (int i = 0; i < kActsEach; ++i) act(dice, thread);
    });
  }
  officers.clear();
  intake_thread.request_stop();
  store->wake_all();
  intake_thread.join();
  drain();
  expect_sound();
  // Every message is in one conversation, and nothing that was said is lost.
  std::int64_t messages = 0;
  const auto count = [&](InboxQuery::View view) {
    std::size_t rows = 0;
    for (const auto id : list(lea, {.view = view})) {
      const auto c = at(id);
      if (!c.merged_into) messages += c.messages;
      ++rows;
    }
    return rows;
  };
  const auto open = count(InboxQuery::View::Newest);
  const auto lists = list(lea).size() + list(lea, {.view = InboxQuery::View::Held}).size();
  EXPECT_EQ(open, lists) << "what is open lies in a queue or on a list, and in no two of them";
  EXPECT_EQ(open + count(InboxQuery::View::Closed), 16U);
  EXPECT_GE(messages, 16);
}

// Two tabs of one officer, and a colleague: of all who think they hold it, one token counts.
TEST_F(ConversationStore, OfAllWhoSendAtOnceOneAnswerIsBound) {
  const auto question = asks(ana, said(press, "<p>Post</p>"), "When do you open?");
  const auto id = conversation_of(question);
  std::atomic<int> bound{0};
  std::atomic<std::int64_t> post{100};
  {
    std::vector<std::jthread> officers;
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
      officers.emplace_back([&, thread] {
        const auto& by = thread % 2 == 0 ? ole : amina;
        const auto got = claim(by, id);
        const auto token = got ? got->conversation.token : 1;
        const auto works = workplaces.now();
        const auto done = attempt([&](store::Transaction& tx) -> Result<Reply> {
          if (auto fence = check_fence(tx, id, by, token); !fence) return fail(fence.error());
          return bind_reply(tx, works->workplace(),
                            {.post = post++, .conversation = id, .token = token, .parent = question.id},
                            {&by, store.clock.now()});
        });
        if (done) ++bound;
      });
    }
  }
  EXPECT_EQ(bound.load(), 1);
  expect_sound();
}

}  // namespace
}  // namespace chancery::answer
