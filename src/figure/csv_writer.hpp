// Writes a table as RFC 4180 has it: UTF-8, commas, CRLF, quotes where they are needed.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace chancery::figure {

// The text of a cell that comes from a stranger: a spreadsheet would take one that begins with = + - @ or a control
// character for a formula, so it gets an apostrophe in front, which spreadsheets do not show.
[[nodiscard]] std::string guarded(std::string_view free_text);

// Thread safety: one thread.
class CsvWriter {
 public:
  // A word of ours: a column's name, a kind.
  CsvWriter& cell(std::string_view text);
  // Whatever a stranger wrote: guarded.
  CsvWriter& free_text(std::string_view text);
  CsvWriter& cell(std::integral auto number) { return cell(std::to_string(number)); }
  void end_row();

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  std::string text_;
  bool row_begun_ = false;
};

}  // namespace chancery::figure
