#include "crypto/encoding.hpp"
#include "proof/heads.hpp"
#include "proof/tree.hpp"
#include "store/sql.hpp"

namespace chancery::proof {
namespace {

Head read_kept_head(const store::Query& query) {
  return {
      {query.integer(0), crypto::from_hex(query.text(1)).value_or(""), query.time(2)}, query.text(3), query.text(4)};
}

std::optional<Head> read_newest(store::Connection& db) {
  auto query = db.query("SELECT size, root, at, verifier_key, checkpoint FROM proof_head ORDER BY size DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return read_kept_head(query);
}

}  // namespace

std::optional<Head> newest_head(store::Snapshot& snapshot) {
  return read_newest(connection(snapshot));
}

std::optional<Head> newest_head(store::Transaction& tx) {
  return read_newest(connection(tx));
}

std::vector<Head> heads_after(store::Snapshot& snapshot, std::int64_t size, std::size_t limit) {
  std::vector<Head> heads;
  auto query = connection(snapshot).query(
      "SELECT size, root, at, verifier_key, checkpoint FROM proof_head WHERE size > ? ORDER BY size LIMIT ?");
  query.bind(size, static_cast<std::int64_t>(limit));
  while (query.step()) heads.push_back(read_kept_head(query));
  return heads;
}

void keep_head(store::Transaction& tx, const Head& head) {
  connection(tx)
      .query("INSERT INTO proof_head (size, root, at, verifier_key, checkpoint) VALUES (?, ?, ?, ?, ?)")
      .bind(head.tree.size, crypto::to_hex(head.tree.root), head.tree.at, head.verifier_key, head.checkpoint)
      .run();
}

Result<Leaf> leaf_at(store::Snapshot& snapshot, std::int64_t index) {
  auto query = connection(snapshot).query("SELECT data FROM proof_leaf WHERE leaf = ?");
  if (!query.bind(index).step()) return fail(Errc::NotFound, "leaf: the log has none of this number");
  return Leaf{index, query.text(0)};
}

std::vector<Leaf> leaves_from(store::Snapshot& snapshot, std::int64_t from, std::size_t limit) {
  std::vector<Leaf> leaves;
  auto query = connection(snapshot).query("SELECT leaf, data FROM proof_leaf WHERE leaf >= ? ORDER BY leaf LIMIT ?");
  query.bind(from, static_cast<std::int64_t>(limit));
  while (query.step()) leaves.push_back({query.integer(0), query.text(1)});
  return leaves;
}

std::vector<Leaf> gaps(store::Snapshot& snapshot) {
  std::vector<Leaf> leaves;
  auto query = connection(snapshot).query("SELECT leaf, data FROM proof_leaf WHERE kind = 'gap' ORDER BY leaf");
  while (query.step()) leaves.push_back({query.integer(0), query.text(1)});
  return leaves;
}

Result<std::vector<Hash>> prove_inclusion(store::Snapshot& snapshot, std::int64_t leaf, std::int64_t size) {
  auto& db = connection(snapshot);
  if (size < 1 || size > tree::size(db)) return fail(Errc::Invalid, "size: the log has no such size");
  if (leaf < 0 || leaf >= size) return fail(Errc::Invalid, "leaf: from 0 to below the size");
  return inclusion_proof(leaf, size, tree::nodes(db));
}

Result<std::vector<Hash>> prove_consistency(store::Snapshot& snapshot, std::int64_t from, std::int64_t to) {
  auto& db = connection(snapshot);
  if (to < 0 || to > tree::size(db)) return fail(Errc::Invalid, "to: the log has no such size");
  if (from < 0 || from > to) return fail(Errc::Invalid, "from: from 0 to the other size");
  return consistency_proof(from, to, tree::nodes(db));
}

std::optional<Timestamp> covered_since(store::Snapshot& snapshot) {
  auto query = connection(snapshot).query("SELECT at FROM proof_leaf WHERE leaf = 0");
  if (!query.step()) return std::nullopt;
  return query.time(0);
}

}  // namespace chancery::proof
