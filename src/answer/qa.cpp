#include "answer/qa.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "activity/events.hpp"
#include "answer/append.hpp"
#include "answer/crisis_words.hpp"
#include "answer/note_reader.hpp"
#include "answer/qa_rows.hpp"
#include "answer/replies.hpp"
#include "answer/resorting.hpp"
#include "answer/rows.hpp"
#include "desk/zone.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rights.hpp"
#include "staff/institution.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;
using staff::DeskAction;

constexpr std::array<std::string_view, 4> kQaStates{"announced", "open", "closed", "called_off"};
constexpr std::array<std::string_view, 4> kQuestionStates{"queued", "taken", "answered", "left"};
constexpr int kGrave = 2;  // of urgency: such a message waits for no session

tl::unexpected<Error> no_qa() {
  return fail(Errc::NotFound, "there is no such session");
}

tl::unexpected<Error> wrong(std::string hint) {
  return fail(Errc::Invalid, "a session that cannot be", std::move(hint));
}

tl::unexpected<Error> elsewhere(std::string hint) {
  return fail(Errc::Conflict, "the session stands elsewhere", std::move(hint));
}

Result<Qa> qa_for(store::Transaction& tx, QaId id, const Acting& acting, DeskAction action) {
  auto found = rows::qa(tx, id);
  const auto rights = staff::desk_rights(tx, *acting.by);
  if (!found || !rights.may(DeskAction::Read, found->desk)) return no_qa();
  if (auto may = staff::require(rights, action, found->desk); !may) return fail(may.error());
  return std::move(*found);
}

Status check_hashtag(std::string_view tag) {
  const auto is_sign = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z';
    return byte < 0x80 && !letter && !(byte >= '0' && byte <= '9') && byte != '_';
  };
  const bool digits = std::ranges::all_of(tag, [](char c) { return c >= '0' && c <= '9'; });
  const auto words = text::fold_words(tag);
  const bool one_word = std::ranges::find(tag, '_') != tag.end() || std::ranges::count(words, ' ') <= 2;
  if (!text::is_valid_utf8(tag) || std::ranges::any_of(tag, is_sign) || digits || words.empty() || !one_word) {
    return wrong("hashtag: one word of letters, digits and _, without #");
  }
  if (text::count_characters(tag) > kMaxQaHashtag) {
    return wrong(fmt::format("hashtag: at most {} characters", kMaxQaHashtag));
  }
  return {};
}

Status check_times(const Qa& qa, Timestamp now) {
  if (auto zone = desk::Zone::named(qa.zone); !zone)
    return fail(zone.error().code, zone.error().detail, "zone: " + zone.error().hint);
  if (qa.starts_at >= qa.ends_at) return wrong("ends_at: it ends after it begins");
  if (qa.ends_at - qa.starts_at > kLongestQa) return wrong("ends_at: a session lasts a week at most");
  if (qa.ends_at <= now) return wrong("ends_at: this time is over");
  return {};
}

Status check_announcement(store::Transaction& tx, const Qa& qa) {
  if (!qa.announcement) return {};
  const auto note = store::note_by_id(tx, qa.announcement);
  if (!note || note->account != qa.account || note->deleted || !activity::is_public(*note)) {
    return wrong("announcement: a public post of the session's account");
  }
  return {};
}

// A message joins one session: no two of an account have one hashtag at one time.
Status check_alone(store::Transaction& tx, const Qa& qa) {
  for (const auto& other : rows::awaited_qas(tx)) {
    const bool together = other.starts_at < qa.ends_at && qa.starts_at < other.ends_at;
    const bool same = text::fold(other.hashtag) == text::fold(qa.hashtag) ||
                      (qa.announcement && other.announcement == qa.announcement);
    if (other.id != qa.id && other.account == qa.account && same && together) {
      return elsewhere(
          fmt::format("hashtag: \"{}\" is at that time already, with this hashtag or announcement", other.title));
    }
  }
  return {};
}

