// A map from hashes of 64 bits to small numbers, asked for every post of the stream: one place in memory a question,
// and nothing allocated for an entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace chancery::listen {

// Open addressing, at most half full. The keys must be hashes already. Thread safety: none.
class NumberMap {
 public:
  void set(std::uint64_t key, std::uint32_t value) {
    if (2 * (size_ + 1) > entries_.size()) grow();
    Entry& entry = entries_[place_of(named(key))];
    if (entry.key == 0) ++size_;
    entry = {named(key), value};
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t key) const {
    if (size_ == 0) return std::nullopt;
    const Entry& entry = entries_[place_of(named(key))];
    return entry.key == 0 ? std::nullopt : std::optional{entry.value};
  }
  [[nodiscard]] bool contains(std::uint64_t key) const { return find(key).has_value(); }
  void erase(std::uint64_t key) {
    if (size_ == 0) return;
    std::size_t gap = place_of(named(key));
    if (entries_[gap].key == 0) return;
    --size_;
    // What stands behind and could not have its own place for what goes moves up.
    for (std::size_t at = next(gap); entries_[at].key != 0; at = next(at)) {
      const std::size_t wanted = home_of(entries_[at].key);
      if (((at - wanted) & mask()) < ((at - gap) & mask())) continue;
      entries_[gap] = entries_[at];
      gap = at;
    }
    entries_[gap] = {};
  }
  void clear() {
    entries_.clear();
    size_ = 0;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Entry {
    std::uint64_t key = 0;  // 0: none
    std::uint32_t value = 0;
  };
  static constexpr std::size_t kFewest = 1024;  // a power of two

  static std::uint64_t named(std::uint64_t key) { return key == 0 ? 1 : key; }
  [[nodiscard]] std::size_t mask() const { return entries_.size() - 1; }
  [[nodiscard]] std::size_t home_of(std::uint64_t key) const { return (key ^ key >> 32U) & mask(); }
  [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
  // Where the key stands, or would.
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    std::size_t at = home_of(key);
    while (entries_[at].key != 0 && entries_[at].key != key) at = next(at);
    return at;
  }
  void grow() {
    auto old = std::exchange(entries_, std::vector<Entry>(entries_.empty() ? kFewest : 2 * entries_.size()));
    for (const Entry& entry : old) {
      if (entry.key != 0) entries_[place_of(entry.key)] = entry;
    }
  }

  std::vector<Entry> entries_;
  std::size_t size_ = 0;
};

}  // namespace chancery::listen
