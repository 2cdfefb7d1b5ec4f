#include "net/forwarded.hpp"

#include <strings.h>

#include <algorithm>
#include <optional>

#include "net/white_space.hpp"

namespace chancery::net {

namespace {

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711": some proxies write the port as well.
std::optional<NumericAddress> address_of(std::string_view hop) {
  if (hop.starts_with('[')) {
    const auto end = hop.find(']');
    return end == std::string_view::npos ? std::nullopt : NumericAddress::parse(hop.substr(1, end - 1));
  }
  if (std::ranges::count(hop, ':') == 1) return NumericAddress::parse(hop.substr(0, hop.find(':')));
  return NumericAddress::parse(hop);
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(std::span<const std::string> texts) {
  TrustedProxies proxies;
  for (const auto& text : texts) {
    const auto network = NumericNetwork::parse(text);
    if (!network) {
      return fail(Errc::Invalid, "trusted proxy: " + text,
                  "server.trusted_proxies: \"" + text +
                      "\" is neither an address nor a network: write 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32");
    }
    proxies.networks_.push_back(*network);
  }
  return proxies;
}

bool TrustedProxies::contain(const NumericAddress& address) const {
  return std::ranges::any_of(networks_, [&](const NumericNetwork& network) { return network.contains(address); });
}

bool TrustedProxies::contain(std::string_view address) const {
  const auto numeric = NumericAddress::parse(address);
  return numeric && contain(*numeric);
}

void set_peer(Request& request, const std::string& address, const TrustedProxies& trusted) {
  request.peer = address;
  request.secure = false;
  if (!trusted.contain(address)) return;
  std::vector<std::string_view> hops;
  for (const auto& [name, value] : request.headers.all()) {
    if (::strcasecmp(name.c_str(), "X-Forwarded-Proto") == 0) {
      const std::string_view said = value;
      request.secure = trimmed(said.substr(said.rfind(',') + 1)) == "https";
    }
    if (::strcasecmp(name.c_str(), "X-Forwarded-For") != 0) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto comma = rest.find(',');
      hops.push_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  }
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const auto from = address_of(*hop);
    if (!from) return;
    request.peer = from->text();
    if (!trusted.contain(*from)) return;
  }
}

}  // namespace chancery::net
