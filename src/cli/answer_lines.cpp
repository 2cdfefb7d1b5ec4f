#include "cli/answer_lines.hpp"

namespace chancery::cli {

std::size_t answer_lines(std::istream& in, std::ostream& out,
                         const std::function<std::string(const std::string& line)>& answer) {
  using Traits = std::istream::traits_type;
  constexpr std::size_t kMaxLine = 1024 * 1024;
  std::streambuf& input = *in.rdbuf();
  std::string line;
  bool begun = false;  // something of the present line was read
  std::size_t lines = 0;
  const auto finish = [&] {
    if (line.ends_with('\r')) line.pop_back();
    out << answer(line) << '\n';
    line.clear();
    begun = false;
    ++lines;
  };
  for (auto c = input.sbumpc(); !Traits::eq_int_type(c, Traits::eof()); c = input.sbumpc()) {
    begun = true;
    if (Traits::to_char_type(c) != '\n') {
      if (line.size() < kMaxLine) line += Traits::to_char_type(c);
      continue;
    }
    finish();
    if (input.in_avail() <= 0) out.flush();
  }
  if (begun) finish();
  out.flush();
  return lines;
}

}  // namespace chancery::cli
