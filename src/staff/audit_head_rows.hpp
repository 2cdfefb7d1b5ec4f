// The rows behind signed heads. For staff/ alone.
#pragma once

#include "staff/audit_heads.hpp"

namespace chancery::staff::rows {

// False when one of its sequence is there.
[[nodiscard]] bool insert_head(store::Transaction& tx, const SignedHead& head);
[[nodiscard]] std::vector<AuditEntry> entries_of(store::Snapshot& snapshot, std::string_view action, std::size_t limit);

}  // namespace chancery::staff::rows
