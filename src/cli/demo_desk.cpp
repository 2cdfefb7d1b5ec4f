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
#include "answer/routing_rules.hpp"
#include "answer/views.hpp"
#include "answer/workload.hpp"
#include "cli/demo_lines.hpp"
#include "cli/demo_past.hpp"
#include "cli/demo_questions.hpp"
#include "cli/demo_sessions.hpp"
#include "cli/demo_talk.hpp"
#include "speak/sending.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::cli {
namespace {

using staff::DeskAction;
using staff::Role;
using std::chrono::minutes;

// Its desks, by what they are for.
struct Desks {
  staff::DeskId front, protocol, press, cairo, cairo_press, paris;
};

// Help is asked for in words of which no topic tells, and is as urgent in each language.
constexpr std::string_view kRules = R"(rule "Help in Arabic"
  when language is ar and matter is life or consular
  then desk "Embassy in Cairo / Consular"

rule "Help in French"
  when language is fr and matter is life or consular
  then desk "Embassy in Paris / Consular"

rule "Help in other languages"
  when matter is life or consular
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

class DemoDesk {
 public:
  DemoDesk(Program& program, DemoTalk& talk, activity::NoteId asked)
      : store_(program.foundation().chancery()), talk_(talk), asked_(asked) {}

  Status open();
  Status set_to_work();
  Status ask(const DemoQuestion& question);
  Status flood();
  Status hand_over();
  [[nodiscard]] staff::DeskId front() const { return desks_.front; }

 private:
  Result<staff::MissionId> mission(store::Transaction& tx, staff::Mission mission);
  Result<staff::DeskId> desk(store::Transaction& tx, staff::MissionId mission, std::string_view name,
                             std::string_view alias);
  Status works(store::Transaction& tx, staff::DeskId desk, answer::CalendarId calendar,
               std::vector<std::string> languages, std::vector<std::string> topics = {});
  // Every other one answers our post; the rest name us.
  activity::NoteId answered() { return asked_so_far_++ % 2 == 0 ? asked_ : activity::NoteId{}; }

  store::Store& store_;
  DemoTalk& talk_;
  const activity::NoteId asked_;  // our post that people answer
  Desks desks_;
  int asked_so_far_ = 0;
};

Result<staff::MissionId> DemoDesk::mission(store::Transaction& tx, staff::Mission mission) {
  mission.id = store_.ids().make<staff::MissionId>();
  if (auto opened = staff::open_mission(tx, mission, staff::audit_actor(talk_.staff().visitor), talk_.now()); !opened) {
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
  if (auto opened = staff::open_desk(tx, desk, staff::audit_actor(talk_.staff().visitor), talk_.now()); !opened) {
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
    for (const auto* person : {&talk_.staff().visitor, &talk_.staff().editor, &talk_.staff().officer}) {
      std::vector<DeskAction> actions;
      for (const auto action : staff::kDeskActions) {
        if (staff::can(person->role, staff::role_action(action))) actions.push_back(action);
      }
      auto given =
          staff::set_desk_grants(tx, person->id, {}, actions, staff::audit_actor(talk_.staff().visitor), talk_.now());
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
  return answer::set_work(tx, work, talk_.acting());
}

// Hours, languages and promises of every desk, somebody on duty where help is asked for, and two rules.
Status DemoDesk::set_to_work() {
  auto done = store_.write_now([&](store::Transaction& tx) -> Status {
    const auto calendar = [&](std::string_view name, const desk::CalendarSpec& spec) -> Result<answer::CalendarId> {
      const answer::OfficeCalendar made{
          .id = store_.ids().make<answer::CalendarId>(), .name = std::string{name}, .spec = spec, .day_names = {}};
      return answer::put_calendar(tx, made, talk_.acting()).map([&] { return made.id; });
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
      const answer::Duty duty{store_.ids().make<answer::ShiftId>(), desk, talk_.staff().officer.id,
                              talk_.now() - std::chrono::hours{24}, talk_.now() + std::chrono::days{7}};
      if (auto added = answer::add_shift(tx, duty, talk_.acting()); !added) return added;
    }
    const std::array promises{answer::DeskTarget{
        desk::Matter::Question, desk::ClockName::FirstAnswer, {.amount = 120, .unit = desk::Unit::Desk}}};
    return answer::set_targets(tx, desks_.press, promises, talk_.acting());
  });
  if (!done) return done;
  const auto names = store_.read([](store::Snapshot& snapshot) { return answer::routing_names(snapshot); });
  done = store_.write_now([&](store::Transaction& tx) {
    return answer::put_rules(tx, {.text = std::string{kRules}}, names, talk_.acting());
  });
  if (!done) return done;
  talk_.reload();
  return {};
}

Status DemoDesk::ask(const DemoQuestion& question) {
  const DemoWords words{.language = question.language,
                        .text = question.text,
                        .direct = question.direct,
                        .answers = question.direct ? activity::NoteId{} : answered()};
  const auto id = talk_.receive({std::string{question.name}, std::string{question.handle}}, words,
                                talk_.now() - minutes{question.minutes_ago});
  if (!id) return fail(id.error());
  return talk_.settle(*id, question);
}

Status DemoDesk::flood() {
  const auto words = demo_flood();
  for (int voice = 0; voice < kFloodVoices; ++voice) {
    const auto handle = fmt::format("traveller_{}", voice + 1);
    const auto text = words[static_cast<std::size_t>(voice) % words.size()];
    const auto id =
        talk_.receive({fmt::format("Traveller {}", voice + 1), handle},
                      {.language = "en", .text = text, .answers = answered()}, talk_.now() - minutes{60 - 2 * voice});
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
                                          {&talk_.staff().editor, talk_.now()});
    if (!urgent) return fail(urgent.error());
    answer::Handover note;
    note.id = store_.ids().make<answer::HandoverId>();
    note.desk = desks_.front;
    note.words =
        "The visa appointment page is down: one answer for all who ask, not one each.\n"
        "The consul in Cairo calls at nine about the lost passport.";
    const auto left = answer::write_handover(tx, note, {&talk_.staff().officer, talk_.now()});
    return left ? Status{} : fail(left.error());
  });
}

}  // namespace

Status fill_desk(Program& program) {
  auto& store = program.foundation().chancery();
  auto staff = store.read(demo_staff);
  const auto account = store.read([](store::Snapshot& snapshot) { return store::account_by_name(snapshot, "press"); });
  if (!staff || !account) return fail(Errc::NotFound, "the demo's people or its account are missing");
  const auto said =
      store.read([&](store::Snapshot& snapshot) { return store::notes_of(snapshot, account->id, {}, 100); });
  if (said.empty()) return fail(Errc::NotFound, "the demo has said nothing yet");
  DemoTalk talk(program, std::move(*staff), account->id);
  DemoDesk desk(program, talk, said.front().id);
  if (auto opened = desk.open(); !opened) return opened;
  if (auto set = desk.set_to_work(); !set) return set;
  if (auto agreed = fill_lines(store, talk); !agreed) return agreed;
  if (auto past = fill_past_weeks(talk); !past) return past;
  for (const auto& question : demo_questions()) {
    if (auto asked = desk.ask(question); !asked) return asked;
  }
  if (auto flooded = desk.flood(); !flooded) return flooded;
  if (auto handed = desk.hand_over(); !handed) return handed;
  if (auto crisis = fill_crisis(store, talk, said.back().id); !crisis) return crisis;
  if (auto held = fill_sessions(program, talk, desk.front()); !held) return held;
  const auto sent = speak::send_due(store, program.publisher());
  return sent ? Status{} : fail(sent.error());
}

}  // namespace chancery::cli
