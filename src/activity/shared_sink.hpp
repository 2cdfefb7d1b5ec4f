// One sink for several sources that run at the same time.
#pragma once

#include <mutex>

#include "activity/public_post.hpp"
#include "base/result.hpp"

namespace chancery::activity {

// A sink takes from one thread at a time: here the threads take turns, a batch each. A sink that is full says so at
// once, so nobody waits long for a turn. The order of each source's own batches stays.
//
// Thread safety: any thread.
class SharedSink final : public PostSink {
 public:
  // Borrows the sink for its lifetime.
  explicit SharedSink(PostSink& sink) : sink_(sink) {}

  [[nodiscard]] Status take(const PostBatch& batch) override {
    const std::scoped_lock lock(mutex_);
    return sink_.take(batch);
  }
  void gap(const StreamGap& gap) override {
    const std::scoped_lock lock(mutex_);
    sink_.gap(gap);
  }

 private:
  PostSink& sink_;
  std::mutex mutex_;
};

}  // namespace chancery::activity
