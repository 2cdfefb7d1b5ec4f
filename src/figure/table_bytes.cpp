#include "figure/table_bytes.hpp"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace chancery::figure {
namespace {

constexpr std::size_t kChunk = 256 * 1024;
constexpr std::string_view kGzip = "\x1f\x8b";

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);  // NOLINT(cppcoreguidelines-owning-memory): this is its owner
  }
};

struct Inflater {
  Inflater() : ready(inflateInit2(&stream, 15 + 16) == Z_OK) {}  // 15 bits of window, +16: with the gzip header
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready) inflateEnd(&stream);
  }
  z_stream stream{};
  bool ready;
};

}  // namespace

struct TableBytes::Impl {
  std::unique_ptr<std::FILE, CloseFile> file;  // none: `input` is all there is
  std::vector<char> chunk;
  std::string_view input;  // read, not yet handed on
  bool started = false;
  bool ended = false;
  std::unique_ptr<Inflater> inflater;  // none: not packed
  bool within = false;                 // an archive: it must not end here
  Encoding encoding = Encoding::Ascii;
  std::optional<Utf16Decoder> utf16;
  std::vector<char> unpacked;  // what is looked at for the encoding, and pieces of UTF-16
  std::string decoded;
  std::size_t given = 0;  // of `decoded`

  Result<bool> refill();
  Result<std::size_t> unpack(std::span<char> room);
  Status start();
};

TableBytes::TableBytes(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TableBytes::TableBytes(TableBytes&&) noexcept = default;
TableBytes& TableBytes::operator=(TableBytes&&) noexcept = default;
TableBytes::~TableBytes() = default;

Encoding TableBytes::encoding() const {
  return impl_->encoding;
}

Result<TableBytes> TableBytes::open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  if (path == "-") {
    impl->file.reset(stdin);
  } else {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      return fail(Errc::NotFound, "a folder", path + ": a folder, where a file is needed");
    }
    impl->file.reset(std::fopen(path.c_str(), "rb"));
    if (!impl->file) {
      const int why = errno;
      return fail(why == ENOENT ? Errc::NotFound : Errc::Unavailable, "cannot open",
                  path + ": cannot be opened: " + std::system_category().message(why));
    }
  }
  impl->chunk.resize(kChunk);
  return TableBytes(std::move(impl));
}

TableBytes TableBytes::of(std::string_view bytes) {
  auto impl = std::make_unique<Impl>();
  impl->input = bytes;
  return TableBytes(std::move(impl));
}

// Whether `input` holds something now.
Result<bool> TableBytes::Impl::refill() {
  if (!input.empty()) return true;
  if (!file) return false;
  const auto got = std::fread(chunk.data(), 1, chunk.size(), file.get());
  if (got == 0 && std::ferror(file.get()) != 0) return fail(Errc::Unavailable, "reading failed");
  input = {chunk.data(), got};
  return got > 0;
}

Result<std::size_t> TableBytes::Impl::unpack(std::span<char> room) {
  for (;;) {
    const auto more = refill();
    if (!more) return fail(more.error());
    if (!*more) {
      if (within) return fail(Errc::Malformed, "the gzip archive breaks off");
      return std::size_t{0};
    }
    if (!inflater) {
      const auto size = std::min(room.size(), input.size());
      std::memcpy(room.data(), input.data(), size);
      input.remove_prefix(size);
      return size;
    }
    z_stream& stream = inflater->stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));  // zlib does not write to it
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(input.size(), 1U << 30U));
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(std::min<std::size_t>(room.size(), 1U << 30U));
    const auto offered = stream.avail_in;
    const auto space = stream.avail_out;
    within = true;
    const int status = inflate(&stream, Z_NO_FLUSH);
    input.remove_prefix(offered - stream.avail_in);
    const std::size_t got = space - stream.avail_out;
    if (status == Z_STREAM_END) {
      within = false;  // another member may follow
      inflateReset(&stream);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return fail(Errc::Malformed, "the gzip archive is damaged");
    }
    if (got > 0) return got;
  }
}

Status TableBytes::Impl::start() {
  started = true;
  const auto more = refill();
  if (!more) return fail(more.error());
  if (input.starts_with(kGzip)) {
    inflater = std::make_unique<Inflater>();
    if (!inflater->ready) return fail(Errc::Internal, "zlib cannot start");
  }
  unpacked.resize(kChunk);
  const auto got = unpack(unpacked);
  if (!got) return fail(got.error());
  std::string_view first{unpacked.data(), *got};
  encoding = encoding_at_start(first);
  first.remove_prefix(mark_size(first));
  if (encoding == Encoding::Utf16Le || encoding == Encoding::Utf16Be) {
    utf16.emplace(encoding == Encoding::Utf16Be);
    utf16->append(decoded, first);
  } else {
    decoded = first;
  }
  return {};
}

Result<std::size_t> TableBytes::read(std::span<char> room) {
  Impl& my = *impl_;
  if (my.ended) return std::size_t{0};
  if (!my.started) {
    if (auto status = my.start(); !status) {
      my.ended = true;
      return fail(status.error());
    }
  }
  for (;;) {
    if (my.given < my.decoded.size()) {
      const auto size = std::min(room.size(), my.decoded.size() - my.given);
      std::memcpy(room.data(), my.decoded.data() + my.given, size);
      my.given += size;
      return size;
    }
    auto got = my.unpack(my.utf16 ? std::span(my.unpacked) : room);
    if (!got || *got == 0) my.ended = true;
    if (!got || (!my.utf16)) return got;
    my.decoded.clear();
    my.given = 0;
    if (*got == 0) {
      my.utf16->finish(my.decoded);
      my.utf16.reset();
      my.ended = my.decoded.empty();
      if (my.ended) return std::size_t{0};
    } else {
      my.utf16->append(my.decoded, {my.unpacked.data(), *got});
    }
  }
}

}  // namespace chancery::figure
