#include "answer/replies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "answer/append.hpp"
#include "answer/chains.hpp"
#include "answer/conversations.hpp"
#include "answer/flood_rows.hpp"
#include "answer/floods.hpp"
#include "answer/line_rows.hpp"
#include "answer/lines.hpp"
#include "answer/near.hpp"
#include "answer/notices.hpp"
#include "answer/placing.hpp"
#include "answer/rows.hpp"
#include "base/log.hpp"
#include "desk/claim_rule.hpp"
#include "desk/waits.hpp"
#include "staff/desk_rights.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;

EventKind kind_of(ReplyStep step) {
  switch (step) {
    case ReplyStep::Submitted:
      return EventKind::Submitted;
    case ReplyStep::Returned:
      return EventKind::Returned;
    default:
      return EventKind::Recalled;
  }
}

tl::unexpected<Error> refuse_reply(std::string hint) {
  return fail(Errc::Conflict, "the reply may not leave", std::move(hint));
}

// What she said, and what she changed, that was not there when the reply was submitted, in the order of recording.
struct SaidSince {
  bool more = false;  // any of either that stands
  std::set<activity::NoteId> rewritten;
};

SaidSince said_since(store::Transaction& tx, const Reply& reply) {
  SaidSince since;
  for (const auto& one : rows::happened(tx, reply.conversation)) {
    const auto kind = one.event.kind;
    if (one.post == reply.post && (kind == EventKind::Drafted || kind == EventKind::Submitted)) since = {};
    if (kind != EventKind::Received && kind != EventKind::Rewritten) continue;
    const activity::NoteId note{one.event.note};
    const auto message = rows::message_of_note(tx, note);
    since.more = since.more || (message && message->stands());
    if (kind == EventKind::Rewritten) since.rewritten.insert(note);
  }
  return since;
}

