// How a sketch is kept in a store: little-endian numbers in a row, written by StateWriter and read back by
// StateReader, which never reads past the end.
//
// What is saved starts with four letters naming its kind and version; an older or foreign state is refused. The bytes
// are ours alone: they go to a store, never to a network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace chancery::trend {

class StateWriter {
 public:
  void tag(std::string_view four_letters) { bytes_ += four_letters; }
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void u64(std::uint64_t value);
  // Seven bits a byte, small numbers short.
  void varint(std::uint64_t value);

  [[nodiscard]] std::string take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Once something is missing or out of bounds, ok() is false, for good, and every further value is zero: read a whole
// object, then ask once.
class StateReader {
 public:
  explicit StateReader(std::string_view bytes) : rest_(bytes) {}

  void tag(std::string_view four_letters);
  std::uint8_t u8();
  std::uint64_t u64();
  std::uint64_t varint();
  // How many entries follow: at most `limit`, and no more than the rest can hold at `bytes_each` or more.
  std::size_t count(std::size_t limit, std::size_t bytes_each);

  // What was read makes no sense together.
  void refuse() { ok_ = false; }
  void require(bool condition) { ok_ = ok_ && condition; }
  [[nodiscard]] bool ok() const { return ok_; }
  // Nothing missing and nothing left over; else Errc::Malformed naming `what`.
  [[nodiscard]] Status finish(std::string_view what) const;

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace chancery::trend
