// A study: everything that follows from its input.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "graph/layout.hpp"
#include "graph/rank.hpp"
#include "measure/census.hpp"
#include "measure/measures.hpp"
#include "measure/performance.hpp"
#include "measure/reliability.hpp"
#include "measure/study_input.hpp"

namespace chancery::measure {

struct Study {
  StudyInput input;
  std::string version;  // of the program
  Measures measures;
  Census census;
  std::optional<Performance> performance;
  std::string no_performance;  // why there is none although countries were given
  std::vector<Reliability> reliability;
  // How an account moved since the wave before, among the accounts with an office in both.
  struct Mobility {
    graph::Node account = 0;
    std::vector<graph::Moved> moved;  // by kMobilityMeasures
  };
  std::vector<Mobility> mobility;    // in the order of accounts
  std::vector<graph::Node> named;    // accounts with an office: the only ones that come out one by one
  std::optional<graph::Node> ego;    // the account to draw; none where nobody has an office
  std::vector<graph::Point> layout;  // for each account; empty where no pictures are wanted

  [[nodiscard]] const Account& account(graph::Node node) const { return input.accounts[node]; }
  // Where ties have no direction, a pair of accounts has one.
  [[nodiscard]] std::uint64_t ties() const {
    return input.parameters.undirected ? measures.mutual_pairs : input.graph.ties();
  }
  // Communities worth the name: of three accounts or more.
  static constexpr std::uint32_t kLeastCommunity = 3;
  [[nodiscard]] std::size_t communities() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(measures.communities.sizes, [](auto size) { return size >= kLeastCommunity; }));
  }
  // Accounts with an office whose measure is above 0, the highest first and then by id, at most `most`.
  template <class Values>
  [[nodiscard]] std::vector<graph::Node> top(const Values& values, std::size_t most) const;
};

[[nodiscard]] Study make_study(StudyInput input, std::string version, bool pictures, const StepProgress& progress = {});

template <class Values>
std::vector<graph::Node> Study::top(const Values& values, std::size_t most) const {
  std::vector<graph::Node> nodes;
  for (const auto node : named) {
    if (values[node] > 0) nodes.push_back(node);
  }
  std::ranges::sort(nodes, [&](graph::Node a, graph::Node b) {
    return values[a] != values[b] ? values[a] > values[b] : account(a).id < account(b).id;
  });
  if (nodes.size() > most) nodes.resize(most);
  return nodes;
}

}  // namespace chancery::measure
