// What somebody who wrote to us asks about that: to be told, to be forgotten.
#include <gtest/gtest.h>

#include <algorithm>

#include "answer/holds.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class Correspondents : public testing::Test {
 protected:
  Correspondents() {
    strangers.give(ole, staff::kDeskActions);
    strangers.grant(admin, ole, {"write", "publish"});
    said_to_all = strangers.hear({.by = "ana", .words = "My visa is late"});
    said_to_few = strangers.hear({.by = "ana", .words = "I am ill", .visibility = activity::Visibility::Direct});
    of_another = strangers.hear({.by = "bea", .words = "Good morning"});
  }
  test::Answer ask(std::string_view kind, std::string_view address = "@ana@social.example") {
    return dpo.post("/api/staff/data-protection/correspondents",
                    json::Object{{"kind", kind}, {"address", address}, {"reason", "Letter of 3 May"}});
  }
  std::int64_t hold() {
    const auto id = bed.ids.next();
    const auto works = bed.workplaces.now();
    const auto user = bed.store->read([](auto& snapshot) { return staff::user_by_login(snapshot, "dora").value(); });
    EXPECT_TRUE(bed.store->write_now([&](store::Transaction& tx) {
      return answer::place_hold(tx, works->workplace(),
                                {.id = id,
                                 .scope = answer::HoldScope::Conversation,
                                 .subject = said_to_few.conversation.value,
                                 .reason = "Case 14/26.",
                                 .by = {},
                                 .at = {},
                                 .lifted_by = {},
                                 .lifted_at = {}},
                                {&user, bed.clock.now()});
    }));
    return id;
  }

  Testbed bed;
  Browser admin = bed.set_up();
  Browser ole = bed.officer(admin);
  Browser dpo = bed.join(admin, staff::Role::Dpo, "dora");
  test::Correspondence strangers{bed, activity::AccountId{parse_id(bed.create_account(admin)).value()}};
  test::Heard said_to_all, said_to_few, of_another;
};

TEST_F(Correspondents, AreToldAllTheyWroteAndWhatBecameOfIt) {
  const auto told = ask("access");
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.json().at("conversations").to_number<int>(), 2);
  for (const auto* words : {"My visa is late", "I am ill"})
    EXPECT_NE(told.body.find(words), std::string::npos) << words;
  EXPECT_EQ(told.body.find("Good morning"), std::string::npos) << "another's";
  const auto by_page = ask("access", "https://social.example/users/ana");
  EXPECT_EQ(by_page.json().at("conversations").to_number<int>(), 2);
  const auto nobody = ask("access", "nobody@social.example");
  EXPECT_EQ(nobody.status, 200);
  EXPECT_TRUE(nobody.json().at("person").is_null());
}

TEST_F(Correspondents, AreForgottenOpenConversationsAndPublicNotesToo) {
  const auto token = ole.post(said_to_all.path() + "/claim", json::Object{}).json().at("token").as_int64();
  const json::Object reply{{"token", token},
                           {"body", {{"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "Soon."}}}}}}};
  ASSERT_LT(ole.put(said_to_all.path() + "/draft", reply).status, 300);
  const auto gone = ask("erase");
  ASSERT_EQ(gone.status, 200) << gone.body;
  EXPECT_EQ(gone.json().at("erased").to_number<int>(), 2);
  const auto left = ole.get(said_to_all.path());
  EXPECT_EQ(left.json().at("place").as_string(), "closed") << "the account of it stays";
  for (const auto* word : {"ana", "visa is late", "Soon."}) EXPECT_EQ(left.body.find(word), std::string::npos) << word;
  bed.store->read([&](store::Snapshot& snapshot) {
    for (const auto& heard : {said_to_all, said_to_few}) {
      const auto note = store::note_by_id(snapshot, heard.note.id);
      EXPECT_TRUE(!note || (note->deleted && note->content.empty() && note->attributed_to.empty()));
    }
    EXPECT_FALSE(store::note_by_id(snapshot, of_another.note.id)->deleted);
  });
  EXPECT_TRUE(ask("access").json().at("person").is_null()) << "nothing is left to find her by";
  EXPECT_EQ(ask("erase").json().at("erased").to_number<int>(), 0);
}

TEST_F(Correspondents, AreKeptWhileALegalHoldStands) {
  hold();
  const auto refused = ask("erase");
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.hint().find("Case 14/26."), std::string::npos) << refused.hint();
  EXPECT_EQ(ask("access").json().at("conversations").to_number<int>(), 2) << "nothing was forgotten";
}

TEST_F(Correspondents, AreLookedUpByTheOfficerForDataProtectionAloneAndWithAReason) {
  const json::Object body{{"kind", "access"}, {"address", "@ana@social.example"}, {"reason", "Curious"}};
  for (auto* other : {&admin, &ole}) {
    EXPECT_EQ(other->post("/api/staff/data-protection/correspondents", body).status, 403);
  }
  auto unreasoned = body;
  unreasoned["reason"] = "";
  EXPECT_EQ(dpo.post("/api/staff/data-protection/correspondents", unreasoned).status, 422);
  EXPECT_EQ(ask("forget").status, 422);
  EXPECT_EQ(ask("erase", "").status, 422);
  ASSERT_EQ(ask("access").status, 200);
  const auto entry = bed.audit().front();
  EXPECT_EQ(entry.action, "correspondent.access");
  EXPECT_EQ(entry.subject, "persons_request Letter of 3 May");
  for (const auto& one : bed.audit()) EXPECT_EQ(one.subject.find("social.example"), std::string::npos) << one.subject;
}

}  // namespace
}  // namespace chancery::api
