// The checksum of a model file's body. For the file's reader and writer, and for those who test them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace chancery::text {

// Multiplies and folds eight bytes at a time: against accidents, not against an attacker.
[[nodiscard]] std::uint64_t model_checksum(std::span<const std::byte> bytes);

}  // namespace chancery::text
