// Strangers who write to an account of the testbed's ministry, taken in as the intake does it, and the grants of who
// answers them at the front desk.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "activity/events.hpp"
#include "answer/conversations.hpp"
#include "answer/intake.hpp"
#include "answer/note_reader.hpp"
#include "answer/replies.hpp"
#include "speak/departure_rules.hpp"
#include "speak/sending.hpp"
#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::test {

// What may be done at a desk where private letters are read, less to more.
inline constexpr std::array kReadsAll{staff::DeskAction::Read, staff::DeskAction::ReadPrivate};
inline constexpr std::array kWorks{staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Work};
inline constexpr std::array kLeads{staff::DeskAction::Read, staff::DeskAction::ReadPrivate, staff::DeskAction::Work,
                                   staff::DeskAction::Lead};

class NobodyIsPublic final : public activity::PublicActors {
 public:
  [[nodiscard]] std::optional<activity::PublicActor> find(std::string_view, std::string_view) const override {
    return std::nullopt;
  }
};

// The desk's word on what leaves, as the program wires it.
class AskedDesk final : public speak::DepartureRules {
 public:
  explicit AskedDesk(const Testbed& bed) : bed_(bed) {}

  [[nodiscard]] Status may_leave(store::Transaction& tx, const Departure& departure) override {
    return answer::may_leave(tx, bed_.workplaces.now()->workplace(), leaving(departure), bed_.clock.now());
  }
  void has_left(store::Transaction& tx, const Departure& departure, const activity::Note& note,
                Timestamp now) override {
    answer::has_left(tx, bed_.workplaces.now()->workplace(), leaving(departure), note, now);
  }
  void went_back(store::Transaction& tx, speak::PostId post, std::string_view reason, Timestamp now) override {
    answer::went_back(tx, bed_.workplaces.now()->workplace(), post.value, reason, now);
  }

 private:
  static answer::Leaving leaving(const Departure& departure) {
    return {.post = departure.post.value,
            .version = departure.version,
            .digest = departure.digest,
            .account = departure.account,
            .parent = departure.parent,
            .note = departure.note,
            .edit = departure.edit};
  }

  const Testbed& bed_;
};

struct Saying {
  std::string by = "kari";
  std::string words = "When do you open tomorrow?";
  activity::Visibility visibility = activity::Visibility::Public;
  activity::NoteId answers{};  // one of ours
};

// A message of a conversation.
struct Heard {
  activity::Note note;
  answer::ConversationId conversation;

  [[nodiscard]] std::string path() const { return "/api/staff/conversations/" + conversation.text(); }
};

class Correspondence {
 public:
  Correspondence(Testbed& bed, activity::AccountId account) : bed_(bed), account_(account) {}

  // To our account.
  Heard hear(const Saying& saying = {}) {
    Heard heard;
    auto& note = heard.note;
    note.id = bed_.ids.make<activity::NoteId>();
    note.attributed_to = "https://social.example/users/" + saying.by;
    note.uri = note.url = note.attributed_to + "/notes/" + note.id.text();
    note.content = "<p>" + saying.words + "</p>";
    note.language = "en";
    note.visibility = saying.visibility;
    note.published = note.updated = note.received = bed_.clock.now();
    if (saying.answers) note.in_reply_to = bed_.addresses.note(saying.answers);
    note.in_reply_to_note = saying.answers;
    const bool direct = saying.visibility == activity::Visibility::Direct;
    const store::Addressed to{account_, direct ? store::AddressedHow::Direct : store::AddressedHow::Mention};
    const auto& models = post_models();
    answer::NoteReader reader(models.languages, models.agenda, urgency_);
    const auto said = reader.read(note);
    const auto taken = bed_.store->write_now([&](store::Transaction& tx) -> Status {
      note.actor = store::save_actor(tx, actor(saying.by));
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      store::put_addressed(tx, note.id, std::array{to});
      if (auto done = answer::receive(tx, incoming(), {.note = note, .said = said, .at = note.received}); !done) {
        return done;
      }
      heard.conversation = answer::conversation_of_note(tx, note.id);
      return {};
    });
    EXPECT_TRUE(taken) << taken.error().detail;
    return heard;
  }

  // She takes it back, on her own server.
  void take_back(const activity::Note& note) {
    EXPECT_TRUE(bed_.store->write_now([&](store::Transaction& tx) -> Status {
      store::bury_note(tx, note.id);
      return {};
    }));
    tell(activity::events::kNoteWithdrawn, {{"note", note.id.value}, {"actor", note.actor.value}});
  }
  // Her account is gone, and all she said.
  void leave(const activity::Note& note) {
    EXPECT_TRUE(bed_.store->write_now([&](store::Transaction& tx) -> Status {
      store::erase_notes_by(tx, note.actor);
      return {};
    }));
    tell(activity::events::kNoteWithdrawn, {{"note", note.id.value}, {"actor", note.actor.value}});
  }

  // What is due leaves, when its time for undoing is over.
  std::size_t send() {
    bed_.clock.advance(std::chrono::minutes{1});
    auto publisher = bed_.publisher();
    publisher.rules = &rules_;
    const auto sent = speak::send_due(*bed_.store, publisher);
    EXPECT_TRUE(sent) << sent.error().detail;
    return sent.value_or(0);
  }

  // What she may do at the front desk from now on, and for the account.
  void give(Browser& who, std::span<const staff::DeskAction> actions) {
    const auto given = bed_.store->write_now([&](store::Transaction& tx) {
      const auto front = staff::front_desk(tx).value();
      return staff::set_desk_grants(tx, user_of(who), {front.mission, front.id}, actions, "setup", bed_.clock.now());
    });
    ASSERT_TRUE(given) << given.error().detail;
  }
  void grant(Browser& admin, Browser& who, json::Array rights) {
    const auto answer = admin.put("/api/staff/accounts/" + account_.text() + "/rights/" + user_of(who).text(),
                                  json::Object{{"rights", std::move(rights)}});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  static staff::UserId user_of(Browser& who) {
    const auto session = who.get("/api/staff/session").json();
    return staff::UserId{parse_id(*json::text(*json::object(session, "user"), "id")).value()};
  }

 private:
  static activity::Actor actor(const std::string& name) {
    activity::Actor actor;
    actor.uri = "https://social.example/users/" + name;
    actor.preferred_username = name;
    actor.name = name;
    actor.inbox = actor.uri + "/inbox";
    return actor;
  }
  [[nodiscard]] answer::Incoming incoming() {
    const auto& models = post_models();
    return {*bed_.store, models.languages, models.agenda, urgency_, sorter_, bed_.workplaces, nobody_, bed_.addresses};
  }
  // The log says so, and the intake hears it.
  void tell(std::string_view type, json::Object facts) {
    const auto told = bed_.store->write_now([&](store::Transaction& tx) -> Status {
      answer::Intake intake(incoming());
      return intake.handle(
          tx, {.position = 1, .at = bed_.clock.now(), .type = std::string(type), .facts = std::move(facts)});
    });
    EXPECT_TRUE(told) << told.error().detail;
  }

  Testbed& bed_;
  const activity::AccountId account_;
  const answer::Urgency urgency_;
  const NobodyIsPublic nobody_;
  answer::FrontDesk sorter_;
  AskedDesk rules_{bed_};
};

}  // namespace chancery::test
