#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "consult/read_consultation.hpp"
#include "support/temp_folder.hpp"

namespace chancery::consult {
namespace {

class Reading : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const auto file = folder_.path() / name;
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  [[nodiscard]] std::string folder() const { return folder_.path().string(); }

  static std::uint64_t count(const std::vector<LineProblems>& files, std::string_view kind) {
    std::uint64_t total = 0;
    for (const LineProblems& file : files) total += file.count(kind);
    return total;
  }

  test::TempFolder folder_;
};

TEST_F(Reading, TakesAPlainTableAndOrdersByIdUnlessAsFirstSeen) {
  const auto file = write("v.csv", "participant,statement,vote\n10,b,1\n9,a,-1\nzoe,10,0\n9,9,1\n");
  const auto by_id = read_consultation({.votes = file});
  ASSERT_TRUE(by_id) << by_id.error().hint;
  EXPECT_EQ(by_id->participants, (std::vector<std::string>{"9", "10", "zoe"}));
  EXPECT_EQ(by_id->statements[0].id, "9");
  EXPECT_EQ(by_id->statements[3].id, "b");
  EXPECT_EQ(by_id->votes.votes(), 4U);
  EXPECT_EQ(by_id->input_sha256.at("v.csv").size(), 64U);
  const auto seen = read_consultation({.votes = file, .first_seen = true});
  EXPECT_EQ(seen->participants, (std::vector<std::string>{"10", "9", "zoe"}));
  EXPECT_EQ(seen->statements[0].id, "b");
}

TEST_F(Reading, TakesVotesAsDataFramesWriteThem) {
  const auto read = read_consultation(
      {.votes = write("v.csv", "participant,statement,vote\n1,1,1.0\n2,1,0.0\n3,1,-1.0\n4,1,1.5\n5,1,.0\n")});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->votes.votes(), 3U);
  EXPECT_EQ(opinion::vote_of(read->votes.row(2)[0]), opinion::Vote::Disagree);
  EXPECT_EQ(count(read->problems, "not_a_vote"), 2U);
}

TEST_F(Reading, SaysThatAListOfStatementsIsOfSomethingElse) {
  const auto read = read_consultation({.votes = write("v.csv", "participant,statement,vote\n1,1,1\n2,1,0\n"),
                                       .statements = write("s.csv", "statement,text\n71,Other\n")});
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().hint.find("names none of the statements voted on"), std::string::npos) << read.error().hint;
}

TEST_F(Reading, TakesTheLastVoteByTimeAndSaysWhichWereTakenBack) {
  const auto file =
      write("v.csv", "timestamp,comment-id,voter-id,vote\n3000,1,7,-1\n1000,1,7,1\n2000,1,8,1\n2500,1,8,1\n");
  const auto read = read_consultation({.votes = file});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->votes.votes(), 2U);
  EXPECT_EQ(read->log.size(), 4U);
  EXPECT_EQ(opinion::vote_of(read->votes.row(0)[0]), opinion::Vote::Disagree);
  EXPECT_EQ(count(read->remarks, "changed_vote"), 1U);
  EXPECT_EQ(count(read->remarks, "repeated_vote"), 1U);
  EXPECT_EQ(read->bad_lines(), 0U) << "changing one's mind is no mistake";
}

TEST_F(Reading, CountsEveryKindOfBadLineAndReadsTheRest) {
  write("comments.csv",
        "comment-id,agrees,disagrees,moderated,comment-body\n1,1,0,1,One\n1,1,0,1,Twice\n2,0,0,5,Odd\n3,0,0,-1,Out\n");
  write("votes.csv",
        "timestamp,comment-id,voter-id,vote\n1,1,7,1\n2,99,7,1\n3,1,8,yes\n4,1,,1\nx,1,9,1\n5,1,9\n6,3,9,-1\n");
  const auto read = read_consultation({.votes = folder()});
  ASSERT_TRUE(read) << read.error().hint;
  EXPECT_EQ(read->votes.votes(), 2U);
  for (const std::string_view kind : {"duplicate_statement", "not_a_moderation", "unknown_statement", "not_a_vote",
                                      "missing_id", "not_a_time", "too_few_fields"}) {
    EXPECT_EQ(count(read->problems, kind), 1U) << kind;
  }
  EXPECT_EQ(read->bad_lines(), 7U);
  EXPECT_EQ(read->statements.size(), 2U);
  EXPECT_EQ(read->statements[0].text, "One");
  EXPECT_EQ(read->flags.moderated_out[1], 1);
}

TEST_F(Reading, TurnsVotesThatTheTalliesShowToBeTurned) {
  write("comments.csv", "comment-id,agrees,disagrees,moderated,comment-body\n1,3,1,1,One\n2,0,2,1,Two\n");
  write("votes.csv", "comment-id,voter-id,vote\n1,1,-1\n1,2,-1\n1,3,-1\n1,4,1\n2,1,1\n2,2,1\n");
  const auto read = read_consultation({.votes = folder()});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->votes.tallies()[0].agree, 3U);
  EXPECT_EQ(count(read->remarks, "turned_signs"), 1U);
  const auto told = read_consultation({.votes = folder() + "/votes.csv", .agree_is_minus = true});
  EXPECT_EQ(told->votes.tallies()[0].agree, 3U);
  EXPECT_EQ(count(told->remarks, "turned_signs"), 0U);
}

