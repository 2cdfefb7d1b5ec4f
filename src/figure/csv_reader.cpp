#include "figure/csv_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace chancery::figure {
namespace {

constexpr std::size_t kStep = 256 * 1024;
constexpr std::string_view kDelimiters = ",;\t";
constexpr std::string_view kSpaces = " \t";

std::string_view trimmed(std::string_view text, std::string_view spaces = kSpaces) {
  const auto begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

// A tab is no space where it parts fields.
std::string_view spaces_beside(char delimiter) {
  return delimiter == '\t' ? kSpaces.substr(0, 1) : kSpaces;
}

std::string folded(std::string_view name) {
  std::string text(trimmed(name));
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  return text;
}

bool names(const CsvColumn& column, std::string_view found) {
  return folded(column.name) == found ||
         std::ranges::any_of(column.aliases, [&](const auto& alias) { return folded(alias) == found; });
}

std::string_view told(char delimiter) {
  switch (delimiter) {
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    default:
      return "commas";
  }
}

}  // namespace

CsvReader::CsvReader(TableBytes source, std::string name, LineProblems& problems)
    : source_(std::move(source)), name_(std::move(name)), problems_(&problems), buffer_(kStep) {}

Result<CsvReader> CsvReader::open(const std::string& path, const std::vector<CsvColumn>& columns,
                                  LineProblems& problems) {
  auto source = TableBytes::open(path);
  if (!source) return fail(source.error());
  return start(*std::move(source), path == "-" ? "standard input" : path, columns, problems);
}

Result<CsvReader> CsvReader::from_bytes(std::string_view bytes, std::string name, const std::vector<CsvColumn>& columns,
                                        LineProblems& problems) {
  return start(TableBytes::of(bytes), std::move(name), columns, problems);
}

Result<CsvReader> CsvReader::start(TableBytes source, std::string name, const std::vector<CsvColumn>& columns,
                                   LineProblems& problems) {
  CsvReader reader(std::move(source), std::move(name), problems);
  if (auto status = reader.read_header(columns); !status) return fail(status.error());
  return reader;
}

// The header -----------------------------------------------------------------------------------------------------

Status CsvReader::read_header(const std::vector<CsvColumn>& columns) {
  if (!fill() && bytes_read_ == 0) {
    return fail(
        Errc::Malformed, "empty",
        fmt::format("{}: {}", name_,
                    unread_.empty() ? std::string("the file is empty") : unread_ + "; nothing of it can be read"));
  }
  encoding_ = source_.encoding();
  const std::string_view start(buffer_.data(), end_);
  if (start.find('\n') == std::string_view::npos && start.find('\r') != std::string_view::npos) line_break_ = '\r';
  if (!skip_blank_lines()) {
    return fail(Errc::Malformed, "empty", fmt::format("{}: there is nothing but blank lines in it", name_));
  }
  // What a spreadsheet may write to tell others its delimiter.
  const std::string_view first(buffer_.data() + begin_, end_ - begin_);
  if (first.starts_with("sep=") && first.size() > 4) {
    consume({.size = std::min(find_line_end(begin_), end_) - begin_ + 1});
    if (!skip_blank_lines()) return fail(Errc::Malformed, "no header", fmt::format("{}: no header in it", name_));
  }
  choose_delimiter(columns);
  const auto record = read_record(delimiter_);
  if (!record.refusal.empty()) {
    return fail(Errc::Malformed, "no header",
                fmt::format("{}, line {}: the header cannot be read: {}", name_, next_line_, record.refusal));
  }
  header_.assign(fields_.begin(), fields_.end());
  line_ = next_line_;
  consume(record);
  return place(columns);
}

// The one by which most of the columns asked for are found; among equals the one that gives most fields.
void CsvReader::choose_delimiter(const std::vector<CsvColumn>& columns) {
  std::pair<std::size_t, std::size_t> best{0, 0};
  const auto encoding = encoding_;
  for (const char delimiter : kDelimiters) {
    (void)read_record(delimiter);
    std::size_t known = 0;
    for (const auto field : fields_) {
      const auto name = folded(field);
      known += std::ranges::any_of(columns, [&](const auto& column) { return names(column, name); }) ? 1 : 0;
    }
    if (const std::pair found{known, fields_.size()}; found > best) {
      best = found;
      delimiter_ = delimiter;
    }
    encoding_ = encoding;
  }
}

Status CsvReader::place(const std::vector<CsvColumn>& columns) {
  std::vector<std::string> missing;
  std::vector<std::string> needed;
  for (const CsvColumn& column : columns) {
    std::size_t where = kNone;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (!names(column, folded(header_[i]))) continue;
      if (where != kNone) {
        return fail(Errc::Malformed, "a column twice",
                    fmt::format("{}, line {}: the column \"{}\" stands there twice, as column {} and {}", name_, line_,
                                column.name, where + 1, i + 1));
      }
      where = i;
    }
    places_.push_back(where);
    if (column.needed) needed.push_back(column.name);
    if (column.needed && where == kNone) missing.push_back(column.name);
  }
  if (missing.empty()) return {};
  constexpr std::size_t kTold = 12;
  const std::vector<std::string> found(header_.begin(),
                                       header_.begin() + static_cast<long>(std::min(kTold, header_.size())));
  return fail(Errc::Malformed, "missing column",
              fmt::format("{}, line {}: no column {}. Found: {}{}. Needed: {}. The first line must name the columns.",
                          name_, line_, fmt::join(missing, ", "), fmt::join(found, ", "),
                          header_.size() > kTold ? fmt::format(" and {} more", header_.size() - kTold) : "",
                          fmt::join(needed, ", ")));
}

