#include "figure/csv_writer.hpp"

namespace chancery::figure {

std::string guarded(std::string_view free_text) {
  constexpr std::string_view kOpensFormula = "=+-@\t\r\n";
  const bool formula = !free_text.empty() && kOpensFormula.find(free_text.front()) != std::string_view::npos;
  return (formula ? "'" : "") + std::string(free_text);
}

CsvWriter& CsvWriter::cell(std::string_view text) {
  if (row_begun_) text_ += ',';
  const bool first = !row_begun_;
  row_begun_ = true;
  constexpr std::string_view kNeedsQuotes = "\",\r\n";
  const bool spaced = !text.empty() && (text.front() <= ' ' || text.back() <= ' ');
  // A row of one empty cell would be a blank line.
  if (text.find_first_of(kNeedsQuotes) == std::string_view::npos && !spaced && !(first && text.empty())) {
    text_ += text;
    return *this;
  }
  text_ += '"';
  for (const char c : text) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  text_ += '"';
  return *this;
}

CsvWriter& CsvWriter::free_text(std::string_view text) {
  return cell(guarded(text));
}

void CsvWriter::end_row() {
  text_ += "\r\n";
  row_begun_ = false;
}

}  // namespace chancery::figure
