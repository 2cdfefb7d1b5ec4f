#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/json.hpp"
#include "figure/number.hpp"
#include "measure/report_words.hpp"
#include "measure/study_json.hpp"

namespace chancery::measure {
namespace {

using figure::fixed;
using figure::grouped;
using figure::Report;
using figure::Table;

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
                          each.agreement.alpha ? fixed(*each.agreement.alpha, 3) : "not defined"});
  }
  report.table(table);
}

void tell_accounts(const Study& study, Report& report) {
  if (study.named.empty()) return;
  const auto& m = study.measures;
  report.section("accounts", "All accounts with an office");
  Table table{.caption = "Accounts with an office, in the order of peers that follow them",
              .columns = {{"Account"},
                          {"Office"},
                          {"Country"},
                          {"Followed by", true},
                          {"Follows", true},
                          {"Mutual", true},
                          {"PageRank", true},
                          {"Between", true},
                          {"Core", true},
                          {"Community", true}}};
  auto nodes = study.named;
  std::ranges::stable_sort(nodes, std::greater{}, [&](graph::Node node) { return m.in_degree[node]; });
  for (const auto node : nodes) {
    const auto& account = study.account(node);
    table.rows.push_back({account.label(), std::string(account.office), std::string(account.country),
                          grouped(m.in_degree[node]), grouped(m.out_degree[node]), grouped(m.mutual[node]),
                          fixed(m.pagerank[node], 5), fixed(m.betweenness[node], 0), std::to_string(m.core[node]),
                          std::to_string(m.communities.of[node])});
  }
  report.table(table);
}

void tell_data(const Study& study, Report& report) {
  report.section("data", "The data, and what is missing");
  const auto& census = study.census;
  if (census.listed_absent + census.listed_failed > 0) {
    report.note(
        fmt::format("The lists of whom they follow were read of {}; {} were not given and {} could not be read. A list "
                    "that is missing looks like ties that are not answered: reciprocity is told over pairs whose "
                    "lists were both read.",
                    plural(census.listed_present, "account", "accounts"), grouped(census.listed_absent),
                    grouped(census.listed_failed)),
        true);
  } else if (study.input.ties_given) {
    report.paragraph("The list of whom it follows counts as read for every account.");
  }
  const auto* files = json::object(study.input.record, "files");
  if (files == nullptr) return;
  Table table{.caption = "Input",
              .columns = {{"Table"}, {"File"}, {"Lines that could not be used", true}, {"SHA-256"}}};
  Table problems{.caption = "Lines that could not be used, or were dropped by rule",
                 .columns = {{"File"}, {"Kind"}, {"Lines", true}, {"The first"}}};
  for (const auto& [role, value] : *files) {
    if (!value.is_object()) continue;
    const auto& file = value.get_object();
    table.rows.push_back({std::string(role), json::text_or_empty(file, "name"),
                          grouped(static_cast<std::uint64_t>(json::integer(file, "bad_lines").value_or(0))),
                          json::text_or_empty(file, "sha256")});
    const auto* kinds = json::object(file, "problems");
    if (kinds == nullptr) continue;
    for (const auto& [kind, what] : *kinds) {
      std::string lines;
      if (const auto* first = json::array(what.as_object(), "first_lines")) {
        for (const auto& line : *first) lines += (lines.empty() ? "" : ", ") + boost::json::serialize(line);
      }
      problems.rows.push_back({json::text_or_empty(file, "name"), std::string(kind),
                               grouped(static_cast<std::uint64_t>(json::number_or_zero(what.as_object(), "count"))),
                               lines});
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
