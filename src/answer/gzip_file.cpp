#include "answer/gzip_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::answer {
namespace {

constexpr int kLevel = 6;
constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for gzip
constexpr int kMemory = 8;
constexpr std::size_t kBuffer = 64 * 1024;

tl::unexpected<Error> cannot_write(const std::filesystem::path& file) {
  return fail(Errc::Unavailable, file.string() + ": " + std::generic_category().message(errno),
              "The archive cannot be written: look at the disk's free space.");
}

}  // namespace

struct GzipFile::Impl {
  std::filesystem::path file;
  std::filesystem::path part;
  int fd = -1;
  bool packing = false;
  z_stream stream{};
  crypto::Sha256 sha;
  std::uint64_t bytes = 0;
  std::array<char, kBuffer> buffer{};

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (packing) deflateEnd(&stream);
    if (fd < 0) return;
    ::close(fd);
    ::unlink(part.c_str());
  }

  Status write_out(std::string_view piece) {
    sha.add(piece);
    bytes += piece.size();
    while (!piece.empty()) {
      const auto written = ::write(fd, piece.data(), piece.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return cannot_write(part);
      piece.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  Status pack(std::string_view piece, int flush) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // zlib reads alone
    stream.avail_in = static_cast<uInt>(piece.size());
    for (;;) {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      const int done = deflate(&stream, flush);
      if (done == Z_STREAM_ERROR) return fail(Errc::Internal, "zlib lost its way");
      if (auto out = write_out({buffer.data(), buffer.size() - stream.avail_out}); !out) return out;
      if (flush == Z_FINISH ? done == Z_STREAM_END : stream.avail_out > 0) return {};
    }
  }
};

GzipFile::GzipFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GzipFile::GzipFile(GzipFile&&) noexcept = default;
GzipFile& GzipFile::operator=(GzipFile&&) noexcept = default;
GzipFile::~GzipFile() = default;

Result<GzipFile> GzipFile::create(const std::filesystem::path& file) {
  auto impl = std::make_unique<Impl>();
  impl->file = file;
  impl->part = file.string() + ".part";
  impl->fd = ::open(impl->part.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (impl->fd < 0) return cannot_write(impl->part);
  if (deflateInit2(&impl->stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    return fail(Errc::Unavailable, "zlib has no memory");
  }
  impl->packing = true;
  return GzipFile(std::move(impl));
}

Status GzipFile::add(std::string_view bytes) {
  return bytes.empty() ? Status{} : impl_->pack(bytes, Z_NO_FLUSH);
}

Result<GzipFile::Finished> GzipFile::finish() {
  if (auto packed = impl_->pack({}, Z_FINISH); !packed) return fail(packed.error());
  if (::fsync(impl_->fd) != 0) return cannot_write(impl_->part);
  if (::rename(impl_->part.c_str(), impl_->file.c_str()) != 0) return cannot_write(impl_->file);
  ::close(std::exchange(impl_->fd, -1));
  return Finished{impl_->bytes, crypto::to_hex(impl_->sha.finish())};
}

}  // namespace chancery::answer
