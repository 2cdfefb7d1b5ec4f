#include "text/tables/double_array.hpp"

#include <algorithm>
#include <queue>

namespace chancery::text::tables {
namespace {

struct Node {
  std::int32_t unit;
  std::size_t depth, begin, end;  // the keys that pass through it
};

class Builder {
 public:
  explicit Builder(const std::map<std::string, std::uint32_t>& keys) : keys_(keys.begin(), keys.end()) {}

  Trie build() {
    room(0);
    used_[0] = true;
    // Breadth first: what every text walks through lies together at the beginning.
    std::queue<Node> nodes;
    if (!keys_.empty()) nodes.push({0, 0, 0, keys_.size()});
    for (; !nodes.empty(); nodes.pop()) {
      for (const Node& child : place(nodes.front())) nodes.push(child);
    }
    return {std::move(units_), std::move(tails_), std::move(pool_)};
  }

 private:
  // Gives the node's children their units; those that are no ends go on.
  std::vector<Node> place(const Node& node) {
    std::vector<std::pair<unsigned char, std::size_t>> bytes;  // and where their keys begin
    if (node.end == node.begin + 1 && node.depth > 0 && keys_[node.begin].first.size() > node.depth + 1) {
      bytes.emplace_back(kTail, node.begin);
    }
    for (std::size_t key = node.begin; key < node.end && (bytes.empty() || bytes.front().first != kTail); ++key) {
      const auto byte = static_cast<unsigned char>(keys_[key].first[node.depth]);
      if (bytes.empty() || bytes.back().first != byte) bytes.emplace_back(byte, key);
    }
    const std::size_t base = free_base(bytes);
    units_[static_cast<std::size_t>(node.unit)].base = static_cast<std::int32_t>(base);
    std::vector<Node> children;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto [byte, begin] = bytes[i];
      const std::size_t end = i + 1 < bytes.size() ? bytes[i + 1].second : node.end;
      const std::size_t unit = base + byte;
      room(unit);
      used_[unit] = true;
      units_[unit].check = node.unit;
      if (byte == kEnd || byte == kPrefixEnd) {
        units_[unit].base = static_cast<std::int32_t>(keys_[begin].second);
      } else if (byte == kTail) {
        units_[unit].base = static_cast<std::int32_t>(tails_.size());
        const std::string rest = keys_[begin].first.substr(node.depth);
        tails_.push_back(
            {{static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(rest.size())}, keys_[begin].second});
        pool_ += rest;
      } else {
        children.push_back({static_cast<std::int32_t>(unit), node.depth + 1, begin, end});
      }
    }
    return children;
  }

  std::size_t free_base(const std::vector<std::pair<unsigned char, std::size_t>>& bytes) {
    while (first_free_ < used_.size() && used_[first_free_]) ++first_free_;
    std::size_t tried = 0;
    std::size_t at = std::max<std::size_t>(first_free_, bytes.front().first + 1U);
    for (;; ++at, ++tried) {
      const std::size_t base = at - bytes.front().first;
      const bool free = std::ranges::all_of(
          bytes, [&](const auto& b) { return base + b.first >= used_.size() || !used_[base + b.first]; });
      if (!free) continue;
      if (tried > 1000) first_free_ = at - 500;  // crowded: leave the small gaps
      return base;
    }
  }

  void room(std::size_t unit) {
    if (unit < units_.size()) return;
    units_.resize(unit + 1, {0, -1});
    used_.resize(unit + 1, false);
  }

  std::vector<std::pair<std::string, std::uint32_t>> keys_;
  std::vector<TrieUnit> units_;
  std::vector<Tail> tails_;
  std::string pool_;
  std::vector<bool> used_;
  std::size_t first_free_ = 1;
};

}  // namespace

Trie make_trie(const std::map<std::string, std::uint32_t>& keys) {
  return Builder(keys).build();
}

}  // namespace chancery::text::tables
