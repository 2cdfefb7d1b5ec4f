// What a consumer of the log could not handle, tried again: the cause may be mended since.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::store {

// The kind of a job that asks for it, its key the consumer's name: a person need not wait for the next hour.
inline constexpr std::string_view kRetryParked = "store.retry_parked";

struct Retried {
  std::size_t handled = 0;
  std::size_t left = 0;  // still parked
};
// Each in a write of its own, oldest first; what fails once more stays parked as it was. At any time, also while the
// consumer runs; both are as the Consumer has them. Fails when the store takes no writes.
[[nodiscard]] Result<Retried> retry_parked(Store& store, std::string_view consumer, const Consumer::Prepare& prepare,
                                           const Consumer::Handle& handle);

}  // namespace chancery::store
