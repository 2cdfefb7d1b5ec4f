// The folder everything is kept in, and the lock that says one process owns it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::store {

// Holds an exclusive lock on DIR/lock (flock) as long as it lives; the kernel frees it however we die.
class DataFolder {
 public:
  // Makes DIR (0700) and DIR/secrets (0700) when absent.
  // Fails with Errc::Conflict when another process holds the lock: the hint names its pid and folder.
  [[nodiscard]] static Result<DataFolder> claim(const std::filesystem::path& dir);
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&& other) noexcept;
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;
  ~DataFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path control_socket() const { return path_ / "control.sock"; }
  // Reads DIR/secrets/NAME, or makes it (0600) from `make()`'s bytes. Fails with Errc::Unavailable when it cannot be
  // read or written, is empty, or can be read by others; with Errc::Invalid when `name` is not [a-z0-9._-].
  [[nodiscard]] Result<std::string> secret(const std::string& name, std::string (*make)()) const;
  // Replaces DIR/secrets/NAME (0600): after a crash the file holds the old bytes or the new. Fails with
  // Errc::Unavailable, or Errc::Invalid as `secret` does.
  [[nodiscard]] Status replace_secret(const std::string& name, std::string_view bytes) const;
  // Replaces DIR/NAME (0600): after a crash the file holds the old bytes or the new. Fails with Errc::Unavailable.
  [[nodiscard]] Status write(const std::string& name, std::string_view bytes) const;

 private:
  DataFolder(std::filesystem::path path, int fd);
  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace chancery::store
