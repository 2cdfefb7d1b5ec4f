#include "proof/statement.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "crypto/encoding.hpp"

namespace chancery::proof {
namespace {

Statement published() {
  Statement statement;
  statement.note = "https://mfa.example/notes/7";
  statement.account = "https://mfa.example/actors/1";
  statement.acct = "press@mfa.example";
  statement.words = {{"en", "", "We welcome the \"accord\"."}, {"fr", "Guerre", "Nous saluons\nl'accord."}};
  statement.media = {{std::string(64, 'a'), "Two people shake hands"}};
  statement.at = *from_rfc3339("2026-11-22T09:30:00Z");
  return statement;
}

TEST(Statement, OpeningsAreWrittenAsTheDocumentsSay) {
  const auto openings = openings_of(published());
  ASSERT_EQ(openings.size(), 3U);
  EXPECT_EQ(openings[0].bytes, R"({"language":"en","warning":"","text":"We welcome the \"accord\"."})");
  EXPECT_EQ(openings[1].bytes, R"({"language":"fr","warning":"Guerre","text":"Nous saluons\nl'accord."})");
  EXPECT_EQ(openings[2].bytes, R"({"media":")" + std::string(64, 'a') + R"(","alt":"Two people shake hands"})");
  EXPECT_EQ(openings[0].salt.size(), 32U);
  EXPECT_NE(openings[0].salt, openings[1].salt);
}

TEST(Statement, TheLeafHasFactsAndCommitmentsInAFixedOrder) {
  const std::vector<Opening> openings{{std::string(32, '\0'), "abc"}};
  // By another program: SHA-256 of 32 zero bytes and "abc".
  const auto digest = crypto::to_hex(commitment(openings[0].salt, "abc"));
  EXPECT_EQ(digest, "365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370");
  EXPECT_EQ(leaf_of(published(), 1, openings),
            R"({"kind":"published","at":"2026-11-22T09:30:00Z","note":"https://mfa.example/notes/7","version":1,)"
            R"("account":"https://mfa.example/actors/1","acct":"press@mfa.example","content":[")" +
                digest + R"("]})");
}

TEST(Statement, NoWordIsInTheLeaf) {
  const auto leaf = leaf_of(published(), 1, openings_of(published()));
  for (const auto* part : {"accord", "saluons", "Guerre", "hands", "fr", "aaaa"}) {
    EXPECT_EQ(leaf.find(part), std::string::npos) << part;
  }
}

TEST(Statement, SameWordsTwiceMakeDifferentLeaves) {
  EXPECT_NE(leaf_of(published(), 1, openings_of(published())), leaf_of(published(), 1, openings_of(published())));
}

TEST(Statement, RefusesWhatIsNoStatementAndNamesThePart) {
  const auto hint = [](const std::function<void(Statement&)>& change) {
    auto statement = published();
    change(statement);
    const auto status = check(statement);
    return status ? std::string("sound") : status.error().hint;
  };
  EXPECT_EQ(hint([](Statement&) {}), "sound");
  EXPECT_TRUE(hint([](Statement& s) { s.note.clear(); }).starts_with("note:"));
  EXPECT_TRUE(hint([](Statement& s) { s.acct = std::string(3'000, 'a'); }).starts_with("acct:"));
  EXPECT_TRUE(hint([](Statement& s) { s.kind = Kind::Removed; }).starts_with("words:"));
  EXPECT_TRUE(hint([](Statement& s) { s.kind = Kind::Gap; }).starts_with("kind:"));
  EXPECT_TRUE(hint([](Statement& s) { s.words.clear(), s.media.clear(); }).starts_with("words:"));
  EXPECT_TRUE(hint([](Statement& s) { s.words.resize(33); }).starts_with("words:"));
  EXPECT_TRUE(hint([](Statement& s) { s.words[0].text.assign(kMaxText + 1, 'a'); }).starts_with("text:"));
  EXPECT_TRUE(hint([](Statement& s) { s.words[0].text = "\xff"; }).starts_with("text:"));
  EXPECT_TRUE(hint([](Statement& s) { s.media[0].sha256 = "abc"; }).starts_with("media:"));
}

TEST(SameWords, AreTheSameWhateverTheirSpacesCaseAndForm) {
  EXPECT_EQ(same_words("  We  WELCOME\n\nthe accord. "), "we welcome the accord.");
  EXPECT_EQ(same_words("we welcome\u00A0the a\u00ADccord."), "we welcome the accord.");
  EXPECT_EQ(same_words("Ｗｅ"), "we");
  EXPECT_NE(same_words("No deal."), same_words("No, deal."));
  EXPECT_EQ(same_words(" \n "), "");
}

}  // namespace
}  // namespace chancery::proof
