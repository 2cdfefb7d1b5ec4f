#include "measure/study_json.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "figure/number.hpp"
#include "measure/account_table.hpp"
#include "measure/codebook.hpp"
#include "measure/mixing_matrix.hpp"

namespace chancery::measure {
namespace {

using json::Array;
using json::Object;
using json::Value;

// Ten digits: beyond them machines may differ.
double rounded(double value) {
  constexpr int kDigits = 10;
  return read_number(figure::significant(value, kDigits)).value_or(0);
}

Value or_null(const std::optional<double>& value) {
  return value ? Value(rounded(*value)) : Value(nullptr);
}

Value count_or_null(std::int64_t count) {
  return count == Account::kUnknown ? Value(nullptr) : Value(count);
}

Value ratio(const graph::Share& share) {
  return share.defined() ? Value(rounded(share.value())) : Value(nullptr);
}

Object figure_object(const Figure& figure) {
  Object object{{"key", figure.key}, {"name", figure.name}, {"numerator", figure.numerator}};
  object["denominator"] = figure.denominator ? Value(*figure.denominator) : Value(nullptr);
  object["value"] = or_null(figure.value);
  object["lower"] = or_null(figure.lower);
  object["upper"] = or_null(figure.upper);
  if (!figure.withheld.empty()) object["withheld"] = figure.withheld;
  return object;
}

void put_ratio(Object& row, std::string_view key, const std::optional<Figure>& figure) {
  row[key] = figure ? or_null(figure->value) : Value(nullptr);
  if (figure && !figure->withheld.empty()) row[std::string(key) + "_withheld"] = figure->withheld;
}

Object account_row(const Study& study, graph::Node node) {
  const auto& account = study.account(node);
  const auto& m = study.measures;
  Object row{{"id", account.id},
             {"handle", account.handle},
             {"name", account.name},
             {"kind", name_of(account.kind)},
             {"office", account.office},
             {"country", account.country},
             {"network", account.network},
             {"list", name_of(account.list)},
             {"in_degree", m.in_degree[node]},
             {"out_degree", m.out_degree[node]},
             {"mutual", m.mutual[node]},
             {"pagerank", rounded(m.pagerank[node])},
             {"betweenness", rounded(m.betweenness[node])},
             {"hub", rounded(m.hub[node])},
             {"authority", rounded(m.authority[node])},
             {"eigenvector", rounded(m.eigenvector[node])},
             {"core", m.core[node]},
             {"community", m.communities.of[node]}};
  row["follows_none"] = account.following == Account::kUnknown ? Value(nullptr) : Value(account.following == 0);
  row["follows_no_peer"] = account.list == graph::ListState::Present ? Value(m.out_degree[node] == 0) : Value(nullptr);
  row["followers"] = count_or_null(account.followers);
  row["posts"] = count_or_null(account.posts);
  put_ratio(row, "conversational", conversational(account));
  put_ratio(row, "effectiveness", effectiveness(account));
  return row;
}

template <class Values>
Array ranking(const Study& study, const Values& values, std::string_view key) {
  constexpr std::size_t kTop = 20;
  Array rows;
  for (const auto node : study.top(values, kTop)) {
    const auto& account = study.account(node);
    Object row{{"id", account.id}, {"handle", account.handle}, {"name", account.name}};
    row[key] =
        Value(values[node]).is_double() ? Value(rounded(static_cast<double>(values[node]))) : Value(values[node]);
    rows.push_back(std::move(row));
  }
  return rows;
}

Object fit_object(const statistics::Ols& fit, std::span<const std::string_view> terms) {
  Array coefficients;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    Object row{{"term", terms[i]},
               {"coefficient", rounded(fit.coefficients[i])},
               {"standard_error", rounded(fit.standard_errors[i])}};
    row["lower"] = fit.intervals.empty() ? Value(nullptr) : Value(rounded(fit.intervals[i].lower));
    row["upper"] = fit.intervals.empty() ? Value(nullptr) : Value(rounded(fit.intervals[i].upper));
    coefficients.push_back(std::move(row));
  }
  Object object{{"n", fit.n}, {"r_squared", rounded(fit.r_squared)}, {"coefficients", std::move(coefficients)}};
  if (const auto caution = caution_of(fit); !caution.empty()) object["caution"] = caution;
  return object;
}

Value performance_value(const Study& study) {
  if (!study.performance)
    return study.no_performance.empty() ? Value(nullptr) : Value(Object{{"none", study.no_performance}});
  const auto& performance = *study.performance;
  Array outliers;
  for (const auto& row : performance.rows) {
    if (row.outlier == 0) continue;
    outliers.push_back(Object{{"country", row.code},
                              {"name", row.name},
                              {"residual", rounded(row.residual)},
                              {"side", row.outlier > 0 ? "above" : "below"}});
  }
  Object object{{"model", "log10 followed_by = b0 + b1 log10 gdp"}, {"fit", fit_object(performance.fit, kByGdp)}};
  if (performance.by_head) object["fit_by_head"] = fit_object(*performance.by_head, kByHead);
  if (!performance.no_by_head.empty()) object["fit_by_head"] = Object{{"none", performance.no_by_head}};
  object["outliers"] = std::move(outliers);
  object["countries_without_gdp"] = performance.without_gdp;
  object["countries_without_followers"] = performance.without_followers;
  return object;
}

Object completeness(const Study& study) {
  std::map<std::string_view, std::uint64_t> reasons;
  Array missing;
  for (const auto node : study.named) {
    const auto& account = study.account(node);
    if (account.list == graph::ListState::Present) continue;
    missing.push_back(Object{{"id", account.id}, {"list", name_of(account.list)}, {"reason", account.list_reason}});
  }
  std::string_view first, last;
  for (const auto& account : study.input.accounts) {
    if (account.collected.empty()) continue;
    if (first.empty() || account.collected < first) first = account.collected;
    if (account.collected > last) last = account.collected;
  }
  const auto& census = study.census;
  return {{"lists_present", census.listed_present},
          {"lists_absent", census.listed_absent},
          {"lists_failed", census.listed_failed},
          {"not_present", std::move(missing)},
          {"collected_first", first},
          {"collected_last", last}};
}

Object inclusion(const Study& study) {
  std::map<std::string_view, std::uint64_t> rules;
  for (const auto& account : study.input.accounts) ++rules[account.inclusion];
  Object object;
  for (const auto& [rule, accounts] : rules) object[rule.empty() ? "not stated" : rule] = accounts;
  return object;
}

Array reliability_rows(const Study& study) {
  Array rows;
  for (const auto& variable : study.reliability) {
    rows.push_back(Object{{"variable", variable.variable},
                          {"level", variable.level},
                          {"coders", variable.coders},
                          {"units", variable.agreement.units},
                          {"codes", variable.agreement.codes},
                          {"alpha", or_null(variable.agreement.alpha)}});
  }
  return rows;
}

Array mobility_rows(const Study& study) {
  Array rows;
  for (const auto& account : study.mobility) {
    Object row{{"id", study.account(account.account).id}};
    for (std::size_t i = 0; i < account.moved.size(); ++i) {
      row[kMobilityMeasures[i]] = Object{{"rank_before", account.moved[i].before},
                                         {"rank_now", account.moved[i].now},
                                         {"percentile_points", rounded(account.moved[i].percentile_points)}};
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Array mixing_rows(const Study& study) {
  Array rows;
  for (const auto& mixing : study.measures.mixing) {
    Object row{{"by", mixing.by},
               {"ties", mixing.value.counted},
               {"left_out", mixing.value.left_out},
               {"assortativity", mixing.value.defined ? Value(rounded(mixing.value.coefficient)) : Value(nullptr)}};
    if (has_matrix(mixing)) {
      Array cells;
      for (const auto& cell : mixing_matrix(study, mixing)) {
        cells.push_back(Object{{"from", mixing.names[cell.from]},
                               {"to", mixing.names[cell.to]},
                               {"ties", cell.ties},
                               {"share", rounded(cell.share)},
                               {"expected", rounded(cell.expected)}});
      }
      row["matrix"] = std::move(cells);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Value chance_value(const std::optional<graph::ChanceModularity>& chance) {
  if (!chance) return nullptr;
  return Object{{"networks", chance->networks},
                {"mean", rounded(chance->mean)},
                {"deviation", rounded(chance->deviation)},
                {"highest", rounded(chance->highest)},
                {"here", rounded(chance->here)}};
}

void put_network(Object& object, const Study& study) {
  const auto& m = study.measures;
  object["accounts"] = study.input.accounts.size();
  object["ties"] = study.ties();
  object["density"] = study.input.ties_given ? ratio(m.density) : Value(nullptr);
  object["reciprocity"] = ratio(m.reciprocity);
  object["mutual_ties"] = m.mutual_pairs;
  object["mean_in_degree"] = rounded(study.census.mean_in_degree);
  object["components"] = m.weak.count();
  object["largest_component"] = m.weak.largest();
  object["strong_components"] = m.strong.count();
  object["communities"] = Object{{"count", m.communities.count()},
                                 {"of_three_or_more", study.communities()},
                                 {"modularity", rounded(m.communities.modularity)},
                                 {"by_chance", chance_value(m.chance)}};
  object["best_connected"] = ranking(study, m.mutual, "mutual");
  object["most_followed"] = ranking(study, m.in_degree, "in_degree");
  object["hubs"] = ranking(study, m.hub, "hub");
  object["authorities"] = ranking(study, m.authority, "authority");
  object["betweenness"] = Object{{"exact", m.betweenness_sources == study.input.accounts.size()},
                                 {"sources", m.betweenness_sources},
                                 {"error", rounded(m.betweenness_error)}};
}

}  // namespace

json::Object to_json(const Study& study, const std::map<std::string, std::string>& files) {
  Object object{{"format", 1}, {"version", study.version}, {"seed", study.input.parameters.seed}};
  object["parameters"] = Object{{"undirected", study.input.parameters.undirected}, {"ego", study.input.parameters.ego}};
  Object hashes;
  const auto* inputs = json::object(study.input.record, "files");
  if (inputs != nullptr) {
    for (const auto& [role, file] : *inputs) {
      if (file.is_object()) hashes[role] = json::text_or_empty(file.get_object(), "sha256");
    }
    object["inputs"] = *inputs;
  }
  object["input_sha256"] = std::move(hashes);
  object["bad_lines"] = study.input.bad_lines;
  put_network(object, study);
  Array figures, languages;
  for (const auto& figure : study.census.figures) figures.push_back(figure_object(figure));
  for (const auto& language : study.census.languages) languages.push_back(figure_object(language));
  object["census"] = std::move(figures);
  object["languages"] = std::move(languages);
  object["mixing"] = mixing_rows(study);
  object["performance"] = performance_value(study);
  object["mobility"] = mobility_rows(study);
  object["reliability"] = reliability_rows(study);
  object["roster_inclusion"] = inclusion(study);
  object["completeness"] = completeness(study);
  Object meanings;
  for (const auto& [term, meaning] : codebook()) meanings[term] = meaning;
  object["codebook"] = std::move(meanings);
  Array table;
  for (const auto node : study.named) table.push_back(account_row(study, node));
  object["table"] = std::move(table);
  if (!files.empty()) {
    Object named;
    for (const auto& [path, hash] : files) named[path] = hash;
    object["files"] = std::move(named);
  }
  return object;
}

}  // namespace chancery::measure
