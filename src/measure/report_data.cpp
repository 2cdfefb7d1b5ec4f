#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/json.hpp"
#include "figure/number.hpp"
#include "measure/codebook.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

using figure::counted;
using figure::fixed;
using figure::grouped;
using figure::Report;
using figure::Table;

// A row for each kind: "bad.csv", "unknown id", how many, "3, 17".
void list_problems(const std::string& file, const json::Object& kinds, Table& into) {
  for (const auto& [kind, what] : kinds) {
    std::string words(kind), lines;
    std::ranges::replace(words, '_', ' ');
    if (const auto* first = json::array(what.as_object(), "first_lines")) {
      for (const auto& line : *first) {
        if (line != 0) lines += (lines.empty() ? "" : ", ") + boost::json::serialize(line);
      }
    }
    into.rows.push_back({file, std::move(words),
                         grouped(static_cast<std::uint64_t>(json::number_or_zero(what.as_object(), "count"))),
                         std::move(lines)});
  }
}

}  // namespace

void tell_reliability(const Study& study, Report& report) {
  report.section("reliability", "How far the coders agree");
  report.paragraph(
      "Krippendorff’s alpha is 1 where coders agree on everything and 0 where they agree as by chance. From .800 on "
      "it is customary to rely on a variable; down to .667 for tentative conclusions alone.");
  Table table{
      .caption = "Krippendorff’s alpha of each coded variable",
      .columns = {{"Variable"}, {"Level"}, {"Coders", true}, {"Units", true}, {"Codes", true}, {"Alpha", true}}};
  for (const auto& each : study.reliability) {
    table.rows.push_back({each.variable, each.level, std::to_string(each.coders), grouped(each.agreement.units),
                          grouped(each.agreement.codes),
                          each.agreement.alpha ? figure::told(*each.agreement.alpha, 3) : "not defined"});
  }
  report.table(table);
}

void tell_accounts(const Study& study, Report& report) {
  if (study.named.empty()) return;
  const auto& m = study.measures;
  report.section("accounts", "All accounts with an office");
  const bool directed = !study.input.parameters.undirected;
  Table table{.caption = fmt::format("Accounts with an office, in the order of peers {}",
                                     either(study, "that follow them", "they are tied to")),
              .columns = {{"Account"}, {"Office"}, {"Country"}}};
  for (const auto* column : directed ? std::vector{"Followed by", "Follows", "Mutual"} : std::vector{"Ties"}) {
    table.columns.push_back({column, true});
  }
  for (const auto* column : {"PageRank", "Between", "Core", "Community"}) table.columns.push_back({column, true});
  auto nodes = study.named;
  std::ranges::stable_sort(nodes, std::greater{}, [&](graph::Node node) { return m.in_degree[node]; });
  for (const auto node : nodes) {
    const auto& account = study.account(node);
    std::vector<std::string> row{account.label(), std::string(account.office), std::string(account.country),
                                 grouped(m.in_degree[node])};
    if (directed) row.insert(row.end(), {grouped(m.out_degree[node]), grouped(m.mutual[node])});
    row.insert(row.end(),
               {fixed(m.pagerank[node], 5), grouped(static_cast<std::uint64_t>(std::llround(m.betweenness[node]))),
                std::to_string(m.core[node]), std::to_string(m.communities.of[node])});
    table.rows.push_back(std::move(row));
  }
  report.table(table);
}

void tell_data(const Study& study, Report& report) {
  report.section("data", "The data, and what is missing");
  const auto& census = study.census;
  if (census.listed_absent + census.listed_failed > 0) {
    report.note(
        fmt::format("The lists of whom they {} were read of {}; {} not given and {} could not be read. A list "
                    "that is missing looks like ties that are not answered: reciprocity is told over pairs "
                    "whose lists were both read.",
                    either(study, "follow", "are tied to"), counted(census.listed_present, "account", "accounts"),
                    counted(census.listed_absent, "was", "were"), grouped(census.listed_failed)),
        true);
  } else if (study.input.ties_given) {
    report.paragraph(fmt::format("The list of whom it {} counts as read for every account.",
                                 either(study, "follows", "is tied to")));
  }
  const auto* files = json::object(study.input.record, "files");
  if (files == nullptr) return;
  Table table{
      .caption = "Input",
      .columns = {{"Table"}, {"File"}, {"Lines that could not be used", true}, {.name = "SHA-256", .hash = true}}};
  Table problems{.caption = "Lines that could not be used, or were dropped by rule",
                 .columns = {{"File"}, {"Kind"}, {"Lines", true}, {"The first"}}};
  for (const auto& [role, value] : *files) {
    if (!value.is_object()) continue;
    const auto& file = value.get_object();
    table.rows.push_back({std::string(role), json::text_or_empty(file, "name"),
                          grouped(static_cast<std::uint64_t>(json::integer(file, "bad_lines").value_or(0))),
                          json::text_or_empty(file, "sha256")});
    if (const auto* kinds = json::object(file, "problems")) {
      list_problems(json::text_or_empty(file, "name"), *kinds, problems);
    }
  }
  report.table(table);
  if (!problems.rows.empty()) report.table(problems);
}

void tell_method(const Study& study, Report& report) {
  report.section("method", "Terms and method");
  report.paragraph(
      "Ties from an account to itself and repeated ties are dropped. What was left out of the figures is counted "
      "above. Layout, communities and bootstrap are drawn from the seed alone.");
  const auto& m = study.measures;
  if (m.betweenness_sources < study.input.accounts.size()) {
    report.note(fmt::format(
        "Betweenness is estimated from {} of {} sources; with confidence 0.9 no account is further than {} "
        "of the largest possible value from its own.",
        grouped(m.betweenness_sources), grouped(study.input.accounts.size()), fixed(m.betweenness_error, 3)));
  }
  report.terms(codebook());
}

}  // namespace chancery::measure
