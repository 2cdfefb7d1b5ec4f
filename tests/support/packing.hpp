// Archives made in memory, for tests of what unpacks them.
#pragma once

#include <zlib.h>
#include <zstd.h>

#include <fstream>
#include <string>
#include <string_view>

#include "support/temp_folder.hpp"

namespace chancery::test {

inline std::string gzipped(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// With a checksum, as the zstd program writes it.
inline std::string zstandard(std::string_view text) {
  const auto context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

inline std::string write_file(const TempFolder& folder, std::string_view name, std::string_view bytes) {
  const auto path = folder / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

}  // namespace chancery::test
