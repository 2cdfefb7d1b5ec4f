#include "pages/qa.hpp"

#include <cstring>

#include "answer/qa_rows.hpp"
#include "answer/rows.hpp"
#include "base/json.hpp"
#include "pages/qa_labels.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"
#include "store/notes.hpp"
#include "text/utf8.hpp"
#include "unit/pages/public_ministry.hpp"

namespace chancery::pages {
namespace {

using answer::ConversationId;
using answer::Qa;
using answer::QaState;

// A session of which one question was answered, one was not, and one was asked of us alone.
class QaPage : public PublicMinistry {
 protected:
  QaPage() {
    const auto mission = store.ids.make<staff::MissionId>();
    const auto desk = store.ids.make<staff::DeskId>();
    write([&](store::Transaction& tx) {
      return staff::open_mission(
          tx, {.id = mission, .name = "Capital", .kind = staff::MissionKind::Capital, .country = "KE", .zone = "UTC"},
          "setup", store.clock.now());
    });
    write([&](store::Transaction& tx) {
      return staff::open_desk(tx, {.id = desk, .mission = mission, .name = "Front", .alias = "Front", .front = true},
                              "setup", store.clock.now());
    });
    announcement = ministry.say(ministry.press, "en", "Ask us about visas.");
    qa = {.id = store.ids.make<answer::QaId>(),
          .account = ministry.press.id,
          .desk = desk,
          .title = "Visas <now>: ask us",
          .languages = {"en", "ar"},
          .hashtag = "AskPress",
          .starts_at = *from_rfc3339("2026-11-23T12:00:00Z"),
          .ends_at = *from_rfc3339("2026-11-23T14:00:00Z"),
          .zone = "Africa/Nairobi",
          .announcement = announcement.id,
          .state = QaState::Open};
    put();
    question = ministry.hear("ana", "far.example", "en", "How long does a visa take?", announcement);
    reply = ministry.say(ministry.press, "en", "Ten days.", {}, &question);
    joins(question, &reply);
    joins(ministry.hear("ben", "far.example", "en", "And what does it cost?", announcement), nullptr);
    auto quiet = ministry.hear("eve", "far.example", "en", "Mine was refused.", announcement);
    const auto to_her = ministry.say(ministry.press, "en", "We write to you.", {}, &quiet);
    write([&](store::Transaction& tx) -> Status {
      store::rewrite_note(tx, quiet.id,
                          {.content = quiet.content, .language = "en", .visibility = activity::Visibility::Direct});
      return {};
    });
    joins(quiet, &to_her);
  }
  template <class Fn>
  void write(Fn fn) {
    const auto done = store->write_now(std::move(fn));
    EXPECT_TRUE(done) << (done ? "" : done.error().detail);
  }
  void put() {
    write([&](store::Transaction& tx) -> Status {
      answer::rows::put_qa(tx, qa);
      store::append_event(tx, activity::events::kQaChanged, {{"qa", qa.id.value}});
      return {};
    });
  }
  void joins(const activity::Note& asked, const activity::Note* answered) {
    answer::Conversation c;
    c.id = store.ids.make<ConversationId>();
    c.account = ministry.press.id;
    c.root = asked.uri;
    c.desk = qa.desk;
    c.language = "en";
    c.qa = qa.id.value;
    c.opened_at = c.last_at = c.last_in = store.clock.now();
    if (answered != nullptr) c.last_out = store.clock.now();
    write([&](store::Transaction& tx) -> Status {
      answer::rows::insert_conversation(tx, c);
      answer::rows::put_conversation(tx, c);
      answer::rows::insert_message(
          tx, {.note = asked.id, .conversation = c.id, .at = store.clock.now(), .uri = asked.uri, .language = "en"});
      answer::rows::insert_question(tx, qa.id, c.id,
                                    answered ? answer::QuestionState::Answered : answer::QuestionState::Queued);
      if (answered == nullptr) return {};
      answer::rows::insert_message(tx, {.note = answered->id,
                                        .conversation = c.id,
                                        .direction = answer::Direction::Out,
                                        .at = store.clock.now(),
                                        .uri = answered->uri,
                                        .language = "en"});
      return {};
    });
  }
  [[nodiscard]] std::string path() const { return "/qa/" + qa.id.text(); }

