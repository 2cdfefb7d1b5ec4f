// Reads a recording line by line: plain, gzip or zstd, from a file, standard input or memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::feeds {

// The format is known by its first bytes, never by the file's name. Memory stays bounded whatever the archive says
// of itself: one line of at most 5 MiB, and a zstd window of at most 128 MiB.
//
// Thread safety: one thread.
class Recording {
 public:
  static constexpr std::size_t kMaxLine = 5 * 1024 * 1024;

  // "-" is standard input. Fails with Errc::NotFound, or Errc::Unavailable when it cannot be read.
  [[nodiscard]] static Result<Recording> open(const std::string& path);
  // Bytes that outlive the recording; `name` stands in errors.
  [[nodiscard]] static Recording from_bytes(std::string_view bytes, std::string name);
  Recording(Recording&&) noexcept;
  Recording& operator=(Recording&&) noexcept;
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();

  // The next line that is not blank, without its end (LF or CRLF) and without a leading byte order mark; it lives
  // until the next call, and LineDecoder::kPadding bytes behind it may be read. Nothing at the end. Fails with
  //   Errc::TooLarge for a line over kMaxLine: it is passed over, and reading goes on with the next;
  //   Errc::Malformed for a damaged or cut archive, Errc::Unavailable for a reading error: what was whole has been
  //   given, and there is nothing after.
  // The hint names the file and the line.
  [[nodiscard]] Result<std::optional<std::string_view>> next();

  // Number of the line last given, counted from one, blank ones included.
  [[nodiscard]] std::uint64_t line() const;
  // The path, or "standard input".
  [[nodiscard]] const std::string& name() const;

 private:
  struct Impl;
  explicit Recording(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::feeds
