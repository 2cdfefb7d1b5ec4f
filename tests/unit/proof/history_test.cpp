#include "proof/history.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"
#include "proof/evidence.hpp"
#include "unit/proof/ministry_log.hpp"

namespace chancery::proof {
namespace {

class TheHistory : public testing::Test {
 protected:
  static std::vector<Kind> kinds(const History& history) {
    std::vector<Kind> kinds;
    for (const auto& entry : history.entries) kinds.push_back(entry.kind);
    return kinds;
  }
  test::MinistryLog ministry;
};

TEST_F(TheHistory, APostIsFoundByItsLinkAsPeopleCopyIt) {
  ASSERT_TRUE(ministry.publish(7, "We welcome the accord."));
  for (const auto* link : {"https://mfa.example/notes/7", "  https://mfa.example/notes/7\n",
                           "https://mfa.example/notes/7/", "https://mfa.example/notes/7?utm_source=x#top"}) {
    const auto answer = ministry.by_link(link);
    ASSERT_EQ(answer.posts.size(), 1U) << link;
    EXPECT_EQ(answer.posts[0].note, "https://mfa.example/notes/7");
  }
  for (const auto* link : {"", "https://mfa.example/notes/8", "https://other.example/notes/7", "notes/7"}) {
    EXPECT_TRUE(ministry.by_link(link).posts.empty()) << link;
  }
}

TEST_F(TheHistory, APostIsFoundByTheWordsOfAnyOfItsVersionsAndLanguages) {
  auto statement = ministry.statement(Kind::Published, 7, "We welcome the accord.");
  statement.words.push_back({"fr", "Guerre", "Nous saluons l'accord."});
  ASSERT_TRUE(ministry.record(statement));
  ASSERT_TRUE(ministry.edit(7, "We warmly welcome the accord."));
  for (const auto* text : {"we welcome  the\naccord.", "Nous saluons l'accord.", "Guerre\n\nNous saluons l'accord."}) {
    const auto answer = ministry.by_text(text);
    ASSERT_EQ(answer.posts.size(), 1U) << text;
    ASSERT_EQ(answer.posts[0].entries.size(), 2U);
    EXPECT_TRUE(answer.posts[0].entries[0].matches) << text;
    EXPECT_FALSE(answer.posts[0].entries[1].matches) << text;
  }
  EXPECT_TRUE(ministry.by_text("We warmly welcome the accord.").posts[0].entries[1].matches);
  EXPECT_TRUE(ministry.by_text("We welcome").posts.empty()) << "a part of a text is not the text";
  EXPECT_TRUE(ministry.by_text("We never said this.").posts.empty());
}

TEST_F(TheHistory, ARemovedPostIsRecognisedButNotShown) {
  ASSERT_TRUE(ministry.publish(7, "We welcome the accord."));
  ASSERT_TRUE(ministry.remove(7));
  const auto answer = ministry.by_text("We welcome the accord.");
  ASSERT_EQ(answer.posts.size(), 1U);
  EXPECT_EQ(kinds(answer.posts[0]), (std::vector{Kind::Published, Kind::Removed}));
  ASSERT_EQ(answer.posts[0].entries[0].openings.size(), 1U);
  EXPECT_FALSE(answer.posts[0].entries[0].openings[0].bytes.has_value());
  EXPECT_EQ(answer.posts[0].entries[0].openings[0].salt.size(), 32U);
}

TEST_F(TheHistory, AnErasedPostIsFoundByItsLinkAlone) {
  ASSERT_TRUE(ministry.publish(7, "We welcome the accord."));
  ASSERT_TRUE(ministry.remove(7));
  ASSERT_TRUE(ministry.erase(7));
  EXPECT_TRUE(ministry.by_text("We welcome the accord.").posts.empty());
  const auto answer = ministry.by_link(ministry.note(7));
  ASSERT_EQ(answer.posts.size(), 1U);
  EXPECT_EQ(kinds(answer.posts[0]), (std::vector{Kind::Published, Kind::Removed, Kind::Erased}));
  for (const auto& entry : answer.posts[0].entries) EXPECT_TRUE(entry.openings.empty());
}

TEST_F(TheHistory, SaysSinceWhenItCovers) {
  EXPECT_FALSE(ministry.by_text("Anything").since.has_value());
  ASSERT_TRUE(ministry.publish(7, "First"));
  const auto first = ministry.store.clock.now();
  ministry.store.clock.advance(std::chrono::hours{1});
  ASSERT_TRUE(ministry.publish(8, "Second"));
  EXPECT_EQ(ministry.by_text("Anything").since, first);
}

TEST_F(TheHistory, TheSameWordsInManyPostsAreCutWithAWord) {
  for (int note = 1; note <= 10; ++note) ASSERT_TRUE(ministry.publish(note, "Good morning"));
  const auto answer = ministry.by_text("Good morning");
  EXPECT_EQ(answer.posts.size(), kMaxPosts);
  EXPECT_TRUE(answer.more);
  EXPECT_EQ(answer.posts[0].note, ministry.note(10)) << "newest first";
}

TEST_F(TheHistory, OfVeryManyEditsTheLastLeafIsThere) {
  ASSERT_TRUE(ministry.publish(7, "0"));
  for (int edit = 1; edit <= 120; ++edit) ASSERT_TRUE(ministry.edit(7, std::to_string(edit)));
  ASSERT_TRUE(ministry.remove(7));
  const auto answer = ministry.by_link(ministry.note(7));
  ASSERT_EQ(answer.posts[0].entries.size(), kMaxEntries + 1);
  EXPECT_EQ(answer.posts[0].entries.back().kind, Kind::Removed);
  EXPECT_TRUE(answer.more);
}

TEST_F(TheHistory, AnAnswerIsBounded) {
  for (int note = 1; note <= 8; ++note) {
    auto statement = ministry.statement(Kind::Published, note, "Good morning");
    for (int language = 0; language < 4; ++language) {
      statement.words.push_back({"x-" + std::to_string(language), "", std::string(kMaxText, 'a')});
    }
    ASSERT_TRUE(ministry.record(statement));
  }
  const auto answer = ministry.by_text("Good morning");
  EXPECT_EQ(answer.posts.size(), 8U);
  EXPECT_TRUE(answer.more);
  std::size_t bytes = 0;
  for (const auto& post : answer.posts) {
    for (const auto& opening : post.entries[0].openings) bytes += opening.bytes->size();
  }
  EXPECT_LE(bytes, kMaxAnswer);
}

TEST_F(TheHistory, RefusesTooMuchAndNothing) {
  const auto asked = [&](const std::string& text) {
    return ministry.read([&](store::Snapshot& snapshot) { return find_text(snapshot, ministry.log, text); });
  };
  EXPECT_EQ(asked(std::string(kMaxText + 1, 'a')).error().code, Errc::TooLarge);
  EXPECT_EQ(asked(" \n ").error().code, Errc::Invalid);
  EXPECT_TRUE(asked("\xff\xfe").has_value());
}

TEST_F(TheHistory, TheEvidenceProvesEveryLeafToTheHead) {
  for (int note = 1; note <= 5; ++note) ASSERT_TRUE(ministry.publish(note, "Words " + std::to_string(note)));
  ASSERT_TRUE(ministry.edit(3, "Better words"));
  const auto head = *ministry.sign();
  ASSERT_TRUE(ministry.remove(3));  // no head covers this yet
  ministry.read([&](store::Snapshot& snapshot) {
    const auto answer = find_link(snapshot, ministry.addresses, ministry.note(3));
    const auto evidence = answer_json(snapshot, ministry.log, answer);
    EXPECT_TRUE(evidence.at("said_here").as_bool());
    const auto& leaves = evidence.at("posts").at(0).at("leaves").as_array();
    ASSERT_EQ(leaves.size(), 3U);
    for (std::size_t at = 0; at < 2; ++at) {
      std::vector<Hash> proof;
      for (const auto& hash : leaves[at].at("proof").as_array()) {
        proof.push_back(*crypto::from_hex(std::string_view(hash.as_string())));
      }
      EXPECT_TRUE(proves_inclusion(leaf_hash(std::string_view(leaves[at].at("data").as_string())),
                                   leaves[at].at("leaf").as_int64(), head.tree.size, proof, head.tree.root));
    }
    EXPECT_TRUE(leaves[2].at("proof").is_null());
  });
}

TEST_F(TheHistory, ProofsAreAskedForWithinTheLogAlone) {
  ASSERT_TRUE(ministry.publish(1, "Words"));
  ministry.read([&](store::Snapshot& snapshot) {
    EXPECT_TRUE(inclusion_json(snapshot, 0, 1).has_value());
    EXPECT_EQ(inclusion_json(snapshot, 1, 1).error().code, Errc::Invalid);
    EXPECT_EQ(inclusion_json(snapshot, -1, 1).error().code, Errc::Invalid);
    EXPECT_EQ(inclusion_json(snapshot, 0, 2).error().code, Errc::Invalid);
    EXPECT_EQ(inclusion_json(snapshot, 0, 0).error().code, Errc::Invalid);
    EXPECT_TRUE(consistency_json(snapshot, 0, 1).has_value());
    EXPECT_EQ(consistency_json(snapshot, 1, 0).error().code, Errc::Invalid);
    EXPECT_EQ(consistency_json(snapshot, 0, 2).error().code, Errc::Invalid);
  });
}

}  // namespace
}  // namespace chancery::proof
