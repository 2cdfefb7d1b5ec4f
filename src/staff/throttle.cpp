#include "staff/throttle.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

namespace chancery::staff {

std::optional<std::chrono::seconds> Throttle::enter(std::string_view key) {
  const auto now = clock_.steady();
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(std::string(key));
  if (found == by_key_.end()) {
    entries_.push_front({std::string(key), 1, now});
    by_key_.emplace(entries_.front().key, entries_.begin());
    forget_oldest();
    return std::nullopt;
  }
  auto& entry = *found->second;
  if (now - entry.last >= options_.forget) entry.failures = 0;
  const auto ready = entry.last + penalty(entry.failures);
  if (now < ready) return std::chrono::ceil<std::chrono::seconds>(ready - now);
  ++entry.failures;
  entry.last = now;
  entries_.splice(entries_.begin(), entries_, found->second);
  return std::nullopt;
}

void Throttle::leave(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(std::string(key));
  if (found == by_key_.end()) return;
  if (--found->second->failures > 0) return;
  // An entry that counts nothing must not push out one that does.
  entries_.erase(found->second);
  by_key_.erase(found);
}

void Throttle::succeeded(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(std::string(key));
  if (found == by_key_.end()) return;
  entries_.erase(found->second);
  by_key_.erase(found);
}

std::chrono::seconds Throttle::penalty(int failures) const {
  if (failures < options_.free) return std::chrono::seconds{0};
  auto wait = options_.first;
  for (int doubled = options_.free; doubled < failures && wait < options_.longest; ++doubled) wait *= 2;
  return std::min(wait, options_.longest);
}

void Throttle::forget_oldest() {
  while (entries_.size() > options_.keys) {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

std::string address_block(std::string_view address) {
  const std::string text(address);
  in6_addr six{};
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
  std::array<char, INET6_ADDRSTRLEN> printed{};
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    inet_ntop(AF_INET, &six.s6_addr[12], printed.data(), printed.size());
    return printed.data();
  }
  std::fill(std::begin(six.s6_addr) + 8, std::end(six.s6_addr), std::uint8_t{0});
  inet_ntop(AF_INET6, &six, printed.data(), printed.size());
  return std::string(printed.data()) + "/64";
}

}  // namespace chancery::staff
