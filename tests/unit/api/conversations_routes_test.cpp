// A conversation as officers go through it by the routes: who has it, what is written in it, who agrees, what leaves,
// and what happens when somebody was faster.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "speak/releasing.hpp"
#include "store/notes.hpp"
#include "unit/api/conversation_routes.hpp"

namespace chancery::api {
namespace {

using staff::DeskAction;
using test::Answer;
using test::Browser;
using test::ConversationRoutes;
using test::Heard;
using test::kLeads;
using test::kReadsAll;
using test::kWorks;
using test::Testbed;
using ::testing::HasSubstr;

TEST_F(ConversationRoutes, OneOfficerGetsItAndTheOtherReadsWhoHasIt) {
  claim(ole, question);
  const auto refused = lea.post(question.path() + "/claim", json::Object{});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.hint(), HasSubstr("Ole Dahl has had this since"));
  EXPECT_EQ(text(row(lea, question).at("holder").as_object(), "login"), "ole");
}

TEST_F(ConversationRoutes, WhoLostItIsToldByWhomAndSavesSendsAndReleasesNothing) {
  const auto hers = claim(ole, question);
  const auto draft = good(ole.put(question.path() + "/draft", draft_of(hers, "At eight.")));
  const auto taken = good(lea.post(question.path() + "/claim", json::Object{{"take_over", true}}));
  EXPECT_EQ(taken.json().at("took_over").as_bool(), true);
  EXPECT_GT(taken.json().at("token").as_int64(), hers);
  const json::Object held{{"token", hers}};
  for (const auto& late : {ole.put(question.path() + "/draft", changed(hers, draft, "At nine.")),
                           submit(ole, question, hers), ole.post(question.path() + "/draft/withdraw", held)}) {
    EXPECT_EQ(late.status, 409) << late.body;
    EXPECT_THAT(late.hint(), HasSubstr("has this conversation now"));
  }
  EXPECT_EQ(ole.post(question.path() + "/release", held).status, 409);
  EXPECT_EQ(words_of(row(lea, question)), "At eight.");
}

TEST_F(ConversationRoutes, WhoTookOverSavesTheDraftUnderHerNameBeforeItLeaves) {
  const auto hers = claim(ole, question);
  const auto draft = good(ole.put(question.path() + "/draft", draft_of(hers, "At eight.")));
  const auto token = claim(lea, question, true);
  const auto early = submit(lea, question, token);
  EXPECT_EQ(early.status, 409);
  EXPECT_THAT(early.hint(), HasSubstr("it was another's"));
  const auto saved = good(lea.put(question.path() + "/draft", changed(token, draft, "At nine.")));
  good(submit(lea, question, token, saved.json().at("version").as_int64()));
}

TEST_F(ConversationRoutes, ADraftSurvivesALostLineAndAnotherBrowser) {
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  Browser elsewhere = ole;  // another window: nothing but the session is hers
  const auto read = row(elsewhere, question);
  EXPECT_EQ(words_of(read), "At eight.");
  EXPECT_EQ(read.at("token").as_int64(), token) << "and she still has it";
}

TEST_F(ConversationRoutes, OfTwoTabsTheSlowerLosesAndNothingIsOverwritten) {
  const auto token = claim(ole, question);
  const auto read = good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  good(ole.put(question.path() + "/draft", changed(token, read, "At eight, from the first.")));
  const auto second = ole.put(question.path() + "/draft", changed(token, read, "At nine, from the second."));
  EXPECT_EQ(second.status, 409) << second.body;
  EXPECT_EQ(words_of(row(ole, question)), "At eight, from the first.");
  const auto blind = ole.put(question.path() + "/draft", draft_of(token, "Without having looked."));
  EXPECT_EQ(blind.status, 409);
  EXPECT_THAT(blind.hint(), HasSubstr("There is a draft already"));
}

TEST_F(ConversationRoutes, TwoWhoApproveAtOnceCountAsTwoAndOneAsOne) {
  need(2);
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  const auto read = good(submit(ole, question, token));
  good(approve(amina, question, read));
  static_cast<void>(approve(amina, question, read));  // a double tap
  EXPECT_EQ(text(row(ole, question).at("draft_post").as_object(), "status"), "submitted");
  EXPECT_EQ(letters.send(), 0U);
  const auto second = good(approve(basil, question, read));
  EXPECT_EQ(second.text("status"), "approved");
  EXPECT_EQ(letters.send(), 1U);
  EXPECT_EQ(letters.send(), 0U);
  const auto closed = row(ole, question);
  EXPECT_EQ(text(closed, "outcome"), "answered");
  EXPECT_EQ(closed.at("messages").as_int64(), 2) << "the question and one answer";
}

TEST_F(ConversationRoutes, WhoWroteItDoesNotApproveIt) {
  letters.grant(admin, ole, {"write", "approve"});
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  const auto read = good(submit(ole, question, token));
  EXPECT_EQ(approve(ole, question, read).status, 403);
}

TEST_F(ConversationRoutes, ApprovalIsOfTheWordsThatWereRead) {
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  const auto read = good(submit(ole, question, token));
  const auto back = good(ole.post(question.path() + "/draft/recall", json::Object{{"token", token}}));
  const auto other = good(ole.put(question.path() + "/draft", changed(token, back, "Never.")));
  good(submit(ole, question, token, other.json().at("version").as_int64()));
  const auto late = approve(amina, question, read);
  EXPECT_EQ(late.status, 409) << late.body;
  EXPECT_EQ(letters.send(), 0U) << "nothing leaves by a word that was for other words";
}

TEST_F(ConversationRoutes, WhatWasApprovedIsUndoneUntilItLeft) {
  const auto token = claim(ole, question);
  const json::Object held{{"token", token}};
  good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  const auto submitted = good(submit(ole, question, token));
  EXPECT_TRUE(may(row(ole, question), "recall"));
  EXPECT_FALSE(may(row(ole, question), "return")) << "who wrote it takes it back";
  EXPECT_TRUE(may(row(amina, question), "return"));
  good(approve(amina, question, submitted));
  EXPECT_EQ(ole.post(question.path() + "/release", held).status, 409) << "a reply is on its way";
  const auto undone = good(ole.post(question.path() + "/draft/recall", held));
  EXPECT_EQ(undone.text("status"), "draft");
  EXPECT_EQ(letters.send(), 0U);
  const auto again = good(submit(ole, question, token, undone.json().at("version").as_int64()));
  good(approve(amina, question, again));
  EXPECT_EQ(letters.send(), 1U);
  const auto answered = answer_of(row(ole, question));
  const auto approved = json::objects(answered, "approved_by");
  ASSERT_EQ(approved.size(), 1U) << "what happened says who agreed";
  EXPECT_EQ(text(*approved.front(), "login"), "amina");
  EXPECT_EQ(ole.post(question.path() + "/draft/recall", held).status, 409) << "it is out";
}

TEST_F(ConversationRoutes, AFloodIsAnsweredOnceAndEachReceivesIt) {
  const std::string outcry = "Is it true that the border crossing at Kasumbalesa closes tomorrow for all of us?";
  std::vector<Heard> many;
  for (int i = 0; i < 4; ++i) many.push_back(letters.hear({.by = "ana" + std::to_string(i), .words = outcry}));
  const auto similar = good(ole.get(many[0].path() + "/similar"));
  EXPECT_EQ(similar.json().at("all").as_int64(), 3);
  const json::Object all_but_one{{"conversation", many[0].conversation.text()},
                                 {"leave_out", json::Array{many[3].conversation.text()}}};
  const auto made = good(ole.post("/api/staff/floods", all_but_one));
  EXPECT_EQ(made.json().at("in").as_int64(), 3);
  const auto flood = "/api/staff/floods/" + made.text("id");
  good(ole.put(flood + "/draft", json::Object{{"body", saying("No: it stays open.")}}));
  const auto waits = good(ole.post(flood + "/submit", json::Object{{"version", 1}})).json();
  const auto& post = waits.at("post").as_object();
  good(amina.post("/api/staff/posts/" + text(post, "id") + "/approve",
                  json::Object{{"version", 1}, {"digest", text(post, "digest")}}));
  letters.send();
  EXPECT_EQ(good(ole.get(flood)).json().at("sent").as_int64(), 3);
  for (int i = 0; i < 3; ++i) {
    const auto answered = row(ole, many[static_cast<std::size_t>(i)]);
    EXPECT_EQ(text(answered, "outcome"), "answered");
    EXPECT_EQ(answered.at("messages").as_int64(), 2);
  }
  EXPECT_EQ(text(row(ole, many[3]), "place"), "queue");
  EXPECT_EQ(letters.send(), 0U);
}

TEST_F(ConversationRoutes, ThatTooFewMayApproveAFloodsAnswerIsSaidBeforeAndWhileItIsWritten) {
  need(2);
  for (auto* second : {&amina, &basil}) letters.grant(admin, *second, {});  // who made the account is left
  letters.hear({.by = "ana"});
  const auto warned = [](const Answer& flood) { return flood.json().at("approvers").as_object(); };
  const auto made = good(ole.post(
      "/api/staff/floods", json::Object{{"conversation", question.conversation.text()}, {"leave_out", json::Array{}}}));
  EXPECT_EQ(warned(made), (json::Object{{"needed", 2}, {"able", 1}, {"missing", 1}})) << "before a word is written";
  const auto flood = "/api/staff/floods/" + made.text("id");
  const auto drafted = good(ole.put(flood + "/draft", json::Object{{"body", saying("At eight.")}}));
  EXPECT_EQ(warned(drafted), (json::Object{{"needed", 2}, {"able", 1}, {"missing", 1}}));
  letters.grant(admin, basil, {"approve"});
  EXPECT_EQ(warned(good(ole.get(flood))).at("missing").as_int64(), 0);
}

// The desk's own chain: itself, by another officer of it.
class Cleared : public ConversationRoutes {
 protected:
  Cleared() {
    constexpr std::array kClears{DeskAction::Read, DeskAction::ReadPrivate, DeskAction::Clear};
    letters.give(basil, kClears);
    const auto front = good(admin.get("/api/staff/desks")).json().at("desks").at(0);
    const auto desk = text(front.as_object(), "id");
    const json::Object step{{"desk", desk}, {"amount", 60}, {"unit", "wall"}, {"silence", "escalate"}};
    chain = good(admin.post("/api/staff/chains",
                            json::Object{{"name", "Legal"}, {"version", 1}, {"steps", json::Array{step}}}))
                .text("id");
    good(admin.put("/api/staff/desks/" + desk + "/work", json::Object{{"calendar", nullptr},
                                                                      {"languages", json::Array{"*"}},
                                                                      {"countries", json::Array{"*"}},
                                                                      {"topics", json::Array{"*"}},
                                                                      {"capacity", 40},
                                                                      {"chain", chain}}));
    token = claim(ole, question);
    read = good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  }
  Answer ask(const Answer& draft) {
    return ole.post(question.path() + "/clearance", json::Object{{"token", token}, {"digest", draft.text("digest")}});
  }
  Answer decide(const Answer& draft, std::string_view decision, std::string_view words = "") {
    return basil.post("/api/staff/clearances/" + draft.text("id") + "/0",
                      json::Object{{"digest", draft.text("digest")}, {"decision", decision}, {"words", words}});
  }

