// The columns of a roster, and how one of its rows is read and written.
#pragma once

#include <vector>

#include "figure/csv_reader.hpp"
#include "figure/csv_writer.hpp"
#include "measure/study_input.hpp"

namespace chancery::measure {

// In the order in which they are written; `id` first. Only the seven of the contract are needed.
[[nodiscard]] std::vector<figure::CsvColumn> account_columns();

// The current row. What it cannot use of it is told to the reader's problems, and the rest is kept: a cell that is no
// count, a kind or country it does not know.
[[nodiscard]] Account read_account(figure::CsvReader& row, StudyInput& into);

void write_account_header(figure::CsvWriter& out);
void write_account(figure::CsvWriter& out, const Account& account);

// A number in plain decimal digits, perhaps with a point and an exponent; nothing else is one.
[[nodiscard]] std::optional<double> read_number(std::string_view text);
// A count of an account as its cell says it: empty where it is Account::kUnknown.
[[nodiscard]] std::string written(std::int64_t count);

}  // namespace chancery::measure
