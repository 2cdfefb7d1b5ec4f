// 64-bit identifiers: positive, time-ordered, never stepping back, not guessable.
//
// 41 bits of milliseconds since 2020, 22 random bits. As text they are decimal; in JSON they are strings.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery {

// A typed id: an AccountId is never taken for a NoteId. Zero means "none yet".
template <class Tag>
struct Id {
  std::int64_t value = 0;
  [[nodiscard]] std::string text() const { return std::to_string(value); }
  [[nodiscard]] explicit operator bool() const { return value != 0; }
  friend auto operator<=>(const Id&, const Id&) = default;
};

// Reads a positive decimal id as it stands in a path or in JSON. Fails with Errc::NotFound: an id we never
// made names nothing.
[[nodiscard]] Result<std::int64_t> parse_id(std::string_view text);

// Makes ids. One per process.
// Thread safety: any thread; ids are strictly increasing even when the clock steps back.
class IdSource {
 public:
  // Borrows the clock for its lifetime. Tests give a seed; the program gives std::random_device's.
  IdSource(const Clock& clock, std::uint64_t seed);
  // Ids made from now on are greater than `last`: called at start with the greatest stored id.
  void never_below(std::int64_t last);
  [[nodiscard]] std::int64_t next();
  // The greatest id made or told so far; 0 before the first. The store keeps it across restarts.
  [[nodiscard]] std::int64_t last() {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  template <class IdType>
  [[nodiscard]] IdType make() {
    return IdType{next()};
  }

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::mt19937_64 random_;  // guarded by mutex_; gaps only have to be unguessable to a casual reader
  std::int64_t last_ = 0;   // guarded by mutex_
};

}  // namespace chancery

template <class Tag>
struct std::hash<chancery::Id<Tag>> {
  std::size_t operator()(const chancery::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
