#include "net/url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>

#include "base/ascii.hpp"
#include "net/numeric_address.hpp"

namespace chancery::net {

namespace {

constexpr std::size_t kMaxLength = 8192;
constexpr std::size_t kLongestHostName = 253;
constexpr std::size_t kMaxLabel = 63;

auto malformed_address(std::string detail) {
  return fail(Errc::Malformed, std::move(detail), "expected an address like https://host.example/path");
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? 443 : 80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Letters, digits, hyphens and underscores in labels of 1 to 63. A last label that is a number would be taken for
// an IPv4 address of some old form by resolvers ("127.1", "0x7f000001"), so only the dotted quad may have one.
bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > kLongestHostName) return false;
  std::string_view rest = host;
  std::string_view label;
  for (;;) {
    const auto dot = rest.find('.');
    label = rest.substr(0, dot);
    if (label.empty() || label.size() > kMaxLabel) return false;
    const bool plain = std::all_of(label.begin(), label.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
    if (!plain || label.front() == '-' || label.back() == '-') return false;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return !label.starts_with("0x") && !std::all_of(label.begin(), label.end(), is_digit);
}

// In canonical text; an IPv4 address in IPv6 clothes has none here.
std::optional<std::string> numeric_host(std::string_view text) {
  const auto address = NumericAddress::parse(text);
  if (!address || address->is_v4() != (text.find(':') == std::string_view::npos)) return std::nullopt;
  return address->text();
}

std::optional<std::string> checked_host(const boost::urls::url_view& view) {
  switch (view.host_type()) {
    case boost::urls::host_type::ipv4:
      return numeric_host(std::string(view.encoded_host()));
    case boost::urls::host_type::ipv6: {
      const std::string bracketed(view.encoded_host());
      return numeric_host(std::string_view(bracketed).substr(1, bracketed.size() - 2));
    }
    case boost::urls::host_type::name: {
      auto host = ascii::lower(view.encoded_host());
      if (is_host_name(host)) return host;
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

// May stand in a path, a query and a fragment as it is (RFC 3986, section 3.3).
bool is_plain(char c) {
  constexpr std::string_view kMarks = "/-._~:@!$&'()*+,;=";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || kMarks.find(c) != std::string_view::npos;
}

// A name that cannot be taken for the beginning of an address, or a dotted quad.
bool is_plain_host(std::string_view host) {
  if (host.empty()) return false;
  return is_digit(host.front()) ? numeric_host(host) == host : is_host_name(host);
}

struct Parts {
  std::string_view scheme, host;
  std::uint16_t port = 0;
  std::string_view target, fragment;
};

// What nearly every address is, without the whole grammar: http or https, a host in lower case, perhaps a port, and
// nothing that would have to be decoded. Nothing when it is any other, sound or not.
std::optional<Parts> read_plain(std::string_view text) {
  Parts parts;
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  parts.scheme = text.substr(0, colon);
  if (parts.scheme != "https" && parts.scheme != "http") return std::nullopt;
  text.remove_prefix(colon + 3);
  const auto authority = text.substr(0, text.find_first_of("/?#"));
  parts.host = authority.substr(0, authority.find(':'));
  if (!is_plain_host(parts.host)) return std::nullopt;
  parts.port = default_port(parts.scheme);
  if (parts.host.size() != authority.size()) {
    const auto port = authority.substr(parts.host.size() + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), parts.port);
    if (error != std::errc{} || end != port.data() + port.size() || parts.port == 0) return std::nullopt;
  }
  text.remove_prefix(authority.size());
  const auto hash = text.find('#');
  parts.target = text.substr(0, hash);
  if (hash != std::string_view::npos) parts.fragment = text.substr(hash + 1);
  const auto sound = [](char c) { return is_plain(c) || c == '?'; };
  if (!std::ranges::all_of(parts.target, sound) || !std::ranges::all_of(parts.fragment, sound)) return std::nullopt;
  return parts;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (text.size() > kMaxLength) return malformed_address("a URL over 8192 bytes");
  if (const auto plain = read_plain(text)) {
    Url url;
    url.scheme_ = plain->scheme;
    url.host_ = plain->host;
    url.port_ = plain->port;
    if (!plain->target.starts_with('/')) url.target_ = '/';
    url.target_ += plain->target;
    url.fragment_ = plain->fragment;
    return url;
  }
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view(text.data(), text.size()));
  if (!parsed) return malformed_address("not a URL");
  const auto& view = *parsed;
  Url url;
  url.scheme_ = ascii::lower(view.scheme());
  if (url.scheme_ != "https" && url.scheme_ != "http" && url.scheme_ != "wss" && url.scheme_ != "ws") {
    return malformed_address("a URL that is not http, https, ws or wss");
  }
  if (!view.has_authority()) return malformed_address("a URL without a host");
  if (view.has_userinfo()) return malformed_address("a URL with user info");
  auto host = checked_host(view);
  if (!host) return malformed_address("a URL whose host is neither a name nor an address");
  url.host_ = std::move(*host);
  url.port_ = default_port(url.scheme_);
  if (const std::string port(view.port()); !port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port_);
    if (error != std::errc{} || end != port.data() + port.size() || url.port_ == 0) {
      return malformed_address("a URL whose port is not between 1 and 65535");
    }
  }
  // Boost.URL 1.81 lets a path begin where the host or port stops making sense ("host:80x", "192.0.2.1x").
  if (const auto path = view.encoded_path(); !path.empty() && !path.starts_with('/')) {
    return malformed_address("a URL whose host or port cannot be read");
  }
  url.target_ = std::string(view.encoded_target());
  if (!url.target_.starts_with('/')) url.target_.insert(0, 1, '/');
  url.fragment_ = std::string(view.encoded_fragment());
  return url;
}

std::string Url::authority() const {
  auto out = host_.find(':') == std::string::npos ? host_ : '[' + host_ + ']';
  if (port_ != default_port(scheme_)) out += ':' + std::to_string(port_);
  return out;
}

std::string Url::text() const {
  return origin() + target_;
}

Result<Url> Url::resolve(std::string_view reference) const {
  if (reference.size() > kMaxLength) return malformed_address("a URL over 8192 bytes");
  const auto relative = boost::urls::parse_uri_reference(boost::urls::string_view(reference.data(), reference.size()));
  if (!relative) return malformed_address("not a URL reference");
  const auto own = text();
  const auto base = boost::urls::parse_uri(own);
  if (!base) return malformed_address("not a URL");
  boost::urls::url joined;
  if (!boost::urls::resolve(*base, *relative, joined)) return malformed_address("not a URL reference");
  return parse(std::string_view(joined.data(), joined.size()));
}

}  // namespace chancery::net