  std::string chain;
  std::int64_t token = 0;
  Answer read;
};

TEST_F(Cleared, NothingIsSubmittedBeforeItPassedTheChain) {
  const auto early = submit(ole, question, token);
  EXPECT_EQ(early.status, 409) << early.body;
  good(ask(read));
  EXPECT_EQ(submit(ole, question, token).status, 409);
  good(decide(read, "clear"));
  good(approve(amina, question, good(submit(ole, question, token))));
  EXPECT_EQ(letters.send(), 1U);
}

TEST_F(Cleared, AnObjectionIsReadAndTheChangedWordsAreClearedAnew) {
  good(ask(read));
  good(decide(read, "object", "Name no hour."));
  const auto shown = good(ole.get(question.path() + "/clearance")).json();
  EXPECT_EQ(text(shown.at("clearances").at(0).as_object(), "words"), "Name no hour.");
  EXPECT_EQ(submit(ole, question, token).status, 409);
  const auto other = good(ole.put(question.path() + "/draft", changed(token, read, "In the morning.")));
  EXPECT_EQ(submit(ole, question, token, other.json().at("version").as_int64()).status, 409);
  good(ask(other));
  EXPECT_EQ(decide(read, "clear").status, 409) << "the words she read are not there any more";
  good(decide(other, "clear"));
  good(submit(ole, question, token, other.json().at("version").as_int64()));
}

TEST_F(Cleared, WhatIsClearedAndChangedAfterwardsIsNotCleared) {
  good(ask(read));
  good(decide(read, "clear"));
  const auto other = good(ole.put(question.path() + "/draft", changed(token, read, "Never.")));
  EXPECT_EQ(submit(ole, question, token, other.json().at("version").as_int64()).status, 409);
}

// It passes one approval by, which somebody gives afterwards; what other desks were asked it does not pass by.
TEST_F(Cleared, AnEmergencyReleaseDoesNotPassTheChainBy) {
  letters.grant(admin, ole, {"write", "publish"});
  const auto post = "/api/staff/posts/" + read.text("id");
  const json::Object now{{"version", 1}, {"reason", "The road is closed now."}};
  const auto refused = ole.post(post + "/release", now);
  EXPECT_EQ(refused.status, 409) << "an answer is written and sent where its conversation is";
  EXPECT_THAT(refused.hint(), HasSubstr("go on with it there"));

  const auto here = ole.post(question.path() + "/draft/release",
                             json::Object{{"token", token}, {"version", 1}, {"reason", "The road is closed now."}});
  EXPECT_EQ(here.status, 409) << "and there the chain comes first";
  EXPECT_EQ(good(ole.get(post)).text("status"), "draft");

  // Nor where it was released all the same: what leaves asks the desk.
  const speak::PostId id{parse_id(read.text("id")).value()};
  const auto release = [&] {
    return bed.store->write_now([&](store::Transaction& tx) -> Status {
      const auto user = staff::user_by_id(tx, test::Correspondence::user_of(ole)).value();
      const auto stands = speak::post_by_id(tx, id).value();
      const auto released = speak::release_post(tx, id, {user, bed.clock.now()},
                                                {.version = stands.version, .reason = "The road is closed."});
      return released ? Status{} : fail(released.error());
    });
  };
  ASSERT_TRUE(release());
  letters.send();
  EXPECT_EQ(good(ole.get(post)).text("status"), "draft") << "it came back";
  const auto after = row(ole, question);
  EXPECT_EQ(after.at("messages").as_int64(), 1);
  EXPECT_THAT(text(after.at("events").as_array().back().as_object(), "words"), HasSubstr("clear"));
  EXPECT_TRUE(std::ranges::any_of(bed.audit(), [](const auto& entry) { return entry.action == "post.release"; }));

  const auto draft = good(ole.get(post));
  good(ask(draft));
  good(decide(draft, "clear"));
  ASSERT_TRUE(release());
  letters.send();
  EXPECT_EQ(good(ole.get(post)).text("status"), "sent") << "with the chain's word it leaves, and is looked at after";
}

TEST_F(ConversationRoutes, InAnEmergencyWhoHasItReleasesTheReplyAloneAndAnotherReviewsItAfterwards) {
  const auto token = claim(ole, question);
  const auto draft = good(ole.put(question.path() + "/draft", draft_of(token, "Stay inside.")));
  json::Object now{{"token", token}, {"version", 1}, {"reason", "The harbour burns."}};
  EXPECT_FALSE(may(row(ole, question), "release_draft"));
  EXPECT_EQ(ole.post(question.path() + "/draft/release", now).status, 403) << "she may write, and not publish";
  letters.grant(admin, ole, {"write", "publish"});
  EXPECT_TRUE(may(row(ole, question), "release_draft"));
  EXPECT_FALSE(may(row(lea, question), "release_draft")) << "who does not have it does not";
  EXPECT_EQ(lea.post(question.path() + "/draft/release", now).status, 409);
  now["reason"] = "";
  EXPECT_EQ(ole.post(question.path() + "/draft/release", now).status, 422) << "with a reason";
  now["reason"] = "The harbour burns.";
  const auto released = good(ole.post(question.path() + "/draft/release", now));
  EXPECT_EQ(released.text("status"), "approved");
  EXPECT_EQ(letters.send(), 1U) << "at once";
  EXPECT_EQ(row(ole, question).at("messages").as_int64(), 2);

  const auto post = "/api/staff/posts/" + draft.text("id");
  const auto waiting = good(amina.get("/api/staff/posts/desk")).json();
  ASSERT_EQ(waiting.at("releases").as_array().size(), 1U);
  EXPECT_EQ(text(waiting.at("releases").at(0).at("release").as_object(), "reason"), "The harbour burns.");
  const auto& release = waiting.at("releases").at(0).at("release").as_object();
  EXPECT_EQ(text(release.at("body").at("texts").at(0).as_object(), "markdown"), "Stay inside.");
  const json::Object finding{{"version", 1}, {"digest", release.at("digest")}, {"reason", "It was right."}};
  EXPECT_EQ(ole.post(post + "/review", finding).status, 403) << "not her own";
  EXPECT_EQ(amina.post(post + "/review", json::Object{{"version", 2}, {"digest", ""}, {"reason", "Right."}}).status,
            409)
      << "of what left alone";
  good(amina.post(post + "/review", finding));
  EXPECT_TRUE(good(amina.get("/api/staff/posts/desk")).json().at("releases").as_array().empty());
}

TEST_F(ConversationRoutes, ASubmittedReplyIsReleasedToo) {
  letters.grant(admin, ole, {"write", "publish"});
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "Stay inside.")));
  good(submit(ole, question, token));
  good(ole.post(question.path() + "/draft/release",
                json::Object{{"token", token}, {"version", 1}, {"reason", "The harbour burns."}}));
  EXPECT_EQ(letters.send(), 1U);
}

