// Whom an account of ours may answer: who wrote to us, and public actors.
//
// A conversation we are part of holds notes that nobody sent us (activity::Note::fetched). A private person who spoke
// to others there did not ask a ministry anything, and hears nothing from it. Asked when a post is submitted or
// released, and again in the transaction in which it leaves.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "speak/amplifying.hpp"
#include "speak/post_body.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Nothing is wrong with a post that answers nothing, or what is gone. Fails with Errc::Forbidden; the hint begins with
// "in_reply_to:".
[[nodiscard]] Status may_answer(store::Transaction& tx, const PostBody& body, const PublicActors& known, Timestamp now);

}  // namespace chancery::speak
