// Setting up, signing in and out, one-time links: through the router, as a browser does it.
#include <gtest/gtest.h>

#include <chrono>

#include "store/sql.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::Browser;
using test::Testbed;

// Once the code of the last sign-in is over.
void next_code(Testbed& bed) {
  bed.clock.advance(seconds{60});
}

json::Object credentials(const Testbed& bed, std::string_view login, const std::string& secret) {
  return {{"login", login}, {"password", Testbed::kPassword}, {"code", bed.code(secret)}};
}

TEST(Setup, LeadsFromALinkToASession) {
  Testbed bed;
  Browser browser(bed.router);
  auto before = browser.get("/api/staff/session").json();
  EXPECT_FALSE(json::boolean(before, "set_up").value());
  EXPECT_FALSE(json::boolean(before, "signed_in").value());
  EXPECT_EQ(before.if_contains("institution"), nullptr);
  EXPECT_EQ(json::text(before, "host"), "mfa.example");
  EXPECT_EQ(boost::json::serialize(*before.if_contains("map")),
            R"({"names":{"TR":{"en":"Türkiye"}},"solid":["kosovo"],"hidden":[]})");

  const auto token = bed.setup_token();
  const auto offer = browser.post("/api/staff/enrolments/open", json::Object{{"token", token}}).json();
  EXPECT_EQ(json::text(offer, "kind"), "setup");
  EXPECT_EQ(json::text(offer, "role"), "admin");
  EXPECT_EQ(offer.if_contains("name"), nullptr);
  EXPECT_EQ(json::text(offer, "expires"), to_rfc3339(bed.clock.now() + minutes{30}));
  const auto* totp = json::object(offer, "totp");
  ASSERT_NE(totp, nullptr);
  EXPECT_TRUE(json::text(*totp, "uri")->starts_with("otpauth://totp/"));

  const auto secret = std::string(*json::text(*totp, "secret"));
  const auto answer = browser.post("/api/staff/setup", bed.setup_form(token, secret));
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto set_cookie = answer.header("Set-Cookie");
  EXPECT_TRUE(set_cookie.starts_with("__Host-chancery=")) << set_cookie;
  EXPECT_TRUE(set_cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure")) << set_cookie;
  EXPECT_EQ(bed.watches_changed, 1);

  for (const auto& session : {answer.json(), browser.get("/api/staff/session").json()}) {
    EXPECT_TRUE(json::boolean(session, "set_up").value());
    EXPECT_TRUE(json::boolean(session, "signed_in").value());
    const auto* user = json::object(session, "user");
    ASSERT_NE(user, nullptr);
    EXPECT_EQ(json::text(*user, "login"), "anna");
    EXPECT_EQ(json::text(*user, "role"), "admin");
    EXPECT_EQ(json::text(*json::object(session, "institution"), "country"), "NO");
    EXPECT_FALSE(json::text(session, "csrf")->empty());
    EXPECT_EQ(json::text(session, "base_url"), "https://mfa.example");
  }
  const auto listening = browser.get("/api/staff/listen").json();
  const auto& watch = json::array(listening, "watches")->at(0).as_object();
  EXPECT_EQ(json::text(watch, "name"), "Ministry of Foreign Affairs") << "the institution's, where none is given";
  EXPECT_EQ(json::text(watch, "owner"), "Anna Berg");
  EXPECT_EQ(json::text(watch, "purpose"), "public_service");
  EXPECT_EQ(json::text(watch, "status"), "approved");
  EXPECT_EQ(json::text(watch, "approved_by"), "setup");
  EXPECT_EQ(json::texts(watch, "terms"), (std::vector<std::string>{"Norway", "Ministry of Foreign Affairs"}));
}

TEST(Setup, WorksOnceAlone) {
  Testbed bed;
  Browser browser(bed.router);
  const auto token = bed.setup_token();
  const auto secret = bed.secret_of(browser, token);
  ASSERT_EQ(browser.post("/api/staff/setup", bed.setup_form(token, secret)).status, 201);
  Browser second(bed.router);
  EXPECT_EQ(second.post("/api/staff/setup", bed.setup_form(token, secret)).status, 410);
  EXPECT_EQ(second.post("/api/staff/enrolments/open", json::Object{{"token", token}}).status, 410);
  EXPECT_TRUE(second.cookie.empty());
}

TEST(Setup, LinksExpireAndAreReplacedAndOneAnswerCoversAll) {
  Testbed bed;
  Browser browser(bed.router);
  const auto first = bed.setup_token();
  const auto second = bed.setup_token();
  std::vector<std::string> hints;
  const auto refused = [&](const std::string& token) {
    const auto answer = browser.post("/api/staff/enrolments/open", json::Object{{"token", token}});
    EXPECT_EQ(answer.status, 410) << token;
    hints.push_back(answer.hint());
  };
  refused(first);
  refused("never-made");
  refused("");
  refused(std::string(50'000, 'x'));
  EXPECT_EQ(browser.post("/api/staff/enrolments/open", json::Object{{"token", second}}).status, 200);
  bed.clock.advance(minutes{30} + seconds{1});
  refused(second);
  for (const auto& hint : hints) EXPECT_EQ(hint, hints.front());
}

TEST(Setup, NamesTheFieldThatIsWrongAndTheLinkStaysGood) {
  Testbed bed;
  Browser browser(bed.router);
  const auto token = bed.setup_token();
  const auto secret = bed.secret_of(browser, token);
  struct Case {
    std::string_view object, key;
    json::Value value;
    std::string_view named;
  };
  const Case cases[] = {
      {"institution", "name", "", "name"},
      {"institution", "name", 5, "institution.name"},
      {"institution", "country", "ZZ", "country"},
      {"institution", "country", "no", "country"},
      {"institution", "languages", json::Array{}, "language"},
      {"institution", "languages", json::Array{"not a tag"}, "language"},
      {"institution", "languages", "nb", "institution.languages"},
      {"user", "login", "A", "login"},
      {"user", "name", "", "name"},
      {"user", "password", "short", "password"},
      {"user", "code", "000", "code"},
      {"user", "code", nullptr, "user.code"},
      {"watch", "terms", json::Array{}, "term"},
      {"watch", "terms", json::Array{"x"}, "term"},
      {"watch", "purpose", "curiosity", "purpose"},
      {"watch", "legal_basis", "", "legal"},
      {"watch", "expires", "soon", "watch.expires"},
      {"watch", "expires", "2020-01-01T00:00:00Z", "exp"},
      {"watch", "expires", "2999-01-01T00:00:00Z", "exp"},
  };
  for (const auto& wrong : cases) {
    auto form = bed.setup_form(token, secret);
    form[wrong.object].as_object()[wrong.key] = wrong.value;
    const auto answer = browser.post("/api/staff/setup", form);
    EXPECT_EQ(answer.status, 422) << wrong.object << '.' << wrong.key << ": " << answer.body;
    EXPECT_EQ(answer.text("error"), "invalid");
    EXPECT_NE(answer.hint().find(wrong.named), std::string::npos)
        << wrong.object << '.' << wrong.key << ": " << answer.hint();
    EXPECT_TRUE(browser.cookie.empty());
  }
  for (const auto* missing : {"token", "institution", "user", "watch"}) {
    auto form = bed.setup_form(token, secret);
    form.erase(missing);
    const auto answer = browser.post("/api/staff/setup", form);
    EXPECT_EQ(answer.status, 422) << missing;
    EXPECT_TRUE(answer.hint().starts_with(missing)) << answer.hint();
  }
  EXPECT_EQ(bed.watches_changed, 0);
  EXPECT_FALSE(json::boolean(browser.get("/api/staff/session").json(), "set_up").value());
  EXPECT_EQ(browser.post("/api/staff/setup", bed.setup_form(token, secret)).status, 201);
}

TEST(Setup, ACodeOfAnotherLinkDoesNotFit) {
  Testbed bed;
  Browser browser(bed.router);
  const auto first = bed.setup_token();
  const auto other_secret = bed.secret_of(browser, first);
  const auto token = bed.setup_token();
  EXPECT_EQ(browser.post("/api/staff/setup", bed.setup_form(token, other_secret)).status, 422);
}

TEST(SignIn, NeedsLoginPasswordAndCode) {
  Testbed bed;
  bed.set_up();
  next_code(bed);
  Browser browser(bed.router);
  const auto answer = browser.post("/api/staff/session", credentials(bed, "anna", bed.admin_secret));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(json::boolean(answer.json(), "signed_in").value());
  EXPECT_EQ(browser.get("/api/staff/users").status, 200);
}

TEST(SignIn, GivesOneAnswerForEverythingThatIsWrong) {
  Testbed bed;
  bed.set_up();
  next_code(bed);
  std::vector<std::string> bodies;
  for (const auto* key : {"login", "password", "code"}) {
    Browser browser(bed.router);
    auto wrong = credentials(bed, "anna", bed.admin_secret);
    wrong[key] = std::string_view(key) == "code" ? "000000" : "somebody-else-entirely";
    const auto answer = browser.post("/api/staff/session", wrong);
    EXPECT_EQ(answer.status, 401) << key;
    EXPECT_TRUE(browser.cookie.empty());
    bodies.push_back(answer.body);
  }
  for (const auto& body : bodies) EXPECT_EQ(body, bodies.front());
}

TEST(SignIn, RefusesACodeThatWasUsedBefore) {
  Testbed bed;
  bed.set_up();
  next_code(bed);
  Browser one(bed.router);
  Browser two(bed.router);
  ASSERT_EQ(one.post("/api/staff/session", credentials(bed, "anna", bed.admin_secret)).status, 200);
  EXPECT_EQ(two.post("/api/staff/session", credentials(bed, "anna", bed.admin_secret)).status, 401);
}

TEST(SignIn, ThrottlesFailuresAndSaysWhenToComeBack) {
  Testbed bed;
  bed.set_up();
  next_code(bed);
  Browser browser(bed.router);
  browser.peer = "198.51.100.9";
  auto wrong = credentials(bed, "anna", bed.admin_secret);
  wrong["password"] = "not the password";
  int failures = 0;
  test::Answer answer;
  do {
    answer = browser.post("/api/staff/session", wrong);
    ++failures;
    ASSERT_LT(failures, 30) << "never throttled";
  } while (answer.status == 401);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.text("error"), "too_many");
  const int wait = std::stoi(answer.header("Retry-After"));
  EXPECT_GT(wait, 0);
  EXPECT_EQ(browser.post("/api/staff/session", credentials(bed, "anna", bed.admin_secret)).status, 429)
      << "the right password does not help while waiting";
  bed.clock.advance(seconds{wait + 1});
  EXPECT_EQ(browser.post("/api/staff/session", credentials(bed, "anna", bed.admin_secret)).status, 200);
}

TEST(SignIn, RefusesBodiesThatAreNone) {
  Testbed bed;
  bed.set_up();
  Browser browser(bed.router);
  EXPECT_EQ(browser.post("/api/staff/session", json::Object{{"login", "anna"}}).status, 422);
  EXPECT_EQ(browser.post("/api/staff/session", json::Array{}).status, 400);
  EXPECT_EQ(browser.post("/api/staff/session", json::Object{}, {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(browser.post("/api/staff/session", json::Object{{"login", std::string(70'000, 'x')}}).status, 413);
}

TEST(SignIn, RotatesTheSession) {
  Testbed bed;
  auto browser = bed.set_up();
  const auto former = browser.cookie;
  next_code(bed);
  ASSERT_EQ(browser.post("/api/staff/session", credentials(bed, "anna", bed.admin_secret)).status, 200);
  EXPECT_NE(browser.cookie, former);
  Browser thief(bed.router);
  thief.cookie = former;
  EXPECT_EQ(thief.get("/api/staff/users").status, 401);
}

TEST(SignOut, EndsTheSessionOnTheServerToo) {
  Testbed bed;
  auto browser = bed.set_up();
  const auto stream = browser.get("/api/staff/stream");
  ASSERT_TRUE(stream.events);
  const auto cookie = browser.cookie;
  const auto answer = browser.remove("/api/staff/session");
  EXPECT_EQ(answer.status, 204);
  EXPECT_NE(answer.header("Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_FALSE(stream.events->open());
  browser.cookie = cookie;
  EXPECT_EQ(browser.get("/api/staff/users").status, 401);
  EXPECT_EQ(browser.get("/api/staff/stream").status, 401);
}

TEST(Session, EndsByItself) {
  Testbed bed;
  auto browser = bed.set_up();
  const auto stream = browser.get("/api/staff/stream");
  ASSERT_TRUE(stream.events);
  for (int i = 0; i < 23; ++i) {  // idle for two hours: the open stream alone keeps nothing alive
    bed.clock.advance(minutes{5});
    (void)bed.feed.flush();
  }
  EXPECT_TRUE(stream.events->open());
  bed.clock.advance(minutes{10});
  (void)bed.feed.flush();
  EXPECT_FALSE(stream.events->open());
  EXPECT_EQ(browser.get("/api/staff/users").status, 401);
  EXPECT_FALSE(json::boolean(browser.get("/api/staff/session").json(), "signed_in").value());
}

TEST(Invitations, MakeAnOfficerWhoIsSignedIn) {
  Testbed bed;
  auto admin = bed.set_up();
  const auto invited = admin.post("/api/staff/users", json::Object{{"name", "Ole Dahl"}, {"role", "officer"}});
  ASSERT_EQ(invited.status, 201) << invited.body;
  const auto link = invited.text("link");
  EXPECT_TRUE(link.starts_with("https://mfa.example/staff/#/invite/")) << link;
  EXPECT_EQ(invited.text("expires"), to_rfc3339(bed.clock.now() + hours{72}));

  auto officer = bed.officer(admin);
  const auto session = officer.get("/api/staff/session").json();
  EXPECT_EQ(json::text(*json::object(session, "user"), "role"), "officer");
  const auto people = admin.get("/api/staff/users").json();
  ASSERT_EQ(json::array(people, "users")->size(), 2U);
  EXPECT_EQ(json::text(json::array(people, "users")->at(1).as_object(), "login"), "ole");
}

TEST(Invitations, RefuseATakenLoginAndWrongFields) {
  Testbed bed;
  auto admin = bed.set_up();
  for (const auto& wrong :
       {json::Object{{"name", ""}, {"role", "officer"}}, json::Object{{"name", "O"}, {"role", "king"}},
        json::Object{{"role", "officer"}}, json::Object{{"name", 5}, {"role", "officer"}}}) {
    EXPECT_EQ(admin.post("/api/staff/users", wrong).status, 422);
  }
  const auto link = admin.post("/api/staff/users", json::Object{{"name", "O"}, {"role", "officer"}}).text("link");
  const auto token = link.substr(link.rfind('/') + 1);
  Browser browser(bed.router);
  const auto secret = bed.secret_of(browser, token);
  const auto accept = [&](std::string_view login) {
    return browser.post("/api/staff/invitations/accept",
                        json::Object{{"token", token}, {"user", bed.user_form(login, "Ole", secret)}});
  };
  EXPECT_EQ(accept("anna").status, 409);
  EXPECT_EQ(accept("").status, 422);
  EXPECT_EQ(browser.post("/api/staff/setup", bed.setup_form(token, secret)).status / 100, 4)
      << "an invitation sets nothing up";
  EXPECT_EQ(accept("ole").status, 201);
  EXPECT_EQ(accept("per").status, 410) << "used";
}

TEST(Audit, TellsWhoDidWhatAndThatTheChainHolds) {
  Testbed bed;
  auto admin = bed.set_up();
  bed.officer(admin);
  const auto audit = admin.get("/api/staff/audit").json();
  EXPECT_TRUE(json::boolean(audit, "intact").value());
  EXPECT_EQ(json::text(audit, "head")->size(), 64U);
  EXPECT_TRUE(audit.at("next").is_null());
  const auto& entries = *json::array(audit, "entries");
  ASSERT_GE(entries.size(), 3U);
  std::int64_t last = 1'000'000;
  for (const auto& entry : entries) {
    EXPECT_LT(json::integer(entry.as_object(), "sequence").value(), last) << "newest first";
    last = json::integer(entry.as_object(), "sequence").value();
    EXPECT_FALSE(json::text(entry.as_object(), "actor")->empty());
    EXPECT_EQ(boost::json::serialize(entry).find(Testbed::kPassword), std::string::npos);
  }
  EXPECT_EQ(last, 1);
  EXPECT_EQ(admin.get("/api/staff/audit?before=2").json().at("entries").as_array().size(), 1U);
  EXPECT_EQ(admin.get("/api/staff/audit?before=x").status, 422);
}

TEST(Audit, TellsWhenAnEntryWasChanged) {
  Testbed bed;
  auto admin = bed.set_up();
  const auto intact = [&] { return *json::boolean(admin.get("/api/staff/audit").json(), "intact"); };
  EXPECT_TRUE(intact());
  const auto changed = bed.store->write_now([](store::Transaction& tx) -> Status {
    store::connection(tx).query("UPDATE audit_entry SET actor = 'user:somebody' WHERE sequence = 1").run();
    return {};
  });
  ASSERT_TRUE(changed.has_value());
  bed.clock.advance(minutes{10});  // between whole checks only what was added since is looked at
  EXPECT_FALSE(intact());
  EXPECT_FALSE(intact());
  EXPECT_EQ(admin.get("/api/staff/audit").status, 200) << "and the entries are shown all the same";
}

}  // namespace
}  // namespace chancery::api
