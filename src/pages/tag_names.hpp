// Under which spellings a hashtag of ours stands: #Kenya and #kenya are one page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace chancery::pages {

// Folds all hashtags of ours once after something happened, however many unknown ones are asked for.
// Thread safety: any thread.
class TagNames {
 public:
  static constexpr std::size_t kMost = 10'000;

  explicit TagNames(const store::Store& store) : store_(store) {}

  // As written; empty: nothing of ours has it.
  [[nodiscard]] std::vector<std::string> spellings(std::string_view name);

 private:
  const store::Store& store_;
  std::mutex mutex_;  // guards all below
  std::map<std::string, std::vector<std::string>, std::less<>> folded_;
  std::optional<std::int64_t> read_;  // how far the log was then
};

}  // namespace chancery::pages
