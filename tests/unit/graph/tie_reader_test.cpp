#include "graph/tie_reader.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Hands out `piece` bytes at a time.
ByteSource bytes_of(std::string_view text, std::size_t piece = 1 << 20) {
  return [text, piece](std::span<char> room) mutable -> Result<std::size_t> {
    const std::size_t size = std::min({text.size(), room.size(), piece});
    std::ranges::copy(text.substr(0, size), room.begin());
    text.remove_prefix(size);
    return size;
  };
}

Roster roster_of(std::vector<std::string_view> ids) {
  return Roster::of(ids).value();
}

const std::vector<std::string_view> kNumbers{"1", "2", "3", "4"};
const std::vector<std::string_view> kNames{"mfa", "paris", "press", "rome"};

TEST(TieReader, ReadsTheSameHoweverTheTableIsWritten) {
  for (const char* text : {
           "source,target\n1,2\n2,1\n3,4\n",
           "\xef\xbb\xbfsource,target\r\n1,2\r\n2,1\r\n3,4",
           "Target;note;SOURCE\n2;\"a; b\";1\n1;;2\n\"4\"; \" ;3\" ; 3 ;;\n",
           "source\ttarget\n 1\t2 \n2\t\"1\"\n3\t4\n",
           "source,target\r1,2\r2,1\r3,4\r",
       }) {
    for (const std::size_t piece : {1, 7, 1 << 20}) {
      const auto read = read_ties(bytes_of(text, piece), roster_of(kNumbers));
      ASSERT_TRUE(read.has_value()) << text;
      EXPECT_EQ(read->problems.text(), "") << text;
      EXPECT_EQ(read->lines, 3U);
      EXPECT_EQ(read->used, 3U);
      EXPECT_EQ(read->graph.ties(), 3U);
      EXPECT_THAT(read->graph.out().of(0), ElementsAre(1));
      EXPECT_THAT(read->graph.in().of(3), ElementsAre(2));
    }
  }
}

TEST(TieReader, TellsLinesWithMoreFieldsThanTheHeader) {
  for (const auto& [text, line] : {std::pair{"source,target\n1,2\n2,1,3\n3,4\n", 3},
                                   {"source,target\nmfa,paris\npress,rome\nparis,mfa,x\n", 4},
                                   {"source,target,note\n1,2\n2,1,a,b\n3,4,\"a,b\"\n", 3},
                                   {"source,target,note\nmfa,paris,a,b\nparis,mfa,\npress,rome,\"a,b\"\n", 2},
                                   {"note,target,source\na,1,2,\nb,2,1,4\nc,3,4\n", 3}}) {
    for (const std::size_t piece : {1, 1 << 20}) {
      const auto& ids = std::string_view(text).find("mfa") == std::string_view::npos ? kNumbers : kNames;
      const auto read = read_ties(bytes_of(text, piece), roster_of(ids));
      ASSERT_TRUE(read.has_value()) << text;
      EXPECT_EQ(read->graph.ties(), 2U) << text;
      EXPECT_EQ(read->problems.count("too_many_fields"), 1U) << text;
      EXPECT_THAT(read->problems.text(), HasSubstr(":" + std::to_string(line) + ": ")) << text;
      EXPECT_THAT(read->problems.text(), HasSubstr("fields, where the header has ")) << text;
    }
  }
}

