// A ministry with two desks, three officers and a stranger who writes to it, for tests of conversations.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/events.hpp"
#include "activity/public_actors.hpp"
#include "answer/append.hpp"
#include "answer/claims.hpp"
#include "answer/conversations.hpp"
#include "answer/intake.hpp"
#include "answer/invariants.hpp"
#include "answer/migrations.hpp"
#include "answer/placing.hpp"
#include "answer/replies.hpp"
#include "answer/workplaces.hpp"
#include "desk/clocks.hpp"
#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "staff/migrations.hpp"
#include "staff/missions.hpp"
#include "staff/rows.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "support/stores.hpp"

namespace chancery::answer {

using namespace std::chrono_literals;

class NobodyPublic final : public activity::PublicActors {
 public:
  [[nodiscard]] std::optional<activity::PublicActor> find(std::string_view actor, std::string_view) const override {
    if (actor != official) return std::nullopt;
    return activity::PublicActor{.id = 7, .kind = "officeholder", .country = "EG"};
  }
  std::string official;
};

// Arabic to the Arabic desk, the rest to the front desk.
class ByLanguage final : public Sorter {
 public:
  [[nodiscard]] Result<Sorted> sort(store::Transaction& tx, const SortFacts& facts) override {
    if (facts.language == "ar" && arabic) {
      return Sorted{.desk = arabic, .matter = facts.matter, .urgency = facts.urgency, .marks = {}, .why = "language"};
    }
    return front.sort(tx, facts);
  }
  DeskId arabic;
  FrontDesk front;
};

// Large things every test shares: the models do not change.
struct Models {
  text::LanguageIdentifier languages;
  text::Annotator agenda;
  Urgency urgency;
};
inline const Models& models() {
  static const Models kModels;
  return kModels;
}

class Inbox : public testing::Test {
 protected:
  template <class Fn>
  auto attempt(Fn fn) {
    return store->write_now(std::move(fn));
  }
  template <class Fn>
  auto run(Fn fn) {
    auto result = store->write_now(std::move(fn));
    EXPECT_TRUE(result.has_value()) << result.error().detail;
    return result;
  }

  Inbox() {
    for (auto* user : {&ole, &amina, &lea, &admin}) {
      user->id = store.ids.make<staff::UserId>();
      run([&](store::Transaction& tx) { return staff::rows::insert_user(tx, *user, {}); });
    }
    press = make_account("press");
    embassy = make_account("cairo");
    capital = make_mission("Capital", staff::MissionKind::Capital);
    front = make_desk("Front desk", true);
    arabic = make_desk("Arabic", false);
    sorter.arabic = arabic;
    using staff::DeskAction;
    const std::array works{DeskAction::Read, DeskAction::Work};
    const std::array leads{DeskAction::Read, DeskAction::ReadPrivate, DeskAction::Work, DeskAction::Lead};
    give(ole, front, works);
    give(ole, arabic, works);
    give(amina, arabic, works);
    give(amina, front, works);
    give(lea, front, leads);
    give(lea, arabic, leads);
    run([&](store::Transaction& tx) -> Status {
      ana.id = store::save_actor(tx, ana);
      ben.id = store::save_actor(tx, ben);
      return {};
    });
    claims = std::make_unique<Claims>(*store, store.clock, workplaces);
    consumer = std::make_unique<store::Consumer>(
        *store, std::string(Intake::kConsumer), [this](auto events) { intake.prepare(events); },
        [this](store::Transaction& tx, const store::Event& event) { return intake.handle(tx, event); });
  }

