// The cautions of a post as it would leave now.
#pragma once

#include <string_view>

#include "speak/posts.hpp"

namespace chancery::speak {

// They take the place of those the version was submitted with. For a step that asks for the right, in its transaction.
// Fails with Errc::NotFound, or Conflict when another version stands.
[[nodiscard]] Status renew_cautions(store::Transaction& tx, PostId id, int version, std::string_view cautions);

}  // namespace chancery::speak
