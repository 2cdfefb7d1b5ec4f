// igraph, the peer that network computations are checked and measured against. Not part of the program (ADR 60).
#pragma once

#include <igraph.h>

#include <cstddef>
#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::testing {

// Thread safety: igraph's, one thread at a time.
class IgraphVector {
 public:
  IgraphVector() { igraph_vector_init(&vector_, 0); }
  ~IgraphVector() { igraph_vector_destroy(&vector_); }
  IgraphVector(const IgraphVector&) = delete;
  IgraphVector& operator=(const IgraphVector&) = delete;

  [[nodiscard]] igraph_vector_t* get() { return &vector_; }
  [[nodiscard]] std::vector<double> values() const { return {vector_.stor_begin, vector_.end}; }

 private:
  igraph_vector_t vector_{};
};

class IgraphInts {
 public:
  IgraphInts() { igraph_vector_int_init(&vector_, 0); }
  ~IgraphInts() { igraph_vector_int_destroy(&vector_); }
  IgraphInts(const IgraphInts&) = delete;
  IgraphInts& operator=(const IgraphInts&) = delete;

  [[nodiscard]] igraph_vector_int_t* get() { return &vector_; }
  template <class Number>
  [[nodiscard]] std::vector<Number> values() const {
    return {vector_.stor_begin, vector_.end};
  }

 private:
  igraph_vector_int_t vector_{};
};

class Igraph {
 public:
  // The directed graph, or the simple undirected one of its rows.
  explicit Igraph(const graph::Graph& graph) : Igraph(graph.out(), true) {}
  explicit Igraph(const graph::Rows& undirected) : Igraph(undirected, false) {}
  // Of ties as list_ties gives them.
  Igraph(graph::Node nodes, IgraphInts& ties, bool directed) { igraph_create(&graph_, ties.get(), nodes, directed); }
  ~Igraph() { igraph_destroy(&graph_); }
  Igraph(const Igraph&) = delete;
  Igraph& operator=(const Igraph&) = delete;

  [[nodiscard]] const igraph_t* get() const { return &graph_; }

  // Both ends of each tie, one after the other; undirected: of each pair once.
  static void list_ties(const graph::Rows& rows, bool directed, IgraphInts& ties) {
    igraph_vector_int_reserve(ties.get(), static_cast<igraph_integer_t>(rows.size() * (directed ? 2 : 1)));
    for (graph::Node node = 0; node < rows.nodes(); ++node) {
      for (const graph::Node other : rows.of(node)) {
        if (!directed && other < node) continue;
        igraph_vector_int_push_back(ties.get(), node);
        igraph_vector_int_push_back(ties.get(), other);
      }
    }
  }

 private:
  Igraph(const graph::Rows& rows, bool directed) {
    IgraphInts ties;
    list_ties(rows, directed, ties);
    igraph_create(&graph_, ties.get(), rows.nodes(), directed);
  }

  igraph_t graph_{};
};

}  // namespace chancery::testing
