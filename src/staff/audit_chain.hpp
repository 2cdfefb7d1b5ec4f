// How the audit log's hashes are computed. For staff/ alone.
#pragma once

#include <string>

#include "staff/audit.hpp"

namespace chancery::staff {

// {0, zeros}: what the first entry follows.
[[nodiscard]] AuditHead empty_head();
// The hash (hex) of an entry that follows `head`; entry.hash is not looked at. A head that is no hash gives "".
[[nodiscard]] std::string chained_hash(const AuditHead& head, const AuditEntry& entry);

}  // namespace chancery::staff
