// The folder of a result: what can be published, and what stays with those who ran the consultation.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "consult/analysis.hpp"
#include "consult/consultation.hpp"
#include "figure/out_folder.hpp"

namespace chancery::consult {

// What tells a folder written here.
constexpr figure::FolderMark kFolderMark{.file = "consultation.json", .begins = R"({"participants":)"};

// Writes report.html, map.svg, comments.csv and summary.csv, and, readable by their owner alone, votes.csv,
// participants-votes.csv and consultation.json. The folder is made; files of these names in it are replaced. The same
// input gives the same bytes. Fails with Errc::Unavailable.
[[nodiscard]] Status write_folder(const std::filesystem::path& folder, const Consultation& consultation,
                                  const Analysis& analysis);

}  // namespace chancery::consult
