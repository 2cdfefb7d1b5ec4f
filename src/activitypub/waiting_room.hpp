// Where requests wait for another server's answer, and what goes on with them on one thread. For activitypub/ alone.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace chancery::activitypub {

// Whose request it is, as limits count: the IPv4 address, or the IPv6 network of 64 bits, which one host may fill
// alone.
[[nodiscard]] std::string subscriber_of(std::string_view peer);

// Places are counted, in all and for each subscriber, so that nobody takes all of them.
// Thread safety: any thread may enter and hand in tasks; one runs.
class WaitingRoom : public std::enable_shared_from_this<WaitingRoom> {
 public:
  struct Limits {
    std::size_t all = 256;
    std::size_t per_subscriber = 16;
  };
  // A place in the room, given back when this goes.
  class Place {
   public:
    Place(std::shared_ptr<WaitingRoom> room, std::string subscriber);
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&&) = delete;
    ~Place();

   private:
    std::shared_ptr<WaitingRoom> room_;  // shared with its owner and with all who wait
    std::string subscriber_;
  };
  struct Task {
    std::function<void()> go_on;      // called by run()
    std::function<void()> turn_away;  // called instead when nobody runs any more
  };

  explicit WaitingRoom(const Limits& limits) : limits_(limits) {}

  // Nothing when there are too many, in all or of this peer's subscriber.
  [[nodiscard]] std::optional<Place> enter(std::string_view peer);
  void later(Task task);
  // Goes on with what is handed in until stopped, then turns away what is left.
  void run(std::stop_token stop);
  // Turns away what is left, and whatever comes later.
  void stop();

 private:
  void leave(const std::string& subscriber);

  const Limits limits_;
  std::mutex mutex_;  // guards all below
  std::condition_variable_any changed_;
  std::deque<Task> tasks_;                                        // at most one for each that waits
  std::map<std::string, std::size_t, std::less<>> waiting_from_;  // by subscriber
  std::size_t waiting_ = 0;
  bool stopped_ = false;
};

}  // namespace chancery::activitypub
