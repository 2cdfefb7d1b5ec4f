#include "store/writer.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sqlite3.h>

#include <chrono>
#include <utility>

#include "base/log.hpp"

namespace chancery::store {
namespace {

constexpr std::chrono::milliseconds kBulkSlice{4};
// A rest so short is copied here: some milliseconds once in a while, so that the WAL can begin anew while rows pour in.
constexpr int kShortRest = 120;
constexpr int kGrownWal = 2'000;
// A WAL this long is one that readers, or a slow disk, have kept from being copied: then readers are waited for.
constexpr int kLongWal = 16'000;
constexpr int kEndStep = 500;  // frames between two tries
constexpr int kResetWaitMs = 8;
constexpr int kWriterBusyMs = 5000;

int remember_frames(void* frames, sqlite3* /*db*/, const char* /*name*/, int count) {
  *static_cast<int*>(frames) = count;
  return SQLITE_OK;
}

}  // namespace

Writer::Writer(std::filesystem::path file, Connections connections, const Clock& clock, IdSource& ids,
               std::size_t queue, std::function<void(std::int64_t)> events_committed)
    : file_(std::move(file)),
      connection_(std::move(connections.writer)),
      checkpointer_(file_, std::move(connections.checkpointer)),
      clock_(clock),
      ids_(ids),
      queue_(queue),
      events_committed_(std::move(events_committed)) {
  sqlite3_wal_hook(connection_->db, remember_frames, &wal_frames_);
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "store-writer");
}

Writer::~Writer() {
  close();
}

void Writer::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Writer::submit(Lane lane, Call call) {
  Status accepted;
  {
    const std::lock_guard lock(mutex_);
    auto& queue = lane == Lane::Interactive ? interactive_ : bulk_;
    if (closing_) {
      accepted = fail(Errc::Unavailable, "the store is closing", "the server is stopping; try again later");
    } else if (queue.size() >= queue_) {
      accepted = fail(Errc::TooMany, "the write queue is full", "too much to write at once; try again in a moment");
    } else {
      queue.push_back(std::move(call));
    }
  }
  if (accepted) {
    wake_.notify_one();
  } else {
    call.done(accepted);
  }
}

std::size_t Writer::queued() const {
  const std::lock_guard lock(mutex_);
  return interactive_.size() + bulk_.size();
}

void Writer::run() {
  for (;;) {
    std::deque<Call> group;
    std::size_t bulk = 0;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closing_ || !interactive_.empty() || !bulk_.empty(); });
      if (interactive_.empty() && bulk_.empty()) return;
      group.swap(interactive_);
      if (group.empty() || !had_bulk_) bulk = bulk_.size();
      had_bulk_ = bulk > 0;
    }
    commit_group(std::move(group), bulk);
    checkpointer_.committed(wal_frames_);
    end_checkpoint();
  }
}

Writer::Call Writer::next_bulk() {
  const std::lock_guard lock(mutex_);
  auto call = std::move(bulk_.front());
  bulk_.pop_front();
  return call;
}

void Writer::commit_group(std::deque<Call> group, std::size_t bulk) {
  Transaction tx(*connection_, clock_, ids_);
  Connection& db = tx.connection();
  std::vector<Status> answers;
  std::optional<Error> broken;
  try {
    db.query("BEGIN IMMEDIATE").run();
    for (const auto& call : group) answers.push_back(in_savepoint(tx, call.fn));
    const auto slice_end = clock_.steady() + kBulkSlice;
    for (; bulk > 0; --bulk) {
      group.push_back(next_bulk());
      answers.push_back(in_savepoint(tx, group.back().fn));
      if (clock_.steady() >= slice_end) break;
    }
    keep_high_water(tx);
    const auto last = tx.has_events() ? last_position(db) : 0;
    db.query("COMMIT").run();
    if (tx.has_events()) events_committed_(last);
  } catch (const std::exception& error) {
    broken = unavailable(file_, error.what());
    if (sqlite3_get_autocommit(connection_->db) == 0)
      sqlite3_exec(connection_->db, "ROLLBACK", nullptr, nullptr, nullptr);
    high_water_ = 0;
  }
  if (broken.has_value() != failing_) {
    failing_ = broken.has_value();
    if (failing_) {
      log::error("store", "{}", broken->detail);
    } else {
      log::info("store", "{}: writing again", file_.string());
    }
  }
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (!broken && !answers[i] && answers[i].error().code == Errc::Internal) {
      log::error("store", "a write failed: {}", answers[i].error().detail);
    }
    try {
      group[i].done(broken ? Status(fail(*broken)) : std::move(answers[i]));
    } catch (const std::exception& error) {
      log::error("store", "an answer failed: {}", error.what());
    }
  }
}

void Writer::keep_high_water(Transaction& tx) {
  const auto last = ids_.last();
  if (last == high_water_) return;
  save_high_water(tx.connection(), last);
  high_water_ = last;
}

// After the acknowledgements. What fails here is tried again after a later commit.
void Writer::end_checkpoint() {
  if (wal_frames_ < ended_at_) ended_at_ = 0;  // the WAL began anew
  if (wal_frames_ - ended_at_ < kEndStep) return;
  const bool reset = wal_frames_ >= kLongWal;
  if (!reset && (wal_frames_ < kGrownWal || wal_frames_ - checkpointer_.copied() > kShortRest)) return;
  ended_at_ = wal_frames_;
  if (reset) sqlite3_busy_timeout(connection_->db, kResetWaitMs);
  const int mode = reset ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(connection_->db, "main", mode, nullptr, nullptr);
  if (reset) sqlite3_busy_timeout(connection_->db, kWriterBusyMs);
  if (code != SQLITE_OK && code != SQLITE_BUSY) {
    log::warn("store", "{}: no checkpoint: {}", file_.string(), sqlite3_errmsg(connection_->db));
  }
}

}  // namespace chancery::store
