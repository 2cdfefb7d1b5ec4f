// A post that leaves with one person's word, in an emergency, and the second look it gets afterwards.
#pragma once

#include <string_view>
#include <vector>

#include "speak/posts.hpp"

namespace chancery::speak {

// Each fails as the steps of posts.hpp do.

struct Emergency {
  int version = 0;
  std::string_view reason;
  int more_approvals = 0;  // as Assessment has it, of a draft that nobody submitted
};
// Publish and Write: it leaves at once on one person's word. To be reviewed by another. What it shares or quotes must
// be allowed all the same.
[[nodiscard]] Result<Post> release_post(store::Transaction& tx, PostId id, const Acting& acting,
                                        const Emergency& emergency, const PublicActors& known = {});

// What another person found of the version that left, which she read: its number and digest, as Release has them.
struct Finding {
  int version = 0;
  std::string_view digest;
  std::string_view words;
};
// Approve, and neither who released it nor who wrote in that version. Fails with Errc::Conflict, which names the
// version, when another one left, however the post was changed since.
[[nodiscard]] Result<Post> review_release(store::Transaction& tx, PostId id, const Acting& acting,
                                          const Finding& finding);
[[nodiscard]] std::vector<Post> unreviewed_releases(store::Snapshot& snapshot);

}  // namespace chancery::speak
