#include "figure/number.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace chancery::figure {

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  auto text = fmt::format("{:.{}f}", value, decimals);
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string shortest(double value, int decimals) {
  auto text = fixed(value, decimals);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return "";
  return value == 0 ? "0" : fmt::format("{:.{}g}", value, digits);
}

std::string grouped(std::uint64_t value) {
  constexpr std::size_t kGroup = 3;
  auto text = std::to_string(value);
  for (std::size_t at = text.size(); at > kGroup;) text.insert(at -= kGroup, 1, ',');
  return text;
}

std::string counted(std::uint64_t value, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", grouped(value), value == 1 ? one : several);
}

std::string told(double value, int decimals) {
  auto text = fixed(value, decimals);
  if (text.starts_with('-')) text.replace(0, 1, "\u2212");
  return text;
}

std::string with_sign(double value, int decimals) {
  auto text = told(value, decimals);
  return value > 0 && text.find_first_not_of("0.") != std::string::npos ? "+" + text : text;
}

std::string percent(double share, int decimals) {
  return fixed(share * 100, decimals) + "\u00a0%";
}

std::string magnitude(double value) {
  static constexpr std::array<std::pair<double, std::string_view>, 4> kSteps{
      {{1e12, "tn"}, {1e9, "bn"}, {1e6, "m"}, {1e3, "k"}}};
  for (const auto& [size, name] : kSteps) {
    if (std::abs(value) >= size) return shortest(value / size, 2) + std::string(name);
  }
  return std::abs(value) >= 1 ? shortest(value, 2) : significant(value, 3);
}

}  // namespace chancery::figure
