// The rows behind permissions. For speak/ alone.
#pragma once

#include <optional>
#include <vector>

#include "speak/permissions.hpp"

namespace chancery::speak::rows {

[[nodiscard]] std::optional<Permission> permission(store::Transaction& tx, PermissionId id);
[[nodiscard]] std::vector<PermissionId> lapsed_permissions(store::Snapshot& snapshot, Timestamp now);
void insert_permission(store::Transaction& tx, const Permission& permission);
void end_permission(store::Transaction& tx, const Permission& permission);
void erase_permission(store::Transaction& tx, PermissionId id);

}  // namespace chancery::speak::rows
