#include "net/forwarded.hpp"

#include <strings.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "net/numeric_address.hpp"

namespace chancery::net {

namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

void set_peer(Request& request, const std::string& address, std::span<const std::string> trusted) {
  const auto is_trusted = [&](const std::string& who) {
    return std::find(trusted.begin(), trusted.end(), who) != trusted.end();
  };
  request.peer = address;
  request.secure = false;
  if (!is_trusted(address)) return;
  std::vector<std::string_view> hops;
  for (const auto& [name, value] : request.headers.all()) {
    if (::strcasecmp(name.c_str(), "X-Forwarded-Proto") == 0) request.secure = value == "https";
    if (::strcasecmp(name.c_str(), "X-Forwarded-For") != 0) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto comma = rest.find(',');
      hops.push_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  }
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const auto from = NumericAddress::parse(*hop);
    if (!from) return;
    request.peer = from->text();
    if (!is_trusted(request.peer)) return;
  }
}

}  // namespace chancery::net
