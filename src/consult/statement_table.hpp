// The table of statements: comments.csv of a Polis export, or "statement,text".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/line_problems.hpp"
#include "base/result.hpp"
#include "consult/consultation.hpp"
#include "consult/ids.hpp"

namespace chancery::consult {

struct StatementRow {
  Statement statement;
  // What the table says was voted; nothing where it does not say.
  std::optional<std::uint32_t> agrees;
  std::optional<std::uint32_t> disagrees;
};

struct StatementTable {
  Ids ids;  // numbers of `rows`
  std::vector<StatementRow> rows;
};

// Headers by name; `moderated_out` (0 or 1) is understood beside Polis' `moderated`. Of an id that comes twice the
// first line stands. Fails as figure::CsvReader::open does.
[[nodiscard]] Result<StatementTable> read_statement_table(const std::string& file, LineProblems& problems);
// The same of bytes that outlive the call.
[[nodiscard]] Result<StatementTable> read_statement_table(std::string_view bytes, std::string name,
                                                          LineProblems& problems);

}  // namespace chancery::consult
