// The table of watches (chancery.db) and those of what was heard (listen.db).
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::listen {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::listen
