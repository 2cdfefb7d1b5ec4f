#include "pages/verify.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "net/responder.hpp"
#include "pages/templates.hpp"
#include "pages/verify_labels.hpp"
#include "staff/institution.hpp"
#include "staff/migrations.hpp"
#include "text/utf8.hpp"
#include "unit/activitypub/federation.hpp"
#include "unit/pages/compressed_size.hpp"
#include "unit/proof/ministry_log.hpp"

namespace chancery::pages {
namespace {

using proof::Kind;
using test::compressed;

class Verify : public testing::Test {
 protected:
  Verify() {
    add_verify_page(site, {*store, public_site, log});
    const staff::Institution ministry{"Ministry of Foreign Affairs", "NO", {"en"}, false};
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) { return staff::name_institution(tx, ministry); }));
  }
  void say(Kind kind, std::int64_t id, std::vector<proof::Words> words) {
    proof::Statement statement;
    statement.kind = kind;
    statement.note = addresses.note(activity::NoteId{id});
    statement.account = addresses.actor(activity::AccountId{1});
    statement.acct = "press@mfa.example";
    statement.words = std::move(words);
    statement.at = store.clock.now();
    store.clock.advance(std::chrono::minutes{1});
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return log.record(tx, statement); }));
  }
  void sign() { ASSERT_TRUE(log.sign_head_if_grown(*store).has_value()); }

  std::string ask(net::Request request, int status, const std::string& language) {
    request.path = "/verify";
    request.target = request.query.empty() ? request.path : request.path + '?' + request.query;
    request.headers.add("Accept-Language", language);
    auto answer = std::make_shared<test::Answer>();
    site.dispatch(std::move(request), net::Responder{answer});
    const auto response = answer->wait();
    EXPECT_EQ(response.status, status);
    EXPECT_NE(response.headers.find("Content-Security-Policy")->find("form-action 'self'"), std::string_view::npos);
    const auto html = test::body_of(response);
    EXPECT_LE(compressed(html) + compressed(public_site.style_sheet()), 14'336U) << language;
    EXPECT_EQ(html.find("<script"), std::string::npos);
    return html;
  }
  std::string by_link(const std::string& link, int status = 200, const std::string& language = "en") {
    net::Request request;
    request.query = "link=" + net::percent_encode(link);
    return ask(std::move(request), status, language);
  }
  std::string by_text(const std::string& text, int status = 200, const std::string& language = "en") {
    net::Request request;
    request.method = net::Method::Post;
    request.body = "text=" + net::percent_encode(text);
    return ask(std::move(request), status, language);
  }
  static bool has(const std::string& html, std::string_view part) { return html.find(part) != std::string::npos; }

  chancery::test::TestStore store{chancery::test::migrations_of({staff::migrations(), proof::migrations()})};
  const activity::Addresses addresses = *activity::Addresses::of("https://mfa.example");
  const Site public_site{addresses};
  const proof::Log log = test::MinistryLog::make('s');
  net::Router site;
};

TEST_F(Verify, TellsTheStoryOfAPost) {
  say(Kind::Published, 7, {{"en", "", "We welcome the accord."}});
  say(Kind::Edited, 7, {{"en", "", "We warmly welcome the accord."}});
  sign();
  const auto html = by_text("We WELCOME the accord.");
  for (const auto* part :
       {"Yes, it was said here", "@press@mfa.example", "https://mfa.example/notes/7", "Published", "Edited (version 2)",
        "these are the words", "We warmly welcome the accord.", "Entry 0, proved", "Entries in the log: 3,"}) {
    EXPECT_TRUE(has(html, part)) << part;
  }
  EXPECT_TRUE(has(by_link("https://mfa.example/notes/7"), "Yes, it was said here"));
}

TEST_F(Verify, SaysWhatIsNotThereAndSinceWhen) {
  EXPECT_TRUE(has(by_text("Anything"), "Not on the channels this log covers"));
  say(Kind::Published, 7, {{"en", "", "We welcome the accord."}});
  const auto html = by_text("We never said this.");
  EXPECT_TRUE(has(html, "Not on the channels this log covers"));
  EXPECT_TRUE(has(html, "Since \u20662026-"));
}

