#include "graph/tie_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace chancery::graph {
namespace {

constexpr std::array kSeparators{',', ';', '\t'};

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// A field in quotes without them, doubled ones made one; `rest` is behind it. Nothing when they do not match.
std::optional<std::string_view> quoted(std::string_view& rest, char separator, std::string& room) {
  room.clear();
  rest.remove_prefix(1);
  while (true) {
    const auto end = rest.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    room += rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (rest.empty() || rest.front() != '"') break;
    room += '"';
    rest.remove_prefix(1);
  }
  const auto end = std::min(rest.find(separator), rest.size());
  if (!trimmed(rest.substr(0, end)).empty()) return std::nullopt;
  rest.remove_prefix(end);
  return trimmed(room);
}

// The next field; `rest` begins at the separator behind it, or is empty.
std::optional<std::string_view> next_field(std::string_view& rest, char separator, std::string& room) {
  const auto begin = rest.find_first_not_of(' ');
  if (begin != std::string_view::npos && rest[begin] == '"') {
    rest.remove_prefix(begin);
    return quoted(rest, separator, room);
  }
  const auto end = std::min(rest.find(separator), rest.size());
  const std::string_view field = trimmed(rest.substr(0, end));
  rest.remove_prefix(end);
  return field;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The header as it may be shown: its beginning, without what would break a line of text.
std::string shown_header(std::string_view header) {
  std::string text(header.substr(0, 80));
  std::ranges::replace_if(text, [](unsigned char c) { return c < ' '; }, ' ');
  return text;
}

}  // namespace

Result<TieColumns> tie_columns(std::string_view header, std::string_view file, std::string_view source,
                               std::string_view target) {
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::Malformed,
                fmt::format("{}:1: {}: the header must name the columns \"{}\" and \"{}\", once each; it "
                            "is \"{}\"",
                            file, why, source, target, shown_header(header)));
  };
  for (const char separator : kSeparators) {
    std::optional<std::size_t> columns[2];
    std::string_view rest = header;
    std::string room;
    std::size_t count = 0;
    for (std::size_t i = 0;; ++i) {
      const auto name = next_field(rest, separator, room);
      if (!name) return refuse("quotes do not match");
      ++count;
      for (const int end : {0, 1}) {
        if (!same_word(*name, end == 0 ? source : target)) continue;
        if (columns[end]) return refuse("a column stands twice");
        columns[end] = i;
      }
      if (rest.empty()) break;
      rest.remove_prefix(1);
    }
    if (columns[0] && columns[1]) return TieColumns{*columns[0], *columns[1], separator, count};
  }
  return refuse("columns are missing");
}

std::string_view name_of(char separator) {
  return separator == ';' ? "semicolons" : separator == '\t' ? "tabs" : "commas";
}

std::string_view parted_otherwise(std::string_view line, TieColumns columns) {
  for (const char separator : kSeparators) {
    if (separator == columns.separator) continue;
    if (TieLine({columns.source, columns.target, separator}).cut(line).empty()) return name_of(separator);
  }
  return {};
}

std::string_view TieLine::cut(std::string_view line) {
  std::string_view found[3];
  std::string_view rest = line;
  const std::size_t last = std::max(columns_.source, columns_.target);
  for (std::size_t i = 0; i <= last; ++i) {
    if (i > 0) {
      if (rest.empty()) return "a field is missing";
      rest.remove_prefix(1);
    }
    const int use = i == columns_.source ? 0 : i == columns_.target ? 1 : 2;
    const auto field = next_field(rest, columns_.separator, unquoted_[use]);
    if (!field) return "quotes do not match";
    found[use] = *field;
  }
  if (found[0].empty() || found[1].empty()) return "a field is empty";
  source_ = found[0];
  target_ = found[1];
  surplus_ = count_surplus(rest, last + 1);
  return {};
}

// `rest` stands behind so many fields.
std::size_t TieLine::count_surplus(std::string_view rest, std::size_t fields) {
  std::size_t filled = 0;  // the last one that is not empty
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto field = next_field(rest, columns_.separator, unquoted_[2]);
    if (!field) return 0;  // nobody can count them, and nothing in them is needed
    ++fields;
    if (!field->empty()) filled = fields;
  }
  return filled > columns_.count ? filled : 0;
}

}  // namespace chancery::graph
