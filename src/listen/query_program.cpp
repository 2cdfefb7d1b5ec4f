#include "listen/query_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

// Lays out one query after another.
class Layout {
 public:
  explicit Layout(QueryProgram& program) : program_(program) {}

  void add(const Query& query) {
    const auto number = static_cast<std::uint32_t>(program_.queries.size());
    FlatQuery& flat = program_.queries.emplace_back();
    flat.root = static_cast<std::uint32_t>(program_.nodes.size());
    lay(query.root(), true, flat);
    for (const std::uint32_t leaf : cheapest(flat.root).leaves) {
      const FlatNode& node = program_.nodes[leaf];
      if (node.kind == QueryNode::Kind::Term) program_.by_pattern.add(node.leaf, number);
      if (node.kind == QueryNode::Kind::Tag) program_.by_tag.add(node.leaf, number);
      if (node.kind == QueryNode::Kind::Mention) program_.by_actor.add(node.leaf, number);
    }
  }

 private:
  // Leaves one of which is found in every post the subtree matches, and about how often that happens.
  struct Trigger {
    std::vector<std::uint32_t> leaves;
    double cost = 0;
  };

  void lay(const QueryNode& node, bool positive, FlatQuery& flat) {
    const auto at = static_cast<std::uint32_t>(program_.nodes.size());
    program_.nodes.push_back({node.kind, node.field, node.ordered, node.distance, leaf_of(node), 0});
    const bool text = node.kind == QueryNode::Kind::Term || node.kind == QueryNode::Kind::Tag ||
                      node.kind == QueryNode::Kind::Mention;
    if (positive && text) flat.positive.push_back(at);
    const bool inside = positive && node.kind != QueryNode::Kind::Not;
    for (const QueryNode& child : node.children) lay(child, inside, flat);
    program_.nodes[at].end = static_cast<std::uint32_t>(program_.nodes.size());
  }

  std::uint32_t leaf_of(const QueryNode& node) {
    switch (node.kind) {
      case QueryNode::Kind::Term:
        return number_of(patterns_, node.text + (node.prefix ? "*" : ""),
                         [&] { program_.patterns.push_back({node.text, node.prefix}); });
      case QueryNode::Kind::Tag:
        return number_of(program_.tags, text::fold_words(node.text), [] {});
      case QueryNode::Kind::Mention:
        return actor_of(node);
      case QueryNode::Kind::Narrow:
        if (node.field == QueryField::From) return actor_of(node);
        return number_of(values_, node.text, [&] { program_.values.push_back(node.text); });
      default:
        return 0;
    }
  }

  std::uint32_t actor_of(const QueryNode& node) {
    return number_of(actors_, fmt::format("{}", fmt::join(node.addresses, " ")), [&] {
      const auto number = static_cast<std::uint32_t>(program_.actors.size());
      program_.actors.push_back(node.addresses);
      for (const std::string& address : node.addresses) program_.actors_at[address].push_back(number);
    });
  }

  template <class Fresh>
  static std::uint32_t number_of(ViewIndex& index, std::string key, Fresh fresh) {
    const auto [found, added] = index.try_emplace(std::move(key), static_cast<std::uint32_t>(index.size()));
    if (added) fresh();
    return found->second;
  }

  // Long words are seldom, prefixes frequent; how often exactly depends on the day.
  [[nodiscard]] double cost_of(const FlatNode& node) const {
    if (node.kind != QueryNode::Kind::Term) return 0.5;
    const text::Pattern& pattern = program_.patterns[node.leaf];
    const auto length = static_cast<double>(std::min<std::size_t>(pattern.text.size(), 20));
    return (pattern.prefix ? 4.0 : 1.0) * 64.0 / (length * length);
  }

  // Empty when the subtree can match without any text.
  [[nodiscard]] Trigger cheapest(std::uint32_t at) const {
    const FlatNode& node = program_.nodes[at];
    switch (node.kind) {
      case QueryNode::Kind::Term:
      case QueryNode::Kind::Tag:
      case QueryNode::Kind::Mention:
        return {{at}, cost_of(node)};
      case QueryNode::Kind::Not:
      case QueryNode::Kind::Narrow:
        return {};
      case QueryNode::Kind::And:
      case QueryNode::Kind::Near: {
        Trigger best;
        for (std::uint32_t child = at + 1; child < node.end; child = program_.nodes[child].end) {
          Trigger each = cheapest(child);
          if (!each.leaves.empty() && (best.leaves.empty() || each.cost < best.cost)) best = std::move(each);
        }
        return best;
      }
      case QueryNode::Kind::Or: {
        Trigger all;
        for (std::uint32_t child = at + 1; child < node.end; child = program_.nodes[child].end) {
          const Trigger each = cheapest(child);
          if (each.leaves.empty()) return {};
          all.leaves.insert(all.leaves.end(), each.leaves.begin(), each.leaves.end());
          all.cost += each.cost;
        }
        return all;
      }
    }
    return {};
  }

  QueryProgram& program_;
  ViewIndex patterns_;
  ViewIndex actors_;
  ViewIndex values_;
};

}  // namespace

void QueryIndex::close(std::size_t keys) {
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  offsets_.assign(keys + 1, 0);
  for (const auto& [key, query] : pairs_) {
    ++offsets_[key + 1];
    queries_.push_back(query);
  }
  for (std::size_t key = 0; key < keys; ++key) offsets_[key + 1] += offsets_[key];
  pairs_ = {};
}

QueryProgram::QueryProgram(std::span<const Query> from) {
  Layout layout(*this);
  for (const Query& query : from) layout.add(query);
  by_pattern.close(patterns.size());
  by_tag.close(tags.size());
  by_actor.close(actors.size());
}

}  // namespace chancery::listen
