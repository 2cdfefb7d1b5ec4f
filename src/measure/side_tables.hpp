// The smaller tables a study may have: countries, codes of human coders, and the wave before.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/line_problems.hpp"
#include "base/result.hpp"
#include "measure/study_input.hpp"

namespace chancery::measure {

// Columns country (or code, iso3), gdp, and if there are any population, region, name. Lines whose numbers cannot be
// read keep the rest; a country that comes twice is told and keeps its first line.
[[nodiscard]] Status read_countries(const std::string& path, LineProblems& problems, std::vector<Country>& into);

// Columns unit (or id), coder, variable, value and perhaps level. Coders become "coder-1" and so on, units that are no
// account with an office "unit-1": who coded, and whom, is nobody's business.
[[nodiscard]] Status read_codes(const std::string& path, LineProblems& problems,
                                const std::set<std::string, std::less<>>& named, std::vector<Code>& into);

// The table of an earlier study.json. Fails with Errc::NotFound or Malformed.
[[nodiscard]] Status read_previous(const std::string& path, std::vector<Earlier>& into);

// As they stand in a study's folder.
[[nodiscard]] std::string write_countries(const std::vector<Country>& countries);
[[nodiscard]] std::string write_codes(const std::vector<Code>& codes);
[[nodiscard]] std::string write_earlier(const std::vector<Earlier>& earlier);
[[nodiscard]] Result<std::vector<Country>> parse_countries(std::string_view text);
[[nodiscard]] Result<std::vector<Code>> parse_codes(std::string_view text);
[[nodiscard]] Result<std::vector<Earlier>> parse_earlier(std::string_view text);

}  // namespace chancery::measure
