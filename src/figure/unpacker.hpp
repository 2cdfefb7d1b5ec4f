// The bytes of a file, unpacked on the way: plain, gzip (RFC 1952) or zstd (RFC 8878), known by their first bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::figure {

// Several archives one after the other count as one, as with gzip and zstd themselves. Memory: some hundred KiB and
// the window, for zstd at most 128 MiB.
//
// Thread safety: one thread.
class Unpacker {
 public:
  // "-" is standard input. Fails with Errc::NotFound or Unavailable.
  [[nodiscard]] static Result<Unpacker> open(const std::string& path);
  // Bytes that outlive the unpacker.
  [[nodiscard]] static Unpacker from_bytes(std::string_view bytes);
  Unpacker(Unpacker&&) noexcept;
  Unpacker& operator=(Unpacker&&) noexcept;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  ~Unpacker();

  // Fills some of `into` (not empty) and returns how many bytes; 0 at the end, then always.
  // Fails with Errc::Malformed (a damaged or cut archive, bytes behind it, a window too large) or Unavailable
  // (reading), once all that came before was given; what is asked after that is the end.
  [[nodiscard]] Result<std::size_t> read(std::span<char> into);

 private:
  struct Impl;
  explicit Unpacker(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::figure
