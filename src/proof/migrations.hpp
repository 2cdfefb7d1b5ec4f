// The tables of the transparency log, in chancery.db.
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::proof {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::proof
