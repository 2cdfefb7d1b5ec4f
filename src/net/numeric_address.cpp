#include "net/numeric_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace chancery::net {

namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<NumericAddress> NumericAddress::parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  if (text.find_first_not_of("0123456789abcdefABCDEF.:") != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  NumericAddress address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes_.data()) == 1) {
    address.v4_ = true;
    return address;
  }
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) != 1) return std::nullopt;
  if (std::equal(kMapped.begin(), kMapped.end(), address.bytes_.begin())) {
    std::copy_n(address.bytes_.begin() + kMapped.size(), 4, address.bytes_.begin());
    std::fill(address.bytes_.begin() + 4, address.bytes_.end(), std::uint8_t{0});
    address.v4_ = true;
  }
  return address;
}

std::optional<NumericAddress> NumericAddress::of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.ss_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  if (address.ss_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (bytes == nullptr || inet_ntop(address.ss_family, bytes, text.data(), text.size()) == nullptr) return std::nullopt;
  return parse(text.data());
}

bool NumericAddress::within(const NumericAddress& prefix, unsigned bits) const {
  if (v4_ != prefix.v4_) return false;
  const auto whole = bits / 8;
  if (!std::equal(bytes_.begin(), bytes_.begin() + whole, prefix.bytes_.begin())) return false;
  const auto rest = bits % 8;
  return rest == 0 || (bytes_.at(whole) >> (8 - rest)) == (prefix.bytes_.at(whole) >> (8 - rest));
}

bool NumericAddress::is_loopback() const {
  if (v4_) return bytes_[0] == 127;
  return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t b) { return b == 0; });
}

std::string NumericAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  inet_ntop(v4_ ? AF_INET : AF_INET6, bytes_.data(), out.data(), out.size());
  return out.data();
}

std::string NumericAddress::subscriber() const {
  return std::string(bytes_.begin(), bytes_.begin() + (v4_ ? 4 : 8)) + (v4_ ? '4' : '6');
}

std::optional<NumericNetwork> NumericNetwork::parse(std::string_view text) {
  constexpr unsigned kMappedBits = 96;
  const auto slash = text.find('/');
  const auto address = NumericAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned most = address->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) return NumericNetwork(*address, most);
  const auto digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  // ::ffff:10.0.0.0/104 is the IPv4 network 10.0.0.0/8.
  if (address->is_v4() && text.find(':') != std::string_view::npos) {
    if (bits < kMappedBits) return std::nullopt;
    bits -= kMappedBits;
  }
  if (bits > most) return std::nullopt;
  return NumericNetwork(*address, bits);
}

}  // namespace chancery::net
