// A gzip file written a piece at a time, with the SHA-256 of its bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::answer {

// Written beside its name as NAME.part and named at the end: what has the name is whole. Move-only. One thread.
class GzipFile {
 public:
  // Mode 0600; what a killed process left under the name of the part is overwritten. Fails with Errc::Unavailable.
  [[nodiscard]] static Result<GzipFile> create(const std::filesystem::path& file);
  GzipFile(GzipFile&&) noexcept;
  GzipFile& operator=(GzipFile&&) noexcept;
  ~GzipFile();  // what was not finished goes

  // Fails with Errc::Unavailable where the disk is full.
  [[nodiscard]] Status add(std::string_view bytes);
  struct Finished {
    std::uint64_t bytes = 0;
    std::string sha256;  // 64 hexadecimal digits
  };
  // On the disk when it returns. To be called once.
  [[nodiscard]] Result<Finished> finish();

 private:
  struct Impl;
  explicit GzipFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::answer