TEST_F(ConversationRoutes, WhoApprovedIsNotNamedForWhatAnotherReleased) {
  need(2);
  letters.grant(admin, ole, {"write", "publish"});
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "Stay inside.")));
  const auto submitted = good(submit(ole, question, token));
  good(approve(amina, question, submitted));
  good(ole.post(question.path() + "/draft/release",
                json::Object{{"token", token}, {"version", 1}, {"reason", "The harbour burns."}}));
  EXPECT_EQ(letters.send(), 1U);
  const auto answered = answer_of(row(ole, question));
  EXPECT_TRUE(answered.at("approved_by").as_array().empty()) << "one of two agreed: it left by the release";
}

TEST_F(ConversationRoutes, WhoHasItNoLongerReleasesNothing) {
  letters.grant(admin, ole, {"write", "publish"});
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "Stay inside.")));
  good(submit(ole, question, token));
  claim(lea, question, true);
  const auto refused = ole.post(question.path() + "/draft/release",
                                json::Object{{"token", token}, {"version", 1}, {"reason", "The harbour burns."}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.hint(), HasSubstr("has this conversation now"));
  EXPECT_EQ(letters.send(), 0U);
}

TEST_F(ConversationRoutes, WhatWeSaidStandsAboveWhatAnswersIt) {
  activity::Note post;
  post.id = bed.ids.make<activity::NoteId>();
  post.account = press;
  post.uri = post.url = bed.addresses.note(post.id);
  post.attributed_to = bed.addresses.actor(press);
  post.content = "<p>Our consulate opens at nine.</p>";
  post.published = post.received = bed.clock.now();
  ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) { return store::insert_note(tx, post); }));
  const auto reply = letters.hear({.by = "ana", .words = "On Saturday too?", .answers = post.id});
  EXPECT_EQ(text(row(ole, reply).at("answers").as_object(), "content"), post.content);
  EXPECT_TRUE(row(ole, question).at("answers").is_null()) << "she wrote of herself";
}