  // What stands in the log of this kind: `fact` of each, in order.
  std::vector<std::string> logged(std::string_view type, std::string_view fact) {
    std::vector<std::string> found;
    for (const auto& event : store->read([](store::Snapshot& s) { return store::events_after(s, 0, 10'000); })) {
      if (event.type == type) found.emplace_back(json::text(event.facts, fact).value_or(""));
    }
    return found;
  }

  static activity::Actor actor(const std::string& name) {
    activity::Actor actor;
    actor.uri = "https://social.example/users/" + name;
    actor.preferred_username = name;
    actor.name = name;
    actor.inbox = actor.uri + "/inbox";
    actor.url = "https://social.example/@" + name;
    return actor;
  }
  activity::AccountId make_account(const std::string& name) {
    activity::Account account;
    account.id = store.ids.make<activity::AccountId>();
    account.name = name;
    account.display_name = name;
    account.language = "en";
    account.created_at = store.clock.now();
    run([&](store::Transaction& tx) { return store::insert_account(tx, account); });
    return account.id;
  }
  staff::MissionId make_mission(const std::string& name, staff::MissionKind kind) {
    const auto id = store.ids.make<staff::MissionId>();
    run([&](store::Transaction& tx) {
      return staff::open_mission(tx, {.id = id, .name = name, .kind = kind, .country = "KE", .zone = "Africa/Nairobi"},
                                 "setup", store.clock.now());
    });
    return id;
  }
  DeskId make_desk(const std::string& name, bool is_front) {
    const auto id = store.ids.make<DeskId>();
    run([&](store::Transaction& tx) {
      return staff::open_desk(tx, {.id = id, .mission = capital, .name = name, .alias = name, .front = is_front},
                              "setup", store.clock.now());
    });
    return id;
  }
  void give(const staff::User& user, DeskId desk, std::span<const staff::DeskAction> actions) {
    run([&](store::Transaction& tx) {
      return staff::set_desk_grants(tx, user.id, {capital, desk}, actions, "setup", store.clock.now());
    });
  }

  // A note of ours, as it was sent.
  activity::Note said(activity::AccountId account, std::string content, const activity::Note* answers = nullptr) {
    activity::Note note;
    note.id = store.ids.make<activity::NoteId>();
    note.uri = addresses.note(note.id);
    note.account = account;
    note.attributed_to = addresses.actor(account);
    note.content = std::move(content);
    note.language = "en";
    note.url = note.uri;
    note.published = note.updated = note.received = store.clock.now();
    if (answers != nullptr) note.in_reply_to = answers->uri;
    run([&](store::Transaction& tx) { return store::insert_note(tx, note); });
    return note;
  }
  struct Writes {
    std::string content;
    std::string answers;  // URI
    activity::NoteId answers_note;
    activity::Visibility visibility = activity::Visibility::Public;
    store::AddressedHow how = store::AddressedHow::Reply;
    std::string uri;
    bool told = true;  // by the log
    std::vector<std::string> hashtags;
  };
  // What a stranger sends, as the network's side stores it.
  activity::Note writes(const activity::Actor& by, activity::AccountId to, const Writes& says) {
    activity::Note note;
    note.id = store.ids.make<activity::NoteId>();
    note.uri = says.uri.empty() ? by.uri + "/statuses/" + note.id.text() : says.uri;
    note.actor = by.id;
    note.attributed_to = by.uri;
    note.in_reply_to = says.answers;
    note.in_reply_to_note = says.answers_note;
    note.content = "<p>" + says.content + "</p>";
    note.language = "und";
    note.url = note.uri;
    note.visibility = says.visibility;
    note.parts.hashtags = says.hashtags;
    note.published = note.updated = note.received = store.clock.now();
    run([&](store::Transaction& tx) -> Status {
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      store::put_addressed(tx, note.id, std::array{store::Addressed{to, says.how}});
      if (says.told) {
        store::append_event(tx, activity::events::kNoteReceived, {{"note", note.id.value}, {"actor", by.id.value}});
      }
      return {};
    });
    return note;
  }
  activity::Note asks(const activity::Actor& by, const activity::Note& ours, std::string content) {
    auto note = writes(by, ours.account, {.content = std::move(content), .answers = ours.uri, .answers_note = ours.id});
    drain();
    return note;
  }
  void tell(std::string_view type, json::Object facts) {
    run([&](store::Transaction& tx) -> Status {
      store::append_event(tx, type, facts);
      return {};
    });
    drain();
  }
  void drain() { static_cast<void>(consumer->drain()); }

  ConversationId conversation_of(const activity::Note& note) {
    return store->read([&](store::Snapshot& snapshot) { return conversation_of_note(snapshot, note.id); });
  }
  Conversation at(ConversationId id) {
    return store->read([&](store::Snapshot& snapshot) { return conversation(snapshot, id).value(); });
  }
  std::vector<std::string> kinds(ConversationId id) {
    std::vector<std::string> found;
    for (const auto& one : store->read([&](store::Snapshot& snapshot) { return happened(snapshot, id); })) {
      found.emplace_back(desk::to_string(one.event.kind));
    }
    return found;
  }
  Reader eyes(const staff::User& user) {
    return store->read([&](store::Snapshot& snapshot) { return reader_of(snapshot, user); });
  }
  std::vector<ConversationId> list(const staff::User& user, const InboxQuery& query = {}) {
    const auto reader = eyes(user);
    std::vector<ConversationId> ids;
    store->read([&](store::Snapshot& snapshot) {
      const auto page = inbox(snapshot, reader, query, {});
      for (const auto& row : page.value().rows) ids.push_back(row.id);
    });
    return ids;
  }
  Result<Claims::Claimed> claim(const staff::User& by, ConversationId id, bool take_over = false) {
    return attempt([&](store::Transaction& tx) { return claims->claim(tx, id, by, store.clock.now(), take_over); });
  }
  template <class Fn>
  auto step(const staff::User& by, Fn fn) {
    const auto works = workplaces.now();
    return attempt([&](store::Transaction& tx) {
      const auto workplace = works->workplace();
      return fn(Step{tx, workplace, by, store.clock.now()});
    });
  }
  void expect_sound() {
    const auto works = workplaces.now();
    for (const auto& broken : check_invariants(*store, works->workplace()).broken) {
      ADD_FAILURE() << broken.rule << ": " << broken.what;
    }
  }

  test::TestStore store{test::migrations_of({staff::migrations(), answer::migrations()})};
  activity::Addresses addresses = *activity::Addresses::of("https://mfa.example");
  Workplaces workplaces;
  NobodyPublic register_of_actors;
  ByLanguage sorter;
  const Incoming incoming{*store, models().languages, models().agenda,    models().urgency,
                          sorter, workplaces,         register_of_actors, addresses};
  Intake intake{incoming};
  std::unique_ptr<Claims> claims;
  std::unique_ptr<store::Consumer> consumer;
  staff::User ole{.login = "ole", .name = "Ole", .role = staff::Role::Officer};
  staff::User amina{.login = "amina", .name = "Amina", .role = staff::Role::Officer};
  staff::User lea{.login = "lea", .name = "Lea", .role = staff::Role::Editor};
  staff::User admin{.login = "admin", .name = "Ada", .role = staff::Role::Admin};
  activity::AccountId press;
  activity::AccountId embassy;
  staff::MissionId capital;
  DeskId front;
  DeskId arabic;
  activity::Actor ana = actor("ana");
  activity::Actor ben = actor("ben");
};

}  // namespace chancery::answer
