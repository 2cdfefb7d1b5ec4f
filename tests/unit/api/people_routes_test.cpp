// Desks, the people at them, people's accounts and passkeys, through the routes.
#include <gtest/gtest.h>

#include "staff/desks.hpp"
#include "support/authenticator.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Authenticator;
using test::Browser;
using test::Testbed;

class PeopleRoutes : public testing::Test {
 protected:
  [[nodiscard]] std::string id_of(std::string_view login) {
    return bed.store->read([&](auto& snapshot) { return staff::user_by_login(snapshot, login)->id.text(); });
  }
  static json::Object mission(std::string_view name) {
    return {{"name", name}, {"kind", "embassy"}, {"country", "KE"}, {"zone", "Africa/Nairobi"}};
  }

  Testbed bed;
  Browser admin = bed.set_up();
};

TEST_F(PeopleRoutes, TheFrontDeskIsThereFromTheSetUpOnAndServesANewAccount) {
  auto desks = admin.get("/api/staff/desks").json();
  ASSERT_EQ(desks.at("desks").as_array().size(), 1U);
  EXPECT_EQ(desks.at("desks").at(0).at("front").as_bool(), true);
  EXPECT_EQ(desks.at("desks").at(0).at("may").as_array().size(), 1U) << "an administrator manages it";
  const auto account = bed.create_account(admin);
  desks = admin.get("/api/staff/desks").json();
  EXPECT_EQ(desks.at("desks").at(0).at("may").as_array().size(), 8U) << "the owner of an account does all of it";
  EXPECT_EQ(admin.get("/api/staff/accounts/" + account + "/mission").text("mission"),
            desks.at("desks").at(0).at("mission").as_string());
}

TEST_F(PeopleRoutes, AMissionIsOpenedChangedAndClosed) {
  const auto opened = admin.post("/api/staff/missions", mission("Nairobi"));
  ASSERT_EQ(opened.status, 201) << opened.body;
  const auto id = opened.text("id");
  EXPECT_EQ(admin.post("/api/staff/missions", mission("Nairobi")).status, 409);
  auto wrong = mission("Cairo");
  wrong["zone"] = "Africa/Nairoby";
  const auto refused = admin.post("/api/staff/missions", wrong);
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(refused.hint().starts_with("zone: ")) << refused.hint();
  const auto desk = admin.post("/api/staff/desks", json::Object{{"mission", id}, {"name", "Press"}});
  ASSERT_EQ(desk.status, 201) << desk.body;
  auto closing = mission("Nairobi");
  closing["closed"] = true;
  EXPECT_EQ(admin.put("/api/staff/missions/" + id, closing).status, 409) << "it has an open desk";
  EXPECT_EQ(admin.put("/api/staff/desks/" + desk.text("id"), json::Object{{"name", "Press"}, {"closed", true}}).status,
            200);
  EXPECT_EQ(admin.put("/api/staff/missions/" + id, closing).status, 200);
  EXPECT_EQ(admin.post("/api/staff/desks", json::Object{{"mission", id}, {"name", "Consular"}}).status, 404);
}

TEST_F(PeopleRoutes, ADeskAtWhichConversationsAreOpenIsNotClosed) {
  const activity::AccountId press{parse_id(bed.create_account(admin, 1)).value()};
  const auto open = test::Correspondence(bed, press).hear();
  const auto front = bed.store->read([](store::Snapshot& snapshot) { return staff::front_desk(snapshot).value(); });
  const auto other = admin.post("/api/staff/desks", json::Object{{"mission", front.mission.text()}, {"name", "Other"}});
  ASSERT_EQ(admin
                .put("/api/staff/desks/" + other.text("id"),
                     json::Object{{"name", "Other"}, {"front", true}, {"closed", false}})
                .status,
            200)
      << "the front desk itself is never closed";
  const auto close = [&] {
    return admin.put("/api/staff/desks/" + front.id.text(), json::Object{{"name", front.name}, {"closed", true}});
  };
  EXPECT_EQ(close().status, 409) << close().body;
  EXPECT_TRUE(close().hint().starts_with("Conversations are open at this desk")) << close().hint();
  ASSERT_EQ(admin.post(open.path() + "/close", json::Object{{"outcome", "noted"}, {"reason", "for the brief"}}).status,
            200);
  EXPECT_EQ(close().status, 200);
}

