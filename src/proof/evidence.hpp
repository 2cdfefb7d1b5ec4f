// The JSON a verifier checks (docs/verify/README.md): hashes and salts in hex, leaves and openings as the exact text
// that was hashed, proofs from the leaf up.
#pragma once

#include "base/json.hpp"
#include "proof/heads.hpp"
#include "proof/history.hpp"
#include "proof/log.hpp"
#include "store/store.hpp"

namespace chancery::proof {

// {"size","root","at","key","checkpoint"}
[[nodiscard]] json::Object head_json(const Head& head);

// {"origin","key","head","gaps":[leaf…]}: the newest head; null before the first. A leaf is {"leaf","data","proof"}:
// its proof leads to the head, and is null while no head covers it.
[[nodiscard]] json::Object newest_json(store::Snapshot& snapshot, const Log& log);

// {"leaf","size","data","proof":[…]}. Fails as prove_inclusion and leaf_at.
[[nodiscard]] Result<json::Object> inclusion_json(store::Snapshot& snapshot, std::int64_t leaf, std::int64_t size);
// {"from","to","proof":[…]}. Fails as prove_consistency.
[[nodiscard]] Result<json::Object> consistency_json(store::Snapshot& snapshot, std::int64_t from, std::int64_t to);

// {"origin","since","said_here","more","head","posts":[{"note","leaves":[leaf and "matches","openings":[{"salt",
// "bytes"}]]}]}
[[nodiscard]] json::Object answer_json(store::Snapshot& snapshot, const Log& log, const Answer& answer);

}  // namespace chancery::proof
