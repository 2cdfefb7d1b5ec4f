#include "atproto/zstd_frames.hpp"

#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "activity/public_post.hpp"

namespace chancery::atproto {
namespace {

constexpr std::size_t kFramePadding = activity::LineDecoder::kPadding;
constexpr int kWindowLog = 23;  // 8 MiB: an event is smaller

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct FreeDictionary {
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};

tl::unexpected<Error> broken(std::size_t code) {
  return fail(Errc::Malformed, std::string("a zstd frame does not unpack: ") + ZSTD_getErrorName(code));
}

}  // namespace

Result<ZstdDictionary> ZstdDictionary::parse(std::string bytes) {
  if (bytes.size() > kMaxBytes) return fail(Errc::Malformed, "a zstd dictionary over 1 MiB");
  const auto id = ZSTD_getDictID_fromDict(bytes.data(), bytes.size());
  if (id == 0) return fail(Errc::Malformed, "no structured zstd dictionary, or one without an id");
  return ZstdDictionary(std::move(bytes), id);
}

struct ZstdFrames::Impl {
  // Into `event`, which grows by doubling: the frame does not say how large its content is.
  [[nodiscard]] Result<std::size_t> unpack_unsized(std::string_view frame);
  void make_room(std::size_t size) {
    if (event.size() < size + kFramePadding) event.resize(size + kFramePadding);
  }

  std::uint32_t id = 0;
  std::unique_ptr<ZSTD_DDict, FreeDictionary> dictionary;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context;
  std::vector<char> event;
};

ZstdFrames::ZstdFrames(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ZstdFrames::ZstdFrames(ZstdFrames&&) noexcept = default;
ZstdFrames& ZstdFrames::operator=(ZstdFrames&&) noexcept = default;
ZstdFrames::~ZstdFrames() = default;

Result<ZstdFrames> ZstdFrames::with(const ZstdDictionary& dictionary) {
  auto impl = std::make_unique<Impl>();
  impl->id = dictionary.id();
  impl->dictionary.reset(ZSTD_createDDict(dictionary.bytes().data(), dictionary.bytes().size()));
  impl->context.reset(ZSTD_createDCtx());
  if (!impl->dictionary || !impl->context ||
      ZSTD_isError(ZSTD_DCtx_setParameter(impl->context.get(), ZSTD_d_windowLogMax, kWindowLog)) ||
      ZSTD_isError(ZSTD_DCtx_refDDict(impl->context.get(), impl->dictionary.get()))) {
    return fail(Errc::Malformed, "zstd cannot use this dictionary");
  }
  return ZstdFrames(std::move(impl));
}

Result<std::string_view> ZstdFrames::unpack(std::string_view frame) {
  auto& self = *impl_;
  const auto id = ZSTD_getDictID_fromFrame(frame.data(), frame.size());
  if (id != 0 && id != self.id) {
    return fail(Errc::Unsupported, "a frame made with the zstd dictionary " + std::to_string(id) + ", not with " +
                                       std::to_string(self.id));
  }
  const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR) return fail(Errc::Malformed, "no zstd frame");
  if (size == ZSTD_CONTENTSIZE_UNKNOWN) {
    const auto unpacked = self.unpack_unsized(frame);
    if (!unpacked) return fail(unpacked.error());
    return std::string_view(self.event.data(), *unpacked);
  }
  if (size > kMaxEvent) return fail(Errc::TooLarge, "a zstd frame that unpacks to more than 5 MiB");
  self.make_room(size);
  const auto unpacked = ZSTD_decompressDCtx(self.context.get(), self.event.data(), size, frame.data(), frame.size());
  if (ZSTD_isError(unpacked)) return broken(unpacked);
  return std::string_view(self.event.data(), unpacked);
}

Result<std::size_t> ZstdFrames::Impl::unpack_unsized(std::string_view frame) {
  constexpr std::size_t kFirst = 64UL * 1024;
  ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
  make_room(kFirst);
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  std::size_t filled = 0;
  for (;;) {
    const auto room = std::min(event.size() - kFramePadding, kMaxEvent);
    ZSTD_outBuffer out{event.data(), room, filled};
    const auto answer = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(answer)) return broken(answer);
    filled = out.pos;
    if (answer == 0) break;
    if (filled == kMaxEvent) return fail(Errc::TooLarge, "a zstd frame that unpacks to more than 5 MiB");
    if (filled < room && in.pos == in.size) return fail(Errc::Malformed, "a zstd frame that was cut off");
    if (filled == room) make_room(std::min(room * 2, kMaxEvent));
  }
  if (in.pos != in.size) return fail(Errc::Malformed, "something follows the zstd frame");
  return filled;
}

}  // namespace chancery::atproto