std::string_view without_space_around(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

TextKey made_of(const Reply& reply) {
  return {LineId{reply.line}, reply.line_language, reply.line_version};
}

Status check_made_of(store::Transaction& tx, const Reply& reply, Timestamp now) {
  return reply.line == 0 ? Status{} : check_stands(tx, made_of(reply), now);
}

Status check_reply(store::Transaction& tx, const desk::Workplace& workplace, const Reply& reply, const Leaving& leaving,
                   Timestamp now) {
  const auto c = rows::conversation(tx, reply.conversation);
  if (!c) return refuse_reply("the conversation is not there any more");
  if (reply.state == ReplyState::GivenUp) return refuse_reply("this reply was given up");
  if (leaving.edit && reply.kind == ReplyKind::Door) return refuse_reply("a link for her alone is not changed");
  if (leaving.edit) return {};
  if (reply.state == ReplyState::Sent) return refuse_reply("this reply has left already");
  if (c->place == desk::Place::Closed) return refuse_reply("the conversation was closed after the reply was written");
  if (c->token != reply.token) return refuse_reply("the conversation changed hands after the reply was written");
  if (!c->person || has(c->flags, Flag::Gone))
    return refuse_reply("her account is not there any more: nobody would hear it");
  const auto parent = rows::message_of_note(tx, reply.parent);
  if (!parent || !parent->stands()) return refuse_reply("she took back what this answers");
  const auto since = said_since(tx, reply);
  if (since.rewritten.contains(reply.parent)) return refuse_reply("she changed what this answers: read it again");
  if (rows::half_given_up(tx, reply)) return refuse_reply("what was to be said with it went back");
  if (auto holds = check_made_of(tx, reply, now); !holds) return holds;
  if (reply.kind != ReplyKind::Reply) return {};
  return check_cleared(tx, workplace, c->desk, reply.post, leaving.digest);
}

// Who has the conversation hears of it where she looks next.
void tell_holder(store::Transaction& tx, const Conversation& c, const Reply& reply, NoticeKind kind,
                 const Acting& acting) {
  put_notice(tx, {.user = c.holder,
                  .kind = kind,
                  .conversation = c.id,
                  .other = reply.post,
                  .by = acting.by != nullptr ? acting.by->id : staff::UserId{},
                  .at = acting.now});
}

Message message_of(const Reply& reply, const activity::Note& note, Timestamp now) {
  return {.note = note.id,
          .conversation = reply.conversation,
          .direction = Direction::Out,
          .how = note.visibility == activity::Visibility::Direct ? How::Direct : How::Reply,
          .at = now,
          .uri = note.uri,
          .language = note.language};
}

// What goes on elsewhere, in confidence, is from then on for those who may read what is said to few. She may have a
// private conversation of this thread already: one of each there is.
Status make_private(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c, Timestamp now) {
  const bool another = rows::find(tx, {c.account, c.person, c.root, true}).value != 0;
  if (c.is_private || another) return {};
  auto hidden = append(tx, workplace, c.id, event_of(EventKind::MadePrivate, now), {nullptr, now});
  if (!hidden) return fail(hidden.error());
  forget_answered(tx, c.id);
  return {};
}

Status close_with(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c, const Reply& reply,
                  Timestamp now) {
  const bool door = reply.kind == ReplyKind::Door;
  if (auto hidden = door ? make_private(tx, workplace, c, now) : Status{}; !hidden) return hidden;
  Record closed;
  closed.event = event_of(EventKind::Closed, now);
  closed.event.outcome = door ? desk::Outcome::Referred : desk::Outcome::Answered;
  if (door) closed.detail = "confidential_help";
  auto done = append(tx, workplace, c.id, std::move(closed), {nullptr, now});
  return done ? Status{} : fail(done.error());
}

// What she said since waits: after a link for her alone, in the hands of somebody who may read what is said to few.
Status leave_open(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c, const Reply& reply,
                  Timestamp now) {
  tell_holder(tx, c, reply, NoticeKind::SaidMore, {nullptr, now});
  if (reply.kind != ReplyKind::Door) return {};
  if (auto hidden = make_private(tx, workplace, c, now); !hidden) return hidden;
  const auto hidden = rows::conversation(tx, c.id);
  const auto read = hidden ? release_unread(tx, workplace, *hidden, now) : Result<Conversation>(c);
  return read ? Status{} : fail(read.error());
}

// The last that stands; of those that wait alone, where these are named.
activity::NoteId last_of_hers(const std::vector<Message>& messages, const std::vector<std::int64_t>* asking) {
  activity::NoteId last;
  for (const auto& message : messages) {
    if (message.direction != Direction::In || !message.stands()) continue;
    if (asking == nullptr || std::ranges::find(*asking, message.note.value) != asking->end()) last = message.note;
  }
  return last;
}

// She took back the newest of what she said, and nobody has opened it by hand since.
bool took_back_the_newest(const std::vector<Happened>& happened) {
  std::int64_t newest = 0;
  bool taken_back = false;
  for (const auto& one : happened) {
    const auto kind = one.event.kind;
    if (kind == EventKind::Received) {
      newest = one.event.note;
      taken_back = false;
    } else if (kind == EventKind::Withdrawn && one.event.note == newest) {
      taken_back = true;
    } else if (kind == EventKind::Reopened && one.by) {
      taken_back = false;
    }
  }
  return taken_back;
}

activity::NoteId to_answer(const std::vector<Message>& messages, const std::vector<Happened>& happened) {
  std::vector<desk::Event> events;
  for (const auto& one : happened) events.push_back(one.event);
  const auto asking = desk::waits(events).asking;
  const auto waiting = last_of_hers(messages, &asking);
  if (waiting || took_back_the_newest(happened)) return waiting;
  return last_of_hers(messages, nullptr);
}

// It says that an answer comes, and is none.
bool is_holding(store::Transaction& tx, const Reply& reply) {
  const auto line = reply.line != 0 ? line_by_id(tx, LineId{reply.line}) : std::nullopt;
  return line && line->purpose == LinePurpose::Holding;
}

// Neutral words are not written on: they are said anew.
bool ends_with(ReplyKind kind, ReplyStep step) {
  return step == ReplyStep::GivenUp || (step == ReplyStep::Returned && kind != ReplyKind::Reply);
}

}  // namespace

std::string_view to_string(ReplyKind kind) {
  switch (kind) {
    case ReplyKind::Handover:
      return "handover";
    case ReplyKind::Door:
      return "door";
    default:
      return "reply";
  }
}

std::string_view to_string(ReplyState state) {
  switch (state) {
    case ReplyState::Sent:
      return "sent";
    case ReplyState::GivenUp:
      return "given_up";
    default:
      return "open";
  }
}

Result<Conversation> check_fence(store::Transaction& tx, ConversationId id, const staff::User& by, std::int64_t token) {
  auto c = conversation_for(tx, id, by, staff::DeskAction::Work);
  if (!c) return c;
  if (auto hers = desk::check_token(standing_of(*c), desk::Officer{by.id.value}, token); !hers) {
    const auto holder = c->holder && c->holder != by.id ? staff::user_by_id(tx, c->holder) : std::nullopt;
    if (!holder) return fail(hers.error());
    return fail(Errc::Conflict, "held by another", fmt::format("{} has this conversation now.", holder->name));
  }
  return c;
}

