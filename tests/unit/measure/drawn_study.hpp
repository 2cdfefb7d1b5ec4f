// A study of a drawn network: "mfa <-> paris; paris -> press".
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "measure/study.hpp"
#include "support/temp_folder.hpp"

namespace chancery::measure::test {

// "source,target" lines of "a -> b; b <-> c".
inline std::string ties_of(std::string_view drawing) {
  std::string lines = "source,target\n";
  std::istringstream in{std::string(drawing)};
  for (std::string piece; std::getline(in, piece, ';');) {
    std::istringstream words(piece);
    std::string from, arrow, to;
    if (!(words >> from >> arrow >> to)) continue;
    lines += from + "," + to + "\n";
    if (arrow == "<->") lines += to + "," + from + "\n";
  }
  return lines;
}

class DrawnStudy : public ::testing::Test {
 protected:
  static constexpr std::string_view kHeader = "id,handle,name,kind,office,country,network";

  std::string file(const std::string& name, std::string_view content) {
    std::ofstream(folder.path() / name, std::ios::binary) << content;
    return (folder.path() / name).string();
  }
  // Institutional accounts with an office, by id.
  static std::string roster(std::initializer_list<std::string_view> ids) {
    std::string text = std::string(kHeader) + "\n";
    for (const auto id : ids) {
      text += std::string(id) + ",@" + std::string(id) + ",The " + std::string(id) + ",institutional,ministry,,test\n";
    }
    return text;
  }
  Result<StudyInput> read(const StudyFiles& files, const StudyParameters& parameters = {}) {
    problems.clear();
    return read_study_input(files, parameters, problems);
  }
  Study study(std::string_view accounts, std::string_view follows, const StudyParameters& parameters = {}) {
    auto input =
        read({.accounts = file("accounts.csv", accounts), .follows = file("follows.csv", follows)}, parameters);
    EXPECT_TRUE(input.has_value()) << (input ? "" : input.error().hint);
    return make_study(input ? *std::move(input) : StudyInput{}, "test", true);
  }
  static graph::Node node(const Study& study, std::string_view id) {
    for (graph::Node i = 0; i < study.input.accounts.size(); ++i) {
      if (study.account(i).id == id) return i;
    }
    ADD_FAILURE() << "no account " << id;
    return 0;
  }
  [[nodiscard]] std::uint64_t problem(std::string_view kind) const {
    std::uint64_t count = 0;
    for (const auto& each : problems) count += each.count(kind);
    return count;
  }

  chancery::test::TempFolder folder;
  std::vector<LineProblems> problems;
};

}  // namespace chancery::measure::test
