// The threads that run handlers, behind one bounded queue.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "net/router.hpp"

namespace chancery::net {

// Thread safety: submit from any thread; stop from one, once.
class WorkerPool {
 public:
  struct Job {
    Request request;
    Responder responder;
  };

  // Borrows the router until stopped.
  WorkerPool(const Router& router, unsigned workers, std::size_t queue);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { stop(); }

  // Takes the job, unless the queue is full or stopped: then it says so by false and leaves the job as it was.
  [[nodiscard]] bool submit(Job& job);
  // Drops what waits (each is answered 500 by its responder), lets what runs finish, joins the threads.
  void stop();

 private:
  void work();

  const Router& router_;
  const std::size_t bound_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;   // guarded by mutex_
  std::size_t idle_ = 0;   // guarded by mutex_: threads that wait
  bool waking_ = false;    // guarded by mutex_: one was called and has not taken its job yet
  bool stopping_ = false;  // guarded by mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace chancery::net
