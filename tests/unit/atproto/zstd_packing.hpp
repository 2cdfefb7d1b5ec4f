// Compresses as a Jetstream server does: one zstd frame an event, with a dictionary trained here on posts of our own.
#pragma once

#include <zdict.h>
#include <zstd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "unit/atproto/jetstream_server.hpp"

namespace chancery::atproto::test {

// `id` takes the place of the one zstd would choose.
inline std::string trained_dictionary(unsigned id = 20'260'101) {
  std::string samples;
  std::vector<std::size_t> sizes;
  for (int i = 0; i < 400; ++i) {
    for (const auto& event : {served_post(1'779'719'000'000'000 + i * std::int64_t{7'919}, i * 31),
                              served_v2_post(1'779'719'000'000'000 + i * std::int64_t{6'997}, i * 17)}) {
      samples += event.frame;
      sizes.push_back(event.frame.size());
    }
  }
  std::string content(4'096, '\0');
  const auto trained = ZDICT_trainFromBuffer(content.data(), content.size(), samples.data(), sizes.data(),
                                             static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(trained) != 0) throw std::runtime_error(ZDICT_getErrorName(trained));
  content.resize(trained);
  for (unsigned i = 0; i < 4; ++i) content[4 + i] = static_cast<char>(id >> (8 * i));  // RFC 8878 section 5
  return content;
}

// `sized`: the frame says how large its content is.
inline std::string packed(std::string_view text, const std::string& dictionary, bool sized = true) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, sized ? 1 : 0);
  ZSTD_CCtx_loadDictionary(context, dictionary.data(), dictionary.size());
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

}  // namespace chancery::atproto::test
