#include "cli/late_posts.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "answer/notices.hpp"
#include "base/log.hpp"
#include "speak/account_rights.hpp"
#include "speak/late_posts.hpp"

namespace chancery::cli {
namespace {

constexpr std::chrono::minutes kEvery{1};

struct Told {
  answer::Notice notice;
  Timestamp since;
};

std::vector<Told> whom_to_tell(store::Snapshot& snapshot, Timestamp now) {
  std::vector<Told> told;
  for (const auto& late : speak::late_posts(snapshot, now)) {
    for (const auto& grant : speak::grants_on(snapshot, late.account)) {
      if (grant.right != speak::AccountRight::Publish) continue;
      told.push_back({{.user = grant.user, .kind = answer::NoticeKind::PostLate, .other = late.id.value, .at = now},
                      late.leaves_at});
    }
  }
  return told;
}

}  // namespace

Result<std::size_t> tell_of_late_posts(store::Store& store) {
  const auto now = store.clock().now();
  const auto all = store.read([&](store::Snapshot& snapshot) { return whom_to_tell(snapshot, now); });
  if (all.empty()) return std::size_t{0};
  return store.write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    std::size_t count = 0;
    for (const auto& [notice, since] : all) {
      if (answer::was_told(tx, notice, since)) continue;
      answer::put_notice(tx, notice);
      ++count;
    }
    return count;
  });
}

void watch_for_late_posts(store::Store& store, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    if (const auto told = tell_of_late_posts(store); !told) {
      log::error("cli", "nobody is told of late posts: {}", told.error().detail);
    }
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kEvery, [] { return false; });
  }
}

}  // namespace chancery::cli