// Lines ----------------------------------------------------------------------------------------------------------

// Reads on behind what is unread, moving that to the front. False at the end.
bool CsvReader::fill() {
  if (ended_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < kStep / 2) buffer_.resize(buffer_.size() + kStep);
  const auto got = source_.read(std::span(buffer_).subspan(end_));
  if (!got) {
    ended_ = true;
    const bool archive = got.error().code == Errc::Malformed;
    unread_ = got.error().hint;
    problems_->add(archive ? bad_line::kDamagedArchive : bad_line::kUnreadable, next_line_,
                   [&] { return got.error().hint + "; what stands before it was read"; });
    return false;
  }
  ended_ = *got == 0;
  end_ += *got;
  bytes_read_ += *got;
  return *got > 0;
}

// Where the line that reaches to `from` ends, relative to the buffer: at its break, or end_ when the file ends there.
// kNone when the record would grow too long. Positions relative to begin_ stay; begin_ may move.
std::size_t CsvReader::find_line_end(std::size_t from) {
  for (;;) {
    if (const void* found = std::memchr(buffer_.data() + from, line_break_, end_ - from)) {
      const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
      return at - begin_ > kMaxRecord ? kNone : at;
    }
    if (end_ - begin_ > kMaxRecord) return kNone;
    const auto looked = end_ - begin_;
    if (!fill()) return end_;
    from = begin_ + looked;
  }
}

bool CsvReader::skip_blank_lines() {
  for (;;) {
    if (begin_ == end_ && !fill()) return false;
    const char c = buffer_[begin_];
    if (c != line_break_ && c != '\r' && c != ' ' && c != '\t') return true;
    const auto line_end = find_line_end(begin_);
    if (line_end == kNone) return true;
    if (!trimmed({buffer_.data() + begin_, line_end - begin_}, " \t\r").empty()) return true;
    consume({.size = line_end - begin_ + 1});
  }
}

