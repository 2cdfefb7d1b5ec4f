// What a reader of a file could not use: every line counted under its kind, the first of each kind kept with line and
// reason, so that nothing is dropped in silence and millions of bad lines take no memory.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// One line that could not be used; `line` counts from 1, the header included; 0: it is about the file as a whole.
struct BadLine {
  std::uint64_t line = 0;
  std::string reason;  // "no account has the id 17"

  friend bool operator==(const BadLine&, const BadLine&) = default;
};

// All of one kind.
struct LineProblem {
  std::string kind;  // snake_case, stable: "unknown_id"
  std::uint64_t count = 0;
  std::vector<BadLine> first;  // in the order of the file, at most `examples`

  friend bool operator==(const LineProblem&, const LineProblem&) = default;
};

// Thread safety: one thread at a time.
class LineProblems {
 public:
  explicit LineProblems(std::string file, std::size_t examples = 5);

  // `reason` gives a string and is called only for the lines that are kept.
  template <std::invocable Reason>
  void add(std::string_view kind, std::uint64_t line, Reason&& reason) {
    LineProblem& problem = of(kind);
    if (problem.count++ < examples_) problem.first.push_back({line, reason()});
  }
  // Lines that are only counted, where none of them is known by its number.
  void count(std::string_view kind, std::uint64_t lines);

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::uint64_t total() const;
  // How many lines of this kind; 0 for a kind that never came.
  [[nodiscard]] std::uint64_t count(std::string_view kind) const;
  // Kinds in the order they first came.
  [[nodiscard]] const std::vector<LineProblem>& kinds() const { return kinds_; }

  // For people, a line each: "ties.csv:7: no account has the id 17 (unknown_id)"; behind the last of a kind how many
  // more there are. Empty when there is nothing to tell.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] LineProblem& of(std::string_view kind);

  std::string file_;
  std::size_t examples_;
  std::vector<LineProblem> kinds_;
};

}  // namespace chancery
