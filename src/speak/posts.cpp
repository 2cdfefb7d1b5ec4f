#include "speak/posts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "speak/account_rights_rows.hpp"
#include "speak/answering.hpp"
#include "speak/pictures.hpp"
#include "speak/post_rows.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "staff/audit_sitting.hpp"
#include "store/accounts.hpp"
#include "store/profiles.hpp"

namespace chancery::speak {
namespace {

constexpr std::array<std::string_view, 6> kStatusNames{"draft", "submitted", "approved", "held", "sent", "withdrawn"};
constexpr std::size_t kMaxKey = 200;
constexpr std::size_t kMaxReason = 1'000;  // characters
constexpr std::size_t kMaxZone = 64;
constexpr std::chrono::hours kFarthest{366 * 24};

// Who does what to which post, when: what every step needs.
struct Step {
  store::Transaction& tx;
  const Acting& acting;
  std::string_view name;
};

auto stands_elsewhere(std::string_view what) {
  return fail(Errc::Conflict, fmt::format("the post does not stand where this begins: {}", what), std::string(what));
}

void record(const Step& step, const Post& post, std::string_view reason, bool saved_again) {
  rows::append_step(step.tx, post.id,
                    {.at = step.acting.now,
                     .actor = staff::audit_actor(step.acting.by),
                     .step = std::string(step.name),
                     .version = post.version,
                     .reason = std::string(reason)});
  const auto actor = staff::audit_actor(step.acting.by);
  const auto action = fmt::format("post.{}", step.name);
  const auto subject = "post:" + post.id.text();
  if (saved_again) {
    staff::append_audit_once(step.tx, step.acting.now, actor, action, subject);
  } else {
    staff::append_audit(step.tx, step.acting.now, actor, action, subject);
  }
}

// Writes where the post stands now and what was done; gives it as it is stored. `saved_again`: a draft rewritten in
// place, of which the audit log hears once a sitting.
Post end(const Step& step, Post post, std::string_view reason = {}, bool saved_again = false) {
  post.changed_at = step.acting.now;
  rows::put_state(step.tx, post);
  record(step, post, reason, saved_again);
  return *rows::post(step.tx, post.id);
}

Result<Post> find(const Step& step, PostId id) {
  auto post = rows::post(step.tx, id);
  if (!post) return fail(Errc::NotFound, "there is no such post");
  return std::move(*post);
}

// The post as the step finds it, if this person may take the step at all.
Result<Post> begin(const Step& step, PostId id, AccountRight right) {
  auto post = find(step, id);
  if (!post) return post;
  if (auto allowed = require(step.tx, step.acting.by, post->body.account, right); !allowed) {
    return fail(allowed.error());
  }
  return post;
}

// The same for either of two rights; the hint names the second.
Result<Post> begin_with_either(const Step& step, PostId id, AccountRight one, AccountRight other) {
  auto post = find(step, id);
  if (!post || may(step.tx, step.acting.by, post->body.account, one)) return post;
  return begin(step, id, other);
}

Status check_version(const Post& post, int version) {
  if (post.version == version) return {};
  return stands_elsewhere("version: somebody changed this post meanwhile: read it again");
}

Status check_reason(std::string_view reason) {
  return check_words("reason", reason, kMaxReason);
}

bool wrote(const Post& post, staff::UserId user) {
  return std::ranges::find(post.writers, user) != post.writers.end();
}

// When it may leave: at its time, and not before the grace in which it can still be recalled.
Timestamp departure(const Step& step, const Post& post) {
  const auto soonest = step.acting.now + rule_of(step.tx, post.body.account).grace;
  return post.scheduled ? std::max(*post.scheduled, soonest) : soonest;
}

void approve_if_enough(const Step& step, Post& post) {
  if (static_cast<int>(post.approvals.size()) < post.approvals_needed) return;
  post.status = rows::hold(step.tx) ? PostStatus::Held : PostStatus::Approved;
  post.leaves_at = departure(step, post);
}

Status identify(store::Transaction& tx, std::vector<PostPicture>& pictures, std::string_view language,
                std::string_view where) {
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto picture = picture_by_id(tx, pictures[i].media);
    if (!picture) return fail(Errc::Invalid, fmt::format("{}pictures.{}.media: there is no such picture", where, i));
    pictures[i].sha256 = picture->sha256();
    std::ranges::stable_partition(pictures[i].alt, [&](const auto& alt) { return alt.language == language; });
  }
  return {};
}

// What is said, with each picture as it is stored: what a browser says of a picture is not believed. Of its
// descriptions the one in the note's own language stands first: peers read that alone.
Result<PostBody> sound(const Step& step, PostBody body) {
  if (auto checked = check_body(body); !checked) return fail(checked.error());
  const std::string language = body.texts.empty() ? "" : body.texts.front().language;
  if (auto known = identify(step.tx, body.pictures, language, ""); !known) return fail(known.error());
  for (std::size_t i = 0; i < body.following.size(); ++i) {
    const auto where = fmt::format("following.{}.", i);
    if (auto known = identify(step.tx, body.following[i].pictures, language, where); !known) return fail(known.error());
  }
  if (body.card && body.card->media) {
    const auto picture = picture_by_id(step.tx, body.card->media);
    if (!picture) body.card->media = {};
    body.card->sha256 = picture ? picture->sha256() : std::string();
  }
  return body;
}

// The text anew in the place of a draft, or as a version after what stands.
void write_version(const Step& step, Post& post, const PostBody& body) {
  const int before = post.version;
  const bool sent = post.status == PostStatus::Sent;
  if (post.status != PostStatus::Draft) ++post.version;
  post.status = PostStatus::Draft;
  post.body = body;
  post.digest = digest_of(body);
  post.approvals_needed = 0;
  post.cautions.clear();
  post.leaves_at.reset();
  post.changed_at = step.acting.now;
  rows::put_version(step.tx, post);
  // Until a release is reviewed, who wrote or released it does not approve what is made of it.
  const bool open = post.release && !post.release->reviewed_by;
  if (post.version != before && (!sent || open)) rows::inherit_writers(step.tx, post.id, before, post.version);
  if (sent && open) rows::add_writer(step.tx, post.id, post.version, post.release->by);
  if (!sent) rows::forget_release(step.tx, post.id, before);
  rows::add_writer(step.tx, post.id, post.version, step.acting.by.id);
}

bool waits_to_leave(const Post& post) {
  return post.status == PostStatus::Submitted || post.status == PostStatus::Approved || post.status == PostStatus::Held;
}

// A draft again, as nobody had agreed to it.
void void_approvals(const Step& step, Post& post) {
  rows::forget_approvals(step.tx, post.id, post.version);
  rows::forget_release(step.tx, post.id, post.version);
  post.status = PostStatus::Draft;
  post.leaves_at.reset();
}

// Holding everything is not of one account: who may publish for any may stop all.
Status may_hold(const Step& step) {
  const auto& by = step.acting.by;
  if (staff::can(by.role, staff::Action::Publish) && rows::granted_anywhere(step.tx, by.id, AccountRight::Publish)) {
    return {};
  }
  return fail(Errc::Forbidden, by.login + " may not hold posts",
              "You may not publish for any account: ask who administers one.");
}

Status check_schedule(const Step& step, std::optional<Timestamp> at, std::string_view zone) {
  if (zone.size() > kMaxZone || std::ranges::any_of(zone, [](char c) { return c <= ' ' || c == 0x7f; })) {
    return fail(Errc::Invalid, "zone: write the name of a time zone, such as Africa/Nairobi");
  }
  if (!at) return {};
  if (*at <= step.acting.now) return fail(Errc::Invalid, "at: has passed; choose a later time");
  if (*at > step.acting.now + kFarthest) return fail(Errc::Invalid, "at: more than a year away");
  return {};
}

}  // namespace

