#include "measure/reliability.hpp"

#include <map>
#include <optional>
#include <set>

#include "measure/account_table.hpp"

namespace chancery::measure {
namespace {

statistics::Level level_of(const std::string& name) {
  return name == "ordinal"    ? statistics::Level::Ordinal
         : name == "interval" ? statistics::Level::Interval
                              : statistics::Level::Nominal;
}

Reliability agree(const std::vector<const Code*>& codes) {
  Reliability result{.variable = codes.front()->variable, .level = codes.front()->level};
  const auto level = level_of(result.level);
  std::map<std::string_view, std::size_t> coders;
  std::map<std::string_view, double> names;  // of nominal values
  for (const auto* code : codes) {
    coders.emplace(code->coder, 0);
    names.emplace(code->value, 0);
  }
  std::size_t at = 0;
  for (auto& [coder, number] : coders) number = at++;
  double next = 0;
  for (auto& [name, number] : names) number = next++;
  std::map<std::string_view, std::vector<std::optional<double>>> units;
  for (const auto* code : codes) {
    auto& unit = units.try_emplace(code->unit, coders.size()).first->second;
    unit[coders.at(code->coder)] =
        level == statistics::Level::Nominal ? std::optional(names.at(code->value)) : read_number(code->value);
  }
  std::vector<std::vector<std::optional<double>>> rows;
  rows.reserve(units.size());
  for (auto& [unit, row] : units) rows.push_back(std::move(row));
  result.coders = coders.size();
  result.agreement = statistics::krippendorff(rows, level);
  return result;
}

}  // namespace

std::vector<Reliability> reliability(const std::vector<Code>& codes) {
  std::map<std::string_view, std::vector<const Code*>> variables;
  for (const auto& code : codes) variables[code.variable].push_back(&code);
  std::vector<Reliability> results;
  results.reserve(variables.size());
  for (const auto& [variable, its] : variables) results.push_back(agree(its));
  return results;
}

}  // namespace chancery::measure
