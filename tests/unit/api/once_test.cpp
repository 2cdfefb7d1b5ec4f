// Every write is done once for its key, also when the process ends between doing it and answering.
#include "api/once.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "staff/once.hpp"
#include "store/rider.hpp"
#include "unit/api/contract.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using net::Method;
using test::Browser;
using test::Operation;
using test::Testbed;

// What the staff's part of the contract changes.
std::vector<Operation> changes() {
  auto all = test::contract();
  std::erase_if(all, [](const Operation& one) {
    return one.method == Method::Get || one.needs == "nobody" || !one.path.starts_with("/api/staff/");
  });
  return all;
}

json::Object account(std::string_view name) {
  return {{"name", name}, {"type", "Organization"}, {"display_name", "Press"}, {"language", "en"}, {"approvals", 0}};
}

TEST(Contract, EveryWriteTakesAKey) {
  Testbed bed;
  auto admin = bed.set_up();
  std::map<staff::Role, Browser> people{{staff::Role::Admin, admin}};
  for (const auto role : staff::kRoles) {
    if (role != staff::Role::Admin) people.emplace(role, bed.join(admin, role, to_string(role)));
  }
  EXPECT_GT(changes().size(), 50U);
  for (const auto& change : changes()) {
    if (change.path == "/api/staff/session") continue;  // would sign her out
    auto* who = &people.at(staff::Role::Admin);
    for (auto& [role, browser] : people) {
      for (const auto action : staff::kActions) {
        if (change.needs == to_string(action) && can(role, action)) who = &browser;
      }
    }
    for (const auto& bad : {std::string(), std::string("two words"), std::string(201, 'k')}) {
      const auto answer = who->send(change.method, change.target(), json::Object{}, {{"Idempotency-Key", bad}});
      const bool refused = answer.status == 400 && answer.hint().starts_with("Idempotency-Key");
      EXPECT_EQ(refused, change.writes) << change.name() << ": " << answer.body;
    }
  }
}

TEST(Contract, EveryWriteTakesAKeyAndDoesItOnce) {
  Testbed bed;
  auto admin = bed.set_up();
  const auto make = [&](std::string_view name, std::string key) {
    return admin.post("/api/staff/accounts", account(name), {{"Idempotency-Key", std::move(key)}});
  };
  const auto first = make("press", "one");
  ASSERT_EQ(first.status, 201) << first.body;
  const auto again = make("press", "one");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(make("press", "two").status, 409) << "another key asks for another one";
  EXPECT_EQ(make("consul", "one").status, 422) << "the key stood for something else";
  EXPECT_EQ(admin.get("/api/staff/accounts").json().at("accounts").as_array().size(), 1U);
}

TEST(Once, AnInvitationAskedForTwiceIsOneLink) {
  Testbed bed;
  auto admin = bed.set_up();
  const json::Object who{{"name", "Ole Dahl"}, {"role", "officer"}};
  const auto first = admin.post("/api/staff/users", who, {{"Idempotency-Key", "link"}});
  const auto again = admin.post("/api/staff/users", who, {{"Idempotency-Key", "link"}});
  EXPECT_EQ(first.text("link"), again.text("link"));
  EXPECT_FALSE(first.text("link").empty());
}

TEST(Once, WhatWasDoneIsKnownAfterARestartThoughNotHowItWasAnswered) {
  Testbed bed;
  auto admin = bed.set_up();
  const auto first = admin.post("/api/staff/accounts", account("press"), {{"Idempotency-Key", "one"}});
  ASSERT_EQ(first.status, 201);
  net::Router restarted;
  add_routes(restarted, bed.services());
  Browser back(restarted);
  back.cookie = admin.cookie;
  back.csrf = admin.csrf;
  const auto again = back.post("/api/staff/accounts", account("press"), {{"Idempotency-Key", "one"}});
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.text("id"), first.text("id"));
  EXPECT_EQ(again.json().at("done").as_bool(), true);
  EXPECT_FALSE(again.json().contains("name"));
}

TEST(Once, OneThatFailedAndStoredNothingMayBeTriedAgainWithItsKey) {
  Testbed bed;
  auto admin = bed.set_up();
  ASSERT_EQ(admin.post("/api/staff/accounts", account("press")).status, 201);
  const net::Headers key{{"Idempotency-Key", "one"}};
  EXPECT_EQ(admin.post("/api/staff/accounts", account("press"), key).status, 409);
  EXPECT_EQ(admin.post("/api/staff/accounts", account("consul"), key).status, 201);
}

TEST(Once, TheSameKeyOfTwoPeopleIsTwoKeys) {
  Testbed bed;
  auto admin = bed.set_up();
  auto other = bed.join(admin, staff::Role::Admin, "ida");
  EXPECT_EQ(admin.post("/api/staff/accounts", account("press"), {{"Idempotency-Key", "one"}}).status, 201);
  EXPECT_EQ(other.post("/api/staff/accounts", account("consul"), {{"Idempotency-Key", "one"}}).status, 201);
}

// A request as a handler sees it, without a server around.
net::Request upload(std::string_view boundary) {
  net::Request request;
  request.method = Method::Post;
  request.path = "/api/staff/media";
  request.headers.add("Idempotency-Key", "one");
  request.headers.add("Content-Type", "multipart/form-data; boundary=" + std::string(boundary));
  request.body = "--" + std::string(boundary) + "\r\n\r\npicture\r\n--" + std::string(boundary) + "--\r\n";
  return request;
}

