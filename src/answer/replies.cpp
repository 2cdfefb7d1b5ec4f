#include "answer/replies.hpp"

#include <fmt/format.h>

#include <utility>

#include "answer/append.hpp"
#include "answer/chains.hpp"
#include "answer/conversations.hpp"
#include "answer/floods.hpp"
#include "answer/near.hpp"
#include "answer/notices.hpp"
#include "answer/rows.hpp"
#include "base/log.hpp"
#include "desk/claim_rule.hpp"

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

tl::unexpected<Error> refuse(std::string hint) {
  return fail(Errc::Conflict, "the reply may not leave", std::move(hint));
}

Status check_reply(store::Transaction& tx, const desk::Workplace& workplace, const Reply& reply,
                   const Leaving& leaving) {
  const auto c = rows::conversation(tx, reply.conversation);
  if (!c) return refuse("the conversation is not there any more");
  if (reply.state == ReplyState::GivenUp) return refuse("this reply was given up");
  if (leaving.edit) return {};
  if (reply.state == ReplyState::Sent) return refuse("this reply has left already");
  const bool neutral = reply.kind != ReplyKind::Reply;  // it leaves although the conversation ended with it
  if (c->place == desk::Place::Closed && !neutral) {
    return refuse("the conversation was closed after the reply was written");
  }
  if (c->token != reply.token && !neutral) return refuse("the conversation changed hands after the reply was written");
  if (!c->person || has(c->flags, Flag::Gone)) return refuse("her account is not there any more: nobody would hear it");
  const auto parent = rows::message_of_note(tx, reply.parent);
  if (!parent || !parent->stands()) return refuse("she took back what this answers");
  if (neutral) return {};
  return check_cleared(tx, workplace, c->desk, reply.post, leaving.digest);
}

// Who wrote in it hears of it where she looks next.
void tell_holder(store::Transaction& tx, const desk::Workplace& workplace, const Reply& reply, const Error& why,
                 Timestamp now) {
  rows::put_waits(tx, reply.post, false);
  const auto event = event_of(EventKind::Returned, now);
  const auto told = append(tx, workplace, reply.conversation,
                           Record{.event = event, .post = reply.post, .words = why.hint}, {nullptr, now});
  if (!told) log::warn("answer", "a reply that went back is not on record: {}", told.error().detail);
  if (told && told->holder) {
    put_notice(tx, {.user = told->holder,
                    .kind = NoticeKind::Returned,
                    .conversation = reply.conversation,
                    .other = reply.post,
                    .by = {},
                    .at = now});
  }
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

void close_as_answered(store::Transaction& tx, const desk::Workplace& workplace, const Reply& reply, Timestamp now) {
  auto event = event_of(EventKind::Closed, now);
  event.outcome = desk::Outcome::Answered;
  if (auto closed = append(tx, workplace, reply.conversation, event, {nullptr, now}); !closed) {
    log::warn("answer", "an answered conversation stays open: {}", closed.error().detail);
  }
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
  activity::NoteId last;
  for (const auto& message : rows::messages(tx, id)) {
    if (message.direction == Direction::In && message.stands()) last = message.note;
  }
  return last;
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
  auto bound = reply;
  bound.bound_at = acting.now;
  bound.waits = false;  // what changed is to be submitted again
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
  reply->waits = step == ReplyStep::Submitted;
  if (step == ReplyStep::GivenUp) reply->state = ReplyState::GivenUp;
  rows::put_reply(tx, *reply);
  auto told = append(tx, workplace, reply->conversation,
                     Record{.event = event_of(kind_of(step), acting.now),
                            .post = post,
                            .code = step == ReplyStep::GivenUp ? "given_up" : "",
                            .words = std::string(words)},
                     acting);
  if (!told) return fail(told.error());
  if (step == ReplyStep::Returned && told->holder) {
    put_notice(tx, {.user = told->holder,
                    .kind = NoticeKind::Returned,
                    .conversation = reply->conversation,
                    .other = post,
                    .by = acting.by != nullptr ? acting.by->id : staff::UserId{},
                    .at = acting.now});
  }
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

Status may_leave(store::Transaction& tx, const desk::Workplace& workplace, const Leaving& leaving, Timestamp now) {
  const auto reply = rows::reply(tx, leaving.post);
  if (!reply) {
    if (const auto flood = flood_of_post(tx, leaving.post)) return copy_may_leave(tx, *flood, leaving);
    const auto parent = leaving.parent && !leaving.edit ? rows::message_of_note(tx, leaving.parent) : std::nullopt;
    if (!parent || parent->direction == Direction::Out) return {};
    return refuse("this answers a message of a conversation: claim that conversation and answer it there");
  }
  const auto may = check_reply(tx, workplace, *reply, leaving);
  if (!may) tell_holder(tx, workplace, *reply, may.error(), now);
  return may;
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
  reply->state = ReplyState::Sent;
  reply->waits = false;
  reply->note = note.id;
  rows::put_reply(tx, *reply);
  auto event = event_of(EventKind::Answered, now);
  event.note = note.id.value;
  event.counts_as_answer = reply->kind == ReplyKind::Reply;
  auto answered =
      append(tx, workplace, reply->conversation, Record{.event = event, .post = leaving.post}, {nullptr, now});
  if (!answered) {
    log::error("answer", "an answer that left is not on record: {}", answered.error().detail);
    return;
  }
  if (note.visibility <= activity::Visibility::Unlisted && event.counts_as_answer) {
    keep_answered(tx, *answered, reply->parent, note.id, now);
  }
  if (event.counts_as_answer && !reply->keep_open) close_as_answered(tx, workplace, *reply, now);
}

Status taken_back(store::Transaction& tx, const desk::Workplace& workplace, activity::NoteId note, Timestamp now) {
  const auto message = rows::message_of_note(tx, note);
  if (!message || message->direction != Direction::Out || !message->stands()) return {};
  rows::put_message_state(tx, note, MessageState::Withdrawn);
  auto event = event_of(EventKind::TakenBack, now);
  event.note = note.value;
  const auto c = append(tx, workplace, message->conversation, event, {nullptr, now});
  if (!c) return fail(c.error());
  const bool waits_again = c->outcome == desk::Outcome::Answered && c->person && !has(c->flags, Flag::Gone) &&
                           !rows::any_out_stands(tx, c->id);
  if (!waits_again) return {};
  auto reopened = append(tx, workplace, c->id, event_of(EventKind::Reopened, now), {nullptr, now});
  return reopened ? Status{} : fail(reopened.error());
}

}  // namespace chancery::answer
