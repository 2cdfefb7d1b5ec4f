// A numeric IPv4 or IPv6 address.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::net {

// A value. An IPv4 address mapped into IPv6 (::ffff:192.0.2.1) is read as the IPv4 address it is.
class NumericAddress {
 public:
  // Reads "192.0.2.1" or "2001:db8::1", without brackets, zone or port. Nothing when it is neither.
  [[nodiscard]] static std::optional<NumericAddress> parse(std::string_view text);
  // From what the kernel says of a socket. Nothing for another family.
  [[nodiscard]] static std::optional<NumericAddress> of(const sockaddr_storage& address);

  [[nodiscard]] bool is_v4() const { return v4_; }
  // Whether the first `bits` of the address are those of `prefix`, an address of the same family.
  [[nodiscard]] bool within(const NumericAddress& prefix, unsigned bits) const;
  [[nodiscard]] bool is_loopback() const;
  // The canonical text (RFC 5952).
  [[nodiscard]] std::string text() const;
  // What one subscriber is given: the IPv4 address, or the IPv6 network of 64 bits.
  [[nodiscard]] std::string subscriber() const;

  friend bool operator==(const NumericAddress&, const NumericAddress&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};  // the first four of an IPv4 address
  bool v4_ = false;
};

// A range of addresses, as "10.0.0.0/8" and "2001:db8::/32" write it (RFC 4632); one address is the range of itself.
// A value.
class NumericNetwork {
 public:
  // Nothing when it is neither an address nor one with a number of bits; bits behind the prefix do not count.
  [[nodiscard]] static std::optional<NumericNetwork> parse(std::string_view text);
  [[nodiscard]] bool contains(const NumericAddress& address) const { return address.within(prefix_, bits_); }

 private:
  NumericNetwork(const NumericAddress& prefix, unsigned bits) : prefix_(prefix), bits_(bits) {}
  NumericAddress prefix_;
  unsigned bits_;
};

}  // namespace chancery::net
