// What --strict makes of lines that could not be used.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <ostream>
#include <string_view>

#include "cli/exit_codes.hpp"
#include "figure/number.hpp"

namespace chancery::cli {

// The exit code of `command` ("chancery study") that came to its end. Where --strict fails it, that is the last that is
// said.
[[nodiscard]] inline int code_by_lines(std::string_view command, bool strict, std::uint64_t bad_lines,
                                       std::ostream& err) {
  if (!strict || bad_lines == 0) return 0;
  err << fmt::format("{}: failed, as --strict asks: {} told above\n", command,
                     figure::counted(bad_lines, "bad line; it is", "bad lines; they are"));
  return kUnusable;
}

}  // namespace chancery::cli
