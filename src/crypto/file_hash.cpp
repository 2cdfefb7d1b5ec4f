#include "crypto/file_hash.hpp"

#include <array>
#include <cstddef>
#include <fstream>

#include "crypto/hash.hpp"

namespace chancery::crypto {

Result<FileHash> hash_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::NotFound, path.string() + " cannot be opened", path.string() + ": cannot be opened");
  FileHash file;
  Sha256 hash;
  std::array<char, std::size_t{64} * 1024> piece{};
  while (in) {
    in.read(piece.data(), piece.size());
    hash.add({piece.data(), static_cast<std::size_t>(in.gcount())});
    file.bytes += in.gcount();
  }
  if (!in.eof()) return fail(Errc::Unavailable, path.string() + " cannot be read", path.string() + ": cannot be read");
  file.sha256 = hash.finish();
  return file;
}

}  // namespace chancery::crypto
