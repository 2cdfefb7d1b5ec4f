// Where a host has its WebFinger, when not at the usual place (RFC 6415 section 3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "activity/acct.hpp"

namespace chancery::activitypub {

inline constexpr std::size_t kMaxHostMeta = 64 * 1024;  // bytes

// The address to ask about the account, by the first Link of `rel` "lrdd" with a `template`. Nothing when the document
// names none. The address is not checked.
[[nodiscard]] std::optional<std::string> lrdd_address(std::string_view xrd, const activity::Acct& acct);

}  // namespace chancery::activitypub
