#include "figure/table_bytes.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "figure/unpacker.hpp"

namespace chancery::figure {
namespace {

constexpr std::size_t kDecodeChunk = 256 * 1024;
constexpr std::size_t kLookedAt = 4096;  // for the encoding

}  // namespace

struct TableBytes::Impl {
  explicit Impl(Unpacker its_bytes) : bytes(std::move(its_bytes)) {}

  Unpacker bytes;
  bool started = false;
  bool ended = false;
  std::optional<Error> pending;  // told once what came before it was given
  Encoding encoding = Encoding::Ascii;
  std::optional<Utf16Decoder> utf16;
  std::vector<char> unpacked;  // what is looked at for the encoding, and pieces of UTF-16
  std::string decoded;
  std::size_t given = 0;  // of `decoded`

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
  auto bytes = Unpacker::open(path);
  if (!bytes) return fail(bytes.error());
  return TableBytes(std::make_unique<Impl>(*std::move(bytes)));
}

TableBytes TableBytes::of(std::string_view bytes) {
  return TableBytes(std::make_unique<Impl>(Unpacker::from_bytes(bytes)));
}

// Reads enough to tell the encoding. Fails where not even a byte comes.
Status TableBytes::Impl::start() {
  started = true;
  unpacked.resize(kDecodeChunk);
  std::size_t filled = 0;
  while (filled < kLookedAt) {
    const auto got = bytes.read(std::span(unpacked).subspan(filled));
    if (!got && filled == 0) return fail(got.error());
    if (!got) pending = got.error();
    if (!got || *got == 0) break;
    filled += *got;
  }
  std::string_view first{unpacked.data(), filled};
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
    if (my.pending) {
      my.ended = true;
      return fail(*my.pending);
    }
    auto got = my.bytes.read(my.utf16 ? std::span(my.unpacked) : room);
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