TEST_F(ConversationRoutes, WhatSheTookBackIsNotAnsweredAndItsWordsAreGone) {
  const auto token = claim(ole, question);
  EXPECT_EQ(text(row(ole, question), "to_answer"), question.note.id.text());
  good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  good(approve(amina, question, good(submit(ole, question, token))));
  letters.take_back(question.note);
  letters.send();
  const auto after = row(ole, question);
  EXPECT_EQ(text(after, "place"), "person") << "it is still hers to end";
  EXPECT_EQ(text(after.at("draft_post").as_object(), "status"), "draft") << "nothing left";
  EXPECT_TRUE(after.at("to_answer").is_null());
  const auto& message = after.at("messages_shown").at(0).as_object();
  EXPECT_EQ(text(message, "state"), "withdrawn");
  EXPECT_TRUE(message.at("said").is_null());
  EXPECT_EQ(text(after.at("events").as_array().back().as_object(), "words"), "she took back what this answers");
  EXPECT_EQ(text(good(ole.get("/api/staff/notices")).json().at("notices").at(0).as_object(), "kind"), "returned");
  good(ole.post(question.path() + "/draft/withdraw", json::Object{{"token", token}}));
  good(ole.post(question.path() + "/close", json::Object{{"outcome", "no_reply"}, {"reason", "She took it back."}}));
}

