// The tables of webhooks (chancery.db).
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::notify {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::notify
