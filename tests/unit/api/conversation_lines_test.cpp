// Answers made of approved lines, through the routes: what is refused when a line holds no more, and who is told
// before.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>

#include "unit/api/conversation_routes.hpp"

namespace chancery::api {
namespace {

using namespace std::chrono_literals;
using staff::DeskAction;
using test::Browser;
using test::ConversationRoutes;
using ::testing::HasSubstr;

class LinesOfAnswers : public ConversationRoutes {
 protected:
  LinesOfAnswers() {
    letters.give(wen, std::array{DeskAction::Read, DeskAction::Lines});
    letters.give(app, std::array{DeskAction::Read, DeskAction::ApproveLines});
  }

  json::Object opening_hours() {
    const auto front = good(admin.get("/api/staff/desks")).json().at("desks").at(0).as_object();
    return {{"name", "Opening hours"},
            {"mission", front.at("mission")},
            {"desk", front.at("id")},
            {"topics", json::Array{}}};
  }
  // With one English text, by two people.
  std::string make(bool crisis = false) {
    auto line = opening_hours();
    line["crisis"] = crisis;
    const auto id = good(wen.post("/api/staff/lines", line)).text("id");
    say(id, "At eight.", 1);
    return id;
  }
  void say(const std::string& line, std::string_view words, int version) {
    const auto text = "/api/staff/lines/" + line + "/texts/en";
    good(wen.put(
        text, json::Object{
                  {"markdown", words}, {"expires_at", to_rfc3339(bed.clock.now() + lasts)}, {"version", version - 1}}));
    good(wen.post(text + "/submit", json::Object{{"version", version}}));
    const auto read = good(app.get("/api/staff/lines/" + line)).json().at("texts").at(0).at("digest");
    good(app.post(text + "/approve", json::Object{{"version", version}, {"digest", read}}));
  }
  json::Object made_of(const std::string& line, std::string_view words = "At eight.") {
    auto draft = draft_of(token, words);
    draft["line"] = line;
    return draft;
  }
  // What waits for approval, as who approves sees it before she presses.
  json::Value ended() {
    const auto waiting = good(amina.get("/api/staff/posts/desk")).json().at("waiting").as_array();
    EXPECT_EQ(waiting.size(), 1U);
    const auto shown = waiting.at(0).at("line_ended");
    EXPECT_EQ(row(amina, question).at("draft_post").at("line_ended"), shown) << "in the conversation, too";
    const auto post = std::string(waiting.at(0).at("id").as_string());
    EXPECT_EQ(good(amina.get("/api/staff/posts/" + post)).json().at("line_ended"), shown) << "and on its own page";
    return shown;
  }
  // Why, and since when; and that the press is refused.
  void expect_ended(const test::Answer& submitted, std::string_view why, Timestamp since) {
    const auto shown = ended();
    ASSERT_TRUE(shown.is_object()) << why;
    EXPECT_EQ(text(shown.as_object(), "why"), why);
    EXPECT_EQ(text(shown.as_object(), "since"), to_rfc3339(since));
    EXPECT_EQ(text(shown.as_object(), "name"), "Opening hours");
    EXPECT_EQ(shown.at("version").as_int64(), 1);
    const auto refused = approve(amina, question, submitted);
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.hint(), HasSubstr("line: the "));
  }

  Browser wen = bed.join(admin, staff::Role::Editor, "wen");
  Browser app = bed.join(admin, staff::Role::Editor, "app");
  std::chrono::minutes lasts{120};
  const std::int64_t token = claim(ole, question);
};

TEST_F(LinesOfAnswers, ALineIsNotDroppedFromUnderItsWordsAndIsOnceTheyAreChanged) {
  const auto line = make();
  const auto draft = good(ole.put(question.path() + "/draft", made_of(line)));
  EXPECT_EQ(draft.text("line"), line);
  const auto dropped = ole.put(question.path() + "/draft", changed(token, draft, "At eight."));
  EXPECT_EQ(dropped.status, 409);
  EXPECT_THAT(dropped.hint(), HasSubstr("the approved line's words still"));
  const auto own = good(ole.put(question.path() + "/draft", changed(token, draft, "At nine.")));
  EXPECT_TRUE(own.json().at("line").is_null());
}

// Compared with the line, not with what was saved last.
TEST_F(LinesOfAnswers, ALineMayGoOnceTheWordsWereChangedInAnEarlierSaveAndNotWhereTheyCameBack) {
  const auto line = make();
  const auto save = [&](const test::Answer& read, std::string_view words, bool with_line) {
    auto draft = changed(token, read, words);
    if (with_line) draft["line"] = line;
    return ole.put(question.path() + "/draft", draft);
  };
  const auto draft = good(ole.put(question.path() + "/draft", made_of(line)));
  const auto nine = good(save(draft, "At nine.", true));
  const auto eight = good(save(nine, "At eight.", true));
  EXPECT_EQ(save(eight, "At eight. ", false).status, 409) << "though these are not what was saved last";
  const auto again = good(save(eight, "At nine.", true));
  EXPECT_EQ(again.text("line"), line);
  EXPECT_TRUE(good(save(again, "At nine.", false)).json().at("line").is_null()) << "changed a save before";
}

// Nothing an editor does by the way makes the words of one version those of the next.
TEST_F(LinesOfAnswers, WhatWasMadeOfOneVersionStaysOfItUntilAnotherIsChosen) {
  const auto line = make();
  good(ole.put(question.path() + "/draft", made_of(line)));
  const auto submitted = good(submit(ole, question, token));
  bed.clock.advance(10min);
  say(line, "At nine.", 2);
  const auto back =
      good(amina.post(question.path() + "/draft/return", json::Object{{"version", submitted.json().at("version")},
                                                                      {"reason", "The line was changed meanwhile."}}));
  const auto save = [&](const test::Answer& read, std::string_view words, json::Value version) {
    auto draft = changed(token, read, words);
    draft["line"] = line;
    if (!version.is_null()) draft["line_version"] = std::move(version);
    return ole.put(question.path() + "/draft", draft);
  };
  const auto comma = good(save(back, "At eight, then.", nullptr));
  EXPECT_EQ(comma.json().at("line_ended").at("why").as_string(), "replaced");
  EXPECT_EQ(comma.json().at("line_ended").at("version").as_int64(), 1);
  const auto refused = submit(ole, question, token, comma.json().at("version").as_int64());
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.hint(), HasSubstr("line: the approved line it was made of does not stand any more"));
  const auto old = save(comma, "At eight, then.", 1);
  EXPECT_EQ(old.status, 422);
  EXPECT_THAT(old.hint(), HasSubstr("line_version: this version does not stand"));
  const auto former = good(save(comma, "At eight.", nullptr));
  EXPECT_EQ(save(former, "At eight.", 2).status, 409) << "the former words under the newer number";
  const auto chosen = good(save(former, "At nine.", 2));
  EXPECT_TRUE(chosen.json().at("line_ended").is_null());
  good(submit(ole, question, token, chosen.json().at("version").as_int64()));
}

