// Every measure of every account of a network, and of the network as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/assortativity.hpp"
#include "graph/census.hpp"
#include "graph/communities.hpp"
#include "graph/components.hpp"
#include "graph/rewiring.hpp"
#include "measure/study_input.hpp"

namespace chancery::measure {

// In networks of more ties, a mutual one counting once, the modularity is not compared with what chance gives: seconds.
inline constexpr std::size_t kMostTiesCompared = 100'000;

struct Measures {
  // For each account.
  std::vector<std::uint32_t> in_degree, out_degree, mutual, core;
  std::vector<double> pagerank, betweenness, hub, authority, eigenvector;
  graph::Communities communities;
  std::optional<graph::ChanceModularity> chance;  // up to kMostTiesCompared
  graph::Components weak, strong;

  // Where ties have no direction, each counts once, in `mixing` too (its table has it from both ends).
  graph::Share density;
  graph::Share reciprocity;  // over pairs of accounts whose lists are both present
  std::uint64_t mutual_pairs = 0;
  std::size_t betweenness_sources = 0;  // as many as accounts: exact
  double betweenness_error = 0;         // of the largest possible value, with confidence 0.9; 0: exact
  struct Mixing {
    std::string_view by;             // "kind", "country", "region"
    std::vector<std::string> names;  // of the categories, in their order
    graph::Assortativity value;
  };
  std::vector<Mixing> mixing;
};

// Told which step is under way, and how far: of `all`, or of nothing countable where that is 0.
using StepProgress = std::function<void(std::string_view step, std::size_t done, std::size_t all)>;

// Betweenness is exact up to about 3 billion steps, and sampled beyond.
[[nodiscard]] Measures measure_network(const StudyInput& input, const StepProgress& progress = {});

}  // namespace chancery::measure
