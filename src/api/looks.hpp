// Looking at a stranger's server while a person waits for it: how many may at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <semaphore>

#include "base/result.hpp"

namespace chancery::api {

// A look holds a worker while it waits: two of them at most. Thread safety: any thread.
class Looks {
 public:
  static constexpr std::ptrdiff_t kAtOnce = 2;
  struct Leave {
    void operator()(std::counting_semaphore<kAtOnce>* free) const { free->release(); }
  };
  // Held while one looks.
  using Seat = std::unique_ptr<std::counting_semaphore<kAtOnce>, Leave>;

  // Fails with Errc::TooMany.
  [[nodiscard]] Result<Seat> take() {
    if (free_.try_acquire()) return Seat(&free_);
    return fail(Error{Errc::TooMany, "all looks at other servers are taken",
                      "Other servers are being looked at: try again in a few seconds.", kTryAgain});
  }

 private:
  static constexpr std::chrono::seconds kTryAgain{10};
  std::counting_semaphore<kAtOnce> free_{kAtOnce};
};

}  // namespace chancery::api