// Passes over the line at begin_, however long.
void CsvReader::skip_overlong() {
  line_ = next_line_;
  problems_->add(bad_line::kOverlong, line_, [] { return fmt::format("longer than {} bytes; left out", kMaxRecord); });
  for (;;) {
    const void* found = std::memchr(buffer_.data() + begin_, line_break_, end_ - begin_);
    if (found != nullptr) {
      const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
      return consume({.size = at - begin_ + 1});
    }
    begin_ = end_;
    if (!fill()) return;
  }
}

void CsvReader::consume(const Record& record) {
  begin_ = std::min(begin_ + record.size, end_);
  next_line_ += record.lines;
}

// Records --------------------------------------------------------------------------------------------------------

bool CsvReader::next() {
  while (skip_blank_lines()) {
    if (find_line_end(begin_) == kNone) {
      skip_overlong();
      continue;
    }
    const Record record = read_record(delimiter_);
    line_ = next_line_;
    const bool fine = record.refusal.empty() && count_fits(record);
    if (!record.refusal.empty())
      reject(record.refusal_kind, [&] { return std::string(record.refusal) + "; the line is left out"; });
    // The views live in the buffer, which `consume` leaves alone.
    consume(record);
    if (!fine) continue;
    ++records_;
    return true;
  }
  return false;
}

// The record at begin_, whose first line ends within reach, into fields_.
CsvReader::Record CsvReader::read_record(char delimiter) {
  fields_.clear();
  const auto line_end = find_line_end(begin_);
  Record record;
  record.unended = line_end == end_;
  if (line_end == kNone) return {.size = end_ - begin_, .refusal_kind = bad_line::kOverlong, .refusal = "too long"};
  record.size = line_end - begin_ + 1;
  std::string_view line(buffer_.data() + begin_, line_end - begin_);
  const bool quoted = line.find('"') != std::string_view::npos;
  if (quoted) record = read_quoted(delimiter, line_end - begin_, record);
  if (!record.refusal.empty()) return record;
  if (!quoted) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    split_plain(line, delimiter);
  }
  const std::string_view whole = quoted ? std::string_view(scratch_) : line;
  if (whole.find('\0') != std::string_view::npos) {
    record.refusal_kind = bad_line::kZeroByte;
    record.refusal = "a zero byte: this is no text";
  } else if (encoding_ == Encoding::Windows1252 || !is_ascii(whole)) {
    record.refusal = decode_fields(whole);
    record.refusal_kind = bad_line::kEncoding;
  }
  return record;
}

