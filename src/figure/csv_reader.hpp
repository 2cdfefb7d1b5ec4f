// Reads tables that people made: CSV in whatever dialect their spreadsheet wrote it.
//
// RFC 4180 quoting (fields over several lines, doubled quotes); comma, semicolon or tab, found from the header; LF,
// CRLF or CR; gzip and zstd; UTF-8 with or without a mark, UTF-16, else Windows-1252. Columns are asked for by name. A
// line that cannot be used is counted in `LineProblems` and left out, and the rest is read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/line_problems.hpp"
#include "base/result.hpp"
#include "figure/encoding.hpp"
#include "figure/table_bytes.hpp"

namespace chancery::figure {

// Kinds of what the reader itself refuses. Its callers add theirs by `reject`.
namespace bad_line {
inline constexpr std::string_view kTooFewFields = "too_few_fields";
inline constexpr std::string_view kTooManyFields = "too_many_fields";
inline constexpr std::string_view kMixedDelimiters = "mixed_delimiters";
inline constexpr std::string_view kUnclosedQuote = "unclosed_quote";
inline constexpr std::string_view kTextAfterQuote = "text_after_quote";
inline constexpr std::string_view kOverlong = "overlong_line";
inline constexpr std::string_view kTruncated = "truncated_last_line";
inline constexpr std::string_view kEncoding = "wrong_encoding";
inline constexpr std::string_view kZeroByte = "zero_byte";
inline constexpr std::string_view kDamagedArchive = "damaged_archive";
inline constexpr std::string_view kUnreadable = "unreadable";
}  // namespace bad_line

struct CsvColumn {
  std::string name;
  bool needed = true;
  std::vector<std::string> aliases;  // other names it goes by
};

// Thread safety: one thread.
class CsvReader {
 public:
  static constexpr std::size_t kMaxRecord = 1024 * 1024;  // bytes of one record, its line breaks included

  // Opens a file ("-" is standard input) and reads its header. Names are compared in lower case, without surrounding
  // spaces, '-' and ' ' being '_'. `problems` must outlive the reader. Fails with Errc::NotFound or Unavailable, and
  // with Errc::Malformed when the file is empty or a needed column is missing (the hint says what was found and needed)
  // or stands there twice.
  [[nodiscard]] static Result<CsvReader> open(const std::string& path, const std::vector<CsvColumn>& columns,
                                              LineProblems& problems);
  // Bytes that outlive the reader; `name` stands in messages.
  [[nodiscard]] static Result<CsvReader> from_bytes(std::string_view bytes, std::string name,
                                                    const std::vector<CsvColumn>& columns, LineProblems& problems);

  // Steps to the next record that can be read; false at the end. Blank lines are passed over.
  [[nodiscard]] bool next();

  // The field of the k-th asked column, "" when the table has no such column; UTF-8, without surrounding spaces unless
  // quoted. Lives until the next step.
  [[nodiscard]] std::string_view operator[](std::size_t column) const {
    const auto place = places_[column];
    return place == kNone ? std::string_view{} : fields_[place];
  }
  [[nodiscard]] bool has(std::size_t column) const { return places_[column] != kNone; }
  // All fields, as many as the header has, whether asked for or not.
  [[nodiscard]] const std::vector<std::string_view>& fields() const { return fields_; }
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }

  // Counts the current record as one that cannot be used. `reason` gives a string.
  template <std::invocable Reason>
  void reject(std::string_view kind, Reason&& reason) {
    problems_->add(kind, line_, std::forward<Reason>(reason));
  }

  // Of the current record: where it begins, from one.
  [[nodiscard]] std::uint64_t line() const { return line_; }
  [[nodiscard]] std::uint64_t records() const { return records_; }   // given so far
  [[nodiscard]] std::uint64_t bytes() const { return bytes_read_; }  // read so far, unpacked
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] char delimiter() const { return delimiter_; }
  // Which encoding was found or assumed: final once everything is read.
  [[nodiscard]] Encoding encoding() const { return encoding_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  // One record as it stands in the buffer, from begin_.
  struct Record {
    std::size_t size = 0;  // with its line break
    std::uint64_t lines = 1;
    std::string_view refusal_kind;  // "": fine
    std::string_view refusal;
    bool unended = false;  // no line break: the file ends here
  };

  CsvReader(TableBytes source, std::string name, LineProblems& problems);
  static Result<CsvReader> start(TableBytes source, std::string name, const std::vector<CsvColumn>& columns,
                                 LineProblems& problems);
  Status read_header(const std::vector<CsvColumn>& columns);
  void choose_delimiter(const std::vector<CsvColumn>& columns);
  Status place(const std::vector<CsvColumn>& columns);

  bool fill();
  std::size_t find_line_end(std::size_t from);
  bool skip_blank_lines();
  void skip_overlong();
  Record read_record(char delimiter);
  void split_plain(std::string_view line, char delimiter);
  Record read_quoted(char delimiter, std::size_t first_end, Record record);
  void point_fields_at_scratch();
  [[nodiscard]] std::string_view decode_fields(std::string_view whole);
  void consume(const Record& record);
  bool count_fits(const Record& record);

  TableBytes source_;
  std::string name_;
  LineProblems* problems_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what is unread of it
  bool ended_ = false;
  std::string unread_;  // why reading ended before the file did
  char line_break_ = '\n';
  char delimiter_ = ',';
  Encoding encoding_ = Encoding::Ascii;
  std::uint64_t line_ = 0, next_line_ = 1, records_ = 0, bytes_read_ = 0;
  std::vector<std::string> header_;
  std::vector<std::size_t> places_;
  std::vector<std::string_view> fields_;
  std::string scratch_;              // fields of a quoted record, one behind the other
  std::vector<std::size_t> bounds_;  // where each ends
  std::string decoded_;
};

}  // namespace chancery::figure
