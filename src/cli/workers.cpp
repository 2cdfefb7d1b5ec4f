#include "cli/workers.hpp"

#include <pthread.h>

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace chancery::cli {

std::jthread named_thread(std::string name, std::function<void(std::stop_token)> work) {
  return std::jthread([name = std::move(name), work = std::move(work)](const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    try {
      work(stop);
    } catch (const std::exception& error) {
      log::error("cli", "the worker {} failed: {}", name, error.what());
      std::terminate();
    }
  });
}

Workers::~Workers() {
  stop([] {});
}

void Workers::add(std::string name, std::function<void(std::stop_token)> work) {
  threads_.push_back(named_thread(std::move(name), std::move(work)));
}

void Workers::stop(const std::function<void()>& wake) {
  for (auto& thread : threads_) thread.request_stop();
  wake();
  threads_.clear();  // joins
}

}  // namespace chancery::cli
