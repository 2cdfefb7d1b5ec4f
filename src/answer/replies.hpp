// The reply under way, and the fence: what lets only the holder of a conversation answer it.
//
// A reply is a post bound to a conversation under the token its writer held. The token grows with every change of
// hands, so a stale page, a second tab, a delayed sender and a process that was restarted all lose: the fence is
// compared when the draft is saved, when it is submitted, and once more in the transaction in which it leaves.
//
// What a post says and who agrees to it is speak's; here is only to which conversation it belongs. Every function runs
// in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "answer/conversation.hpp"
#include "answer/line_ends.hpp"
#include "desk/clocks.hpp"
#include "store/store.hpp"

namespace chancery::answer {

enum class ReplyKind {
  Reply,     // "reply"
  Handover,  // "handover": neutral words that lead elsewhere; no answer in any figure
  Door,      // "door": the one-use link that goes with it, bound in the same moment; it ends the conversation
};
enum class ReplyState { Open, Sent, GivenUp };
[[nodiscard]] std::string_view to_string(ReplyKind kind);
[[nodiscard]] std::string_view to_string(ReplyState state);

struct Reply {
  std::int64_t post = 0;  // speak::PostId
  ConversationId conversation;
  std::int64_t token = 0;
  activity::NoteId parent;
  Timestamp bound_at;
  ReplyKind kind = ReplyKind::Reply;
  bool keep_open = false;     // its departure does not close the conversation
  std::int64_t line = 0;      // the approved line it was made of; 0: none
  std::string line_language;  // of the text of that line
  int line_version = 0;
  ReplyState state = ReplyState::Open;
  bool waits = false;     // for clearance, approval or its departure
  activity::NoteId note;  // once sent
};

// Fails with Errc::NotFound where she may not read it, Forbidden where she does not work there, Conflict where it is
// not hers under this token; the hint says what happened.
[[nodiscard]] Result<Conversation> check_fence(store::Transaction& tx, ConversationId id, const staff::User& by,
                                               std::int64_t token);
// Her last message that still stands. None: nothing is left.
[[nodiscard]] activity::NoteId last_standing(store::Transaction& tx, ConversationId id);
[[nodiscard]] activity::NoteId last_standing(store::Snapshot& snapshot, ConversationId id);
// What a reply answers when nothing else is said: the last that waits, else the last. None where nothing waits because
// she took back what she had added, until somebody opens the conversation by hand. So nothing is answered twice where
// an older question was merged in, or a newer one is gone.
[[nodiscard]] activity::NoteId note_to_answer(store::Transaction& tx, ConversationId id);
[[nodiscard]] activity::NoteId note_to_answer(store::Snapshot& snapshot, ConversationId id);

// Binds a post, or binds it anew under the token of who has the conversation now; neutral words wait from then on.
// Fails with Errc::Conflict where another reply or an answer to a flood is under way, Invalid where `parent` is none of
// her messages.
[[nodiscard]] Result<Reply> bind_reply(store::Transaction& tx, const desk::Workplace& workplace, const Reply& reply,
                                       const Acting& acting);
// Steps people took with the post, told here in the same transaction. Each fails with Errc::NotFound where the post is
// bound to nothing.
enum class ReplyStep { Submitted, Returned, Recalled, GivenUp };
[[nodiscard]] Result<Reply> note_step(store::Transaction& tx, const desk::Workplace& workplace, std::int64_t post,
                                      ReplyStep step, const Acting& acting, std::string_view words = {});

[[nodiscard]] std::optional<Reply> reply_of_post(store::Transaction& tx, std::int64_t post);
[[nodiscard]] std::optional<Reply> reply_of_post(store::Snapshot& snapshot, std::int64_t post);
[[nodiscard]] std::optional<Reply> open_reply(store::Snapshot& snapshot, ConversationId id);
[[nodiscard]] std::optional<Reply> open_reply(store::Transaction& tx, ConversationId id);
// The posts of a private matter that are on their way under the token of who has it: neutral words, and the link.
[[nodiscard]] std::vector<std::int64_t> private_matter(store::Transaction& tx, ConversationId id);
[[nodiscard]] std::vector<std::int64_t> private_matter(store::Snapshot& snapshot, ConversationId id);
// Of every reply that is submitted and has not left.
[[nodiscard]] std::vector<std::int64_t> waiting_posts(store::Transaction& tx);

// What leaves.
struct Leaving {
  std::int64_t post = 0;
  int version = 0;
  std::string digest;
  activity::AccountId account;
  activity::NoteId parent;  // none: a post of its own
  activity::NoteId note;
  bool edit = false;
};
// That the line the open reply of this post was made of, if any, may still be said: check_stands() of line_ends.hpp,
// the hint with the field's name. Asked when it is submitted and approved, and by may_leave() again.
[[nodiscard]] Status check_line_of(store::Transaction& tx, std::int64_t post, Timestamp now);
// Whether these are the words of the text of a line it was made of, but for the space around them.
[[nodiscard]] bool says_its_line(store::Transaction& tx, const Reply& reply, std::string_view markdown);
// For who is to approve it: why it would fail, of a post that has not left; nothing where it would not.
[[nodiscard]] std::optional<EndedLine> ended_line_of(store::Snapshot& snapshot, std::int64_t post, Timestamp now);
// Nothing is wrong with what answers no conversation. Fails with Errc::Conflict and the reason it goes back with.
[[nodiscard]] Status may_leave(store::Transaction& tx, const desk::Workplace& workplace, const Leaving& leaving,
                               Timestamp now);
// It left: a message of the conversation, which it closes as answered unless it is to stay open, is a holding line, or
// she said or changed something since it was submitted: then who has it is told. The link of a private matter closes it
// as referred.
void has_left(store::Transaction& tx, const desk::Workplace& workplace, const Leaving& leaving,
              const activity::Note& note, Timestamp now);
// The post is a draft again, for a reason of whoever was asked: who has the conversation is told, and its record has
// it. Of a private matter neither post leaves any more, and of a flood the text is written on.
void went_back(store::Transaction& tx, const desk::Workplace& workplace, std::int64_t post, std::string_view reason,
               Timestamp now);
// The post does not leave for now: a hold stands. Who has its conversation is told.
void was_held(store::Transaction& tx, std::int64_t post, const Acting& acting);
// One of ours was deleted: her message waits for an answer again.
[[nodiscard]] Status taken_back(store::Transaction& tx, const desk::Workplace& workplace, activity::NoteId note,
                                Timestamp now);

}  // namespace chancery::answer