Status check_qa(store::Transaction& tx, const Qa& qa, Timestamp now) {
  if (auto words = check_words("title", qa.title, kMaxQaTitle); !words) return words;
  if (qa.languages.empty() || qa.languages.size() > kMaxQaLanguages ||
      !std::ranges::all_of(qa.languages, [](const auto& tag) { return staff::is_language_tag(tag); })) {
    return wrong(fmt::format("languages: one to {} of them, as en, ar, zh-Hant", kMaxQaLanguages));
  }
  if (auto tag = check_hashtag(qa.hashtag); !tag) return tag;
  if (auto times = check_times(qa, now); !times) return times;
  if (auto announced = check_announcement(tx, qa); !announced) return announced;
  return check_alone(tx, qa);
}

// What people write before it is their sign, not its name.
void tidy(Qa& qa) {
  if (qa.hashtag.starts_with('#')) qa.hashtag.erase(0, 1);
}

void tell_qa(store::Transaction& tx, QaId id, std::optional<QaState> turned_to = {}) {
  json::Object facts{{"qa", id.value}};
  if (turned_to) facts["state"] = to_string(*turned_to);
  store::append_event(tx, activity::events::kQaChanged, facts);
}

void record(store::Transaction& tx, QaId id, std::string_view action, const Acting& acting,
            std::optional<QaState> turned_to = {}) {
  tell_qa(tx, id, turned_to);
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), action, "qa:" + id.text());
}

Result<Qa> turn_to(store::Transaction& tx, Qa qa, QaState state, std::string_view action, const Acting& acting) {
  qa.state = state;
  rows::put_qa(tx, qa);
  record(tx, qa.id, action, acting, state);
  return qa;
}

// One that nobody has in hand. Where the rules know no desk it stays where it is.
Status send_left(store::Transaction& tx, const desk::Workplace& workplace, Sorter& sorter, QaId qa, ConversationId id,
                 Timestamp now) {
  Record left;
  left.event = event_of(EventKind::LeftQa, now);
  left.other = qa.value;
  const auto c = append(tx, workplace, id, std::move(left), {nullptr, now});
  if (!c) return fail(c.error());
  rows::put_question_state(tx, qa, id, QuestionState::Left);  // of one that joined another session since, too
  if (c->place != desk::Place::Queue) return {};
  const auto sorted = sort_anew(tx, sorter, *c, now);
  if (!sorted && sorted.error().code == Errc::Unavailable) return {};
  if (!sorted) return fail(sorted.error());
  auto routed = append(tx, workplace, id, routed_to(*c, *sorted, now), {nullptr, now});
  return routed ? Status{} : fail(routed.error());
}

bool has_hashtag(const activity::Note& note, std::string_view tag) {
  const auto folded = text::fold(tag);
  return std::ranges::any_of(note.parts.hashtags, [&](const auto& one) { return text::fold(one) == folded; });
}

bool fits(store::Transaction& tx, const Qa& qa, const Asking& asking) {
  if (std::ranges::find(asking.accounts, qa.account) == asking.accounts.end()) return false;
  if (qa.state == QaState::Open && has_hashtag(asking.note, qa.hashtag)) return true;
  if (!qa.announcement) return false;
  if (asking.note.in_reply_to_note == qa.announcement) return true;
  const auto announcement = store::note_by_id(tx, qa.announcement);
  return announcement && announcement->uri == asking.root;
}

// One conversation is a question of one session at a time.
void leave_before(store::Transaction& tx, const Conversation& c) {
  const QaId before{c.qa};
  const auto state = rows::question_state(tx, before, c.id);
  if (state && *state != QuestionState::Answered) rows::put_question_state(tx, before, c.id, QuestionState::Left);
}

QuestionState state_by_place(const Conversation& c) {
  if (c.place == desk::Place::Person) return QuestionState::Taken;
  return c.place == desk::Place::Queue ? QuestionState::Queued : QuestionState::Left;
}

}  // namespace

std::string_view to_string(QaState state) {
  return kQaStates.at(static_cast<std::size_t>(state));
}
std::string_view to_string(QuestionState state) {
  return kQuestionStates.at(static_cast<std::size_t>(state));
}

