#include "base/line_problems.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace chancery {
namespace {

TEST(LineProblems, CountsEveryLineAndKeepsTheFirstOfEachKind) {
  LineProblems problems("ties.csv", 2);
  for (std::uint64_t line = 2; line < 7; ++line) {
    problems.add("unknown_id", line, [&] { return "no account has the id " + std::to_string(line); });
  }
  problems.add("self_tie", 9, [] { return std::string("an account follows itself"); });
  problems.count("duplicate", 3);
  EXPECT_EQ(problems.total(), 9U);
  EXPECT_EQ(problems.count("unknown_id"), 5U);
  EXPECT_EQ(problems.count("no_such_kind"), 0U);
  EXPECT_EQ(problems.text(),
            "ties.csv:2: no account has the id 2 (unknown_id)\n"
            "ties.csv:3: no account has the id 3 (unknown_id)\n"
            "ties.csv: 3 more lines of unknown_id\n"
            "ties.csv:9: an account follows itself (self_tie)\n"
            "ties.csv: 3 more lines of duplicate\n");
}

TEST(LineProblems, AsksForNoReasonThatIsNotKept) {
  LineProblems problems("ties.csv", 0);
  problems.add("unknown_id", 2, []() -> std::string { throw std::logic_error("asked"); });
  EXPECT_EQ(problems.count("unknown_id"), 1U);
}

}  // namespace
}  // namespace chancery
