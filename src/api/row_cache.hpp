// Rows of the inbox as they are sent, kept for a moment: when something changed, all who watch that desk ask at once.
//
// A row is the same for everybody who may read it (those that are not, for a name is hidden, are not kept here); who
// may is decided before, by the list. What is kept is of one revision of the change feed (which grows with all that any
// list shows), of the conversation as it was, and of the last two seconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "desk/ids.hpp"

namespace chancery::api {

// Thread safety: any thread.
class RowCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds kKept{2};
  static constexpr std::size_t kRows = 4'096;

  // Which row: of the feed's revision, and of the conversation's own.
  struct Key {
    std::uint64_t feed = 0;
    desk::ConversationId id;
    std::int64_t revision = 0;
  };

  // Appends the row to `text` where it is kept; tells whether.
  [[nodiscard]] bool append(std::string& text, const Key& key, Time now);
  // `row` was read after the feed's revision was; one of an older revision than what is kept is left out.
  void put(const Key& key, std::string row, Time now);

 private:
  struct Row {
    std::int64_t revision = 0;
    std::string text;
  };
  std::mutex mutex_;
  std::uint64_t feed_ = 0;                              // guarded by mutex_
  Time since_{};                                        // guarded by mutex_
  std::unordered_map<desk::ConversationId, Row> rows_;  // guarded by mutex_
};

}  // namespace chancery::api
