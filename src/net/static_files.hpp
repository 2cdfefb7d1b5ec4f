// Serves files embedded in the binary, with a strong ETag and the encodings they were stored in.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace chancery::net {

// Made at build time by chancery_embed; lives as long as the program.
struct EmbeddedFile {
  std::string_view path;    // "/assets/app-1a2b.js"
  std::string_view bytes;   // as is
  std::string_view gzip;    // the same compressed ahead of time, or empty
  std::string_view brotli;  // likewise
  std::string_view etag;    // quoted, over the bytes
};

// Answers 200, 304 for a matching If-None-Match, or 404. Names with a content hash (Vite's assets/) are
// cacheable for ever; everything else is revalidated. Vary: Accept-Encoding where it varies.
[[nodiscard]] Response serve_embedded(std::span<const EmbeddedFile> files, std::string_view path,
                                      const Request& request);
[[nodiscard]] std::string_view media_type_of(std::string_view path);

}  // namespace chancery::net
