// Watches, the register and the data-protection officer's desk through the router, as the staff application does it.
#include <gtest/gtest.h>

#include "listen/intake.hpp"
#include "listen/watch.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Answer;
using test::Browser;
using test::Testbed;

class Governance : public testing::Test {
 protected:
  json::Object form(std::string_view query = "visa OR consulate") const {
    return {{"name", "Visas"},
            {"query", query},
            {"purpose", "consular_protection"},
            {"legal_basis", "Foreign Service Act, section 1"},
            {"dpia", "DPIA 2026-14"},
            {"country", "NO"},
            {"expires", to_rfc3339(bed.clock.now() + std::chrono::days{90})}};
  }
  static json::Object actor() {
    return {{"kind", "state_organ"},
            {"names", json::Array{json::Object{{"language", "en"}, {"text", "Ministry of Justice of Marendia"}}}},
            {"office", "Act on the Ministries, section 4"},
            {"country", "NO"},
            {"addresses", json::Array{"@Justice.Marendia.example"}},
            {"evidence_url", "https://marendia.example/ministries"},
            {"evidence_note", "The government's own list of ministries."}};
  }
  static std::string path(const Answer& answer, std::string_view verb) {
    return "/api/staff/watches/" + answer.text("id") + std::string(verb);
  }
  // One post of one person whom the set-up's watch matches.
  void hear(const std::string& author) {
    listen::Intake intake(*bed.store, *bed.listen, chancery::test::post_models().annotator, bed.pseudonyms,
                          bed.opt_outs, bed.talk, bed.recent, {});
    const auto id = "at://" + author + "/app.bsky.feed.post/1";
    std::vector<activity::PublicPost> posts(1);
    posts[0].id = id;
    posts[0].author = author;
    posts[0].time = bed.clock.now();
    posts[0].text = "Norway answered me";
    activity::PostBatch batch;
    batch.posts = posts;
    batch.events = 1;
    batch.source = "wss://jetstream.example/subscribe";
    ASSERT_TRUE(intake.take(batch).has_value());
    ASSERT_TRUE(intake.flush().has_value());
  }
  std::size_t active_watches() {
    return bed.store->read([&](store::Snapshot& snapshot) {
      auto all = listen::watches(snapshot);
      std::erase_if(all, [&](const listen::Watch& watch) { return !watch.active(bed.clock.now()); });
      return all.size();
    });
  }

  Testbed bed;
  Browser admin = bed.set_up();
  Browser analyst = bed.join(admin, staff::Role::Analyst, "arne");
  Browser officer = bed.join(admin, staff::Role::Dpo, "dagny");
};

TEST_F(Governance, AWatchIsDraftedSubmittedAndApprovedByTheOfficer) {
  const auto draft = analyst.post("/api/staff/watches", form());
  ASSERT_EQ(draft.status, 201) << draft.body;
  EXPECT_EQ(draft.text("status"), "draft");
  const auto before = bed.watches_changed;
  EXPECT_EQ(analyst.post(path(draft, "/submit"), json::Object{}).text("status"), "submitted");
  EXPECT_EQ(active_watches(), 1U) << "the set-up's alone";
  EXPECT_EQ(analyst.post(path(draft, "/approve"), json::Object{{"version", 1}}).status, 403);
  const auto approved = officer.post(path(draft, "/approve"), json::Object{{"version", 1}});
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(approved.text("status"), "approved");
  EXPECT_GT(bed.watches_changed, before);
  EXPECT_EQ(active_watches(), 2U);
  EXPECT_EQ(bed.audit().front().action, "watch.approve");
  EXPECT_EQ(bed.audit().front().actor, "user:dagny");

  const auto detail = admin.get(path(draft, "")).json();
  EXPECT_EQ(json::array(detail, "versions")->size(), 1U);
  EXPECT_EQ(json::array(detail, "changes")->size(), 3U);
  EXPECT_EQ(json::text(*json::object(detail, "owner"), "login"), "arne");

  EXPECT_EQ(officer.post(path(draft, "/suspend"), json::Object{}).status, 422) << "a reason is needed";
  EXPECT_EQ(officer.post(path(draft, "/suspend"), json::Object{{"reason", "a complaint"}}).text("status"), "suspended");
  EXPECT_EQ(active_watches(), 1U);
  EXPECT_EQ(officer.post(path(draft, "/resume"), json::Object{}).text("status"), "approved");
  EXPECT_EQ(officer.post(path(draft, "/stop"), json::Object{{"reason", "no longer needed"}}).text("status"), "stopped");
  EXPECT_EQ(officer.post(path(draft, "/stop"), json::Object{{"reason", "again"}}).status, 409);
  EXPECT_EQ(json::array(admin.get("/api/staff/watches").json(), "watches")->size(), 2U);
}

