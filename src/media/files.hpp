// Pictures on the disk: DIR/media/ab/cdef….webp, each named by the SHA-256 of its bytes.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "media/picture.hpp"

namespace chancery::media {

// "<64 hexadecimal digits>.<jpg|png|webp>": what a row of a table and an address of ours hold. A value type.
class FileName {
 public:
  // Fails with Errc::NotFound for anything else, as what stands in an address names nothing then.
  [[nodiscard]] static Result<FileName> parse(std::string_view text);
  [[nodiscard]] static FileName of(std::string_view bytes, Format format);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] Format format() const { return format_; }

  friend bool operator==(const FileName&, const FileName&) = default;
  friend auto operator<=>(const FileName&, const FileName&) = default;

 private:
  FileName(std::string text, Format format) : text_(std::move(text)), format_(format) {}

  std::string text_;
  Format format_;
};

struct StoredFile {
  std::filesystem::path path;  // for a file range of an answer
  std::uint64_t bytes = 0;
};

// Our own pictures. A name never gets other bytes: answers with it may be cached for ever. The same picture used twice
// is one file, so whoever removes one asks first whether another still needs it.
// Thread safety: any thread.
class Files {
 public:
  // Makes the folder, and removes what a killed process was writing. One process only. Fails with Errc::Unavailable.
  [[nodiscard]] static Result<Files> open(std::filesystem::path folder);

  // On the disk when it returns. Fails with Errc::Unavailable when it is full or cannot be written.
  [[nodiscard]] Result<FileName> put(const Rendition& rendition);
  // Fails with Errc::NotFound.
  [[nodiscard]] Result<StoredFile> find(const FileName& name) const;
  // Done also when it was not there. Fails with Errc::Unavailable.
  [[nodiscard]] Status remove(const FileName& name);

 private:
  explicit Files(std::filesystem::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::filesystem::path path_of(const FileName& name) const;

  std::filesystem::path folder_;
};

}  // namespace chancery::media
