#include "cli/demo_talk.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "answer/replies.hpp"
#include "cli/demo_ministry.hpp"
#include "crypto/random.hpp"
#include "speak/posts.hpp"
#include "store/actors.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"

namespace chancery::cli {
namespace {

using staff::Role;

constexpr std::string_view kHost = "https://people.example";

}  // namespace

using desk::ConversationId;

std::optional<DemoStaff> demo_staff(store::Snapshot& snapshot) {
  const auto found = [&](Role role) { return staff::user_by_login(snapshot, demo_login(role)); };
  auto visitor = found(Role::Admin);
  auto editor = found(Role::Editor);
  auto officer = found(Role::Officer);
  if (!visitor || !editor || !officer) return std::nullopt;
  return DemoStaff{std::move(*visitor), std::move(*editor), std::move(*officer)};
}

DemoTalk::DemoTalk(Program& program, DemoStaff staff, activity::AccountId account)
    : program_(program),
      store_(program.foundation().chancery()),
      staff_(std::move(staff)),
      account_(account),
      reader_(program.languages(), program.agenda(), urgency_) {}

void DemoTalk::reload() {
  store_.read([&](store::Snapshot& snapshot) {
    workplaces_.replace(answer::worked_by(snapshot));
    sorter_.reload(snapshot);
  });
}

activity::Note DemoTalk::note_of(store::Transaction& tx, const DemoPerson& person, const DemoWords& words,
                                 Timestamp at) {
  const auto uri = fmt::format("{}/users/{}", kHost, person.handle);
  activity::Actor actor;
  actor.uri = uri;
  actor.preferred_username = person.handle;
  actor.name = person.name;
  actor.inbox = uri + "/inbox";
  actor.url = fmt::format("{}/@{}", kHost, person.handle);
  actor.public_key_id = uri + "#main-key";
  actor.fetched_at = at;
  activity::Note note;
  note.id = store_.ids().make<activity::NoteId>();
  note.actor = store::save_actor(tx, actor);
  note.uri = fmt::format("{}/notes/{}", kHost, note.id.value);
  note.attributed_to = uri;
  if (const auto ours = words.answers ? store::note_by_id(tx, words.answers) : std::nullopt) {
    note.in_reply_to = ours->uri;
    note.in_reply_to_note = ours->id;
  }
  if (!words.hashtag.empty()) note.parts.hashtags.emplace_back(words.hashtag);
  note.content = fmt::format("<p>{}</p>", text::escape_html(words.text));
  note.language = std::string{words.language};
  note.url = note.uri;
  note.visibility = words.direct ? activity::Visibility::Direct : activity::Visibility::Public;
  note.published = at;
  note.received = at;
  return note;
}

Result<ConversationId> DemoTalk::receive(const DemoPerson& person, const DemoWords& words, Timestamp at) {
  const answer::Incoming incoming{store_,  program_.languages(), program_.agenda(), urgency_,
                                  sorter_, workplaces_,          registered_,       program_.foundation().addresses()};
  return store_.write_now([&](store::Transaction& tx) -> Result<ConversationId> {
    const auto note = note_of(tx, person, words, at);
    if (auto stored = store::insert_note(tx, note); !stored) return fail(stored.error());
    const bool reply = static_cast<bool>(note.in_reply_to_note);
    const std::array<store::Addressed, 1> addressed{
        {{account_, words.direct ? store::AddressedHow::Direct
                                 : (reply ? store::AddressedHow::Reply : store::AddressedHow::Mention)}}};
    store::put_addressed(tx, note.id, addressed);
    const auto said = reader_.read(note);
    if (auto taken = answer::receive(tx, incoming, {note, said, at}); !taken) return fail(taken.error());
    return answer::conversation_of_note(tx, note.id);
  });
}

Status DemoTalk::answer(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
                        const DemoQuestion& question) {
  const auto found = answer::conversation(tx, id);
  if (!found) return fail(Errc::NotFound, "the demo lost a conversation");
  const auto parent = answer::last_standing(tx, id);
  speak::PostBody body;
  body.account = account_;
  body.texts = {{std::string{question.language}, std::string{question.answer}, {}}};
  body.in_reply_to = parent;
  const auto post = store_.ids().make<speak::PostId>();
  const answer::Acting acting{&staff_.editor, now()};
  auto drafted = speak::draft_post(tx, post, {staff_.editor, now()}, body, crypto::random_token());
  if (!drafted) return fail(drafted.error());
  answer::Reply reply;
  reply.post = post.value;
  reply.conversation = id;
  reply.token = found->token;
  reply.parent = parent;
  reply.bound_at = now();
  if (auto bound = answer::bind_reply(tx, workplace, reply, acting); !bound) return fail(bound.error());
  auto submitted = speak::submit_post(tx, post, {staff_.editor, now()}, drafted->version, {});
  if (!submitted) return fail(submitted.error());
  auto noted = answer::note_step(tx, workplace, post.value, answer::ReplyStep::Submitted, acting);
  if (!noted) return fail(noted.error());
  if (question.fate == Fate::ToApprove) return {};
  auto approved = speak::approve_post(tx, post, {staff_.officer, now()}, submitted->version, submitted->digest);
  return approved ? Status{} : fail(approved.error());
}

// As it would have left then.
Status DemoTalk::answer_then(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
                             const DemoQuestion& question, Timestamp at) {
  const auto found = answer::conversation(tx, id);
  const auto parent = answer::last_standing(tx, id);
  const auto asked = store::note_by_id(tx, parent);
  if (!found || !asked) return fail(Errc::NotFound, "the demo lost a conversation");
  const auto& addresses = program_.foundation().addresses();
  activity::Note note;
  note.id = store_.ids().make<activity::NoteId>();
  note.uri = note.url = addresses.note(note.id);
  note.account = account_;
  note.attributed_to = addresses.actor(account_);
  note.in_reply_to = asked->uri;
  note.in_reply_to_note = parent;
  note.content = fmt::format("<p>{}</p>", text::escape_html(question.answer));
  note.language = std::string{question.language};
  note.visibility = activity::Visibility::Direct;
  note.published = note.updated = note.received = at;
  if (auto stored = store::insert_note(tx, note); !stored) return fail(stored.error());
  answer::Reply reply;
  reply.post = store_.ids().make<speak::PostId>().value;
  reply.conversation = id;
  reply.token = found->token;
  reply.parent = parent;
  if (auto bound = answer::bind_reply(tx, workplace, reply, {&staff_.editor, at}); !bound) return fail(bound.error());
  const answer::Leaving leaving{
      .post = reply.post, .version = 1, .digest = {}, .account = account_, .parent = parent, .note = note.id};
  answer::has_left(tx, workplace, leaving, note, at);
  return {};
}

Status DemoTalk::end(const answer::Step& step, ConversationId id, const DemoQuestion& question) {
  answer::Ending ending;
  switch (question.fate) {
    case Fate::Referred:
      ending = {desk::Outcome::Referred, std::string{question.answer}, {}};
      break;
    case Fate::Noted:
      ending = {desk::Outcome::Noted, {}, std::string{question.answer}};
      break;
    case Fate::NoReply:
      ending = {desk::Outcome::NoReply, {}, std::string{question.answer}};
      break;
    default:
      return {};
  }
  auto closed = answer::close(step, id, ending);
  return closed ? Status{} : fail(closed.error());
}

Status DemoTalk::settle_then(ConversationId id, const DemoQuestion& question, Timestamp at) {
  const auto works = workplaces_.now();
  const auto workplace = works->workplace();
  return store_.write_now([&](store::Transaction& tx) -> Status {
    const bool writes = question.fate == Fate::Answered;
    const auto& who = writes ? staff_.editor : staff_.officer;
    if (auto given = answer::assign({tx, workplace, staff_.visitor, at}, id, who.id); !given) {
      return fail(given.error());
    }
    if (writes) return answer_then(tx, workplace, id, question, at);
    return end({tx, workplace, staff_.officer, at}, id, question);
  });
}

Status DemoTalk::settle(ConversationId id, const DemoQuestion& question) {
  if (question.fate == Fate::Waits) return {};
  const auto works = workplaces_.now();
  const auto workplace = works->workplace();
  return store_.write_now([&](store::Transaction& tx) -> Status {
    const answer::Step leading{tx, workplace, staff_.visitor, now()};
    const bool writes = question.fate == Fate::ToApprove || question.fate == Fate::Answered;
    const auto& who = question.fate == Fate::Yours ? staff_.visitor : (writes ? staff_.editor : staff_.officer);
    if (auto given = answer::assign(leading, id, who.id); !given) return fail(given.error());
    if (writes) return answer(tx, workplace, id, question);
    return end({tx, workplace, staff_.officer, now()}, id, question);
  });
}

}  // namespace chancery::cli