  activity::Note announcement, question, reply;
  Qa qa;
};

TEST_F(QaPage, ShowsAQuestionWithOurAnswerAndWhoAskedIt) {
  const auto html = page(path());
  EXPECT_TRUE(has(html, "<h1 dir=\"auto\">Visas &lt;now&gt;: ask us</h1>"));
  EXPECT_TRUE(has(html, "Open now"));
  EXPECT_TRUE(has(html, "23 November 2026, \u206815:00\u2069 to \u206817:00\u2069 (\u2068Africa/Nairobi\u2069)"));
  EXPECT_TRUE(has(html, "#AskPress"));
  EXPECT_TRUE(has(html, "How long does a visa take?"));
  EXPECT_TRUE(has(html, "@ana@far.example"));
  EXPECT_TRUE(has(html, "Ten days."));
  EXPECT_TRUE(has(html, "Asked: 3 · Answered: 2"));
  EXPECT_LT(html.find("How long"), html.find("Ten days."));
  EXPECT_FALSE(has(html, "<script"));
}

TEST_F(QaPage, ShowsNothingUnansweredNorSaidToFew) {
  const auto html = page(path());
  EXPECT_FALSE(has(html, "And what does it cost?"));
  EXPECT_FALSE(has(html, "Mine was refused."));
  EXPECT_FALSE(has(html, "We write to you."));
  EXPECT_FALSE(has(html, "eve"));
  EXPECT_FALSE(has(test::body_of(read("/api/public" + path())), "refused"));
}

TEST_F(QaPage, LosesWhatItsAuthorTakesBack) {
  EXPECT_TRUE(has(page(path()), "Ten days."));
  write([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, question.id);
    answer::rows::put_message_state(tx, question.id, answer::MessageState::Withdrawn);
    store::append_event(tx, activity::events::kNoteWithdrawn, {{"note", question.id.value}});
    return {};
  });
  const auto html = page(path());
  EXPECT_FALSE(has(html, "ana"));
  EXPECT_FALSE(has(html, "Ten days."));
  EXPECT_TRUE(has(html, "No question is answered yet."));
}

TEST_F(QaPage, SpeaksSixLanguagesInBothDirectionsAndFitsTheFirstRoundTrip) {
  for (const auto& labels : all_qa_labels()) {
    const auto html = page(path(), std::string(labels.language));
    EXPECT_TRUE(has(html, labels.transcript)) << labels.language;
    EXPECT_TRUE(has(html, labels.language == "ar" ? "dir=\"rtl\"" : "dir=\"ltr\""));
    EXPECT_LE(compressed(html) + compressed(public_site.style_sheet()), 14'336U) << labels.language;
    std::string_view fields[sizeof(QaLabels) / sizeof(std::string_view)];
    std::memcpy(static_cast<void*>(fields), &labels, sizeof(labels));
    for (const auto field : fields) {
      EXPECT_FALSE(field.empty()) << labels.language;
      EXPECT_TRUE(text::is_valid_utf8(field)) << labels.language;
    }
  }
}

TEST_F(QaPage, IsDataToo) {
  const auto response = read("/api/public" + path());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("Access-Control-Allow-Origin"), "*");
  const auto data = json::parse_object(test::body_of(response)).value();
  EXPECT_EQ(json::text_or_empty(data, "state"), "open");
  EXPECT_EQ(data.at("asked").as_int64(), 3);
  const auto& exchanges = data.at("exchanges").as_array();
  ASSERT_EQ(exchanges.size(), 1U);
  const auto& parts = exchanges[0].as_array();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].at("author").at("acct").as_string(), "ana@far.example");
  EXPECT_FALSE(parts[0].at("ours").as_bool());
  EXPECT_EQ(parts[1].at("in_reply_to").as_string(), question.uri);
  EXPECT_EQ(read("/api/public/qa/12345").status, 404);
}

TEST_F(QaPage, StandsFromTheAnnouncementOn) {
  qa.state = QaState::Announced;
  put();
  EXPECT_TRUE(has(page(path()), "Announced"));
  qa.announcement = {};
  put();
  EXPECT_EQ(read(path()).status, 404);
  EXPECT_EQ(read("/api/public" + path()).status, 404);
}

TEST_F(QaPage, ALongSessionGoesOnOnTheNextPage) {
  for (int i = 0; i < 60; ++i) {
    std::string said = "Question " + std::to_string(i) + ':';
    for (int word = 0; word < 120; ++word) said += ' ' + std::to_string(word * 7919 * (i + 1));
    const auto asked = ministry.hear("many", "far.example", "en", said, announcement);
    const auto answered = ministry.say(ministry.press, "en", "Answer " + std::to_string(i) + ".", {}, &asked);
    joins(asked, &answered);
  }
  put();
  auto html = page(path());
  EXPECT_LE(compressed(html) + compressed(public_site.style_sheet()), 14'336U);
  std::size_t pages = 1;
  std::size_t answers = count(html, "Answer ");
  for (auto at = html.find("rel=\"next\""); at != std::string::npos; at = html.find("rel=\"next\"")) {
    const auto from = html.find("href=\"", at) + 6;
    html = page(html.substr(from, html.find('"', from) - from));
    answers += count(html, "Answer ");
    ASSERT_LT(++pages, 100U);
  }
  EXPECT_EQ(answers, 60U);
  EXPECT_GT(pages, 1U);
}

}  // namespace
}  // namespace chancery::pages
