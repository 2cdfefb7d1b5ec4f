#include "speak/posts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "speak/pictures.hpp"
#include "speak/post_rows.hpp"
#include "speak/post_step.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"

namespace chancery::speak {
namespace {

constexpr std::array<std::string_view, 7> kStatusNames{"draft", "submitted", "approved", "held",
                                                       "sent",  "withdrawn", "deleted"};
constexpr std::size_t kMaxKey = 200;
constexpr std::size_t kMaxZone = 64;
constexpr std::chrono::hours kFarthest{366 * 24};

bool wrote(const Post& post, staff::UserId user) {
  return std::ranges::find(post.writers, user) != post.writers.end();
}

// When it may leave: at its time, and not before the grace in which it can still be recalled.
Timestamp departure(const Step& step, const Post& post) {
  const auto soonest = step.acting.now + rule_of(step.tx, post.body.account).grace;
  return post.scheduled ? std::max(*post.scheduled, soonest) : soonest;
}

// What a post is held to as it is submitted.
void ask_approvals(const Step& step, Post& post, int more) {
  post.more_approvals = more;
  post.approvals_needed = post.approvals_asked = rule_of(step.tx, post.body.account).approvals + more;
}

// Ends the step; with enough approvals it may leave, or is held with everything else: its record then says since when
// that stands, and by whom.
Post end_approved_if_enough(const Step& step, Post post, std::string_view reason = {}) {
  if (static_cast<int>(post.approvals.size()) < post.approvals_needed) return end(step, std::move(post), reason);
  const auto hold = rows::hold(step.tx);
  post.status = hold ? PostStatus::Held : PostStatus::Approved;
  post.leaves_at = departure(step, post);
  settle(step, post, reason);
  if (hold) {
    const auto by = hold->by ? staff::user_by_id(step.tx, hold->by) : std::nullopt;
    rows::append_step(step.tx, post.id,
                      {.at = step.acting.now,
                       .actor = by ? staff::audit_actor(*by) : std::string(),
                       .step = "hold",
                       .version = post.version,
                       .reason = hold->reason,
                       .since = hold->since});
  }
  return *rows::post(step.tx, post.id);
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

// A card whose picture is gone has none.
void identify(store::Transaction& tx, std::optional<PostCard>& card) {
  if (!card || !card->media) return;
  const auto picture = picture_by_id(tx, card->media);
  if (!picture) card->media = {};
  card->sha256 = picture ? picture->sha256() : std::string();
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
  identify(step.tx, body.card);
  for (auto& part : body.following) identify(step.tx, part.card);
  return body;
}

// The links looked at as it is submitted: their cards are approved with it.
Status show_cards(const Step& step, Post& post, const std::vector<std::optional<PostCard>>& cards) {
  if (cards.size() != part_count(post.body)) return {};
  auto body = post.body;
  body.card = cards.front();
  for (std::size_t i = 0; i < body.following.size(); ++i) body.following[i].card = cards[i + 1];
  auto said = sound(step, std::move(body));
  if (!said) return fail(said.error());
  post.body = std::move(*said);
  post.digest = digest_of(post.body);
  return {};
}

// The text anew in the place of a draft, or as a version after what stands.
void write_version(const Step& step, Post& post, const PostBody& body) {
  const int before = post.version;
  const bool sent = post.status == PostStatus::Sent;
  if (post.status != PostStatus::Draft) ++post.version;
  post.status = PostStatus::Draft;
  post.body = body;
  post.digest = digest_of(body);
  post.approvals_needed = post.approvals_asked = post.more_approvals = 0;
  post.cautions.clear();
  post.leaves_at.reset();
  if (sent) {  // the time was that of what has left
    post.scheduled.reset();
    post.zone.clear();
  }
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
  return fail(Errc::Invalid, "no such status", "status: draft, submitted, approved, held, sent, withdrawn or deleted");
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
  if (post->status == PostStatus::Deleted) return stands_elsewhere("this post was deleted: draft a new one");
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
  if (!assessment.digest.empty() && assessment.digest != post->digest) {
    return stands_elsewhere("the post has just been changed: read it again");
  }
  if (auto shown = show_cards(step, *post, assessment.cards); !shown) return fail(shown.error());
  if (auto allowed = may_leave(step, *post, known); !allowed) return fail(allowed.error());
  if (post->scheduled && *post->scheduled <= acting.now) {
    return fail(Errc::Invalid, "at: the time chosen for it has passed; choose another");
  }
  post->status = PostStatus::Submitted;
  ask_approvals(step, *post, assessment.more_approvals);
  post->cautions = assessment.cautions;
  rows::put_version(tx, *post);
  return end_approved_if_enough(step, std::move(*post));
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
  if (auto allowed = may_leave(step, post, {}); !allowed) return fail(allowed.error());
  post.status = PostStatus::Submitted;
  ask_approvals(step, post, 0);
  rows::put_version(tx, post);
  const Approval approval{line.approved_by, line.approved_at};
  rows::add_approval(tx, post, approval);
  post.approvals.push_back(approval);
  return end_approved_if_enough(step, std::move(post), line.name);
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
  rows::put_held_to(tx, *post);
  post->approvals.push_back(approval);
  return end_approved_if_enough(step, std::move(*post));
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
  Step step{tx, acting, "schedule"};
  auto post = begin(step, id, AccountRight::Publish);
  if (!post) return post;
  if (has_left(*post)) return stands_elsewhere("this post has left");
  if (post->status == PostStatus::Withdrawn) return stands_elsewhere("this post was withdrawn");
  if (post->status == PostStatus::Held && rows::hold(tx)) {
    return stands_elsewhere("everything is held: lift the hold first, or release this post alone");
  }
  if (auto checked = check_schedule(step, at, zone); !checked) return fail(checked.error());
  post->scheduled = at;
  post->zone = zone;
  if (cautions && post->status != PostStatus::Draft) rows::put_cautions(tx, id, post->version, *cautions);
  if (post->status == PostStatus::Held) {
    step.name = "resume";
    step.since = rows::held_since(tx, id);
  }
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
  if (has_left(*post)) return stands_elsewhere("this post has left: delete it instead");
  if (!reason.empty()) {
    if (auto words = check_reason(reason); !words) return fail(words.error());
  }
  post->leaves_at.reset();
  rows::forget_release(tx, id, post->version);
  if (!post->note) {
    post->status = PostStatus::Withdrawn;
    return end(step, std::move(*post), reason);
  }
  if (!rows::stand_as_sent(tx, *post)) return fail(Errc::Internal, "the version that was sent is gone");
  return end(step, std::move(*post), reason);
}

}  // namespace chancery::speak
