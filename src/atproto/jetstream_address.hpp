// The address of a Jetstream, and what we ask of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "net/url.hpp"

namespace chancery::atproto {

enum class Wire : std::uint8_t {
  V1,  // /subscribe
  V2,  // /xrpc/network.bsky.jetstream.subscribeEvents
};
[[nodiscard]] Wire wire_of(const net::Url& address);

enum class Compression : std::uint8_t {
  None,
  Deflate,  // permessage-deflate: v1 alone, v2 sends plain frames
  Zstd,     // one zstd frame an event, made with a dictionary both sides hold
};
// "none", "deflate" or "zstd"; fails with Errc::Invalid and names them.
[[nodiscard]] Result<Compression> parse_compression(std::string_view text);

struct Subscription {
  std::int64_t cursor = 0;       // where to begin, inclusive; 0: live
  std::uint32_t dictionary = 0;  // the zstd dictionary the frames are to be made with; 0: plain frames
};

// The address to dial, with what we need in its query: posts and reposts (deletions and accounts come with them),
// unless the address names its own collections. What would make the server send what we do not read, or hide
// deletions from us (maxMessageSizeBytes), is taken out.
// Fails with Errc::Invalid when the scheme is not ws or wss.
[[nodiscard]] Result<net::Url> subscribe_url(const net::Url& address, const Subscription& subscription);

// Where a v2 server gives its current dictionary (network.bsky.jetstream.getZstdDictionary).
[[nodiscard]] Result<net::Url> dictionary_url(const net::Url& address);

}  // namespace chancery::atproto
