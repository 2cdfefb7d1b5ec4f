// The same figures as igraph's, on random graphs; and the same figures under other labels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "graph/census.hpp"
#include "graph/components.hpp"
#include "graph/eigenvector.hpp"
#include "graph/hits.hpp"
#include "graph/k_core.hpp"
#include "graph/pagerank.hpp"
#include "support/igraph_peer.hpp"
#include "support/random_graph.hpp"

namespace chancery::graph {
namespace {

using testing::Igraph;
using testing::IgraphInts;
using testing::IgraphVector;
using testing::random_graph;
using testing::random_labels;
using testing::relabelled;

// Sparse to dense, with nodes that nobody is tied to.
struct Sizes {
  Node nodes;
  std::size_t ties;
};
constexpr Sizes kSizes[] = {{1, 0}, {2, 1}, {7, 6}, {30, 25}, {40, 120}, {200, 400}, {300, 3000}};

template <class Check>
void on_random_graphs(Check check) {
  for (const Sizes size : kSizes) {
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
      SCOPED_TRACE(std::to_string(size.nodes) + " nodes, seed " + std::to_string(seed));
      check(random_graph(size.nodes, size.ties, seed));
    }
  }
}

template <class Value>
std::vector<Value> labelled(const std::vector<Value>& values, const std::vector<Node>& labels) {
  std::vector<Value> moved(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) moved[labels[i]] = values[i];
  return moved;
}

void expect_near(const std::vector<double>& ours, const std::vector<double>& theirs, double tolerance) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_NEAR(ours[i], theirs[i], tolerance) << i;
}

TEST(Peer, CountsComponentsCoresAndReciprocityAsIgraph) {
  on_random_graphs([](const Graph& graph) {
    const Igraph peer(graph);
    const Igraph simple(undirected(graph));
    igraph_integer_t count = 0;
    igraph_connected_components(peer.get(), nullptr, nullptr, &count, IGRAPH_WEAK);
    EXPECT_EQ(weak_components(graph).count(), count);
    igraph_connected_components(peer.get(), nullptr, nullptr, &count, IGRAPH_STRONG);
    EXPECT_EQ(strong_components(graph).count(), count);
    IgraphInts cores;
    igraph_coreness(simple.get(), cores.get(), IGRAPH_ALL);
    EXPECT_EQ(core_numbers(undirected(graph)), cores.values<std::uint32_t>());
    if (graph.ties() == 0) return;
    igraph_real_t answered = 0;
    igraph_reciprocity(peer.get(), &answered, true, IGRAPH_RECIPROCITY_DEFAULT);
    EXPECT_DOUBLE_EQ(reciprocity(graph, mutual_degrees(graph)).value(), answered);
  });
}

TEST(Peer, RanksAsPrpack) {
  on_random_graphs([](const Graph& graph) {
    const Igraph peer(graph);
    IgraphVector rank;
    igraph_pagerank(peer.get(), IGRAPH_PAGERANK_ALGO_PRPACK, rank.get(), nullptr, igraph_vss_all(), true, 0.85, nullptr,
                    nullptr);
    const PageRank ours = pagerank(graph);
    EXPECT_TRUE(ours.converged);
    expect_near(ours.value, rank.values(), 1e-9);
  });
}

TEST(Peer, SettlesOnTheEigenvectorsOfArpack) {
  on_random_graphs([](const Graph& graph) {
    // Two nodes leave the peer without an answer; small pieces leave nobody one answer alone.
    if (graph.nodes() < 7 || weak_components(graph).largest() < graph.nodes() / 2) return;
    const Rows rows = undirected(graph);
    const Eigenvector ours = eigenvector(rows);
    EXPECT_TRUE(ours.converged) << ours.residual;
    igraph_arpack_options_t options;
    igraph_arpack_options_init(&options);
    IgraphVector central;
    igraph_real_t value = 0;
    const Igraph simple(rows);
    igraph_eigenvector_centrality(simple.get(), central.get(), &value, false, true, nullptr, &options);
    EXPECT_NEAR(ours.eigenvalue, value, 1e-9 * value);
    expect_near(ours.value, central.values(), 1e-7);

    const Eigenvector along = eigenvector(graph);
    const Igraph peer(graph);
    if (along.eigenvalue > 0) {
      igraph_arpack_options_init(&options);
      igraph_eigenvector_centrality(peer.get(), central.get(), &value, true, true, nullptr, &options);
      EXPECT_NEAR(along.eigenvalue, value, 1e-6 * value);
    }

    const Hits scores = hits(graph);
    EXPECT_TRUE(scores.converged) << scores.residual;
    IgraphVector hub;
    IgraphVector authority;
    igraph_arpack_options_init(&options);
    igraph_hub_and_authority_scores(peer.get(), hub.get(), authority.get(), &value, true, nullptr, &options);
    const double largest = std::ranges::max(scores.authority);
    auto scaled = scores.authority;
    for (double& score : scaled) score /= largest;
    expect_near(scaled, authority.values(), 1e-6);
  });
}

TEST(Labels, ChangeNoFigure) {
  on_random_graphs([](const Graph& graph) {
    const auto labels = random_labels(graph.nodes(), 7);
    const Graph again = relabelled(graph, labels);
    EXPECT_EQ(labelled(mutual_degrees(graph), labels), mutual_degrees(again));
    EXPECT_EQ(labelled(core_numbers(undirected(graph)), labels), core_numbers(undirected(again)));
    EXPECT_EQ(weak_components(graph).sizes, weak_components(again).sizes);
    EXPECT_EQ(strong_components(graph).sizes, strong_components(again).sizes);
    expect_near(labelled(pagerank(graph).value, labels), pagerank(again).value, 1e-14);
  });
}

}  // namespace
}  // namespace chancery::graph
