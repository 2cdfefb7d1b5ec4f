#include "desk/thread_rule.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <tuple>
#include <vector>

namespace chancery::desk {
namespace {

constexpr std::int64_t kAna = 11;
constexpr std::int64_t kPress = 21;

Incoming note(std::string uri, std::string parent = {}) {
  return {kAna, kPress, false, std::move(uri), std::move(parent)};
}

TEST(ThreadRule, AnAnswerToOurPostIsNamedByThatPost) {
  const Belongs found =
      belongs(note("https://a.example/1", "https://us.example/p"), {{}, 0, 0, false, "https://us.example/p"});
  EXPECT_FALSE(found.conversation);
  EXPECT_EQ(found.root, "https://us.example/p");
}

TEST(ThreadRule, AnAnswerToOurAnswerStaysInHerConversation) {
  const Known ours{ConversationId{5}, kAna, kPress, false, "https://us.example/p"};
  EXPECT_EQ(belongs(note("https://a.example/2", "https://us.example/r"), ours).conversation, ConversationId{5});
}

TEST(ThreadRule, AnotherPersonAnotherAccountOrAnotherPrivacyIsAnotherConversation) {
  const Known ours{ConversationId{5}, kAna, kPress, false, "https://us.example/p"};
  Incoming other = note("https://b.example/2", "https://us.example/r");
  other.person = 12;
  EXPECT_FALSE(belongs(other, ours).conversation);
  EXPECT_EQ(belongs(other, ours).root, "https://us.example/p");
  Incoming direct = note("https://a.example/3", "https://us.example/r");
  direct.is_private = true;
  EXPECT_FALSE(belongs(direct, ours).conversation);
  Incoming to_other = note("https://a.example/4", "https://us.example/r");
  to_other.account = 22;
  EXPECT_FALSE(belongs(to_other, ours).conversation);
}

TEST(ThreadRule, WithoutAKnownParentTheOldestAddressNamesTheThread) {
  EXPECT_EQ(belongs(note("https://a.example/1"), {}).root, "https://a.example/1");
  EXPECT_EQ(belongs(note("https://a.example/1", "https://c.example/0"), {}).root, "https://c.example/0");
}

// A store of the least kind: what `belongs` says, joined by the key.
class Threads {
 public:
  std::int64_t place(const Incoming& in) {
    Known parent;
    if (const auto found = notes_.find(in.parent); found != notes_.end()) parent = found->second;
    const Belongs where = belongs(in, parent);
    std::int64_t conversation = where.conversation.value;
    if (conversation == 0) {
      conversation =
          by_key_.try_emplace({in.account, in.person, where.root, in.is_private}, by_key_.size() + 1).first->second;
    }
    notes_[in.uri] = {ConversationId{conversation}, in.person, in.account, in.is_private, where.root};
    return conversation;
  }

 private:
  std::map<std::tuple<std::int64_t, std::int64_t, std::string, bool>, std::int64_t> by_key_;
  std::map<std::string, Known> notes_;
};

TEST(ThreadRule, EveryNoteIsInOneConversationOfOnePersonOneAccountAndOnePrivacy) {
  std::mt19937_64 random(44);
  for (int n = 0; n < 1'000; ++n) {
    Threads threads;
    std::vector<Incoming> said;
    std::map<std::int64_t, Incoming> first;
    for (int m = 0; m < 30; ++m) {
      Incoming next{static_cast<std::int64_t>(random() % 3 + 1),
                    static_cast<std::int64_t>(random() % 2 + 1),
                    random() % 4 == 0,
                    "note:" + std::to_string(m),
                    {}};
      if (m > 0 && random() % 4 != 0) next.parent = "note:" + std::to_string(random() % static_cast<std::uint64_t>(m));
      const std::int64_t conversation = threads.place(next);
      const Incoming& began = first.try_emplace(conversation, next).first->second;
      EXPECT_EQ(std::tie(began.person, began.account, began.is_private),
                std::tie(next.person, next.account, next.is_private));
      EXPECT_EQ(threads.place(next), conversation) << "told twice, it lies where it lay";
    }
  }
}

}  // namespace
}  // namespace chancery::desk
