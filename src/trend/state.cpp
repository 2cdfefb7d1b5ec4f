#include "trend/state.hpp"

#include <fmt/format.h>

namespace chancery::trend {

void StateWriter::u64(std::uint64_t value) {
  for (int i = 0; i < 8; ++i) u8(static_cast<std::uint8_t>(value >> (8 * i)));
}

void StateWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) u8(static_cast<std::uint8_t>(value | 0x80));
  u8(static_cast<std::uint8_t>(value));
}

void StateReader::tag(std::string_view four_letters) {
  require(rest_.starts_with(four_letters));
  if (ok_) rest_.remove_prefix(four_letters.size());
}

std::uint8_t StateReader::u8() {
  if (!ok_ || rest_.empty()) {
    ok_ = false;
    return 0;
  }
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

std::uint64_t StateReader::u64() {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value |= std::uint64_t{u8()} << (8 * i);
  return ok_ ? value : 0;
}

std::uint64_t StateReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = u8();
    if (shift == 63) require(byte <= 1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return ok_ ? value : 0;
  }
  ok_ = false;
  return 0;
}

std::size_t StateReader::count(std::size_t limit, std::size_t bytes_each) {
  const std::uint64_t value = varint();
  require(value <= limit && value <= rest_.size() / bytes_each);
  return ok_ ? static_cast<std::size_t>(value) : 0;
}

Status StateReader::finish(std::string_view what) const {
  if (ok_ && rest_.empty()) return {};
  return fail(Errc::Malformed,
              fmt::format("the saved state of a {} cannot be read: {}", what,
                          ok_ ? "bytes are left over" : "it is cut short, foreign or of another version"),
              fmt::format("the saved state of a {} was not understood; drop it and start anew", what));
}

}  // namespace chancery::trend