TEST_F(Verify, ARemovedPostIsToldButNotShown) {
  say(Kind::Published, 7, {{"en", "", "We welcome the accord."}});
  say(Kind::Removed, 7, {});
  const auto html = by_link("https://mfa.example/notes/7");
  EXPECT_TRUE(has(html, "Removed"));
  EXPECT_TRUE(has(html, "The text is no longer shown."));
  EXPECT_TRUE(has(html, "waiting for the next signature"));
  EXPECT_FALSE(has(html, "We welcome"));
}

TEST_F(Verify, WordsOfStrangersAreNoMarkup) {
  const auto html = by_text("<b onclick=x>\"bold\"</b>");
  EXPECT_FALSE(has(html, "<b onclick"));
  EXPECT_TRUE(has(html, "&lt;b onclick=x&gt;"));
  EXPECT_FALSE(has(by_link("\"><script>alert(1)</script>"), "<script>"));
  say(Kind::Published, 7, {{"en", "", "1 < 2 & \"so\""}});
  EXPECT_TRUE(has(by_link("https://mfa.example/notes/7"), "1 &lt; 2 &amp;"));
}

TEST_F(Verify, AsksForWordsWhereThereAreNone) {
  net::Request empty;
  EXPECT_FALSE(has(ask(std::move(empty), 200, "en"), "verdict\""));
  EXPECT_TRUE(has(by_text(""), "Write the link of a post, or its words."));
  EXPECT_TRUE(has(by_text("  \n", 422), "Write the link of a post, or its words."));
  EXPECT_TRUE(has(by_text(std::string(proof::kMaxText + 1, 'a'), 413), "longer than 64 KiB"));
  EXPECT_TRUE(has(by_text(std::string(300'000, 'a'), 413), "longer than 64 KiB"));
}

TEST_F(Verify, StaysLightHoweverMuchThereIs) {
  std::string long_text;
  for (int word = 0; long_text.size() < 5'000; ++word) long_text += std::to_string(word * 7'919) + ' ';
  for (int note = 1; note <= 9; ++note) say(Kind::Published, note, {{"en", "", "Same words"}, {"fr", "", long_text}});
  EXPECT_TRUE(has(by_text("Same words"), "There is more than this page holds."));
  for (int edit = 1; edit <= 110; ++edit) say(Kind::Edited, 1, {{"en", "", "Words " + std::to_string(edit)}});
  say(Kind::Removed, 1, {});
  const auto html = by_link("https://mfa.example/notes/1");
  EXPECT_TRUE(has(html, "There is more than this page holds."));
  EXPECT_TRUE(has(html, "Removed")) << "how it ended is told";
}

TEST_F(Verify, SpeaksSixLanguagesAndWritesArabicFromTheRight) {
  say(Kind::Published, 7, {{"ar", "", "نرحب بالاتفاق."}});
  sign();
  for (const auto& labels : all_verify_labels()) {
    const auto html = by_link("https://mfa.example/notes/7", 200, std::string(labels.language));
    EXPECT_TRUE(has(html, labels.said)) << labels.language;
    EXPECT_EQ(has(html, "dir=\"rtl\""), labels.language == "ar");
    EXPECT_FALSE(has(html, "{}")) << labels.language;
  }
}

TEST_F(Verify, KeepsTheLanguageThatWasChosenByALink) {
  net::Request request;
  request.query = "lang=fr";
  const auto html = ask(std::move(request), 200, "en");
  EXPECT_TRUE(has(html, "<input type=\"hidden\" name=\"lang\" value=\"fr\">"));
  EXPECT_TRUE(has(html, "method=\"post\" action=\"/verify?lang=fr\""));
  EXPECT_FALSE(has(ask({}, 200, "fr"), "name=\"lang\"")) << "not where the browser asked for it";
}

TEST(VerifyLabels, AreCompleteInEveryLanguage) {
  for (const auto& labels : all_verify_labels()) {
    // VerifyLabels holds string_views and nothing else.
    std::string_view fields[sizeof(VerifyLabels) / sizeof(std::string_view)];
    std::memcpy(static_cast<void*>(fields), &labels, sizeof(labels));
    for (const auto field : fields) {
      EXPECT_FALSE(field.empty()) << labels.language;
      EXPECT_TRUE(text::is_valid_utf8(field)) << labels.language;
    }
    for (const auto text : {labels.not_said_since, labels.edited, labels.proved, labels.not_proved}) {
      EXPECT_NE(text.find("{}"), std::string_view::npos) << labels.language;
    }
  }
}

}  // namespace
}  // namespace chancery::pages
