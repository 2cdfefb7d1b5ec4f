#include "speak/releasing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "speak/post_rows.hpp"
#include "speak/post_step.hpp"
#include "speak/words.hpp"

namespace chancery::speak {
namespace {

// Before what stands here could have left by the rule.
int missing_approvals(store::Transaction& tx, const Post& post, int more) {
  const int needed =
      post.status == PostStatus::Draft ? rule_of(tx, post.body.account).approvals + more : post.approvals_needed;
  return std::max(0, needed - static_cast<int>(post.approvals.size()));
}

// That the finding is of what left, and of nothing it became since.
Status check_left(const Release& release, const Finding& finding) {
  if (finding.version != release.version) {
    return stands_elsewhere(
        fmt::format("version: version {} left by this release, not version {}: read what left, then"
                    " review it",
                    release.version, finding.version));
  }
  if (finding.digest != release.digest) {
    return stands_elsewhere("digest: what you read is not what left by this release: read it again");
  }
  return {};
}

}  // namespace

Result<Post> release_post(store::Transaction& tx, PostId id, const Acting& acting, const Emergency& emergency,
                          const PublicActors& known) {
  const Step step{tx, acting, "release"};
  const auto& [version, reason, more_approvals] = emergency;
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
  post->release = Release{.version = version,
                          .digest = post->digest,
                          .approvals_missing = missing_approvals(tx, *post, more_approvals),
                          .by = acting.by.id,
                          .at = acting.now,
                          .reason = std::string(reason)};
  rows::put_release(tx, *post);
  post->status = PostStatus::Approved;
  post->scheduled.reset();
  post->leaves_at = acting.now;
  return end(step, std::move(*post), reason);
}

Result<Post> review_release(store::Transaction& tx, PostId id, const Acting& acting, const Finding& finding) {
  Step step{tx, acting, "review"};
  auto post = begin(step, id, AccountRight::Approve);
  if (!post) return post;
  if (!post->release) return stands_elsewhere("this post was not released by one person alone");
  auto& release = *post->release;
  if (auto left = check_left(release, finding); !left) return fail(left.error());
  if (release.reviewed_by) return stands_elsewhere("this release was reviewed already");
  if (release.by == acting.by.id || std::ranges::find(release.writers, acting.by.id) != release.writers.end()) {
    return fail(Errc::Forbidden, acting.by.login + " reviews her own release",
                "Nobody reviews what she wrote or released: another person must.");
  }
  if (auto words = check_words("finding", finding.words, kMaxReason); !words) return fail(words.error());
  release.reviewed_by = acting.by.id;
  release.reviewed_at = acting.now;
  release.review = finding.words;
  rows::put_release(tx, *post);
  step.version = release.version;
  return end(step, std::move(*post), finding.words);
}

}  // namespace chancery::speak