std::string_view to_string(PostStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

Result<PostStatus> parse_post_status(std::string_view text) {
  for (const auto status : kPostStatuses) {
    if (to_string(status) == text) return status;
  }
  return fail(Errc::Invalid, "no such status", "status: draft, submitted, approved, held, sent or withdrawn");
}

Status check_stays(store::Transaction& tx, activity::AccountId account) {
  const auto moved_to = store::profile_of(tx, account).moved_to;
  if (moved_to.empty()) return {};
  return stands_elsewhere("account: it moved to " + moved_to + " and says nothing new here");
}

Result<Post> draft_post(store::Transaction& tx, PostId id, const Acting& acting, const PostBody& body,
                        std::string_view key) {
  const Step step{tx, acting, "draft"};
  if (key.empty() || key.size() > kMaxKey) return fail(Errc::Invalid, "Idempotency-Key: give one of 1 to 200 bytes");
  const auto said = sound(step, body);
  if (!said) return fail(said.error());
  if (!store::account_by_id(tx, body.account)) return fail(Errc::NotFound, "there is no such account");
  if (auto allowed = require(tx, acting.by, body.account, AccountRight::Write); !allowed) return fail(allowed.error());
  if (auto before = rows::post_under_key(tx, acting.by.id, key)) return std::move(*before);
  if (auto stays = check_stays(tx, body.account); !stays) return fail(stays.error());
  Post post{.id = id,
            .body = *said,
            .digest = digest_of(*said),
            .created_by = acting.by.id,
            .created_at = acting.now,
            .changed_at = acting.now};
  rows::insert_post(tx, post, key);
  rows::put_version(tx, post);
  rows::add_writer(tx, id, post.version, acting.by.id);
  return end(step, std::move(post));
}

Result<Post> change_post(store::Transaction& tx, PostId id, const Acting& acting, int version, const PostBody& body,
                         std::string_view digest) {
  const Step step{tx, acting, "change"};
  auto post = begin(step, id, AccountRight::Write);
  if (!post) return post;
  if (post->status == PostStatus::Withdrawn) return stands_elsewhere("this post was withdrawn: draft a new one");
  if (post->status == PostStatus::Sent && post->body.share) {
    return stands_elsewhere("a share that was sent stays as it is: take it back, and share anew");
  }
  if (!post->body.answers.empty() && rows::any_copy_sent(tx, id)) {
    return stands_elsewhere("some have this answer already: it stays as it is; write to each alone");
  }
  if (auto same = check_version(*post, version); !same) return fail(same.error());
  if (!digest.empty() && digest != post->digest) {
    return stands_elsewhere("digest: somebody changed this post meanwhile: read it again");
  }
  const auto said = sound(step, body);
  if (!said) return fail(said.error());
  if (body.account != post->body.account) {
    return fail(Errc::Invalid, "account: stays as it is; draft a new post for another account");
  }
  if (body.answers.empty() != post->body.answers.empty()) {
    return fail(Errc::Invalid, "answers: a post answers many or one; draft a new one");
  }
  if (body.share.has_value() != post->body.share.has_value()) {
    return fail(Errc::Invalid, "share: a post shares or says something of its own; draft a new one");
  }
  if (post->note && (body.visibility != post->body.visibility || body.in_reply_to != post->body.in_reply_to)) {
    return fail(Errc::Invalid, "visibility: who sees a note, and what it answers, stays as it was sent; post anew");
  }
  if (body.following.size() < post->following.size()) {
    return fail(Errc::Invalid, "following: what was sent is not left out of a change; delete that part's note instead");
  }
  if (*said == post->body) return post;
  const bool saved_again = post->status == PostStatus::Draft;
  write_version(step, *post, *said);
  return end(step, std::move(*post), {}, saved_again);
}

Result<Post> submit_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                         const Assessment& assessment, const PublicActors& known) {
  const Step step{tx, acting, "submit"};
  auto post = begin(step, id, AccountRight::Write);
  if (!post) return post;
  if (post->status != PostStatus::Draft) return stands_elsewhere("this post was submitted already");
  if (auto same = check_version(*post, version); !same) return fail(same.error());
  if (auto stays = check_stays(tx, post->body.account); !stays && !post->note) return fail(stays.error());
  if (auto complete = check_complete(post->body); !complete) return fail(complete.error());
  if (auto allowed = may_amplify(tx, post->body, known, acting.now); !allowed) return fail(allowed.error());
  if (auto allowed = post->note ? Status{} : may_answer(tx, post->body, known, acting.now); !allowed) {
    return fail(allowed.error());
  }
  if (post->scheduled && *post->scheduled <= acting.now) {
    return fail(Errc::Invalid, "at: the time chosen for it has passed; choose another");
  }
  post->status = PostStatus::Submitted;
  post->approvals_needed = rule_of(tx, post->body.account).approvals + assessment.more_approvals;
  post->cautions = assessment.cautions;
  rows::put_version(tx, *post);
  approve_if_enough(step, *post);
  return end(step, std::move(*post));
}