Result<Qa> announce_qa(store::Transaction& tx, const Qa& wanted, const Acting& acting) {
  auto qa = wanted;
  tidy(qa);
  qa.state = QaState::Announced;
  const auto at = staff::desk_by_id(tx, qa.desk);
  const auto rights = staff::desk_rights(tx, *acting.by);
  if (!at || !rights.may(DeskAction::Read, qa.desk)) return fail(Errc::NotFound, "there is no such desk");
  if (at->closed_at) return wrong("desk: it is closed");
  if (auto may = staff::require(rights, DeskAction::Lead, qa.desk); !may) return fail(may.error());
  if (!store::account_by_id(tx, qa.account)) return wrong("account: there is no such account");
  if (auto sound = check_qa(tx, qa, acting.now); !sound) return fail(sound.error());
  rows::put_qa(tx, qa);
  record(tx, qa.id, "qa.announce", acting);
  return qa;
}

Result<Qa> change_qa(store::Transaction& tx, const Qa& wanted, const Acting& acting) {
  const auto before = qa_for(tx, wanted.id, acting, DeskAction::Lead);
  if (!before) return before;
  if (before->over()) return elsewhere("This session is over: announce another.");
  auto qa = wanted;
  tidy(qa);
  qa.account = before->account;
  qa.desk = before->desk;
  qa.state = before->state;
  if (qa.state == QaState::Open) qa.starts_at = before->starts_at;
  if (auto sound = check_qa(tx, qa, acting.now); !sound) return fail(sound.error());
  rows::put_qa(tx, qa);
  record(tx, qa.id, "qa.change", acting);
  return qa;
}

Result<Qa> open_qa(store::Transaction& tx, QaId id, const Acting& acting) {
  auto qa = qa_for(tx, id, acting, DeskAction::Lead);
  if (!qa || qa->state == QaState::Open) return qa;
  if (qa->over()) return elsewhere("This session is over: announce another.");
  return turn_to(tx, std::move(*qa), QaState::Open, "qa.open", acting);
}

Result<Qa> close_qa(store::Transaction& tx, QaId id, const Acting& acting) {
  auto qa = qa_for(tx, id, acting, DeskAction::Lead);
  if (!qa || qa->state == QaState::Closed) return qa;
  if (qa->state != QaState::Open) return elsewhere("This session is not open: call it off instead.");
  return turn_to(tx, std::move(*qa), QaState::Closed, "qa.close", acting);
}

Result<Qa> call_off_qa(store::Transaction& tx, QaId id, const Acting& acting) {
  auto qa = qa_for(tx, id, acting, DeskAction::Lead);
  if (!qa || qa->state == QaState::CalledOff) return qa;
  if (qa->state == QaState::Closed) return elsewhere("This session is over.");
  return turn_to(tx, std::move(*qa), QaState::CalledOff, "qa.call_off", acting);
}

Status place_question(store::Transaction& tx, QaId id, ConversationId question, std::int64_t position,
                      const Acting& acting) {
  const auto qa = qa_for(tx, id, acting, DeskAction::Work);
  if (!qa) return fail(qa.error());
  auto order = rows::queued_questions(tx, id);
  const auto found = std::ranges::find(order, question);
  if (found == order.end()) return elsewhere("This question does not wait any more: load the session again.");
  if (position < 1) return wrong("position: 1 is the next");
  order.erase(found);
  const auto place = std::min(static_cast<std::size_t>(position - 1), order.size());
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), question);
  for (std::size_t i = 0; i < order.size(); ++i) rows::put_position(tx, id, order[i], static_cast<std::int64_t>(i) + 1);
  record(tx, id, "qa.order", acting);
  return {};
}

std::optional<Qa> session_for(store::Transaction& tx, const Asking& asking) {
  const bool few = asking.note.visibility >= activity::Visibility::Followers;
  if (few || asking.urgency >= kGrave) return std::nullopt;
  for (auto& qa : rows::awaited_qas(tx)) {
    if (!fits(tx, qa, asking)) continue;
    const auto at = staff::desk_by_id(tx, qa.desk);
    if (at && !at->closed_at) return std::move(qa);
  }
  return std::nullopt;
}

