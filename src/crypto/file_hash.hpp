// The digest of a file's bytes, as they stand there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace chancery::crypto {

struct FileHash {
  std::string sha256;  // 32 bytes (FIPS 180-4)
  std::int64_t bytes = 0;
};
// Fails with Errc::NotFound where it cannot be opened, Errc::Unavailable where reading fails before its end.
[[nodiscard]] Result<FileHash> hash_file(const std::filesystem::path& path);

}  // namespace chancery::crypto
