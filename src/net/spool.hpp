// A temporary file of ours alone (mode 0600) that is gone when its owner is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace chancery::net {

// Who spools, and what for.
struct SpoolUse {
  std::string subscriber;  // has a share; empty: one who speaks for many, and has none
  bool upload = false;     // by somebody who is signed in
};

// How much may be spooled at the same time. Half of the files are kept for uploads; one subscriber has at most a
// quarter of the files and half of the bytes. Thread safety: any thread.
class SpoolSpace {
 public:
  SpoolSpace(std::size_t files, std::uint64_t bytes) : files_(files), bytes_(bytes) {}

 private:
  friend class SpoolFile;
  struct Taken {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] bool take_file(const SpoolUse& use);
  [[nodiscard]] bool take(const SpoolUse& use, std::uint64_t bytes);
  void give_back(const SpoolUse& use, std::uint64_t bytes);

  const std::size_t files_;
  const std::uint64_t bytes_;
  std::mutex mutex_;
  Taken all_;                                         // guarded by mutex_
  std::size_t bodies_ = 0;                            // guarded by mutex_: files that are no uploads
  std::map<std::string, Taken, std::less<>> shares_;  // guarded by mutex_
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

  // Fails with Errc::Unavailable when the folder cannot be written, or when `space` has no room for another; without
  // `space` nothing is counted.
  [[nodiscard]] static Result<SpoolFile> create(const std::filesystem::path& folder,
                                                std::shared_ptr<SpoolSpace> space = {}, SpoolUse use = {});
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
    std::swap(use_, other.use_);
    std::swap(written_, other.written_);
  }

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::shared_ptr<SpoolSpace> space_;  // shared with the server and its other spool files
  SpoolUse use_;
  std::uint64_t written_ = 0;  // and taken of the space
};

// Makes `folder` (0700) where there is none, and deletes what a killed process left in it. Only for a folder no other
// process spools to. Fails with Errc::Unavailable.
[[nodiscard]] Status prepare_spool(const std::filesystem::path& folder);

}  // namespace chancery::net
