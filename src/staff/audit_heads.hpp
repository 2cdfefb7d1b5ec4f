// Signed heads of the audit log. A chain shows what was changed within it; who rewrites all of it, or cuts its end, is
// caught by a head somebody else keeps. One is signed an hour while the log grows.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/ed25519.hpp"
#include "staff/audit.hpp"
#include "store/store.hpp"

namespace chancery::staff {

inline constexpr std::chrono::hours kHeadEvery{1};

struct SignedHead {
  AuditHead head;
  Timestamp at;
  std::string key;        // 32 bytes
  std::string signature;  // 64 bytes, over `statement`
};
// What is signed: four lines, "chancery audit head", the sequence, the hash, the time (RFC 3339), each ended.
[[nodiscard]] std::string statement(const AuditHead& head, Timestamp at);

// The newest; none before the first was signed.
[[nodiscard]] std::optional<SignedHead> signed_head(store::Snapshot& snapshot);
// Newest first.
[[nodiscard]] std::vector<SignedHead> signed_heads(store::Snapshot& snapshot, std::size_t limit);

// Signs the log as it stands, where it grew since the last head and that is an hour old (`at_once`: of whatever age);
// appends AuditHeadSigned. Gives whether it did.
[[nodiscard]] Result<bool> sign_audit_head(store::Store& store, const crypto::Ed25519Key& key, bool at_once = false);

// The newest entries of these actions, newest first.
[[nodiscard]] std::vector<AuditEntry> entries_of(store::Snapshot& snapshot, std::span<const std::string_view> actions,
                                                 std::size_t limit);
// Oldest first, those above `after`: to be exported a piece at a time.
[[nodiscard]] std::vector<AuditEntry> entries_after(store::Snapshot& snapshot, std::int64_t after, std::size_t limit);

}  // namespace chancery::staff
