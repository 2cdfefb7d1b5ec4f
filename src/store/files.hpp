// What must be on the disk before we go on. For store/ alone.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace chancery::store {

// Flushes a file, or the folder that names it, to the disk. False when that failed: see last_error().
[[nodiscard]] bool sync_file(const std::filesystem::path& file);
[[nodiscard]] bool sync_folder_of(const std::filesystem::path& file);

// What errno says.
[[nodiscard]] inline std::string last_error() {
  return std::generic_category().message(errno);
}

}  // namespace chancery::store
