#include "graph/components.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "graph/parts.hpp"

namespace chancery::graph {
namespace {

constexpr std::uint32_t kUnseen = 0xffffffff;

// Tarjan's search, its recursion on a stack of its own.
class StrongSearch {
 public:
  explicit StrongSearch(const Rows& out)
      : out_(out), part_(out.nodes(), kUnseen), order_(out.nodes(), kUnseen), low_(out.nodes()) {}

  Components run() {
    for (Node node = 0; node < out_.nodes(); ++node) {
      if (order_[node] == kUnseen) search(node);
    }
    auto sizes = renumber_by_size(part_, parts_);
    return {std::move(part_), std::move(sizes)};
  }

 private:
  struct Call {
    Node node = 0;
    std::uint32_t next = 0;  // of its ties
  };

  void enter(Node node) {
    order_[node] = low_[node] = entered_++;
    open_.push_back(node);
    calls_.push_back({node, 0});
  }

  void search(Node root) {
    enter(root);
    while (!calls_.empty()) {
      Call& call = calls_.back();
      const Node node = call.node;
      if (call.next == out_.degree(node)) {
        calls_.pop_back();
        leave(node);
        continue;
      }
      const Node target = out_.of(node)[call.next++];
      if (order_[target] == kUnseen) {
        enter(target);
      } else if (part_[target] == kUnseen) {
        low_[node] = std::min(low_[node], order_[target]);
      }
    }
  }

  void leave(Node node) {
    if (!calls_.empty()) {
      const Node caller = calls_.back().node;
      low_[caller] = std::min(low_[caller], low_[node]);
    }
    if (low_[node] != order_[node]) return;
    Node member = kNoNode;
    do {
      member = open_.back();
      open_.pop_back();
      part_[member] = parts_;
    } while (member != node);
    ++parts_;
  }

  const Rows& out_;
  std::vector<std::uint32_t> part_;
  std::vector<std::uint32_t> order_;  // in which nodes were entered
  std::vector<std::uint32_t> low_;    // the earliest open node reached
  std::vector<Node> open_;            // entered, and in no part yet
  std::vector<Call> calls_;
  std::uint32_t entered_ = 0;
  std::uint32_t parts_ = 0;
};

Components joined_along(std::initializer_list<const Rows*> directions) {
  const Node nodes = (*directions.begin())->nodes();
  std::vector<std::uint32_t> part(nodes, kUnseen);
  std::vector<Node> waiting;
  std::uint32_t parts = 0;
  for (Node root = 0; root < nodes; ++root) {
    if (part[root] != kUnseen) continue;
    part[root] = parts;
    waiting.push_back(root);
    while (!waiting.empty()) {
      const Node node = waiting.back();
      waiting.pop_back();
      for (const Rows* rows : directions) {
        for (const Node neighbour : rows->of(node)) {
          if (part[neighbour] != kUnseen) continue;
          part[neighbour] = parts;
          waiting.push_back(neighbour);
        }
      }
    }
    ++parts;
  }
  auto sizes = renumber_by_size(part, parts);
  return {std::move(part), std::move(sizes)};
}

}  // namespace

Components weak_components(const Graph& graph) {
  return joined_along({&graph.out(), &graph.in()});
}
Components weak_components(const Rows& undirected) {
  return joined_along({&undirected});
}

Components strong_components(const Graph& graph) {
  return StrongSearch(graph.out()).run();
}

}  // namespace chancery::graph
