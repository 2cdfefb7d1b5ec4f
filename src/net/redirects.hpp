// A GET that goes where redirects lead: each hop passes the client's address guard anew, and the caller's own rule.
#pragma once

#include <functional>
#include <stop_token>

#include "base/result.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"

namespace chancery::net {

inline constexpr int kMostRedirects = 3;

// Asked of every address before it is dialled, the first included.
using Admits = std::function<Status(const Url&)>;

// As HttpClient::send, for a GET; `request.deadline` is for all hops together. What is neither https nor http is no
// place to go: Errc::Refused. Fails too with Errc::Unavailable after kMostRedirects, and as `admits` does.
// Borrows the client until `done` is called: on the client's own thread, or at once when nothing is sent.
void get_following(HttpClient& client, OutgoingRequest request, Admits admits, HttpClient::Done done);
// The same, waiting. Only for worker threads.
[[nodiscard]] Result<IncomingResponse> fetch_following(HttpClient& client, OutgoingRequest request, Admits admits);
// The same, until stopped: Errc::Unavailable then, within a tenth of a second.
[[nodiscard]] Result<IncomingResponse> fetch_following(HttpClient& client, OutgoingRequest request, Admits admits,
                                                       const std::stop_token& stop);

}  // namespace chancery::net
