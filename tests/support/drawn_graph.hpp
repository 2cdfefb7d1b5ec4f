// Graphs as one draws them: "mfa <-> paris; paris -> press; alone" has four accounts and three ties.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/graph.hpp"
#include "graph/roster.hpp"

namespace chancery::testing {

struct DrawnGraph {
  graph::Roster roster;
  graph::Graph graph;

  [[nodiscard]] graph::Node operator[](std::string_view name) const {
    const graph::Node node = roster.find(name);
    EXPECT_NE(node, graph::kNoNode) << name << " is not in the drawing";
    return node;
  }
};

// Pieces are parted by ';' and hold "a -> b", "a <- b", "a <-> b", chains of these, or one name.
inline DrawnGraph draw(std::string_view drawing) {
  std::vector<std::string> names;
  std::vector<std::pair<std::string, std::string>> ties;
  const auto word = [](std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    const std::string_view found = text.substr(0, std::min(text.find_first_of(" \n"), text.size()));
    text.remove_prefix(found.size());
    return std::string(found);
  };
  while (!drawing.empty()) {
    const auto end = std::min(drawing.find(';'), drawing.size());
    std::string_view piece = drawing.substr(0, end);
    drawing.remove_prefix(std::min(end + 1, drawing.size()));
    std::string left = word(piece);
    if (!left.empty()) names.push_back(left);
    for (std::string arrow = word(piece); !arrow.empty(); arrow = word(piece)) {
      const std::string right = word(piece);
      EXPECT_TRUE((arrow == "->" || arrow == "<-" || arrow == "<->") && !right.empty()) << arrow << ' ' << right;
      if (arrow.back() == '>') ties.emplace_back(left, right);
      if (arrow.front() == '<') ties.emplace_back(right, left);
      names.push_back(right);
      left = right;
    }
  }
  const std::vector<std::string_view> ids(names.begin(), names.end());
  DrawnGraph drawn{graph::Roster::of(ids).value(), {}};
  std::vector<graph::Tie> numbered;
  for (const auto& [source, target] : ties) numbered.push_back({drawn.roster.find(source), drawn.roster.find(target)});
  drawn.graph = graph::Graph::of(drawn.roster.size(), numbered).value();
  return drawn;
}

}  // namespace chancery::testing
