// The tables of registered feeds (chancery.db).
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::feeds {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::feeds
