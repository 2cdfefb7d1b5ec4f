// Compressed frames of a stream, made with a dictionary of our own. Whatever the bytes: no crash, no more memory than
// an event may have, and what was unpacked is what was packed.
#include <zdict.h>
#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "atproto/zstd_frames.hpp"

namespace {

using chancery::atproto::ZstdDictionary;
using chancery::atproto::ZstdFrames;

void expect(bool promise) {
  if (!promise) std::abort();
}

std::string dictionary() {
  std::string samples;
  std::vector<std::size_t> sizes;
  for (int i = 0; i < 500; ++i) {
    const auto sample = R"({"did":"did:plc:)" + std::to_string(i * 7'919) + R"(","time_us":17797190)" +
                        std::to_string(i * 104'729) + R"(,"kind":"commit","text":"words )" + std::to_string(i) + "\"}";
    samples += sample;
    sizes.push_back(sample.size());
  }
  std::string trained(2'048, '\0');
  const auto size = ZDICT_trainFromBuffer(trained.data(), trained.size(), samples.data(), sizes.data(),
                                          static_cast<unsigned>(sizes.size()));
  expect(ZDICT_isError(size) == 0);
  trained.resize(size);
  trained.replace(4, 4, std::string_view("\x01\x02\x03\x04", 4));
  return trained;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string trained = dictionary();
  static ZstdFrames frames = ZstdFrames::with(ZstdDictionary::parse(trained).value()).value();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto event = frames.unpack(bytes)) {
    expect(event->size() <= ZstdFrames::kMaxEvent);
    expect(event->data()[event->size() + 63] == event->data()[event->size() + 63]);  // the padding may be read
  }
  static ZSTD_CCtx* context = ZSTD_createCCtx();
  std::string packed(ZSTD_compressBound(size), '\0');
  packed.resize(
      ZSTD_compress_usingDict(context, packed.data(), packed.size(), data, size, trained.data(), trained.size(), 1));
  const auto again = frames.unpack(packed);
  expect(again.has_value() && *again == bytes);
  return 0;
}
