// Whose posts an account of ours may share or quote.
//
// A public actor's, where the post's own policy does not refuse it; a private person's with her recorded permission
// (permissions.hpp) and not otherwise: a ministry's reach is not hers to be put under. Asked when a post is submitted
// or released, and again in the transaction in which it leaves.
#pragma once

#include <functional>

#include "activity/actor.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "speak/post_body.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Whether an actor elsewhere stands in the register of public actors. Empty: nobody does.
using PublicActors = std::function<bool(store::Transaction&, const activity::Actor&, Timestamp now)>;

// Nothing is wrong with a post that neither shares nor quotes. Fails with Errc::Conflict when nothing is known of what
// it is about, or that was edited since; Invalid when it is not public or its author's policy refuses; Forbidden when
// she is a private person and no permission stands. The hint begins with "share:" or "quote:".
[[nodiscard]] Status may_amplify(store::Transaction& tx, const PostBody& body, const PublicActors& known,
                                 Timestamp now);
// Of a share: what was last seen of it is what was chosen. Fails with Errc::Conflict.
[[nodiscard]] Status is_as_chosen(store::Transaction& tx, const PostBody& body);

}  // namespace chancery::speak
