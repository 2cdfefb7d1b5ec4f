// Files that are there whole or not at all, whenever the process or the machine stops.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace chancery::media {

// Makes the folder (0700) and removes what write_whole_file left in it when it was killed. Fails with
// Errc::Unavailable.
[[nodiscard]] Status make_folder(const std::filesystem::path& folder);

// Writes beside, under `folder` of make_folder, flushes and renames to `path`, which is under `folder` too; folders on
// the way are made. On the disk when it returns. Fails with Errc::Unavailable.
[[nodiscard]] Status write_whole_file(const std::filesystem::path& folder, const std::filesystem::path& path,
                                      std::string_view bytes);

}  // namespace chancery::media
