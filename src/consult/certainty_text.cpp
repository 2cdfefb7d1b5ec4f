#include "consult/certainty_text.hpp"

#include <fmt/format.h>

#include "figure/number.hpp"

namespace chancery::consult {

namespace {

// In how many of the runs there were as many groups.
std::size_t same_k(const Analysis& analysis) {
  const auto& runs = analysis.stability.runs_by_k;
  return analysis.map.k() < runs.size() ? runs[analysis.map.k()] : 0;
}

}  // namespace

std::string certainty_text(const Analysis& analysis) {
  const auto& stability = analysis.stability;
  if (analysis.map.in_count == 0) return "Nobody stands on the map: no statement that could place people has votes.";
  if (!analysis.map.enough)
    return "Not enough votes yet: everybody stands in one place, so there are no groups to find.";
  if (stability.runs == 0) return "How stable the groups are was not examined.";
  const auto drawn = fmt::format("The map was drawn again {}, each time for another sample of the same public",
                                 stability.runs == 1 ? "once" : fmt::format("{} times", stability.runs));
  // Where the number of groups was asked for, that they were as many again says nothing.
  const auto as_many = analysis.options.groups > 0 ? std::string(":")
                                                   : fmt::format(". {} of these {} maps had {} groups too, and",
                                                                 same_k(analysis), stability.runs, analysis.map.k());
  return fmt::format(
      "{}{} two people of one group stood together in {} of the cases. The silhouette, which says from \u22121 to 1 "
      "how "
      "far apart the groups are, is {}.",
      drawn, as_many, figure::percent(stability.overall, 0),
      figure::told(analysis.map.grouping.chosen_silhouette(), 2));
}

std::string certainty_advice(const Analysis& analysis) {
  if (!analysis.map.enough || analysis.stability.runs == 0) return "Read the statements, not the groups.";
  switch (opinion::certainty(analysis.stability)) {
    case opinion::Certainty::Firm:
      return "The cut is firm: another sample of this public would be cut in the same places. Whether these are camps, "
             "or one crowd with different ends, that does not show.";
    case opinion::Certainty::Fair:
      return "The cut is fairly sure: the cores of the groups hold, their edges do not. Do not quote their sizes to "
             "the "
             "person. Whether these are camps, or one crowd with different ends, that does not show.";
    case opinion::Certainty::Loose:
      return "The cut is loose: another sample of this public could be cut otherwise. Rely on what everybody said to a "
             "statement, not on what a group did, and do not speak of camps.";
  }
  return {};
}

std::string loose_caution(const Analysis& analysis) {
  if (!analysis.map.enough || analysis.stability.runs == 0) return {};
  if (opinion::certainty(analysis.stability) != opinion::Certainty::Loose) return {};
  return "The cut into groups is loose: with another sample of this public these shares of groups could be others. Do "
         "not build on them.";
}

}  // namespace chancery::consult
