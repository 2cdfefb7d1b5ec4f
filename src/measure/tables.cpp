#include "measure/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "figure/csv_writer.hpp"
#include "figure/number.hpp"
#include "measure/account_table.hpp"
#include "measure/mixing_matrix.hpp"
#include "measure/named_ties.hpp"

namespace chancery::measure {
namespace {

using figure::CsvWriter;
using figure::significant;

std::string written_figure(const std::optional<double>& value) {
  return value ? significant(*value) : std::string();
}

CsvWriter with_header(std::initializer_list<std::string_view> columns) {
  CsvWriter out;
  for (const auto column : columns) out.cell(column);
  out.end_row();
  return out;
}

void write_figure(CsvWriter& out, const Figure& figure) {
  out.cell(figure.numerator).cell(figure.denominator ? std::to_string(*figure.denominator) : "");
  out.cell(written_figure(figure.value))
      .cell(written_figure(figure.lower))
      .cell(written_figure(figure.upper))
      .cell(figure.withheld);
}

std::string figures_table(const Study& study) {
  auto out = with_header({"figure", "meaning", "numerator", "denominator", "value", "lower", "upper", "withheld"});
  for (const auto& figure : study.census.figures) {
    out.cell(figure.key).cell(figure.name);
    write_figure(out, figure);
    out.end_row();
  }
  return std::move(out).take();
}

std::string languages_table(const Study& study) {
  auto out = with_header({"language", "accounts", "of", "share", "lower", "upper", "withheld"});
  for (const auto& language : study.census.languages) {
    out.free_text(language.name);
    write_figure(out, language);
    out.end_row();
  }
  return std::move(out).take();
}

std::string countries_table(const Study& study) {
  auto out = with_header(
      {"country", "name", "accounts", "personal", "institutional", "with_office", "followed_by", "best_followed"});
  for (const auto& country : study.census.countries) {
    out.cell(country.code).free_text(country.name).cell(country.accounts).cell(country.personal);
    out.cell(country.institutional).cell(country.with_office).cell(country.followed_by);
    out.free_text(country.best_followed ? study.account(*country.best_followed).id : std::string());
    out.end_row();
  }
  return std::move(out).take();
}

void write_ratio(CsvWriter& out, const std::optional<Figure>& figure) {
  out.cell(figure ? written_figure(figure->value) : "").cell(figure ? figure->withheld : "");
}

std::string accounts_table(const Study& study) {
  auto out = with_header({"id",
                          "handle",
                          "name",
                          "kind",
                          "office",
                          "country",
                          "network",
                          "list",
                          "list_reason",
                          "following_count",
                          "followers",
                          "posts",
                          "in_degree",
                          "out_degree",
                          "mutual",
                          "pagerank",
                          "betweenness",
                          "hub",
                          "authority",
                          "eigenvector",
                          "core",
                          "community",
                          "follows_none",
                          "conversational",
                          "conversational_withheld",
                          "effectiveness",
                          "effectiveness_withheld"});
  const auto& m = study.measures;
  for (const auto node : study.named) {
    const auto& account = study.account(node);
    out.free_text(account.id).free_text(account.handle).free_text(account.name).cell(name_of(account.kind));
    out.free_text(account.office).cell(account.country).free_text(account.network).cell(name_of(account.list));
    out.free_text(account.list_reason);
    out.cell(written(account.following)).cell(written(account.followers)).cell(written(account.posts));
    out.cell(m.in_degree[node]).cell(m.out_degree[node]).cell(m.mutual[node]).cell(significant(m.pagerank[node]));
    out.cell(significant(m.betweenness[node])).cell(significant(m.hub[node])).cell(significant(m.authority[node]));
    out.cell(significant(m.eigenvector[node])).cell(m.core[node]).cell(m.communities.of[node]);
    out.cell(account.following == Account::kUnknown ? "" : account.following == 0 ? "true" : "false");
    write_ratio(out, conversational(account));
    write_ratio(out, effectiveness(account));
    out.end_row();
  }
  return std::move(out).take();
}

std::string ties_table(const Study& study) {
  auto out = with_header({"source", "target", "mutual"});
  each_named_tie(study, [&](graph::Node source, graph::Node target) {
    out.free_text(study.account(source).id).free_text(study.account(target).id);
    out.cell(study.input.graph.out().contains(target, source) ? "true" : "false").end_row();
  });
  return std::move(out).take();
}

std::string communities_table(const Study& study) {
  std::vector<std::uint64_t> with_office(study.measures.communities.count());
  for (const auto node : study.named) ++with_office[study.measures.communities.of[node]];
  auto out = with_header({"community", "accounts", "with_office"});
  for (std::size_t i = 0; i < with_office.size(); ++i) {
    out.cell(i).cell(study.measures.communities.sizes[i]).cell(with_office[i]).end_row();
  }
  return std::move(out).take();
}

std::string mixing_table(const Study& study) {
  auto out = with_header({"by", "ties_counted", "ties_left_out", "assortativity"});
  for (const auto& mixing : study.measures.mixing) {
    out.cell(mixing.by).cell(mixing.value.counted).cell(mixing.value.left_out);
    out.cell(mixing.value.defined ? significant(mixing.value.coefficient) : "").end_row();
  }
  return std::move(out).take();
}

std::string mixing_matrix_table(const Study& study) {
  auto out = with_header({"by", "from", "to", "ties", "share", "expected"});
  for (const auto& mixing : study.measures.mixing) {
    if (!has_matrix(mixing)) continue;
    for (const auto& cell : mixing_matrix(study, mixing)) {
      out.cell(mixing.by).free_text(mixing.names[cell.from]).free_text(mixing.names[cell.to]).cell(cell.ties);
      out.cell(significant(cell.share)).cell(significant(cell.expected)).end_row();
    }
  }
  return std::move(out).take();
}

std::string performance_table(const Study& study) {
  auto out = with_header({"country", "name", "account", "gdp", "followed_by", "expected", "residual_log10", "outlier"});
  for (const auto& row : study.performance->rows) {
    out.cell(row.code).free_text(row.name).free_text(study.account(row.account).id).cell(significant(row.gdp));
    out.cell(significant(row.followed_by)).cell(significant(row.expected)).cell(significant(row.residual));
    out.cell(row.outlier > 0 ? "above" : row.outlier < 0 ? "below" : "").end_row();
  }
  return std::move(out).take();
}

std::string regression_table(const Study& study) {
  auto out =
      with_header({"model", "term", "coefficient", "standard_error", "lower", "upper", "r_squared", "n", "remark"});
  const auto write = [&](std::string_view model, const statistics::Ols& fit, std::span<const std::string_view> terms) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      out.cell(model).cell(terms[i]).cell(significant(fit.coefficients[i])).cell(significant(fit.standard_errors[i]));
      out.cell(fit.intervals.empty() ? "" : significant(fit.intervals[i].lower));
      out.cell(fit.intervals.empty() ? "" : significant(fit.intervals[i].upper));
      out.cell(significant(fit.r_squared)).cell(fit.n).cell(caution_of(fit)).end_row();
    }
  };
  constexpr std::string_view kOther = "log10 followed_by, by head";
  write("log10 followed_by", study.performance->fit, kByGdp);
  if (const auto& by_head = study.performance->by_head) write(kOther, *by_head, kByHead);
  if (const auto& why = study.performance->no_by_head; !why.empty()) {
    out.cell(kOther).cell("").cell("").cell("").cell("").cell("").cell("").cell("").cell(why).end_row();
  }
  return std::move(out).take();
}

