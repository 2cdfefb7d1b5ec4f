#include "opinion/opinion_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace chancery::opinion {
namespace {

constexpr std::size_t kVotesToBeIn = 7;
constexpr std::size_t kFewest = 15;

// Those with enough votes, and once in always in; where they are few, the most active besides.
std::vector<std::uint8_t> who_is_in(std::span<const std::uint32_t> votes_of_row, std::size_t columns,
                                    const EarlierMap* earlier) {
  const std::size_t enough = std::min(kVotesToBeIn, columns);
  std::vector<std::uint8_t> in(votes_of_row.size());
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < in.size(); ++i) {
    const bool before = earlier != nullptr && i < earlier->in_conversation.size() && earlier->in_conversation[i] != 0;
    in[i] = static_cast<std::uint8_t>(before || (votes_of_row[i] >= enough && votes_of_row[i] > 0));
    if (in[i] == 0 && votes_of_row[i] > 0) out.push_back(i);
  }
  const std::size_t count = in.size() - static_cast<std::size_t>(std::ranges::count(in, 0));
  if (count >= kFewest) return in;
  std::ranges::stable_sort(out, std::ranges::greater{}, [&](std::uint32_t i) { return votes_of_row[i]; });
  out.resize(std::min(out.size(), kFewest - count));
  for (const std::uint32_t i : out) in[i] = 1;
  return in;
}

// The reference has rules of its own where there is one row or one column.
Components components_of(const VoteMatrix& votes, const ComponentOptions& options, bool as_polis) {
  if (!as_polis || (votes.rows() != 1 && votes.columns() != 1)) return principal_components(votes, options);
  Components result{.mean = column_means(votes, options)};
  result.component.fill(Component(votes.columns()));
  auto& first = result.component[0];
  if (votes.columns() == 1) {
    result.mean[0] = 0;
    first[0] = 1;
    return result;
  }
  double square = 0;
  for (const double mean : result.mean) square += mean * mean;
  for (std::size_t j = 0; j < first.size() && square > 0; ++j) first[j] = result.mean[j] / std::sqrt(square);
  return result;
}

template <class T>
std::vector<T> picked(std::span<const T> all, std::span<const std::uint32_t> rows, T otherwise) {
  std::vector<T> some;
  some.reserve(rows.size());
  for (const std::uint32_t i : rows) some.push_back(i < all.size() ? all[i] : otherwise);
  return some;
}

}  // namespace

std::vector<std::uint8_t> StatementFlags::left_out() const {
  std::vector<std::uint8_t> either(moderated_out);
  for (std::size_t j = 0; j < either.size(); ++j) either[j] |= meta[j];
  return either;
}

ProjectionScale scale_of(const VoteMatrix& votes, std::span<const std::uint8_t> left_out, bool as_polis) {
  const auto out = static_cast<std::uint32_t>(std::ranges::count_if(left_out, [](auto flag) { return flag != 0; }));
  ProjectionScale scale{.columns = votes.columns() - (as_polis ? 0 : out),
                        .votes_of_row = std::vector<std::uint32_t>(votes.rows())};
  for (std::size_t i = 0; i < votes.rows(); ++i) {
    const auto on_map = std::ranges::count_if(votes.row(i), [&](Cell c) { return left_out[statement_of(c)] == 0; });
    scale.votes_of_row[i] = static_cast<std::uint32_t>(on_map) + (as_polis ? out : 0);
  }
  return scale;
}

OpinionMap draw_map(const VoteMatrix& votes, const StatementFlags& flags, const MapOptions& options,
                    const EarlierMap* earlier) {
  OpinionMap map;
  const auto left_out = flags.left_out();
  const auto scale = scale_of(votes, left_out, options.as_polis);
  map.components = components_of(
      votes,
      {.seed = options.seed, .left_out = left_out, .previous = earlier == nullptr ? nullptr : &earlier->component},
      options.as_polis);
  map.position = project(votes, map.components, scale);
  map.statement_position = project_statements(map.components, scale.columns);
  map.extremity = extremity(map.statement_position);

  std::vector<std::uint32_t> seen = scale.votes_of_row;
  for (std::size_t i = 0; options.as_polis && i < seen.size(); ++i) {
    seen[i] = static_cast<std::uint32_t>(votes.row(i).size());
  }
  map.in_conversation = who_is_in(seen, scale.columns, earlier);
  std::vector<std::uint32_t> in;
  for (std::uint32_t i = 0; i < votes.rows(); ++i) {
    if (map.in_conversation[i] != 0) in.push_back(i);
  }
  map.in_count = in.size();
  map.base.assign(votes.rows(), kNoCluster);
  map.group.assign(votes.rows(), kNoCluster);
  if (in.empty()) return map;

  const auto points = picked<Point>(map.position, in, {});
  std::optional<EarlierGrouping> before;
  if (earlier != nullptr) {
    before = earlier->grouping;
    before->base = picked<std::uint32_t>(earlier->grouping.base, in, kNoCluster);
    before->group = picked<std::uint32_t>(earlier->grouping.group, in, kNoCluster);
  }
  map.grouping = group_points(points, {.exactly = options.groups, .earlier = before ? &*before : nullptr});
  map.enough = map.grouping.base.centre.size() > 1;
  for (std::size_t n = 0; n < in.size(); ++n) {
    map.base[in[n]] = map.grouping.base.label[n];
    map.group[in[n]] = map.grouping.group_of_base[map.grouping.base.label[n]];
  }
  return map;
}

EarlierMap OpinionMap::as_earlier() const {
  return {.component = components.component,
          .in_conversation = in_conversation,
          .grouping = {
              .base = base, .group = group, .k = grouping.k, .candidate = grouping.candidate, .wins = grouping.wins}};
}

}  // namespace chancery::opinion
