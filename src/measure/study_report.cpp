#include "measure/study_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "figure/number.hpp"
#include "measure/report_sections.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

using figure::counted;
using figure::fixed;
using figure::grouped;
using figure::Report;

Report::Head head_of(const Study& study) {
  const auto& m = study.measures;
  const auto accounts = counted(study.input.accounts.size(), "account", "accounts");
  const auto best = study.top(m.mutual, 1);
  std::string lead = fmt::format("{} and {} among them", accounts, counted(study.ties(), "tie", "ties"));
  lead += m.reciprocity.defined() && !study.input.parameters.undirected
              ? fmt::format(", {} of which are answered.", ratio_or(m.reciprocity, ""))
              : ".";
  if (!best.empty()) {
    lead += fmt::format(" The best connected is {}, with {}.", study.account(best.front()).label(),
                        mutual_ties(study, m.mutual[best.front()]));
  }
  const auto& countries = study.census.countries;
  const auto covered = std::ranges::count_if(countries, [](auto& country) { return !country.code.empty(); });
  std::vector<std::pair<std::string, std::string>> facts{{"Accounts", grouped(study.input.accounts.size())},
                                                         {"Countries", grouped(static_cast<std::uint64_t>(covered))}};
  if (study.input.ties_given) {
    facts.emplace_back("Ties", grouped(study.ties()));
    if (study.input.parameters.undirected) {
      facts.emplace_back("Ties an account", fixed(study.census.mean_in_degree, 1));
    } else {
      facts.emplace_back("Mutual pairs", grouped(m.mutual_pairs));
    }
    facts.emplace_back("Communities", grouped(study.communities()));
  } else {
    lead = fmt::format("A census of {}, without a table of ties.", accounts);
  }
  return {
      .house = "Chancery · network study",
      .title = study.input.ties_given ? "Who is connected to whom" : "Who is there",
      .lead = std::move(lead),
      .facts = std::move(facts),
      .colophon = fmt::format("Made by Chancery {} with seed {}. The same input gives the same bytes; “chancery study "
                              "verify” makes this folder again and compares.",
                              study.version, study.input.parameters.seed),
      .cautions = cautions_of(study)};
}

}  // namespace

std::string to_report(const Study& study) {
  Report report(head_of(study));
  tell_census(study, report);
  tell_connected(study, report);
  tell_network(study, report);
  if (study.ego) tell_ego(study, report);
  if (study.performance || (study.input.ties_given && !study.no_performance.empty())) tell_performance(study, report);
  if (!study.input.earlier.empty()) tell_mobility(study, report);
  if (!study.reliability.empty()) tell_reliability(study, report);
  tell_accounts(study, report);
  tell_data(study, report);
  tell_method(study, report);
  return report.html();
}

}  // namespace chancery::measure
