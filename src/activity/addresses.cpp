#include "activity/addresses.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.hpp"

namespace chancery::activity {
namespace {

Result<Addresses> refuse(std::string_view base_url) {
  return fail(Errc::Invalid, "base URL: " + std::string(base_url),
              "the base URL must look like https://mfa.example (http only on this computer, for trying out)");
}

bool host_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
}

std::string without_port(std::string_view authority) {
  const auto colon = authority.rfind(':');
  const bool port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  return std::string(port ? authority.substr(0, colon) : authority);
}

bool port_is_sound(std::string_view authority) {
  const auto host = without_port(authority);
  if (host.empty()) return false;
  if (host.size() == authority.size()) return host.find(':') == std::string::npos || host.front() == '[';
  const auto digits = authority.substr(host.size() + 1);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc{} && end == digits.data() + digits.size() && port > 0 && port < 65536;
}

bool loopback_host(const std::string& host) {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

template <class IdType>
std::optional<IdType> id_after(std::string_view uri, const std::string& base, std::string_view folder) {
  if (!uri.starts_with(base)) return std::nullopt;
  uri.remove_prefix(base.size());
  if (!uri.starts_with(folder)) return std::nullopt;
  const auto id = parse_id(uri.substr(folder.size()));
  if (!id) return std::nullopt;
  return IdType{*id};
}

}  // namespace

Result<Addresses> Addresses::of(std::string_view base_url) {
  auto base = ascii::lower(base_url);
  if (base.ends_with('/')) base.pop_back();
  const auto mark = base.find("://");
  if (mark == std::string::npos) return refuse(base_url);
  const auto scheme = base.substr(0, mark);
  auto host = base.substr(mark + 3);
  if (!std::all_of(host.begin(), host.end(), host_letter) || !port_is_sound(host)) return refuse(base_url);
  const bool loopback = loopback_host(without_port(host));
  if (scheme != "https" && !(scheme == "http" && loopback)) return refuse(base_url);
  const std::string_view own_port = scheme == "https" ? ":443" : ":80";
  if (host.ends_with(own_port) && host != own_port) {
    host.resize(host.size() - own_port.size());
    base = scheme + "://" + host;
  }
  return Addresses(std::move(base), std::move(host), loopback);
}

std::string Addresses::tag(std::string_view name) const {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string address = base_ + "/tags/";
  for (const char c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      address += c;
    } else {
      address.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return address;
}

std::optional<AccountId> Addresses::account_in(std::string_view uri) const {
  return id_after<AccountId>(uri, base_, "/actors/");
}

std::optional<NoteId> Addresses::note_in(std::string_view uri) const {
  return id_after<NoteId>(uri, base_, "/notes/");
}

std::optional<ActivityId> Addresses::activity_in(std::string_view uri) const {
  return id_after<ActivityId>(uri, base_, "/activities/");
}

}  // namespace chancery::activity
