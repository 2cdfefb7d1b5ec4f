#include "trend/state.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>

namespace chancery::trend {
namespace {

// 0001-01-01 and 9999-12-31, in microseconds.
constexpr std::int64_t kFirstTime = -62'135'596'800'000'000;
constexpr std::int64_t kLastTime = 253'402'214'400'000'000;

}  // namespace

void StateWriter::fixed(std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) u8(static_cast<std::uint8_t>(value >> (8 * i)));
}

void StateWriter::f64(double value) {
  u64(std::bit_cast<std::uint64_t>(value));
}

void StateWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) u8(static_cast<std::uint8_t>(value | 0x80));
  u8(static_cast<std::uint8_t>(value));
}

void StateWriter::text(std::string_view value) {
  varint(value.size());
  bytes_ += value;
}

void StateReader::tag(std::string_view four_letters) {
  require(raw(four_letters.size()) == four_letters);
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

std::uint64_t StateReader::fixed(int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value |= std::uint64_t{u8()} << (8 * i);
  return ok_ ? value : 0;
}

double StateReader::f64(double low, double high) {
  const auto value = std::bit_cast<double>(u64());
  require(std::isfinite(value) && value >= low && value <= high);
  return ok_ ? value : 0;
}

Timestamp StateReader::time() {
  const std::int64_t micros = i64();
  require(micros >= kFirstTime && micros <= kLastTime);
  return from_micros(ok_ ? micros : 0);
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

std::uint64_t StateReader::number(std::uint64_t limit) {
  const std::uint64_t value = varint();
  require(value <= limit);
  return ok_ ? value : 0;
}

std::size_t StateReader::count(std::size_t limit, std::size_t bytes_each) {
  const std::uint64_t value = varint();
  require(value <= limit && value <= rest_.size() / bytes_each);
  return ok_ ? static_cast<std::size_t>(value) : 0;
}

std::string_view StateReader::text(std::size_t limit) {
  return raw(count(limit, 1));
}

std::string_view StateReader::raw(std::size_t bytes) {
  if (!ok_ || rest_.size() < bytes) {
    ok_ = false;
    return {};
  }
  const std::string_view value = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return value;
}

Status StateReader::finish(std::string_view what) const {
  if (ok_ && rest_.empty()) return {};
  return fail(Errc::Malformed,
              fmt::format("the saved state of a {} cannot be read: {}", what,
                          ok_ ? "bytes are left over" : "it is cut short, foreign or of another version"),
              fmt::format("the saved state of a {} was not understood; drop it and start anew", what));
}

}  // namespace chancery::trend
