#include "listen/talk.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "heard_world.hpp"

namespace chancery::listen::test {
namespace {

constexpr std::chrono::hours kDay{24};

// Twelve people copy a text.
class TalkTest : public ::testing::Test {
 protected:
  TalkTest() {
    EXPECT_TRUE(world_.add_watch(norlandia(world_.now())).has_value());
    world_.start();
    EXPECT_TRUE(
        world_.store(world_.crowd(12, world_.now(), 0, "Norlandia must open the border for winter aid!")).has_value());
  }
  void leave(int person) {
    const std::string author = "did:plc:author" + std::to_string(person);
    EXPECT_TRUE(world_.store({}, {{.id = {}, .author = author, .rev = {}}}).has_value());
  }
  [[nodiscard]] std::vector<CopiedText> copied() { return world_.talk().copied_texts(world_.now(), kDay, {}); }

  World world_;
};

TEST_F(TalkTest, WhoLeftIsNotAmongThoseWhoCopiedAText) {
  ASSERT_EQ(copied().size(), 1U);
  EXPECT_EQ(copied()[0].authors, 12);
  leave(0);
  leave(1);
  ASSERT_EQ(copied().size(), 1U);
  EXPECT_EQ(copied()[0].authors, 10);
  EXPECT_EQ(copied()[0].posts, 10);
  leave(2);
  EXPECT_TRUE(copied().empty());
}

TEST_F(TalkTest, WhoSaidNothingChangesNothingByLeaving) {
  leave(100);
  ASSERT_EQ(copied().size(), 1U);
  EXPECT_EQ(copied()[0].authors, 12);
}

TEST_F(TalkTest, WhoLeftIsNotAmongThoseWhoShareTogether) {
  const Pseudonymiser names{"0123456789abcdef0123456789abcdef"};
  Talk talk;
  const auto number = [&](const char* who) {
    const Pseudonym author = names.author(who);
    std::uint64_t n = 0;
    std::memcpy(&n, author.data(), sizeof n);
    return n;
  };
  for (const std::uint64_t object : {1, 2}) {
    talk.share(object, number("did:plc:a"), world_.now());
    talk.share(object, number("did:plc:b"), world_.now());
  }
  ASSERT_EQ(talk.coordination(world_.now(), kDay).edges, 1U);
  talk.forget_author(names.author("did:plc:a"));
  EXPECT_EQ(talk.coordination(world_.now(), kDay).edges, 0U);
}

}  // namespace
}  // namespace chancery::listen::test
