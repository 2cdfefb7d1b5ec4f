// A temporary file of ours alone (mode 0600) that is gone when its owner is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace chancery::net {

// How much may be spooled at the same time. Thread safety: any thread.
class SpoolSpace {
 public:
  SpoolSpace(std::size_t files, std::uint64_t bytes) : files_(files), bytes_(bytes) {}

 private:
  friend class SpoolFile;
  [[nodiscard]] bool take_file();
  [[nodiscard]] bool take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes);

  std::mutex mutex_;
  std::size_t files_;    // guarded by mutex_: still free
  std::uint64_t bytes_;  // guarded by mutex_: still free
};

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

  // `expected` bytes are set aside at once. Fails with Errc::Unavailable when the folder cannot be written, or when
  // `space` has no room for another; without `space` nothing is counted.
  [[nodiscard]] static Result<SpoolFile> create(const std::filesystem::path& folder,
                                                std::shared_ptr<SpoolSpace> space = {}, std::uint64_t expected = 0);
  // Fails with Errc::Unavailable when the disk, or the space, is full.
  [[nodiscard]] Status append(std::string_view bytes);
  // No more bytes follow: gives the descriptor back.
  void finish();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool empty() const { return path_.empty(); }

 private:
  void swap(SpoolFile& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(space_, other.space_);
    std::swap(taken_, other.taken_);
    std::swap(written_, other.written_);
  }

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::shared_ptr<SpoolSpace> space_;  // shared with the server and its other spool files
  std::uint64_t taken_ = 0;            // of the space
  std::uint64_t written_ = 0;
};

// Makes `folder` (0700) where there is none, and deletes what a killed process left in it. Only for a folder no other
// process spools to. Fails with Errc::Unavailable.
[[nodiscard]] Status prepare_spool(const std::filesystem::path& folder);

}  // namespace chancery::net
