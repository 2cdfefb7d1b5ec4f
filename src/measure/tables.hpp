// A study's tables, as a report shows them and as CSV.
#pragma once

#include <string>
#include <vector>

#include "figure/report.hpp"
#include "measure/study.hpp"

namespace chancery::measure {

// "figures.csv", "accounts.csv" and so on, below "tables/": for programs, numbers to seven digits.
[[nodiscard]] FolderFiles csv_tables(const Study& study);

// "45.5 % (39.6 to 51.5 %)", "2.31 (1.98 to 2.70)", or why it is withheld.
[[nodiscard]] std::string told(const Figure& figure);
// "120 of 264", or "1,133" for a count.
[[nodiscard]] std::string made_of(const Figure& figure);

}  // namespace chancery::measure
