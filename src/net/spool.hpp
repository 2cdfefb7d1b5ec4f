// A temporary file of ours alone (mode 0600) that is gone when its owner is.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace chancery::net {

// Move-only owner of the file. Default-constructed it owns none.
class SpoolFile {
 public:
  SpoolFile() = default;
  SpoolFile(SpoolFile&& other) noexcept { swap(other); }
  SpoolFile& operator=(SpoolFile&& other) noexcept {
    SpoolFile taken(std::move(other));
    swap(taken);
    return *this;
  }
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;
  ~SpoolFile();

  // Fails with Errc::Unavailable when the folder cannot be written.
  [[nodiscard]] static Result<SpoolFile> create(const std::filesystem::path& folder);
  // Fails with Errc::Unavailable when the disk is full.
  [[nodiscard]] Status append(std::string_view bytes);
  // No more bytes follow: gives the descriptor back.
  void finish();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool empty() const { return path_.empty(); }

 private:
  void swap(SpoolFile& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
  }

  std::filesystem::path path_;
  int descriptor_ = -1;
};

// Deletes what a killed process left in `folder`. Only for a folder no other process spools to.
void sweep_spool(const std::filesystem::path& folder);

}  // namespace chancery::net
