#include "activitypub/waiting_room.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"
#include "net/numeric_address.hpp"

namespace chancery::activitypub {

std::string subscriber_of(std::string_view peer) {
  const auto address = net::NumericAddress::parse(peer);
  return address ? address->subscriber() : std::string(peer);
}

WaitingRoom::Place::Place(std::shared_ptr<WaitingRoom> room, std::string subscriber)
    : room_(std::move(room)), subscriber_(std::move(subscriber)) {}

WaitingRoom::Place::~Place() {
  if (room_) room_->leave(subscriber_);
}

std::optional<WaitingRoom::Place> WaitingRoom::enter(std::string_view peer) {
  auto subscriber = subscriber_of(peer);
  {
    const std::scoped_lock lock(mutex_);
    const auto known = waiting_from_.find(subscriber);
    const auto here = known == waiting_from_.end() ? 0 : known->second;
    if (waiting_ >= limits_.all || here >= limits_.per_subscriber) return std::nullopt;
    ++waiting_from_[subscriber];
    ++waiting_;
  }
  return Place(shared_from_this(), std::move(subscriber));
}

void WaitingRoom::leave(const std::string& subscriber) {
  const std::scoped_lock lock(mutex_);
  --waiting_;
  if (const auto here = waiting_from_.find(subscriber); --here->second == 0) waiting_from_.erase(here);
}

void WaitingRoom::later(Task task) {
  {
    const std::scoped_lock lock(mutex_);
    if (!stopped_) {
      tasks_.push_back(std::move(task));
      changed_.notify_all();
      return;
    }
  }
  task.turn_away();
}

void WaitingRoom::run(std::stop_token stop) {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return !tasks_.empty(); }) || stop.stop_requested()) break;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    try {
      task.go_on();
    } catch (const std::exception& error) {
      log::error("activitypub", "a request that waited failed: {}", error.what());  // dropping it answers 500
    }
  }
  this->stop();
}

void WaitingRoom::stop() {
  std::deque<Task> left;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    left.swap(tasks_);
  }
  for (const auto& task : left) task.turn_away();
}

}  // namespace chancery::activitypub
