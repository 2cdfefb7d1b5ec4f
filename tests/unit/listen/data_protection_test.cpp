#include "listen/data_protection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "listen/retention.hpp"
#include "store/sql.hpp"
#include "unit/listen/desks.hpp"
#include "unit/listen/heard_world.hpp"

namespace chancery::listen {
namespace {

using std::chrono::days;
using std::chrono::hours;
using test::Desks;
using test::World;
using ::testing::ElementsAre;

// The keys after a rotation: what the world's intake stored so far stands under the former one.
Pseudonymiser rotated_once(Timestamp now) {
  return Pseudonymiser(PseudonymKeys{{now, std::string(32, 'n')}, {now - days{20}, std::string(test::kKey)}});
}

class Erasing : public testing::Test {
 protected:
  Erasing() {
    (void)world.add_watch(test::norlandia(world.now())).value();
    world.start();
    (void)world.store(world.crowd(3, world.now()));
  }
  std::size_t held(const Pseudonymiser& pseudonyms, const std::string& author) {
    return world.listen()->read(
        [&](store::Snapshot& snapshot) { return held_of_author(snapshot, pseudonyms, author).size(); });
  }

  World world;
};

TEST_F(Erasing, FindsAPersonsPostsUnderEveryKeyAndNobodyElses) {
  const auto pseudonyms = rotated_once(world.now());
  EXPECT_EQ(held(pseudonyms, "did:plc:author1"), 1U);
  const auto erased = world.listen()->write_now(
      [&](store::Transaction& tx) -> Result<std::int64_t> { return erase_author(tx, pseudonyms, "did:plc:author1"); });
  EXPECT_EQ(erased.value(), 1);
  EXPECT_EQ(held(pseudonyms, "did:plc:author1"), 0U);
  EXPECT_EQ(held(pseudonyms, "did:plc:author2"), 1U);
}

TEST_F(Erasing, LeavesNoWordInTheSearch) {
  const auto pseudonyms = rotated_once(world.now());
  auto post = world.crowd(1, world.now(), 77, "Norlandia says the lighthousekeeper");
  ASSERT_TRUE(world.store(post).has_value());
  const auto segments = [&] {
    return world.listen()->read([&](store::Snapshot& snapshot) {
      auto query = store::connection(snapshot).query(
          "SELECT COUNT(*) FROM heard_search_data WHERE instr(block, CAST('lighthousekeeper' AS BLOB)) > 0");
      return query.step() ? query.integer(0) : -1;
    });
  };
  ASSERT_EQ(segments(), 1);
  const auto erased = world.listen()->write_now(
      [&](store::Transaction& tx) -> Result<std::int64_t> { return erase_author(tx, pseudonyms, "did:plc:author77"); });
  EXPECT_EQ(erased.value(), 1);
  EXPECT_EQ(segments(), 0);
}

TEST_F(Erasing, CannotFindThemOnceTheKeyIsDestroyed) {
  EXPECT_EQ(held(Pseudonymiser(std::string(32, 'n')), "did:plc:author1"), 0U)
      << "so a key is kept as long as anything stands under it";
}

TEST_F(Erasing, IsToldHowOldWhatIsKeptIs) {
  world.advance(days{5});
  (void)world.store(world.crowd(2, world.now(), 100));
  const auto now = world.now();
  const auto what = world.listen()->read([&](store::Snapshot& snapshot) { return kept(snapshot, now); });
  EXPECT_EQ(what.posts, 5);
  EXPECT_EQ(what.oldest, now - days{5});
  EXPECT_THAT(what.by_age, ElementsAre(2, 3, 0, 0, 0));
  EXPECT_THAT(what.sources, ElementsAre(std::string(test::kSource)));
}

TEST(AuthorAddress, IsADidOrAnAddressAndNeverAHandle) {
  for (const auto* text : {"did:plc:ewvi7nxzyoun6zhxrhs64oiz", " did:web:ana.example\n", "acct:ana@social.example",
                           "https://social.example/users/ana"}) {
    EXPECT_TRUE(author_address(text).has_value()) << text;
  }
  for (const auto* text : {"", " ", "@ana.bsky.social", "ana.bsky.social", "did:plc:x y"}) {
    EXPECT_EQ(author_address(text).error().code, Errc::Invalid) << text;
  }
  EXPECT_EQ(author_address(" did:plc:x ").value(), "did:plc:x");
  for (const auto* text : {"@ana@social.example", "ana@social.example", "acct:ana@social.example"}) {
    EXPECT_EQ(author_address(text).value(), "acct:ana@social.example") << text;
  }
  EXPECT_EQ(author_forms("acct:ana@social.example"),
            (std::vector<std::string>{"acct:ana@social.example", "@ana@social.example", "ana@social.example"}));
  EXPECT_EQ(author_forms("did:plc:x"), std::vector<std::string>{"did:plc:x"});
}

TEST(OptOuts, LastAcrossARestartAndAreNobodyElses) {
  Desks desks;
  {
    OptOuts opt_outs(desks.store(), std::string(32, 'o'));
    EXPECT_FALSE(opt_outs.contains("did:plc:ana"));
    EXPECT_TRUE(opt_outs.add("did:plc:ana", "user:dagny", desks.now()).value());
    EXPECT_FALSE(opt_outs.add("did:plc:ana", "user:dagny", desks.now()).value()) << "once is enough";
    EXPECT_TRUE(opt_outs.contains("did:plc:ana"));
    EXPECT_FALSE(opt_outs.contains("did:plc:bo"));
  }
  OptOuts again(desks.store(), std::string(32, 'o'));
  EXPECT_EQ(again.size(), 1U);
  EXPECT_TRUE(again.contains("did:plc:ana"));
  EXPECT_FALSE(OptOuts(desks.store(), std::string(32, 'p')).contains("did:plc:ana")) << "of no use without the key";
  EXPECT_TRUE(again.remove("did:plc:ana", "user:dagny", desks.now()).value());
  EXPECT_FALSE(again.contains("did:plc:ana"));
}

TEST(QueryAudit, KeepsOneRowForAPersonALookAndAnHour) {
  Desks desks;
  const auto look = [&](const std::string& login, Look what, bool withheld) {
    ASSERT_TRUE(record_look(desks.store(), desks.who(login).id, what, {}, withheld, desks.now()).has_value());
  };
  look("arne", Look::Figures, false);
  look("arne", Look::Figures, true);
  look("arne", Look::Posts, false);
  look("eva", Look::Figures, false);
  desks.advance(hours{1});
  look("arne", Look::Figures, false);
  const auto entries =
      desks.read([&](store::Snapshot& s) { return looks(s, desks.now() - days{1}, desks.now() + hours{1}, 10); });
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries.front().login, "arne") << "newest hour first";
  const auto totals =
      desks.read([&](store::Snapshot& s) { return look_totals(s, desks.now() - days{1}, desks.now() + hours{1}); });
  EXPECT_EQ(totals.times, 5);
  EXPECT_EQ(totals.withheld, 1);
  EXPECT_EQ(totals.people, 2);
}

TEST(Desk, CountsWhatStandsAndWhatWaits) {
  Desks desks;
  (void)desks.running(desks.visas());
  auto named = desks.visas();
  named.query = "\"Kari Nordmann\" OR visa";
  (void)desks.submit(desks.draft("arne", named)->id, "arne");
  const auto shown = desks.read([&](store::Snapshot& s) { return desk(s, desks.now()); });
  const auto count = [](const std::vector<NamedCount>& counts, std::string_view of) {
    for (const auto& each : counts) {
      if (each.of == of) return each.count;
    }
    return std::int64_t{-1};
  };
  EXPECT_EQ(count(shown.by_status, "approved"), 1);
  EXPECT_EQ(count(shown.by_status, "held"), 1);
  EXPECT_EQ(count(shown.by_status, "draft"), 0);
  EXPECT_EQ(count(shown.by_purpose, "consular_protection"), 1);
  EXPECT_EQ(count(shown.by_legal_basis, "Foreign Service Act, section 1"), 1);
  EXPECT_EQ(shown.waiting.size(), 1U);
}

}  // namespace
}  // namespace chancery::listen
