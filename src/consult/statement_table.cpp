#include "consult/statement_table.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "figure/csv_reader.hpp"

namespace chancery::consult {
namespace {

enum Column : std::size_t { kId, kText, kAuthor, kTime, kModerated, kMeta, kSeed, kAgrees, kDisagrees, kOut };

const std::vector<figure::CsvColumn>& columns() {
  static const std::vector<figure::CsvColumn> kColumns = {
      {.name = "statement", .aliases = {"comment_id", "statement_id", "tid", "id"}},
      {.name = "text", .needed = false, .aliases = {"comment_body", "body", "txt"}},
      {.name = "author", .needed = false, .aliases = {"author_id"}},
      {.name = "timestamp", .needed = false},
      {.name = "moderated", .needed = false},
      {.name = "meta", .needed = false, .aliases = {"is_meta"}},
      {.name = "seed", .needed = false, .aliases = {"is_seed"}},
      {.name = "agrees", .needed = false},
      {.name = "disagrees", .needed = false},
      {.name = "moderated_out", .needed = false},
  };
  return kColumns;
}

bool is_true(std::string_view field) {
  return field == "1" || field == "true" || field == "TRUE" || field == "True" || field == "t";
}

std::optional<std::uint32_t> count_in(std::string_view field) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (field.empty() || error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return value;
}

StatementTable read_rows(figure::CsvReader& reader) {
  StatementTable table;
  while (reader.next()) {
    const auto id = reader[kId];
    if (id.empty()) {
      reader.reject("missing_id", [] { return std::string("a statement without an id"); });
      continue;
    }
    if (table.ids.find(id) != Ids::kUnknown) {
      reader.reject("duplicate_statement", [&] { return fmt::format("statement {} was there already", id); });
      continue;
    }
    const auto moderated = reader[kModerated];
    if (!moderated.empty() && moderated != "-1" && moderated != "0" && moderated != "1") {
      reader.reject("not_a_moderation",
                    [&] { return fmt::format("moderated is {}: -1 (out), 0 or 1 (in) was expected", moderated); });
      continue;
    }
    table.ids.number_of(id);
    table.rows.push_back({.statement = {.id = std::string(id),
                                        .text = std::string(reader[kText]),
                                        .author = std::string(reader[kAuthor]),
                                        .timestamp = std::string(reader[kTime]),
                                        .moderated = is_true(reader[kOut]) || moderated == "-1" ? -1
                                                     : moderated == "1"                         ? 1
                                                                                                : 0,
                                        .meta = is_true(reader[kMeta]),
                                        .seed = is_true(reader[kSeed])},
                          .agrees = count_in(reader[kAgrees]),
                          .disagrees = count_in(reader[kDisagrees])});
  }
  return table;
}

Result<StatementTable> read_from(Result<figure::CsvReader> reader) {
  if (!reader) return fail(reader.error());
  return read_rows(*reader);
}

}  // namespace

Result<StatementTable> read_statement_table(const std::string& file, LineProblems& problems) {
  return read_from(figure::CsvReader::open(file, columns(), problems));
}

Result<StatementTable> read_statement_table(std::string_view bytes, std::string name, LineProblems& problems) {
  return read_from(figure::CsvReader::from_bytes(bytes, std::move(name), columns(), problems));
}

}  // namespace chancery::consult
