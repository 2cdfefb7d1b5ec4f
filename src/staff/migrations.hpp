// The tables of users, sessions, enrolments, the institution and the audit log, in chancery.db.
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::staff {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::staff