void CsvReader::split_plain(std::string_view line, char delimiter) {
  fields_.clear();
  const auto spaces = spaces_beside(delimiter);
  for (;;) {
    const auto end = line.find(delimiter);
    auto field = line.substr(0, end);
    if (!field.empty() && (field.front() <= ' ' || field.back() <= ' ')) field = trimmed(field, spaces);
    fields_.push_back(field);
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

// A record with a quote in its first line, which ends at `line_end` from begin_. Fields go to scratch_. A quote that
// never closes, or closes amid a field, costs its own line alone: reading goes on with the line behind it.
CsvReader::Record CsvReader::read_quoted(char delimiter, std::size_t line_end, Record record) {
  const auto refused = [&](std::string_view kind, std::string_view why) {
    Record bad = record;
    bad.refusal_kind = kind;
    bad.refusal = why;
    return bad;
  };
  scratch_.clear();
  bounds_.clear();
  const auto spaces = spaces_beside(delimiter);
  std::uint64_t lines = 1;
  std::size_t at = 0;
  bool unended = record.unended;
  // The text of the current line from `from`; asked anew after each line, as the buffer may move.
  const auto text = [&](std::size_t from) { return std::string_view(buffer_.data() + begin_ + from, line_end - from); };
  for (;;) {
    auto rest = text(at);
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    const auto begin = rest.find_first_not_of(spaces);
    if (begin == std::string_view::npos || rest[begin] != '"') {  // plain: a quote inside is a letter
      const auto end = rest.find(delimiter);
      scratch_ += trimmed(rest.substr(0, end), spaces);
      bounds_.push_back(scratch_.size());
      if (end == std::string_view::npos) break;
      at += end + 1;
      continue;
    }
    at += begin + 1;
    for (;;) {
      const auto quote = text(at).find('"');
      if (quote != std::string_view::npos) {
        scratch_ += text(at).substr(0, quote);
        at += quote + 1;
        if (!text(at).starts_with('"')) break;
        scratch_ += '"';
        ++at;
        continue;
      }
      scratch_ += text(at);
      if (unended) return refused(bad_line::kUnclosedQuote, "a quote opens here and never closes");
      scratch_ += '\n';
      at = line_end + 1;
      const auto end = find_line_end(begin_ + at);
      if (end == kNone) return refused(bad_line::kUnclosedQuote, "a quote opens here and does not close within 1 MiB");
      line_end = end - begin_;
      unended = end == end_;
      if (unended && at >= line_end) {
        return refused(bad_line::kUnclosedQuote, "a quote opens here and never closes");
      }
      ++lines;
    }
    bounds_.push_back(scratch_.size());
    rest = text(at);
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    const auto after = rest.find_first_not_of(spaces);
    if (after == std::string_view::npos) break;
    if (rest[after] != delimiter) {
      return refused(bad_line::kTextAfterQuote, "there is text between a closing quote and the next delimiter");
    }
    at += after + 1;
  }
  point_fields_at_scratch();
  record.size = line_end + 1;
  record.lines = lines;
  record.unended = unended;
  return record;
}

void CsvReader::point_fields_at_scratch() {
  fields_.clear();
  std::size_t begin = 0;
  for (const auto end : bounds_) {
    fields_.push_back(std::string_view(scratch_).substr(begin, end - begin));
    begin = end;
  }
}

// Makes the fields of a record that is not ASCII UTF-8. The first such record tells which encoding the file has, unless
// its mark did. Gives the reason to refuse it, or "".
std::string_view CsvReader::decode_fields(std::string_view whole) {
  if (encoding_ != Encoding::Windows1252) {
    const bool valid = is_utf8(whole);
    if (encoding_ == Encoding::Ascii) encoding_ = valid ? Encoding::Utf8 : Encoding::Windows1252;
    if (valid) return {};
    if (encoding_ != Encoding::Windows1252) return "not valid UTF-8, as the lines before it are";
  }
  decoded_.clear();
  bounds_.clear();
  bool defined = true;
  for (const auto field : fields_) {
    defined = append_windows_1252(decoded_, field) && defined;
    bounds_.push_back(decoded_.size());
  }
  std::swap(scratch_, decoded_);
  point_fields_at_scratch();
  return defined ? std::string_view{} : "neither UTF-8 nor Windows-1252";
}

// Whether the record has the header's number of fields; empty ones behind the last are forgiven.
bool CsvReader::count_fits(const Record& record) {
  const auto wanted = header_.size();
  while (fields_.size() > wanted && fields_.back().empty()) fields_.pop_back();
  const auto found = fields_.size();
  if (found == wanted) return true;
  if (record.unended && found < wanted) {
    reject(bad_line::kTruncated,
           [&] { return fmt::format("the file breaks off in this line: {} of {} fields; left out", found, wanted); });
    return false;
  }
  for (const char other : kDelimiters) {
    if (other == delimiter_) continue;
    if (!read_record(other).refusal.empty() || fields_.size() != wanted) continue;
    reject(bad_line::kMixedDelimiters, [&] {
      return fmt::format("its fields are parted by {}, those of the header by {}; the line is left out", told(other),
                         told(delimiter_));
    });
    return false;
  }
  reject(found < wanted ? bad_line::kTooFewFields : bad_line::kTooManyFields,
         [&] { return fmt::format("{} fields, where the header has {}; the line is left out", found, wanted); });
  return false;
}

}  // namespace chancery::figure
