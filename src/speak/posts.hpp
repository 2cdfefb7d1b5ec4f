// What an account of ours says, from the first draft to the note that left, in the hands of more than one person.
//
//   draft -> submitted -> approved -> sent
//     ^          |          ^  |
//     '----------'          |  v       returned, or changed by anyone: a draft again, its approvals void
//                           held       one press holds every post that has not left (holding.hpp)
//
// A post may be a thread (PostBody::following): its parts are agreed on, scheduled, held, sent and changed as one, and
// become a note each, in order, in one transaction.
//
// A post is versions. Approval is of one version, by its digest (text, media, account, audience), and never by anyone
// who wrote in it. A sent post can be changed: the next version takes the same way while the former stands, and its
// sending is an edit. `withdrawn` ends what was never sent, `deleted` what was: all its notes were taken back
// (deleting.hpp). One that shares another's post is a version without words
// of its own; once sent it stays as it is, until it is taken back (sharing.hpp).
//
// Every function runs in the caller's transaction and appends to the post's own record (post_step, never shortened)
// and to the staff audit log. Rights are those on the post's account (account_rights.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "speak/account_rights.hpp"
#include "speak/amplifying.hpp"
#include "speak/post_body.hpp"

namespace chancery::speak {

using PostId = Id<struct PostTag>;

enum class PostStatus { Draft, Submitted, Approved, Held, Sent, Withdrawn, Deleted };
inline constexpr std::array kPostStatuses = {PostStatus::Draft,  PostStatus::Submitted, PostStatus::Approved,
                                             PostStatus::Held,   PostStatus::Sent,      PostStatus::Withdrawn,
                                             PostStatus::Deleted};
[[nodiscard]] std::string_view to_string(PostStatus status);  // "draft"
[[nodiscard]] Result<PostStatus> parse_post_status(std::string_view text);

struct Approval {
  staff::UserId user;
  Timestamp at;
};

// A post that left with one person's word, in an emergency.
struct Release {
  int version = 0;                     // the one that left so
  std::string digest;                  // of it; empty once its words were erased
  std::vector<staff::UserId> writers;  // of it
  std::string cautions;                // of it, JSON: speak/cautions.hpp
  int approvals_missing = 0;           // when it left
  staff::UserId by;
  Timestamp at;
  std::string reason;
  std::optional<staff::UserId> reviewed_by;
  std::optional<Timestamp> reviewed_at;
  std::string review;  // what the reviewer wrote
};

struct Post {
  PostId id;
  PostStatus status = PostStatus::Draft;
  int version = 1;  // of `body`, from 1
  PostBody body;
  std::string digest;
  staff::UserId created_by;
  Timestamp created_at;
  Timestamp changed_at;
  std::vector<staff::UserId> writers;       // of what is not sent yet
  std::vector<Approval> approvals;          // of this version
  int approvals_needed = 0;                 // while it waits for them, by the account's rule now, where that asks more
  int approvals_asked = 0;                  // as of its submission
  int more_approvals = 0;                   // of these, what the checks asked for beyond the rule
  std::string cautions;                     // JSON, as of its submission: speak/cautions.hpp
  std::optional<Timestamp> scheduled;       // asked for; else it leaves as soon as it may
  std::string zone;                         // IANA name the time was chosen in, to show it again
  std::optional<Timestamp> leaves_at;       // of an approved post
  activity::NoteId note;                    // once sent; of a thread: that of the first part
  std::vector<activity::NoteId> following;  // once sent: the notes of the later parts, in order
  int sent_version = 0;                     // 0: never
  std::optional<Timestamp> removed_at;      // of a deleted post
  std::optional<Release> release;           // the oldest that waits for its review, else that of this version
  bool unreadable = false;  // what is stored of its body is damaged: of `body` the account alone is known
};

struct PostStep {
  Timestamp at;
  std::string actor;  // as in the audit log
  std::string step;   // "draft", "issue", "change", "submit", "approve", "return", "recall", "schedule", "hold",
                      // "lift", "resume", "release", "review", "withdraw", "send", "delete"
  int version = 0;
  std::string reason;
  // Of "hold", where the hold stood when the post came under it: since when. Of "resume": since when the post was held.
  std::optional<Timestamp> since = std::nullopt;
};

// Who acts, when.
struct Acting {
  const staff::User& by;
  Timestamp now;
};

// One text to many (PostBody::answers) becomes a note for each whom it answers, some in one transaction; from the first
// that left on, its words stay.

// Each of the following fails with Errc::Forbidden when the person's rights, or her part in the post, do not allow it;
// NotFound when there is no such post; Conflict when it does not stand where the step begins, or another version took
// the place of the one named; Invalid with the field's name.

// Fails with Errc::Conflict when the account went on elsewhere: it says nothing new, though what it said may still be
// changed and deleted.
[[nodiscard]] Status check_stays(store::Transaction& tx, activity::AccountId account);

// Write. The same key of the same person drafts once and gives the same post. Fails as check_stays() does.
[[nodiscard]] Result<Post> draft_post(store::Transaction& tx, PostId id, const Acting& acting, const PostBody& body,
                                      std::string_view key);
// Write. A draft is rewritten; anything else becomes a new version, a draft, and what stood of it is void. The account
// stays the same, and no part of a thread that was sent is left out. `version` is what she changed; `digest`, when
// given, of what she read, so that nobody writes over what another wrote in the same draft meanwhile.
[[nodiscard]] Result<Post> change_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                                       const PostBody& body, std::string_view digest = {});

