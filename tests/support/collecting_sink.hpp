// A sink that keeps what it takes, as the real one would: once per id and revision, with the cursor of each source.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/public_post.hpp"
#include "activity/source_control.hpp"

namespace chancery::test {

class CollectingSink final : public activity::PostSink {
 public:
  struct Post {
    std::string id, author, text, language, in_reply_to, rev;
    Timestamp time;
    bool update = false;
    std::string repost_of, quote_of;
    bool media = false;
    std::vector<std::string> links, mentions, tags;
  };
  struct State {
    std::vector<Post> posts;                                    // without those that came again
    std::vector<std::pair<std::string, std::string>> removals;  // id, author
    std::map<std::string, std::int64_t, std::less<>> cursors;
    std::uint64_t events = 0;
    std::uint64_t bad_lines = 0;
    std::uint64_t batches = 0;
    std::uint64_t redelivered = 0;
    std::uint64_t refused = 0;
    Timestamp reached;
    std::vector<activity::SourceGap> gaps;
  };

  // The next `times` offers are answered TooMany.
  void refuse(int times) {
    const std::scoped_lock lock(mutex_);
    refusals_ = times;
  }

  [[nodiscard]] Status take(const activity::PostBatch& batch) override {
    const std::scoped_lock lock(mutex_);
    if (refusals_ > 0) {
      --refusals_;
      ++state_.refused;
      changed_.notify_all();
      return fail(Errc::TooMany, "the queue is full", "the store cannot keep up");
    }
    for (const auto& post : batch.posts) {
      if (!seen_.emplace(post.id, post.rev).second) {
        ++state_.redelivered;
        continue;
      }
      state_.posts.push_back({std::string(post.id), std::string(post.author), std::string(post.text),
                              std::string(post.declared_language), std::string(post.in_reply_to), std::string(post.rev),
                              post.time, post.update, std::string(post.repost_of), std::string(post.quote_of),
                              post.media, copies(post.links), copies(post.mentions), copies(post.tags)});
    }
    for (const auto& removal : batch.removals) state_.removals.emplace_back(removal.id, removal.author);
    state_.cursors[std::string(batch.source)] = batch.cursor;
    state_.reached = batch.reached;
    state_.events += batch.events;
    state_.bad_lines += batch.bad_lines;
    ++state_.batches;
    changed_.notify_all();
    return {};
  }

  void gap(const activity::StreamGap& gap) override {
    const std::scoped_lock lock(mutex_);
    state_.gaps.push_back({gap.from, gap.to});
    changed_.notify_all();
  }

  [[nodiscard]] std::int64_t cursor(std::string_view source) const {
    const std::scoped_lock lock(mutex_);
    const auto found = state_.cursors.find(source);
    return found == state_.cursors.end() ? 0 : found->second;
  }
  void set_cursor(const std::string& source, std::int64_t cursor, Timestamp reached = {}) {
    const std::scoped_lock lock(mutex_);
    state_.cursors[source] = cursor;
    state_.reached = reached;
  }
  [[nodiscard]] activity::StreamPosition position(std::string_view source) const {
    return {.cursor = cursor(source), .reached = state().reached};
  }

  [[nodiscard]] State state() const {
    const std::scoped_lock lock(mutex_);
    return state_;
  }
  // Waits until `reached(state)`; false when it is not within ten seconds.
  template <class Reached>
  [[nodiscard]] bool wait_until(Reached reached) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return reached(state_); });
  }

 private:
  static std::vector<std::string> copies(std::span<const std::string_view> texts) {
    return {texts.begin(), texts.end()};
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  State state_;
  std::set<std::pair<std::string, std::string>> seen_;
  int refusals_ = 0;
};

}  // namespace chancery::test
