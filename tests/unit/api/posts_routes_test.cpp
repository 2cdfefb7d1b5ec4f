// Posts through the API: drafted, agreed on, sent, and pictures for them.
#include <gtest/gtest.h>

#include "api/known_actors.hpp"
#include "speak/hold_restored.hpp"
#include "speak/sending.hpp"
#include "staff/audit.hpp"
#include "store/sql.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Answer;
using test::Browser;
using test::Testbed;

class Posts : public testing::Test {
 protected:
  Posts() {
    give(writer, json::Array{"write", "publish"});
    give(approver, json::Array{"approve", "publish"});
  }

  std::string id_of(Browser& person) {
    const auto session = person.get("/api/staff/session").json();
    return std::string(*json::text(*json::object(session, "user"), "id"));
  }
  void give(Browser& person, json::Array rights) {
    const auto answer =
        admin.put("/api/staff/accounts/" + account + "/rights/" + id_of(person), json::Object{{"rights", rights}});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  json::Object says(std::string_view markdown) const {
    return {{"account", account}, {"texts", json::Array{json::Object{{"language", "en"}, {"markdown", markdown}}}}};
  }
  Answer draft(const json::Object& body, const std::string& key = "key") {
    return writer.post("/api/staff/posts", body, {{"Idempotency-Key", key}});
  }
  Answer step(Browser& person, const json::Object& post, const std::string& name, json::Object extra = {}) {
    extra["version"] = post.at("version");
    return person.post("/api/staff/posts/" + std::string(*json::text(post, "id")) + '/' + name, extra);
  }
  std::size_t send() { return speak::send_due(*bed.store, {bed.addresses, bed.proof_log}).value(); }
  json::Object read(const json::Object& post) {
    return writer.get("/api/staff/posts/" + std::string(*json::text(post, "id"))).json();
  }

  Testbed bed;
  Browser admin = bed.set_up();
  std::string account = bed.create_account(admin, 1);
  Browser writer = bed.join(admin, staff::Role::Officer, "ole");
  Browser approver = bed.join(admin, staff::Role::Editor, "eva");
};

TEST_F(Posts, GoFromDraftToNoteThroughTwoPeople) {
  auto post = draft(says("We open the consulate on **Monday**.")).json();
  EXPECT_EQ(json::text(post, "status"), "draft");
  post = step(writer, post, "submit").json();
  EXPECT_EQ(json::text(post, "status"), "submitted");
  const auto digest = std::string(*json::text(post, "digest"));
  EXPECT_EQ(step(writer, post, "approve", {{"digest", digest}}).status, 403) << "nobody approves what she wrote";
  EXPECT_EQ(step(approver, post, "approve", {{"digest", "another"}}).status, 409);
  post = step(approver, post, "approve", {{"digest", digest}}).json();
  EXPECT_EQ(json::text(post, "status"), "approved");
  EXPECT_EQ(bed.posts_changed, 3);
  EXPECT_EQ(send(), 0U) << "within the grace";
  bed.clock.advance(std::chrono::seconds{30});
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(send(), 0U);
  post = read(post);
  EXPECT_EQ(json::text(post, "status"), "sent");
  const auto note = std::string(*json::text(post, "note"));
  const auto shown = admin.get("/api/staff/notes/" + note).json();
  EXPECT_EQ(json::text(*json::object(shown, "note"), "content"),
            "<p>We open the consulate on <strong>Monday</strong>.</p>");
  EXPECT_EQ(json::array(post, "steps")->size(), 4U);
}

TEST_F(Posts, ADeletedPostIsShownAsOneAndOffersNoStep) {
  auto post = step(writer, draft(says("Too early")).json(), "submit").json();
  post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  bed.clock.advance(std::chrono::seconds{30});
  ASSERT_EQ(send(), 1U);
  post = read(post);
  EXPECT_TRUE(post.at("removed").is_null());
  const auto path = "/api/staff/posts/" + std::string(*json::text(post, "id"));
  auto stranger = bed.join(admin, staff::Role::Officer, "siri");
  ASSERT_EQ(stranger.remove(path, json::Object{{"reason", "The date was wrong"}}).status, 403);
  ASSERT_EQ(writer.remove(path, json::Object{{"reason", "The date was wrong"}}).status, 204);
  post = read(post);
  EXPECT_EQ(json::text(post, "status"), "deleted");
  EXPECT_EQ(post.at("may").as_array().size(), 0U);
  const auto& removed = *json::object(post, "removed");
  EXPECT_EQ(json::text(removed, "reason"), "The date was wrong");
  EXPECT_EQ(json::text(removed, "by"), json::text(*json::objects(post, "writers").front(), "name"));
  EXPECT_EQ(json::text(*json::objects(post, "steps").back(), "name"), json::text(removed, "by"));
}

TEST_F(Posts, TheSameKeyDraftsOnce) {
  EXPECT_EQ(draft(says("Once")).text("id"), draft(says("Once")).text("id"));
  EXPECT_NE(draft(says("Once")).text("id"), draft(says("Once"), "another").text("id"));
}

TEST_F(Posts, WhoHasNoRightOnTheAccountIsToldSo) {
  auto stranger = bed.join(admin, staff::Role::Officer, "siri");
  const auto answer = stranger.post("/api/staff/posts", says("Hello"), {{"Idempotency-Key", "k"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_NE(answer.hint().find("write for this account"), std::string::npos) << answer.hint();
}

TEST_F(Posts, OnePressHoldsAllThatHasNotLeft) {
  auto post = step(writer, draft(says("Wait")).json(), "submit").json();
  post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  const auto standing = [&] { return approver.get("/api/staff/posts/hold").json().at("hold"); };
  EXPECT_TRUE(standing().is_null());
  const auto held = writer.post("/api/staff/posts/hold", json::Object{{"reason", "The capital asks us to wait."}});
  ASSERT_EQ(held.status, 200) << held.body;
  EXPECT_EQ(json::integer(held.json(), "held"), 1);
  EXPECT_EQ(json::text(standing().as_object(), "reason"), "The capital asks us to wait.");
  bed.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(send(), 0U);
  EXPECT_EQ(json::text(read(post), "status"), "held");
}

// Told with the list of what waits: by a person, by the program itself when the time was missed, by a restore.
TEST_F(Posts, EachHeldPostSaysOnTheDeskWhoHeldItSinceWhenAndWhy) {
  const auto agreed = [&](std::string_view words, const std::string& key) {
    auto post = step(writer, draft(says(words), key).json(), "submit").json();
    return step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  };
  const auto held = [&](const json::Object& post) {
    const auto desk = admin.get("/api/staff/posts/desk").json();
    for (const auto* one : json::objects(desk, "held")) {
      if (one->at("id") == post.at("id")) return one->at("held").as_object();
    }
    return json::Object{};
  };
  auto late = agreed("The office opens.", "late");
  const auto at = to_rfc3339(bed.clock.now() + std::chrono::minutes{10});
  late = step(writer, late, "schedule", {{"at", at}, {"zone", "Europe/Oslo"}}).json();
  for (int tens = 0; tens < 8; ++tens) {
    bed.clock.advance(std::chrono::minutes{10});
    for (auto* person : {&admin, &writer, &approver}) ASSERT_EQ(person->get("/api/staff/session").status, 200);
  }
  ASSERT_EQ(send(), 1U);
  const auto missed = held(late);
  EXPECT_EQ(json::text(missed, "kind"), "late");
  EXPECT_TRUE(missed.at("by").is_null());
  EXPECT_EQ(json::text(missed, "since"), to_rfc3339(bed.clock.now()));
  EXPECT_FALSE(json::text(missed, "reason")->empty());

  bed.clock.advance(std::chrono::minutes{1});
  const auto pressed = to_rfc3339(bed.clock.now());
  const auto before = agreed("Before", "before");
  ASSERT_EQ(writer.post("/api/staff/posts/hold", json::Object{{"reason", "The capital asks us to wait."}}).status, 200);
  bed.clock.advance(std::chrono::minutes{1});
  const auto after = agreed("After", "after");
  for (const auto& post : {before, after}) {
    const auto hers = held(post);
    EXPECT_EQ(json::text(hers, "kind"), "person");
    EXPECT_EQ(json::text(*json::object(hers, "by"), "login"), "ole");
    EXPECT_EQ(json::text(hers, "since"), pressed);
    EXPECT_EQ(json::text(hers, "reason"), "The capital asks us to wait.");
  }
  EXPECT_EQ(json::text(held(late), "kind"), "late");

  ASSERT_EQ(writer.post("/api/staff/posts/lift", json::Object{{"reason", "It is over."}}).status, 200);
  const auto back = agreed("From the backup", "back");
  ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
    EXPECT_EQ(speak::hold_restored(tx, staff::audit_actor_cli(1000), bed.clock.now(), "restored"), 1U);
    return {};
  }));
  const auto restored = held(back);
  EXPECT_EQ(json::text(restored, "kind"), "restore");
  EXPECT_TRUE(restored.at("by").is_null());
  EXPECT_EQ(json::text(restored, "reason"), "restored");
  EXPECT_EQ(json::text(held(agreed("While that stands", "more")), "kind"), "restore") << "nobody pressed";
}

TEST_F(Posts, SayWhichFieldIsWrong) {
  EXPECT_EQ(draft(says("")).hint().substr(0, 16), "texts.0.markdown");
  auto body = says("Hello");
  body["visibility"] = "everybody";
  EXPECT_EQ(draft(body).status, 422);
  body = says("Hello");
  body["poll"] = json::Object{{"options", json::Array{"Yes"}}, {"minutes", 60}};
  EXPECT_NE(draft(body).hint().find("poll"), std::string::npos);
}

TEST_F(Posts, AThreadIsOnePostOfSeveralNotes) {
  auto body = says("One");
  const auto part = [](std::string_view words) {
    return json::Object{{"texts", json::Array{json::Object{{"language", "en"}, {"markdown", words}}}}};
  };
  body["following"] = json::Array{part("**Two**"), part("")};
  EXPECT_EQ(draft(body).hint().substr(0, 28), "following.1.texts.0.markdown");
  body["following"] = json::Array{part("**Two**")};
  const auto preview = writer.post("/api/staff/posts/preview", body).json();
  const auto* shown = json::objects(preview, "following").at(0);
  EXPECT_EQ(json::text(*json::objects(*shown, "texts").at(0), "content"), "<p><strong>Two</strong></p>");
  auto post = step(writer, draft(body).json(), "submit").json();
  post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  bed.clock.advance(std::chrono::seconds{30});
  EXPECT_EQ(send(), 1U);
  post = read(post);
  const auto parts = json::objects(post, "parts");
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(json::text(*parts[0], "note"), json::text(post, "note"));
  const auto second = std::string(*json::text(*parts[1], "note"));
  const auto note = admin.get("/api/staff/notes/" + second).json();
  EXPECT_EQ(json::text(*json::object(note, "note"), "post"), json::text(post, "id")) << "a note leads to its post";
  const auto id = std::string(*json::text(post, "id"));
  EXPECT_EQ(writer.remove("/api/staff/posts/" + id, json::Object{{"reason", "Said too early"}}).status, 204);
  EXPECT_EQ(admin.get("/api/staff/notes/" + second).status, 404);
  EXPECT_EQ(json::boolean(*json::objects(read(post), "parts").at(1), "deleted"), true);
}

TEST_F(Posts, AreShownAsOthersWillSeeThemBeforeAnythingIsStored) {
  const auto preview = writer.post("/api/staff/posts/preview", says("*Now* #Visa")).json();
  const auto& text = json::array(preview, "texts")->at(0).as_object();
  EXPECT_NE(json::text(text, "content")->find("<em>Now</em>"), std::string::npos);
  EXPECT_NE(json::text(text, "content")->find("/tags/"), std::string::npos);
  EXPECT_TRUE(writer.get("/api/staff/posts").json().at("posts").as_array().empty());
}

TEST_F(Posts, AreCheckedBeforeAnythingIsStored) {
  auto body = says("Release Jane Doe! See https://bit.ly/x");
  const auto answer = writer.post("/api/staff/posts/check", body);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto found = answer.json();
  EXPECT_EQ(json::integer(found, "more_approvals"), 1);
  const auto& cautions = *json::array(found, "cautions");
  ASSERT_EQ(cautions.size(), 2U) << answer.body;
  const auto& demand = cautions[0].as_object();
  EXPECT_EQ(json::text(demand, "code"), "demand_possible_name");
  EXPECT_EQ(json::text(demand, "level"), "second_person");
  EXPECT_EQ(json::texts(demand, "words"), (std::vector<std::string>{"Release", "Jane Doe"}));
  EXPECT_EQ(json::text(cautions[1].as_object(), "code"), "link_shortened");
  EXPECT_TRUE(writer.get("/api/staff/posts").json().at("posts").as_array().empty());
  body = says("A concert with our friends from Rwanda");
  body["at"] = "2027-04-07T10:00:00Z";
  const auto day = writer.post("/api/staff/posts/check", body).json();
  EXPECT_EQ(json::text(json::array(day, "cautions")->at(0).as_object(), "code"), "mourning_day");
  body["at"] = "soon";
  EXPECT_EQ(writer.post("/api/staff/posts/check", body).status, 422);
}

TEST_F(Posts, WithADemandOnANamedPersonNeedOneApprovalMore) {
  auto post = step(writer, draft(says("Release Jane Doe!")).json(), "submit").json();
  EXPECT_EQ(json::integer(post, "approvals_needed"), 2);
  ASSERT_EQ(json::array(post, "cautions")->size(), 1U);
  post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  EXPECT_EQ(json::text(post, "status"), "submitted") << "one of two";
  auto second = bed.join(admin, staff::Role::Editor, "esa");
  give(second, json::Array{"approve"});
  post = step(second, post, "approve", {{"digest", post.at("digest")}}).json();
  EXPECT_EQ(json::text(post, "status"), "approved");
  post = step(writer, draft(says("Good morning!"), "other").json(), "submit").json();
  EXPECT_EQ(json::integer(post, "approvals_needed"), 1);
  EXPECT_TRUE(json::array(post, "cautions")->empty());
}

// Submitted on one day, approved on another: the approver reads what that day asks for before she agrees. (The other
// day is an earlier one: sessions are short.)
TEST_F(Posts, ApprovedOnADayOfMourningTheySaySoFirst) {
  auto post = step(writer, draft(says("A concert with our friends from Croatia")).json(), "submit").json();
  EXPECT_TRUE(json::array(post, "cautions")->empty());
  bed.clock.set(from_rfc3339("2026-11-18T10:00:00Z").value());
  const auto refused = step(approver, post, "approve", {{"digest", post.at("digest")}});
  ASSERT_EQ(refused.status, 409) << refused.body;
  EXPECT_NE(refused.hint().find("day of mourning"), std::string::npos) << refused.hint();
  const auto shown = read(post);
  ASSERT_EQ(json::array(shown, "cautions")->size(), 1U);
  EXPECT_EQ(json::text(json::array(shown, "cautions")->at(0).as_object(), "code"), "mourning_day");
  post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  EXPECT_EQ(json::text(post, "status"), "approved") << "she has read it";
}

TEST_F(Posts, ReleasedUnsubmittedTheyShowTheirReviewerTheCautions) {
  const auto released = step(writer, draft(says("Release Jane Doe!")).json(), "release", {{"reason", "It is urgent."}});
  ASSERT_EQ(released.status, 200) << released.body;
  const auto post = read(released.json());
  ASSERT_EQ(json::array(post, "cautions")->size(), 1U);
  EXPECT_EQ(json::text(json::array(post, "cautions")->at(0).as_object(), "code"), "demand_possible_name");
}

// Edited after it left, it is judged by what left.
TEST_F(Posts, AReleaseIsReviewedAsWhatLeftThoughAnotherVersionStands) {
  auto post = step(writer, draft(says("Release Jane Doe!")).json(), "release", {{"reason", "It is urgent."}}).json();
  EXPECT_EQ(json::integer(*json::object(post, "release"), "approvals_missing"), 2) << "by the rule, and by the demand";
  ASSERT_EQ(send(), 1U);
  auto changed = says("Jane Doe is free.");
  changed["version"] = 1;
  post = writer.put("/api/staff/posts/" + std::string(*json::text(post, "id")), changed).json();
  EXPECT_EQ(json::integer(post, "version"), 2);
  EXPECT_EQ(json::integer(post, "sent_version"), 1) << "the public still reads it";
  const auto desk = approver.get("/api/staff/posts/desk").json();
  const auto asked = json::objects(desk, "releases");
  ASSERT_EQ(asked.size(), 1U);
  const auto& release = *json::object(*asked.front(), "release");
  EXPECT_EQ(json::integer(release, "version"), 1);
  EXPECT_EQ(json::boolean(release, "changed_since"), true);
  const auto& left = *json::object(release, "body");
  EXPECT_EQ(json::text(*json::objects(left, "texts").front(), "markdown"), "Release Jane Doe!");
  EXPECT_EQ(json::text(json::array(release, "cautions")->at(0).as_object(), "code"), "demand_possible_name");

  const auto path = "/api/staff/posts/" + std::string(*json::text(post, "id")) + "/review";
  const auto finding = [&](int version, json::Value digest) {
    return json::Object{{"version", version}, {"digest", std::move(digest)}, {"reason", "Right and timely"}};
  };
  EXPECT_EQ(approver.post(path, json::Object{{"reason", "Right and timely"}}).status, 422);
  const auto newest = approver.post(path, finding(2, post.at("digest")));
  ASSERT_EQ(newest.status, 409) << newest.body;
  EXPECT_NE(newest.hint().find("version 1 left by this release"), std::string::npos) << newest.hint();
  EXPECT_EQ(approver.post(path, finding(1, post.at("digest"))).status, 409);
  ASSERT_EQ(approver.post(path, finding(1, release.at("digest"))).status, 200);
  EXPECT_TRUE(json::array(approver.get("/api/staff/posts/desk").json(), "releases")->empty());
  const auto reviewed = read(post);
  const auto steps = json::objects(reviewed, "steps");
  EXPECT_EQ(json::text(*steps.back(), "step"), "review");
  EXPECT_EQ(json::integer(*steps.back(), "version"), 1);
}

// Said before she submits, on the post and to who may approve it: nobody waits for ever without knowing.
TEST_F(Posts, ThatTooFewMayApproveIsSaidBeforeAndAfterTheyAreSubmitted) {
  give(admin, json::Array{"write"});
  const auto missing = [](const json::Object& of) { return json::integer(*json::object(of, "approvers"), "missing"); };
  EXPECT_EQ(missing(writer.post("/api/staff/posts/check", says("The office is open.")).json()), 0);
  const auto checked = writer.post("/api/staff/posts/check", says("Release Jane Doe!")).json();
  EXPECT_EQ(json::integer(*json::object(checked, "approvers"), "needed"), 2);
  EXPECT_EQ(json::integer(*json::object(checked, "approvers"), "able"), 1);
  EXPECT_EQ(missing(checked), 1);
  auto post = draft(says("Release Jane Doe!")).json();
  EXPECT_EQ(missing(post), 0) << "by the rule alone";
  post = step(writer, post, "submit").json();
  EXPECT_EQ(missing(post), 1);
  EXPECT_EQ(missing(*json::objects(approver.get("/api/staff/posts/desk").json(), "waiting").front()), 1);
  give(approver, json::Array{"write", "approve"});
  auto hers = says("Release Jane Doe!");
  hers["post"] = post.at("id");
  const auto with_her = approver.post("/api/staff/posts/check", hers).json();
  EXPECT_EQ(json::integer(*json::object(with_her, "approvers"), "able"), 0) << "neither she nor who wrote before her";
  auto stranger = bed.join(admin, staff::Role::Officer, "siri");
  EXPECT_EQ(stranger.post("/api/staff/posts/check", hers).status, 404);
}

TEST_F(Posts, AChangeOfOneLanguageNamesTheOthers) {
  const auto in_both = [&](std::string_view english, std::string_view french) {
    auto body = says(english);
    body["texts"].as_array().emplace_back(json::Object{{"language", "fr"}, {"markdown", french}});
    return body;
  };
  auto post = draft(in_both("The office opens on Monday.", "Le bureau ouvre lundi.")).json();
  post = step(writer, post, "submit").json();
  post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  bed.clock.advance(std::chrono::seconds{30});
  ASSERT_EQ(send(), 1U);
  auto change = in_both("The office opens on Tuesday.", "Le bureau ouvre lundi.");
  change["post"] = post.at("id");
  const auto told = [](const json::Object& of) {
    for (const auto* caution : json::objects(of, "cautions")) {
      if (json::text(*caution, "code") == "languages_unchanged") return json::texts(*caution, "others");
    }
    return std::vector<std::string>{};
  };
  EXPECT_EQ(told(writer.post("/api/staff/posts/check", change).json()), std::vector<std::string>{"fr"});
  change.erase("post");
  change["version"] = 1;
  post = writer.put("/api/staff/posts/" + std::string(*json::text(post, "id")), change).json();
  post = step(writer, post, "submit").json();
  EXPECT_EQ(told(post), std::vector<std::string>{"fr"}) << "who approves sees it too";
  change = in_both("The office opens on Tuesday.", "Le bureau ouvre mardi.");
  change["post"] = post.at("id");
  EXPECT_TRUE(told(writer.post("/api/staff/posts/check", change).json()).empty());
}

// A comma is saved while the other server is down, or while others hold all the seats.
TEST_F(Posts, WhomTheyAddressStaysAddressedWhileHerServerIsDown) {
  bed.put_in_register(admin, "acct:press@oslo.example");
  speak::PostBody before;
  before.account = activity::AccountId{parse_id(account).value()};
  before.texts = {{"en", "@press@oslo.example Good morning", ""}};
  before.mentions = {{"https://oslo.example/users/press", "@press@oslo.example"},
                     {"https://bergen.example/users/port", "@port@bergen.example"}};
  Looks looks;
  const auto one = looks.take();
  const auto other = looks.take();
  auto body = before;
  body.texts[0].markdown = "@press@oslo.example, good morning, and @port@bergen.example and @new@oslo.example";
  const auto unasked = fill_mentions(bed.services(), looks, body, &before);
  EXPECT_EQ(body.mentions, before.mentions);
  EXPECT_EQ(unasked, std::vector<std::string>{"@new@oslo.example"}) << "nobody could be asked about her";
  body.texts[0].markdown = "Good morning";
  EXPECT_TRUE(fill_mentions(bed.services(), looks, body, &before).empty());
  EXPECT_TRUE(body.mentions.empty()) << "who is not named any more is not addressed";
}

TEST_F(Posts, MovedOntoADayOfMourningTheySaySo) {
  auto post = step(writer, draft(says("A concert with our friends from Rwanda")).json(), "submit").json();
  EXPECT_TRUE(json::array(post, "cautions")->empty());
  post = step(approver, post, "approve", {{"digest", post.at("digest")}}).json();
  const auto on = [&](const char* day) {
    return step(writer, post, "schedule", {{"at", std::string(day) + "T10:00:00Z"}, {"zone", "Africa/Kigali"}}).json();
  };
  const auto mourning = on("2027-04-07");
  ASSERT_EQ(json::array(mourning, "cautions")->size(), 1U);
  EXPECT_EQ(json::text(json::array(mourning, "cautions")->at(0).as_object(), "code"), "mourning_day");
  EXPECT_EQ(json::text(mourning, "status"), "approved") << "a caution stops nothing";
  EXPECT_TRUE(json::array(on("2027-04-20"), "cautions")->empty()) << "and goes with the day";
}

TEST_F(Posts, TheRuleAndTheRightsOfAnAccountAreItsAdministratorsAlone) {
  const auto rule = "/api/staff/accounts/" + account + "/rule";
  EXPECT_EQ(writer.put(rule, json::Object{{"approvals", 0}, {"grace", 0}}).status, 403);
  EXPECT_EQ(admin.put(rule, json::Object{{"approvals", 3}, {"grace", 0}}).status, 422);
  EXPECT_EQ(admin.put(rule, json::Object{{"approvals", 9'000'000'000}, {"grace", 0}}).status, 422);
  const auto set = admin.put(rule, json::Object{{"approvals", 2}, {"grace", 60}}).json();
  EXPECT_EQ(json::integer(set, "approvals"), 2);
  EXPECT_EQ(json::integer(set, "grace"), 60);
  EXPECT_EQ(json::array(set, "people")->size(), 3U) << "who made the account, the writer, the approver";
}

TEST_F(Posts, AFormWithoutAPictureIsRefusedAndSoIsWhatIsNoPicture) {
  const auto upload = [&](const std::string& content) {
    const std::string form =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n" + content + "\r\n--b--\r\n";
    net::Request request;
    request.method = net::Method::Post;
    request.target = "/api/staff/media";
    request.peer = writer.peer;
    request.headers.add("Cookie", writer.cookie);
    request.headers.add("X-CSRF-Token", writer.csrf);
    request.headers.add("Content-Type", "multipart/form-data; boundary=b");
    request.headers.add("Idempotency-Key", "upload-" + std::to_string(content.size()));
    request.body = form;
    return test::ask(bed.router, std::move(request));
  };
  EXPECT_EQ(upload("").status, 422);
  EXPECT_GE(upload("no picture at all").status, 400);
  for (const auto* name : {"x", "../../etc/passwd", "%2e%2e", "0000.jpg"}) {
    EXPECT_EQ(admin.get("/media/" + std::string(name)).status, 404) << name;
  }
}

TEST_F(Posts, OneThatCannotBeReadIsShownAsThatAndTheOthersAsEver) {
  const auto sound = draft(says("Sound"), "1").json();
  const auto broken = draft(says("Damaged"), "2").json();
  const auto id = speak::PostId{*parse_id(*json::text(broken, "id"))};
  ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
    store::connection(tx).query("UPDATE post_version SET body = '{' WHERE post = ?").bind(id).run();
    return {};
  }));
  const auto listed = writer.get("/api/staff/posts").json();
  ASSERT_EQ(json::array(listed, "posts")->size(), 2U);
  const auto shown = json::objects(listed, "posts");
  EXPECT_TRUE(json::boolean(*shown[0], "unreadable").value_or(false));
  EXPECT_TRUE(json::array(*shown[0], "may")->empty()) << "nobody acts on what nobody can read";
  EXPECT_EQ(json::text(*json::object(*shown[0], "body"), "account"), account);
  EXPECT_EQ(shown[1]->at("digest"), sound.at("digest"));
  EXPECT_FALSE(shown[1]->contains("unreadable"));
  EXPECT_TRUE(json::boolean(read(broken), "unreadable").value_or(false));
}

}  // namespace
}  // namespace chancery::api
