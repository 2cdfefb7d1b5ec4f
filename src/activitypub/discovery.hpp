// Discovery documents: WebFinger (RFC 7033), NodeInfo 2.1, host-meta (RFC 6415).
//
// Pure: from values to documents.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "activity/addresses.hpp"

namespace chancery::activitypub {

// The JSON Resource Descriptor of an account, and of the instance actor.
[[nodiscard]] std::string webfinger_document(const activity::Addresses& addresses, const activity::Account& account);
[[nodiscard]] std::string instance_webfinger_document(const activity::Addresses& addresses);

[[nodiscard]] std::string nodeinfo_links(const activity::Addresses& addresses);
struct NodeFacts {
  std::string version;  // of chancery
  std::int64_t accounts = 0;
  std::int64_t notes = 0;
};
// By `schema` "2.0" or "2.1": many ask for the first alone.
[[nodiscard]] std::string nodeinfo_document(const NodeFacts& facts, std::string_view schema);

[[nodiscard]] std::string host_meta_document(const activity::Addresses& addresses);

}  // namespace chancery::activitypub
