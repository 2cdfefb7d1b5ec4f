#include "proof/rebuild.hpp"

#include <fmt/format.h>

#include <utility>

#include "proof/tree.hpp"
#include "store/sql.hpp"

namespace chancery::proof {
namespace {

constexpr std::size_t kListed = 20;

// The complete subtrees that a tree of so many leaves falls into, by level: what a counter's binary digits are.
class Growing {
 public:
  // Gives the nodes this leaf completes, itself first.
  std::vector<std::pair<Node, Hash>> add(Hash leaf) {
    std::vector<std::pair<Node, Hash>> completed;
    auto position = size_++;
    for (int level = 0;; ++level, position /= 2) {
      completed.emplace_back(Node{level, position}, leaf);
      if (static_cast<int>(peaks_.size()) <= level) peaks_.emplace_back();
      auto& peak = peaks_[static_cast<std::size_t>(level)];
      if (position % 2 == 0) {
        peak = std::move(leaf);
        return completed;
      }
      leaf = node_hash(peak, leaf);
      peak.clear();
    }
  }
  [[nodiscard]] Hash root() const {
    Hash folded;
    for (const auto& peak : peaks_) {
      if (peak.empty()) continue;
      folded = folded.empty() ? peak : node_hash(peak, folded);
    }
    return folded.empty() ? empty_root() : folded;
  }
  [[nodiscard]] std::int64_t size() const { return size_; }

 private:
  std::vector<Hash> peaks_;  // empty where the digit is 0
  std::int64_t size_ = 0;
};

class Rebuilding {
 public:
  explicit Rebuilding(const store::Store& store) : store_(store) {}

  LogCheck run(std::size_t slice) {
    bool more = true;
    while (more && check_.problems.size() < kListed) {
      more = store_.read([&](store::Snapshot& snapshot) { return add_leaves(snapshot, slice); });
    }
    check_.leaves = tree_.size();
    return std::move(check_);
  }

 private:
  void wrong(std::string what) {
    if (check_.problems.size() < kListed) check_.problems.push_back(std::move(what));
  }

  // Gives whether there may be more.
  bool add_leaves(store::Snapshot& snapshot, std::size_t slice) {
    if (!pending_) pending_ = next_head(snapshot);
    check_heads(snapshot);
    const auto nodes = tree::nodes(connection(snapshot));
    const auto leaves = leaves_from(snapshot, tree_.size(), slice);
    for (const auto& leaf : leaves) {
      if (leaf.index != tree_.size()) {
        wrong(fmt::format("leaf {} is missing", tree_.size()));
        return false;
      }
      compare(nodes, leaf);
      check_heads(snapshot);
    }
    if (leaves.size() == slice) return true;
    if (pending_) wrong(fmt::format("a head covers {} leaves, the log has {}", pending_->tree.size, tree_.size()));
    return false;
  }

  void compare(const Nodes& nodes, const Leaf& leaf) {
    for (const auto& [node, hash] : tree_.add(leaf_hash(leaf.data))) {
      if (stored(nodes, node) == hash) continue;
      return wrong(fmt::format("leaf {}: the stored tree has another hash at level {}", leaf.index, node.level));
    }
  }

  static Hash stored(const Nodes& nodes, Node node) {
    try {
      return nodes(node);
    } catch (const store::DamagedError&) {
      return {};
    }
  }

  std::optional<Head> next_head(store::Snapshot& snapshot) const {
    auto next = heads_after(snapshot, last_head_, 1);
    if (next.empty()) return std::nullopt;
    return std::move(next.front());
  }

  // The heads of a tree as large as ours is now.
  void check_heads(store::Snapshot& snapshot) {
    while (pending_ && pending_->tree.size == tree_.size()) {
      check_head(*pending_);
      last_head_ = pending_->tree.size;
      check_.newest = std::move(pending_);
      pending_ = next_head(snapshot);
    }
  }

  void check_head(const Head& head) {
    ++check_.heads;
    const auto signed_head = read_checkpoint(head.checkpoint, head.verifier_key);
    if (!signed_head || signed_head->size != head.tree.size || signed_head->root != head.tree.root) {
      wrong(fmt::format("the head of {} leaves is not signed by its key", head.tree.size));
    }
    if (head.tree.root != tree_.root()) {
      wrong(fmt::format("the head of {} leaves has another root than the leaves give", head.tree.size));
    }
  }

  const store::Store& store_;
  Growing tree_;
  LogCheck check_;
  std::optional<Head> pending_;  // the next head to compare
  std::int64_t last_head_ = -1;  // its leaves
};

}  // namespace

LogCheck check_log(const store::Store& store, std::size_t slice) {
  return Rebuilding(store).run(slice);
}

Result<bool> contains_head(store::Snapshot& snapshot, std::string_view published) {
  auto& db = connection(snapshot);
  auto lost = Result<TreeHead>(fail(Errc::Unauthorized, "no key of this log signed the head"));
  auto keys = db.query("SELECT DISTINCT verifier_key FROM proof_head");
  while (!lost && keys.step()) lost = read_checkpoint(published, keys.text(0));
  if (!lost) return fail(lost.error());
  return lost->size <= tree::size(db) && root(lost->size, tree::nodes(db)) == lost->root;
}

}  // namespace chancery::proof
