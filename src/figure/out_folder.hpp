// Results go into a folder: whether they may, as nothing of somebody else's is overwritten, and no input; and how.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::figure {

// By what a folder of results is known as such: a file in it, and how that begins.
struct FolderMark {
  std::string_view file;    // "study.json"
  std::string_view begins;  // R"({"format":)"
};

// A folder that is new, empty, or bears the mark, and in which none of `inputs` lies (files or folders, "" and "-" are
// none; the same file by another name too). Fails with Errc::Conflict; the hint says what to do.
[[nodiscard]] Status may_write_folder(const std::filesystem::path& folder, const FolderMark& mark,
                                      std::span<const std::string> inputs);

struct OutFile {
  std::string_view name;  // within the folder: "tables/ties.csv"
  std::string_view bytes;
  bool for_owner = false;  // readable by its owner alone, from its first byte on
};
// Writes them, making folders on the way; files of these names are replaced, others left alone. Fails with
// Errc::Unavailable; the hint names the file.
[[nodiscard]] Status write_files(const std::filesystem::path& folder, std::span<const OutFile> files);

}  // namespace chancery::figure
