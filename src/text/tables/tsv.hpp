// The lists the table of terms is made from: lines of fields parted by tabs; "#" begins a comment line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace chancery::text::tables {

struct Row {
  std::string where;  // "file:line", for errors
  std::vector<std::string> fields;

  [[nodiscard]] const std::string& at(std::size_t field) const { return fields.at(field); }
  // The parts of a field, between commas.
  [[nodiscard]] std::vector<std::string> list(std::size_t field) const;
};

// Throws std::runtime_error naming the line that has not that many fields.
[[nodiscard]] std::vector<Row> read_tsv(const std::filesystem::path& file, std::size_t fields);
// The folder's .tsv files, by name.
[[nodiscard]] std::vector<std::filesystem::path> tsv_files(const std::filesystem::path& folder);

// The place in countries() of the code in that field; throws when there is none.
[[nodiscard]] std::uint16_t country_number(const Row& row, std::size_t field);

}  // namespace chancery::text::tables