TEST_F(LinesOfAnswers, OneThatStandsIsToldOfNobody) {
  good(ole.put(question.path() + "/draft", made_of(make())));
  const auto submitted = good(submit(ole, question, token));
  EXPECT_TRUE(ended().is_null());
  good(approve(amina, question, submitted));
}

TEST_F(LinesOfAnswers, WhoApprovesIsToldThatItWasWithdrawn) {
  const auto line = make();
  good(ole.put(question.path() + "/draft", made_of(line)));
  const auto submitted = good(submit(ole, question, token));
  bed.clock.advance(1h);
  good(wen.post("/api/staff/lines/" + line + "/texts/en/withdraw", json::Object{{"version", 1}}));
  expect_ended(submitted, "withdrawn", bed.clock.now());
}

TEST_F(LinesOfAnswers, WhoApprovesIsToldThatANewerTextTookItsPlace) {
  const auto line = make();
  good(ole.put(question.path() + "/draft", made_of(line)));
  const auto submitted = good(submit(ole, question, token));
  bed.clock.advance(1h);
  say(line, "At nine.", 2);
  expect_ended(submitted, "replaced", bed.clock.now());
}

TEST_F(LinesOfAnswers, WhoApprovesIsToldThatTheLineWasTakenOutOfUse) {
  const auto line = make();
  good(ole.put(question.path() + "/draft", made_of(line)));
  const auto submitted = good(submit(ole, question, token));
  bed.clock.advance(1h);
  auto retired = opening_hours();
  retired["retired"] = true;
  good(wen.put("/api/staff/lines/" + line, retired));
  expect_ended(submitted, "retired", bed.clock.now());
}

TEST_F(LinesOfAnswers, WhoApprovesIsToldThatItsDayPassed) {
  lasts = 40min;
  const auto last = bed.clock.now() + lasts;
  good(ole.put(question.path() + "/draft", made_of(make())));
  const auto submitted = good(submit(ole, question, token));
  bed.clock.advance(1h);
  expect_ended(submitted, "expired", last);
}

TEST_F(LinesOfAnswers, WhatWasPreparedForACrisisIsNeitherSubmittedNorApprovedOnceItIsOver) {
  const auto line = make(true);
  const auto early = ole.put(question.path() + "/draft", made_of(line));
  EXPECT_EQ(early.status, 422) << "there is no crisis yet";
  const auto crisis = good(lea.post("/api/staff/crises", json::Object{{"title", "Floods on the coast"}})).text("id");
  good(ole.put(question.path() + "/draft", made_of(line)));
  const auto submitted = good(submit(ole, question, token));
  bed.clock.advance(1h);
  good(lea.post("/api/staff/crises/" + crisis + "/close", json::Object{{"words", "The water is gone."}}));
  expect_ended(submitted, "crisis_over", bed.clock.now());
  const auto post = "/api/staff/posts/" + submitted.text("id");
  const auto pressed =
      amina.post(post + "/approve", json::Object{{"version", 1}, {"digest", submitted.text("digest")}});
  EXPECT_EQ(pressed.status, 409) << "nor by the post's own route";
  EXPECT_THAT(pressed.hint(), HasSubstr("the crisis for which its line was approved is over"));
  const auto back = good(ole.post(question.path() + "/draft/recall", json::Object{{"token", token}}));
  const auto again = submit(ole, question, token, back.json().at("version").as_int64());
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.hint(), HasSubstr("the crisis for which its line was approved is over"));
}

}  // namespace
}  // namespace chancery::api
