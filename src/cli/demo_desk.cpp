#include "cli/demo_desk.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answer/conversations.hpp"
#include "answer/handovers.hpp"
#include "answer/intake.hpp"
#include "answer/placing.hpp"
#include "answer/replies.hpp"
#include "answer/routing_rules.hpp"
#include "answer/views.hpp"
#include "answer/workload.hpp"
#include "cli/demo_ministry.hpp"
#include "cli/demo_questions.hpp"
#include "crypto/random.hpp"
#include "speak/posts.hpp"
#include "speak/sending.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"

namespace chancery::cli {
namespace {

using desk::ConversationId;
using staff::DeskAction;
using staff::Role;
using std::chrono::minutes;

constexpr std::string_view kHost = "https://people.example";

// The demo's people who work here.
struct Staff {
  staff::User visitor, editor, officer;
};

// Its desks, by what they are for.
struct Desks {
  staff::DeskId front, protocol, press, cairo, cairo_press, paris;
};

class NobodyIsRegistered final : public activity::PublicActors {
 public:
  [[nodiscard]] std::optional<activity::PublicActor> find(std::string_view, std::string_view) const override {
    return std::nullopt;
  }
};

// Help is asked for in words of which no topic tells.
constexpr std::string_view kRules = R"(rule "Help in Arabic"
  when language is ar and matter is life or consular
  then desk "Embassy in Cairo / Consular"

rule "Help in English"
  when language is en and matter is life or consular
  then desk "Capital / Front desk"
)";

// Monday to Friday, or Sunday to Thursday, from nine to five.
desk::CalendarSpec office_hours(std::string_view zone, bool from_sunday) {
  desk::CalendarSpec spec;
  spec.zone = zone;
  for (std::size_t i = 0; i < 5; ++i) {
    spec.week[from_sunday ? (i + 6) % 7 : i] = {{std::chrono::hours{9}, std::chrono::hours{17}}};
  }
  return spec;
}

std::optional<Staff> staff_of(store::Snapshot& snapshot) {
  const auto found = [&](Role role) { return staff::user_by_login(snapshot, demo_login(role)); };
  auto visitor = found(Role::Admin);
  auto editor = found(Role::Editor);
  auto officer = found(Role::Officer);
  if (!visitor || !editor || !officer) return std::nullopt;
  return Staff{std::move(*visitor), std::move(*editor), std::move(*officer)};
}

class DemoDesk {
 public:
  DemoDesk(Program& program, Staff staff, activity::AccountId account, activity::NoteId asked)
      : program_(program),
        store_(program.foundation().chancery()),
        staff_(std::move(staff)),
        account_(account),
        asked_(asked),
        reader_(program.languages(), program.agenda(), urgency_) {}

  Status open();
  Status set_to_work();
  Status ask(const DemoQuestion& question);
  Status flood();
  Status hand_over();

 private:
  struct Person {
    std::string name, handle;
  };
  struct Words {
    std::string_view language, text;
    bool direct = false;
  };

  Result<staff::MissionId> mission(store::Transaction& tx, staff::Mission mission);
  Result<staff::DeskId> desk(store::Transaction& tx, staff::MissionId mission, std::string_view name,
                             std::string_view alias);
  activity::Note note_of(store::Transaction& tx, const Person& person, const Words& words, Timestamp at);
  Result<ConversationId> receive(const Person& person, const Words& words, Timestamp at);
  Status settle(ConversationId id, const DemoQuestion& question);
  Status answer(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
                const DemoQuestion& question);
  Status works(store::Transaction& tx, staff::DeskId desk, answer::CalendarId calendar,
               std::vector<std::string> languages, std::vector<std::string> topics = {});
  [[nodiscard]] Timestamp now() const { return store_.clock().now(); }
  [[nodiscard]] answer::Acting acting() const { return {&staff_.visitor, now()}; }

