// Floods: many who say nearly the same are answered once, and each receives it.
//
// Somebody finds those that are near what she reads, leaves out whom she likes, and has all of them in hand from then
// on. One post answers them (speak::PostBody::answers); it is approved once, and each copy is asked for at its
// departure: a conversation that changed hands, ended or was taken back or changed meanwhile is left out, and one in
// which she said more stays open after it. Who comes later is offered, never added by itself.
//
// Every function that changes something runs in the caller's transaction and fails as placing.hpp says.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/placing.hpp"
#include "answer/replies.hpp"
#include "store/store.hpp"

namespace chancery::answer {

using FloodId = Id<struct FloodTag>;

enum class FloodState { Open, Sending, Sent, GivenUp };  // "open", "sending", "sent", "given_up"
[[nodiscard]] std::string_view to_string(FloodState state);
enum class MemberState { In, LeftOut, Sent, Gone };  // "in", "left_out", "sent", "gone"
[[nodiscard]] std::string_view to_string(MemberState state);

struct Flood {
  FloodId id;
  DeskId desk;
  std::string root;
  activity::AccountId account;
  activity::NoteId example;
  staff::UserId made_by;
  Timestamp made_at;
  std::int64_t post = 0;  // speak::PostId; 0: nothing is written yet
  FloodState state = FloodState::Open;
};

struct FloodMember {
  ConversationId conversation;
  activity::NoteId note;
  std::int64_t token = 0;
  double similarity = 0;  // to the example: 0 to 1
  MemberState state = MemberState::In;
};

inline constexpr std::size_t kMostMembers = 2'000;
inline constexpr std::size_t kFloodSlice = 50;  // taken in hand in one transaction
inline constexpr std::chrono::hours kFloodWindow{24};

// What is near her last message: open public conversations with the same account, in the queue or in this reader's
// hands, of the last day, at desks where she works; the nearest first. Looks at kMostMembers of each desk at most: some
// 50 µs each.
struct Similar {
  ConversationId conversation;
  activity::NoteId note;
  double similarity = 0;
};
[[nodiscard]] std::vector<Similar> similar_to(store::Snapshot& snapshot, const Conversation& conversation,
                                              const Reader& reader, Timestamp now);

// Work, at a desk without a chain of clearance: one text to many passes no desk on its way. With its example alone; the
// others follow in slices.
[[nodiscard]] Result<Flood> make_flood(const Step& step, FloodId id, ConversationId example);
// Takes them in hand, but whom somebody else has meanwhile, who is answered or for whom a draft is under way; gives how
// many. Of its maker alone, while nothing is on its way.
[[nodiscard]] Result<std::size_t> add_members(const Step& step, FloodId id, std::span<const Similar> members);
// Out of it, and back to its desk's queue.
[[nodiscard]] Status leave_out(const Step& step, FloodId id, ConversationId conversation);
// The post that answers them. Of its maker alone, like both that follow, as long as she works at its desk.
[[nodiscard]] Status bind_flood(const Step& step, FloodId id, std::int64_t post);
// Submitted. Fails with Errc::Conflict where one of them is not in her hands any more; the hint says how many.
[[nodiscard]] Status flood_leaves(const Step& step, FloodId id);
// Nothing is sent to those that are still in: they go back to their queues.
[[nodiscard]] Status give_up_flood(const Step& step, FloodId id);
// The post was sent back: the flood it answers, if any, is written on.
void reopen_flood(store::Transaction& tx, std::int64_t post);

[[nodiscard]] std::optional<Flood> flood_by_id(store::Snapshot& snapshot, FloodId id);
[[nodiscard]] std::optional<Flood> flood_by_id(store::Transaction& tx, FloodId id);
[[nodiscard]] std::optional<Flood> flood_of_post(store::Transaction& tx, std::int64_t post);
// In which it is answered with others, as long as it is in the hands in which it was taken; none: in none.
[[nodiscard]] FloodId flood_with(store::Snapshot& snapshot, const Conversation& conversation);
// The nearest first.
[[nodiscard]] std::vector<FloodMember> members_of(store::Snapshot& snapshot, FloodId id);
[[nodiscard]] std::vector<FloodMember> members_of(store::Transaction& tx, FloodId id);
// Not over, of this person.
[[nodiscard]] std::vector<Flood> floods_of(store::Snapshot& snapshot, staff::UserId user);

// One copy: as may_leave() and has_left() of replies.hpp, which call these.
[[nodiscard]] Status copy_may_leave(store::Transaction& tx, const Flood& flood, const Leaving& leaving, Timestamp now);
void copy_has_left(store::Transaction& tx, const desk::Workplace& workplace, const Flood& flood, const Leaving& leaving,
                   const activity::Note& note, Timestamp now);

}  // namespace chancery::answer
