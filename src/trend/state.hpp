// How the streaming objects of this module keep their state over a restart: little-endian numbers in a row, written
// by StateWriter and read back by StateReader, which never reads past the end.
//
// Every saved object starts with four letters naming its kind and version; an older or foreign state is refused, and
// the caller starts anew. The bytes are ours alone: they go to a store, never to a network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::trend {

class StateWriter {
 public:
  void tag(std::string_view four_letters) { bytes_ += four_letters; }
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void u32(std::uint32_t value) { fixed(value, 4); }
  void u64(std::uint64_t value) { fixed(value, 8); }
  void i64(std::int64_t value) { fixed(static_cast<std::uint64_t>(value), 8); }
  void f64(double value);
  void time(Timestamp value) { i64(to_micros(value)); }
  // Seven bits a byte, small numbers short.
  void varint(std::uint64_t value);
  // A length, then the bytes.
  void text(std::string_view value);
  void raw(std::string_view value) { bytes_ += value; }

  [[nodiscard]] std::string take() && { return std::move(bytes_); }

 private:
  void fixed(std::uint64_t value, int bytes);
  std::string bytes_;
};

// Once something is missing or out of bounds, ok() is false, for good, and every further value is zero: read a whole
// object, then ask once.
class StateReader {
 public:
  explicit StateReader(std::string_view bytes) : rest_(bytes) {}

  void tag(std::string_view four_letters);
  std::uint8_t u8();
  std::uint32_t u32() { return static_cast<std::uint32_t>(fixed(4)); }
  std::uint64_t u64() { return fixed(8); }
  std::int64_t i64() { return static_cast<std::int64_t>(fixed(8)); }
  // A finite number between the bounds.
  double f64(double low, double high);
  // Between the years 1 and 9999.
  Timestamp time();
  std::uint64_t varint();
  // The same, at most `limit`.
  std::uint64_t number(std::uint64_t limit);
  // How many entries follow: at most `limit`, and no more than the rest can hold at `bytes_each` or more.
  std::size_t count(std::size_t limit, std::size_t bytes_each);
  std::string_view text(std::size_t limit);
  std::string_view raw(std::size_t bytes);

  // What was read makes no sense together.
  void refuse() { ok_ = false; }
  void require(bool condition) { ok_ = ok_ && condition; }
  [[nodiscard]] bool ok() const { return ok_; }
  // Nothing missing and nothing left over; else Errc::Malformed naming `what`.
  [[nodiscard]] Status finish(std::string_view what) const;

 private:
  std::uint64_t fixed(int bytes);
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace chancery::trend
