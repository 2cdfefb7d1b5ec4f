// The door: every route of the contract is asked by nobody, by each role, and by a forger.
#include "api/guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "unit/api/contract.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using net::Method;
using test::Browser;
using test::contract;
using test::Operation;
using test::Testbed;

using Listed = std::set<std::pair<std::string, std::string>>;

Listed listed(const net::Router& router) {
  Listed all;
  for (const auto& route : router.routes()) {
    if (route.pattern.starts_with("/staff")) continue;  // files, not the API
    all.emplace(route.pattern, net::to_string(route.method));
  }
  return all;
}

// A body that no handler takes for good, so that what is let in fails later than at the door.
std::optional<json::Value> body_for(const Operation& operation) {
  if (operation.method == Method::Get || operation.method == Method::Delete) return std::nullopt;
  return json::Object{};
}

TEST(Contract, ListsEveryRouteAndNothingElse) {
  Testbed bed;
  Listed promised;
  Listed promised_control;
  for (const auto& operation : contract()) {
    auto& list = operation.needs == "control" ? promised_control : promised;
    EXPECT_TRUE(list.emplace(operation.path, net::to_string(operation.method)).second) << "twice: " << operation.path;
  }
  EXPECT_EQ(promised.erase({"/api/public/oembed", "GET"}), 1U) << "answered by pages";
  EXPECT_EQ(promised.erase({"/api/public/qa/{id}", "GET"}), 1U) << "answered by pages";
  EXPECT_GE(promised.size(), 40U);
  EXPECT_EQ(listed(bed.router), promised);
  EXPECT_EQ(listed(bed.control), promised_control);
}

TEST(Contract, SaysOfEveryOperationWhoMayAsk) {
  std::set<std::string> known{"nobody", "anybody", "control"};
  for (const auto action : staff::kActions) known.emplace(to_string(action));
  for (const auto& operation : contract()) {
    EXPECT_TRUE(known.contains(operation.needs)) << operation.name();
    EXPECT_EQ(operation.needs == "control", operation.path.starts_with("/control/")) << operation.path;
  }
}

TEST(Guard, AnswersNobodyWhoIsNotSignedIn) {
  Testbed bed;
  bed.set_up();
  for (const auto& operation : contract()) {
    if (operation.needs == "nobody" || operation.needs == "control") continue;
    for (const auto* cookie : {"", "__Host-chancery=", "__Host-chancery=made-up", "chancery=made-up"}) {
      Browser stranger(bed.router);
      stranger.cookie = cookie;
      stranger.csrf = "made-up";
      const auto answer = stranger.send(operation.method, operation.target(), body_for(operation));
      EXPECT_EQ(answer.status, 401) << operation.name();
      EXPECT_EQ(answer.text("error"), "unauthorized");
      EXPECT_FALSE(answer.events) << operation.path;
    }
  }
}

TEST(Guard, LetsEachRoleDoWhatTheTableGrantsAndNothingElse) {
  Testbed bed;
  auto admin = bed.set_up();
  int refused = 0;
  for (const auto role : staff::kRoles) {
    auto visitor = role == staff::Role::Admin ? admin : bed.join(admin, role, std::string(to_string(role)));
    for (const auto& operation : contract()) {
      if (operation.needs == "nobody" || operation.needs == "control") continue;
      if (operation.path == "/api/staff/session") continue;  // would sign her out
      const auto granted = std::ranges::any_of(staff::kActions, [&](staff::Action action) {
        return operation.needs == to_string(action) && can(role, action);
      });
      const auto answer = visitor.send(operation.method, operation.target(), body_for(operation));
      const auto what = std::string(to_string(role)) + ": " + operation.name();
      EXPECT_NE(answer.status, 401) << what;
      // What has the right may still be refused in its own case, in other words than the door's.
      const bool at_the_door = answer.status == 403 && answer.hint().starts_with("Your role does not include this");
      EXPECT_EQ(at_the_door, !granted && operation.needs != "anybody") << what;
      refused += at_the_door ? 1 : 0;
    }
  }
  EXPECT_GE(refused, 20);
}

TEST(Guard, RefusesAChangeWithoutTheSessionsToken) {
  Testbed bed;
  auto admin = bed.set_up();
  auto officer = bed.officer(admin);
  const auto token = admin.csrf;
  for (const auto& operation : contract()) {
    if (operation.method == Method::Get || operation.needs == "nobody" || operation.needs == "control") continue;
    for (const auto& wrong : {std::string(), std::string("made-up"), officer.csrf, token + "x"}) {
      admin.csrf = wrong;
      const auto answer = admin.send(operation.method, operation.target(), body_for(operation));
      EXPECT_EQ(answer.status, 403) << operation.name();
    }
  }
  admin.csrf = token;
  EXPECT_EQ(admin.get("/api/staff/users").status, 200) << "still signed in";
}

