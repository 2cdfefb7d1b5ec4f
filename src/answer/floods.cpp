#include "answer/floods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "answer/append.hpp"
#include "answer/chains.hpp"
#include "answer/conversations.hpp"
#include "answer/flood_rows.hpp"
#include "answer/note_reader.hpp"
#include "answer/notices.hpp"
#include "answer/rows.hpp"
#include "base/log.hpp"
#include "desk/claim_rule.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rights.hpp"
#include "store/notes.hpp"
#include "text/fold.hpp"
#include "trend/near_duplicates.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;
using staff::DeskAction;

void audit(const Step& step, std::string_view action, FloodId id) {
  staff::append_audit(step.tx, step.now, staff::audit_actor(step.by), action, "flood:" + id.text());
}

// Of its maker, as long as she works at its desk.
Result<Flood> made_by_her(const Step& step, FloodId id) {
  auto flood = flood_by_id(step.tx, id);
  if (!flood || flood->made_by != step.by.id) return fail(Errc::NotFound, "there is no such flood of hers");
  const auto rights = staff::desk_rights(step.tx, step.by);
  if (auto may = staff::require(rights, DeskAction::Work, flood->desk); !may) return fail(may.error());
  return std::move(*flood);
}

// The same, while nothing of it is on its way.
Result<Flood> hers(const Step& step, FloodId id) {
  auto flood = made_by_her(step, id);
  if (!flood) return flood;
  if (flood->state != FloodState::Open) {
    return fail(Errc::Conflict, "not open", "What answers these is on its way already, or was given up.");
  }
  return flood;
}

bool in_hand(const Conversation& c, const staff::User& by, std::int64_t token) {
  return desk::check_token(standing_of(c), desk::Officer{by.id.value}, token).has_value();
}

Status let_go(const Step& step, const Conversation& c) {
  auto event = event_of(EventKind::Released, step.now);
  event.user = desk::Officer{step.by.id.value};
  auto done = append(step.tx, step.workplace, c.id, event, acting_of(step));
  return done ? Status{} : fail(done.error());
}

// What a desk has cleared draft by draft is not answered in one go.
Status check_no_chain(store::Transaction& tx, const Conversation& c) {
  if (!chain_of(tx, c.desk)) return {};
  return fail(Errc::Conflict, "a chain",
              "This desk has its drafts cleared first: answer its conversations one by one.");
}

// The last copy left, or will not leave any more.
void end_where_done(store::Transaction& tx, const Flood& flood) {
  if (rows::any_member(tx, flood.id, MemberState::In) || !rows::any_member(tx, flood.id, MemberState::Sent)) return;
  auto done = flood;
  done.state = FloodState::Sent;
  rows::put_flood(tx, done);
}

// The flood it was taken for before it changed hands answers it no more; `next` takes it now.
void leave_former(store::Transaction& tx, ConversationId id, FloodId next) {
  auto former = rows::membership(tx, id);
  if (!former) return;
  former->member.state = MemberState::Gone;
  rows::put_member(tx, former->flood, former->member);
  if (former->flood == next) return;
  if (const auto flood = flood_by_id(tx, former->flood)) end_where_done(tx, *flood);
}

// Given to her by name, so that it does not lapse while she writes for all of them.
Result<Conversation> take(const Step& step, ConversationId id, FloodId flood) {
  auto c = conversation_for(step.tx, id, step.by, DeskAction::Work);
  if (!c) return c;
  const bool others = c->place == desk::Place::Person && c->holder != step.by.id;
  if (others || c->place == desk::Place::Closed || c->is_private || c->drafting != 0 ||
      rows::in_a_flood(step.tx, id, c->token)) {
    return fail(Errc::Conflict, "not to be taken", "Somebody has it, it was answered, or an answer is under way.");
  }
  if (auto free = check_no_chain(step.tx, *c); !free) return fail(free.error());
  leave_former(step.tx, id, flood);
  if (c->assigned) return c;
  if (c->place == desk::Place::Person) {  // hers by a lease, which ends
    if (auto gone = let_go(step, *c); !gone) return fail(gone.error());
  }
  auto event = event_of(EventKind::Assigned, step.now);
  event.user = desk::Officer{step.by.id.value};
  return append(step.tx, step.workplace, id, event, acting_of(step));
}

// Whether anything of hers that stands was recorded after what this answers and after it was taken for it: said since,
// or merged into it.
bool said_more(store::Transaction& tx, const FloodMember& member) {
  bool more = false;
  for (const auto& one : rows::happened(tx, member.conversation)) {
    const bool taken = one.event.kind == EventKind::Assigned && one.event.token == member.token;
    const bool received = one.event.kind == EventKind::Received;
    if (taken || (received && one.event.note == member.note.value)) {
      more = false;
    } else if (received) {
      const auto message = rows::message_of_note(tx, activity::NoteId{one.event.note});
      more = more || (message && message->stands());
    }
  }
  return more;
}

