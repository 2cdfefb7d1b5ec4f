#include "cli/listen_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "cli/language_command.hpp"
#include "support/temp_folder.hpp"
#include "unit/atproto/jetstream_server.hpp"

namespace chancery::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string neutral(int id, int author, std::string_view text, std::string_view time = "2026-11-20T10:05:00Z") {
  return "{\"id\":\"post" + std::to_string(id) + "\",\"author\":\"author" + std::to_string(author) + "\",\"time\":\"" +
         std::string{time} + "\",\"text\":\"" + std::string{text} + "\"}\n";
}

constexpr std::string_view kFrame =
    R"({"did":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","time_us":1763633100000000,"kind":"commit","commit":{"rev":"3m2obn6mlqreh",)"
    R"("operation":"create","collection":"app.bsky.feed.post","rkey":"3m3t7gdt3w6ne","record":{"$type":"app.bsky.feed.post",)"
    R"("createdAt":"2025-11-20T10:05:00Z","langs":["en"],"text":"Norlandia \u0026 the others"},)"
    R"("cid":"bafyreipllb6j4ht2mvr2pfkgdy3b36iykvcg7ejvcsbthyc24f7ygls7zaaaa"}})"
    "\n";

class ListenCommandTest : public ::testing::Test {
 protected:
  std::string file(const std::string& name, std::string_view content) {
    std::ofstream(folder / name, std::ios::binary) << content;
    return (folder / name).string();
  }
  int run(ListenCommand command) {
    out.str("");
    err.str("");
    return run_listen_command(command, out, err);
  }
  // Runs with --json and reads what was printed.
  json::Object report(ListenCommand command) {
    command.json = true;
    exit_code = run(std::move(command));
    auto read = json::parse_object(out.str());
    return read ? *read : json::Object{};
  }
  chancery::test::TempFolder folder;
  std::ostringstream out;
  std::ostringstream err;
  int exit_code = -1;
};

TEST_F(ListenCommandTest, ReportsOneJsonDocumentOfAllSources) {
  std::string posts;
  for (int i = 0; i < 12; ++i) posts += neutral(i, i, "Good news from Norlandia");
  posts += neutral(99, 99, "Nothing of the kind");
  const auto json = report({.sources = {file("a.ndjson", posts), file("b.ndjson", kFrame)}, .watches = {"Norlandia"}});
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(json.at("events"), 14);
  EXPECT_EQ(json.at("posts"), 14);
  EXPECT_EQ(json.at("matched"), 13);
  EXPECT_EQ(json.at("bad_lines"), 0);
  EXPECT_EQ(json.at("by_watch"), (json::Object{{"Norlandia", 13}}));
  EXPECT_EQ(json.at("timeline").as_array().size(), 2U);
  EXPECT_EQ(json.at("timeline").at(1),
            (json::Object{{"from", "2026-11-20T10:00:00Z"}, {"n", 13}, {"matched", nullptr}}))
      << "13 less 12 would be one person";
  EXPECT_THAT(err.str(), IsEmpty());
}

TEST_F(ListenCommandTest, CountsBadLinesAndNamesTheFirstWithFileLineAndReason) {
  const auto path = file("mixed.ndjson", neutral(1, 1, "fine") + "{\"id\":\n" + "\xFF\xFE\n" + neutral(2, 2, "fine"));
  const auto json = report({.sources = {path}});
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(json.at("events"), 4);
  EXPECT_EQ(json.at("bad_lines"), 2);
  EXPECT_EQ(json.at("posts"), 2);
  EXPECT_THAT(err.str(), HasSubstr(path + ", line 2: "));
  EXPECT_THAT(err.str(), HasSubstr(path + ", line 3: "));
  EXPECT_EQ(run({.sources = {path}, .strict = true}), 65);
}

TEST_F(ListenCommandTest, NamesTenBadLinesAndCountsTheRest) {
  std::string lines = neutral(1, 1, "fine");
  for (int i = 0; i < 25; ++i) lines += "not json\n";
  EXPECT_EQ(run({.sources = {file("bad.ndjson", lines)}}), 0);
  EXPECT_THAT(err.str(), HasSubstr("line 11: "));
  EXPECT_THAT(err.str(), Not(HasSubstr("line 12: ")));
  EXPECT_THAT(err.str(), HasSubstr("15 more bad lines"));
}

