#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "store/jobs.hpp"
#include "store/parked.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using net::Method;
using test::Answer;
using test::Testbed;

Answer control(Testbed& bed, Method method, std::string target, std::int64_t uid,
               std::optional<json::Value> body = {}) {
  net::Request request;
  request.method = method;
  request.target = std::move(target);
  request.peer_uid = uid;
  if (body) {
    request.headers.add("Content-Type", "application/json");
    request.body = boost::json::serialize(*body);
  }
  return test::ask(bed.control, std::move(request));
}

std::int64_t own() {
  return static_cast<std::int64_t>(geteuid());
}

TEST(ControlSocket, AnswersOurOwnUserAndRootAlone) {
  Testbed bed;
  for (const auto& route : bed.control.routes()) {
    for (const std::int64_t uid : {std::int64_t{-1}, own() + 1, std::int64_t{65534}}) {
      const auto answer = control(bed, route.method, route.pattern, uid);
      EXPECT_EQ(answer.status, 403) << route.pattern << " by " << uid;
    }
  }
  EXPECT_EQ(control(bed, Method::Get, "/control/users", own()).status, 200);
  EXPECT_EQ(control(bed, Method::Get, "/control/users", 0).status, 200);
}

TEST(ControlSocket, MakesANewSetupLinkUntilTheServerIsSetUp) {
  Testbed bed;
  const auto answer = control(bed, Method::Post, "/control/setup-link", own());
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.text("link").starts_with("https://mfa.example/staff/#/setup/")) << answer.body;
  EXPECT_EQ(answer.text("expires"), to_rfc3339(bed.clock.now() + std::chrono::minutes{30}));
  EXPECT_EQ(bed.audit().front().actor, "cli:" + std::to_string(own()));
  bed.set_up();
  EXPECT_EQ(control(bed, Method::Post, "/control/setup-link", own()).status, 409);
}

TEST(ControlSocket, InvitesPeopleOnceTheServerIsSetUp) {
  Testbed bed;
  const json::Object ole{{"name", "Ole Dahl"}, {"role", "officer"}};
  EXPECT_EQ(control(bed, Method::Post, "/control/users", own(), ole).status, 409);
  bed.set_up();
  const auto answer = control(bed, Method::Post, "/control/users", own(), ole);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_TRUE(answer.text("link").starts_with("https://mfa.example/staff/#/invite/"));
  EXPECT_EQ(bed.audit().front().actor, "cli:" + std::to_string(own()));
  EXPECT_EQ(control(bed, Method::Post, "/control/users", own(), json::Object{{"name", "Ole"}}).status, 422);
  EXPECT_EQ(control(bed, Method::Post, "/control/users", own()).status, 415);
  EXPECT_EQ(json::array(control(bed, Method::Get, "/control/users", own()).json(), "users")->size(), 1U);
}

TEST(ControlSocket, WhatTheInboxCouldNotTakeInIsTriedAgainWhenAsked) {
  Testbed bed;
  const auto answer = control(bed, Method::Post, "/control/desk/retry", own(), json::Object{});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json().at("parked"), 0);
  EXPECT_EQ(bed.audit().front().action, "desk.retry");
  const auto due = bed.store->read([](store::Snapshot& s) { return store::next_due(s, store::kRetryParked); });
  EXPECT_EQ(due, bed.clock.now());
}

// What a colleague holds is free at once, by a new token; what she wrote stays.
TEST(ControlSocket, EndsAPersonsAccountNow) {
  Testbed bed;
  auto admin = bed.set_up();
  auto ole = bed.officer(admin);
  test::Correspondence strangers(bed, activity::AccountId{parse_id(bed.create_account(admin)).value()});
  strangers.give(ole, staff::kDeskActions);
  strangers.grant(admin, ole, {"write"});
  const auto heard = strangers.hear();
  const auto claimed = ole.post(heard.path() + "/claim", json::Object{});
  ASSERT_EQ(claimed.status, 200) << claimed.body;
  const auto token = claimed.json().at("token").as_int64();
  const json::Object reply{
      {"token", token},
      {"body", {{"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "At eight."}}}}}}};
  ASSERT_LT(ole.put(heard.path() + "/draft", reply).status, 300);
  ASSERT_EQ(ole.put(heard.path() + "/presence", json::Object{{"doing", "writing"}}).status, 200);
  const auto stream = ole.get("/api/staff/stream");
  ASSERT_TRUE(stream.events);

  const auto done = control(bed, Method::Post, "/control/users/ole/end", own(), json::Object{});
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.json().at("released").to_number<int>(), 1);
  EXPECT_EQ(bed.feed.readers(), 0U);
  EXPECT_TRUE(bed.presence.who(heard.conversation).empty());
  EXPECT_EQ(ole.get("/api/staff/accounts").status, 401);
  const auto now = admin.get(heard.path()).json();
  EXPECT_EQ(now.at("place").as_string(), "queue");
  EXPECT_TRUE(now.at("holder").is_null());
  EXPECT_GT(now.at("token").as_int64(), token) << "her token is dead";
  EXPECT_TRUE(now.at("draft_post").is_object()) << "what she wrote stays";
  const auto audit = bed.audit();
  EXPECT_TRUE(std::ranges::any_of(audit, [](const staff::AuditEntry& entry) {
    return entry.action == "user.end" && entry.subject == "user:ole" && entry.actor == "cli:" + std::to_string(own());
  }));
  EXPECT_EQ(control(bed, Method::Post, "/control/users/ole/end", own(), json::Object{}).status, 200) << "again";
  EXPECT_EQ(control(bed, Method::Post, "/control/users/nobody/end", own(), json::Object{}).status, 404);
  EXPECT_EQ(control(bed, Method::Post, "/control/users/anna/end", own(), json::Object{}).status, 409)
      << "the last administrator";
}

TEST(ControlSocket, ShowsWhatTheDoctorFound) {
  Testbed bed;
  bed.checks = {{"store", Check::State::Ok, "chancery.db is whole", ""},
                {"disk", Check::State::Warn, "3 % free", "df -h"},
                {"audit", Check::State::Fail, "broken at entry 7", "chancery verify"}};
  const auto found = control(bed, Method::Get, "/control/doctor", own()).json();
  const auto& checks = *json::array(found, "checks");
  ASSERT_EQ(checks.size(), 3U);
  EXPECT_EQ(json::text(checks.at(0).as_object(), "state"), "OK");
  EXPECT_EQ(checks.at(0).as_object().if_contains("repair"), nullptr);
  EXPECT_EQ(json::text(checks.at(1).as_object(), "state"), "WARN");
  EXPECT_EQ(json::text(checks.at(2).as_object(), "state"), "FAIL");
  EXPECT_EQ(json::text(checks.at(2).as_object(), "repair"), "chancery verify");
}

}  // namespace
}  // namespace chancery::api
