#include "atproto/identifiers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace chancery::atproto {
namespace {

constexpr std::uint8_t kDid = 1;
constexpr std::uint8_t kRecordKey = 2;

constexpr std::array<std::uint8_t, 256> classes() {
  std::array<std::uint8_t, 256> table{};
  const auto allow = [&table](std::string_view characters, std::uint8_t in) {
    for (const char c : characters) table.at(static_cast<unsigned char>(c)) |= in;
  };
  allow("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:", kDid | kRecordKey);
  allow("%", kDid);
  allow("~", kRecordKey);
  return table;
}

bool all_of_class(std::string_view text, std::uint8_t wanted) {
  static constexpr auto kClasses = classes();
  return std::ranges::all_of(text,
                             [wanted](char c) { return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0; });
}

}  // namespace

bool is_did(std::string_view text) {
  constexpr std::string_view kScheme = "did:";
  constexpr std::size_t kMax = 2'048;
  if (text.size() > kMax || !text.starts_with(kScheme)) return false;
  const auto rest = text.substr(kScheme.size());
  const auto colon = rest.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  if (!std::ranges::all_of(rest.substr(0, colon), [](char c) { return c >= 'a' && c <= 'z'; })) return false;
  const auto identifier = rest.substr(colon + 1);
  return !identifier.empty() && identifier.back() != ':' && identifier.back() != '%' && all_of_class(identifier, kDid);
}

bool is_record_key(std::string_view text) {
  constexpr std::size_t kMax = 512;
  return !text.empty() && text.size() <= kMax && text != "." && text != ".." && all_of_class(text, kRecordKey);
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace chancery::atproto
