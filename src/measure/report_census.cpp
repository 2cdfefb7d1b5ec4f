#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"
#include "measure/tables.hpp"

namespace chancery::measure {
namespace {

using figure::counted;
using figure::grouped;
using figure::Report;
using figure::Table;

std::string who_is_named(const Study& study) {
  const auto all = study.input.accounts.size(), named = study.named.size();
  const auto roster = fmt::format("The roster holds {}", counted(all, "account", "accounts"));
  if (named == all) return roster + ", each with an office.";
  const std::string_view rule =
      "An account without an office is counted, and stands in no table, picture or export by itself.";
  if (named == 0) return fmt::format("{}, none with an office: nobody is named below. {}", roster, rule);
  return fmt::format("{}: {} with an office, {} without. {}", roster, grouped(named), grouped(all - named), rule);
}

void tell_languages(const Study& study, Report& report) {
  if (study.census.languages.empty()) return;
  Table table{.caption = "Languages the accounts use", .columns = {{"Language"}, {"Accounts", true}, {"Share", true}}};
  for (const auto& language : study.census.languages) {
    table.rows.push_back({language.name, made_of(language), told(language)});
  }
  report.table(table);
}

void tell_countries(const Study& study, Report& report) {
  Table table{.caption = "Countries",
              .columns = {{"Country"},
                          {"Accounts", true},
                          {"Personal", true},
                          {"Institutional", true},
                          {std::string(either(study, "Ties towards them", "Ties")), true},
                          {std::string(either(study, "Best followed", "Best connected"))}}};
  for (const auto& country : study.census.countries) {
    const auto name = country.code.empty()   ? std::string("not given")
                      : country.name.empty() ? country.code
                                             : country.code + " · " + country.name;
    table.rows.push_back({name, grouped(country.accounts), grouped(country.personal), grouped(country.institutional),
                          grouped(country.followed_by),
                          country.best_followed ? study.account(*country.best_followed).label() : "–"});
  }
  report.table(table);
}

}  // namespace

void tell_census(const Study& study, Report& report) {
  report.section("census", "The census");
  report.paragraph(who_is_named(study));
  report.paragraph(
      "How the roster is made up, and the density and reciprocity of the network, were counted whole: no interval "
      "stands "
      "beside them. Shares of what accounts do bear one, for accounts like these; where posts are summed, it says how "
      "far other accounts would change the sum.");
  report.figure(shares_view(study),
                "Shares, with their intervals of 95 % where they have one. Shares of fewer than 20 "
                "are withheld.");
  Table table{.caption = "Every figure with what it is made of",
              .columns = {{"Figure"}, {"Made of", true}, {"Value and interval", true}}};
  for (const auto& figure : study.census.figures) {
    if (!applies(figure)) continue;
    table.rows.push_back(
        {figure.name, made_of(figure), figure.denominator && *figure.denominator == 0 ? "no data" : told(figure)});
  }
  report.table(table);
  const auto& none = study.census.figure("follows_none");
  const auto& no_peer = study.census.figure("follows_no_peer");
  if (none.value && no_peer.value) {
    report.note(
        fmt::format("To follow nobody at all ({}) and to {} no peer ({}) are two things: the second leaves "
                    "room for following the public.",
                    made_of(none), either(study, "follow", "be tied to"), made_of(no_peer)));
  }
  tell_languages(study, report);
  tell_countries(study, report);
}

}  // namespace chancery::measure
