// One answer a line: what the commands that read texts from standard input have in common.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <ostream>
#include <string>

namespace chancery::cli {

// Calls `answer` with each line, without its end, and writes what it gives, and a line end. A line is cut after 1 MiB.
// Answers go out whenever no more input waits. Gives the number of lines.
std::size_t answer_lines(std::istream& in, std::ostream& out,
                         const std::function<std::string(const std::string& line)>& answer);

}  // namespace chancery::cli
