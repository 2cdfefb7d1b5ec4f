#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"
#include "measure/tables.hpp"

namespace chancery::measure {
namespace {

using figure::grouped;
using figure::Report;
using figure::Table;

}  // namespace

void tell_census(const Study& study, Report& report) {
  report.section("census", "The census");
  report.paragraph(fmt::format(
      "The roster holds {}; {} of them hold an office. Only these are named below: private persons are counted, and "
      "stand in no table, picture or export one by one.",
      plural(study.input.accounts.size(), "account", "accounts"), grouped(study.named.size())));
  report.figure(shares_view(study), "Shares with their intervals of 95 %. Shares of fewer than 20 are withheld.");
  Table table{.caption = "Every figure with what it is made of",
              .columns = {{"Figure"}, {"Made of", true}, {"Value and interval", true}}};
  for (const auto& figure : study.census.figures) {
    table.rows.push_back(
        {figure.name, made_of(figure), figure.denominator && *figure.denominator == 0 ? "no data" : told(figure)});
  }
  report.table(table);
  const auto& none = study.census.figure("follows_none");
  const auto& no_peer = study.census.figure("follows_no_peer");
  if (none.value && no_peer.value) {
    report.note(
        fmt::format("To follow nobody at all ({}) and to follow no peer ({}) are two things: the second leaves room "
                    "for following the public.",
                    made_of(none), made_of(no_peer)));
  }
  if (!study.census.languages.empty()) {
    Table languages{.caption = "Languages the accounts use",
                    .columns = {{"Language"}, {"Accounts", true}, {"Share", true}}};
    for (const auto& language : study.census.languages) {
      languages.rows.push_back({language.name, made_of(language), told(language)});
    }
    report.table(languages);
  }
  Table countries{.caption = "Countries",
                  .columns = {{"Country"},
                              {"Accounts", true},
                              {"Personal", true},
                              {"Institutional", true},
                              {"Ties towards them", true},
                              {"Best followed"}}};
  for (const auto& country : study.census.countries) {
    const auto name = country.code.empty()   ? std::string("not given")
                      : country.name.empty() ? country.code
                                             : country.code + " · " + country.name;
    countries.rows.push_back({name, grouped(country.accounts), grouped(country.personal),
                              grouped(country.institutional), grouped(country.followed_by),
                              country.best_followed ? study.account(*country.best_followed).label() : "–"});
  }
  report.table(countries);
}

}  // namespace chancery::measure
