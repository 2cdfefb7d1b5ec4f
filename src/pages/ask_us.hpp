// How to ask us and to follow us, told to people who never heard of a fediverse. For pages/ alone.
#pragma once

#include <string>
#include <vector>

#include "pages/page.hpp"

namespace chancery::pages {

// The feeds of an account ("/feed/press"), or of the whole institution ("/feed").
[[nodiscard]] std::vector<FeedLink> feeds_of(const Reader& reader, const std::string& stem);
// With the frame's feeds. `acct` is whom to follow; empty: any of our accounts.
[[nodiscard]] SafeHtml ask_us(const Frame& frame, const std::string& acct);

}  // namespace chancery::pages
