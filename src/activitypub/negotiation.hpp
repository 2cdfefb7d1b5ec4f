// Content negotiation between a page for people and a document for servers.
#pragma once

#include <string>
#include <string_view>

#include "net/http.hpp"

namespace chancery::activitypub {

inline constexpr std::string_view kActivityJson = "application/activity+json";
inline constexpr std::string_view kLdJson = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

// True when Accept prefers application/activity+json or application/ld+json over HTML (RFC 9110 section 12.5.1; at
// equal weight the document wins: only servers name these types). Without Accept, or with */* alone, the page.
[[nodiscard]] bool wants_activity(const net::Request& request);
// True for a Content-Type that says ActivityStreams: application/activity+json, or application/ld+json with its
// profile. Other JSON may be a file anyone has put on that server.
[[nodiscard]] bool is_activity(std::string_view content_type);
// Gives a document as application/ld+json where its asker likes that better than application/activity+json.
void as_asked(const net::Request& request, net::Response& response);
// 200 with a document; Vary: Accept.
[[nodiscard]] net::Response document(int status, std::string json);

}  // namespace chancery::activitypub
