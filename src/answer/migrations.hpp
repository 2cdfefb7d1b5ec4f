// The tables of answer, embedded at build time.
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::answer {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::answer
