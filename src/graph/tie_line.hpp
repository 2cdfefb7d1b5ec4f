// One line of a table of ties, cut into fields.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chancery::graph {

// Where the two fields stand in every line, and what parts them.
struct TieColumns {
  std::size_t source = 0;
  std::size_t target = 1;
  char separator = ',';
  std::size_t count = static_cast<std::size_t>(-1);  // of the header's columns, where it is known
};

// From the header's line, without its end; the separator is the one by which both names are found. Fails with
// Errc::Malformed; the hint shows the header and what is looked for.
[[nodiscard]] Result<TieColumns> tie_columns(std::string_view header, std::string_view file, std::string_view source,
                                             std::string_view target);

// "semicolons", where another separator than that of `columns` gives both fields of the line; "" where none does.
[[nodiscard]] std::string_view parted_otherwise(std::string_view line, TieColumns columns);
// "commas", "semicolons", "tabs".
[[nodiscard]] std::string_view name_of(char separator);

// Cuts lines; keeps its room from line to line.
class TieLine {
 public:
  explicit TieLine(TieColumns columns) : columns_(columns) {}

  // Nothing when both ids were found, else why not. `line` has no end of line; ids are valid until the next call.
  [[nodiscard]] std::string_view cut(std::string_view line);
  [[nodiscard]] std::string_view source() const { return source_; }
  [[nodiscard]] std::string_view target() const { return target_; }
  // How many fields the line has where they are more than the header's; empty ones at its end are forgiven. 0: not so.
  [[nodiscard]] std::size_t surplus() const { return surplus_; }

 private:
  [[nodiscard]] std::size_t count_surplus(std::string_view rest, std::size_t fields);

  TieColumns columns_;
  std::string_view source_;
  std::string_view target_;
  std::size_t surplus_ = 0;
  std::string unquoted_[3];  // of the source, the target and any other field
};

}  // namespace chancery::graph
