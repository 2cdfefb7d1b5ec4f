#include "measure/performance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace chancery::measure {
namespace {

constexpr double kMillion = 1e6;

// The best-followed account with an office of each country.
std::map<std::string_view, graph::Node> best_followed(const StudyInput& input, const Measures& measures) {
  std::map<std::string_view, graph::Node> best;
  for (graph::Node i = 0; i < input.accounts.size(); ++i) {
    const auto& account = input.accounts[i];
    if (!account.named() || account.country.empty()) continue;
    const auto [known, first] = best.emplace(account.country, i);
    if (!first && measures.in_degree[i] > measures.in_degree[known->second]) known->second = i;
  }
  return best;
}

std::string why_no_line(const Performance& performance, const Error& error) {
  constexpr std::size_t kLeastCountries = 3;  // two coefficients, and something to judge them by
  const auto count = performance.rows.size();
  if (count >= kLeastCountries) return fmt::format("not estimable from {} countries: {}.", count, error.hint);
  return fmt::format(
      "of {} countries with an account that has an office, {} have a GDP in the table and an account that peers "
      "follow; a line needs {}. {} have no GDP there, {} no account that a peer follows.",
      count + performance.without_gdp + performance.without_followers, count, kLeastCountries, performance.without_gdp,
      performance.without_followers);
}

void mark_outliers(Performance& performance) {
  const double limit = kOutlier * performance.fit.residual_deviation;
  const auto count = performance.rows.size();
  for (std::size_t i = 0; i < std::min(kMostOutliers, count); ++i) {
    if (performance.rows[i].residual > limit) performance.rows[i].outlier = 1;
    if (performance.rows[count - 1 - i].residual < -limit) performance.rows[count - 1 - i].outlier = -1;
  }
}

}  // namespace

Result<statistics::Ols> fit_logarithms(const std::vector<Observation>& observations,
                                       std::span<const std::string_view> names) {
  std::vector<double> outcome;
  std::vector<statistics::Predictor> predictors;
  predictors.reserve(names.size());
  for (const auto name : names) predictors.push_back({std::string(name), {}});
  for (const auto& observation : observations) {
    outcome.push_back(std::log10(observation.outcome));
    for (std::size_t i = 0; i < predictors.size(); ++i) {
      predictors[i].values.push_back(std::log10(observation.regressors[i]));
    }
  }
  return statistics::ols(outcome, predictors);
}

std::string caution_of(const statistics::Ols& fit) {
  if (!fit.intervals.empty()) return {};
  return fmt::format(
      "{} observations are fewer than {}: the line says how these lie, and no more; no interval is given.", fit.n,
      statistics::kFewObservations);
}

Result<std::optional<Performance>> performance(const StudyInput& input, const Measures& measures) {
  const bool any = std::ranges::any_of(input.countries, [](const Country& country) { return country.gdp.has_value(); });
  if (!any) return std::nullopt;
  std::map<std::string_view, const Country*> countries;
  for (const auto& country : input.countries) countries.emplace(country.code, &country);
  Performance result;
  std::vector<Observation> by_gdp, by_head;
  for (const auto& [code, account] : best_followed(input, measures)) {
    const auto found = countries.find(code);
    const double followed_by = measures.in_degree[account];
    if (found == countries.end() || !found->second->gdp) {
      ++result.without_gdp;
    } else if (followed_by == 0) {
      ++result.without_followers;
    } else {
      const Country& country = *found->second;
      const std::string name = country.name.empty() ? country.code : country.name;
      result.rows.push_back(
          {.code = country.code, .name = name, .account = account, .gdp = *country.gdp, .followed_by = followed_by});
      by_gdp.push_back({name, followed_by, {*country.gdp}});
      if (country.population) {
        by_head.push_back({name, followed_by, {*country.gdp / *country.population, *country.population / kMillion}});
      }
    }
  }
  auto fit = fit_logarithms(by_gdp, std::span(kByGdp).subspan(1));
  if (!fit) return fail(fit.error().code, fit.error().hint, why_no_line(result, fit.error()));
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    result.rows[i].expected = std::pow(10.0, fit->fitted[i]);
    result.rows[i].residual = fit->residuals[i];
  }
  result.fit = *std::move(fit);
  if (!by_head.empty()) {
    auto other = fit_logarithms(by_head, std::span(kByHead).subspan(1));
    if (other) {
      result.by_head = *std::move(other);
    } else {
      result.no_by_head = fmt::format("not estimable from {} countries: {}.", by_head.size(), other.error().hint);
    }
  }
  std::ranges::stable_sort(result.rows, std::greater{}, &Performance::Row::residual);
  mark_outliers(result);
  return result;
}

}  // namespace chancery::measure
