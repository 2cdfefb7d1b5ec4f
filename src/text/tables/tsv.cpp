#include "text/tables/tsv.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "text/countries.hpp"

namespace chancery::text::tables {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
    end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
  }
  return parts;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? std::string{} : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::vector<std::string> Row::list(std::size_t field) const {
  std::vector<std::string> out;
  for (const std::string& part : split(at(field), ',')) {
    if (std::string item = trimmed(part); !item.empty()) out.push_back(std::move(item));
  }
  if (out.empty()) throw std::runtime_error(where + ": an empty list");
  return out;
}

std::vector<Row> read_tsv(const std::filesystem::path& file, std::size_t fields) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::vector<Row> rows;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    Row row{file.filename().string() + ':' + std::to_string(number), split(line, '\t')};
    if (row.fields.size() != fields) {
      throw std::runtime_error(row.where + ": expected " + std::to_string(fields) + " fields parted by tabs");
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::filesystem::path> tsv_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".tsv") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::uint16_t country_number(const Row& row, std::size_t field) {
  const auto country = parse_country(row.at(field));
  if (!country) throw std::runtime_error(row.where + ": " + country.error().hint);
  return static_cast<std::uint16_t>(std::ranges::lower_bound(countries(), *country) - countries().begin());
}

}  // namespace chancery::text::tables
