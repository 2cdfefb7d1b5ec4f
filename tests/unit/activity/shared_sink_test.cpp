#include "activity/shared_sink.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace chancery::activity {
namespace {

// Notices when two threads are in it.
class WatchfulSink final : public PostSink {
 public:
  [[nodiscard]] Status take(const PostBatch& batch) override {
    if (++inside_ != 1) crowded = true;
    events += batch.events;
    std::this_thread::yield();
    --inside_;
    if (batch.source == "refused") return fail(Errc::TooMany, "full");
    return {};
  }
  void gap(const StreamGap& gap) override { gap_of = gap.source; }

  std::atomic<bool> crowded = false;
  std::uint64_t events = 0;
  std::string gap_of;

 private:
  std::atomic<int> inside_ = 0;
};

TEST(SharedSink, LetsSourcesTakeTurns) {
  WatchfulSink sink;
  SharedSink shared(sink);
  {
    std::vector<std::jthread> sources;
    for (int i = 0; i < 4; ++i) {
      sources.emplace_back([&] {
        for (int batch = 0; batch < 500; ++batch) EXPECT_TRUE(shared.take({.events = 1}).has_value());
      });
    }
  }
  EXPECT_FALSE(sink.crowded);
  EXPECT_EQ(sink.events, 2'000U);
}

TEST(SharedSink, HandsOnWhatTheSinkSaysAndHears) {
  WatchfulSink sink;
  SharedSink shared(sink);
  const auto refused = shared.take({.source = "refused"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::TooMany);
  shared.gap({.source = "wss://stream.example", .from = {}, .to = {}});
  EXPECT_EQ(sink.gap_of, "wss://stream.example");
}

}  // namespace
}  // namespace chancery::activity
