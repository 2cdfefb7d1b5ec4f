#include "atproto/jetstream_address.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace chancery::atproto {
namespace {

constexpr std::string_view kV2Path = "/xrpc/network.bsky.jetstream.subscribeEvents";
constexpr std::array<std::string_view, 2> kCollections{"app.bsky.feed.post", "app.bsky.feed.repost"};
constexpr std::array<std::string_view, 3> kKinds{"commit", "account", "sync"};

std::string_view path_of(const net::Url& address) {
  const std::string_view target = address.target();
  return target.substr(0, target.find('?'));
}

std::string_view key_of(std::string_view parameter) {
  return parameter.substr(0, parameter.find('='));
}

// What is kept of the operator's own query.
bool is_kept(std::string_view key, bool has_cursor) {
  constexpr std::array<std::string_view, 4> kNever{"compress", "requireHello", "maxMessageSizeBytes", "zstdDictionary"};
  return !key.empty() && std::ranges::find(kNever, key) == kNever.end() && !(has_cursor && key == "cursor");
}

}  // namespace

Wire wire_of(const net::Url& address) {
  return path_of(address) == kV2Path ? Wire::V2 : Wire::V1;
}

Result<Compression> parse_compression(std::string_view text) {
  if (text == "none") return Compression::None;
  if (text == "deflate") return Compression::Deflate;
  if (text == "zstd") return Compression::Zstd;
  return fail(Errc::Invalid, "compression: write none, deflate or zstd");
}

Result<net::Url> subscribe_url(const net::Url& address, const Subscription& subscription) {
  if (address.scheme() != "wss" && address.scheme() != "ws") {
    return fail(Errc::Invalid, "a Jetstream address begins with wss://, such as wss://host/subscribe");
  }
  const bool v2 = wire_of(address) == Wire::V2;
  const std::string_view collections = v2 ? "collections" : "wantedCollections";
  const std::string_view target = address.target();
  const auto mark = target.find('?');
  auto path = std::string(path_of(address));
  if (path == "/") path = "/subscribe";

  std::string query;
  bool names_collections = false;
  bool names_kinds = !v2;
  const auto add = [&query](std::string_view key, std::string_view value = {}) {
    query += query.empty() ? '?' : '&';
    query += key;
    if (!value.empty()) query.append("=").append(value);
  };
  auto rest = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  while (!rest.empty()) {
    const auto parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
    const auto key = key_of(parameter);
    if (!is_kept(key, subscription.cursor > 0)) continue;
    names_collections = names_collections || key == collections;
    names_kinds = names_kinds || key == "kinds";
    add(parameter);
  }
  if (!names_collections) {
    for (const auto collection : kCollections) add(collections, collection);
  }
  if (!names_kinds) {
    for (const auto kind : kKinds) add("kinds", kind);
  }
  if (subscription.cursor > 0) add("cursor", std::to_string(subscription.cursor));
  if (subscription.dictionary != 0) {
    v2 ? add("zstdDictionary", std::to_string(subscription.dictionary)) : add("compress", "true");
  }
  return net::Url::parse(address.origin() + path + query);
}

Result<net::Url> dictionary_url(const net::Url& address) {
  const std::string_view scheme = address.scheme() == "ws" ? "http://" : "https://";
  return net::Url::parse(std::string(scheme) + address.authority() + "/xrpc/network.bsky.jetstream.getZstdDictionary");
}

}  // namespace chancery::atproto
