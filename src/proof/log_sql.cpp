#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "crypto/encoding.hpp"
#include "proof/log.hpp"
#include "proof/tree.hpp"
#include "store/sql.hpp"

namespace chancery::proof {
namespace {

// Where a note stands by its leaves.
struct Standing {
  std::int64_t version = 0;  // of its words; 0 when the log has none
  bool known = false;
  bool removed = false;
  bool erased = false;
};

Standing standing_of(store::Connection& db, std::string_view note) {
  Standing standing;
  auto query = db.query("SELECT kind, version FROM proof_leaf WHERE note = ? ORDER BY leaf");
  query.bind(note);
  while (query.step()) {
    const auto kind = query.text(0);
    standing.known = true;
    standing.version = std::max(standing.version, query.integer(1));
    standing.removed = standing.removed || kind == to_string(Kind::Removed) || kind == to_string(Kind::Unshared);
    standing.erased = standing.erased || kind == to_string(Kind::Erased);
  }
  return standing;
}

// The version the statement makes; a note published before there was a log begins with its first edit.
Result<std::int64_t> next_version(const Standing& standing, Kind kind) {
  if (standing.removed) return fail(Errc::Conflict, "the log says that this note was removed");
  if ((kind == Kind::Published || kind == Kind::Shared) && standing.known)
    return fail(Errc::Conflict, "the log has this note already");
  if (kind == Kind::Removed || kind == Kind::Unshared) return standing.version;
  if (standing.erased) return fail(Errc::Conflict, "the log says that this note was erased");
  return standing.version + 1;
}

void keep_openings(store::Connection& db, std::int64_t leaf, const std::vector<Opening>& openings) {
  std::int64_t part = 0;
  for (const auto& opening : openings) {
    db.query("INSERT INTO proof_opening (leaf, part, salt, bytes) VALUES (?, ?, ?, ?)")
        .bind(leaf, part++, crypto::to_hex(opening.salt), opening.bytes)
        .run();
  }
}

// A text is found by its words alone, and by its warning and its words; what is shared by its address.
void index_words(store::Connection& db, const Log& log, std::int64_t leaf, const Statement& statement) {
  std::set<std::string> tags;
  for (const auto& words : statement.words) {
    if (!words.text.empty()) tags.insert(log.tag_of(words.text));
    if (!words.warning.empty()) tags.insert(log.tag_of(words.warning + ' ' + words.text));
  }
  if (!statement.shared.uri.empty()) tags.insert(log.tag_of(statement.shared.uri));
  for (const auto& tag : tags) {
    db.query("INSERT INTO proof_words (tag, leaf) VALUES (?, ?)").bind(tag, leaf).run();
  }
}

// Every key that signed a head here.
std::vector<std::string> known_keys(store::Connection& db) {
  std::vector<std::string> keys;
  auto query = db.query("SELECT DISTINCT verifier_key FROM proof_head");
  while (query.step()) keys.push_back(query.text(0));
  return keys;
}

bool is_named(store::Connection& db, std::string_view lost) {
  auto query = db.query("SELECT data FROM proof_leaf WHERE kind = 'gap'");
  while (query.step()) {
    const auto leaf = json::parse_object(query.text(0));
    if (leaf && json::text(*leaf, "lost") == lost) return true;
  }
  return false;
}

}  // namespace

Status Log::record(store::Transaction& tx, const Statement& statement) const {
  if (auto sound = check(statement); !sound) return sound;
  auto& db = connection(tx);
  const auto version = next_version(standing_of(db, statement.note), statement.kind);
  if (!version) return fail(version.error());
  const auto openings = openings_of(statement);
  const auto leaf = tree::append(db, {.kind = statement.kind,
                                      .data = leaf_of(statement, *version, openings),
                                      .note = statement.note,
                                      .version = *version,
                                      .at = statement.at});
  keep_openings(db, leaf, openings);
  index_words(db, *this, leaf, statement);
  if (statement.kind == Kind::Removed || statement.kind == Kind::Unshared) {
    db.query("UPDATE proof_opening SET bytes = NULL WHERE leaf IN (SELECT leaf FROM proof_leaf WHERE note = ?)")
        .bind(statement.note)
        .run();
  }
  return {};
}

Status Log::erase(store::Transaction& tx, std::string_view note, Timestamp at) const {
  auto& db = connection(tx);
  const auto standing = standing_of(db, note);
  if (!standing.known) return fail(Errc::NotFound, "the log has no such note");
  db.query("DELETE FROM proof_opening WHERE leaf IN (SELECT leaf FROM proof_leaf WHERE note = ?)").bind(note).run();
  db.query("DELETE FROM proof_words WHERE leaf IN (SELECT leaf FROM proof_leaf WHERE note = ?)").bind(note).run();
  if (standing.erased) return {};
  tree::append(db, {.kind = Kind::Erased, .data = erased_leaf(note, at), .note = note, .version = 0, .at = at});
  return {};
}

Result<std::optional<Head>> Log::sign_head_if_grown(store::Store& store) const {
  const bool due = store.read([&](store::Snapshot& snapshot) {
    if (tree::size(connection(snapshot)) == 0) return false;
    const auto newest = newest_head(snapshot);
    return !newest || newest->verifier_key != verifier_key_ || newest->tree.size != tree::size(connection(snapshot));
  });
  if (!due) return std::nullopt;
  return store.write_now([&](store::Transaction& tx) -> Result<std::optional<Head>> {
    auto& db = connection(tx);
    const auto now = store.clock().now();
    const auto newest = newest_head(tx);
    if (!newest || newest->verifier_key != verifier_key_) {
      tree::append(db, {.kind = Kind::Key, .data = key_leaf(verifier_key_, now), .note = {}, .version = 0, .at = now});
    }
    const auto size = tree::size(db);
    if (newest && newest->tree.size == size) return std::nullopt;
    Head head{{size, root(size, tree::nodes(db)), now}, verifier_key_, {}};
    head.checkpoint = write_checkpoint(origin_, head.tree, signing_);
    keep_head(tx, head);
    return head;
  });
}

Result<bool> Log::name_gap(store::Transaction& tx, std::string_view published, Timestamp at) const {
  auto& db = connection(tx);
  auto lost = read_checkpoint(published, verifier_key_);
  for (const auto& key : known_keys(db)) {
    if (!lost) lost = read_checkpoint(published, key);
  }
  if (!lost) return fail(lost.error());
  const bool contained = lost->size <= tree::size(db) && root(lost->size, tree::nodes(db)) == lost->root;
  if (contained || is_named(db, published)) return false;
  tree::append(db, {.kind = Kind::Gap, .data = gap_leaf(published, at), .note = {}, .version = 0, .at = at});
  return true;
}

}  // namespace chancery::proof
