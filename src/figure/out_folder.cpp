#include "figure/out_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace chancery::figure {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> refuse(std::string words) {
  return fail(Errc::Conflict, "not overwritten", std::move(words));
}

bool bears(const fs::path& folder, const FolderMark& mark) {
  std::ifstream in(folder / mark.file, std::ios::binary);
  std::string beginning(mark.begins.size(), '\0');
  in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  return in && beginning == mark.begins;
}

}  // namespace

Status may_write_folder(const fs::path& folder, const FolderMark& mark, std::span<const std::string> inputs) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  if (!fs::is_directory(folder, error)) {
    return refuse(fmt::format("--out {}: there is a file of that name; name a folder", folder.string()));
  }
  const auto input_at = [&](const fs::path& place) {
    return std::ranges::find_if(inputs, [&](const std::string& input) {
      std::error_code not_there;
      return !input.empty() && input != "-" && fs::equivalent(input, place, not_there);
    });
  };
  if (const auto input = input_at(folder); input != inputs.end()) {
    return refuse(
        fmt::format("--out {}: what is read, {}, is this very folder; name a new one", folder.string(), *input));
  }
  if (fs::is_empty(folder, error) && !error) return {};
  if (!bears(folder, mark)) {
    return refuse(fmt::format(
        "--out {}: the folder holds other files, and no {} of an earlier result; name a new or empty folder",
        folder.string(), mark.file));
  }
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (const auto input = input_at(at->path()); input != inputs.end()) {
      return refuse(fmt::format("--out {}: what is read, {}, lies in it and could be overwritten; name another folder",
                                folder.string(), *input));
    }
  }
  return {};
}

Status write_files(const fs::path& folder, std::span<const OutFile> files) {
  for (const auto& file : files) {
    const auto path = folder / file.name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) {
      return fail(Errc::Unavailable, "no folder",
                  fmt::format("--out: {} cannot be made: {}", path.parent_path().string(), error.message()));
    }
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (file.for_owner && out) fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
    out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
    out.close();
    if (!out || error) {
      return fail(Errc::Unavailable, "cannot write", fmt::format("--out: {} cannot be written", path.string()));
    }
  }
  return {};
}

}  // namespace chancery::figure
