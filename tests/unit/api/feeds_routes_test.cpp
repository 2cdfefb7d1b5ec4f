// Registered feeds through the router, with a web server that has some.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "feeds/feed_poller.hpp"
#include "unit/api/testbed.hpp"
#include "unit/feeds/feed_server.hpp"

namespace chancery::api {
namespace {

using test::Answer;
using test::Browser;
using test::Testbed;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Feeds : public testing::Test {
 protected:
  Feeds() {
    server.feed("/rss",
                "<rss><channel><title>Marendia Press</title><language>fr</language><link>https://press.example/</link>"
                "<item><title>First</title><pubDate>20 Nov 2026 08:00:00 GMT</pubDate></item>"
                "<item><title>Second</title><link>https://press.example/2</link>"
                "<pubDate>21 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>");
  }

  Answer look(const std::string& address) {
    return editor.post("/api/staff/feeds/preview", json::Object{{"url", address}});
  }
  Answer add(const std::string& address) { return editor.post("/api/staff/feeds", json::Object{{"url", address}}); }
  Answer step(const Answer& feed, std::string_view verb) {
    return editor.post("/api/staff/feeds/" + feed.text("id") + '/' + std::string(verb), json::Object{});
  }
  json::Array listed(Browser& browser) {
    const auto answer = browser.get("/api/staff/feeds");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json().at("feeds").as_array();
  }
  std::vector<std::string> done() {
    std::vector<std::string> actions;
    for (const auto& entry : bed.audit()) {
      if (entry.action.starts_with("feed.")) actions.push_back(entry.actor + ' ' + entry.action);
    }
    return actions;
  }
  // An active entry of the register.
  std::string actor() {
    const auto proposed = analyst.post(
        "/api/staff/register",
        json::Object{{"kind", "state_organ"},
                     {"names", json::Array{json::Object{{"language", "en"}, {"text", "Press Office of Marendia"}}}},
                     {"office", "Act on the Ministries, section 4"},
                     {"country", "NO"},
                     {"addresses", json::Array{"https://press.example/rss"}},
                     {"evidence_url", "https://marendia.example/ministries"},
                     {"evidence_note", "The government's own list of ministries."}});
    EXPECT_EQ(proposed.status, 201) << proposed.body;
    const auto approve = "/api/staff/register/" + proposed.text("id") + "/approve";
    EXPECT_EQ(editor.post(approve, json::Object{}).status, 200);
    EXPECT_EQ(admin.post(approve, json::Object{}).status, 200);
    return proposed.text("id");
  }
  std::vector<std::string> public_sources() {
    const auto notice = dpo.get("/api/staff/data-protection/notice");
    EXPECT_EQ(notice.status, 200) << notice.body;
    const auto object = notice.json();
    std::vector<std::string> sources;
    for (const auto& source : object.at("sources").as_array()) sources.emplace_back(source.as_string());
    return sources;
  }

  test::FeedServer server;
  Testbed bed{"https://mfa.example", "", Testbed::kQueue, server.host};
  Browser admin = bed.set_up();
  Browser editor = bed.join(admin, staff::Role::Editor, "edith");
  Browser analyst = bed.join(admin, staff::Role::Analyst, "arne");
  Browser dpo = bed.join(admin, staff::Role::Dpo, "dagny");
};

TEST_F(Feeds, ALookShowsWhatWouldBeReadAndKeepsNothing) {
  const auto seen = look(server.origin + "/rss");
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.text("address"), server.origin + "/rss");
  EXPECT_EQ(seen.text("title"), "Marendia Press");
  EXPECT_EQ(seen.text("language"), "fr");
  EXPECT_EQ(seen.text("kind"), "RSS");
  EXPECT_TRUE(seen.json().at("note").is_null());
  const auto latest = seen.json().at("latest").as_array();
  ASSERT_EQ(latest.size(), 2U);
  EXPECT_EQ(latest[0].at("title").as_string(), "Second");
  EXPECT_EQ(latest[0].at("url").as_string(), "https://press.example/2");
  EXPECT_EQ(latest[0].at("published").as_string(), "2026-11-21T08:00:00Z");
  EXPECT_TRUE(latest[1].at("url").is_null());
  EXPECT_TRUE(listed(editor).empty());
  EXPECT_EQ(bed.feeds_changed, 0);
}

TEST_F(Feeds, ARegisteredFeedIsListedWithHowItIsDoing) {
  const auto organ = actor();
  const auto added = editor.post("/api/staff/feeds", json::Object{{"url", server.origin + "/rss"}, {"actor", organ}});
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(bed.feeds_changed, 1);
  const auto before = listed(dpo);
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].at("id").as_string(), added.text("id"));
  EXPECT_EQ(before[0].at("title").as_string(), "Marendia Press");
  EXPECT_EQ(before[0].at("actor").at("name").as_string(), "Press Office of Marendia");
  EXPECT_EQ(before[0].at("added_by").as_string(), "user:edith");
  EXPECT_EQ(before[0].at("state").as_string(), "active");
  EXPECT_TRUE(before[0].at("last_poll").is_null());

  test::CollectingSink sink;
  feeds::FeedPoller poller(*bed.store, bed.client, sink, {.seed = 7});
  EXPECT_EQ(poller.poll_due(), 1U);
  const auto read = listed(dpo);
  EXPECT_EQ(read[0].at("entries").as_int64(), 2);
  EXPECT_EQ(read[0].at("last_poll").as_string(), to_rfc3339(bed.clock.now()));
  EXPECT_EQ(read[0].at("last_status").as_int64(), 200);
  EXPECT_TRUE(read[0].at("last_error").is_null());
  EXPECT_TRUE(read[0].at("next_poll").is_string());
}

