// A private matter with one press: what is said at once, and what is refused before anything is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "answer/conversations.hpp"
#include "answer/lines.hpp"
#include "answer/replies.hpp"
#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "store/notes.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using staff::DeskAction;
using test::Browser;
using test::Testbed;
using ::testing::HasSubstr;

class PrivateMatters : public testing::Test {
 protected:
  PrivateMatters() {
    const auto user = staff_user(officer);
    const auto rights = admin.put("/api/staff/accounts/" + press.text() + "/rights/" + user.id.text(),
                                  json::Object{{"rights", json::Array{"write"}}});
    EXPECT_EQ(rights.status, 200) << rights.body;
    EXPECT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
      const auto front = staff::front_desk(tx).value();
      const std::array works{DeskAction::Read, DeskAction::Work};
      const std::array writes{DeskAction::Read, DeskAction::Lines};
      const std::array approves{DeskAction::Read, DeskAction::ApproveLines};
      const auto grant = [&](const staff::User& to, std::span<const DeskAction> actions) {
        return staff::set_desk_grants(tx, to.id, {front.mission, front.id}, actions, "setup", bed.clock.now());
      };
      if (auto done = grant(user, works); !done) return done;
      if (auto done = grant(staff_user(writer), writes); !done) return done;
      return grant(staff_user(approver), approves);
    }));
    approve_line();
    conversation = correspondence.hear({.words = "My passport was stolen, what can I do?"}).path();
  }
  staff::User staff_user(Browser& who) {
    const auto session = who.get("/api/staff/session").json();
    const auto id = parse_id(*json::text(*json::object(session, "user"), "id")).value();
    return bed.store->read(
        [&](store::Snapshot& snapshot) { return staff::user_by_id(snapshot, staff::UserId{id}).value(); });
  }
  // "Please go on in private", in English, by two people.
  void approve_line() {
    line = bed.ids.make<answer::LineId>();
    EXPECT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
      const auto front = staff::front_desk(tx).value();
      const auto by = staff_user(writer);
      const auto made = answer::make_line(tx,
                                          {.id = line,
                                           .name = "Private matters",
                                           .scope = {front.mission, front.id},
                                           .topics = {},
                                           .purpose = answer::LinePurpose::PrivateMatter,
                                           .owner = by.id,
                                           .retired_at = {}},
                                          {&by, bed.clock.now()});
      return made ? Status{} : fail(made.error());
    }));
    approve_words("This is best said in private.", 1);
  }
  void approve_words(const std::string& words, int version) {
    const auto by = staff_user(writer);
    const auto second = staff_user(approver);
    EXPECT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
      const answer::Acting writes{&by, bed.clock.now()};
      auto text = answer::write_text(tx, line,
                                     {.language = "en",
                                      .markdown = words,
                                      .expires_at = bed.clock.now() + std::chrono::days{30},
                                      .version = version - 1},
                                     writes);
      if (text) text = answer::submit_text(tx, {line, "en", version}, writes);
      if (text) text = answer::approve_text(tx, {line, "en", version}, text->digest, {&second, bed.clock.now()});
      return text ? Status{} : fail(text.error());
    }));
  }
  test::Answer press_once() {
    const auto claimed = officer.post(conversation + "/claim", json::Object{});
    EXPECT_EQ(claimed.status, 200) << claimed.body;
    return officer.post(conversation + "/private", json::Object{{"token", standing().token}, {"language", "en"}});
  }
  void set_approvals(int approvals) {
    const auto answer = admin.put("/api/staff/accounts/" + press.text() + "/rule",
                                  json::Object{{"approvals", approvals}, {"grace", 30}});
    EXPECT_EQ(answer.status, 200) << answer.body;
  }

  answer::Conversation standing() {
    return bed.store->read([&](store::Snapshot& snapshot) {
      const auto id = parse_id(conversation.substr(conversation.rfind('/') + 1)).value();
      return answer::conversation(snapshot, answer::ConversationId{id}).value();
    });
  }
  bool may(std::string_view step) {
    const auto answer = officer.get(conversation);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto whole = answer.json();
    for (const auto& one : whole.at("may").as_array()) {
      if (one.as_string() == step) return true;
    }
    return false;
  }

  Testbed bed;
  Browser admin = bed.set_up();
  activity::AccountId press{parse_id(bed.create_account(admin, 1)).value()};
  Browser officer = bed.join(admin, staff::Role::Officer, "ole");
  Browser writer = bed.join(admin, staff::Role::Editor, "wen");
  Browser approver = bed.join(admin, staff::Role::Editor, "app");
  answer::LineId line;
  test::Correspondence correspondence{bed, press};
  std::string conversation;
};

