#include "speak/releasing.hpp"

#include <algorithm>
#include <utility>

#include "speak/post_rows.hpp"
#include "speak/post_step.hpp"
#include "speak/words.hpp"

namespace chancery::speak {

Result<Post> release_post(store::Transaction& tx, PostId id, const Acting& acting, int version, std::string_view reason,
                          const PublicActors& known) {
  const Step step{tx, acting, "release"};
  auto post = begin(step, id, AccountRight::Publish);
  if (!post) return post;
  if (auto allowed = require(tx, acting.by, post->body.account, AccountRight::Write); !allowed) {
    return fail(allowed.error());
  }
  if (auto same = check_version(*post, version); !same) return fail(same.error());
  if (post->status == PostStatus::Approved && rows::released(tx, id, version)) return post;
  if (has_left(*post)) return stands_elsewhere("this post has left");
  if (post->status == PostStatus::Withdrawn) return stands_elsewhere("this post was withdrawn");
  if (auto words = check_reason(reason); !words) return fail(words.error());
  if (auto allowed = may_leave(step, *post, known); !allowed) return fail(allowed.error());
  rows::forget_release(tx, id, version);
  post->release = Release{.version = version, .by = acting.by.id, .at = acting.now, .reason = std::string(reason)};
  rows::put_release(tx, *post);
  post->status = PostStatus::Approved;
  post->scheduled.reset();
  post->leaves_at = acting.now;
  return end(step, std::move(*post), reason);
}

Result<Post> review_release(store::Transaction& tx, PostId id, const Acting& acting, std::string_view finding) {
  const Step step{tx, acting, "review"};
  auto post = begin(step, id, AccountRight::Approve);
  if (!post) return post;
  if (!post->release) return stands_elsewhere("this post was not released by one person alone");
  if (post->release->reviewed_by) return stands_elsewhere("this release was reviewed already");
  const auto writers = rows::writers(tx, id, post->release->version);
  if (post->release->by == acting.by.id || std::ranges::find(writers, acting.by.id) != writers.end()) {
    return fail(Errc::Forbidden, acting.by.login + " reviews her own release",
                "Nobody reviews what she wrote or released: another person must.");
  }
  if (auto words = check_words("finding", finding, kMaxReason); !words) return fail(words.error());
  post->release->reviewed_by = acting.by.id;
  post->release->reviewed_at = acting.now;
  post->release->review = finding;
  rows::put_release(tx, *post);
  return end(step, std::move(*post), finding);
}

}  // namespace chancery::speak
