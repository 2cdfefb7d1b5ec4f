// Files written and copied for good: private, and on the disk when the call returns.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::cli {

// The bytes of a file; empty when it cannot be read.
[[nodiscard]] std::string content(const std::filesystem::path& file);
// Makes a new file (0600). Fails with Errc::Conflict when it is there, or Unavailable.
[[nodiscard]] Status write_new(const std::filesystem::path& file, std::string_view bytes);
// Copies to a new file (0600); folders on the way (0700) are made. Fails with Errc::Conflict or Unavailable.
[[nodiscard]] Status copy_new(const std::filesystem::path& from, const std::filesystem::path& to);
// The same by a second name for the same bytes where the file system can, as for files that never change. Done also
// when `to` is there.
[[nodiscard]] Status link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to);
// Flushes the folder, so that a power cut does not take the names of new files away.
[[nodiscard]] Status flush_folder(const std::filesystem::path& folder);
// Makes the folder (0700) and those above it, and refuses one that holds anything but `allowed`.
// Fails with Errc::Conflict or Unavailable.
[[nodiscard]] Status make_empty_folder(const std::filesystem::path& folder, std::string_view allowed = {});

}  // namespace chancery::cli
