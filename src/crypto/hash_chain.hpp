// A log that shows when an old entry was changed: each entry's hash covers the one before it.
//
// The chain alone does not stop who can rewrite all of it, nor shows a cut at its end: keep its head elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chancery::crypto {

// What stands before the first entry: 32 zero bytes.
[[nodiscard]] std::string chain_start();
// BLAKE2b-256(previous | sequence as 8 bytes, big-endian | body). `previous` has 32 bytes.
[[nodiscard]] std::string chain_entry(std::string_view previous, std::uint64_t sequence, std::string_view body);

}  // namespace chancery::crypto