TEST_F(PrivateMatters, TheLinesApprovalIsEnoughAndItEndsWhenTheLinkHasLeft) {
  const auto done = press_once();
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.text("place"), "person");
  EXPECT_EQ(correspondence.send(), 2U);
  EXPECT_EQ(standing().place, desk::Place::Closed);
  EXPECT_EQ(standing().outcome, desk::Outcome::Referred);
  EXPECT_TRUE(standing().is_private);
}

TEST_F(PrivateMatters, TheLinkIsForHerAloneAndNoPageShowsIt) {
  ASSERT_EQ(press_once().status, 200);
  const auto links = [this] {
    return bed.store->read([&](store::Snapshot& snapshot) {
      std::vector<std::string> found;
      for (const auto post : answer::private_matter(snapshot, standing().id)) {
        found.push_back("/api/staff/posts/" + std::to_string(post));
      }
      return found;
    });
  }();
  ASSERT_EQ(links.size(), 2U);
  ASSERT_EQ(correspondence.send(), 2U);
  std::string token;
  std::string note;
  bed.store->read([&](store::Snapshot& snapshot) {
    for (const auto& message : answer::messages_of(snapshot, standing().id)) {
      const auto said = store::note_by_id(snapshot, message.note);
      const auto at = said ? said->content.find("/door/") : std::string::npos;
      if (at == std::string::npos) continue;
      token = said->content.substr(at + 6, 43);
      note = said->id.text();
    }
  });
  ASSERT_EQ(token.size(), 43U) << "she gets it whole";
  correspondence.give(officer, std::array{DeskAction::Read, DeskAction::ReadPrivate, DeskAction::Work});
  for (auto* who : {&admin, &officer}) {
    for (const auto& link : links) {
      for (const auto& path : {link, link + "/versions", conversation, "/api/staff/notes/" + note}) {
        EXPECT_EQ(who->get(path).body.find(token), std::string::npos) << path;
      }
    }
  }
  EXPECT_THAT(officer.get(conversation).body, HasSubstr("/door/\u2026"));
}

TEST_F(PrivateMatters, UntilThenItIsOfferedOnceAndTakenBack) {
  EXPECT_FALSE(may("private")) << "nobody has it";
  ASSERT_EQ(officer.post(conversation + "/claim", json::Object{}).status, 200);
  EXPECT_TRUE(may("private"));
  ASSERT_EQ(press_once().status, 200);
  EXPECT_FALSE(may("private"));
  EXPECT_FALSE(may("close"));
  EXPECT_FALSE(may("draft"));
  EXPECT_TRUE(may("recall_private"));
  EXPECT_EQ(press_once().status, 409);
  const auto back = officer.post(conversation + "/private/recall", json::Object{{"token", standing().token}});
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(correspondence.send(), 0U);
  EXPECT_EQ(standing().place, desk::Place::Person);
  EXPECT_FALSE(standing().is_private);
  EXPECT_TRUE(may("private"));
  ASSERT_EQ(press_once().status, 200) << "and it may be pressed again";
  EXPECT_EQ(correspondence.send(), 2U);
}

TEST_F(PrivateMatters, WhatIsHeldStaysInHandAndIsTold) {
  ASSERT_EQ(press_once().status, 200);
  ASSERT_EQ(admin.post("/api/staff/posts/hold", json::Object{{"reason", "look first"}}).status, 200);
  EXPECT_EQ(correspondence.send(), 0U);
  EXPECT_EQ(standing().place, desk::Place::Person);
  const auto told = officer.get("/api/staff/notices");
  EXPECT_THAT(told.body, HasSubstr("\"held\""));
  EXPECT_TRUE(may("recall_private"));
  ASSERT_EQ(officer.post(conversation + "/private/recall", json::Object{{"token", standing().token}}).status, 200);
  EXPECT_EQ(json::boolean(officer.get(conversation + "/lines").json(), "held"), true);
  const auto again = press_once();
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("lift the hold first"));
}

TEST_F(PrivateMatters, ALineThatAsksForASecondPersonIsNotSentWithOneApproval) {
  approve_words("Release Jane Doe!", 2);
  const auto refused = press_once();
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("a demand beside a person's name"));
}

TEST_F(PrivateMatters, NothingIsSaidAndNothingClosedWhereTheAccountAsksForMoreThanOneApproval) {
  const auto told = [this] { return officer.get(conversation + "/lines").json(); };
  EXPECT_EQ(json::integer(told(), "approvals"), 1);
  set_approvals(2);
  EXPECT_EQ(json::integer(told(), "approvals"), 2) << "before she presses";
  EXPECT_EQ(json::boolean(told(), "held"), false);
  const auto refused = press_once();
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("asks for 2 approvals"));
  EXPECT_EQ(standing().place, desk::Place::Person);
  EXPECT_FALSE(standing().is_private);
  EXPECT_EQ(standing().drafting, 0);
}

}  // namespace
}  // namespace chancery::api