TEST_F(Governance, AQueryIsCheckedAsItIsTyped) {
  const auto good = analyst.post("/api/staff/watches/check", json::Object{{"query", "visa OR  consulate"}});
  ASSERT_EQ(good.status, 200) << good.body;
  EXPECT_TRUE(json::boolean(good.json(), "ok").value());
  EXPECT_EQ(good.text("canonical"), "visa OR consulate");
  const auto bad = analyst.post("/api/staff/watches/check", json::Object{{"query", "visa AND (consulate"}}).json();
  EXPECT_FALSE(json::boolean(bad, "ok").value());
  const auto& error = json::array(bad, "errors")->at(0).as_object();
  EXPECT_EQ(json::integer(error, "position"), 9);
  EXPECT_FALSE(json::text(error, "expected")->empty());
  const auto named = analyst.post("/api/staff/watches/check", json::Object{{"query", "\"Kari Nordmann\""}}).json();
  EXPECT_EQ(json::texts(named, "held_phrases"), std::vector<std::string>{"Kari Nordmann"});
  EXPECT_EQ(analyst.post("/api/staff/watches", form("@ana.example")).status, 422);
}

TEST_F(Governance, ABodyThatIsWrongNamesItsField) {
  for (const auto* field : {"name", "query", "purpose", "legal_basis", "dpia", "expires"}) {
    auto wrong = form();
    wrong.erase(field);
    const auto answer = analyst.post("/api/staff/watches", wrong);
    EXPECT_EQ(answer.status, 422) << field;
    EXPECT_TRUE(answer.hint().starts_with(std::string(field) + ':')) << answer.hint();
  }
  for (const auto* field : {"kind", "names", "office", "addresses", "evidence_url", "evidence_note"}) {
    auto wrong = actor();
    wrong.erase(field);
    const auto answer = analyst.post("/api/staff/register", wrong);
    EXPECT_EQ(answer.status, 422) << field;
    EXPECT_TRUE(answer.hint().starts_with(std::string(field) + ':')) << answer.hint();
  }
}

TEST_F(Governance, APublicActorTakesTwoApprovals) {
  const auto proposed = analyst.post("/api/staff/register", actor());
  ASSERT_EQ(proposed.status, 201) << proposed.body;
  const auto approve = "/api/staff/register/" + proposed.text("id") + "/approve";
  EXPECT_EQ(officer.post(approve, json::Object{}).text("status"), "proposed");
  EXPECT_EQ(officer.post(approve, json::Object{}).status, 409);
  EXPECT_EQ(admin.post(approve, json::Object{}).text("status"), "approved");
  const auto check = analyst.post("/api/staff/watches/check", json::Object{{"query", "@justice.marendia.example"}});
  EXPECT_TRUE(json::boolean(check.json(), "ok").value()) << check.body;
  const auto retire = "/api/staff/register/" + proposed.text("id") + "/retire";
  EXPECT_EQ(admin.post(retire, json::Object{{"reason", "dissolved"}}).text("status"), "retired");
}

TEST_F(Governance, TheDeskShowsWhatStandsWhatIsKeptAndWhoLooked) {
  hear("did:plc:person1");
  ASSERT_EQ(analyst.get("/api/staff/listen/figures").status, 200);
  ASSERT_EQ(analyst.get("/api/staff/listen/figures").status, 200);
  ASSERT_EQ(analyst.get("/api/staff/listen/posts").status, 200);
  const auto draft = analyst.post("/api/staff/watches", form("\"Kari Nordmann\" OR visa"));
  ASSERT_EQ(analyst.post(path(draft, "/submit"), json::Object{}).text("status"), "held");

  EXPECT_EQ(admin.get("/api/staff/data-protection").status, 403);
  const auto desk = officer.get("/api/staff/data-protection").json();
  EXPECT_EQ(json::integer(*json::object(desk, "by_status"), "held"), 1);
  EXPECT_EQ(json::integer(*json::object(desk, "by_status"), "approved"), 1);
  EXPECT_EQ(json::array(desk, "waiting")->size(), 1U);
  EXPECT_EQ(json::integer(*json::object(desk, "retention"), "posts"), 1);
  EXPECT_EQ(json::integer(*json::object(desk, "looks"), "times"), 3);
  EXPECT_EQ(json::integer(*json::object(desk, "looks"), "withheld"), 3);
  const auto looks = officer.get("/api/staff/data-protection/looks");
  ASSERT_EQ(json::array(looks.json(), "looks")->size(), 2U) << looks.body;
  EXPECT_EQ(looks.body.find("Norway"), std::string::npos) << "never the words";
}

TEST_F(Governance, AFileOfWhatWasShownIsALookOfItsOwn) {
  EXPECT_EQ(officer.post("/api/staff/listen/exports", json::Object{}).status, 204);
  EXPECT_EQ(officer.post("/api/staff/listen/exports", json::Object{{"watch", "12"}}).status, 204);
  EXPECT_EQ(officer.post("/api/staff/listen/exports", json::Object{{"watch", "visas"}}).status, 422);
  const auto looks = officer.get("/api/staff/data-protection/looks").json();
  const auto* list = json::array(looks, "looks");
  ASSERT_EQ(list->size(), 2U);
  for (const auto& look : *list) EXPECT_EQ(json::text(look.as_object(), "look"), "export");
}

