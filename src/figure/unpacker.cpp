#include "figure/unpacker.hpp"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace chancery::figure {
namespace {

constexpr std::size_t kUnpackChunk = 128 * 1024;
constexpr int kWindowLog = 27;  // 128 MiB: what the zstd program accepts unasked

enum class Format { Plain, Gzip, Zstd };

Format format_of(std::string_view start) {
  if (start.starts_with("\x1f\x8b")) return Format::Gzip;
  if (start.starts_with("\x28\xb5\x2f\xfd")) return Format::Zstd;
  // A skippable frame may come first: 0x184D2A50 to 0x184D2A5F, little-endian.
  if (start.size() >= 4 && start.substr(1, 3) == "\x2a\x4d\x18" &&
      (static_cast<unsigned char>(start[0]) & 0xf0) == 0x50) {
    return Format::Zstd;
  }
  return Format::Plain;
}

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);  // NOLINT(cppcoreguidelines-owning-memory): this is its owner
  }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// What is there, without waiting for more: a recording may be a pipe that still grows.
Result<std::size_t> read_some(std::FILE& file, std::span<char> into) {
  for (;;) {
    const auto got = ::read(::fileno(&file), into.data(), into.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return fail(Errc::Unavailable, std::system_category().message(errno));
  }
}

class Inflater {
 public:
  // 15 bits of window, +16: with the gzip header.
  Inflater() : ready_(inflateInit2(&stream_, 15 + 16) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  [[nodiscard]] bool ready() const { return ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_;
};

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

struct Unpacker::Impl {
  File file;  // none: `input` is all there is
  std::unique_ptr<std::array<char, kUnpackChunk>> chunk;
  std::string_view input;  // read and not yet unpacked
  bool exhausted = false;  // nothing comes after `input`
  bool started = false;
  bool ended = false;
  bool within = false;  // inside an archive: the input must not end here
  Format format = Format::Plain;
  std::unique_ptr<Inflater> inflater;
  std::unique_ptr<ZSTD_DCtx, FreeContext> zstd;
  std::optional<Error> pending;  // told once what came before it was given

  Status refill();
  Status start();
  Result<std::size_t> copy(std::span<char> into);
  // One step: gives what it can; an error tells why it can go no further.
  Result<std::size_t> inflate_some(std::span<char> into);
  Result<std::size_t> decompress_some(std::span<char> into);
};

// Tops `input` up when it is empty.
Status Unpacker::Impl::refill() {
  if (!input.empty() || exhausted) return {};
  if (!file) {
    exhausted = true;
    return {};
  }
  const auto got = read_some(*file, *chunk);
  if (!got) return fail(got.error());
  input = {chunk->data(), *got};
  exhausted = *got == 0;
  return {};
}

Status Unpacker::Impl::start() {
  started = true;
  if (file) {
    // A pipe may give less than the four bytes that tell the format.
    std::size_t filled = 0;
    while (filled < 4) {
      const auto got = read_some(*file, std::span(*chunk).subspan(filled));
      if (!got) return fail(got.error());
      if (*got == 0) break;
      filled += *got;
    }
    input = {chunk->data(), filled};
  }
  format = format_of(input);
  if (format == Format::Gzip) {
    inflater = std::make_unique<Inflater>();
    if (!inflater->ready()) return fail(Errc::Internal, "zlib cannot start");
  } else if (format == Format::Zstd) {
    zstd.reset(ZSTD_createDCtx());
    if (!zstd || ZSTD_isError(ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, kWindowLog))) {
      return fail(Errc::Internal, "zstd cannot start");
    }
  }
  return {};
}

Result<std::size_t> Unpacker::Impl::copy(std::span<char> into) {
  const auto size = std::min(into.size(), input.size());
  std::memcpy(into.data(), input.data(), size);
  input.remove_prefix(size);
  return size;
}

Result<std::size_t> Unpacker::Impl::inflate_some(std::span<char> into) {
  auto& stream = inflater->stream();
  if (!within && format_of(input) != Format::Gzip && input.size() >= 2) {
    return fail(Errc::Malformed, "bytes that are no gzip archive follow the archive");
  }
  within = true;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(input.size(), 1U << 30));
  const auto offered = stream.avail_in;
  stream.next_out = reinterpret_cast<Bytef*>(into.data());
  stream.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), 1U << 30));
  const auto room = stream.avail_out;
  const int answer = ::inflate(&stream, Z_NO_FLUSH);
  input.remove_prefix(offered - stream.avail_in);
  if (answer == Z_STREAM_END) {
    within = false;
    inflateReset(&stream);
  } else if (answer != Z_OK && answer != Z_BUF_ERROR) {
    return fail(Errc::Malformed, std::string("the gzip archive is damaged: ") +
                                     (stream.msg != nullptr ? stream.msg : "it does not unpack"));
  }
  return room - stream.avail_out;
}

Result<std::size_t> Unpacker::Impl::decompress_some(std::span<char> into) {
  ZSTD_inBuffer in{input.data(), input.size(), 0};
  ZSTD_outBuffer out{into.data(), into.size(), 0};
  const auto answer = ZSTD_decompressStream(zstd.get(), &out, &in);
  input.remove_prefix(in.pos);
  if (ZSTD_isError(answer)) {
    return fail(Errc::Malformed, std::string("the zstd archive is damaged or needs more memory than 128 MiB: ") +
                                     ZSTD_getErrorName(answer));
  }
  within = answer != 0;
  return out.pos;
}

Unpacker::Unpacker(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Unpacker::Unpacker(Unpacker&&) noexcept = default;
Unpacker& Unpacker::operator=(Unpacker&&) noexcept = default;
Unpacker::~Unpacker() = default;

Result<Unpacker> Unpacker::open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  std::error_code error;
  if (path == "-") {
    impl->file.reset(stdin);
  } else if (std::filesystem::is_directory(path, error)) {
    return fail(Errc::NotFound, "a folder", path + ": a folder, where a file is needed");
  } else {
    impl->file.reset(std::fopen(path.c_str(), "rbe"));  // "e": no child inherits it
    if (!impl->file) {
      const int why = errno;
      return fail(why == ENOENT ? Errc::NotFound : Errc::Unavailable, "cannot open",
                  path + ": cannot be opened: " + std::system_category().message(why));
    }
  }
  impl->chunk = std::make_unique<std::array<char, kUnpackChunk>>();
  return Unpacker(std::move(impl));
}

Unpacker Unpacker::from_bytes(std::string_view bytes) {
  auto impl = std::make_unique<Impl>();
  impl->input = bytes;
  return Unpacker(std::move(impl));
}

Result<std::size_t> Unpacker::read(std::span<char> into) {
  auto& self = *impl_;
  const auto end_with = [&self](Error error) {
    self.ended = true;
    return fail(std::move(error));
  };
  if (self.ended) return 0;
  if (!self.started) {
    if (auto status = self.start(); !status) return end_with(std::move(status.error()));
  }
  for (;;) {
    if (auto status = self.refill(); !status) return end_with(std::move(status.error()));
    // Unpackers may hold back output after they took the last input.
    if (self.input.empty() && self.exhausted && !self.within) {
      self.ended = true;
      return 0;
    }
    auto got = self.format == Format::Plain  ? self.copy(into)
               : self.format == Format::Gzip ? self.inflate_some(into)
                                             : self.decompress_some(into);
    if (!got) return end_with(std::move(got.error()));
    if (*got > 0) return *got;
    if (self.input.empty() && self.exhausted && self.within) {
      return end_with(Error{Errc::Malformed, "the archive is cut off", "the archive is cut off"});
    }
  }
}

}  // namespace chancery::figure
