#include "base/line_problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace chancery {

LineProblems::LineProblems(std::string file, std::size_t examples) : file_(std::move(file)), examples_(examples) {}

LineProblem& LineProblems::of(std::string_view kind) {
  const auto known = std::ranges::find(kinds_, kind, &LineProblem::kind);
  if (known != kinds_.end()) return *known;
  return kinds_.emplace_back(LineProblem{std::string(kind), 0, {}});
}

void LineProblems::count(std::string_view kind, std::uint64_t lines) {
  if (lines > 0) of(kind).count += lines;
}

std::uint64_t LineProblems::total() const {
  std::uint64_t sum = 0;
  for (const LineProblem& problem : kinds_) sum += problem.count;
  return sum;
}

std::uint64_t LineProblems::count(std::string_view kind) const {
  const auto known = std::ranges::find(kinds_, kind, &LineProblem::kind);
  return known == kinds_.end() ? 0 : known->count;
}

std::string LineProblems::text() const {
  std::string text;
  for (const LineProblem& problem : kinds_) {
    for (const BadLine& bad : problem.first) {
      const std::string place = bad.line == 0 ? file_ : fmt::format("{}:{}", file_, bad.line);
      fmt::format_to(std::back_inserter(text), "{}: {} ({})\n", place, bad.reason, problem.kind);
    }
    const std::uint64_t more = problem.count - problem.first.size();
    if (more > 0) fmt::format_to(std::back_inserter(text), "{}: {} more lines of {}\n", file_, more, problem.kind);
  }
  return text;
}

}  // namespace chancery
