// The tables of activitypub, embedded at build time.
#pragma once

#include <span>

#include "store/store.hpp"

namespace chancery::activitypub {

[[nodiscard]] std::span<const store::Migration> migrations();

}  // namespace chancery::activitypub
