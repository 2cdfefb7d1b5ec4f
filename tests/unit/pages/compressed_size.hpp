// What a page weighs on the line.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <string>

namespace chancery::test {

// Bytes of `bytes` deflated at the strongest level.
inline std::size_t compressed(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 9);
  return size;
}

}  // namespace chancery::test