TEST_F(Governance, APersonGetsErasesAndObjects) {
  const std::string person = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
  hear(person);
  hear("did:plc:someoneelse");
  const auto ask = [&](std::string_view kind, std::string_view address) {
    return officer.post("/api/staff/data-protection/requests", json::Object{{"kind", kind}, {"address", address}});
  };
  const auto unresolved = ask("access", "@ana.localhost");
  EXPECT_EQ(unresolved.status, 422);
  EXPECT_NE(unresolved.hint().find("https://ana.localhost/.well-known/atproto-did"), std::string::npos)
      << unresolved.hint();
  EXPECT_EQ(ask("forget", person).status, 422);
  const auto access = ask("access", person);
  ASSERT_EQ(access.status, 200) << access.body;
  ASSERT_EQ(json::array(access.json(), "posts")->size(), 1U);
  EXPECT_EQ(access.text("address"), person);
  EXPECT_EQ(ask("access", "https://bsky.app/profile/" + person).text("address"), person);
  hear("ana@social.example");
  EXPECT_EQ(json::array(ask("access", "@ana@social.example").json(), "posts")->size(), 1U) << "as sources write her";
  const auto objected = ask("object", person);
  EXPECT_EQ(json::integer(objected.json(), "removed"), 1);
  EXPECT_TRUE(json::boolean(objected.json(), "opted_out").value());
  EXPECT_TRUE(bed.opt_outs.contains(person));
  EXPECT_FALSE(bed.opt_outs.contains("did:plc:someoneelse"));
  EXPECT_TRUE(json::array(ask("access", person).json(), "posts")->empty());
  EXPECT_FALSE(json::boolean(ask("lift", person).json(), "opted_out").value());
  for (const auto& entry : bed.audit()) EXPECT_EQ(entry.subject.find("did:"), std::string::npos) << entry.subject;
  EXPECT_EQ(admin.post("/api/staff/data-protection/requests", json::Object{}).status, 403);
}

TEST_F(Governance, NothingIsCalledErasedWhileSomethingOfHersMayStillCome) {
  const std::string person = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
  hear(person);
  bed.settled = fail(Errc::Unavailable, "the disk is full", "what matched cannot be stored now: try again later");
  const auto ask = [&](std::string_view kind) {
    return officer.post("/api/staff/data-protection/requests", json::Object{{"kind", kind}, {"address", person}});
  };
  EXPECT_EQ(ask("object").status, 503);
  EXPECT_TRUE(bed.opt_outs.contains(person)) << "from now on nothing of hers is taken";
  bed.settled = {};
  EXPECT_EQ(json::integer(ask("erase").json(), "removed"), 1);
}

TEST_F(Governance, TheNoticeTellsWhatRunsAndNamesNoPerson) {
  ASSERT_EQ(
      officer.send(net::Method::Put, "/api/staff/data-protection/contact", json::Object{{"contact", "dpo@mfa.example"}})
          .status,
      200);
  hear("did:plc:person1");
  const auto answer = officer.get("/api/staff/data-protection/notice");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto notice = answer.json();
  ASSERT_EQ(json::array(notice, "watches")->size(), 1U);
  EXPECT_EQ(json::text(json::array(notice, "watches")->at(0).as_object(), "owner"), "admin");
  EXPECT_EQ(json::texts(notice, "sources"), std::vector<std::string>{"jetstream.example"});
  EXPECT_EQ(json::text(notice, "contact"), "dpo@mfa.example");
  EXPECT_EQ(answer.body.find("Anna"), std::string::npos);
}

TEST_F(Governance, TheBreachPackIsAssembledAtOnceAndHoldsNoPost) {
  hear("did:plc:person1");
  const auto pack = officer.get("/api/staff/data-protection/breach-pack?days=7");
  ASSERT_EQ(pack.status, 200) << pack.body;
  const auto object = pack.json();
  EXPECT_EQ(json::text(object, "notify_by"), to_rfc3339(bed.clock.now() + std::chrono::hours{72}));
  EXPECT_TRUE(json::boolean(*json::object(object, "audit"), "intact").value());
  EXPECT_FALSE(json::array(*json::object(object, "audit"), "entries")->empty());
  EXPECT_EQ(json::array(object, "volumes")->size(), 1U);
  EXPECT_EQ(pack.body.find("answered me"), std::string::npos);
  EXPECT_EQ(bed.audit().front().action, "breach_pack.make");
  const auto page = officer.get("/api/staff/data-protection/breach-pack?format=html");
  EXPECT_TRUE(page.header("Content-Type").starts_with("text/html"));
  EXPECT_NE(page.body.find("<h1>Breach pack</h1>"), std::string::npos);
  EXPECT_EQ(officer.get("/api/staff/data-protection/breach-pack?aware=2099-01-01T00:00:00Z").status, 422);
  EXPECT_EQ(admin.get("/api/staff/data-protection/breach-pack").status, 403);
}

}  // namespace
}  // namespace chancery::api
