#include "graph/betweenness.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/split_mix.hpp"
#include "graph/structural_order.hpp"

namespace chancery::graph {
namespace {

constexpr std::uint32_t kUnreached = 0xffffffff;

// Natural logarithm made of the four operations alone, so that as many sources are drawn on any machine.
double natural_log(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);  // exact; within [0.5, 1)
  const double z = (fraction - 1) / (fraction + 1);
  double term = z;
  double sum = 0;
  for (int i = 1; i < 60; i += 2) {
    sum += term / i;
    term *= z * z;
  }
  return 2 * sum + exponent * 0.6931471805599453;
}

// What all paths from one source add (Brandes 2001), in two passes over the nodes it reaches.
class Accumulation {
 public:
  explicit Accumulation(const Rows& rows) : rows_(rows), seen_(rows.nodes()), value_(rows.nodes(), 0) {
    reached_.reserve(rows.nodes());
  }

  void add_source(Node source) {
    search(source);
    collect(source);
  }
  std::vector<double> take() && { return std::move(value_); }

 private:
  struct Seen {
    double paths = 0;   // shortest ones from the source, in units of its level
    double onward = 0;  // (1 + what goes through it) / paths
    std::uint32_t level = kUnreached;
  };
  // Where levels begin in reached_, and by how much the unit of paths fell against the level before: the numbers of
  // paths may grow beyond what a number can hold.
  struct LevelBegin {
    std::size_t at = 0;
    double unit = 1;
  };

  void search(Node source) {
    for (const Node node : reached_) seen_[node] = {};
    reached_.assign(1, source);
    levels_.assign(1, {0, 1});
    seen_[source] = {1, 0, 0};
    for (std::size_t at = 0; at < reached_.size();) {
      const std::size_t end = reached_.size();
      const auto next = static_cast<std::uint32_t>(levels_.size());
      for (; at < end; ++at) {
        const Seen& from = seen_[reached_[at]];
        for (const Node target : rows_.of(reached_[at])) {
          Seen& to = seen_[target];
          if (to.level == kUnreached) {
            to.level = next;
            reached_.push_back(target);
          }
          if (to.level == next) to.paths += from.paths;
        }
      }
      levels_.push_back({end, lower_unit(end)});
    }
  }

  double lower_unit(std::size_t begin) {
    double most = 0;
    for (std::size_t i = begin; i < reached_.size(); ++i) most = std::max(most, seen_[reached_[i]].paths);
    if (most < 0x1p400) return 1;
    for (std::size_t i = begin; i < reached_.size(); ++i) seen_[reached_[i]].paths *= 0x1p-400;
    return 0x1p-400;
  }

  void collect(Node source) {
    for (std::size_t i = reached_.size(); i-- > 0;) {
      const Node node = reached_[i];
      Seen& here = seen_[node];
      double sum = 0;
      for (const Node target : rows_.of(node)) {
        if (seen_[target].level == here.level + 1) sum += seen_[target].onward;
      }
      const double through = here.paths * sum * levels_[here.level + 1].unit;
      here.onward = (1 + through) / here.paths;
      if (node != source) value_[node] += through;
    }
  }

  const Rows& rows_;
  std::vector<Seen> seen_;
  std::vector<Node> reached_;
  std::vector<LevelBegin> levels_;
  std::vector<double> value_;
};

std::vector<double> from_all(const Rows& rows, const SourceProgress& progress) {
  Accumulation accumulation(rows);
  for (Node source = 0; source < rows.nodes(); ++source) {
    accumulation.add_source(source);
    if (progress) progress(source + 1, rows.nodes());
  }
  return std::move(accumulation).take();
}

}  // namespace

std::vector<double> betweenness(const Graph& graph, const SourceProgress& progress) {
  return from_all(graph.out(), progress);
}

std::vector<double> betweenness(const Rows& undirected, const SourceProgress& progress) {
  auto value = from_all(undirected, progress);
  for (double& each : value) each /= 2;  // every pair of ends was met from both
  return value;
}

std::size_t sources_for(Node nodes, double error, double delta) {
  if (nodes < 2) return nodes;
  const double n = nodes;
  const double stretch = n / (n - 1);
  const double needed = natural_log(2 * n / delta) / (2 * error * error) * stretch * stretch;
  return needed < n ? static_cast<std::size_t>(std::ceil(needed)) : nodes;
}

SampledBetweenness sampled_betweenness(const Graph& graph, std::size_t sources, std::uint64_t seed, double delta,
                                       const SourceProgress& progress) {
  const Node nodes = graph.nodes();
  SampledBetweenness sampled;
  sampled.sources = std::min<std::size_t>(sources, nodes);
  sampled.confidence = 1 - delta;
  if (sampled.sources == 0) {
    sampled.value.assign(nodes, 0);
    sampled.error = nodes < 3 ? 0 : 1;
    return sampled;
  }
  auto order = structural_order(graph);
  SplitMix64 random(seed);
  Accumulation accumulation(graph.out());
  for (std::size_t i = 0; i < sampled.sources; ++i) {
    std::swap(order[i], order[i + random.below(nodes - i)]);
    accumulation.add_source(order[i]);
    if (progress) progress(i + 1, sampled.sources);
  }
  sampled.value = std::move(accumulation).take();
  const double n = nodes;
  const auto k = static_cast<double>(sampled.sources);
  for (double& value : sampled.value) value *= n / k;
  if (sampled.sources < nodes) {
    sampled.error = std::min(1.0, n / (n - 1) * std::sqrt(natural_log(2 * n / delta) / (2 * k)));
  }
  return sampled;
}

}  // namespace chancery::graph
