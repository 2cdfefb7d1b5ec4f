#include "opinion/stability.hpp"

#include <algorithm>

#include "base/split_mix.hpp"
#include "opinion/nearest.hpp"

namespace chancery::opinion {
namespace {

constexpr std::size_t kVotesOfAllRuns = 20'000'000;
constexpr std::size_t kMostRuns = 100;
constexpr std::size_t kFewestRuns = 10;
// So that the samples do not depend on the start vectors.
constexpr std::uint64_t kSampleStream = 0x73616d706c65;

class Resampling {
 public:
  Resampling(const VoteMatrix& votes, const StatementFlags& flags, const MapOptions& options, const OpinionMap& map)
      : votes_(votes),
        options_(options),
        map_(map),
        left_out_(flags.left_out()),
        scale_(scale_of(votes, left_out_, options.as_polis)),
        random_(options.seed ^ kSampleStream),
        weight_(votes.rows()) {
    for (std::uint32_t i = 0; i < votes.rows(); ++i) {
      if (map.in_conversation[i] != 0) in_.push_back(i);
    }
  }

  // The group of each in the conversation, in the order of rows, in one more sample; and their number.
  std::uint32_t run(std::vector<std::uint32_t>& group) {
    draw();
    const auto components = principal_components(
        votes_,
        {.seed = options_.seed, .left_out = left_out_, .weight = weight_, .previous = &map_.components.component});
    const auto position = project(votes_, components, scale_);
    std::vector<Point> everybody;
    std::vector<Point> drawn;
    std::vector<std::uint32_t> times;
    for (const std::uint32_t i : in_) {
      everybody.push_back(position[i]);
      if (weight_[i] == 0) continue;
      drawn.push_back(position[i]);
      times.push_back(weight_[i]);
    }
    group.assign(in_.size(), 0);
    if (drawn.empty()) return 1;
    const auto grouping = group_points(drawn, {.exactly = options_.groups, .weight = times});
    std::vector<std::uint32_t> base;
    NearestCentres(everybody).assign(grouping.base.centre, base);
    for (std::size_t n = 0; n < base.size(); ++n) group[n] = grouping.group_of_base[base[n]];
    return grouping.k;
  }

  [[nodiscard]] const std::vector<std::uint32_t>& in() const { return in_; }

 private:
  void draw() {
    std::ranges::fill(weight_, 0U);
    for (std::size_t n = 0; n < weight_.size(); ++n) ++weight_[random_.below(weight_.size())];
  }

  const VoteMatrix& votes_;
  const MapOptions& options_;
  const OpinionMap& map_;
  std::vector<std::uint8_t> left_out_;
  ProjectionScale scale_;
  SplitMix64 random_;
  std::vector<std::uint32_t> weight_;
  std::vector<std::uint32_t> in_;
};

// For each of `rows`, adds the share of the others of its group on the map that are with it in this run.
void add_together(const OpinionMap& map, const std::vector<std::uint32_t>& rows,
                  const std::vector<std::uint32_t>& group, std::uint32_t groups, std::vector<double>& together) {
  std::vector<std::size_t> size(map.k());
  std::vector<std::size_t> shared(std::size_t{map.k()} * groups);
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const std::uint32_t own = map.group[rows[n]];
    ++size[own];
    ++shared[(std::size_t{own} * groups) + group[n]];
  }
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const std::uint32_t own = map.group[rows[n]];
    const std::size_t with = shared[(std::size_t{own} * groups) + group[n]] - 1;
    together[rows[n]] += size[own] > 1 ? static_cast<double>(with) / static_cast<double>(size[own] - 1) : 1.0;
  }
}

}  // namespace

Certainty certainty(const Stability& stability) {
  if (stability.overall >= 0.9 && stability.same_k >= 0.8) return Certainty::Firm;
  if (stability.overall >= 0.75 && stability.same_k >= 0.5) return Certainty::Fair;
  return Certainty::Loose;
}

std::string_view certainty_word(Certainty certainty) {
  switch (certainty) {
    case Certainty::Firm:
      return "firm";
    case Certainty::Fair:
      return "fair";
    case Certainty::Loose:
      return "loose";
  }
  return {};
}

std::size_t usual_runs(std::size_t votes) {
  return std::clamp(kVotesOfAllRuns / std::max<std::size_t>(1, votes), kFewestRuns, kMostRuns);
}

Stability stability(const VoteMatrix& votes, const StatementFlags& flags, const MapOptions& options,
                    const OpinionMap& map, std::size_t runs) {
  Stability result{.runs = runs, .together = std::vector<double>(votes.rows()), .group = std::vector<double>(map.k())};
  Resampling resampling(votes, flags, options, map);
  const auto& rows = resampling.in();
  std::vector<std::uint32_t> group;
  for (std::size_t run = 0; run < runs; ++run) {
    const std::uint32_t k = resampling.run(group);
    if (result.runs_by_k.size() <= k) result.runs_by_k.resize(k + 1);
    ++result.runs_by_k[k];
    add_together(map, rows, group, k, result.together);
  }
  if (runs == 0 || rows.empty()) return result;
  const auto share = static_cast<double>(runs);
  std::vector<std::size_t> size(map.k());
  for (const std::uint32_t i : rows) {
    result.together[i] /= share;
    result.overall += result.together[i] / static_cast<double>(rows.size());
    result.group[map.group[i]] += result.together[i];
    ++size[map.group[i]];
  }
  for (std::size_t g = 0; g < size.size(); ++g)
    result.group[g] /= static_cast<double>(std::max<std::size_t>(1, size[g]));
  if (map.k() < result.runs_by_k.size()) result.same_k = static_cast<double>(result.runs_by_k[map.k()]) / share;
  return result;
}

}  // namespace chancery::opinion
