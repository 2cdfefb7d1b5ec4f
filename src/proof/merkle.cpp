#include "proof/merkle.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <optional>

#include "crypto/hash.hpp"

namespace chancery::proof {
namespace {

constexpr std::size_t kHashBytes = 32;

// The largest power of two below `size`, which is at least 2: where a tree is cut in two.
std::int64_t split(std::int64_t size) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - 1)));
}

bool is_power_of_two(std::int64_t size) {
  return std::has_single_bit(static_cast<std::uint64_t>(size));
}

// MTH(D[start : start + size]) for the ranges the definition asks for: `start` is a multiple of the smallest power
// of two that holds `size`.
Hash subtree(std::int64_t start, std::int64_t size, const Nodes& nodes) {
  if (is_power_of_two(size)) {
    return nodes({std::countr_zero(static_cast<std::uint64_t>(size)), start / size});
  }
  const auto k = split(size);
  return node_hash(subtree(start, k, nodes), subtree(start + k, size - k, nodes));
}

void path(std::int64_t leaf, std::int64_t start, std::int64_t size, const Nodes& nodes, std::vector<Hash>& proof) {
  if (size == 1) return;
  const auto k = split(size);
  if (leaf < k) {
    path(leaf, start, k, nodes, proof);
    proof.push_back(subtree(start + k, size - k, nodes));
  } else {
    path(leaf - k, start + k, size - k, nodes, proof);
    proof.push_back(subtree(start, k, nodes));
  }
}

// SUBPROOF(from, D[start : start + to], whole).
void subproof(std::int64_t from, std::int64_t start, std::int64_t to, bool whole, const Nodes& nodes,
              std::vector<Hash>& proof) {
  if (from == to) {
    if (!whole) proof.push_back(subtree(start, to, nodes));
    return;
  }
  const auto k = split(to);
  if (from <= k) {
    subproof(from, start, k, whole, nodes, proof);
    proof.push_back(subtree(start + k, to - k, nodes));
  } else {
    subproof(from - k, start + k, to - k, false, nodes, proof);
    proof.push_back(subtree(start, k, nodes));
  }
}

// The root a path leads to; nothing when it is too short or too long.
std::optional<Hash> climb(std::string_view hash, std::int64_t leaf, std::int64_t size, std::span<const Hash> proof) {
  if (size == 1) return proof.empty() ? std::optional<Hash>(hash) : std::nullopt;
  if (proof.empty()) return std::nullopt;
  const auto k = split(size);
  const auto& sibling = proof.back();
  const auto rest = proof.first(proof.size() - 1);
  if (leaf < k) {
    const auto left = climb(hash, leaf, k, rest);
    return left ? std::optional(node_hash(*left, sibling)) : std::nullopt;
  }
  const auto right = climb(hash, leaf - k, size - k, rest);
  return right ? std::optional(node_hash(sibling, *right)) : std::nullopt;
}

struct Roots {
  Hash before;
  Hash after;
};
// The roots of both trees by a proof; `whole` while the smaller tree is what its own root says.
std::optional<Roots> rebuild(std::int64_t from, std::string_view from_root, std::int64_t to, bool whole,
                             std::span<const Hash> proof) {
  if (from == to) {
    if (whole) return proof.empty() ? std::optional(Roots{Hash(from_root), Hash(from_root)}) : std::nullopt;
    return proof.size() == 1 ? std::optional(Roots{proof.front(), proof.front()}) : std::nullopt;
  }
  if (proof.empty()) return std::nullopt;
  const auto k = split(to);
  const auto& sibling = proof.back();
  const auto rest = proof.first(proof.size() - 1);
  if (from <= k) {
    auto left = rebuild(from, from_root, k, whole, rest);
    if (left) left->after = node_hash(left->after, sibling);
    return left;
  }
  auto right = rebuild(from - k, from_root, to - k, false, rest);
  if (right) right = Roots{node_hash(sibling, right->before), node_hash(sibling, right->after)};
  return right;
}

bool are_hashes(std::span<const Hash> proof) {
  return std::ranges::all_of(proof, [](const Hash& hash) { return hash.size() == kHashBytes; });
}

}  // namespace

Hash empty_root() {
  return crypto::sha256("");
}

Hash leaf_hash(std::string_view data) {
  std::string bytes(1, '\x00');
  bytes += data;
  return crypto::sha256(bytes);
}

Hash node_hash(std::string_view left, std::string_view right) {
  std::string bytes(1, '\x01');
  bytes += left;
  bytes += right;
  return crypto::sha256(bytes);
}

std::vector<std::pair<Node, Hash>> completed_by(std::int64_t index, Hash leaf, const Nodes& nodes) {
  assert(index >= 0);
  std::vector<std::pair<Node, Hash>> completed{{Node{0, index}, std::move(leaf)}};
  // A node that is a right child completes its parent.
  while (completed.back().first.position % 2 == 1) {
    const auto& [right, hash] = completed.back();
    const Node parent{right.level + 1, right.position / 2};
    auto joined = node_hash(nodes({right.level, right.position - 1}), hash);
    completed.emplace_back(parent, std::move(joined));
  }
  return completed;
}

Hash root(std::int64_t size, const Nodes& nodes) {
  assert(size >= 0);
  return size == 0 ? empty_root() : subtree(0, size, nodes);
}

std::vector<Hash> inclusion_proof(std::int64_t leaf, std::int64_t size, const Nodes& nodes) {
  assert(0 <= leaf && leaf < size);
  std::vector<Hash> proof;
  path(leaf, 0, size, nodes, proof);
  return proof;
}

std::vector<Hash> consistency_proof(std::int64_t from, std::int64_t to, const Nodes& nodes) {
  assert(0 <= from && from <= to);
  std::vector<Hash> proof;
  if (from > 0) subproof(from, 0, to, true, nodes, proof);
  return proof;
}

bool proves_inclusion(std::string_view hash, std::int64_t leaf, std::int64_t size, std::span<const Hash> proof,
                      std::string_view root) {
  if (leaf < 0 || leaf >= size || hash.size() != kHashBytes || !are_hashes(proof)) return false;
  const auto reached = climb(hash, leaf, size, proof);
  return reached && *reached == root;
}

bool proves_consistency(std::int64_t from, std::string_view from_root, std::int64_t to, std::string_view to_root,
                        std::span<const Hash> proof) {
  if (from < 0 || from > to || !are_hashes(proof)) return false;
  if (from == 0) return proof.empty() && from_root == empty_root() && (to > 0 || to_root == from_root);
  const auto roots = rebuild(from, from_root, to, true, proof);
  return roots && roots->before == from_root && roots->after == to_root;
}

}  // namespace chancery::proof
