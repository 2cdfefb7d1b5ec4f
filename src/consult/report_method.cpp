#include "consult/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "consult/certainty_text.hpp"
#include "figure/number.hpp"

namespace chancery::consult {
namespace {

using figure::grouped;

// " 3 not_a_vote in votes.csv;"
std::string kinds_of(const std::vector<LineProblems>& files) {
  std::string words;
  for (const LineProblems& file : files) {
    for (const LineProblem& problem : file.kinds()) {
      auto kind = problem.kind;
      std::ranges::replace(kind, '_', ' ');
      words += fmt::format("{} {} ({} {})", words.empty() ? "" : ",", file.file(), grouped(problem.count), kind);
    }
  }
  return words.empty() ? words : words + ".";
}

void left_out(const Matter& m, figure::Report& report) {
  const auto taken_down = std::ranges::count(m.consultation.flags.moderated_out, 1);
  const auto meta = std::ranges::count(m.consultation.flags.meta, 1);
  std::vector<std::pair<std::string, std::string>> terms;
  terms.emplace_back("Taken down",
                     fmt::format("{} by moderators: of no weight on the map, and in no table here.",
                                 figure::counted(static_cast<std::size_t>(taken_down), "statement", "statements")));
  if (meta > 0) {
    terms.emplace_back("About participants",
                       fmt::format("{} about the participants, not the matter: of no weight on "
                                   "the map.",
                                   figure::counted(static_cast<std::size_t>(meta), "statement", "statements")));
  }
  terms.emplace_back("Small cells",
                     "Where fewer than ten people voted, the figure is withheld (–), and groups of fewer "
                     "than ten people are not described.");
  if (m.consultation.bad_lines() > 0) {
    terms.emplace_back("Lines not used", fmt::format("{} of the files could not be used:{}",
                                                     figure::counted(m.consultation.bad_lines(), "line", "lines"),
                                                     kinds_of(m.consultation.problems)));
  }
  const auto remarks = kinds_of(m.consultation.remarks);
  if (!remarks.empty()) terms.emplace_back("To be known", "In the files:" + remarks);
  report.terms(terms);
}

}  // namespace

void tell_certainty(const Matter& m, figure::Report& report) {
  report.section("certainty", "How sure we are");
  report.paragraph(certainty_text(m.analysis));
  report.paragraph(certainty_advice(m.analysis));
  if (m.analysis.stability.runs > 0 && m.has_groups()) {
    figure::Table table{
        .caption = "How often the members of a group stand together when the public is sampled anew",
        .columns = {{.name = "Group"}, {.name = "People", .number = true}, {.name = "Together", .number = true}}};
    for (std::size_t g = 0; g < m.sizes.size(); ++g) {
      table.rows.push_back({group_name(g), grouped(m.sizes[g]), figure::percent(m.analysis.stability.group[g], 0)});
    }
    report.table(table);
  }
  const auto out = m.consultation.participants.size() - m.analysis.map.in_count;
  report.paragraph(fmt::format(
      "The intervals behind the shares hold 95 of 100 times if the people who voted are a random sample, which those "
      "who come to a consultation seldom are: this is what those say who took part, not what a country thinks. {} of "
      "{} participants have voted on too few statements to be placed; their votes count in the shares of all.",
      grouped(out), grouped(m.consultation.participants.size())));
  if (m.analysis.map.enough) {
    report.paragraph(fmt::format(
        "The two directions of the map hold {} and {} of how the votes differ (what nobody saw counting as nothing): "
        "the rest of what people think of these statements the map does not show.",
        figure::percent(m.analysis.explained[0], 0), figure::percent(m.analysis.explained[1], 0)));
  }
}

void tell_method(const Matter& m, figure::Report& report) {
  report.section("method", "How this was made");
  report.paragraph(
      "Each person is placed by their votes so that people who voted alike stand near each other: the first two "
      "principal components of the table of votes, what nobody saw counting as nothing. People with seven votes or "
      "more are then gathered into a hundred small clusters and those into two to five groups, as many as stand "
      "clearest apart. What stands for a group is what it says more often than the others, by tests of proportions. "
      "The method is that of Polis.");
  if (!m.analysis.options.as_polis) {
    report.paragraph(
        "Unlike Polis, statements that were taken down or that are about the participants do not stretch "
        "the map, and rows and columns stand by id, so that the same votes in any order give the same map.");
  }
  left_out(m, report);
  figure::Table inputs{.caption = "What this was made from",
                       .columns = {{.name = "File"}, {.name = "SHA-256", .hash = true}},
                       .rows = {},
                       .folded_from = 0};
  for (const auto& [file, hash] : m.consultation.input_sha256) inputs.rows.push_back({file, hash});
  if (!inputs.rows.empty()) report.table(inputs);
  report.paragraph(fmt::format("Seed of the random numbers: {}.", m.analysis.options.seed));
}

}  // namespace chancery::consult
