#include "speak/post_step.hpp"

#include <fmt/format.h>

#include <utility>

#include "speak/answering.hpp"
#include "speak/post_rows.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "staff/audit_sitting.hpp"
#include "store/profiles.hpp"

namespace chancery::speak {
namespace {

void record(const Step& step, const Post& post, std::string_view reason, bool saved_again) {
  rows::append_step(step.tx, post.id,
                    {.at = step.acting.now,
                     .actor = staff::audit_actor(step.acting.by),
                     .step = std::string(step.name),
                     .version = step.version == 0 ? post.version : step.version,
                     .reason = std::string(reason),
                     .since = step.since});
  const auto actor = staff::audit_actor(step.acting.by);
  const auto action = fmt::format("post.{}", step.name);
  auto subject = "post:" + post.id.text();
  if (step.version != 0) subject += fmt::format(" version {}", step.version);
  // Of what somebody wrote to us, the audit log (kept for ever, read by people without a part at the desk) says
  // nothing.
  const bool is_correspondence = post.body.in_reply_to || post.body.visibility > activity::Visibility::Unlisted;
  if (!reason.empty() && !is_correspondence) subject.append(1, ' ').append(reason);
  if (saved_again) {
    staff::append_audit_once(step.tx, step.acting.now, actor, action, subject);
  } else {
    staff::append_audit(step.tx, step.acting.now, actor, action, subject);
  }
}

Result<Post> find(const Step& step, PostId id) {
  auto post = rows::post(step.tx, id);
  if (!post) return fail(Errc::NotFound, "there is no such post");
  return std::move(*post);
}

}  // namespace

tl::unexpected<Error> stands_elsewhere(std::string_view what) {
  return fail(Errc::Conflict, fmt::format("the post does not stand where this begins: {}", what), std::string(what));
}

Result<Post> begin(const Step& step, PostId id, AccountRight right) {
  auto post = find(step, id);
  if (!post) return post;
  if (auto allowed = require(step.tx, step.acting.by, post->body.account, right); !allowed) {
    return fail(allowed.error());
  }
  return post;
}

Result<Post> begin_with_either(const Step& step, PostId id, AccountRight one, AccountRight other) {
  auto post = find(step, id);
  if (!post || may(step.tx, step.acting.by, post->body.account, one)) return post;
  return begin(step, id, other);
}

void settle(const Step& step, Post& post, std::string_view reason, bool saved_again) {
  post.changed_at = step.acting.now;
  rows::put_state(step.tx, post);
  record(step, post, reason, saved_again);
}

Post end(const Step& step, Post post, std::string_view reason, bool saved_again) {
  settle(step, post, reason, saved_again);
  return *rows::post(step.tx, post.id);
}

Status check_version(const Post& post, int version) {
  if (post.version == version) return {};
  return stands_elsewhere("version: somebody changed this post meanwhile: read it again");
}

Status check_reason(std::string_view reason) {
  return check_words("reason", reason, kMaxReason);
}

bool has_left(const Post& post) {
  return post.status == PostStatus::Sent || post.status == PostStatus::Deleted;
}

Status may_leave(const Step& step, const Post& post, const PublicActors& known) {
  if (auto stays = check_stays(step.tx, post.body.account); !stays && !post.note) return stays;
  if (auto complete = check_complete(post.body); !complete) return complete;
  if (auto allowed = may_amplify(step.tx, post.body, known, step.acting.now); !allowed) return allowed;
  return post.note ? Status{} : may_answer(step.tx, post.body, known, step.acting.now);
}

Status check_stays(store::Transaction& tx, activity::AccountId account) {
  const auto moved_to = store::profile_of(tx, account).moved_to;
  if (moved_to.empty()) return {};
  return stands_elsewhere("account: it moved to " + moved_to + " and says nothing new here");
}

}  // namespace chancery::speak
