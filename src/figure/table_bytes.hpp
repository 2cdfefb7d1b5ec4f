// The bytes of a table: from a file, standard input or memory, unpacked and out of UTF-16.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "figure/encoding.hpp"

namespace chancery::figure {

// What comes out is ASCII, UTF-8 or one byte a letter: never UTF-16, never a mark, never packed. Both packing and
// encoding are known by the first bytes, never by the file's name.
//
// Thread safety: one thread.
class TableBytes {
 public:
  // "-" is standard input. Fails with Errc::NotFound, or Errc::Unavailable when it cannot be read.
  [[nodiscard]] static Result<TableBytes> open(const std::string& path);
  // Bytes that outlive this.
  [[nodiscard]] static TableBytes of(std::string_view bytes);
  TableBytes(TableBytes&&) noexcept;
  TableBytes& operator=(TableBytes&&) noexcept;
  TableBytes(const TableBytes&) = delete;
  TableBytes& operator=(const TableBytes&) = delete;
  ~TableBytes();

  // Fills some of `room`, which is not empty; 0 at the end. Fails with Errc::Malformed for a damaged or cut archive,
  // Errc::Unavailable for a reading error; what was whole has been given, and there is nothing after.
  [[nodiscard]] Result<std::size_t> read(std::span<char> room);
  // Known from the first read on.
  [[nodiscard]] Encoding encoding() const;

 private:
  struct Impl;
  explicit TableBytes(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::figure
