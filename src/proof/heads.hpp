// The signed tree heads, and proofs from one to another and from a leaf to one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "proof/checkpoint.hpp"
#include "proof/merkle.hpp"
#include "store/store.hpp"

namespace chancery::proof {

struct Head {
  TreeHead tree;
  std::string verifier_key;
  std::string checkpoint;  // the signed text
};

// Nothing before the first was signed.
[[nodiscard]] std::optional<Head> newest_head(store::Snapshot& snapshot);
[[nodiscard]] std::optional<Head> newest_head(store::Transaction& tx);
// In order of size, those of more than `size` leaves.
[[nodiscard]] std::vector<Head> heads_after(store::Snapshot& snapshot, std::int64_t size, std::size_t limit);
void keep_head(store::Transaction& tx, const Head& head);

// A leaf as it was hashed.
struct Leaf {
  std::int64_t index = 0;
  std::string data;
};
// Fails with Errc::NotFound.
[[nodiscard]] Result<Leaf> leaf_at(store::Snapshot& snapshot, std::int64_t index);
// In order, up to `limit` leaves from number `from` on: what an auditor rebuilds the tree of.
[[nodiscard]] std::vector<Leaf> leaves_from(store::Snapshot& snapshot, std::int64_t from, std::size_t limit);
// Leaves that name a lost head (Log::name_gap).
[[nodiscard]] std::vector<Leaf> gaps(store::Snapshot& snapshot);

// Both O(log n). They fail with Errc::Invalid unless 0 <= leaf < size, or 0 <= from <= to, within the log.
[[nodiscard]] Result<std::vector<Hash>> prove_inclusion(store::Snapshot& snapshot, std::int64_t leaf,
                                                        std::int64_t size);
[[nodiscard]] Result<std::vector<Hash>> prove_consistency(store::Snapshot& snapshot, std::int64_t from,
                                                          std::int64_t to);

// When the first leaf was written: what was said earlier is not covered.
[[nodiscard]] std::optional<Timestamp> covered_since(store::Snapshot& snapshot);

}  // namespace chancery::proof
