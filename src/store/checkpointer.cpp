#include "store/checkpointer.hpp"

#include <pthread.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace chancery::store {
namespace {

constexpr int kWorthIt = 250;  // frames
// Of a WAL that has grown past two of these less is: copying must come so near to its end that the writer can do the
// rest.
constexpr int kWorthItSoon = 100;

}  // namespace

Checkpointer::Checkpointer(std::filesystem::path file, std::unique_ptr<Connection::Impl> connection)
    : file_(std::move(file)), connection_(std::move(connection)) {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "store-copier");
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::committed(int frames) {
  if (frames < copied()) copied_.store(0, std::memory_order_relaxed);  // the WAL began anew
  if (frames - copied() < (frames < 2 * kWorthIt ? kWorthIt : kWorthItSoon)) return;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(wanted_, true)) return;
  }
  wake_.notify_one();
}

// What fails is tried again after a later commit.
void Checkpointer::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closing_ || wanted_; });
      if (closing_) return;
    }
    int frames = 0;
    int copied = 0;
    const int code = sqlite3_wal_checkpoint_v2(connection_->db, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &copied);
    if (code == SQLITE_OK) {
      copied_.store(std::max(copied, 0), std::memory_order_relaxed);
    } else if (code != SQLITE_BUSY) {
      log::warn("store", "{}: no checkpoint: {}", file_.string(), sqlite3_errmsg(connection_->db));
    }
    const std::lock_guard lock(mutex_);
    wanted_ = false;
  }
}

}  // namespace chancery::store
