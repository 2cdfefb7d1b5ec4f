// The thread that copies committed pages from a file's WAL into the file, so that no write waits for it. For store/
// alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "store/engine.hpp"

namespace chancery::store {

// A checkpoint of SQLite's mode PASSIVE takes no lock a writer or a reader waits for. It copies what was committed when
// it began; so while rows pour in the WAL is never copied whole, and only a WAL that is can begin anew: the writer
// copies the short rest itself.
// Thread safety: `committed` and `copied` from any thread.
class Checkpointer {
 public:
  // Takes over the connection, which may write.
  Checkpointer(std::filesystem::path file, std::unique_ptr<Connection::Impl> connection);
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;
  // Ends the checkpoint under way.
  ~Checkpointer();

  // So many frames stand in the WAL. 250 more than were copied are worth a checkpoint.
  void committed(int frames);
  // Frames at the beginning of the WAL that are in the file, as the last checkpoint left it.
  [[nodiscard]] int copied() const { return copied_.load(std::memory_order_relaxed); }

 private:
  void run();

  const std::filesystem::path file_;
  const std::unique_ptr<Connection::Impl> connection_;  // used by thread_ alone
  std::atomic<int> copied_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = false;  // guarded by mutex_, like the one below
  bool closing_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace chancery::store
