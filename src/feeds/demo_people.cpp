#include "feeds/demo_people.hpp"

#include <cmath>

namespace chancery::feeds {
namespace {

constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kSortable = "234567abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kDidLetters = 24;
constexpr std::uint64_t kPassers = 1ULL << 32U;  // their numbers lie above those of regulars and groups
// Who posts most: the first of a thousand regulars writes about one post in sixty.
constexpr double kHeavyTail = 1.7;

}  // namespace

std::string DemoPeople::somebody(Dice& dice, double passing) const {
  if (dice.chance(passing)) return member(kPassers + (dice.next() >> 1U) % kPassers);
  const auto rank = std::pow(dice.share(), kHeavyTail) * static_cast<double>(regulars_);
  return member(static_cast<std::uint64_t>(rank));
}

std::string DemoPeople::member(std::uint64_t number) const {
  std::string did = "did:plc:";
  Dice letters(mix(seed_, number));
  for (std::size_t i = 0; i < kDidLetters; ++i) did += kBase32[letters.below(kBase32.size())];
  return did;
}

std::string tid(Timestamp time, unsigned clock_id) {
  constexpr std::size_t kLetters = 13;
  auto value = (static_cast<std::uint64_t>(to_micros(time)) << 10U) | (clock_id & 1023U);
  std::string text(kLetters, '2');
  for (auto letter = text.rbegin(); letter != text.rend(); ++letter, value >>= 5U) *letter = kSortable[value & 31U];
  return text;
}

}  // namespace chancery::feeds