TEST_F(Feeds, ArePausedResumedAndRemovedAndEachStepIsAudited) {
  const auto feed = add(server.origin + "/rss");
  ASSERT_EQ(feed.status, 201) << feed.body;
  const auto paused = step(feed, "pause");
  EXPECT_EQ(paused.text("state"), "paused");
  EXPECT_TRUE(paused.json().at("next_poll").is_null());
  const auto resumed = step(feed, "resume");
  EXPECT_EQ(resumed.text("state"), "active");
  EXPECT_EQ(bed.feeds_changed, 3);
  EXPECT_EQ(editor.remove("/api/staff/feeds/" + feed.text("id")).status, 204);
  EXPECT_TRUE(listed(editor).empty());
  EXPECT_EQ(editor.remove("/api/staff/feeds/" + feed.text("id")).status, 404);
  EXPECT_EQ(step(feed, "pause").status, 404);
  EXPECT_THAT(done(), ElementsAre("user:edith feed.remove", "user:edith feed.resume", "user:edith feed.pause",
                                  "user:edith feed.add"));
}

TEST_F(Feeds, MayBecomeNobodysAgainAndNeverOfAStranger) {
  const auto feed = add(server.origin + "/rss");
  ASSERT_EQ(feed.status, 201) << feed.body;
  const auto to = [&](json::Value actor) {
    return editor.put("/api/staff/feeds/" + feed.text("id") + "/actor", json::Object{{"actor", std::move(actor)}});
  };
  EXPECT_EQ(to("12345").status, 422) << "in no register";
  const auto nobody = to(nullptr);
  ASSERT_EQ(nobody.status, 200) << nobody.body;
  EXPECT_TRUE(nobody.json().at("actor").is_null());
  EXPECT_EQ(done().front(), "user:edith feed.actor");
}

TEST_F(Feeds, WhatCannotBeRegisteredIsToldWhy) {
  ASSERT_EQ(add(server.origin + "/rss").status, 201);
  const auto twice = add(server.origin + "/rss");
  EXPECT_EQ(twice.status, 409) << twice.body;
  EXPECT_EQ(editor.post("/api/staff/feeds", json::Object{}).status, 422);
  EXPECT_EQ(look("  ").status, 400);
  EXPECT_EQ(look("http://127.0.0.2:8080/rss").status, 403);
  EXPECT_EQ(look(server.origin + "/none").status, 503);
  server.page("/page", [](const net::Request&) {
    auto page =
        net::Response::text(200, R"(<html><link rel="alternate" type="application/rss+xml" href="/rss"></html>)");
    page.headers.set("Content-Type", "text/html");
    return page;
  });
  const auto page = look(server.origin + "/page");
  EXPECT_EQ(page.status, 415);
  EXPECT_THAT(page.hint(), HasSubstr(server.origin + "/rss"));
  for (const auto* actor : {"7", "x", ""}) {
    const auto answer = editor.post("/api/staff/feeds", json::Object{{"url", server.origin + "/b"}, {"actor", actor}});
    EXPECT_EQ(answer.status, 422) << actor;
    EXPECT_TRUE(answer.hint().starts_with("actor: ")) << answer.hint();
  }
  EXPECT_EQ(listed(editor).size(), 1U);
  EXPECT_EQ(bed.feeds_changed, 1);
}

TEST_F(Feeds, WhoOnlyReadsSeesTheListAndChangesNothing) {
  const auto feed = add(server.origin + "/rss");
  const auto asked = server.asked().size();
  EXPECT_EQ(listed(dpo).size(), 1U);
  EXPECT_EQ(dpo.post("/api/staff/feeds/preview", json::Object{{"url", server.origin + "/rss"}}).status, 403);
  EXPECT_EQ(dpo.post("/api/staff/feeds", json::Object{{"url", server.origin + "/rss2"}}).status, 403);
  EXPECT_EQ(dpo.remove("/api/staff/feeds/" + feed.text("id")).status, 403);
  EXPECT_EQ(listed(dpo).size(), 1U);
  EXPECT_EQ(server.asked().size(), asked) << "nobody was asked in her name";
}

TEST_F(Feeds, TheThirdLookAtOnceIsToldToComeBack) {
  server.silence("/slow");
  auto other = analyst;
  std::jthread first([&] { EXPECT_GE(look(server.origin + "/slow").status, 500); });
  std::jthread second(
      [&] { EXPECT_GE(other.post("/api/staff/feeds", json::Object{{"url", server.origin + "/slow"}}).status, 500); });
  ASSERT_TRUE(server.wait_for_requests(2));
  const auto third = admin.post("/api/staff/feeds/preview", json::Object{{"url", server.origin + "/rss"}});
  EXPECT_EQ(third.status, 429);
  EXPECT_EQ(third.header("Retry-After"), "10");
  server.stop();
  first.join();
  second.join();
  EXPECT_EQ(look(server.origin + "/rss").status, 503) << "the seats are free again; the server is not there";
}

TEST_F(Feeds, ThePublicNoticeNamesTheirHostsFromTheFirstMoment) {
  EXPECT_THAT(public_sources(), Not(Contains(server.host)));
  const auto feed = add(server.origin + "/rss");
  EXPECT_THAT(public_sources(), Contains(server.host));
  step(feed, "pause");
  EXPECT_THAT(public_sources(), Not(Contains(server.host))) << "nothing was ever read from it";
}

}  // namespace
}  // namespace chancery::api
