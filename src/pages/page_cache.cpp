#include "pages/page_cache.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "activity/events.hpp"
#include "pages/answer.hpp"
#include "store/events.hpp"

namespace chancery::pages {
namespace {

namespace events = activity::events;

constexpr std::size_t kBatch = 1'000;
constexpr std::size_t kOverhead = 1'500;  // bytes of a kept page beside its body

enum class Says { Nothing, Others, Ours };

// Whose words an event changes. What is not known here counts as ours: it costs a page made anew, no more.
Says says(std::string_view type) {
  static constexpr std::array kOthers{events::kNoteReceived, events::kNoteFound,  events::kNoteChanged,
                                      events::kFollowed,     events::kUnfollowed, events::kPollCounted};
  static constexpr std::array kNothing{
      events::kWatchApproved,      events::kWatchSubmitted,      events::kWatchRefused,    events::kWatchSuspended,
      events::kWatchResumed,       events::kWatchStopped,        events::kWatchExpiring,   events::kPublicActorApproved,
      events::kPublicActorRetired, events::kAlertRaised,         events::kReportReceived,  events::kPeerPosted,
      events::kNoticePut,          events::kConversationChanged, events::kDeskChanged,     events::kLineChanged,
      events::kClockWarned,        events::kPostUnderFire,       events::kCrisisOpened,    events::kCrisisChanged,
      events::kCrisisClosed,       events::kUserEnded,           events::kAuditHeadSigned, events::kClearanceChanged,
      events::kPostsHeld,          events::kPostsHoldLifted,     events::kLegalHoldPlaced, events::kLegalHoldLifted,
      events::kExportSettled,
  };
  if (std::ranges::find(kOthers, type) != kOthers.end()) return Says::Others;
  if (std::ranges::find(kNothing, type) != kNothing.end()) return Says::Nothing;
  return Says::Ours;
}

}  // namespace

PageCache::PageCache(const store::Store& store, std::size_t bytes)
    : store_(store), limit_(bytes), seen_(store.last_position()), ours_(seen_), others_(seen_) {}

void PageCache::follow_log() {
  const auto last = store_.last_position();
  for (;;) {
    std::int64_t from = 0;
    {
      const std::scoped_lock lock(mutex_);
      from = seen_;
    }
    if (from >= last) return;
    const auto news =
        store_.read([&](store::Snapshot& snapshot) { return store::events_after(snapshot, from, kBatch); });
    const std::scoped_lock lock(mutex_);
    for (const auto& event : news) {
      const auto whose = says(event.type);
      if (whose == Says::Ours) ours_ = std::max(ours_, event.position);
      if (whose == Says::Others) others_ = std::max(others_, event.position);
    }
    seen_ = std::max(seen_, news.empty() ? last : news.back().position);
  }
}

bool PageCache::is_fresh(const Page& page) const {
  const auto age = store_.clock().steady() - page.made;
  if (page.position < ours_ || age >= kLongest) return false;
  return page.position >= others_ || age < kOthersShow;
}

PageCache::Response PageCache::find(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || !is_fresh(*found->second)) {
    ++misses_;
    return nullptr;
  }
  ++hits_;
  pages_.splice(pages_.begin(), pages_, found->second);
  return found->second->response;
}

void PageCache::keep(Page page) {
  const std::scoped_lock lock(mutex_);
  if (const auto old = by_key_.find(page.key); old != by_key_.end()) {
    if (old->second->position > page.position) return;
    bytes_ -= old->second->bytes;
    pages_.erase(old->second);
    by_key_.erase(old);
  }
  bytes_ += page.bytes;
  pages_.push_front(std::move(page));
  by_key_.emplace(pages_.front().key, pages_.begin());
  while (bytes_ > limit_ && !pages_.empty()) {
    bytes_ -= pages_.back().bytes;
    by_key_.erase(pages_.back().key);
    pages_.pop_back();
  }
}

net::Response PageCache::answer(const net::Request& request, std::string_view key,
                                const std::function<net::Response()>& make) {
  const bool pack = takes_gzip(request);
  const auto whole_key = (pack ? "gzip " : "plain ") + std::string(key);
  follow_log();
  if (const auto kept = find(whole_key)) return unless_known(request, *kept);
  // Before the page is begun: what is said meanwhile makes it stale.
  const auto position = store_.last_position();
  const auto made = store_.clock().steady();
  auto response = make();
  if (pack) response = packed(std::move(response));
  if (response.status != 200) return response;
  const auto* body = std::get_if<std::string>(&response.body);
  const auto bytes = kOverhead + whole_key.size() + (body ? body->size() : 0);
  keep({whole_key, std::make_shared<const net::Response>(response), position, made, bytes});
  return unless_known(request, std::move(response));
}

PageCache::Counts PageCache::counts() const {
  const std::scoped_lock lock(mutex_);
  return {hits_, misses_, bytes_};
}

}  // namespace chancery::pages