TEST(Once, AFormSentAgainIsTheSameFormWhereverItIsCut) {
  Testbed bed;
  Once once(*bed.store);
  int times = 0;
  const auto handle = [&]() -> Result<net::Response> {
    ++times;
    return net::Response::json(201, R"({"id":"7"})");
  };
  EXPECT_EQ(once.run(upload("aaa"), staff::UserId{5}, handle)->status, 201);
  EXPECT_EQ(once.run(upload("bbb"), staff::UserId{5}, handle)->status, 201);
  EXPECT_EQ(times, 1);
}

// A picture of so many bytes, spooled to a file as the server does with what is big; boundaries stand in it where
// pieces of the file begin and end.
net::Request spooled(const Testbed& bed, const std::string& boundary, char filled = 'x') {
  constexpr std::size_t kPiece = 64 * 1024;
  auto request = upload(boundary);
  request.body_file = bed.folder.path / ("spool-" + boundary);
  std::string body = "--" + boundary + "\r\n\r\n";
  for (const std::size_t end : {kPiece - 2, 2 * kPiece, 3 * kPiece - boundary.size()}) {
    body.append(end - body.size(), filled).append(boundary);
  }
  std::ofstream(request.body_file, std::ios::binary) << body << "--\r\n";
  request.body.clear();
  return request;
}

TEST(Once, AnUploadIsToldApartByItsBytesPieceByPiece) {
  Testbed bed;
  Once once(*bed.store);
  const auto handle = []() -> Result<net::Response> { return net::Response::json(201, R"({"id":"7"})"); };
  const auto first = spooled(bed, "a-boundary");
  EXPECT_FALSE(once.run(first, staff::UserId{5}, handle)->headers.find("Idempotent-Replayed"));
  const auto again = once.run(first, staff::UserId{5}, handle);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_TRUE(again->headers.find("Idempotent-Replayed"));
  auto recut = first;
  recut.body_file = bed.folder.path / "recut";
  std::string bytes = *first.read_body(1'000'000);
  for (auto at = bytes.find("a-boundary"); at != bytes.npos; at = bytes.find("a-boundary")) {
    bytes.replace(at, std::string_view("a-boundary").size(), "another-one");
  }
  std::ofstream(recut.body_file, std::ios::binary) << bytes;
  recut.headers.set("Content-Type", "multipart/form-data; boundary=another-one");
  EXPECT_TRUE(once.run(recut, staff::UserId{5}, handle)->headers.find("Idempotent-Replayed"));
  EXPECT_EQ(once.run(spooled(bed, "a-boundary", 'y'), staff::UserId{5}, handle).error().code, Errc::Invalid);
  auto lost = first;
  lost.body_file = bed.folder.path / "gone";
  EXPECT_EQ(once.run(lost, staff::UserId{5}, handle).error().code, Errc::Internal);
}

TEST(Once, TheKeyAndWhatItDidAreThereTogetherOrNotAtAll) {
  Testbed bed;
  Once once(*bed.store);
  const auto stored = [&] {
    return bed.store->read([](store::Snapshot& snapshot) {
      const auto fingerprint = std::string(32, 'x');
      return !staff::did(snapshot, staff::UserId{5}, "one", fingerprint) ? 1 : 0;  // another fingerprint: it is there
    });
  };
  const auto fails = [&]() -> Result<net::Response> {
    const auto done =
        bed.store->write_now([](store::Transaction&) -> Status { return fail(Errc::Conflict, "taken", "taken"); });
    return fail(done.error());
  };
  EXPECT_FALSE(once.run(upload("a"), staff::UserId{5}, fails).has_value());
  EXPECT_EQ(stored(), 0);
  // Done, and then the process would have ended: the row is there before the handler answers.
  int seen = -1;
  const auto ends = [&]() -> Result<net::Response> {
    const auto done = bed.store->write_now([](store::Transaction&) -> Status { return {}; });
    seen = stored();
    return done ? Result<net::Response>(net::Response::empty(204)) : fail(done.error());
  };
  EXPECT_EQ(once.run(upload("a"), staff::UserId{5}, ends)->status, 204);
  EXPECT_EQ(seen, 1);
}

TEST(Once, ARequestUnderWayIsNotBegunAgain) {
  Testbed bed;
  Once once(*bed.store);
  const auto outer = once.run(upload("a"), staff::UserId{5}, [&]() -> Result<net::Response> {
    const auto inner =
        once.run(upload("a"), staff::UserId{5}, []() -> Result<net::Response> { return net::Response::empty(204); });
    EXPECT_EQ(inner.error().code, Errc::TooMany);
    return net::Response::empty(204);
  });
  EXPECT_TRUE(outer.has_value());
}

TEST(Once, KeysAreForgottenAfterAWeek) {
  Testbed bed;
  auto admin = bed.set_up();
  ASSERT_EQ(admin.post("/api/staff/accounts", account("press"), {{"Idempotency-Key", "one"}}).status, 201);
  const auto forget = [&](Timestamp before) {
    return *bed.store->write_now(
        [&](store::Transaction& tx) -> Result<std::size_t> { return staff::forget_keys(tx, before, 100); });
  };
  EXPECT_EQ(forget(bed.clock.now() - staff::kKeysKept), 0U);
  EXPECT_EQ(forget(bed.clock.now() + std::chrono::seconds{1}), 1U);
}

}  // namespace
}  // namespace chancery::api