TEST_F(ListenCommandTest, FailsWhenNothingCouldBeRead) {
  EXPECT_EQ(run({.sources = {file("empty.ndjson", "")}}), 65);
  EXPECT_EQ(run({.sources = {file("bad.ndjson", "not json\n")}}), 65);
  const auto missing = (folder / "missing.ndjson").string();
  EXPECT_EQ(run({.sources = {missing}}), 65);
  EXPECT_THAT(err.str(), HasSubstr(missing));
}

TEST_F(ListenCommandTest, LeavesOutWhatIsNotOfItsPeriod) {
  const auto path =
      file("days.ndjson", neutral(1, 1, "one", "2026-11-19T23:59:59Z") + neutral(2, 2, "two", "2026-11-20T00:00:00Z") +
                              neutral(3, 3, "three", "2026-11-21T00:00:00Z"));
  EXPECT_EQ(report({.sources = {path}, .since = "2026-11-20", .until = "2026-11-21"}).at("posts"), 1);
  EXPECT_EQ(report({.sources = {path}, .since = "2026-11-20T00:00:01Z"}).at("posts"), 1);
}

TEST_F(ListenCommandTest, SaysWhatIsWrongWithItsUse) {
  const auto path = file("a.ndjson", neutral(1, 1, "fine"));
  EXPECT_EQ(run({.sources = {path}, .watches = {"war OR"}}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--watch 'war OR': character 7"));
  EXPECT_EQ(run({.sources = {path}, .since = "yesterday"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--since"));
  EXPECT_EQ(run({.sources = {path}, .since = "2026-11-21", .until = "2026-11-20"}), 2);
  EXPECT_EQ(run({.sources = {"wss://a.example/subscribe", "wss://b.example/subscribe"}}), 2);
  EXPECT_EQ(run({.sources = {"a.ndjson"}, .length = "10m"}), 2) << "a file has its own end";
  EXPECT_EQ(run({.sources = {"wss://a.example/subscribe"}, .length = "soon"}), 2);
  EXPECT_THAT(out.str(), IsEmpty());
}

TEST_F(ListenCommandTest, PrintsATableForPeople) {
  EXPECT_EQ(run({.sources = {file("a.ndjson", neutral(1, 1, "Norlandia"))}, .watches = {"Norlandia"}}), 0);
  EXPECT_THAT(out.str(), HasSubstr("matched by watch"));
  EXPECT_THAT(out.str(), HasSubstr("2026-11-20T10:00"));
  EXPECT_THAT(out.str(), HasSubstr("under 10 people"));
}

TEST_F(ListenCommandTest, HearsALiveStreamByTheRulesOfFiles) {
  constexpr std::int64_t kStart = 1'779'719'000'000'000;
  std::vector<atproto::test::ServedEvent> events;
  for (int i = 0; i < 24; ++i) events.push_back(atproto::test::served_post(kStart + i * std::int64_t{1'000'000}, i));
  const atproto::test::JetstreamServer server(events, {.drop_after = 16});
  const auto address = server.address();
  const auto host = address.substr(5, address.rfind('/') - 5);
  const auto heard = report({.sources = {address},
                             .watches = {"post network:bluesky", "1000003"},
                             .length = "60s",
                             .events = events.size(),
                             .test_peers = {host}});
  EXPECT_EQ(exit_code, 0) << err.str();
  EXPECT_EQ(heard.at("posts"), 24) << "a line that breaks loses and doubles nothing";
  EXPECT_EQ(heard.at("matched"), 24);
  EXPECT_EQ(heard.at("by_watch"), (json::Object{{"post network:bluesky", 24}, {"1000003", nullptr}}))
      << "one person is no figure";
  EXPECT_EQ(run({.sources = {address}, .watches = {"@kari.example"}, .test_peers = {host}}), 2) << "no private handle";
}

TEST_F(ListenCommandTest, PrintsNoTextThatWasTakenDown) {
  constexpr std::int64_t kStart = 1'779'719'000'000'000;
  const std::string text = "The embassy has closed its doors and nobody answers any more";
  std::vector<atproto::test::ServedEvent> events;
  for (int i = 0; i < 12; ++i) {
    auto event = atproto::test::served_post(kStart + i * std::int64_t{1'000'000}, i);
    const auto own = "post " + std::to_string(1'000'000 + i);
    event.frame.replace(event.frame.find(own), own.size(), text);
    events.push_back(event);
  }
  // The second who wrote it, whose text stands for the copies, deletes it.
  const std::int64_t later = kStart + std::int64_t{60'000'000};
  const atproto::test::ServedEvent removal{
      later, R"({"did":"did:plc:author1000001","time_us":)" + std::to_string(later) +
                 R"(,"kind":"commit","commit":{"rev":"3mrev2000001","operation":"delete",)"
                 R"("collection":"app.bsky.feed.post","rkey":"3mkey1000001"}})"};
  const auto copies = json::Array{json::Object{{"size", 12}, {"authors", 12}, {"example", text}}};
  const auto copies_left = json::Array{json::Object{{"size", 12}, {"authors", 12}, {"example", nullptr}}};
  std::string lines;
  for (const auto& event : events) lines += event.frame + '\n';
  EXPECT_EQ(report({.sources = {file("posts.ndjson", lines)}}).at("near_duplicates"), copies);
  EXPECT_EQ(report({.sources = {file("removal.ndjson", lines + removal.frame + '\n')}}).at("near_duplicates"),
            copies_left);

  events.push_back(removal);
  const atproto::test::JetstreamServer server(events);
  const auto address = server.address();
  const auto heard = report({.sources = {address},
                             .length = "60s",
                             .events = events.size(),
                             .test_peers = {address.substr(5, address.rfind('/') - 5)}});
  EXPECT_EQ(exit_code, 0) << err.str();
  EXPECT_EQ(heard.at("near_duplicates"), copies_left);
}

TEST_F(ListenCommandTest, SaysThatNothingWasHeard) {
  const atproto::test::JetstreamServer server({}, {.refusal = "503 Service Unavailable"});
  const auto address = server.address();
  EXPECT_EQ(run({.sources = {address}, .length = "1s", .test_peers = {address.substr(5, address.rfind('/') - 5)}}), 75);
  EXPECT_THAT(err.str(), HasSubstr("nothing was heard"));
}

TEST_F(ListenCommandTest, TakesAWatchBeforeOrAfterItsSources) {
  std::string posts;
  for (int i = 0; i < 10; ++i) posts += neutral(i, i, "Norlandia");
  const auto path = file("a.ndjson", posts);
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"listen", "--watch", "Norlandia", path, "--json"},
        std::vector<std::string>{"listen", path, "--watch", "Norlandia", "--watch", "\"foreign ministry\"",
                                 "--json"}}) {
    CLI::App app;
    int code = -1;
    add_listen_command(app, code);
    ::testing::internal::CaptureStdout();
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // it wants them from the end
    const auto json = json::parse_object(::testing::internal::GetCapturedStdout());
    EXPECT_EQ(code, 0);
    ASSERT_TRUE(json.has_value());
    EXPECT_EQ(json->at("matched"), 10);
  }
}

TEST(LanguageCommand, AnswersEachLineWithOneOfItsOwn) {
  std::istringstream in(
      "The embassy will be closed on Monday because of the holiday\r\n\n12345\n祝日のため大使館は休みです");
  std::ostringstream out;
  EXPECT_EQ(run_language_command(in, out), 0);
  std::istringstream lines(out.str());
  std::vector<json::Object> answers;
  for (std::string line; std::getline(lines, line);) answers.push_back(json::parse_object(line).value());
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_EQ(answers[0].at("language"), "en");
  EXPECT_EQ(answers[0].at("reliable"), true);
  EXPECT_GT(answers[0].at("confidence").to_number<double>(), 0.6);
  EXPECT_EQ(answers[1].at("language"), "und");
  EXPECT_EQ(answers[2].at("language"), "und");
  EXPECT_EQ(answers[3].at("language"), "ja");
}

TEST(LanguageCommand, BoundsALineWithoutEndAndSaysWhenThereIsNone) {
  std::string text;
  while (text.size() < 3'000'000) text += "L'ambassade sera fermée lundi en raison du jour férié. ";
  std::istringstream in(text);
  std::ostringstream out;
  EXPECT_EQ(run_language_command(in, out), 0);
  EXPECT_THAT(out.str(), HasSubstr("\"language\":\"fr\""));
  std::istringstream nothing("");
  EXPECT_EQ(run_language_command(nothing, out), 65);
}

}  // namespace
}  // namespace chancery::cli
