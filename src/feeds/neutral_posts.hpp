// Reads one neutral post, the line format for posts of any network:
//   {"id","author","time","text","language"?,"in_reply_to"?,"repost_of"?,"quote_of"?,"media"?:true,
//    "links"?:[],"mentions"?:[],"tags"?:[]}
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::feeds {

// `id` and `author` are not empty; `time` is RFC 3339, from 1990 to a day ahead of the clock; `null` counts as
// absent where a member is optional; a mention may be written with '@', a tag with '#'; members not named above are
// passed over. The event's cursor is its time in microseconds. No allocation once its buffers have grown to the
// longest line seen (5 MiB at most).
//
// Thread safety: one thread.
class NeutralPostDecoder final : public activity::LineDecoder {
 public:
  static constexpr std::size_t kMaxLine = 5 * 1024 * 1024;
  static constexpr std::size_t kMaxText = 256 * 1024;
  static constexpr std::size_t kMaxName = 2'048;  // of id, author, a post that is referred to, an entry of a list
  static constexpr std::size_t kMaxDepth = 64;

  // Borrows the clock for its lifetime.
  explicit NeutralPostDecoder(const Clock& clock);
  ~NeutralPostDecoder() override;

  // Fails with Errc::Malformed. The hint names the member that is wrong and never quotes the line.
  [[nodiscard]] Result<activity::DecodedEvent> decode(std::string_view line) override;
  [[nodiscard]] Result<activity::DecodedEvent> decode_padded(std::string_view line) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::feeds
