// The transparency log looked through from its first leaf: what an auditor does with the leaves, done here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proof/heads.hpp"
#include "store/store.hpp"

namespace chancery::proof {

struct LogCheck {
  std::int64_t leaves = 0;
  std::int64_t heads = 0;
  std::optional<Head> newest;
  std::vector<std::string> problems;  // in order, at most 20; empty: the log is whole
};

// Hashes every leaf anew, builds the tree of them, and compares: the stored nodes, the root and the signature of every
// head kept. In slices, each in its own snapshot; O(leaves), some 100,000 a second.
[[nodiscard]] LogCheck check_log(const store::Store& store, std::size_t slice = 1000);

// Whether the log contains a head we published: signed by a key this log had, and the tree of so many leaves has its
// root. Fails with Errc::Malformed or Unauthorized when it is no head of this log.
[[nodiscard]] Result<bool> contains_head(store::Snapshot& snapshot, std::string_view published);

}  // namespace chancery::proof
