#include "net/worker_pool.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "net/threads.hpp"

namespace chancery::net {

WorkerPool::WorkerPool(const Router& router, unsigned workers, std::size_t queue) : router_(router), bound_(queue) {
  const SignalsBlocked quiet;
  for (unsigned i = 0; i < std::max(workers, 1U); ++i) {
    threads_.emplace_back([this] {
      name_this_thread("http-worker");
      work();
    });
  }
}

bool WorkerPool::submit(Job& job) {
  bool call = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= bound_) return false;
    jobs_.push_back(std::move(job));
    // One call at a time: the thread that comes calls the next while jobs are left. A burst of short requests is
    // then one thread's work instead of a stampede.
    call = idle_ > 0 && !waking_;
    if (call) waking_ = true;
  }
  if (call) wake_.notify_one();
  return true;
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (jobs_.empty() && !stopping_) {
      ++idle_;
      wake_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (stopping_) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    const bool call = !jobs_.empty() && idle_ > 0 && !waking_;
    if (call) waking_ = true;
    lock.unlock();
    if (call) wake_.notify_one();
    try {
      router_.dispatch(std::move(job.request), std::move(job.responder));
    } catch (const std::exception& error) {
      log::error("net", "a request failed: {}", error.what());
    }
    lock.lock();
  }
}

void WorkerPool::stop() {
  std::deque<Job> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(jobs_);
  }
  wake_.notify_all();
  threads_.clear();
}

}  // namespace chancery::net
