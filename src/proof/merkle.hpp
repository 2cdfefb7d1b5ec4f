// The Merkle tree of the log, as RFC 6962 section 2.1 defines it: SHA-256, leaves 0x00, nodes 0x01.
//
// Pure. What is stored are the hashes of complete subtrees, which never change again; everything else is computed from
// O(log n) of them. Each function is the definition of its section, written as recursion; the two checks mirror
// the two proofs.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::proof {

using Hash = std::string;  // 32 raw bytes

[[nodiscard]] Hash empty_root();
[[nodiscard]] Hash leaf_hash(std::string_view data);
[[nodiscard]] Hash node_hash(std::string_view left, std::string_view right);

// A complete subtree: the 2^level leaves from number position * 2^level on.
struct Node {
  int level = 0;
  std::int64_t position = 0;
  friend auto operator<=>(const Node&, const Node&) = default;
};
// Gives the hash of a node that was stored. Called O(log n) times by each function here.
using Nodes = std::function<Hash(Node)>;

// What leaf number `index` (from 0) completes, the leaf itself first: to be stored.
[[nodiscard]] std::vector<std::pair<Node, Hash>> completed_by(std::int64_t index, Hash leaf, const Nodes& nodes);

// MTH(D[size]).
[[nodiscard]] Hash root(std::int64_t size, const Nodes& nodes);
// PATH(leaf, D[size]), section 2.1.1; 0 <= leaf < size.
[[nodiscard]] std::vector<Hash> inclusion_proof(std::int64_t leaf, std::int64_t size, const Nodes& nodes);
// PROOF(from, D[to]), section 2.1.2; 0 <= from <= to. Empty from 0 and from `to`.
[[nodiscard]] std::vector<Hash> consistency_proof(std::int64_t from, std::int64_t to, const Nodes& nodes);

// Whether the leaf with this hash is number `leaf` in the tree of that size and root. Takes anything.
[[nodiscard]] bool proves_inclusion(std::string_view hash, std::int64_t leaf, std::int64_t size,
                                    std::span<const Hash> proof, std::string_view root);
// Whether the larger tree begins with the smaller. Takes anything.
[[nodiscard]] bool proves_consistency(std::int64_t from, std::string_view from_root, std::int64_t to,
                                      std::string_view to_root, std::span<const Hash> proof);

}  // namespace chancery::proof
