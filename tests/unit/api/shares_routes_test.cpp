// Sharing others' posts through the API: looked at, permitted, agreed on, taken back.
#include <gtest/gtest.h>

#include "speak/sending.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Answer;
using test::Browser;
using test::Testbed;

class Shares : public testing::Test {
 protected:
  Shares() {
    give(writer, json::Array{"write", "publish"});
    give(approver, json::Array{"approve", "publish"});
    ada = bed.world.say("ada", "friends", "My garden is in bloom.", 'b');
  }

  void give(Browser& person, json::Array rights) {
    const auto session = person.get("/api/staff/session").json();
    const auto id = std::string(*json::text(*json::object(session, "user"), "id"));
    const auto answer =
        admin.put("/api/staff/accounts/" + account + "/rights/" + id, json::Object{{"rights", std::move(rights)}});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  Answer propose(const std::string& uri) {
    return writer.post("/api/staff/posts", json::Object{{"account", account}, {"share", uri}},
                       {{"Idempotency-Key", "share"}});
  }
  Answer step(Browser& person, const json::Object& post, const std::string& name, json::Object extra = {}) {
    extra["version"] = post.at("version");
    return person.post("/api/staff/posts/" + std::string(*json::text(post, "id")) + '/' + name, extra);
  }
  Answer permit() {
    return writer.post("/api/staff/permissions", json::Object{{"uri", ada},
                                                              {"accounts", json::Array{json::Value(account)}},
                                                              {"answer", "Gladly: https://friends.example/notes/2"}});
  }
  // Proposed, approved and sent, with her permission.
  json::Object shared() {
    EXPECT_EQ(permit().status, 201);
    auto post = propose(ada).json();
    post = step(writer, post, "submit").json();
    post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
    bed.clock.advance(std::chrono::minutes{1});
    EXPECT_EQ(speak::send_due(*bed.store, bed.publisher()).value(), 1U);
    return writer.get("/api/staff/posts/" + std::string(*json::text(post, "id"))).json();
  }

  Testbed bed;
  Browser admin = bed.set_up();
  std::string account = bed.create_account(admin, 1);
  Browser writer = bed.join(admin, staff::Role::Officer, "ole");
  Browser approver = bed.join(admin, staff::Role::Editor, "eva");
  std::string ada;
};

TEST_F(Shares, APostIsLookedAtBeforeItIsProposed) {
  const auto looked =
      writer.post("/api/staff/sources/look", json::Object{{"address", ada}, {"account", account}}).json();
  EXPECT_EQ(json::text(looked, "uri"), ada);
  EXPECT_EQ(json::text(*json::object(looked, "author"), "acct"), "ada@friends.example");
  EXPECT_EQ(json::boolean(looked, "registered"), false);
  EXPECT_EQ(json::array(looked, "permissions")->size(), 0U);
  EXPECT_EQ(
      writer
          .post("/api/staff/sources/look", json::Object{{"address", "https://nowhere.example/1"}, {"account", account}})
          .status,
      410);
}

TEST_F(Shares, GoThroughTwoPeopleWithThePersonsPermissionAndCanBeTakenBack) {
  const auto post = shared();
  EXPECT_EQ(json::text(post, "status"), "sent");
  EXPECT_EQ(json::text(*json::object(post, "permission"), "answer"), "Gladly: https://friends.example/notes/2");
  const auto& body = *json::object(post, "body");
  EXPECT_EQ(json::boolean(*json::object(body, "share"), "current"), true);
  const auto share = std::string(*json::text(*json::object(post, "shared"), "id"));
  EXPECT_EQ(approver.remove("/api/staff/shares/" + share).status, 204);
  const auto after = writer.get("/api/staff/posts/" + std::string(*json::text(post, "id"))).json();
  EXPECT_TRUE(json::text(*json::object(after, "shared"), "undone_at"));
}

TEST_F(Shares, OfAPrivatePersonAreRefusedOnTheServerWithoutHerPermission) {
  const auto post = propose(ada).json();
  const auto refused = step(writer, post, "submit");
  EXPECT_EQ(refused.status, 403) << refused.body;
  EXPECT_NE(refused.body.find("permission"), std::string::npos);
  EXPECT_EQ(step(writer, post, "release", {{"reason", "Urgent"}}).status, 403);
}

TEST_F(Shares, AQuoteOfAPrivatePersonIsRefusedLikewise) {
  const auto post =
      writer
          .post("/api/staff/posts",
                json::Object{{"account", account},
                             {"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "What a garden."}}}},
                             {"quote", ada}},
                {{"Idempotency-Key", "quote"}})
          .json();
  EXPECT_EQ(step(writer, post, "submit").status, 403);
  EXPECT_EQ(permit().status, 201);
  EXPECT_EQ(step(writer, post, "submit").status, 200);
}

TEST_F(Shares, WithoutATextAPostSharesOrSaysNothing) {
  EXPECT_EQ(writer.post("/api/staff/posts", json::Object{{"account", account}}, {{"Idempotency-Key", "k"}}).status,
            422);
  EXPECT_EQ(propose("https://nowhere.example/1").status, 410) << "it cannot be looked at";
}

TEST_F(Shares, WhatWasEditedIsLookedAtAgainByASecondDraftOfTheSame) {
  EXPECT_EQ(permit().status, 201);
  auto post = propose(ada).json();
  bed.world.notes[ada].digest = std::string(64, 'c');
  EXPECT_EQ(step(writer, post, "submit").status, 409);
  json::Object again{{"account", account}, {"share", ada}, {"version", post.at("version")}};
  const auto changed = writer.put("/api/staff/posts/" + std::string(*json::text(post, "id")), again);
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(step(writer, changed.json(), "submit").status, 200);
}

TEST_F(Shares, EndingThePermissionTakesTheShareBackAndErasingForgetsHer) {
  const auto post = shared();
  const auto permission = std::string(*json::text(*json::object(post, "permission"), "id"));
  const auto ended = writer.remove("/api/staff/permissions/" + permission + "?erase=true");
  ASSERT_EQ(ended.status, 200) << ended.body;
  EXPECT_EQ(json::integer(ended.json(), "shares"), 1);
  const auto list = writer.get("/api/staff/accounts/" + account + "/permissions");
  const auto listed = list.json();
  ASSERT_EQ(json::objects(listed, "permissions").size(), 1U);
  EXPECT_EQ(list.body.find("friends.example"), std::string::npos) << list.body;
}

}  // namespace
}  // namespace chancery::api
