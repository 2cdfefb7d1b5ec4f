#include "net/address_guard.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "net/numeric_address.hpp"

namespace chancery::net {

namespace {

struct Network {
  std::string_view prefix;
  unsigned bits;
};

// Private, shared, loopback, link-local, documentation, benchmarking, relay, multicast and reserved space
// (IANA's special-purpose registry).
constexpr std::array<Network, 18> kDeniedV4{{{"0.0.0.0", 8},
                                             {"10.0.0.0", 8},
                                             {"100.64.0.0", 10},
                                             {"127.0.0.0", 8},
                                             {"169.254.0.0", 16},
                                             {"172.16.0.0", 12},
                                             {"192.0.0.0", 24},
                                             {"192.0.2.0", 24},
                                             {"192.31.196.0", 24},
                                             {"192.52.193.0", 24},
                                             {"192.88.99.0", 24},
                                             {"192.168.0.0", 16},
                                             {"192.175.48.0", 24},
                                             {"198.18.0.0", 15},
                                             {"198.51.100.0", 24},
                                             {"203.0.113.0", 24},
                                             {"224.0.0.0", 4},
                                             {"240.0.0.0", 4}}};

constexpr std::array<Network, 1> kAllowedV6{{{"2000::", 3}}};
// Protocol assignments with Teredo, documentation, 6to4, AS112, documentation (RFC 9637).
constexpr std::array<Network, 5> kDeniedV6{
    {{"2001::", 23}, {"2001:db8::", 32}, {"2002::", 16}, {"2620:4f:8000::", 48}, {"3fff::", 20}}};

using Networks = std::vector<std::pair<NumericAddress, unsigned>>;

template <std::size_t N>
Networks read_networks(const std::array<Network, N>& written) {
  Networks networks;
  for (const auto& network : written) {
    networks.emplace_back(NumericAddress::parse(network.prefix).value(), network.bits);
  }
  return networks;
}

bool is_in(const NumericAddress& address, const Networks& networks) {
  return std::ranges::any_of(networks, [&](const auto& of) { return address.within(of.first, of.second); });
}

bool is_public(const NumericAddress& address) {
  static const auto denied_v4 = read_networks(kDeniedV4);
  static const auto allowed_v6 = read_networks(kAllowedV6);
  static const auto denied_v6 = read_networks(kDeniedV6);
  if (address.is_v4()) return !is_in(address, denied_v4);
  return is_in(address, allowed_v6) && !is_in(address, denied_v6);
}

// As the operator writes an exception: "host:port", "192.0.2.1:443", "[2001:db8::1]:443".
std::string endpoint_of(const Url& url) {
  const auto& host = url.host();
  return (host.find(':') == std::string::npos ? host : '[' + host + ']') + ':' + std::to_string(url.port());
}

bool lists(const std::vector<std::string>& sorted, const Url& url) {
  return !sorted.empty() && std::ranges::binary_search(sorted, endpoint_of(url));
}

auto refused(const Url& url, std::string_view why) {
  return fail(Errc::Refused, endpoint_of(url) + ": " + std::string(why),
              "the address may not be asked: " + std::string(why));
}

}  // namespace

bool is_public_address(std::string_view numeric) {
  const auto address = NumericAddress::parse(numeric);
  return address && is_public(*address);
}

AddressGuard::AddressGuard(Exceptions exceptions) : exceptions_(std::move(exceptions)) {
  std::ranges::sort(exceptions_.internal_endpoints);
  std::ranges::sort(exceptions_.test_peers);
}

bool AddressGuard::is_test_peer(const Url& url) const {
  return lists(exceptions_.test_peers, url);
}

Status AddressGuard::check_url(const Url& url) const {
  const bool test_peer = lists(exceptions_.test_peers, url);
  const bool internal = lists(exceptions_.internal_endpoints, url);
  if (url.scheme() != "https" && url.scheme() != "wss" && !test_peer) {
    return refused(url, "only https and wss are dialled");
  }
  const bool listed_port =
      std::find(exceptions_.ports.begin(), exceptions_.ports.end(), url.port()) != exceptions_.ports.end();
  if (url.port() != 443 && !listed_port && !test_peer && !internal) {
    return refused(url, "only port 443 and the ports the operator lists are dialled");
  }
  if (NumericAddress::parse(url.host())) return check_address(url, url.host());
  return {};
}

Status AddressGuard::check_address(const Url& url, std::string_view address) const {
  const auto numeric = NumericAddress::parse(address);
  if (!numeric) return refused(url, "what its name resolves to is not an address");
  if (is_public(*numeric)) return {};
  if (lists(exceptions_.internal_endpoints, url)) return {};
  if (numeric->is_loopback() && lists(exceptions_.test_peers, url)) return {};
  return refused(url, "it leads to an address outside the public internet");
}

}  // namespace chancery::net