TEST(TieReader, CountsEveryLineItCannotUseAndNamesTheFirstOfEachKind) {
  const auto read = read_ties(bytes_of("source,target\n"
                                       "mfa,paris\n"
                                       "mfa,vienna\n"
                                       "rome,rome\n"
                                       "mfa\n"
                                       "\n"
                                       "mfa;paris\n"
                                       "mfa,\n"
                                       "\"mfa,paris\n"
                                       "mfa,paris\n"
                                       "paris,mfa\n"
                                       "mfa,paris\n"
                                       "01,2\n"
                                       "pre"),
                              roster_of(kNames), {.file = "follows.csv"});
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->problems.text(),
            "follows.csv:3: no account has the id \"vienna\" (unknown_id)\n"
            "follows.csv:13: no account has the id \"01\" (unknown_id)\n"
            "follows.csv:4: \"rome\" is tied to itself (self_tie)\n"
            "follows.csv:5: a field is missing: \"mfa\" (malformed)\n"
            "follows.csv:8: a field is empty: \"mfa,\" (malformed)\n"
            "follows.csv:9: quotes do not match: \"\"mfa,paris\" (malformed)\n"
            "follows.csv:6: the line is blank (blank)\n"
            "follows.csv:7: its fields are parted by semicolons, those of the header by commas; the line is left out: "
            "\"mfa;paris\" (mixed_delimiters)\n"
            "follows.csv:14: a field is missing: \"pre\" (truncated)\n"
            "follows.csv:10: the tie stands in an earlier line (duplicate)\n"
            "follows.csv:12: the tie stands in an earlier line (duplicate)\n");
  EXPECT_EQ(read->lines, 13U);
  EXPECT_EQ(read->used, 2U);
  EXPECT_EQ(read->graph.ties(), 2U);
}

TEST(TieReader, LooksUpAnIdInAnotherEncodingOnceMore) {
  TieReading reading;
  reading.as_utf8 = [](std::string_view text) { return text == "m\xe9" ? std::string("m\u00e9") : std::string("?"); };
  const auto read =
      read_ties(bytes_of("source,target\nmfa,m\xe9\nm\u00e9,mfa\nmfa,\xff\n"), roster_of({"mfa", "m\u00e9"}), reading);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->used, 2U);
  EXPECT_EQ(read->problems.text(), "ties:4: no account has the id \"?\" (unknown_id)\n");
}

TEST(TieReader, FindsTheLinesOfRepeatedTiesAmongMany) {
  std::string text = "source,target\n1,2\n2,3\n9,1\n3,4\n1,2\n2,1\n";
  for (int i = 0; i < 40; ++i) text += "3,4\n4,3\n";
  const auto read = read_ties(bytes_of(text), roster_of(kNumbers), {.examples = 3});
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->problems.count("duplicate"), 1U + 40U + 39U);
  EXPECT_THAT(read->problems.text(), HasSubstr("ties:6: the tie"));
  EXPECT_THAT(read->problems.text(), HasSubstr("ties:8: the tie"));
  EXPECT_THAT(read->problems.text(), HasSubstr("ties:10: the tie"));
  EXPECT_EQ(read->used, 5U);
}

TEST(TieReader, TakesAnUndirectedTableForTiesBothWays) {
  const auto read =
      read_ties(bytes_of("source,target\n1,2\n3,2\n2,1\n2,3\n4,1\n"), roster_of(kNumbers), {.undirected = true});
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->graph.ties(), 6U);
  EXPECT_EQ(read->used, 3U);
  EXPECT_EQ(read->problems.text(),
            "ties:4: the tie stands in an earlier line (duplicate)\n"
            "ties:5: the tie stands in an earlier line (duplicate)\n");
}

TEST(TieReader, GivesUpALineThatNeverEndsAndReadsOn) {
  const std::string text =
      "source,target\n1,2\n" + std::string(3'000'000, 'x') + "\n2,3\n" + std::string(1'100'000, '7');
  const auto read = read_ties(bytes_of(text), roster_of(kNumbers));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->problems.count("malformed"), 2U);
  EXPECT_EQ(read->graph.ties(), 2U);
  EXPECT_EQ(read->lines, 4U);
}

TEST(TieReader, SaysWhatTheHeaderMustBe) {
  for (const char* text : {"", "\n", "1,2\n2,3\n", "source\n", "source,source,target\n", "\"source,target\n"}) {
    const auto read = read_ties(bytes_of(text), roster_of(kNumbers), {.file = "follows.csv"});
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().code, Errc::Malformed);
    EXPECT_THAT(read.error().hint, HasSubstr("follows.csv"));
    EXPECT_THAT(read.error().hint, HasSubstr("source"));
  }
}

TEST(TieReader, FailsAsItsSourceFails) {
  const ByteSource broken = [](std::span<char>) -> Result<std::size_t> { return fail(Errc::Unavailable, "disk"); };
  EXPECT_EQ(read_ties(broken, roster_of(kNumbers)).error().code, Errc::Unavailable);
}

}  // namespace
}  // namespace chancery::graph
