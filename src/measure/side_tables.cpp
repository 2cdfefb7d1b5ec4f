#include "measure/side_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <tuple>

#include "figure/csv_reader.hpp"
#include "figure/csv_writer.hpp"
#include "measure/account_table.hpp"

namespace chancery::measure {
namespace {

using figure::CsvReader;

const std::vector<figure::CsvColumn>& country_columns() {
  static const std::vector<figure::CsvColumn> columns{{"country", true, {"code", "iso3", "cca3"}},
                                                      {"gdp", false, {"gdp_usd"}},
                                                      {"population", false, {"pop"}},
                                                      {"region", false},
                                                      {"name", false, {"country_name"}}};
  return columns;
}

const std::vector<figure::CsvColumn>& code_columns() {
  static const std::vector<figure::CsvColumn> columns{
      {"unit", true, {"id", "account"}}, {"coder"}, {"variable"}, {"value", true, {"code"}}, {"level", false}};
  return columns;
}

std::optional<double> number_in(CsvReader& row, std::size_t column, std::string_view name) {
  const auto text = row[column];
  if (text.empty()) return {};
  const auto value = read_number(text);
  if (value && *value > 0) return value;
  row.reject("odd_number", [&] {
    return fmt::format("{} is \"{}\", which is no number above 0; it is taken as not known", name, text);
  });
  return {};
}

void take_countries(CsvReader& row, std::vector<Country>& into) {
  std::map<std::string, Country> found;
  while (row.next()) {
    Country country{std::string(row[0]), std::string(row[4]), std::string(row[3]), number_in(row, 1, "gdp"),
                    number_in(row, 2, "population")};
    std::ranges::transform(country.code, country.code.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (country.code.empty()) {
      row.reject("empty_id", [] { return std::string("the country is empty; the line is left out"); });
    } else if (!found.emplace(country.code, country).second) {
      row.reject("duplicate_id", [&] {
        return fmt::format("the country {} stands in an earlier line; this one is left out", country.code);
      });
    }
  }
  for (auto& [code, country] : found) into.push_back(std::move(country));
}

void take_codes(CsvReader& row, std::vector<Code>& into) {
  std::set<std::array<std::string, 3>> seen;
  while (row.next()) {
    Code code{std::string(row[0]), std::string(row[1]), std::string(row[2]), std::string(row[3]), std::string(row[4])};
    if (code.unit.empty() || code.coder.empty() || code.variable.empty() || code.value.empty()) {
      row.reject("empty_cell",
                 [] { return std::string("unit, coder, variable or value is empty; the line is left out"); });
      continue;
    }
    if (code.level.empty()) code.level = "nominal";
    const bool known = code.level == "nominal" || code.level == "ordinal" || code.level == "interval";
    if (!known || (code.level != "nominal" && !read_number(code.value))) {
      row.reject("odd_code", [&] {
        return known ? fmt::format("the value \"{}\" is no number, which {} needs; the line is left out", code.value,
                                   code.level)
                     : fmt::format("the level \"{}\" is none of nominal, ordinal, interval; the line is left out",
                                   code.level);
      });
      continue;
    }
    if (!seen.insert({code.unit, code.coder, code.variable}).second) {
      row.reject("coded_twice", [&] {
        return fmt::format("this coder gave {} of this unit in an earlier line; this one is left out", code.variable);
      });
      continue;
    }
    into.push_back(std::move(code));
  }
}

// "coder-1", "coder-2" … in the order of the names.
std::map<std::string, std::string> numbered(const std::set<std::string>& names, std::string_view word) {
  std::map<std::string, std::string> numbers;
  for (const auto& name : names) numbers[name] = fmt::format("{}-{}", word, numbers.size() + 1);
  return numbers;
}

std::string written_number(const std::optional<double>& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

Result<CsvReader> reread(std::string_view text, std::string name, const std::vector<figure::CsvColumn>& columns,
                         LineProblems& problems) {
  return CsvReader::from_bytes(text, std::move(name), columns, problems);
}

}  // namespace

Status read_countries(const std::string& path, LineProblems& problems, std::vector<Country>& into) {
  auto row = CsvReader::open(path, country_columns(), problems);
  if (!row) return fail(row.error());
  take_countries(*row, into);
  return {};
}

Status read_codes(const std::string& path, LineProblems& problems, const std::set<std::string, std::less<>>& named,
                  std::vector<Code>& into) {
  auto row = CsvReader::open(path, code_columns(), problems);
  if (!row) return fail(row.error());
  take_codes(*row, into);
  std::set<std::string> coders, units;
  for (const auto& code : into) {
    coders.insert(code.coder);
    if (!named.contains(code.unit)) units.insert(code.unit);
  }
  const auto coder_numbers = numbered(coders, "coder"), unit_numbers = numbered(units, "unit");
  for (auto& code : into) {
    code.coder = coder_numbers.at(code.coder);
    if (const auto found = unit_numbers.find(code.unit); found != unit_numbers.end()) code.unit = found->second;
  }
  std::ranges::sort(into, {}, [](const Code& code) { return std::tie(code.variable, code.unit, code.coder); });
  return {};
}

Status read_previous(const std::string& path, std::vector<Earlier>& into) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return fail(Errc::NotFound, "no study",
                path + ": cannot be opened; --previous needs the folder of a study made with --out");
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  constexpr std::size_t kMost = std::size_t{1} << 30U;
  const auto study = json::parse_object(text, {.bytes = kMost, .depth = 32, .members = 200'000'000});
  if (!study) return fail(Errc::Malformed, "no study", path + ": " + study.error().hint);
  for (const auto* row : json::objects(*study, "table")) {
    Earlier earlier{json::text_or_empty(*row, "id"), {}};
    for (const auto measure : kMobilityMeasures) {
      earlier.value.emplace(measure, json::number_or_zero(*row, measure));
    }
    into.push_back(std::move(earlier));
  }
  if (into.empty()) return fail(Errc::Malformed, "no table", path + ": there is no account in its table");
  std::ranges::sort(into, {}, &Earlier::id);
  return {};
}

std::string write_countries(const std::vector<Country>& countries) {
  figure::CsvWriter out;
  out.cell("country").cell("gdp").cell("population").cell("region").cell("name").end_row();
  for (const auto& country : countries) {
    out.cell(country.code).cell(written_number(country.gdp)).cell(written_number(country.population));
    out.cell(country.region).cell(country.name).end_row();
  }
  return std::move(out).take();
}

std::string write_codes(const std::vector<Code>& codes) {
  figure::CsvWriter out;
  out.cell("unit").cell("coder").cell("variable").cell("value").cell("level").end_row();
  for (const auto& code : codes) {
    out.cell(code.unit).cell(code.coder).cell(code.variable).cell(code.value).cell(code.level).end_row();
  }
  return std::move(out).take();
}

std::string write_earlier(const std::vector<Earlier>& earlier) {
  figure::CsvWriter out;
  out.cell("id");
  for (const auto measure : kMobilityMeasures) out.cell(measure);
  out.end_row();
  for (const auto& account : earlier) {
    out.cell(account.id);
    for (const auto measure : kMobilityMeasures) out.cell(fmt::format("{}", account.value.find(measure)->second));
    out.end_row();
  }
  return std::move(out).take();
}

Result<std::vector<Country>> parse_countries(std::string_view text) {
  LineProblems problems("input/countries.csv");
  auto row = reread(text, "input/countries.csv", country_columns(), problems);
  if (!row) return fail(row.error());
  std::vector<Country> countries;
  take_countries(*row, countries);
  return countries;
}

Result<std::vector<Code>> parse_codes(std::string_view text) {
  LineProblems problems("input/codes.csv");
  auto row = reread(text, "input/codes.csv", code_columns(), problems);
  if (!row) return fail(row.error());
  std::vector<Code> codes;
  take_codes(*row, codes);
  return codes;
}

Result<std::vector<Earlier>> parse_earlier(std::string_view text) {
  LineProblems problems("input/previous.csv");
  std::vector<figure::CsvColumn> columns{{"id"}};
  for (const auto measure : kMobilityMeasures) columns.push_back({std::string(measure)});
  auto row = reread(text, "input/previous.csv", columns, problems);
  if (!row) return fail(row.error());
  std::vector<Earlier> all;
  while (row->next()) {
    Earlier earlier{std::string((*row)[0]), {}};
    std::size_t column = 0;
    for (const auto measure : kMobilityMeasures) {
      earlier.value.emplace(measure, read_number((*row)[++column]).value_or(0));
    }
    all.push_back(std::move(earlier));
  }
  return all;
}

}  // namespace chancery::measure