TEST(Guard, RefusesAChangeFromAnotherOriginEvenWithTheToken) {
  Testbed bed;
  auto admin = bed.set_up();
  const auto stop = [&](net::Headers headers) {
    return admin.send(Method::Put, "/api/staff/listen/source", json::Object{{"kind", "none"}}, std::move(headers))
        .status;
  };
  EXPECT_EQ(stop({}), 200);
  EXPECT_EQ(stop({{"Origin", "https://mfa.example"}, {"Sec-Fetch-Site", "same-origin"}}), 200);
  for (const auto* origin : {"https://evil.example", "http://mfa.example", "https://mfa.example:8443", "null", "",
                             "https://mfa.example.evil.example", "https://mfa.example/", "http://127.0.0.1"}) {
    EXPECT_EQ(stop({{"Origin", origin}}), 403) << origin;
  }
  for (const auto* site : {"cross-site", "same-site", "none", ""}) {
    EXPECT_EQ(stop({{"Sec-Fetch-Site", site}}), 403) << site;
  }
}

TEST(Guard, RefusesSigningInFromAnotherOrigin) {
  Testbed bed;
  Browser browser(bed.router);
  const auto answer = browser.post("/api/staff/session", json::Object{}, {{"Origin", "https://evil.example"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(browser.post("/api/staff/session", json::Object{}, {{"Origin", "https://mfa.example"}}).status, 422);
}

TEST(Guard, TakesTheOtherNamesOfThisMachineOnLoopbackAlone) {
  Testbed bed("http://127.0.0.1:8080");
  auto admin = bed.set_up();
  EXPECT_TRUE(admin.cookie.starts_with("chancery=")) << admin.cookie;
  const auto stop = [&](std::string origin) {
    return admin
        .send(Method::Put, "/api/staff/listen/source", json::Object{{"kind", "none"}}, {{"Origin", std::move(origin)}})
        .status;
  };
  for (const auto* own : {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"}) {
    EXPECT_EQ(stop(own), 200) << own;
  }
  for (const auto* other : {"http://127.0.0.1:9999", "https://localhost:8080", "http://evil.example:8080",
                            "http://localhost.evil.example:8080"}) {
    EXPECT_EQ(stop(other), 403) << other;
  }
}

TEST(Guard, EveryAnswerForbidsCachingAndFraming) {
  Testbed bed;
  auto admin = bed.set_up();
  for (const auto* target : {"/api/staff/session", "/api/staff/users", "/api/staff/accounts/5", "/api/staff/stream"}) {
    const auto answer = admin.get(target);
    EXPECT_EQ(answer.header("Cache-Control"), "no-store") << target;
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << target;
    EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "same-origin") << target;
    EXPECT_NE(answer.header("Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos) << target;
    EXPECT_EQ(answer.headers.count("Cache-Control"), 1U) << target;
    EXPECT_TRUE(answer.header("Strict-Transport-Security").starts_with("max-age=")) << target;
  }
  Testbed plain("http://127.0.0.1:8080");
  EXPECT_EQ(Browser(plain.router).get("/api/staff/session").header("Strict-Transport-Security"), "");
}

TEST(Guard, ClosesADoorToTooManyStreams) {
  Testbed bed;
  auto admin = bed.set_up();
  std::vector<test::Answer> open;
  for (std::size_t i = 0; i < ChangeFeed::kReadersPerSession; ++i) open.push_back(admin.get("/api/staff/stream"));
  for (const auto& stream : open) EXPECT_TRUE(stream.events);
  const auto answer = admin.get("/api/staff/stream");
  EXPECT_EQ(answer.status, 429);
  EXPECT_FALSE(answer.header("Retry-After").empty());
  const auto head = admin.send(Method::Head, "/api/staff/stream");
  EXPECT_EQ(head.status, 200);
  EXPECT_FALSE(head.events);
}

TEST(StaffApplication, IsServedWithAStrictPolicy) {
  Testbed bed;
  Browser browser(bed.router);
  for (const auto* target : {"/staff/", "/staff/index.html", "/staff/accounts", "/staff/deep/down"}) {
    const auto page = browser.get(target);
    EXPECT_EQ(page.status, 200) << target;
    EXPECT_NE(page.body.find("<title>Chancery</title>"), std::string::npos) << target;
    const auto policy = page.header("Content-Security-Policy");
    for (const auto* part :
         {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'",
          "require-trusted-types-for 'script'", "trusted-types svelte-trusted-html chancery"}) {
      EXPECT_NE(policy.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(page.headers.count("Content-Security-Policy"), 1U);
    EXPECT_EQ(page.header("Cross-Origin-Opener-Policy"), "same-origin");
  }
  EXPECT_EQ(browser.get("/staff/assets/app-1a2b3c4d.js").body, "export {};");
  EXPECT_EQ(browser.get("/staff/assets/other.js").status, 404);
  EXPECT_EQ(browser.get("/staff/index.html.bak").status, 404);
  const auto bare = browser.get("/staff");
  EXPECT_EQ(bare.status, 308);
  EXPECT_EQ(bare.header("Location"), "/staff/");
}

}  // namespace
}  // namespace chancery::api
