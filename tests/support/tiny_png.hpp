// Pictures made by hand, for tests that have no libvips: PNG (ISO/IEC 15948) with stored, uncompressed data.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace chancery::test {

inline std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> static_cast<unsigned>(shift));
  return bytes;
}

inline std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return ~crc;
}

inline std::string png_chunk(std::string_view type, std::string_view data) {
  const auto body = std::string(type).append(data);
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc32_of(body));
}

// zlib (RFC 1950) around stored blocks.
inline std::string stored_zlib(std::string_view data) {
  constexpr std::size_t kBlock = 65'535;
  std::string out("\x78\x01", 2);
  for (std::size_t at = 0; at < data.size() || at == 0; at += kBlock) {
    const auto part = data.substr(at, kBlock);
    const auto size = static_cast<unsigned>(part.size());
    out += static_cast<char>(at + kBlock >= data.size() ? 1 : 0);
    for (const unsigned value : {size, ~size}) {
      out += static_cast<char>(value & 0xffU);
      out += static_cast<char>(value >> 8U & 0xffU);
    }
    out += part;
  }
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : data) {
    a = (a + static_cast<unsigned char>(c)) % 65'521;
    b = (b + a) % 65'521;
  }
  return out + big_endian(b << 16U | a);
}

// Of one colour; `remark` stands in it as a tEXt chunk. `claimed` is the side its header tells, where that is a lie.
inline std::string tiny_png(std::uint32_t width, std::uint32_t height, std::array<std::uint8_t, 3> colour,
                            std::string_view remark = {}, std::uint32_t claimed = 0) {
  std::string row(1, '\0');
  for (std::uint32_t x = 0; x < width; ++x) {
    for (const auto value : colour) row += static_cast<char>(value);
  }
  std::string pixels;
  for (std::uint32_t y = 0; y < height; ++y) pixels += row;
  const auto w = claimed == 0 ? width : claimed;
  const auto h = claimed == 0 ? height : claimed;
  auto png = std::string("\x89PNG\r\n\x1a\n") +
             png_chunk("IHDR", big_endian(w) + big_endian(h) + std::string("\x08\x02\0\0\0", 5));
  if (!remark.empty()) png += png_chunk("tEXt", std::string("Comment") + '\0' + std::string(remark));
  return png + png_chunk("IDAT", stored_zlib(pixels)) + png_chunk("IEND", "");
}

}  // namespace chancery::test
