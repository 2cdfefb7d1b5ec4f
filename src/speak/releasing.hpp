// A post that leaves with one person's word, in an emergency, and the second look it gets afterwards.
#pragma once

#include <string_view>
#include <vector>

#include "speak/posts.hpp"

namespace chancery::speak {

// Each fails as the steps of posts.hpp do.

// Publish and Write: it leaves at once on one person's word. To be reviewed by another. What it shares or quotes must
// be allowed all the same.
[[nodiscard]] Result<Post> release_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                                        std::string_view reason, const PublicActors& known = {});
// Approve, and not who released it.
[[nodiscard]] Result<Post> review_release(store::Transaction& tx, PostId id, const Acting& acting,
                                          std::string_view finding);
[[nodiscard]] std::vector<Post> unreviewed_releases(store::Snapshot& snapshot);

}  // namespace chancery::speak