activity::NoteId last_standing(store::Transaction& tx, ConversationId id) {
  return last_of_hers(rows::messages(tx, id), nullptr);
}
activity::NoteId last_standing(store::Snapshot& snapshot, ConversationId id) {
  return last_of_hers(rows::messages(snapshot, id), nullptr);
}

activity::NoteId note_to_answer(store::Transaction& tx, ConversationId id) {
  return to_answer(rows::messages(tx, id), rows::happened(tx, id));
}
activity::NoteId note_to_answer(store::Snapshot& snapshot, ConversationId id) {
  return to_answer(rows::messages(snapshot, id), rows::happened(snapshot, id));
}

Result<Reply> bind_reply(store::Transaction& tx, const desk::Workplace& workplace, const Reply& reply,
                         const Acting& acting) {
  const auto parent = rows::message_of_note(tx, reply.parent);
  if (!parent || parent->conversation != reply.conversation || parent->direction != Direction::In) {
    return fail(Errc::Invalid, "answers another conversation",
                "in_reply_to: this is none of her messages in this conversation");
  }
  const auto known = rows::reply(tx, reply.post);
  if (known && (known->conversation != reply.conversation || known->state != ReplyState::Open)) {
    return fail(Errc::Conflict, "bound elsewhere", "This draft belongs to another conversation, or has left.");
  }
  const auto open = rows::open_reply(tx, reply.conversation);
  if (open && open->post != reply.post && reply.kind == ReplyKind::Reply) {
    return fail(Errc::Conflict, "a second reply", "A reply to this conversation is under way already: go on with it.");
  }
  if (reply.kind == ReplyKind::Reply && !private_matter(tx, reply.conversation).empty()) {
    return fail(Errc::Conflict, "a private matter", "It goes on in confidence: take that back first.");
  }
  if (rows::in_a_flood(tx, reply.conversation, reply.token)) {
    return fail(Errc::Conflict, "in a flood", "It is answered with many others: leave it out of these first.");
  }
  auto bound = reply;
  bound.bound_at = acting.now;
  bound.waits = reply.kind != ReplyKind::Reply;  // what changed is to be submitted again
  rows::put_reply(tx, bound);
  if (known && known->token == bound.token) return bound;
  auto drafted = append(tx, workplace, reply.conversation,
                        Record{.event = event_of(EventKind::Drafted, acting.now), .post = reply.post}, acting);
  if (!drafted) return fail(drafted.error());
  return bound;
}

Result<Reply> note_step(store::Transaction& tx, const desk::Workplace& workplace, std::int64_t post, ReplyStep step,
                        const Acting& acting, std::string_view words) {
  auto reply = rows::reply(tx, post);
  if (!reply || reply->state != ReplyState::Open) return fail(Errc::NotFound, "no open reply is this post");
  const bool ends = ends_with(reply->kind, step);
  const bool known = step == ReplyStep::Returned && rows::half_given_up(tx, *reply);
  reply->waits = step == ReplyStep::Submitted;
  if (ends) reply->state = ReplyState::GivenUp;
  rows::put_reply(tx, *reply);
  auto told = append(tx, workplace, reply->conversation,
                     Record{.event = event_of(kind_of(step), acting.now),
                            .post = post,
                            .code = ends ? "given_up" : "",
                            .words = std::string(words)},
                     acting);
  if (!told) return fail(told.error());
  if (step == ReplyStep::Returned && !known) tell_holder(tx, *told, *reply, NoticeKind::Returned, acting);
  return std::move(*reply);
}

std::optional<Reply> reply_of_post(store::Transaction& tx, std::int64_t post) {
  return rows::reply(tx, post);
}
std::optional<Reply> reply_of_post(store::Snapshot& snapshot, std::int64_t post) {
  return rows::reply(snapshot, post);
}
std::optional<Reply> open_reply(store::Snapshot& snapshot, ConversationId id) {
  return rows::open_reply(snapshot, id);
}
std::optional<Reply> open_reply(store::Transaction& tx, ConversationId id) {
  return rows::open_reply(tx, id);
}

Status check_line_of(store::Transaction& tx, std::int64_t post, Timestamp now) {
  const auto reply = rows::reply(tx, post);
  if (!reply || reply->state != ReplyState::Open) return {};
  const auto holds = check_made_of(tx, *reply, now);
  return holds ? Status{} : fail(holds.error().code, holds.error().detail, "line: " + holds.error().hint);
}

bool says_its_line(store::Transaction& tx, const Reply& reply, std::string_view markdown) {
  const auto text = reply.line != 0 ? rows::text(tx, made_of(reply)) : std::nullopt;
  return text && without_space_around(text->markdown) == without_space_around(markdown);
}

