#include "consult/findings.hpp"

#include <algorithm>

namespace chancery::consult {
namespace {

constexpr double kUnites = 0.6;
constexpr double kDivides = 0.25;

Share share_of(const opinion::Tally& tally, opinion::Side side) {
  return {.votes = side == opinion::Side::Agree ? tally.agree : tally.disagree, .seen = tally.seen()};
}

struct Range {
  double least = 1;
  double most = 0;
  std::size_t cells = 0;
};

Range range_of(const Finding& finding) {
  Range range;
  for (const auto& share : finding.group) {
    if (!share) continue;
    range.least = std::min(range.least, share->value());
    range.most = std::max(range.most, share->value());
    ++range.cells;
  }
  return range;
}

void keep_best(std::vector<Finding>& findings, std::size_t most) {
  std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::measure);
  if (findings.size() > most) findings.resize(most);
}

}  // namespace

Finding shares_of(const Analysis& analysis, std::uint32_t statement, opinion::Side side) {
  Finding finding{.statement = statement,
                  .side = side,
                  .everybody = share_of(analysis.tables.statement[statement].everybody, side)};
  const auto sizes = analysis.group_sizes();
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    const auto share = share_of(analysis.tables.tallies.of(g, statement), side);
    const bool shown = sizes[g] >= kSmallestCell && share.seen >= kSmallestCell;
    finding.group.push_back(shown ? std::optional(share) : std::nullopt);
  }
  return finding;
}

Findings find(const Consultation& consultation, const Analysis& analysis, std::size_t most) {
  Findings found;
  const auto sizes = analysis.group_sizes();
  const auto large =
      static_cast<std::size_t>(std::ranges::count_if(sizes, [](std::size_t size) { return size >= kSmallestCell; }));
  found.small_groups = sizes.size() - large;
  found.groups_compared = large > 1;
  for (std::uint32_t j = 0; j < consultation.statements.size(); ++j) {
    if (consultation.flags.moderated_out[j] != 0 || consultation.flags.meta[j] != 0) continue;
    auto agrees = shares_of(analysis, j, opinion::Side::Agree);
    const auto range = range_of(agrees);
    if (range.cells < std::max<std::size_t>(large, 1)) {
      ++found.seen_too_rarely;
      continue;
    }
    auto disagrees = shares_of(analysis, j, opinion::Side::Disagree);
    disagrees.measure = range_of(disagrees).least;
    agrees.measure = range.least;
    for (const auto& side : {agrees, disagrees}) {
      if (side.measure >= kUnites) found.unites.push_back(side);
    }
    agrees.measure = range.most - range.least;
    if (agrees.measure >= kDivides) found.divides.push_back(std::move(agrees));
  }
  keep_best(found.unites, most);
  keep_best(found.divides, most);
  return found;
}

}  // namespace chancery::consult
