// The transparency log: every official post, edit and removal as a leaf that can never be changed or taken out.
//
//   log.record(tx, statement)      in the transaction that publishes, edits or removes: neither without the other
//   log.sign_head_if_grown(store)  soon after: a signed tree head over all leaves so far, kept for ever
//
// Then heads.hpp (heads and proofs), history.hpp (what was said, by link or by words) and evidence.hpp (the JSON a
// verifier checks). docs/verify/README.md says what it proves and what it does not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/ed25519.hpp"
#include "proof/checkpoint.hpp"
#include "proof/heads.hpp"
#include "proof/statement.hpp"
#include "store/store.hpp"

namespace chancery::proof {

// The log's name and keys; the log itself is in the store. Thread safety: immutable; any thread.
class Log {
 public:
  // `origin` is origin_of(addresses.host()). `index_key` keys the hashes of words: who has the file without it cannot
  // try texts. Both keys stand outside the database (store::DataFolder::secret with make_secret).
  Log(std::string origin, std::string index_key, crypto::Ed25519Key signing);

  // To be called for every public or unlisted note of ours, in the transaction that changes it. Versions are counted
  // here. A removal takes the stored text away but not what recognises it: see erase. O(log n).
  // Fails with Errc::Invalid (check), or Errc::Conflict: published twice, changed after its removal or erasure.
  [[nodiscard]] Status record(store::Transaction& tx, const Statement& statement) const;

  // Forgets what a note said, in all versions: texts, salts and index. Its leaves stay and tell nothing about the
  // words; a leaf of its own says that they were erased. Twice does nothing more. Fails with Errc::NotFound.
  [[nodiscard]] Status erase(store::Transaction& tx, std::string_view note, Timestamp at) const;

  // Signs a head when there are leaves no head covers, or when the key is a new one, which then gets a leaf that names
  // it. Nothing while the log is empty or nothing is new. Keep what it gives outside the database, too: name_gap wants
  // it.
  [[nodiscard]] Result<std::optional<Head>> sign_head_if_grown(store::Store& store) const;

  // After a restore: `published` is a checkpoint of ours that others may have. When this log does not contain it, a
  // leaf says so. Gives whether one was added; never two for one checkpoint. Fails as read_checkpoint.
  [[nodiscard]] Result<bool> name_gap(store::Transaction& tx, std::string_view published, Timestamp at) const;

  // The keyed hash under which a text is found: HMAC-SHA256 of same_words, hex.
  [[nodiscard]] std::string tag_of(std::string_view text) const;
  [[nodiscard]] const std::string& origin() const { return origin_; }
  [[nodiscard]] const std::string& verifier_key() const { return verifier_key_; }

 private:
  std::string origin_;
  std::string index_key_;
  crypto::Ed25519Key signing_;
  std::string verifier_key_;
};

// 32 fresh random bytes, for store::DataFolder::secret("proof-index", …) and ("proof-signing", …).
[[nodiscard]] std::string make_secret();

}  // namespace chancery::proof
