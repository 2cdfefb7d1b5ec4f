#include "base/ids.hpp"

#include <algorithm>
#include <charconv>

namespace chancery {
namespace {

constexpr int kRandomBits = 22;
constexpr std::int64_t kRandomMask = (std::int64_t{1} << kRandomBits) - 1;
constexpr std::int64_t kEpochMs = 1'577'836'800'000;  // 2020-01-01T00:00:00Z

}  // namespace

Result<std::int64_t> parse_id(std::string_view text) {
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool canonical = !text.empty() && text.front() != '0' && text.front() != '-';
  if (error != std::errc{} || stop != text.data() + text.size() || !canonical) {
    return fail(Errc::NotFound, "not an id", "there is nothing at this address");
  }
  return value;
}

IdSource::IdSource(const Clock& clock, std::uint64_t seed) : clock_(clock), random_(seed) {}

void IdSource::never_below(std::int64_t last) {
  const std::lock_guard lock(mutex_);
  last_ = std::max(last_, last);
}

std::int64_t IdSource::next() {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(clock_.now()).time_since_epoch().count();
  const std::lock_guard lock(mutex_);
  const auto random = static_cast<std::int64_t>(random_() & static_cast<std::uint64_t>(kRandomMask));
  const std::int64_t fresh = (std::max<std::int64_t>(now - kEpochMs, 0) << kRandomBits) | random;
  // Within one millisecond, or after the clock stepped back, go on from the last id by an unguessable step.
  const std::int64_t step = 1 + (random & 0xFFF);
  last_ = fresh > last_ ? fresh : last_ + step;
  return last_;
}

}  // namespace chancery
