#include "consult/report.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "consult/certainty_text.hpp"
#include "consult/report_sections.hpp"
#include "figure/number.hpp"

namespace chancery::consult {
namespace {

constexpr std::size_t kShownStatements = 8;

std::pair<std::string, std::string> named(std::size_t count, std::string_view one, std::string_view several) {
  return {std::string(count == 1 ? one : several), figure::grouped(count)};
}

std::string lead_of(const Matter& m) {
  if (!m.has_groups()) return "There are not enough different votes yet to tell groups apart.";
  const auto firmly = m.found.unites.empty() ? std::string("No statement seen often enough unites all of them.")
                                             : fmt::format("On {} a clear majority of every group is on the same side.",
                                                           m.found.unites.size() == 1 ? "one statement"
                                                           : m.found.unites.size() == kShownStatements
                                                               ? fmt::format("{} statements or more", kShownStatements)
                                                               : fmt::format("{} statements", m.found.unites.size()));
  return fmt::format("{} can be cut into {} groups by how they voted. {} {}",
                     figure::counted(m.analysis.map.in_count, "person", "people"), m.sizes.size(), firmly,
                     certainty_advice(m.analysis));
}

// What may change what all of it means.
std::vector<figure::Report::Head::Caution> cautions_of(const Matter& m) {
  std::vector<figure::UnusedLines> unused;
  unused.reserve(m.consultation.problems.size());
  for (const LineProblems& file : m.consultation.problems) unused.push_back({file.file(), file.total()});
  auto words = figure::told(unused);
  if (words.empty()) return {};
  return {{std::move(words), "method"}};
}

figure::Report::Head head_of(const Matter& m) {
  const auto title = !m.consultation.topic.empty() ? m.consultation.topic : m.consultation.name;
  return {.house = "Chancery · Opinion map",
          .title = title,
          .lead = lead_of(m),
          .facts = {{named(m.consultation.participants.size(), "participant", "participants")},
                    {named(m.consultation.statements.size(), "statement", "statements")},
                    {named(m.consultation.votes.votes(), "vote", "votes")},
                    {"groups", m.has_groups() ? std::to_string(m.sizes.size()) : "none"},
                    {"the cut is", m.analysis.stability.runs > 0
                                       ? std::string(opinion::certainty_word(opinion::certainty(m.analysis.stability)))
                                       : "–"}},
          .colophon =
              "Made by Chancery from votes alone. The same votes give this report again, on any machine. "
              "Groups are groups of votes: nobody was asked who they are.",
          .cautions = cautions_of(m)};
}

}  // namespace

std::string to_html(const Consultation& consultation, const Analysis& analysis) {
  const Matter matter{consultation, analysis, find(consultation, analysis, kShownStatements), analysis.group_sizes()};
  figure::Report report(head_of(matter));
  tell_unites(matter, report);
  tell_divides(matter, report);
  tell_groups(matter, report);
  tell_certainty(matter, report);
  tell_statements(matter, report);
  tell_method(matter, report);
  return report.html();
}

}  // namespace chancery::consult
