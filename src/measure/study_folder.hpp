// A study's folder: it stands alone, and recomputes itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "figure/out_folder.hpp"
#include "measure/study.hpp"

namespace chancery::measure {

// What tells a folder written here.
inline constexpr figure::FolderMark kStudyMark{.file = "study.json", .begins = R"({"format":)"};

// All files of the folder, `study.json` too. The study was made with pictures.
[[nodiscard]] FolderFiles folder_of(const Study& study);

// Writes them, making folders on the way. Files of an earlier study in the folder are replaced; others are left alone.
// Fails with Errc::Unavailable; the hint names the file.
[[nodiscard]] Status write_folder(const std::filesystem::path& folder, const FolderFiles& files);

struct Verification {
  std::string written_by;                  // version of the program that wrote it
  std::vector<std::string> differ;         // files that do not hold what the input gives
  std::vector<std::string> missing;        // files that are not there
  std::vector<std::string> changed_input;  // tables of the input that are not those study.json names
  std::vector<std::string> added;          // files in the folder that are none of the study's: nothing vouches for them
  std::size_t same = 0;

  // Of the study's own files; what was added beside them changes nothing in it.
  [[nodiscard]] bool reproduced() const { return differ.empty() && missing.empty() && changed_input.empty(); }
};
// Makes the study again from the folder's input and compares every file byte by byte. Fails with Errc::NotFound where
// this is no study's folder, or Malformed where its input cannot be read.
[[nodiscard]] Result<Verification> verify_folder(const std::filesystem::path& folder, const std::string& version,
                                                 const StepProgress& progress = {});

}  // namespace chancery::measure
