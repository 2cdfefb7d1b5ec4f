#include "consult/ids.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace chancery::consult {
namespace {

constexpr std::uint32_t kSmall = 1U << 22U;

// A number below kSmall, written in the one way it can be.
std::optional<std::uint32_t> small_number(std::string_view id) {
  if (id.empty() || id.size() > 7 || (id.size() > 1 && id[0] == '0')) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), value);
  if (error != std::errc{} || end != id.data() + id.size() || value >= kSmall) return std::nullopt;
  return value;
}

}  // namespace

bool is_number(std::string_view id) {
  return !id.empty() && std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
}

bool id_less(std::string_view a, std::string_view b) {
  const bool a_number = is_number(a);
  const bool b_number = is_number(b);
  if (a_number != b_number) return a_number;
  if (!a_number) return a < b;
  const auto digits = [](std::string_view id) { return id.substr(std::min(id.find_first_not_of('0'), id.size())); };
  const auto x = digits(a);
  const auto y = digits(b);
  if (x.size() != y.size()) return x.size() < y.size();
  return x == y ? a < b : x < y;
}

std::uint32_t Ids::number_of(std::string_view id) {
  const std::uint32_t known = find(id);
  if (known != kUnknown) return known;
  const auto number = static_cast<std::uint32_t>(ids_.size());
  ids_.emplace_back(id);
  if (const auto small = small_number(id)) {
    if (*small >= small_.size()) small_.resize(std::max<std::size_t>(*small + 1, small_.size() * 2), kUnknown);
    small_[*small] = number;
  } else {
    other_.emplace(id, number);
  }
  return number;
}

std::uint32_t Ids::find(std::string_view id) const {
  if (const auto small = small_number(id)) return *small < small_.size() ? small_[*small] : kUnknown;
  const auto found = other_.find(id);
  return found == other_.end() ? kUnknown : found->second;
}

}  // namespace chancery::consult
