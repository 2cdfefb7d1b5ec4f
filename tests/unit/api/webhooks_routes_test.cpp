// Webhooks as an administrator manages them: the secret once, what became of each message, nothing for others.
#include <gtest/gtest.h>

#include <string>

#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class WebhooksRoutes : public testing::Test {
 protected:
  static json::Object wanted(std::string_view url, bool paused = false) {
    return {{"url", url}, {"events", json::Array{"post.sent", "clock.warned"}}, {"paused", paused}};
  }

  Testbed bed;
  Browser admin = bed.set_up();
};

TEST_F(WebhooksRoutes, TheSecretIsShownWhenItIsMadeAndNeverAgain) {
  const auto made = admin.post("/api/staff/webhooks", wanted("https://cases.mfa.example/told"));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.text("secret").starts_with("whsec_"));
  EXPECT_EQ(made.text("state"), "working");
  EXPECT_EQ(made.json().at("events").as_array(), (json::Array{"clock.warned", "post.sent"}));
  EXPECT_EQ(made.json().at("made_by").at("login"), "anna");
  EXPECT_EQ(bed.webhooks_due, 1);
  const auto list = admin.get("/api/staff/webhooks");
  ASSERT_EQ(list.status, 200) << list.body;
  EXPECT_EQ(list.json().at("webhooks").as_array().size(), 1U);
  EXPECT_EQ(list.json().at("events").as_array().size(), 33U);
  EXPECT_EQ(list.body.find("whsec_"), std::string::npos);
  EXPECT_EQ(list.body.find(made.text("secret").substr(6)), std::string::npos);
}

TEST_F(WebhooksRoutes, ARotatedSecretIsShownOnceToo) {
  const auto made = admin.post("/api/staff/webhooks", wanted("https://cases.mfa.example/told"));
  const auto at = "/api/staff/webhooks/" + made.text("id");
  const auto rotated = admin.post(at + "/rotate", json::Object{});
  ASSERT_EQ(rotated.status, 200) << rotated.body;
  EXPECT_NE(rotated.text("secret"), made.text("secret"));
  EXPECT_FALSE(rotated.text("former_until").empty());
}

TEST_F(WebhooksRoutes, PausedItIsSentNoTestAndGoesOnWhenAsked) {
  const auto made = admin.post("/api/staff/webhooks", wanted("https://cases.mfa.example/told"));
  const auto at = "/api/staff/webhooks/" + made.text("id");
  const auto test = admin.post(at + "/test", json::Object{});
  ASSERT_EQ(test.status, 201) << test.body;
  EXPECT_EQ(test.text("type"), "webhook.test");
  const auto paused = admin.put(at, wanted("https://cases.mfa.example/elsewhere", true));
  ASSERT_EQ(paused.status, 200) << paused.body;
  EXPECT_EQ(paused.text("state"), "paused");
  EXPECT_EQ(paused.text("paused_why"), "asked");
  EXPECT_EQ(paused.json().at("waiting"), 1);
  EXPECT_EQ(admin.post(at + "/test", json::Object{}).status, 409);
  EXPECT_EQ(admin.put(at, wanted("https://cases.mfa.example/elsewhere")).text("state"), "working");
  const auto messages = admin.get(at + "/messages");
  ASSERT_EQ(messages.status, 200) << messages.body;
  const auto body = messages.json();
  const auto& message = body.at("messages").as_array().at(0);
  EXPECT_EQ(message.at("id"), json::Value(test.text("id")));
  EXPECT_EQ(message.at("state"), "waiting");
}

TEST_F(WebhooksRoutes, WhatCannotBeToldIsRefusedInWords) {
  const auto inside = admin.post("/api/staff/webhooks", wanted("https://10.0.0.7/told"));
  EXPECT_EQ(inside.status, 422);
  EXPECT_NE(inside.text("hint").find("notify.internal_endpoints"), std::string::npos) << inside.body;
  EXPECT_EQ(admin.post("/api/staff/webhooks", wanted("http://cases.mfa.example/")).status, 422);
  EXPECT_EQ(admin.put("/api/staff/webhooks/77", wanted("https://cases.mfa.example/")).status, 404);
  EXPECT_EQ(admin.get("/api/staff/webhooks/77/messages").status, 404);
  EXPECT_EQ(admin.post("/api/staff/webhooks/77/rotate", json::Object{}).status, 404);
}

TEST_F(WebhooksRoutes, RemovedItIsGone) {
  const auto made = admin.post("/api/staff/webhooks", wanted("https://cases.mfa.example/told"));
  const auto at = "/api/staff/webhooks/" + made.text("id");
  EXPECT_EQ(admin.remove(at).status, 204);
  EXPECT_EQ(admin.remove(at).status, 404);
  EXPECT_TRUE(admin.get("/api/staff/webhooks").json().at("webhooks").as_array().empty());
}

TEST_F(WebhooksRoutes, NobodyButAnAdministratorSeesThem) {
  auto officer = bed.officer(admin);
  EXPECT_EQ(officer.get("/api/staff/webhooks").status, 403);
  EXPECT_EQ(officer.post("/api/staff/webhooks", wanted("https://cases.mfa.example/told")).status, 403);
}

}  // namespace
}  // namespace chancery::api