TEST_F(ConversationRoutes, WhoseAccountIsGoneIsNotWrittenToAndTheDraftStaysReadable) {
  const auto token = claim(ole, question);
  const auto draft = good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  good(approve(amina, question, good(submit(ole, question, token))));
  letters.leave(question.note);
  letters.send();
  const auto after = row(ole, question);
  EXPECT_EQ(words_of(after), "At eight.");
  EXPECT_EQ(text(after.at("draft_post").as_object(), "status"), "draft") << "nothing left";
  EXPECT_FALSE(may(after, "submit"));
  EXPECT_TRUE(may(after, "close"));
  EXPECT_TRUE(after.at("person").is_null() || text(after.at("person").as_object(), "acct").empty());
  good(ole.post(question.path() + "/draft/withdraw", json::Object{{"token", token}}));
  good(ole.post(question.path() + "/close", json::Object{{"outcome", "no_reply"}, {"reason", "Her account is gone."}}));
}

TEST_F(ConversationRoutes, AnEndingSaysHowItEnded) {
  claim(ole, question);
  const auto close = [&](json::Object ending) { return ole.post(question.path() + "/close", std::move(ending)); };
  EXPECT_EQ(close({}).status, 422);
  EXPECT_EQ(close({{"outcome", "forgotten"}}).status, 422);
  EXPECT_EQ(close({{"outcome", "merged"}}).status, 422);
  EXPECT_EQ(close({{"outcome", "answered"}}).status, 409) << "nothing of ours stands in it";
  for (const auto* ending : {"no_reply", "noted"}) {
    const auto silent = close({{"outcome", ending}});
    EXPECT_EQ(silent.status, 422) << ending;
    EXPECT_THAT(silent.hint(), HasSubstr("say why"));
  }
  const auto nowhere = close({{"outcome", "referred"}});
  EXPECT_EQ(nowhere.status, 422);
  EXPECT_THAT(nowhere.hint(), HasSubstr("to whom"));
  EXPECT_EQ(text(row(ole, question), "place"), "person") << "nothing of this closed it";
  const auto referred = good(close({{"outcome", "referred"}, {"to", "Ministry of Health"}}));
  EXPECT_EQ(referred.text("outcome"), "referred");
  EXPECT_EQ(referred.text("outcome_detail"), "Ministry of Health");
}