Result<Post> issue_line(store::Transaction& tx, PostId id, const Acting& acting, const IssuedLine& line,
                        std::string_view key) {
  if (line.approved_by == acting.by.id) {
    return fail(Errc::Forbidden, acting.by.login + " issues a line she approved",
                "You approved this line yourself: another person sends it, or it is approved as a post.");
  }
  auto drafted = draft_post(tx, id, acting, line.body, key);
  if (!drafted || drafted->status != PostStatus::Draft) return drafted;
  const Step step{tx, acting, "issue"};
  auto post = std::move(*drafted);
  if (auto complete = check_complete(post.body); !complete) return fail(complete.error());
  if (auto allowed = may_answer(tx, post.body, {}, acting.now); !allowed) return fail(allowed.error());
  post.status = PostStatus::Submitted;
  post.approvals_needed = rule_of(tx, post.body.account).approvals;
  rows::put_version(tx, post);
  const Approval approval{line.approved_by, line.approved_at};
  rows::add_approval(tx, post, approval);
  post.approvals.push_back(approval);
  approve_if_enough(step, post);
  return end(step, std::move(post), line.name);
}

Result<Post> approve_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                          std::string_view digest) {
  const Step step{tx, acting, "approve"};
  auto post = begin(step, id, AccountRight::Approve);
  if (!post) return post;
  if (auto same = check_version(*post, version); !same) return fail(same.error());
  const auto hers = [&](const Approval& approval) { return approval.user == acting.by.id; };
  if (std::ranges::any_of(post->approvals, hers)) return post;
  if (post->status != PostStatus::Submitted) return stands_elsewhere("this post does not wait for approval");
  if (post->digest != digest) return stands_elsewhere("digest: what you read is not what stands here: read it again");
  if (auto same = is_as_chosen(tx, post->body); !same) return fail(same.error());
  if (wrote(*post, acting.by.id)) {
    return fail(Errc::Forbidden, acting.by.login + " approves what she wrote",
                "Nobody approves what she wrote: a second person must.");
  }
  if (post->scheduled && *post->scheduled <= acting.now) {
    return stands_elsewhere("at: the time chosen for it has passed; choose another before it is approved");
  }
  const Approval approval{acting.by.id, acting.now};
  rows::add_approval(tx, *post, approval);
  post->approvals.push_back(approval);
  approve_if_enough(step, *post);
  return end(step, std::move(*post));
}

