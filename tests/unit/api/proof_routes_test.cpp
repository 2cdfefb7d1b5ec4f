#include "api/proof_routes.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"
#include "proof/merkle.hpp"
#include "store/notes.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using proof::Kind;
using test::Browser;
using test::Testbed;

class ProofRoutes : public testing::Test {
 protected:
  ProofRoutes() {
    say(7, "We welcome the accord.");
    say(8, "Good morning.");
    EXPECT_TRUE(bed.proof_log.sign_head_if_grown(*bed.store).has_value());
  }
  void say(std::int64_t id, const std::string& text) {
    proof::Statement statement;
    statement.note = bed.addresses.note(activity::NoteId{id});
    statement.account = bed.addresses.actor(activity::AccountId{1});
    statement.acct = "press@mfa.example";
    statement.words = {{"en", "", text}};
    statement.at = bed.clock.now();
    ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) { return bed.proof_log.record(tx, statement); }));
  }
  test::Answer get(const std::string& what) { return anybody.get("/api/public/proof/" + what); }

  Testbed bed;
  Browser anybody{bed.router};
};

TEST_F(ProofRoutes, AnybodyReadsTheHeadFromAnyOrigin) {
  const auto answer = get("head");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "cross-origin");
  const auto body = answer.json();
  EXPECT_EQ(json::text(body, "origin"), "mfa.example/proof");
  EXPECT_EQ(json::integer(*json::object(body, "head"), "size"), 3);
  EXPECT_EQ(json::array(get("heads?from=0").json(), "heads")->size(), 1U);
  EXPECT_EQ(json::array(get("heads?from=3").json(), "heads")->size(), 0U);
}

TEST_F(ProofRoutes, ProofsLeadFromLeavesToTheHead) {
  const auto head = get("head").json();
  const auto root = *crypto::from_hex(*json::text(*json::object(head, "head"), "root"));
  const auto all = get("leaves?from=0").json();
  const auto& leaves = *json::array(all, "leaves");
  ASSERT_EQ(leaves.size(), 3U);
  for (std::size_t at = 0; at < leaves.size(); ++at) {
    const auto body = get("inclusion?size=3&leaf=" + std::to_string(at)).json();
    EXPECT_EQ(body.at("data"), leaves[at].at("data"));
    std::vector<proof::Hash> hashes;
    for (const auto& text : json::texts(body, "proof")) hashes.push_back(*crypto::from_hex(text));
    EXPECT_TRUE(proof::proves_inclusion(proof::leaf_hash(*json::text(body, "data")), static_cast<std::int64_t>(at), 3,
                                        hashes, root));
  }
  EXPECT_EQ(json::array(get("consistency?from=1&to=3").json(), "proof")->size(), 2U);
}

TEST_F(ProofRoutes, AnUnlistedPostIsListedByItsHashAlone) {
  auto admin = bed.set_up();
  activity::Note note;
  note.id = activity::NoteId{20};
  note.account = activity::AccountId{std::stoll(bed.create_account(admin))};
  note.uri = bed.addresses.note(note.id);
  note.attributed_to = bed.addresses.actor(note.account);
  note.visibility = activity::Visibility::Unlisted;
  note.published = bed.clock.now();
  ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) { return store::insert_note(tx, note); }));
  say(20, "For those who have the link.");
  ASSERT_TRUE(bed.proof_log.sign_head_if_grown(*bed.store).has_value());
  const auto listed = json::array(get("leaves?from=3").json(), "leaves")->at(0).as_object();
  EXPECT_TRUE(listed.at("data").is_null());
  const auto proved = get("inclusion?size=4&leaf=3").json();
  EXPECT_TRUE(proved.at("data").is_null());
  EXPECT_EQ(proved.at("hash"), listed.at("hash"));
  const auto root = *crypto::from_hex(*json::text(*json::object(get("head").json(), "head"), "root"));
  std::vector<proof::Hash> hashes;
  for (const auto& text : json::texts(proved, "proof")) hashes.push_back(*crypto::from_hex(text));
  EXPECT_TRUE(proof::proves_inclusion(*crypto::from_hex(*json::text(listed, "hash")), 3, 4, hashes, root))
      << "the tree can still be rebuilt";
  const auto asked = get("verify?link=https%3A%2F%2Fmfa.example%2Fnotes%2F20");
  EXPECT_NE(asked.body.find("notes/20"), std::string::npos) << "who has the link is answered";
}

TEST_F(ProofRoutes, APostIsVerifiedByLinkOrByText) {
  for (const auto* what : {"verify?link=https%3A%2F%2Fmfa.example%2Fnotes%2F7", "verify?text=we+welcome+the+accord."}) {
    const auto body = get(what).json();
    EXPECT_EQ(json::boolean(body, "said_here"), true) << what;
    EXPECT_EQ(json::array(body, "posts")->size(), 1U) << what;
  }
  const auto body = get("verify?text=never").json();
  EXPECT_EQ(json::boolean(body, "said_here"), false);
  EXPECT_TRUE(json::text(body, "since").has_value());
  const auto posted = anybody.post("/api/public/proof/verify", json::Object{{"text", "Good morning."}});
  EXPECT_EQ(posted.status, 200);
  EXPECT_EQ(json::boolean(posted.json(), "said_here"), true);
}

TEST_F(ProofRoutes, RefusesWhatCannotBeAskedAndSaysWhat) {
  for (const auto* what :
       {"heads", "heads?from=-1", "heads?from=x", "inclusion?leaf=0", "inclusion?leaf=3&size=3",
        "inclusion?leaf=0&size=99999999999999999999", "inclusion?leaf=0&size=0", "consistency?from=3&to=1",
        "consistency?from=0&to=4", "verify", "verify?text=%20", "verify?text=a&link=b"}) {
    const auto answer = get(what);
    EXPECT_EQ(answer.status, 422) << what;
    EXPECT_FALSE(answer.hint().empty()) << what;
  }
  EXPECT_EQ(anybody.post("/api/public/proof/verify", json::Object{}).status, 422);
  EXPECT_EQ(anybody.post("/api/public/proof/verify", json::Object{{"text", std::string(70'000, 'a')}}).status, 413);
}

}  // namespace
}  // namespace chancery::api