TEST_F(PeopleRoutes, WhatIsGrantedAtADeskIsReadThereAndNowhereElse) {
  auto ole = bed.officer(admin);
  const auto nairobi = admin.post("/api/staff/missions", mission("Nairobi")).text("id");
  const auto press = admin.post("/api/staff/desks", json::Object{{"mission", nairobi}, {"name", "Press"}}).text("id");
  const auto people = "/api/staff/desks/" + press + "/people";
  EXPECT_EQ(ole.get(people).status, 404) << "no oracle";
  const auto granted = admin.put(people + "/" + id_of("ole"), json::Object{{"actions", json::Array{"read", "work"}}});
  ASSERT_EQ(granted.status, 200) << granted.body;
  const auto listed = ole.get(people);
  ASSERT_EQ(listed.status, 200);
  EXPECT_EQ(listed.json().at("people").at(0).at("desk").as_array().size(), 2U);
  EXPECT_EQ(ole.put(people + "/" + id_of("ole"), json::Object{{"actions", json::Array{"lead"}}}).status, 403);
  EXPECT_EQ(admin.put(people + "/" + id_of("ole"), json::Object{{"actions", json::Array{"fly"}}}).status, 422);
  ASSERT_EQ(admin.put(people + "/" + id_of("ole"), json::Object{{"actions", json::Array{}}}).status, 200);
  EXPECT_EQ(ole.get(people).status, 404);
}

TEST_F(PeopleRoutes, EndingAnAccountTakesEffectAtOnceStreamsIncluded) {
  auto ole = bed.officer(admin);
  const auto stream = ole.get("/api/staff/stream");
  ASSERT_TRUE(stream.events);
  const auto account = bed.create_account(admin);
  ASSERT_EQ(admin
                .put("/api/staff/accounts/" + account + "/rights/" + id_of("ole"),
                     json::Object{{"rights", json::Array{"write"}}})
                .status,
            200);
  const auto ended = admin.post("/api/staff/users/" + id_of("ole") + "/end", json::Object{});
  ASSERT_EQ(ended.status, 200) << ended.body;
  EXPECT_FALSE(ended.text("ended").empty());
  EXPECT_EQ(bed.feed.readers(), 0U);
  EXPECT_EQ(ole.get("/api/staff/accounts").status, 401);
  const auto rights = admin.get("/api/staff/accounts/" + account + "/rights").json();
  for (const auto& person : rights.at("people").as_array()) EXPECT_NE(person.at("user").at("login"), "ole");
  EXPECT_EQ(admin.post("/api/staff/users/" + id_of("anna") + "/end", json::Object{}).status, 403) << "not her own";
}