Result<Post> return_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                         std::string_view reason) {
  const Step step{tx, acting, "return"};
  auto post = begin_with_either(step, id, AccountRight::Approve, AccountRight::Publish);
  if (!post) return post;
  if (auto same = check_version(*post, version); !same) return fail(same.error());
  if (!waits_to_leave(*post)) return stands_elsewhere("this post does not wait to leave");
  if (auto words = check_reason(reason); !words) return fail(words.error());
  void_approvals(step, *post);
  return end(step, std::move(*post), reason);
}

Result<Post> recall_post(store::Transaction& tx, PostId id, const Acting& acting, int version) {
  const Step step{tx, acting, "recall"};
  auto post = begin(step, id, AccountRight::Write);
  if (!post) return post;
  if (auto same = check_version(*post, version); !same) return fail(same.error());
  if (post->status == PostStatus::Sent) return stands_elsewhere("this post has left: delete it instead");
  if (!waits_to_leave(*post)) return stands_elsewhere("this post does not wait to leave");
  void_approvals(step, *post);
  return end(step, std::move(*post));
}

Result<Post> schedule_post(store::Transaction& tx, PostId id, const Acting& acting, std::optional<Timestamp> at,
                           std::string_view zone, const std::optional<std::string>& cautions) {
  const Step step{tx, acting, "schedule"};
  auto post = begin(step, id, AccountRight::Publish);
  if (!post) return post;
  if (post->status == PostStatus::Sent) return stands_elsewhere("this post has left");
  if (post->status == PostStatus::Withdrawn) return stands_elsewhere("this post was withdrawn");
  if (post->status == PostStatus::Held && rows::hold(tx)) {
    return stands_elsewhere("everything is held: lift the hold first, or release this post alone");
  }
  if (auto checked = check_schedule(step, at, zone); !checked) return fail(checked.error());
  post->scheduled = at;
  post->zone = zone;
  if (cautions && post->status != PostStatus::Draft) rows::put_cautions(tx, id, post->version, *cautions);
  if (post->status == PostStatus::Approved || post->status == PostStatus::Held) {
    post->status = PostStatus::Approved;
    post->leaves_at = departure(step, *post);
  }
  return end(step, std::move(*post));
}

