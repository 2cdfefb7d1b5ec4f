// The tables of speak, embedded at build time.
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::speak {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::speak