std::optional<EndedLine> ended_line_of(store::Snapshot& snapshot, std::int64_t post, Timestamp now) {
  const auto reply = rows::reply(snapshot, post);
  if (!reply || reply->state != ReplyState::Open || reply->line == 0) return std::nullopt;
  return ended_line(snapshot, made_of(*reply), now);
}

Status may_leave(store::Transaction& tx, const desk::Workplace& workplace, const Leaving& leaving, Timestamp now) {
  const auto reply = rows::reply(tx, leaving.post);
  if (!reply) {
    if (const auto flood = flood_of_post(tx, leaving.post)) return copy_may_leave(tx, *flood, leaving, now);
    const auto parent = leaving.parent && !leaving.edit ? rows::message_of_note(tx, leaving.parent) : std::nullopt;
    if (!parent || parent->direction == Direction::Out) return {};
    return refuse_reply("this answers a message of a conversation: claim that conversation and answer it there");
  }
  return check_reply(tx, workplace, *reply, leaving, now);
}

void went_back(store::Transaction& tx, const desk::Workplace& workplace, std::int64_t post, std::string_view reason,
               Timestamp now) {
  reopen_flood(tx, post);
  const auto reply = rows::reply(tx, post);
  if (!reply || reply->state != ReplyState::Open) return;
  const auto told = note_step(tx, workplace, post, ReplyStep::Returned, {nullptr, now}, reason);
  if (!told) log::warn("answer", "a reply that went back is not on record: {}", told.error().detail);
}

void was_held(store::Transaction& tx, std::int64_t post, const Acting& acting) {
  const auto reply = rows::reply(tx, post);
  const auto c = reply ? rows::conversation(tx, reply->conversation) : std::nullopt;
  if (c && c->token == reply->token) tell_holder(tx, *c, *reply, NoticeKind::Held, acting);
}

void has_left(store::Transaction& tx, const desk::Workplace& workplace, const Leaving& leaving,
              const activity::Note& note, Timestamp now) {
  auto reply = rows::reply(tx, leaving.post);
  if (!reply) {
    if (const auto flood = flood_of_post(tx, leaving.post)) {
      copy_has_left(tx, workplace, *flood, leaving, note, now);
    }
    return;
  }
  if (leaving.edit || rows::message_of_note(tx, note.id)) return;
  rows::insert_message(tx, message_of(*reply, note, now));
  const bool further = reply->state == ReplyState::Sent;  // a later part of a thread
  if (further) return;
  const bool more = said_since(tx, *reply).more;
  reply->state = ReplyState::Sent;
  reply->waits = false;
  reply->note = note.id;
  rows::put_reply(tx, *reply);
  auto event = event_of(EventKind::Answered, now);
  event.note = note.id.value;
  const bool answers = reply->kind == ReplyKind::Reply && !is_holding(tx, *reply);
  event.counts_as_answer = answers;
  auto answered =
      append(tx, workplace, reply->conversation, Record{.event = event, .post = leaving.post}, {nullptr, now});
  if (!answered) {
    log::error("answer", "an answer that left is not on record: {}", answered.error().detail);
    return;
  }
  if (note.visibility <= activity::Visibility::Unlisted && event.counts_as_answer) {
    keep_answered(tx, *answered, reply->parent, note.id, now);
  }
  if ((!answers && reply->kind != ReplyKind::Door) || reply->keep_open) return;
  const auto ended =
      more ? leave_open(tx, workplace, *answered, *reply, now) : close_with(tx, workplace, *answered, *reply, now);
  if (!ended) log::warn("answer", "an answered conversation is not closed: {}", ended.error().detail);
}

Status taken_back(store::Transaction& tx, const desk::Workplace& workplace, activity::NoteId note, Timestamp now) {
  const auto message = rows::message_of_note(tx, note);
  if (!message || message->direction != Direction::Out || !message->stands()) return {};
  rows::put_message_state(tx, note, MessageState::Withdrawn);
  auto event = event_of(EventKind::TakenBack, now);
  event.note = note.value;
  const auto c = append(tx, workplace, message->conversation, event, {nullptr, now});
  if (!c) return fail(c.error());
  const bool waits_again =
      c->outcome == desk::Outcome::Answered && c->person && !has(c->flags, Flag::Gone) && !is_answered(tx, c->id);
  if (!waits_again) return {};
  auto reopened = append(tx, workplace, c->id, event_of(EventKind::Reopened, now), {nullptr, now});
  return reopened ? Status{} : fail(reopened.error());
}

}  // namespace chancery::answer
