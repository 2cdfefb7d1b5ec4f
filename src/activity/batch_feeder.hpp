// Gathers decoded events into batches and hands them to the sink, in order, at the pace the sink bears.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "activity/public_post.hpp"
#include "activity/source_meter.hpp"
#include "base/clock.hpp"

namespace chancery::activity {

// A batch goes out when it holds 2,048 posts, when its first event is 250 ms old, or when order demands it: a post
// that follows a removal of its author opens a new batch. Its texts are copied once, into memory that is reused.
//
// Thread safety: one thread.
class BatchFeeder {
 public:
  static constexpr std::size_t kPosts = 2'048;
  static constexpr std::size_t kEvents = 16'384;
  static constexpr std::chrono::milliseconds kAge{250};

  // Borrows all three for its lifetime. `source` is the cursor's name (PostBatch::source).
  BatchFeeder(PostSink& sink, const Clock& clock, SourceMeter& meter, std::string source);

  // One decoded event, or a refused one, which is counted. May hand over a batch first, and then waits as
  // `hand_over` does. The batch's cursor is the greatest of its events', never less than an earlier one; a source
  // that cannot resume gives events without (cursor 0).
  void add(const Result<DecodedEvent>& event, const std::stop_token& stop);
  // Hands over what is there when it is full or old enough.
  void hand_over_due(const std::stop_token& stop);
  // Hands over what is there. A sink that cannot take it now is offered it again, at longer and longer intervals up
  // to a second, until it takes it or `stop` is asked for; what it never took is dropped, and its cursor is not
  // moved.
  void hand_over(const std::stop_token& stop);
  // The stream counts anew: the next batch's cursor may be less than those before. Only when nothing waits.
  void count_anew() { cursor_ = 0; }
  // How long until the batch at hand must go out: kAge when there is none.
  [[nodiscard]] std::chrono::milliseconds until_due() const;

 private:
  static constexpr std::size_t kBlock = 256 * 1024;
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t used = 0;
  };

  // Room in the batch's memory, aligned for a string_view.
  [[nodiscard]] char* room(std::size_t size);
  [[nodiscard]] std::string_view keep(std::string_view text);
  [[nodiscard]] std::span<const std::string_view> keep(std::span<const std::string_view> texts);
  [[nodiscard]] PublicPost keep(const PublicPost& post);
  [[nodiscard]] bool follows_removal(std::string_view author) const;
  [[nodiscard]] bool take_in_time(const PostBatch& batch, const std::stop_token& stop);
  void clear();

  PostSink& sink_;
  const Clock& clock_;
  SourceMeter& meter_;
  std::string source_;
  std::vector<Block> blocks_;
  std::size_t block_ = 0;  // the one being filled
  std::vector<PublicPost> posts_;
  std::vector<Removal> removals_;
  std::uint64_t events_ = 0;
  std::uint64_t bad_lines_ = 0;
  std::int64_t cursor_ = 0;
  Timestamp newest_;
  std::chrono::steady_clock::time_point opened_;  // when the first event of this batch came
};

}  // namespace chancery::activity
