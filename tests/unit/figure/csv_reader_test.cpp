#include "figure/csv_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "figure/csv_writer.hpp"
#include "support/packing.hpp"
#include "support/temp_folder.hpp"

namespace chancery::figure {
namespace {

using Rows = std::vector<std::vector<std::string>>;

const std::vector<CsvColumn> kTies = {{"source"}, {"target"}, {"weight", false}};

struct Read {
  Rows rows;
  LineProblems problems{"ties.csv"};
  std::string error;
  char delimiter = 0;
  Encoding encoding = Encoding::Ascii;
  std::vector<std::uint64_t> lines;
};

Read read(std::string_view text, const std::vector<CsvColumn>& columns = kTies) {
  Read read;
  auto reader = CsvReader::from_bytes(text, "ties.csv", columns, read.problems);
  if (!reader) {
    read.error = reader.error().hint;
    return read;
  }
  while (reader->next()) {
    std::vector<std::string> row;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (reader->has(i)) row.emplace_back((*reader)[i]);
    }
    read.rows.push_back(row);
    read.lines.push_back(reader->line());
  }
  read.delimiter = reader->delimiter();
  read.encoding = reader->encoding();
  return read;
}

std::string utf16(std::u16string_view text, bool big_endian, bool marked) {
  std::string out;
  const auto put = [&](char16_t unit) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  if (marked) put(0xfeff);
  for (const auto unit : text) put(unit);
  return out;
}

TEST(CsvReader, ReadsColumnsByNameInAnyOrder) {
  const auto got = read("target,note,Source\nparis,x,mfa\r\npress,,paris\n");
  EXPECT_EQ(got.rows, (Rows{{"mfa", "paris"}, {"paris", "press"}}));
  EXPECT_TRUE(got.problems.kinds().empty());
  EXPECT_EQ(got.lines, (std::vector<std::uint64_t>{2, 3}));
}

TEST(CsvReader, ReadsQuotedFieldsAsTheStandardHasThem) {
  const auto got = read("source,target\n\"a, b\",\"say \"\"so\"\"\"\n\"two\r\nlines\",c\n\"\",d\nx,y");
  EXPECT_EQ(got.rows, (Rows{{"a, b", "say \"so\""}, {"two\r\nlines", "c"}, {"", "d"}, {"x", "y"}}));
  EXPECT_EQ(got.lines, (std::vector<std::uint64_t>{2, 3, 5, 6}));
}

TEST(CsvReader, FindsTheDelimiter) {
  for (const char delimiter : {',', ';', '\t'}) {
    std::string text = "source|target|weight\na|b|1\n|c|2\n";
    std::ranges::replace(text, '|', delimiter);
    const auto got = read(text);
    EXPECT_EQ(got.delimiter, delimiter);
    EXPECT_EQ(got.rows, (Rows{{"a", "b", "1"}, {"", "c", "2"}}));
  }
  EXPECT_EQ(read("sep=;\r\nsource;target\r\na;b\r\n").rows, (Rows{{"a", "b"}}));
}

TEST(CsvReader, TellsLinesThatUseAnotherDelimiter) {
  const auto got = read("source,target\na,b\nc;d\ne\tf\ng,h\n");
  EXPECT_EQ(got.rows, (Rows{{"a", "b"}, {"g", "h"}}));
  EXPECT_EQ(got.problems.count(bad_line::kMixedDelimiters), 2U);
  EXPECT_NE(got.problems.text().find("ties.csv:3: its fields are parted by semicolons"), std::string::npos);
}

TEST(CsvReader, KnowsTheEncoding) {
  EXPECT_EQ(read("source,target\na,b\n").encoding, Encoding::Ascii);
  const auto marked = read("\xef\xbb\xbfsource,target\na,é\n");
  EXPECT_EQ(marked.encoding, Encoding::Utf8Marked);
  EXPECT_EQ(marked.rows, (Rows{{"a", "é"}}));
  EXPECT_EQ(read("source,target\na,é\n").encoding, Encoding::Utf8);
  const auto western = read("source,target\na,b\nS\xe3o Tom\xe9,\x80\n\"\xfc\",x\n");
  EXPECT_EQ(western.encoding, Encoding::Windows1252);
  EXPECT_EQ(western.rows, (Rows{{"a", "b"}, {"São Tomé", "€"}, {"ü", "x"}}));
  for (const bool big : {false, true}) {
    for (const bool with_mark : {false, true}) {
      const auto wide = utf16(u"source,target\nmfa,Kα😀\n", big, with_mark);
      const auto got = read(wide);
      EXPECT_EQ(got.encoding, big ? Encoding::Utf16Be : Encoding::Utf16Le);
      EXPECT_EQ(got.rows, (Rows{{"mfa", "Kα😀"}}));
    }
  }
}

TEST(CsvReader, TellsALineInAnotherEncodingThanTheFile) {
  const auto got = read("source,target\na,é\nb,\xe9\nc,d\n");
  EXPECT_EQ(got.rows, (Rows{{"a", "é"}, {"c", "d"}}));
  EXPECT_EQ(got.problems.count(bad_line::kEncoding), 1U);
}

TEST(CsvReader, SaysWhatItFoundAndWhatItNeeds) {
  const auto got = read("from,to\na,b\n");
  EXPECT_NE(got.error.find("ties.csv, line 1: no column source, target. Found: from, to. Needed: source, target"),
            std::string::npos)
      << got.error;
  EXPECT_EQ(read("from,to\na,b\n", {{"source", true, {"from"}}, {"target", true, {"to"}}}).rows, (Rows{{"a", "b"}}));
  EXPECT_NE(read("source,target,Target\n").error.find("twice"), std::string::npos);
  EXPECT_NE(read("").error.find("empty"), std::string::npos);
  EXPECT_NE(read("\n \n").error.find("blank"), std::string::npos);
}

TEST(CsvReader, CountsEveryBadLineAndReadsTheRest) {
  const auto got = read(
      "source,target\n"
      "a\n"
      "a,b,c\n"
      "a,b,,\n"
      "\"x\" y,b\n"
      "c,d\n" +
      std::string("n\0l,d\n", 6) + "e,");
  EXPECT_EQ(got.rows, (Rows{{"a", "b"}, {"c", "d"}, {"e", ""}}));
  EXPECT_EQ(got.problems.count(bad_line::kTooFewFields), 1U);
  EXPECT_EQ(got.problems.count(bad_line::kTooManyFields), 1U);
  EXPECT_EQ(got.problems.count(bad_line::kTextAfterQuote), 1U);
  EXPECT_EQ(got.problems.count(bad_line::kZeroByte), 1U);
  EXPECT_EQ(got.problems.total(), 4U);
}

TEST(CsvReader, AQuoteThatNeverClosesCostsItsOwnLineAlone) {
  const auto got = read("source,target\na,b\n\"c,d\ne,f\ng,h\n");
  EXPECT_EQ(got.rows, (Rows{{"a", "b"}, {"e", "f"}, {"g", "h"}}));
  EXPECT_EQ(got.problems.count(bad_line::kUnclosedQuote), 1U);
  EXPECT_NE(got.problems.text().find("ties.csv:3:"), std::string::npos);
  EXPECT_EQ(got.lines, (std::vector<std::uint64_t>{2, 4, 5}));
}

TEST(CsvReader, TellsATruncatedLastLine) {
  const auto got = read("source,target\na,b\nc");
  EXPECT_EQ(got.rows, (Rows{{"a", "b"}}));
  EXPECT_EQ(got.problems.count(bad_line::kTruncated), 1U);
}

TEST(CsvReader, PassesOverALineThatIsTooLong) {
  const auto got = read("source,target\na," + std::string(3 * CsvReader::kMaxRecord, 'x') + "\nc,d\n");
  EXPECT_EQ(got.rows, (Rows{{"c", "d"}}));
  EXPECT_EQ(got.problems.count(bad_line::kOverlong), 1U);
  EXPECT_EQ(got.lines, (std::vector<std::uint64_t>{3}));
}

TEST(CsvReader, ReadsArchivesAndWhatIsWholeOfACutOne) {
  std::string text = "source,target\n";
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i) + "," + std::to_string(i * 7919 % 200'003) + "\n";
  for (const auto pack : {&test::gzipped, &test::zstandard}) {
    const auto archive = pack(text);
    EXPECT_EQ(read(archive).rows.size(), 200'000U);
    const auto two = pack("source,target\na,b\n") + pack("c,d\n");
    EXPECT_EQ(read(two).rows, (Rows{{"a", "b"}, {"c", "d"}}));
    const auto cut = read(std::string_view(archive).substr(0, archive.size() / 2));
    EXPECT_GT(cut.rows.size(), 50'000U);
    EXPECT_EQ(cut.problems.count(bad_line::kDamagedArchive), 1U);
  }
}

TEST(CsvReader, ReadsOldLineBreaks) {
  EXPECT_EQ(read("source,target\ra,b\r\"c\",d\r").rows, (Rows{{"a", "b"}, {"c", "d"}}));
}

TEST(CsvReader, OpensFilesAndSaysWhyItCannot) {
  const test::TempFolder folder;
  const auto path = folder.path() / "ties.csv";
  std::ofstream(path) << "source,target\na,b\n";
  LineProblems problems("ties.csv");
  auto reader = CsvReader::open(path.string(), kTies, problems);
  ASSERT_TRUE(reader.has_value());
  EXPECT_TRUE(reader->next());
  EXPECT_FALSE(reader->next());
  EXPECT_EQ(CsvReader::open((folder.path() / "none.csv").string(), kTies, problems).error().code, Errc::NotFound);
  EXPECT_NE(CsvReader::open(folder.path().string(), kTies, problems).error().hint.find("folder"), std::string::npos);
}

TEST(CsvWriter, WritesWhatTheReaderReadsBack) {
  const std::vector<std::string> hard = {"a, b", "say \"so\"", "two\nlines", " spaced ", "", "é", ";"};
  CsvWriter writer;
  writer.cell("source").cell("target").end_row();
  for (const auto& text : hard) {
    writer.cell(text).cell(7);
    writer.end_row();
  }
  const auto got = read(writer.text());
  ASSERT_EQ(got.rows.size(), hard.size());
  for (std::size_t i = 0; i < hard.size(); ++i) EXPECT_EQ(got.rows[i], (std::vector<std::string>{hard[i], "7"}));
}

TEST(CsvWriter, LetsNoStrangerWriteAFormula) {
  EXPECT_EQ(guarded("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
  EXPECT_EQ(guarded("@mfa"), "'@mfa");
  EXPECT_EQ(guarded("mfa"), "mfa");
  EXPECT_EQ(guarded(""), "");
}

}  // namespace
}  // namespace chancery::figure