Status join_qa(store::Transaction& tx, const desk::Workplace& workplace, const Qa& qa, ConversationId id,
               activity::NoteId note, Timestamp at) {
  auto c = rows::conversation(tx, id);
  if (!c || c->is_private || c->urgency >= kGrave) return {};
  if (c->qa != 0 && c->qa != qa.id.value) leave_before(tx, *c);
  if (!rows::insert_question(tx, qa.id, id, state_by_place(*c)) && c->qa == qa.id.value) return {};
  Record joined;
  joined.event = event_of(EventKind::JoinedQa, at);
  joined.event.note = note.value;
  joined.other = qa.id.value;
  auto done = append(tx, workplace, id, std::move(joined), {nullptr, at});
  if (!done) return fail(done.error());
  if (done->place != desk::Place::Queue || done->desk == qa.desk) return {};
  const Sorted sorted{.desk = qa.desk, .matter = done->matter, .urgency = done->urgency, .marks = {}, .why = "qa"};
  auto routed = append(tx, workplace, id, routed_to(*done, sorted, at), {nullptr, at});
  return routed ? Status{} : fail(routed.error());
}

Status pass_question_on(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& from,
                        const Conversation& into, Timestamp at) {
  if (from.qa == 0) return {};
  const QaId qa{from.qa};
  if (into.qa != 0 && into.qa != from.qa) return {};  // each is a question of its own session
  const auto asked = rows::joined_with(tx, qa, from.id);
  rows::delete_question(tx, qa, from.id);
  if (into.qa == from.qa) return {};
  rows::insert_question(tx, qa, into.id, state_by_place(into));
  Record joined;
  joined.event = event_of(EventKind::JoinedQa, at);
  joined.event.note = asked.value;  // its message moved with the rest
  joined.other = from.qa;
  auto done = append(tx, workplace, into.id, std::move(joined), {nullptr, at});
  return done ? Status{} : fail(done.error());
}

namespace rows {

void follow_question(store::Transaction& tx, const Conversation& after, const desk::Event& event) {
  const QaId id{after.qa};
  const auto is = question_state(tx, id, after.id);
  if (!is) return;
  const auto waits = *is == QuestionState::Queued || *is == QuestionState::Taken;
  auto next = *is;
  switch (event.kind) {
    case EventKind::Answered:
      if (event.counts_as_answer) next = QuestionState::Answered;
      break;
    case EventKind::TakenBack:
      if (*is == QuestionState::Answered && !any_out_stands(tx, after.id)) next = state_by_place(after);
      break;
    case EventKind::Reopened: {
      const auto session = qa(tx, id);
      if (session && !session->over()) next = QuestionState::Queued;
      break;
    }
    case EventKind::Moved:
      if (waits) next = QuestionState::Left;
      break;
    case EventKind::LeftQa:
      next = QuestionState::Left;
      break;
    default:
      if (waits) next = state_by_place(after);
      break;
  }
  if (next != *is) put_question_state(tx, id, after.id, next);
}

}  // namespace rows

Result<std::size_t> QaKeeper::step(Timestamp now, bool trusted) {
  std::size_t done = 0;
  if (trusted) {
    auto turned = turn(now);
    if (!turned) return turned;
    done += *turned;
  }
  auto sent = send_leftovers(now);
  if (!sent) return sent;
  return done + *sent;
}

Result<std::size_t> QaKeeper::turn(Timestamp now) {
  if (!store_.read([&](store::Snapshot& snapshot) { return rows::any_turns(snapshot, now); })) return 0;
  return store_.write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    std::size_t turned = 0;
    for (auto qa : rows::awaited_qas(tx)) {
      const auto before = qa.state;
      if (qa.state == QaState::Announced && qa.starts_at <= now) qa.state = QaState::Open;
      if (qa.state == QaState::Open && qa.ends_at <= now) qa.state = QaState::Closed;
      if (qa.state == before) continue;
      rows::put_qa(tx, qa);
      tell_qa(tx, qa.id, qa.state);
      ++turned;
    }
    return turned;
  });
}

Result<std::size_t> QaKeeper::send_leftovers(Timestamp now) {
  if (!store_.read([](store::Snapshot& snapshot) { return rows::any_leftovers(snapshot); })) return 0;
  const auto worked_by = workplaces_.now();
  return store_.write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    const auto waiting = rows::leftovers(tx, kSlice);
    for (const auto& [qa, conversation] : waiting) {
      if (auto sent = send_left(tx, worked_by->workplace(), sorter_, qa, conversation, now); !sent) {
        return fail(sent.error());
      }
      tell_qa(tx, qa);
    }
    return waiting.size();
  });
}

}  // namespace chancery::answer
