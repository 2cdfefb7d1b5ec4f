#include <optional>
#include <stdexcept>

#include "crypto/encoding.hpp"
#include "proof/tree.hpp"
#include "store/sql.hpp"

namespace chancery::proof::tree {

std::int64_t size(store::Connection& db) {
  auto query = db.query("SELECT COALESCE(MAX(leaf) + 1, 0) FROM proof_leaf");
  return query.step() ? query.integer(0) : 0;
}

Nodes nodes(store::Connection& db) {
  return [&db](Node node) -> Hash {
    auto query = db.query("SELECT hash FROM proof_node WHERE level = ? AND position = ?");
    const bool found = query.bind(node.level, node.position).step();
    auto hash = found ? crypto::from_hex(query.text(0)) : fail(Errc::NotFound, "no such node");
    if (!hash) throw store::DamagedError("the tree of the transparency log lacks a node");
    return std::move(*hash);
  };
}

std::int64_t append(store::Connection& db, const NewLeaf& leaf) {
  const auto index = size(db);
  const std::optional<std::string_view> note = leaf.note.empty() ? std::nullopt : std::optional(leaf.note);
  db.query("INSERT INTO proof_leaf (leaf, data, kind, note, version, at) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(index, leaf.data, to_string(leaf.kind), note, leaf.version, leaf.at)
      .run();
  for (const auto& [node, hash] : completed_by(index, leaf_hash(leaf.data), nodes(db))) {
    db.query("INSERT INTO proof_node (level, position, hash) VALUES (?, ?, ?)")
        .bind(node.level, node.position, crypto::to_hex(hash))
        .run();
  }
  return index;
}

}  // namespace chancery::proof::tree
