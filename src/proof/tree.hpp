// The leaves and the stored nodes of the tree, in a transaction or a snapshot. For proof/ alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "proof/merkle.hpp"
#include "proof/statement.hpp"

namespace chancery::store {
class Connection;
}

namespace chancery::proof::tree {

[[nodiscard]] std::int64_t size(store::Connection& db);
// Borrows the connection.
[[nodiscard]] Nodes nodes(store::Connection& db);

struct NewLeaf {
  Kind kind;
  std::string_view data;
  std::string_view note;  // empty: of no note
  std::int64_t version = 0;
  Timestamp at;
};
// Gives the leaf's number. Writes two nodes on average, log n at most.
std::int64_t append(store::Connection& db, const NewLeaf& leaf);

}  // namespace chancery::proof::tree