TEST_F(PeopleRoutes, ARoleIsChangedAndTheNextRequestFeelsIt) {
  auto ole = bed.officer(admin);
  EXPECT_EQ(ole.get("/api/staff/users").status, 403);
  const auto changed =
      admin.put("/api/staff/users/" + id_of("ole"), json::Object{{"name", "Ole Dahl"}, {"role", "admin"}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(ole.get("/api/staff/users").status, 200);
  EXPECT_EQ(admin.post("/api/staff/users/" + id_of("ole") + "/sessions/end", json::Object{}).status, 200);
  EXPECT_EQ(ole.get("/api/staff/users").status, 401);
}

TEST_F(PeopleRoutes, WhoWasInvitedAndDidNotComeIsListed) {
  ASSERT_EQ(admin.post("/api/staff/users", json::Object{{"name", "Ida Moe"}, {"role", "editor"}}).status, 201);
  const auto listed = admin.get("/api/staff/users/invitations").json();
  ASSERT_EQ(listed.at("invitations").as_array().size(), 1U);
  EXPECT_EQ(listed.at("invitations").at(0).at("name").as_string(), "Ida Moe");
}

json::Object finish(const Authenticator& device, const std::string& handle, const std::string& challenge) {
  const auto raw = crypto::from_base64url(challenge).value();
  return {{"challenge", challenge},
          {"credential", crypto::to_base64url(device.credential)},
          {"client_data", crypto::to_base64url(device.client_data("webauthn.get", raw))},
          {"authenticator_data", crypto::to_base64url(device.authenticator_data())},
          {"signature", crypto::to_base64url(device.sign(raw))},
          {"handle", handle}};
}

TEST_F(PeopleRoutes, APasskeyIsAddedAndSignsIn) {
  const Authenticator device;
  const auto offer = admin.post("/api/staff/passkeys/options", json::Object{});
  ASSERT_EQ(offer.status, 200) << offer.body;
  EXPECT_EQ(offer.text("host"), "mfa.example");
  const auto raw = crypto::from_base64url(offer.text("challenge")).value();
  const json::Object made{{"challenge", offer.text("challenge")},
                          {"name", "my phone"},
                          {"client_data", crypto::to_base64url(device.client_data("webauthn.create", raw))},
                          {"attestation_object", crypto::to_base64url(device.attestation_object())}};
  const auto added = admin.post("/api/staff/passkeys", made);
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(admin.get("/api/staff/passkeys").json().at("passkeys").as_array().size(), 1U);

  Browser phone(bed.router);
  const auto challenge = phone.post("/api/staff/session/passkey/options", json::Object{}).text("challenge");
  const auto in = phone.post("/api/staff/session/passkey", finish(device, offer.text("handle"), challenge));
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(phone.get("/api/staff/users").status, 200);
  EXPECT_EQ(phone.post("/api/staff/session/passkey", finish(device, offer.text("handle"), challenge)).status, 401)
      << "a replay";
  EXPECT_EQ(phone.post("/api/staff/session/passkey", json::Object{{"challenge", "not base64url!"}}).status, 422);

  ASSERT_EQ(admin.post("/api/staff/passkeys/" + added.text("id") + "/name", json::Object{{"name", "old phone"}}).status,
            200);
  EXPECT_EQ(admin.remove("/api/staff/passkeys/" + added.text("id")).status, 204);
  EXPECT_EQ(admin.remove("/api/staff/passkeys/" + added.text("id")).status, 404);
}

TEST_F(PeopleRoutes, ASessionOfARecoveryCodeMayOnlyAddASecondFactor) {
  const auto codes = admin.post("/api/staff/recovery-codes", json::Object{}).json();
  ASSERT_EQ(codes.at("codes").as_array().size(), 10U);
  Browser lost(bed.router);
  const auto in = lost.post(
      "/api/staff/session",
      json::Object{{"login", "anna"}, {"password", Testbed::kPassword}, {"recovery_code", codes.at("codes").at(0)}});
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(lost.get("/api/staff/users").status, 403);
  EXPECT_EQ(lost.post("/api/staff/recovery-codes", json::Object{}).status, 403);
  EXPECT_EQ(lost.get("/api/staff/passkeys").text("method"), "recovery");
  EXPECT_EQ(lost.post("/api/staff/passkeys/options", json::Object{}).status, 200);
}

TEST_F(PeopleRoutes, AnAddressOfNumbersHasNoPasskeysSoLoopbackIsLocalhost) {
  EXPECT_EQ(relying_party("http://127.0.0.1:8080").id, "localhost");
  EXPECT_EQ(relying_party("http://127.0.0.1:8080").origins, std::vector<std::string>{"http://localhost:8080"});
  EXPECT_EQ(relying_party("https://mfa.example").id, "mfa.example");
  EXPECT_EQ(relying_party("https://mfa.example").origins, std::vector<std::string>{"https://mfa.example"});
}

}  // namespace
}  // namespace chancery::api
