// The audit log: every staff action, in a hash chain (crypto/hash_chain.hpp). Never shortened, never a message text.
//
// The entry stands in the transaction of what it tells: neither exists without the other. A changed, removed or
// inserted row breaks the chain from there on; a cut at the end shows only against a head kept elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

struct AuditEntry {
  std::int64_t sequence = 0;  // from 1, without gaps
  Timestamp at;
  std::string actor;    // "user:<login>", "cli:<uid>" or "setup"
  std::string action;   // "note.publish": noun and verb
  std::string subject;  // what it was done to: "note:123", "user:anna"; ids and logins, never a text of others; the
                        // reason somebody gave for it may follow
  std::string hash;     // hex
};

inline constexpr std::string_view kSetupActor = "setup";
[[nodiscard]] std::string audit_actor(const User& user);
[[nodiscard]] std::string audit_actor_cli(std::int64_t uid);

// Adds an entry at the store's present time.
void append_audit(store::Transaction& tx, Timestamp at, std::string_view actor, std::string_view action,
                  std::string_view subject);

// Newest first, those below `before` (0: from the newest).
[[nodiscard]] std::vector<AuditEntry> audit_entries(store::Snapshot& snapshot, std::int64_t before, std::size_t limit);

// The last entry's sequence and hash (hex): what to keep elsewhere. {0, zeros} when the log is empty.
struct AuditHead {
  std::int64_t sequence = 0;
  std::string hash;
};
[[nodiscard]] AuditHead audit_head(store::Snapshot& snapshot);

struct AuditCheck {
  bool intact = true;
  std::int64_t checked = 0;               // entries
  std::optional<std::int64_t> broken_at;  // sequence of the first entry that does not follow from those before
  AuditHead head;                         // the last one that does
};
// Recomputes the chain in slices, each in its own snapshot; O(entries), some 100,000 a second. Goes on from `from`
// when given: a head verified or exported earlier, which must still stand in the log.
[[nodiscard]] AuditCheck verify_audit(const store::Store& store, const std::optional<AuditHead>& from = {},
                                      std::size_t slice = 1000);

}  // namespace chancery::staff
