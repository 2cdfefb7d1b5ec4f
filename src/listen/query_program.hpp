// Many queries' trees laid flat, and what is looked up to reach them. For this folder alone: see query_set.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "listen/query.hpp"
#include "text/matcher.hpp"

namespace chancery::listen {

// A node; its children follow it, each ending where its `end` says.
struct FlatNode {
  QueryNode::Kind kind = QueryNode::Kind::Term;
  QueryField field = QueryField::Language;
  bool ordered = false;
  std::uint32_t distance = 0;
  std::uint32_t leaf = 0;  // Term: pattern; Tag: tag; Mention: actor; Narrow: value, or actor for from:
  std::uint32_t end = 0;   // the node after this subtree
};

struct FlatQuery {
  std::uint32_t root = 0;
  std::vector<std::uint32_t> positive;  // nodes, as Query::positive_terms() orders them
};

// Found by view, without making a string.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using ViewIndex = std::unordered_map<std::string, std::uint32_t, ViewHash, std::equal_to<>>;

// For each of many keys the queries to look at, without repetition.
class QueryIndex {
 public:
  void add(std::uint32_t key, std::uint32_t query) { pairs_.emplace_back(key, query); }
  void close(std::size_t keys);
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t key) const {
    return std::span{queries_}.subspan(offsets_[key], offsets_[key + 1] - offsets_[key]);
  }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint32_t> queries_;
};

struct QueryProgram {
  explicit QueryProgram(std::span<const Query> from);

  std::vector<FlatNode> nodes;
  std::vector<FlatQuery> queries;
  std::vector<text::Pattern> patterns;
  std::vector<std::string> values;               // of narrowing terms
  std::vector<std::vector<std::string>> actors;  // their addresses
  ViewIndex tags;                                // folded words of a tag -> its number
  std::unordered_map<std::string, std::vector<std::uint32_t>, ViewHash, std::equal_to<>> actors_at;  // by address
  QueryIndex by_pattern;
  QueryIndex by_tag;
  QueryIndex by_actor;
};

}  // namespace chancery::listen
