#include "listen/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "atproto/jetstream_v1.hpp"
#include "feeds/recording.hpp"
#include "support/post_models.hpp"
#include "text/fold.hpp"

namespace chancery::listen {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const Timestamp kNine = from_rfc3339("2026-11-22T09:10:00Z").value();
constexpr const char* kClosed = "The embassy has closed its doors and nobody answers the telephone any more";

class ReportTest : public ::testing::Test {
 protected:
  Report start(ReportOptions options) {
    auto report = Report::start(std::move(options), chancery::test::post_models().annotator);
    if (!report) throw std::runtime_error(report.error().hint);
    return std::move(*report);
  }
  // `text` by each of the authors [from, to).
  static void add(Report& report, int from, int to, const std::string& text, Timestamp time = kNine) {
    for (int i = from; i < to; ++i) {
      const std::string author = "did:plc:" + std::to_string(i);
      report.count_event();
      report.add({.id = author, .author = author, .time = time, .text = text});
    }
  }
};

TEST_F(ReportTest, CountsWhatMatchesByWatchLanguageAndHour) {
  Report report = start({.watches = {"Norlandia", "\"foreign ministry\""}});
  add(report, 0, 12, "The foreign ministry of Norlandia said so");
  add(report, 0, 3, "Norlandia, il paese delle meraviglie e delle foreste", kNine + std::chrono::hours{1});
  add(report, 0, 5, "nothing of the kind");
  report.count_event();
  report.count_bad_line();
  const json::Object json = report.to_json(seconds{2});
  EXPECT_EQ(json.at("events"), 21U);
  EXPECT_EQ(json.at("bad_lines"), 1U);
  EXPECT_EQ(json.at("posts"), 20U);
  EXPECT_EQ(json.at("matched"), 15U);
  EXPECT_EQ(json.at("seconds").as_double(), 2.0);
  EXPECT_EQ(json.at("languages"), (json::Object{{"en", nullptr}, {"it", nullptr}}))
      << "15 less 12 would be the three people who wrote Italian";
  EXPECT_EQ(json.at("by_watch"), (json::Object{{"Norlandia", 15}, {"\"foreign ministry\"", nullptr}}))
      << "15 less 12 would be the three people whom one watch alone heard";
  EXPECT_EQ(json.at("timeline"),
            (json::Array{json::Object{{"from", "2026-11-22T09:00:00Z"}, {"n", 17U}, {"matched", nullptr}},
                         json::Object{{"from", "2026-11-22T10:00:00Z"}, {"n", 3U}, {"matched", nullptr}}}))
      << "15 less 12 would be the three people of the second hour";
  EXPECT_THAT(report.to_table(seconds{2}), Not(HasSubstr(" 12\n")));
}

TEST_F(ReportTest, TellsAnHourWhenTheHiddenOnesTogetherAreTenPeople) {
  Report report = start({});
  add(report, 0, 12, "the first hour");
  add(report, 20, 25, "the second hour", kNine + std::chrono::hours{1});
  add(report, 30, 35, "the third hour", kNine + std::chrono::hours{2});
  const auto timeline = report.to_json(seconds{1}).at("timeline");
  EXPECT_EQ(timeline.at(0).at("matched"), 12);
  EXPECT_TRUE(timeline.at(1).at("matched").is_null());
  EXPECT_TRUE(timeline.at(2).at("matched").is_null());
}

TEST_F(ReportTest, HidesTheTotalOfFewerThanTenPeople) {
  Report report = start({.watches = {"Norlandia"}});
  add(report, 0, 9, "Norlandia today");
  add(report, 0, 9, "Norlandia again");
  EXPECT_TRUE(report.to_json(seconds{1}).at("matched").is_null());
  EXPECT_THAT(report.to_table(seconds{1}),
              AllOf(HasSubstr("under 10 people  matched\n"), Not(HasSubstr("18  matched"))));
  add(report, 9, 10, "Norlandia as well");
  EXPECT_EQ(report.to_json(seconds{1}).at("matched"), 19);
}

TEST_F(ReportTest, TellsNoTotalOfNobody) {
  Report report = start({.watches = {"Norlandia"}});
  add(report, 0, 9, "nothing of the kind");
  EXPECT_EQ(report.to_json(seconds{1}).at("matched"), 0);
}

TEST_F(ReportTest, TellsBurstsOfShownWatchesInTens) {
  Report report = start({.watches = {"Norlandia", "\"foreign ministry\""}});
  add(report, 0, 14, "The foreign ministry of Norlandia said so");
  add(report, 20, 23, "Norlandia alone");
  const auto json = report.to_json(seconds{1});
  EXPECT_TRUE(json.at("by_watch").at("\"foreign ministry\"").is_null()) << "17 less 14 would be three people";
  const auto& bursts = json.at("bursts").as_array();
  ASSERT_EQ(bursts.size(), 1U);
  EXPECT_EQ(bursts[0].at("watch"), "Norlandia");
  EXPECT_EQ(bursts[0].at("n"), 10) << "17, in tens";
  EXPECT_THAT(report.to_table(seconds{1}), AllOf(HasSubstr(": 10 where"), Not(HasSubstr(": 14 where"))));
}

TEST_F(ReportTest, HasEveryKeyOfTheContract) {
  const json::Object json = start({}).to_json(seconds{0});
  for (const auto* key :
       {"events", "posts", "matched", "bad_lines", "seconds", "languages", "topics", "sentiment", "countries",
        "by_watch", "timeline", "baseline", "bursts", "near_duplicates", "coordination"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
}

TEST_F(ReportTest, MatchesEveryPostWithoutAWatch) {
  Report report = start({});
  add(report, 0, 14, "anything at all");
  EXPECT_EQ(report.to_json(seconds{1}).at("matched"), 14);
}

TEST_F(ReportTest, CountsPeopleAndNotPostsForAnHour) {
  Report report = start({});
  for (int i = 0; i < 20; ++i) add(report, 0, 9, "again and again");
  EXPECT_TRUE(report.to_json(seconds{0}).at("timeline").at(0).at("matched").is_null());
  EXPECT_THAT(report.to_table(seconds{0}), HasSubstr("under 10 people"));
  add(report, 9, 10, "one more");
  EXPECT_EQ(report.to_json(seconds{0}).at("timeline").at(0).at("matched"), 181U);
}

TEST_F(ReportTest, LeavesOutWhatIsNotOfItsPeriodAndUpdates) {
  Report report = start({.since = kNine, .until = kNine + std::chrono::hours{1}});
  add(report, 0, 1, "too early", kNine - std::chrono::microseconds{1});
  add(report, 0, 1, "first moment", kNine);
  add(report, 0, 1, "too late", kNine + std::chrono::hours{1});
  report.add({.id = "x", .author = "x", .time = kNine, .text = "an edit", .update = true});
  EXPECT_EQ(report.posts(), 1U);
  EXPECT_FALSE(Report::start({.since = kNine, .until = kNine}, chancery::test::post_models().annotator).has_value());
}

TEST_F(ReportTest, RefusesAWatchThatDoesNotReadAndSaysWhere) {
  const auto refused = Report::start({.watches = {"norway AND (visa"}}, chancery::test::post_models().annotator);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Invalid);
  EXPECT_THAT(refused.error().hint, AllOf(HasSubstr("--watch"), HasSubstr("character 12")));
}

TEST_F(ReportTest, RefusesPrivatePersonsAsWatches) {
  for (const auto* watch :
       {"@ana.bsky.social", "from:@ana norway", "\"Jane Doe\"", "did:plc:abcdefghijklmnopqrstuvwx"}) {
    EXPECT_FALSE(Report::start({.watches = {watch}}, chancery::test::post_models().annotator).has_value()) << watch;
  }
}

TEST_F(ReportTest, KeepsToPostsAboutACountry) {
  Report report = start({.countries = {"no"}});
  add(report, 0, 12, "The government of Norway has decided");
  add(report, 0, 12, "The government of Spain has decided");
  EXPECT_EQ(report.to_json(seconds{1}).at("matched"), 12);
  EXPECT_EQ(report.to_json(seconds{1}).at("countries"), (json::Object{{"NO", 12}}));
  EXPECT_FALSE(Report::start({.countries = {"XQ"}}, chancery::test::post_models().annotator).has_value());
}

TEST_F(ReportTest, NarrowsByWhatAnalysisTells) {
  Report report = start({.watches = {"government lang:en country:NO"}});
  add(report, 0, 12, "The government of Norway has decided");
  add(report, 0, 12, "The government of Spain has decided");
  EXPECT_EQ(report.to_json(seconds{1}).at("matched"), 12);
}

TEST_F(ReportTest, CountsWhoSharedTheSameWithinAMinute) {
  Report report = start({});
  const auto share = [&](const std::string& author, const std::string& what, int second) {
    report.add({.id = author + what, .author = author, .time = kNine + seconds{second}, .repost_of = what});
  };
  for (const auto* what : {"one", "two"}) {
    share("a", what, 0);
    share("b", what, 60);
    share("c", what, 200);
  }
  const auto json = report.to_json(seconds{1});
  EXPECT_EQ(json.at("coordination"),
            (json::Object{{"window_seconds", 60}, {"min_shared", 2U}, {"edges", 1U}, {"accounts", 2U}}))
      << "counts of coordination stay, of however few";
  EXPECT_EQ(json.at("posts"), 0U) << "a share without words is no post";
}

TEST_F(ReportTest, TellsOfACopiedTextFromTenPeopleOn) {
  Report report = start({});
  add(report, 0, 10, kClosed);
  add(report, 20, 29, "Quite another sentence that some nine people have copied from each other word for word");
  EXPECT_EQ(report.to_json(seconds{1}).at("near_duplicates"),
            (json::Array{json::Object{{"size", 10}, {"authors", 10}, {"example", kClosed}}}));
  EXPECT_THAT(report.to_table(seconds{1}), AllOf(HasSubstr(kClosed), Not(ContainsRegex("\n +9 +9 "))));
}

TEST_F(ReportTest, ForgetsTheTextOfAPostThatWasChanged) {
  Report report = start({});
  add(report, 0, 12, kClosed);
  // The example is of the second who wrote it: only then it was a copy.
  report.add({.id = "did:plc:1", .author = "did:plc:1", .time = kNine, .text = "Never mind", .update = true});
  EXPECT_EQ(report.to_json(seconds{1}).at("near_duplicates"),
            (json::Array{json::Object{{"size", 12}, {"authors", 12}, {"example", nullptr}}}));
  EXPECT_THAT(report.to_table(seconds{1}), Not(HasSubstr(kClosed)));
}

TEST_F(ReportTest, ForgetsTheTextOfAPostOrAnAuthorThatIsGone) {
  for (const activity::Removal& gone : {activity::Removal{.id = "did:plc:1", .author = "did:plc:1", .rev = {}},
                                        activity::Removal{.id = {}, .author = "did:plc:1", .rev = {}}}) {
    Report report = start({});
    add(report, 0, 12, kClosed);
    report.remove({.id = "did:plc:7", .author = "did:plc:7", .rev = {}});
    EXPECT_THAT(report.to_table(seconds{1}), HasSubstr(kClosed)) << "others wrote it too";
    report.remove(gone);
    EXPECT_EQ(report.to_json(seconds{1}).at("near_duplicates"),
              (json::Array{json::Object{{"size", 12}, {"authors", 12}, {"example", nullptr}}}));
    EXPECT_THAT(report.to_table(seconds{1}), Not(HasSubstr(kClosed)));
    add(report, 12, 13, kClosed);
    EXPECT_THAT(report.to_table(seconds{1}), HasSubstr(kClosed)) << "of somebody who still says so";
  }
}

// --- against counts made by another program, on data that is no part of this repository ---

// That oracle counts plain substrings in each post's text. For scripts without spaces we do the same; a word of
// another script is found as a whole word, so no more often than its letters.
TEST(ReportOracle, CountsThePostsAndWordsOfTheSampleStream) {
  const char* data = std::getenv("CHANCERY_TEST_DATA");
  if (data != nullptr && *data == 0) data = nullptr;
  if (data == nullptr) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: counts are not compared with the oracle's";
  const auto folder = std::filesystem::path{data} / "jetstream";
  std::ifstream file(folder / "sample-oracle.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto oracle = json::parse_object(text).value();

  ReportOptions options;
  for (const auto& entry : oracle.at("keyword_posts").as_object()) {
    options.watches.push_back('"' + std::string{entry.key()} + '"');
  }
  auto started = Report::start(options, chancery::test::post_models().annotator);
  ASSERT_TRUE(started.has_value()) << started.error().hint;
  Report& report = *started;
  const SystemClock clock;
  atproto::JetstreamV1Decoder decoder(clock);
  auto recording = feeds::Recording::open((folder / "sample-steady-5000.ndjson.gz").string()).value();
  for (auto line = recording.next(); line && *line; line = recording.next()) {
    const auto event = decoder.decode_padded(**line);
    ASSERT_TRUE(event.has_value()) << recording.line();
    report.count_event();
    if (event->kind == activity::DecodedEvent::Kind::Post) report.add(event->post);
  }
  const auto json = report.to_json(seconds{1});
  EXPECT_EQ(json.at("events").to_number<std::int64_t>(), oracle.at("events").to_number<std::int64_t>());
  EXPECT_EQ(json.at("posts").to_number<std::int64_t>(), oracle.at("post_creates").to_number<std::int64_t>());
  int compared = 0;
  for (const auto& entry : oracle.at("keyword_posts").as_object()) {
    const std::string word{entry.key()};
    const auto theirs = entry.value().to_number<std::int64_t>();
    const auto& told = json.at("by_watch").at('"' + word + '"');
    if (told.is_null()) continue;  // fewer than ten people
    const auto ours = told.to_number<std::int64_t>();
    const auto folded = text::fold_words(word);
    const bool ascii = std::all_of(word.begin(), word.end(), [](char c) { return static_cast<signed char>(c) > 0; });
    if (!ascii && folded.size() >= 3 && static_cast<unsigned char>(folded[1]) >= 0xE3) {  // kana, Han, Hangul
      EXPECT_EQ(ours, theirs) << word;
      ++compared;
    } else {
      EXPECT_LE(ours, theirs) << word;
    }
  }
  EXPECT_GE(compared, 5);
}

}  // namespace
}  // namespace chancery::listen
