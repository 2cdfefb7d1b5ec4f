// Handles: the names people know an account by. They change hands, so nothing is kept under one; here a handle is
// resolved to the DID that holds it now (atproto.com/specs/handle).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/url.hpp"

namespace chancery::atproto {

// A domain name of at least two labels, 253 ASCII characters at most, whose last label begins with a letter.
[[nodiscard]] bool is_handle(std::string_view text);

// The handle in what a person writes, in lower case: "@ana.example", "ana.example", "at://ana.example",
// "https://bsky.app/profile/ana.example". Nothing when it names none.
[[nodiscard]] std::optional<std::string> handle_in(std::string_view text);
// The DID in what a person writes: itself, "at://did:…", "https://bsky.app/profile/did:…". Nothing when there is none.
[[nodiscard]] std::optional<std::string> did_in(std::string_view text);

// Gives the body of a GET that was answered with 200.
using FetchText = std::function<Result<std::string>(const net::Url&)>;

// Asks the handle's own host (https://HANDLE/.well-known/atproto-did), then the DID's document whether it claims the
// handle: a host may name anybody's DID. DNS records are not asked. Fails with Errc::Invalid, whose hint says how a
// person finds her DID by herself.
[[nodiscard]] Result<std::string> resolve_handle(std::string_view handle, const FetchText& fetch);

}  // namespace chancery::atproto
