#include "consult/certainty_text.hpp"

#include <fmt/format.h>

#include "figure/number.hpp"

namespace chancery::consult {

std::string certainty_text(const Analysis& analysis) {
  const auto& stability = analysis.stability;
  if (analysis.map.in_count == 0) return "Nobody stands on the map: no statement that could place people has votes.";
  if (!analysis.map.enough)
    return "Not enough votes yet: everybody stands in one place, so there are no groups to find.";
  if (stability.runs == 0) return "How stable the groups are was not examined.";
  return fmt::format(
      "The map was drawn again {} times, each time for another sample of the same public. {} of 100 maps had {} "
      "groups too, and two people of one group stood together in {} of 100.",
      stability.runs, figure::fixed(100 * stability.same_k, 0), analysis.map.k(),
      figure::fixed(100 * stability.overall, 0));
}

std::string certainty_advice(const Analysis& analysis) {
  if (!analysis.map.enough || analysis.stability.runs == 0) return "Read the statements, not the groups.";
  switch (opinion::certainty(analysis.stability)) {
    case opinion::Certainty::Firm:
      return "The groups are firm: another sample of this public would show the same.";
    case opinion::Certainty::Fair:
      return "The groups are fairly sure: their cores hold, their edges do not. Do not quote their sizes to the "
             "person.";
    case opinion::Certainty::Loose:
      return "The groups are loose: another sample of this public could be grouped otherwise. Rely on what unites and "
             "what divides, and do not speak of camps.";
  }
  return {};
}

}  // namespace chancery::consult
