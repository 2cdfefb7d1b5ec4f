// The one thread that writes to a database file: two bounded lanes, group commit. For store/ alone.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/checkpointer.hpp"
#include "store/engine.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Each group takes all interactive calls that wait, then bulk calls for at most 4 ms, and commits them together: one
// fsync for all. While interactive calls come, every other group is theirs alone; so none waits for more than one such
// slice and two commits. A call's `done` runs after the commit.
// Thread safety: `submit`, `queued` and `on_this_thread` from any thread.
class Writer {
 public:
  struct Call {
    std::function<Status(Transaction&)> fn;
    std::function<void(Status)> done;
  };

  // Takes over the connections. `events_committed` is told the log's last position after each commit that appended
  // to it, before any `done` runs; it must not block. `queue` bounds each lane.
  struct Connections {
    std::unique_ptr<Connection::Impl> writer;
    std::unique_ptr<Connection::Impl> checkpointer;
  };
  Writer(std::filesystem::path file, Connections connections, const Clock& clock, IdSource& ids, std::size_t queue,
         std::function<void(std::int64_t)> events_committed);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();
  // Commits what was accepted; what comes later is refused. Joins the thread.
  void close();

  void submit(Lane lane, Call call);
  [[nodiscard]] std::size_t queued() const;
  [[nodiscard]] bool on_this_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  void run();
  // Commits `group` with up to `bulk` calls of the bulk lane.
  void commit_group(std::deque<Call> group, std::size_t bulk);
  [[nodiscard]] Call next_bulk();
  void keep_high_water(Transaction& tx);
  void end_checkpoint();

  const std::filesystem::path file_;
  const std::unique_ptr<Connection::Impl> connection_;  // used by thread_ alone; closes after the checkpointer's
  Checkpointer checkpointer_;
  const Clock& clock_;
  IdSource& ids_;
  const std::size_t queue_;
  const std::function<void(std::int64_t)> events_committed_;

  std::int64_t high_water_ = 0;  // used by thread_ alone, like the four below
  int wal_frames_ = 0;
  int ended_at_ = 0;       // frames when the rest was last copied here
  bool had_bulk_ = false;  // the last group
  bool failing_ = false;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Call> interactive_;  // guarded by mutex_, like the two below
  std::deque<Call> bulk_;
  bool closing_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace chancery::store
