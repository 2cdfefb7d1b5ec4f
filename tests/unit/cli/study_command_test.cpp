#include "cli/study_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "support/temp_folder.hpp"

namespace chancery::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class StudyCommandTest : public ::testing::Test {
 protected:
  std::string file(const std::string& name, std::string_view content) {
    std::ofstream(folder / name, std::ios::binary) << content;
    return (folder / name).string();
  }
  int run(const StudyCommand& command) {
    out.str("");
    err.str("");
    return run_study_command(command, out, err);
  }
  StudyCommand drawn() {
    return {.accounts = file("accounts.csv",
                             "id,handle,name,kind,office,country,network\n"
                             "mfa,@mfa,The ministry,institutional,foreign ministry,FRA,t\n"
                             "paris,@paris,The embassy,institutional,embassy,FRA,t\n"
                             "press,@press,The press office,institutional,press,DEU,t\n"),
            .follows = file("follows.csv", "source,target\nmfa,paris\nparis,mfa\nparis,press\n")};
  }

  chancery::test::TempFolder folder;
  std::ostringstream out;
  std::ostringstream err;
};

TEST_F(StudyCommandTest, GivesOneJsonDocumentWithTheFixedKeys) {
  auto command = drawn();
  command.json = true;
  ASSERT_EQ(run(command), 0) << err.str();
  const auto study = json::parse_object(out.str());
  ASSERT_TRUE(study.has_value()) << study.error().hint;
  for (const auto* key : {"accounts", "ties", "density", "reciprocity", "mutual_ties", "components", "table",
                          "best_connected", "communities", "input_sha256", "seed"}) {
    EXPECT_TRUE(study->contains(key)) << key;
  }
  EXPECT_EQ(json::integer(*study, "ties"), 3);
  const auto rows = json::objects(*study, "table");
  ASSERT_EQ(rows.size(), 3U);
  for (const auto* key : {"id", "handle", "country", "in_degree", "out_degree", "mutual", "pagerank", "betweenness",
                          "hub", "authority", "core", "community", "follows_none"}) {
    EXPECT_TRUE(rows[0]->contains(key)) << key;
  }
}

TEST_F(StudyCommandTest, StrictFailsOnABadLineAndSaysWhich) {
  auto command = drawn();
  command.follows = file("bad.csv", "source,target\nmfa,paris\nmfa,nobody\n");
  EXPECT_EQ(run(command), 0);
  EXPECT_THAT(err.str(), HasSubstr("bad.csv:3:"));
  command.strict = true;
  EXPECT_EQ(run(command), 65);
  EXPECT_THAT(err.str(), EndsWith("chancery study: failed, as --strict asks: 1 bad line; it is told above\n"));
}

TEST_F(StudyCommandTest, NothingUsableIsSaidSo) {
  auto command = drawn();
  command.accounts = file("other.csv", "name,country\nx,FRA\n");
  EXPECT_EQ(run(command), 65);
  EXPECT_THAT(err.str(), HasSubstr("Needed: id, handle"));
  command = drawn();
  command.ego = "nobody";
  EXPECT_EQ(run(command), 65);
}

TEST_F(StudyCommandTest, WritesAFolderThatVerifyReproduces) {
  auto command = drawn();
  command.out = (folder / "study").string();
  ASSERT_EQ(run(command), 0) << err.str();
  EXPECT_EQ(run_study_verify(command.out, false, out, err), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("reproduced: all"));
  EXPECT_THAT(out.str(), Not(HasSubstr("not the study's")));
  std::filesystem::create_directory(folder / "study/more");
  std::ofstream(folder / "study/more/extra.csv") << "x";
  std::ofstream(folder / "study/tables/ties2.csv") << "x";
  EXPECT_EQ(run_study_verify(command.out, false, out, err), 0);
  EXPECT_THAT(out.str(), HasSubstr("  not the study's more/extra.csv\n  not the study's tables/ties2.csv\n"));
  std::ofstream(folder / "study/report.html", std::ios::app) << "x";
  EXPECT_EQ(run_study_verify(command.out, true, out, err), 65);
  EXPECT_THAT(out.str(), HasSubstr("\"differ\":[\"report.html\"]"));
  EXPECT_THAT(out.str(), HasSubstr("\"added\":[\"more/extra.csv\",\"tables/ties2.csv\"]"));
  EXPECT_EQ(run_study_verify((folder / "none").string(), false, out, err), 65);
}

TEST_F(StudyCommandTest, OverwritesNeitherItsInputNorWhatOthersWrote) {
  auto command = drawn();
  command.out = folder.path().string();  // where the tables lie
  EXPECT_EQ(run(command), 2);
  EXPECT_THAT(err.str(), HasSubstr("the folder holds other files, and no study.json of an earlier result"));
  EXPECT_FALSE(std::filesystem::exists(folder / "report.html"));
  std::filesystem::create_directory(folder / "theirs");
  file("theirs/study.json", "{\"their\": \"study\"}\n");
  command.out = (folder / "theirs").string();
  EXPECT_EQ(run(command), 2);

  command.out = (folder / "study").string();
  ASSERT_EQ(run(command), 0) << err.str();
  EXPECT_EQ(run(command), 0) << err.str();  // its own folder is written again
  auto again = command;
  again.accounts = (folder / "study/input/accounts.csv").string();
  EXPECT_EQ(run(again), 2);
  EXPECT_THAT(err.str(), HasSubstr("lies in it and could be overwritten"));
  again = command;
  again.previous = command.out;
  EXPECT_EQ(run(again), 2);
  EXPECT_THAT(err.str(), HasSubstr("is this very folder"));
}

TEST_F(StudyCommandTest, NeedsARoster) {
  CLI::App app;
  int exit_code = 0;
  add_study_command(app, exit_code);
  app.parse("study --json");
  EXPECT_EQ(exit_code, 2);
}

}  // namespace
}  // namespace chancery::cli