Result<Post> withdraw_post(store::Transaction& tx, PostId id, const Acting& acting, std::string_view reason) {
  const Step step{tx, acting, "withdraw"};
  auto post = begin_with_either(step, id, AccountRight::Write, AccountRight::Publish);
  if (!post) return post;
  if (post->status == PostStatus::Withdrawn) return post;
  if (post->status == PostStatus::Sent) return stands_elsewhere("this post has left: delete it instead");
  if (!reason.empty()) {
    if (auto words = check_reason(reason); !words) return fail(words.error());
  }
  post->leaves_at.reset();
  rows::forget_release(tx, id, post->version);
  if (!post->note) {
    post->status = PostStatus::Withdrawn;
    return end(step, std::move(*post), reason);
  }
  // The version that was sent stands again, under a number of its own: numbers are never used twice.
  const auto sent = rows::version(tx, id, post->sent_version);
  if (!sent) return fail(Errc::Internal, "the version that was sent is gone");
  post->status = PostStatus::Sent;
  ++post->version;
  post->body = *sent;
  post->digest = digest_of(*sent);
  rows::put_version(tx, *post);
  post->sent_version = post->version;
  return end(step, std::move(*post), reason);
}

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
  if (post->status == PostStatus::Sent) return stands_elsewhere("this post has left");
  if (post->status == PostStatus::Withdrawn) return stands_elsewhere("this post was withdrawn");
  if (auto words = check_reason(reason); !words) return fail(words.error());
  if (auto stays = check_stays(tx, post->body.account); !stays && !post->note) return fail(stays.error());
  if (auto complete = check_complete(post->body); !complete) return fail(complete.error());
  if (auto allowed = may_amplify(tx, post->body, known, acting.now); !allowed) return fail(allowed.error());
  if (auto allowed = post->note ? Status{} : may_answer(tx, post->body, known, acting.now); !allowed) {
    return fail(allowed.error());
  }
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

Result<std::size_t> hold_all(store::Transaction& tx, const Acting& acting, std::string_view reason) {
  const Step step{tx, acting, "hold"};
  if (auto allowed = may_hold(step); !allowed) return fail(allowed.error());
  if (auto words = check_reason(reason); !words) return fail(words.error());
  auto waiting = rows::approved_posts(tx);
  for (auto& post : waiting) {
    post.status = PostStatus::Held;
    end(step, std::move(post), reason);
  }
  if (!rows::hold(tx)) rows::put_hold(tx, {acting.by.id, acting.now, std::string(reason)});
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "posts.hold", "posts");
  return waiting.size();
}

Result<std::size_t> lift_hold(store::Transaction& tx, const Acting& acting, std::string_view reason) {
  const Step step{tx, acting, "lift"};
  if (auto allowed = may_hold(step); !allowed) return fail(allowed.error());
  if (auto words = check_reason(reason); !words) return fail(words.error());
  if (!rows::hold(tx)) return stands_elsewhere("no hold stands: somebody lifted it");
  rows::drop_hold(tx);
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "posts.lift", "posts");
  return rows::held_posts(tx);
}

}  // namespace chancery::speak
