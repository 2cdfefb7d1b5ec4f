#include "cli/consult_command.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "support/temp_folder.hpp"

namespace chancery::cli {
namespace {

class Consult : public testing::Test {
 protected:
  Consult() {
    std::string csv = "participant,statement,vote\n";
    for (int i = 0; i < 40; ++i) {
      for (int j = 0; j < 8; ++j)
        csv += std::to_string(i) + ',' + std::to_string(j) + ((i + j) % 2 == 0 ? ",1\n" : ",-1\n");
    }
    write("v.csv", csv);
  }

  std::string write(const std::string& name, const std::string& text) {
    const auto file = folder_.path() / name;
    std::ofstream(file) << text;
    return file.string();
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  int run(const ConsultCommand& command) {
    out_.str("");
    err_.str("");
    return run_consult_command(command, out_, err_);
  }

  test::TempFolder folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Consult, GivesOneDocumentTwiceTheSame) {
  ASSERT_EQ(run({.votes = path("v.csv"), .out = path("one"), .json = true}), 0) << err_.str();
  const auto document = json::parse_object(out_.str(), {.members = 100'000});
  ASSERT_TRUE(document);
  EXPECT_EQ(json::integer(*document, "k"), 2);
  EXPECT_EQ(json::integer(*document, "participants"), 40);
  ASSERT_EQ(run({.votes = path("v.csv"), .previous = path("one/consultation.json"), .out = path("two")}), 0)
      << err_.str();
  EXPECT_NE(out_.str().find("What unites"), std::string::npos);
}

TEST_F(Consult, TellsBadLinesAndFailsByThemOnlyWhenStrict) {
  const auto file = write("bad.csv", "participant,statement,vote\n1,1,1\n2,1,maybe\n3,1,-1\n");
  EXPECT_EQ(run({.votes = file}), 0);
  EXPECT_NE(err_.str().find("bad.csv:3:"), std::string::npos) << err_.str();
  EXPECT_EQ(run({.votes = file, .strict = true}), 65);
  EXPECT_TRUE(err_.str().ends_with("chancery consult: failed, as --strict asks: 1 bad line; it is told above\n"))
      << err_.str();
}

TEST_F(Consult, OverwritesNothingOfSomebodyElses) {
  const auto beside = folder_.path().string();  // where v.csv lies
  EXPECT_EQ(run({.votes = path("v.csv"), .out = beside}), 2);
  EXPECT_NE(err_.str().find("new or empty folder"), std::string::npos) << err_.str();
  EXPECT_EQ(run({.votes = path("v.csv"), .out = path("v.csv")}), 2);
  ASSERT_EQ(run({.votes = path("v.csv"), .out = path("map"), .runs = 0}), 0) << err_.str();
  EXPECT_EQ(run({.votes = path("v.csv"), .out = path("map"), .runs = 0}), 0) << "its own folder, again";
  EXPECT_EQ(run({.votes = path("map"), .out = path("map")}), 2) << "what is read";
  EXPECT_EQ(run({.votes = path("v.csv"), .previous = path("map/consultation.json"), .out = path("map")}), 2);
  std::filesystem::remove(path("map/votes.csv"));
  std::filesystem::create_hard_link(path("v.csv"), path("map/votes.csv"));
  EXPECT_EQ(run({.votes = path("v.csv"), .out = path("map")}), 2) << "by another name";
  EXPECT_NE(err_.str().find("could be overwritten"), std::string::npos) << err_.str();
}

TEST_F(Consult, StartsAnewWhereTheEarlierResultIsOfAnotherConsultation) {
  const auto other = write("other.csv", "participant,statement,vote\na,x,1\nb,x,-1\nc,y,1\n");
  ASSERT_EQ(run({.votes = other, .out = path("other"), .runs = 0}), 0) << err_.str();
  ASSERT_EQ(run({.votes = path("v.csv"), .previous = path("other/consultation.json"), .runs = 0, .json = true}), 0);
  EXPECT_NE(err_.str().find("another consultation"), std::string::npos) << err_.str();
  EXPECT_NE(out_.str().find("another_consultation"), std::string::npos) << "in the record too";
}

TEST_F(Consult, TakesNoNumberOutsideItsRange) {
  for (const std::size_t runs : {1U, 9U, 101U}) EXPECT_EQ(run({.votes = path("v.csv"), .runs = runs}), 2) << runs;
  EXPECT_EQ(run({.votes = path("v.csv"), .groups = 1}), 2);
  EXPECT_EQ(run({.votes = path("v.csv"), .groups = 51}), 2);
}

TEST_F(Consult, SaysWhyItCannot) {
  EXPECT_EQ(run({.votes = write("empty.csv", "")}), 65);
  EXPECT_EQ(run({.votes = folder_.path().string()}), 65) << "no file of votes by its name";
  EXPECT_NE(err_.str().find("participants-votes.csv"), std::string::npos);
  EXPECT_EQ(run({.votes = path("v.csv"), .compat = "pol.is"}), 2);
  EXPECT_EQ(run({.votes = path("v.csv"), .groups = 1000}), 2);
  EXPECT_NE(run({.votes = path("v.csv"), .previous = path("v.csv")}), 0);
}

}  // namespace
}  // namespace chancery::cli