// What the checks before publication found: how many people beyond the account's rule must approve.
struct Assessment {
  int more_approvals = 0;
  std::string cautions;                        // JSON
  std::string digest;                          // of what was looked at; empty: whatever stands
  std::vector<std::optional<PostCard>> cards;  // of its parts, as their links were looked at; empty: as they stand
};
// Write. Approved at once where no approval is needed. What it shares or quotes must be allowed (amplifying.hpp).
[[nodiscard]] Result<Post> submit_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                                       const Assessment& assessment, const PublicActors& known = {});
// A post whose words are an approved line's, made and submitted in one step ("issue"), with who approved the line as
// its approval: never the acting person. Where the account's rule asks for more, it waits for them.
struct IssuedLine {
  PostBody body;
  staff::UserId approved_by;
  Timestamp approved_at;
  std::string name;  // "line 12, version 3": what the post's record says
};
// Write. The same key of the same person issues once. Fails as draft_post() and submit_post() do.
[[nodiscard]] Result<Post> issue_line(store::Transaction& tx, PostId id, const Acting& acting, const IssuedLine& line,
                                      std::string_view key);
// Approve, and not one of the writers. `digest` is of what she read. Approving twice is once.
[[nodiscard]] Result<Post> approve_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                                        std::string_view digest);
// Approve or Publish: back to its writers, with a reason.
[[nodiscard]] Result<Post> return_post(store::Transaction& tx, PostId id, const Acting& acting, int version,
                                       std::string_view reason);
// Write: "undo". What was submitted or approved and has not left is a draft again, its approvals void.
[[nodiscard]] Result<Post> recall_post(store::Transaction& tx, PostId id, const Acting& acting, int version);
// Publish: when it leaves; nothing: as soon as it may. A held post goes on ("resume" in its record). Fails with
// Errc::Conflict while everything is held; Invalid when the time has passed or is more than a year away, or the zone is
// no name. `cautions` are those of that day, as in Assessment: they replace what stood there when it was submitted;
// whoever approved it sees them, and her approval stands.
[[nodiscard]] Result<Post> schedule_post(store::Transaction& tx, PostId id, const Acting& acting,
                                         std::optional<Timestamp> at, std::string_view zone,
                                         const std::optional<std::string>& cautions = {});
// Write or Publish: out of the queue, for good; a change of a sent post is given up and the post stays as it was sent.
[[nodiscard]] Result<Post> withdraw_post(store::Transaction& tx, PostId id, const Acting& acting,
                                         std::string_view reason);

[[nodiscard]] std::optional<Post> post_by_id(store::Snapshot& snapshot, PostId id);
[[nodiscard]] std::optional<Post> post_by_id(store::Transaction& tx, PostId id);
// Of any part.
[[nodiscard]] std::optional<Post> post_of_note(store::Snapshot& snapshot, activity::NoteId note);
[[nodiscard]] PostId post_id_of(store::Snapshot& snapshot, activity::NoteId note);  // the same; none: was no post
// The notes of the thread this one is a part of, in order, as they were sent, deleted ones too; nothing when it is no
// part of one.
[[nodiscard]] std::vector<activity::NoteId> thread_of(store::Snapshot& snapshot, activity::NoteId note);
// Of one account, or of all (none), in these states, the newest first, before `before` (a post's id; none: from the
// newest). Sent is whatever the public reads, also while a change of it is on its way.
struct PostFilter {
  activity::AccountId account;
  std::vector<PostStatus> statuses;  // empty: all
  PostId before;
  std::size_t limit = 50;
};
[[nodiscard]] std::vector<Post> posts(store::Snapshot& snapshot, const PostFilter& filter);
// Approved or held posts that are to leave in [from, to), soonest first.
[[nodiscard]] std::vector<Post> leaving_between(store::Snapshot& snapshot, Timestamp from, Timestamp to);
[[nodiscard]] std::vector<PostStep> steps_of(store::Snapshot& snapshot, PostId id);  // oldest first
// One version as it was written; nothing when there is none.
[[nodiscard]] std::optional<PostBody> post_version(store::Snapshot& snapshot, PostId id, int version);
// The same; nothing either where what is stored of it is damaged.
[[nodiscard]] std::optional<PostBody> readable_version(store::Snapshot& snapshot, PostId id, int version);

}  // namespace chancery::speak
