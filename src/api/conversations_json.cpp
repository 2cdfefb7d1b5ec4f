#include "api/conversations_json.hpp"

#include <algorithm>
#include <utility>

#include "activitypub/picture_links.hpp"
#include "answer/append.hpp"
#include "answer/floods.hpp"
#include "answer/internal_notes.hpp"
#include "answer/note_reader.hpp"
#include "answer/placing.hpp"
#include "answer/replies.hpp"
#include "api/emoji_html.hpp"
#include "api/line_end_json.hpp"
#include "api/need_to_know.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "desk/clocks.hpp"
#include "speak/account_rights.hpp"
#include "speak/approvals.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "text/utf8.hpp"

namespace chancery::api {
namespace {

using answer::Conversation;
using answer::ConversationId;
using answer::Flag;
using desk::Place;
using speak::PostStatus;
using staff::DeskAction;

json::Value due_or_null(Timestamp due) {
  return due == desk::kNever ? json::Value(nullptr) : json::Value(to_rfc3339(due));
}

json::Object clock_json(const desk::Clock& clock) {
  json::Object object{{"state", desk::to_string(clock.state)},
                      {"started", time_or_null(clock.started)},
                      {"stopped", time_or_null(clock.stopped)},
                      {"due", due_or_null(clock.due)},
                      {"over_seconds", nullptr}};
  if (clock.over) object["over_seconds"] = std::chrono::floor<std::chrono::seconds>(*clock.over).count();
  return object;
}

bool is_there(const Conversation& c) {
  return c.person && !has(c.flags, Flag::Gone);
}

bool among(const json::Object& post, std::string_view step) {
  return std::ranges::any_of(json::texts(post, "may"), [&](const std::string& one) { return one == step; });
}

}  // namespace

ConversationsJson::ConversationsJson(store::Snapshot& snapshot, const Services& services, const staff::User& reader)
    : snapshot_(snapshot), services_(services), reader_(answer::reader_of(snapshot, reader)), users_(snapshot, reader) {
  std::map<staff::MissionId, std::string> missions;
  for (auto& mission : staff::missions(snapshot)) missions.emplace(mission.id, std::move(mission.name));
  for (const auto& desk : staff::desks(snapshot)) desks_.emplace(desk.id, missions[desk.mission] + " / " + desk.name);
  for (auto& account : store::accounts(snapshot)) accounts_.emplace(account.id, std::move(account.name));
}

json::Value ConversationsJson::named(desk::DeskId id) {
  const auto at = desks_.find(id);
  if (at == desks_.end()) return nullptr;
  return json::Object{{"id", id.text()}, {"name", at->second}};
}

json::Value ConversationsJson::named(activity::AccountId id) {
  const auto at = accounts_.find(id);
  return json::Object{{"id", id.text()}, {"name", at == accounts_.end() ? std::string() : at->second}};
}

json::Value ConversationsJson::correspondent(const Conversation& c) {
  const auto person = answer::person_of(snapshot_, c);
  if (!person) return nullptr;
  json::Object object{{"actor", person->actor},
                      {"name", person->name},
                      {"acct", person->acct},
                      {"url", person->url},
                      {"official", person->public_actor != 0}};
  if (const auto actor = store::actor_by_uri(snapshot_, person->actor)) {
    object["acct"] = text::strip_bidi_controls(activity::handle_of(*actor));
    if (auto face = services_.picture_links.of(*actor, activitypub::Onlooker::Staff); !face.empty()) {
      object["face"] = face;
    }
    add_name_html(object, services_.picture_links, *actor);
  }
  return object;
}

std::string ConversationsJson::excerpt(ConversationId id) {
  const auto last = answer::last_message_in(snapshot_, id);
  const auto said = last ? store::note_by_id(snapshot_, last->note) : std::nullopt;
  return said && !said->deleted ? answer::excerpt_of(*said) : std::string();
}

json::Object ConversationsJson::row(const Conversation& c) {
  json::Array flags;
  for (const auto flag : answer::flags_of(c.flags)) flags.emplace_back(answer::to_string(flag));
  json::Object object{{"id", c.id.text()},
                      {"revision", c.revision},
                      {"account", named(c.account)},
                      {"person", correspondent(c)},
                      {"desk", named(c.desk)},
                      {"place", desk::to_string(c.place)},
                      {"holder", person(users_, c.holder)},
                      {"assigned", c.assigned},
                      {"token", c.token},
                      {"matter", desk::to_string(c.matter)},
                      {"urgency", c.urgency},
                      {"urgency_by_person", static_cast<bool>(c.urgency_by)},
                      {"private", c.is_private},
                      {"language", c.language},
                      {"topics", list_of(c.topics)},
                      {"countries", list_of(c.countries)},
                      {"channel", c.qa != 0 ? "qa" : "dialogue"},
                      {"qa", id_or_null(c.qa)},
                      {"outcome", nullptr},
                      {"outcome_detail", c.outcome_detail},
                      {"merged_into", id_or_null(c.merged_into.value)},
                      {"opened_at", to_rfc3339(c.opened_at)},
                      {"last_at", to_rfc3339(c.last_at)},
                      {"closed_at", time_or_null(c.closed_at)},
                      {"last_in", to_rfc3339(c.last_in)},
                      {"last_out", time_or_null(c.last_out)},
                      {"due_at", due_or_null(c.due_at)},
                      {"warn_at", time_or_null(c.warn_at)},
                      {"breached_at", time_or_null(c.breached_at)},
                      {"messages", c.messages},
                      {"flags", std::move(flags)},
                      {"excerpt", excerpt(c.id)},
                      {"draft", nullptr},
                      {"waits", false},
                      {"flood", nullptr}};
  if (c.holder == reader_.user.id) object["flood"] = id_or_null(answer::flood_with(snapshot_, c).value);
  if (c.outcome) object["outcome"] = desk::to_string(*c.outcome);
  const auto post = c.drafting != 0 ? speak::post_by_id(snapshot_, speak::PostId{c.drafting}) : std::nullopt;
  if (post) {
    object["draft"] = json::Object{{"post", post->id.text()}, {"status", speak::to_string(post->status)}};
    object["waits"] = post->status == PostStatus::Submitted || post->status == PostStatus::Approved ||
                      post->status == PostStatus::Held;
  }
  return object;
}

bool ConversationsJson::same_for_all(const Conversation& c) const {
  const auto* holder = users_.find(c.holder);
  return holder == nullptr || !holder->local;
}

json::Array ConversationsJson::messages(ConversationId id) {
  json::Array list;
  for (const auto& message : answer::messages_of(snapshot_, id)) {
    json::Object object{{"id", message.note.text()},
                        {"note", message.note.text()},
                        {"direction", answer::to_string(message.direction)},
                        {"how", answer::to_string(message.how)},
                        {"at", to_rfc3339(message.at)},
                        {"state", answer::to_string(message.state)},
                        {"language", message.language},
                        {"urgency", message.urgency},
                        {"said", nullptr}};
    const auto said = message.stands() ? store::note_by_id(snapshot_, message.note) : std::nullopt;
    if (said && !said->deleted) {
      object["said"] = note_json(snapshot_, services_.addresses, services_.picture_links, *said);
    }
    list.emplace_back(std::move(object));
  }
  return list;
}

// What her first message answers, where that is no message of the conversation: a post of ours, most often.
json::Value ConversationsJson::answered(ConversationId id) {
  const auto messages = answer::messages_of(snapshot_, id);
  if (messages.empty() || !messages.front().stands()) return nullptr;
  const auto first = store::note_by_id(snapshot_, messages.front().note);
  if (!first || first->in_reply_to.empty()) return nullptr;
  const auto above = store::note_by_uri(snapshot_, first->in_reply_to);
  if (!above || above->deleted || std::ranges::find(messages, above->id, &answer::Message::note) != messages.end()) {
    return nullptr;
  }
  NeedToKnow need(snapshot_, services_.addresses, reader_.user);
  if (!need.may_read(*above)) return nullptr;
  return note_json(snapshot_, services_.addresses, services_.picture_links, *above);
}

json::Array ConversationsJson::events(ConversationId id) {
  json::Array list;
  for (const auto& one : answer::happened(snapshot_, id)) {
    list.emplace_back(json::Object{{"id", std::to_string(one.event.id)},
                                   {"at", to_rfc3339(one.event.at)},
                                   {"recorded_at", to_rfc3339(one.recorded_at)},
                                   {"kind", desk::to_string(one.event.kind)},
                                   {"by", person(users_, one.by)},
                                   {"desk", named(one.event.desk)},
                                   {"user", person(users_, staff::UserId{one.event.user.value})},
                                   {"note", id_or_null(one.event.note)},
                                   {"post", id_or_null(one.post)},
                                   {"other", id_or_null(one.other)},
                                   {"value", one.value},
                                   {"words", one.words}});
    if (one.event.kind != desk::EventKind::Answered) continue;
    json::Array approvers;
    for (const auto user : speak::approved_what_left(snapshot_, speak::PostId{one.post})) {
      approvers.emplace_back(person(users_, user));
    }
    list.back().as_object()["approved_by"] = std::move(approvers);
  }
  return list;
}

json::Object ConversationsJson::note(const answer::InternalNote& note) {
  json::Array mentions;
  for (const auto user : note.mentions) mentions.emplace_back(person(users_, user));
  return {{"id", std::to_string(note.id)},
          {"by", person(users_, note.author)},
          {"at", to_rfc3339(note.at)},
          {"words", users_.mentions(note.words)},
          {"mentions", std::move(mentions)}};
}

json::Object ConversationsJson::notice(const answer::Notice& notice) {
  return {{"id", std::to_string(notice.id)},
          {"kind", answer::to_string(notice.kind)},
          {"conversation", id_or_null(notice.conversation.value)},
          {"about", about(notice.conversation)},
          {"at", to_rfc3339(notice.at)},
          {"by", person(users_, notice.by)}};
}

json::Value ConversationsJson::about(ConversationId id) {
  const auto c = id ? answer::conversation(snapshot_, id, reader_) : std::nullopt;
  if (!c) return nullptr;
  const auto who = answer::person_of(snapshot_, *c);
  json::Value name = nullptr;
  if (who) name = who->name.empty() ? who->acct : who->name;
  return json::Object{{"name", std::move(name)}, {"account", named(c->account)}, {"excerpt", excerpt(id)}};
}

json::Array ConversationsJson::people(ConversationId id) {
  json::Array list;
  for (const auto& seen : services_.desk.presence.who(id)) {
    list.emplace_back(json::Object{{"user", person(users_, seen.user)},
                                   {"doing", answer::to_string(seen.doing)},
                                   {"since", to_rfc3339(seen.since)}});
  }
  return list;
}

json::Array ConversationsJson::context(const Conversation& c) {
  json::Array list;
  for (const auto& other : answer::others_of(snapshot_, c, reader_)) {
    json::Object object{{"id", other.id.text()},      {"account", named(other.account)},
                        {"desk", named(other.desk)},  {"place", desk::to_string(other.place)},
                        {"outcome", nullptr},         {"last_at", to_rfc3339(other.last_at)},
                        {"messages", other.messages}, {"excerpt", excerpt(other.id)}};
    if (other.outcome) object["outcome"] = desk::to_string(*other.outcome);
    list.emplace_back(std::move(object));
  }
  return list;
}

json::Array ConversationsJson::addressed(const Conversation& c) {
  json::Array list;
  const auto last = answer::last_message_in(snapshot_, c.id);
  if (!last) return list;
  for (const auto& one : store::addressed_by(snapshot_, last->note)) {
    if (one.account != c.account) list.emplace_back(named(one.account));
  }
  return list;
}

json::Object ConversationsJson::clocks(const Conversation& c) {
  const auto works = services_.desk.workplaces.now();
  const auto all =
      desk::clocks(answer::events_of(snapshot_, c.id), *works->calendars, works->targets, services_.clock.now());
  return {{"first_answer", clock_json(all.first_answer)},
          {"next_answer", clock_json(all.next_answer)},
          {"resolution", clock_json(all.resolution)}};
}

json::Value ConversationsJson::lease(const Conversation& c) {
  const auto left = answer::waits(snapshot_, c.id) ? std::nullopt : services_.desk.claims.left(c);
  if (!left) return nullptr;
  return json::Object{{"seconds", left->count()}};
}

json::Array ConversationsJson::may(const Conversation& c, const speak::Post* post) {
  const auto& rights = reader_.rights;
  const auto account = [&](speak::AccountRight right) { return speak::may(snapshot_, reader_.user, c.account, right); };
  const bool works = rights.may(DeskAction::Work, c.desk);
  const bool leads = rights.may(DeskAction::Lead, c.desk);
  const bool open = c.place != Place::Closed;
  const bool mine = c.place == Place::Person && c.holder == reader_.user.id;
  const bool hands = open && (c.place == Place::Queue || mine || leads);
  const auto is = [&](PostStatus status) { return post != nullptr && post->status == status; };
  const bool privately = !answer::private_matter(snapshot_, c.id).empty();
  const bool waits =
      is(PostStatus::Submitted) || is(PostStatus::Approved) || is(PostStatus::Held) || answer::waits(snapshot_, c.id);
  const bool writes = mine && works && is_there(c) && account(speak::AccountRight::Write);
  const auto steps =
      post == nullptr
          ? json::Object()
          : json::Object{{"may", post_json(snapshot_, services_.addresses, users_, *post, reader_.user).at("may")}};
  json::Array list;
  const auto add = [&](bool allowed, std::string_view step) {
    if (allowed) list.emplace_back(step);
  };
  add(works && c.place == Place::Queue, "claim");
  add(works && leads && c.place == Place::Person && !mine, "take_over");
  add(works && mine && !waits, "release");
  add(leads && open, "assign");
  add(writes && !waits, "draft");
  add(writes && is(PostStatus::Draft), "submit");
  add(writes && among(steps, "release"), "release_draft");
  const bool recalls = writes && waits && post != nullptr;
  add(recalls, "recall");
  add(writes && post == nullptr && !waits, "private");
  add(works && mine && privately, "recall_private");
  add(mine && works && post != nullptr && !is(PostStatus::Sent), "withdraw");
  add(among(steps, "approve"), "approve");
  // Who wrote it takes it back, without a reason.
  const bool wrote = post != nullptr && std::ranges::find(post->writers, reader_.user.id) != post->writers.end();
  add(among(steps, "return") && !(recalls && wrote), "return");
  add(works, "note");
  add(leads && open && !waits, "move");
  add(leads && open && post == nullptr && !waits, "merge");
  add(works && hands, "classify");
  add(works && (!c.urgency_by || c.urgency_by == reader_.user.id || leads), "urgency");
  add(works && hands && !waits, "close");
  add(works && !open && c.outcome != desk::Outcome::Merged, "reopen");
  return list;
}

json::Object ConversationsJson::draft(const answer::Reply& reply, const speak::Post& post) {
  auto object = post_json(snapshot_, services_.addresses, users_, post, reader_.user);
  object["token"] = reply.token;
  object["kind"] = answer::to_string(reply.kind);
  object["keep_open"] = reply.keep_open;
  object["parent"] = reply.parent.text();
  object["line"] = id_or_null(reply.line);
  object["line_ended"] = line_end_json(snapshot_, post.id, services_.clock.now());
  return object;
}

json::Object ConversationsJson::whole(const Conversation& c) {
  auto object = row(c);
  const auto reply = answer::open_reply(snapshot_, c.id);
  const auto post = reply ? speak::post_by_id(snapshot_, speak::PostId{reply->post}) : std::nullopt;
  json::Array notes;
  for (const auto& one : answer::notes_of(snapshot_, c.id)) notes.emplace_back(note(one));
  object["answers"] = answered(c.id);
  object["messages_shown"] = messages(c.id);
  object["to_answer"] = id_or_null(answer::note_to_answer(snapshot_, c.id).value);
  object["events"] = events(c.id);
  object["notes"] = std::move(notes);
  object["draft_post"] = post ? json::Value(draft(*reply, *post)) : json::Value(nullptr);
  object["clocks"] = clocks(c);
  object["lease"] = lease(c);
  object["may"] = may(c, post ? &*post : nullptr);
  object["addressed"] = addressed(c);
  object["context"] = context(c);
  object["people"] = people(c.id);
  return object;
}

}  // namespace chancery::api
