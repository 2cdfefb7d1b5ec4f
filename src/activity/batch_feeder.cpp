#include "activity/batch_feeder.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include "base/log.hpp"

namespace chancery::activity {
namespace {

// Waits, but not past a stop.
void wait(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

BatchFeeder::BatchFeeder(PostSink& sink, const Clock& clock, SourceMeter& meter, std::string source)
    : sink_(sink), clock_(clock), meter_(meter), source_(std::move(source)) {}

void BatchFeeder::add(const Result<DecodedEvent>& event, const std::stop_token& stop) {
  const bool is_post = event && event->kind == DecodedEvent::Kind::Post;
  if (is_post && follows_removal(event->post.author)) hand_over(stop);
  if (events_ == 0) opened_ = clock_.steady();
  ++events_;
  if (!event) {
    ++bad_lines_;
  } else {
    cursor_ = std::max(cursor_, event->cursor);
    newest_ = std::max(newest_, event->time);
    if (is_post) {
      posts_.push_back(keep(event->post));
    } else if (event->kind == DecodedEvent::Kind::Removal) {
      const auto& removal = event->removal;
      removals_.push_back({.id = keep(removal.id), .author = keep(removal.author), .rev = keep(removal.rev)});
    }
  }
  if (posts_.size() + removals_.size() >= kPosts || events_ >= kEvents) hand_over(stop);
}

void BatchFeeder::hand_over_due(const std::stop_token& stop) {
  if (events_ > 0 && until_due() <= std::chrono::milliseconds{0}) hand_over(stop);
}

void BatchFeeder::hand_over(const std::stop_token& stop) {
  if (events_ == 0) return;
  const PostBatch batch{.posts = posts_,
                        .removals = removals_,
                        .events = events_,
                        .bad_lines = bad_lines_,
                        .source = source_,
                        .cursor = cursor_,
                        .reached = newest_};
  if (take_in_time(batch, stop)) meter_.count(events_, bad_lines_, newest_);
  clear();
}

std::chrono::milliseconds BatchFeeder::until_due() const {
  if (events_ == 0) return kAge;
  return std::chrono::ceil<std::chrono::milliseconds>(opened_ + kAge - clock_.steady());
}

bool BatchFeeder::take_in_time(const PostBatch& batch, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kLongest{1'000};
  std::chrono::milliseconds pause{10};
  bool waiting = false;
  const auto before = meter_.status().state;
  for (;;) {
    const auto taken = sink_.take(batch);
    if (taken) {
      if (waiting) meter_.enter(before);
      return true;
    }
    if (stop.stop_requested()) return false;
    if (!waiting) log::warn("activity", "a source waits for the store: {}", taken.error().detail);
    waiting = true;
    meter_.enter(SourceState::Waiting, taken.error().hint);
    wait(pause, stop);
    pause = std::min(pause * 2, kLongest);
  }
}

char* BatchFeeder::room(std::size_t size) {
  constexpr std::size_t kAlign = alignof(std::string_view);
  size = (size + kAlign - 1) / kAlign * kAlign;
  while (block_ < blocks_.size() && blocks_[block_].size - blocks_[block_].used < size) ++block_;
  if (block_ == blocks_.size()) {
    const auto whole = std::max(kBlock, size);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(whole), whole, 0});
  }
  auto& block = blocks_[block_];
  char* place = block.bytes.get() + block.used;
  block.used += size;
  return place;
}

std::string_view BatchFeeder::keep(std::string_view text) {
  if (text.empty()) return {};
  char* place = room(text.size());
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

std::span<const std::string_view> BatchFeeder::keep(std::span<const std::string_view> texts) {
  if (texts.empty()) return {};
  static_assert(std::is_trivially_destructible_v<std::string_view>);
  char* place = room(texts.size_bytes());
  auto* first = reinterpret_cast<std::string_view*>(place);
  for (std::size_t i = 0; i < texts.size(); ++i) std::construct_at(first + i, keep(texts[i]));
  return {first, texts.size()};
}

PublicPost BatchFeeder::keep(const PublicPost& post) {
  auto kept = post;
  for (auto* text : {&kept.id, &kept.author, &kept.text, &kept.declared_language, &kept.in_reply_to, &kept.repost_of,
                     &kept.quote_of, &kept.rev}) {
    *text = keep(*text);
  }
  for (auto* texts : {&kept.links, &kept.mentions, &kept.tags}) *texts = keep(*texts);
  return kept;
}

bool BatchFeeder::follows_removal(std::string_view author) const {
  return std::ranges::any_of(removals_, [author](const Removal& removal) { return removal.author == author; });
}

void BatchFeeder::clear() {
  // A burst of huge posts must not hold its memory for ever.
  if (blocks_.size() > 4) blocks_.resize(4);
  std::erase_if(blocks_, [](const Block& block) { return block.size > kBlock; });
  for (auto& block : blocks_) block.used = 0;
  block_ = 0;
  posts_.clear();
  removals_.clear();
  events_ = 0;
  bad_lines_ = 0;
}

}  // namespace chancery::activity