TEST_F(ConversationRoutes, WhatWasClosedIsOpenedByHandAndByHerNextWord) {
  claim(ole, question);
  const json::Object ending{{"outcome", "noted"}, {"reason", "For the weekly brief."}};
  good(ole.post(question.path() + "/close", ending));
  const auto closed = ole.post(question.path() + "/claim", json::Object{});
  EXPECT_EQ(closed.status, 409);
  EXPECT_THAT(closed.hint(), HasSubstr("Open it again first"));
  const auto opened = good(ole.post(question.path() + "/reopen", json::Object{{"reason", "She was right."}}));
  EXPECT_EQ(opened.text("place"), "queue");
  EXPECT_TRUE(opened.json().at("outcome").is_null());
  EXPECT_EQ(ole.post(question.path() + "/reopen", json::Object{}).status, 409) << "it is open";
}

TEST_F(ConversationRoutes, WhoseStaffAccountEndsLeavesNothingBehindThatNobodyHas) {
  const auto token = claim(ole, question);
  good(ole.put(question.path() + "/draft", draft_of(token, "At eight.")));
  const auto id = test::Correspondence::user_of(ole).text();
  good(admin.post("/api/staff/users/" + id + "/end", json::Object{}));
  EXPECT_EQ(ole.put(question.path() + "/draft", draft_of(token, "At nine.")).status, 401);
  const auto after = row(lea, question);
  EXPECT_EQ(text(after, "place"), "queue");
  EXPECT_EQ(words_of(after), "At eight.") << "what she wrote is there for who goes on";
  claim(lea, question);
}

}  // namespace
}  // namespace chancery::api