TEST_F(Reading, TakesAnExportWithoutALogOfVotes) {
  write("participants-votes.csv",
        "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,4\n5,,1,0,2,1,1,1,-1,\n6,,,0,0,0,0,,,\n7,,"
        "0,0,1,0,0,,,0\n");
  write("summary.csv", "topic,\"What, then?\"\nvoters,2\n");
  const auto read = read_consultation({.votes = folder()});
  ASSERT_TRUE(read) << read.error().hint;
  EXPECT_EQ(read->participants, (std::vector<std::string>{"5", "7"}));
  EXPECT_EQ(read->statements.size(), 3U);
  EXPECT_EQ(read->votes.votes(), 3U);
  EXPECT_EQ(read->topic, "What, then?");
}

TEST_F(Reading, TakesAColumnOfAnExportThatIsNoStatementForWhatItIs) {
  write("participants-votes.csv",
        "participant,group-id,n-comments,n-votes,n-agree,n-disagree,language,0,1\n"
        "0,0,0,2,1,1,en,1,-1\n1,0,0,1,1,0,fr,1,\n2,0,0,0,0,0,1,,\n");
  const auto read = read_consultation({.votes = folder()});
  ASSERT_TRUE(read) << read.error().hint;
  EXPECT_EQ(read->statements.size(), 2U);
  EXPECT_EQ(read->votes.votes(), 3U);
  EXPECT_EQ(read->bad_lines(), 0U);
  EXPECT_EQ(count(read->remarks, "other_column"), 1U);
  EXPECT_NE(read->remarks.back().text().find("the column \"language\" is no statement"), std::string::npos);
  // Ids that are words are ids where all are, or where the list of statements has them.
  write("participants-votes.csv", "participant,n-votes,yes,no\n0,2,1,-1\n1,1,1,\n");
  EXPECT_EQ(read_consultation({.votes = folder()})->statements.size(), 2U);
  write("participants-votes.csv", "participant,n-votes,yes,7,mood\n0,2,1,-1,5\n1,1,1,,\n");
  write("comments.csv", "comment-id,comment-body\nyes,a\n7,b\n");
  const auto listed = read_consultation({.votes = folder()});
  ASSERT_TRUE(listed) << listed.error().hint;
  EXPECT_EQ(listed->statements.size(), 2U);
  EXPECT_EQ(count(listed->remarks, "other_column"), 1U);
}

TEST_F(Reading, TakesColumnsInAnyOrderAndPassesOverThoseItDoesNotKnow) {
  write("comments.csv",
        "comment-body,importance,is-meta,moderated,comment-id,is-seed\n\"One, and "
        "more\",7,FALSE,1,0,true\nTwo,7,TRUE,0,1,"
        "false\nThree,7,false,-1,2,false\nFour,7,false,1,3,false\n");
  write("votes.csv",
        "vote,importance,voter-id,comment-id,datetime,timestamp\n1,0,5,0,x,1\n-1,0,5,1,x,2\n0,0,6,2,x,3\n");
  const auto read = read_consultation({.votes = folder()});
  ASSERT_TRUE(read) << read.error().hint;
  EXPECT_EQ(read->bad_lines(), 0U);
  EXPECT_EQ(read->votes.votes(), 3U);
  EXPECT_EQ(read->statements[0].text, "One, and more");
  EXPECT_TRUE(read->statements[0].seed);
  EXPECT_EQ(read->flags.meta[1], 1);
  EXPECT_EQ(read->flags.moderated_out[2], 1);
  ASSERT_EQ(read->statements_without_votes.size(), 1U);
  EXPECT_EQ(read->statements_without_votes[0].text, "Four");
}

TEST_F(Reading, SaysWhatCannotBeUnpackedOrHasNoLetters) {
  const auto archive = read_consultation({.votes = write("v.csv.gz", "\x1f\x8b\x08")});
  ASSERT_FALSE(archive);
  EXPECT_NE(archive.error().hint.find("the archive is cut off"), std::string::npos) << archive.error().hint;
  const auto empty = read_consultation({.votes = write("e.csv", "")});
  ASSERT_FALSE(empty);
  EXPECT_NE(empty.error().hint.find("the file is empty"), std::string::npos);
}

TEST_F(Reading, SaysWhatIsMissing) {
  const auto empty = read_consultation({.votes = folder()});
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, Errc::Malformed);
  EXPECT_NE(empty.error().hint.find("votes.csv"), std::string::npos);
  EXPECT_EQ(read_consultation({.votes = folder() + "/none.csv"}).error().code, Errc::NotFound);
  EXPECT_EQ(read_consultation({.votes = write("h.csv", "who,what\n1,2\n")}).error().code, Errc::Malformed);
  EXPECT_EQ(read_consultation({.votes = write("n.csv", "participant,statement,vote\n")}).error().code, Errc::Malformed);
}

}  // namespace
}  // namespace chancery::consult