std::string mobility_table(const Study& study) {
  auto out = with_header({"id", "measure", "rank_before", "rank_now", "percentile_points"});
  for (const auto& account : study.mobility) {
    for (std::size_t i = 0; i < account.moved.size(); ++i) {
      out.free_text(study.account(account.account).id).cell(kMobilityMeasures[i]);
      out.cell(account.moved[i].before).cell(account.moved[i].now);
      out.cell(significant(account.moved[i].percentile_points)).end_row();
    }
  }
  return std::move(out).take();
}

std::string reliability_table(const Study& study) {
  auto out = with_header({"variable", "level", "coders", "units", "codes", "alpha"});
  for (const auto& variable : study.reliability) {
    out.free_text(variable.variable).cell(variable.level).cell(variable.coders).cell(variable.agreement.units);
    out.cell(variable.agreement.codes).cell(written_figure(variable.agreement.alpha)).end_row();
  }
  return std::move(out).take();
}

}  // namespace

FolderFiles csv_tables(const Study& study) {
  FolderFiles files{
      {"tables/figures.csv", figures_table(study)},         {"tables/countries.csv", countries_table(study)},
      {"tables/accounts.csv", accounts_table(study)},       {"tables/ties.csv", ties_table(study)},
      {"tables/communities.csv", communities_table(study)}, {"tables/mixing.csv", mixing_table(study)}};
  if (!study.census.languages.empty()) files.emplace("tables/languages.csv", languages_table(study));
  if (std::ranges::any_of(study.measures.mixing, has_matrix)) {
    files.emplace("tables/mixing_matrix.csv", mixing_matrix_table(study));
  }
  if (study.performance) {
    files.emplace("tables/performance.csv", performance_table(study));
    files.emplace("tables/regression.csv", regression_table(study));
  }
  if (!study.mobility.empty()) files.emplace("tables/mobility.csv", mobility_table(study));
  if (!study.reliability.empty()) files.emplace("tables/reliability.csv", reliability_table(study));
  return files;
}

std::string told(const Figure& figure) {
  if (!figure.withheld.empty()) return "withheld: " + figure.withheld;
  if (!figure.value) return "";
  if (figure.rate) {
    const auto value = figure::fixed(*figure.value, 2);
    return figure.lower
               ? fmt::format("{} ({} to {})", value, figure::fixed(*figure.lower, 2), figure::fixed(*figure.upper, 2))
               : value;
  }
  const int decimals = *figure.value < 0.01 && *figure.value > 0 ? 2 : 1;
  const auto value = figure::percent(*figure.value, decimals);
  return figure.lower ? fmt::format("{} ({} to {})", value, figure::fixed(*figure.lower * 100, decimals),
                                    figure::percent(*figure.upper, decimals))
                      : value;
}

std::string made_of(const Figure& figure) {
  if (!figure.denominator && !figure.withheld.empty()) return "–";
  return figure.denominator
             ? fmt::format("{} of {}", figure::grouped(figure.numerator), figure::grouped(*figure.denominator))
             : figure::grouped(figure.numerator);
}

}  // namespace chancery::measure