bool changed_since(store::Transaction& tx, const FloodMember& member, Timestamp since) {
  return std::ranges::any_of(rows::happened(tx, member.conversation), [&](const Happened& one) {
    return one.event.kind == EventKind::Rewritten && one.event.note == member.note.value && one.recorded_at > since;
  });
}

void tell_maker(store::Transaction& tx, const Flood& flood, const FloodMember& member, Timestamp now) {
  put_notice(tx, {.user = flood.made_by,
                  .kind = NoticeKind::SaidMore,
                  .conversation = member.conversation,
                  .other = flood.post,
                  .by = {},
                  .at = now});
}

std::string folded_words(store::Snapshot& snapshot, activity::NoteId id) {
  const auto note = store::note_by_id(snapshot, id);
  if (!note || note->deleted) return {};
  return text::fold_words(plain_of(*note));
}

}  // namespace

std::string_view to_string(FloodState state) {
  constexpr std::array<std::string_view, 4> kNames{"open", "sending", "sent", "given_up"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::string_view to_string(MemberState state) {
  constexpr std::array<std::string_view, 4> kNames{"in", "left_out", "sent", "gone"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::vector<Similar> similar_to(store::Snapshot& snapshot, const Conversation& conversation, const Reader& reader,
                                Timestamp now) {
  const auto example = last_message_in(snapshot, conversation.id);
  if (!example || conversation.is_private) return {};
  const auto said = folded_words(snapshot, example->note);
  trend::NearDuplicates near;
  static_cast<void>(near.add(static_cast<std::uint64_t>(example->note.value), now, 0, said));
  struct Looked {
    rows::Candidate candidate;
    std::uint64_t cluster;
    double similarity;
  };
  std::vector<Looked> looked;
  std::optional<std::uint64_t> cluster;
  for (const auto desk : reader.rights.desks(DeskAction::Work)) {
    for (const auto& one :
         rows::candidates(snapshot, desk, conversation.account, reader.user.id, now - kFloodWindow, kMostMembers)) {
      if (one.conversation == conversation.id) continue;
      const auto words = folded_words(snapshot, one.note);
      const auto found = near.add(static_cast<std::uint64_t>(one.note.value), now, 0, words);
      if (!found) continue;
      const auto similarity = trend::similarity(said, words);
      if (similarity >= trend::NearDuplicateOptions{}.similarity) cluster = found;
      looked.push_back({one, *found, similarity});
    }
  }
  std::vector<Similar> found;
  if (!cluster) return found;
  const auto* its = near.find(*cluster);
  for (const auto& one : looked) {
    if (near.find(one.cluster) == its) {
      found.push_back({one.candidate.conversation, one.candidate.note, one.similarity});
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &Similar::similarity);
  if (found.size() > kMostMembers) found.resize(kMostMembers);
  return found;
}

Result<Flood> make_flood(const Step& step, FloodId id, ConversationId example) {
  const auto c = take(step, example, id);
  if (!c) return fail(c.error());
  const auto note = note_to_answer(step.tx, example);
  if (!note) return fail(Errc::Conflict, "nothing stands", "She took back what she said: there is nothing to answer.");
  const Flood flood{.id = id,
                    .desk = c->desk,
                    .root = c->root,
                    .account = c->account,
                    .example = note,
                    .made_by = step.by.id,
                    .made_at = step.now};
  rows::put_flood(step.tx, flood);
  rows::put_member(step.tx, id, {.conversation = example, .note = note, .token = c->token, .similarity = 1});
  audit(step, "flood.make", id);
  return flood;
}

Result<std::size_t> add_members(const Step& step, FloodId id, std::span<const Similar> members) {
  const auto flood = hers(step, id);
  if (!flood) return fail(flood.error());
  std::size_t taken = members_of(step.tx, id).size();
  std::size_t added = 0;
  for (const auto& one : members) {
    if (taken == kMostMembers) break;
    const auto before = rows::conversation(step.tx, one.conversation);
    const auto note = note_to_answer(step.tx, one.conversation);
    if (!before || before->account != flood->account || !note) continue;
    const auto c = take(step, one.conversation, id);
    if (!c) continue;
    rows::put_member(step.tx, id,
                     {.conversation = c->id, .note = note, .token = c->token, .similarity = one.similarity});
    ++taken;
    ++added;
  }
  return added;
}

Status leave_out(const Step& step, FloodId id, ConversationId conversation) {
  const auto flood = hers(step, id);
  if (!flood) return fail(flood.error());
  for (auto member : members_of(step.tx, id)) {
    if (member.conversation != conversation || member.state != MemberState::In) continue;
    member.state = MemberState::LeftOut;
    rows::put_member(step.tx, id, member);
    const auto c = rows::conversation(step.tx, conversation);
    return c && in_hand(*c, step.by, member.token) ? let_go(step, *c) : Status{};
  }
  return fail(Errc::NotFound, "it is no part of this flood");
}

Status bind_flood(const Step& step, FloodId id, std::int64_t post) {
  auto flood = hers(step, id);
  if (!flood) return fail(flood.error());
  flood->post = post;
  rows::put_flood(step.tx, *flood);
  return {};
}

Status flood_leaves(const Step& step, FloodId id) {
  auto flood = hers(step, id);
  if (!flood) return fail(flood.error());
  std::size_t lost = 0;
  for (const auto& member : members_of(step.tx, id)) {
    if (member.state != MemberState::In) continue;
    const auto c = rows::conversation(step.tx, member.conversation);
    if (!c || !in_hand(*c, step.by, member.token)) {
      ++lost;
    } else if (auto free = check_no_chain(step.tx, *c); !free) {
      return free;
    }
  }
  if (lost != 0) {
    return fail(Errc::Conflict, "not all in hand",
                fmt::format("{} of these conversations are in other hands now: leave them out first.", lost));
  }
  flood->state = FloodState::Sending;
  rows::put_flood(step.tx, *flood);
  audit(step, "flood.submit", id);
  return {};
}

void reopen_flood(store::Transaction& tx, std::int64_t post) {
  auto flood = flood_of_post(tx, post);
  if (!flood || flood->state != FloodState::Sending) return;
  flood->state = FloodState::Open;
  rows::put_flood(tx, *flood);
}

Status give_up_flood(const Step& step, FloodId id) {
  auto flood = made_by_her(step, id);
  if (!flood) return fail(flood.error());
  if (flood->state == FloodState::Sent) return fail(Errc::Conflict, "it was sent", "They have been answered already.");
  for (auto member : members_of(step.tx, id)) {
    if (member.state != MemberState::In) continue;
    member.state = MemberState::LeftOut;
    rows::put_member(step.tx, id, member);
    const auto c = rows::conversation(step.tx, member.conversation);
    if (!c || !in_hand(*c, step.by, member.token)) continue;
    if (auto gone = let_go(step, *c); !gone) return gone;
  }
  flood->state = FloodState::GivenUp;
  rows::put_flood(step.tx, *flood);
  audit(step, "flood.give_up", id);
  return {};
}

Status copy_may_leave(store::Transaction& tx, const Flood& flood, const Leaving& leaving, Timestamp now) {
  if (leaving.edit) return {};
  auto member = rows::member_of_note(tx, flood.id, leaving.parent);
  const auto c = member ? rows::conversation(tx, member->conversation) : std::nullopt;
  const auto message = rows::message_of_note(tx, leaving.parent);
  const bool stands = c && message && message->stands() && member->state == MemberState::In &&
                      c->token == member->token && c->place != desk::Place::Closed && !has(c->flags, Flag::Gone);
  const bool changed = stands && changed_since(tx, *member, flood.made_at);
  if (stands && !changed && flood.state != FloodState::GivenUp) return {};
  if (changed) tell_maker(tx, flood, *member, now);
  if (member && member->state == MemberState::In) {
    member->state = MemberState::Gone;
    rows::put_member(tx, flood.id, *member);
    end_where_done(tx, flood);
  }
  return fail(Errc::Conflict, "a copy may not leave",
              "this one was answered otherwise, taken back or changed meanwhile");
}

void copy_has_left(store::Transaction& tx, const desk::Workplace& workplace, const Flood& flood, const Leaving& leaving,
                   const activity::Note& note, Timestamp now) {
  auto member = rows::member_of_note(tx, flood.id, leaving.parent);
  if (!member || leaving.edit || rows::message_of_note(tx, note.id)) return;
  rows::insert_message(tx, {.note = note.id,
                            .conversation = member->conversation,
                            .direction = Direction::Out,
                            .how = How::Reply,
                            .at = now,
                            .uri = note.uri,
                            .language = note.language});
  member->state = MemberState::Sent;
  rows::put_member(tx, flood.id, *member);
  auto event = event_of(EventKind::Answered, now);
  event.note = note.id.value;
  auto answered = append(tx, workplace, member->conversation,
                         Record{.event = event, .post = leaving.post, .other = flood.id.value}, {nullptr, now});
  auto closing = event_of(EventKind::Closed, now);
  closing.outcome = desk::Outcome::Answered;
  const bool more = said_more(tx, *member);
  if (more) tell_maker(tx, flood, *member, now);
  if (answered && !more) answered = append(tx, workplace, member->conversation, closing, {nullptr, now});
  if (!answered) log::error("answer", "an answer that left is not on record: {}", answered.error().detail);
  end_where_done(tx, flood);
}

}  // namespace chancery::answer