  Program& program_;
  store::Store& store_;
  const Staff staff_;
  const activity::AccountId account_;
  const activity::NoteId asked_;  // our post that people answer
  const answer::Urgency urgency_;
  answer::NoteReader reader_;
  const NobodyIsRegistered registered_;
  answer::Workplaces workplaces_;
  answer::Router sorter_{workplaces_};
  Desks desks_;
  int asked_so_far_ = 0;
};

Result<staff::MissionId> DemoDesk::mission(store::Transaction& tx, staff::Mission mission) {
  mission.id = store_.ids().make<staff::MissionId>();
  if (auto opened = staff::open_mission(tx, mission, staff::audit_actor(staff_.visitor), now()); !opened) {
    return fail(opened.error());
  }
  return mission.id;
}

Result<staff::DeskId> DemoDesk::desk(store::Transaction& tx, staff::MissionId mission, std::string_view name,
                                     std::string_view alias) {
  const staff::Desk desk{.id = store_.ids().make<staff::DeskId>(),
                         .mission = mission,
                         .name = std::string{name},
                         .alias = std::string{alias},
                         .front = false,
                         .closed_at = {}};
  if (auto opened = staff::open_desk(tx, desk, staff::audit_actor(staff_.visitor), now()); !opened) {
    return fail(opened.error());
  }
  return desk.id;
}

// Two embassies beside the capital, and who may do what at all of their desks.
Status DemoDesk::open() {
  return store_.write_now([&](store::Transaction& tx) -> Status {
    const auto front = staff::front_desk(tx);
    if (!front) return fail(Errc::NotFound, "the demo has no front desk");
    const auto embassy = [&](std::string_view name, std::string_view country, std::string_view zone) {
      return mission(tx, {.id = {},
                          .name = std::string{name},
                          .kind = staff::MissionKind::Embassy,
                          .country = std::string{country},
                          .parent = front->mission,
                          .zone = std::string{zone},
                          .contact = "+00 555 0142",
                          .closed_at = {}});
    };
    const auto cairo = embassy("Embassy in Cairo", "EG", "Africa/Cairo");
    if (!cairo) return fail(cairo.error());
    const auto paris = embassy("Embassy in Paris", "FR", "Europe/Paris");
    if (!paris) return fail(paris.error());
    desks_.front = front->id;
    const std::array<std::pair<staff::DeskId*, Result<staff::DeskId>>, 5> opened{{
        {&desks_.protocol, desk(tx, front->mission, "Protocol", "Protocol")},
        {&desks_.press, desk(tx, front->mission, "Press", "Press office")},
        {&desks_.cairo, desk(tx, *cairo, "Consular", "Consular section, Cairo")},
        {&desks_.cairo_press, desk(tx, *cairo, "Press", "Press section, Cairo")},
        {&desks_.paris, desk(tx, *paris, "Consular", "Consular section, Paris")},
    }};
    for (const auto& [where, made] : opened) {
      if (!made) return fail(made.error());
      *where = *made;
    }
    for (const auto* person : {&staff_.visitor, &staff_.editor, &staff_.officer}) {
      std::vector<DeskAction> actions;
      for (const auto action : staff::kDeskActions) {
        if (staff::can(person->role, staff::role_action(action))) actions.push_back(action);
      }
      auto given = staff::set_desk_grants(tx, person->id, {}, actions, staff::audit_actor(staff_.visitor), now());
      if (!given) return given;
    }
    return {};
  });
}

Status DemoDesk::works(store::Transaction& tx, staff::DeskId desk, answer::CalendarId calendar,
                       std::vector<std::string> languages, std::vector<std::string> topics) {
  answer::Work work;
  work.desk = desk;
  work.calendar = calendar;
  work.languages = std::move(languages);
  work.topics = std::move(topics);
  work.capacity = desk == desks_.front ? 0 : 60;
  if (desk != desks_.front) work.overflow = desks_.front;
  return answer::set_work(tx, work, acting());
}

// Hours, languages and promises of every desk, somebody on duty where help is asked for, and two rules.
Status DemoDesk::set_to_work() {
  auto done = store_.write_now([&](store::Transaction& tx) -> Status {
    const auto calendar = [&](std::string_view name, const desk::CalendarSpec& spec) -> Result<answer::CalendarId> {
      const answer::OfficeCalendar made{
          .id = store_.ids().make<answer::CalendarId>(), .name = std::string{name}, .spec = spec, .day_names = {}};
      return answer::put_calendar(tx, made, acting()).map([&] { return made.id; });
    };
    const auto capital = calendar("Capital", office_hours("UTC", false));
    const auto cairo = calendar("Cairo", office_hours("Africa/Cairo", true));
    const auto paris = calendar("Paris", office_hours("Europe/Paris", false));
    for (const auto& made : {capital, cairo, paris}) {
      if (!made) return fail(made.error());
    }
    const std::array set{
        works(tx, desks_.front, *capital, {"en", "es", "pt", "ru", "zh", "de", "ja", "tr"}, {"consular"}),
        works(tx, desks_.protocol, *capital, {"en", "fr"}, {"climate", "bilateral"}),
        works(tx, desks_.press, *capital, {"en"}),
        works(tx, desks_.cairo, *cairo, {"ar"}, {"consular"}),
        works(tx, desks_.cairo_press, *cairo, {"ar"}),
        works(tx, desks_.paris, *paris, {"fr"})};
    for (const auto& one : set) {
      if (!one) return one;
    }
    for (const auto desk : {desks_.front, desks_.cairo, desks_.paris}) {
      const answer::Duty duty{store_.ids().make<answer::ShiftId>(), desk, staff_.officer.id,
                              now() - std::chrono::hours{24}, now() + std::chrono::days{7}};
      if (auto added = answer::add_shift(tx, duty, acting()); !added) return added;
    }
    const std::array promises{answer::DeskTarget{
        desk::Matter::Question, desk::ClockName::FirstAnswer, {.amount = 120, .unit = desk::Unit::Desk}}};
    return answer::set_targets(tx, desks_.press, promises, acting());
  });
  if (!done) return done;
  const auto names = store_.read([](store::Snapshot& snapshot) { return answer::routing_names(snapshot); });
  done = store_.write_now(
      [&](store::Transaction& tx) { return answer::put_rules(tx, {.text = std::string{kRules}}, names, acting()); });
  if (!done) return done;
  store_.read([&](store::Snapshot& snapshot) {
    workplaces_.replace(answer::worked_by(snapshot, now()));
    sorter_.reload(snapshot);
  });
  return {};
}

activity::Note DemoDesk::note_of(store::Transaction& tx, const Person& person, const Words& words, Timestamp at) {
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
  // Every other one answers our post; the rest name us.
  if (const auto ours = store::note_by_id(tx, asked_); ours && !words.direct && asked_so_far_++ % 2 == 0) {
    note.in_reply_to = ours->uri;
    note.in_reply_to_note = ours->id;
  }
  note.content = fmt::format("<p>{}</p>", text::escape_html(words.text));
  note.language = std::string{words.language};
  note.url = note.uri;
  note.visibility = words.direct ? activity::Visibility::Direct : activity::Visibility::Public;
  note.published = at;
  note.received = at;
  return note;
}

Result<ConversationId> DemoDesk::receive(const Person& person, const Words& words, Timestamp at) {
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

Status DemoDesk::answer(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
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

Status DemoDesk::settle(ConversationId id, const DemoQuestion& question) {
  if (question.fate == Fate::Waits) return {};
  const auto works = workplaces_.now();
  const auto workplace = works->workplace();
  return store_.write_now([&](store::Transaction& tx) -> Status {
    const answer::Step leading{tx, workplace, staff_.visitor, now()};
    const bool writes = question.fate == Fate::ToApprove || question.fate == Fate::Answered;
    const auto& who = question.fate == Fate::Yours ? staff_.visitor : (writes ? staff_.editor : staff_.officer);
    if (auto given = answer::assign(leading, id, who.id); !given) return fail(given.error());
    if (writes) return answer(tx, workplace, id, question);
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
    auto closed = answer::close({tx, workplace, staff_.officer, now()}, id, ending);
    return closed ? Status{} : fail(closed.error());
  });
}

Status DemoDesk::ask(const DemoQuestion& question) {
  const auto id = receive({std::string{question.name}, std::string{question.handle}},
                          {question.language, question.text, question.direct}, now() - minutes{question.minutes_ago});
  if (!id) return fail(id.error());
  return settle(*id, question);
}

Status DemoDesk::flood() {
  const auto words = demo_flood();
  for (int voice = 0; voice < kFloodVoices; ++voice) {
    const auto handle = fmt::format("traveller_{}", voice + 1);
    const auto text = words[static_cast<std::size_t>(voice) % words.size()];
    const auto id =
        receive({fmt::format("Traveller {}", voice + 1), handle}, {"en", text}, now() - minutes{60 - 2 * voice});
    if (!id) return fail(id.error());
  }
  return {};
}

// A view the front desk shares, and what its last shift left.
Status DemoDesk::hand_over() {
  return store_.write_now([&](store::Transaction& tx) -> Status {
    const auto urgent = answer::save_view(tx,
                                          {.id = store_.ids().make<answer::ViewId>(),
                                           .owner = {},
                                           .desk = desks_.front,
                                           .name = "Urgent, everywhere",
                                           .query = "place:open urgency:2"},
                                          {&staff_.editor, now()});
    if (!urgent) return fail(urgent.error());
    answer::Handover note;
    note.id = store_.ids().make<answer::HandoverId>();
    note.desk = desks_.front;
    note.words =
        "The visa appointment page is down: one answer for all who ask, not one each.\n"
        "The consul in Cairo calls at nine about the lost passport.";
    const auto left = answer::write_handover(tx, note, {&staff_.officer, now()});
    return left ? Status{} : fail(left.error());
  });
}

}  // namespace

Status fill_desk(Program& program) {
  auto& store = program.foundation().chancery();
  auto staff = store.read(staff_of);
  const auto account = store.read([](store::Snapshot& snapshot) { return store::account_by_name(snapshot, "press"); });
  if (!staff || !account) return fail(Errc::NotFound, "the demo's people or its account are missing");
  const auto said =
      store.read([&](store::Snapshot& snapshot) { return store::notes_of(snapshot, account->id, {}, 1); });
  if (said.empty()) return fail(Errc::NotFound, "the demo has said nothing yet");
  DemoDesk desk(program, std::move(*staff), account->id, said.front().id);
  if (auto opened = desk.open(); !opened) return opened;
  if (auto set = desk.set_to_work(); !set) return set;
  for (const auto& question : demo_questions()) {
    if (auto asked = desk.ask(question); !asked) return asked;
  }
  if (auto flooded = desk.flood(); !flooded) return flooded;
  if (auto handed = desk.hand_over(); !handed) return handed;
  const auto sent = speak::send_due(store, program.publisher());
  return sent ? Status{} : fail(sent.error());
}

}  // namespace chancery::cli
