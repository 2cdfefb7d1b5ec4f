// The rows behind posts. For speak/ alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "speak/holding.hpp"
#include "speak/posts.hpp"

namespace chancery::speak {

// The program itself, at the time people chose: as the audit log and posts' records name it.
inline constexpr std::string_view kProgramActor = "sender";

}  // namespace chancery::speak

namespace chancery::speak::rows {

[[nodiscard]] std::optional<Post> post(store::Transaction& tx, PostId id);
// Whose note it is, or one of whose parts.
[[nodiscard]] std::optional<Post> post_of_note(store::Transaction& tx, activity::NoteId note);
// What this person drafted under that key.
[[nodiscard]] std::optional<Post> post_under_key(store::Transaction& tx, staff::UserId user, std::string_view key);
// Approved posts that are due, soonest first: those that share or quote, or the others.
[[nodiscard]] std::vector<PostId> due_posts(store::Snapshot& snapshot, Timestamp now, bool about_another,
                                            std::size_t limit);
// None that was sent: of those the row alone does not tell which were deleted.
[[nodiscard]] std::vector<Post> posts_standing(store::Transaction& tx, PostStatus status);
// The hold of everything, where one stands.
[[nodiscard]] std::optional<StandingHold> hold(store::Transaction& tx);
void put_hold(store::Transaction& tx, const StandingHold& hold);
void drop_hold(store::Transaction& tx);
[[nodiscard]] std::optional<PostBody> version(store::Transaction& tx, PostId id, int version);

void insert_post(store::Transaction& tx, const Post& post, std::string_view key);
// Where it stands: status, version, times, note.
void put_state(store::Transaction& tx, const Post& post);
// The notes of its later parts; those that are there stay.
void put_following(store::Transaction& tx, const Post& post);
// One text to many. Whom it answers, once: those that stand there stay.
void open_copies(store::Transaction& tx, const Post& post);
// Whom it has still to answer, at most `limit`.
[[nodiscard]] std::vector<activity::NoteId> copies_due(store::Transaction& tx, PostId id, std::size_t limit);
// By that note; none: she cannot be answered any more.
void put_copy(store::Transaction& tx, PostId id, activity::NoteId parent, activity::NoteId note);
// The notes that left.
[[nodiscard]] std::vector<activity::NoteId> copies_sent(store::Transaction& tx, PostId id);
[[nodiscard]] bool any_copy_sent(store::Transaction& tx, PostId id);

// Adds the version of `post`, or writes anew what it says.
void put_version(store::Transaction& tx, const Post& post);
// The version that was sent stands again, under a number of its own: numbers are never used twice. False when its
// words are gone.
[[nodiscard]] bool stand_as_sent(store::Transaction& tx, Post& post);
// Writes over what a version said, its cautions and the digests of it; its pictures belong to it no longer.
void erase_version(store::Transaction& tx, PostId id, int version, const PostBody& empty);
// As many approvals as it needs now, whatever becomes of the rule.
void put_held_to(store::Transaction& tx, const Post& post);
void put_cautions(store::Transaction& tx, PostId id, int version, std::string_view cautions);
void add_writer(store::Transaction& tx, PostId id, int version, staff::UserId user);
// A change of what others wrote is theirs too.
void inherit_writers(store::Transaction& tx, PostId id, int from, int to);
void add_approval(store::Transaction& tx, const Post& post, const Approval& approval);
void forget_approvals(store::Transaction& tx, PostId id, int version);
// Adds the release, or its review.
void put_release(store::Transaction& tx, const Post& post);
[[nodiscard]] bool released(store::Transaction& tx, PostId id, int version);
// Of a version that did not leave.
void forget_release(store::Transaction& tx, PostId id, int version);
[[nodiscard]] std::vector<staff::UserId> writers(store::Transaction& tx, PostId id, int version);
void append_step(store::Transaction& tx, PostId id, const PostStep& step);
// Since it was held the last time; nothing when it never was.
[[nodiscard]] std::optional<Timestamp> held_since(store::Transaction& tx, PostId id);

// Posts whose present version shares or quotes the post of that address.
[[nodiscard]] std::vector<Post> posts_about(store::Transaction& tx, std::string_view uri);
// Takes the address out of every version that has it.
void erase_subject(store::Transaction& tx, std::string_view uri);

// Those looked at before, which nothing of ours shares, or waits to share or quote.
void forget_sources(store::Transaction& tx, Timestamp before);

// What the note says as of this version of it.
void put_note_version(store::Transaction& tx, const activity::Note& note, int version, Timestamp at);
void erase_note_versions(store::Transaction& tx, activity::NoteId note);
// Why somebody returned, held or released it, in her words.
void erase_reasons(store::Transaction& tx, PostId id);

}  // namespace chancery::speak::rows
