#include "feeds/web_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "text/utf8.hpp"

namespace chancery::feeds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

const fs::path kFolder = fs::path(CHANCERY_SOURCE) / "tests/fixtures/feeds";

net::Url address() {
  return net::Url::parse("https://feeds.example/news/feed.xml").value();
}

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) c == '\n' ? out += "\\n" : out += c;
  return out;
}

void line(std::string& out, std::string_view name, const std::string& value) {
  if (!value.empty()) out += std::string(name) + ": " + on_one_line(value) + '\n';
}

void describe(const FeedRepairs& repairs, std::string& out) {
  const auto count = [&](std::string_view name, std::size_t n) {
    if (n != 0) line(out, name, std::to_string(n));
  };
  line(out, "encoding", repairs.encoding);
  line(out, "declared", repairs.declared_encoding);
  if (repairs.encoding_corrected) line(out, "corrected", "yes");
  count("lost characters", repairs.lost_characters);
  count("controls removed", repairs.controls_removed);
  count("skipped", repairs.skipped);
  count("left out", repairs.left_out);
  line(out, "broken", repairs.broken);
}

// A feed as a person would write down what it says; what is empty is left out.
std::string describe(const Result<WebFeed>& feed) {
  std::string out;
  if (!feed) {
    line(out, "refused", std::string(errc_info(feed.error().code).name));
    line(out, "hint", feed.error().hint);
    return out;
  }
  line(out, "kind", std::string(to_string(feed->kind)));
  line(out, "title", feed->title);
  line(out, "language", feed->language);
  line(out, "link", feed->link);
  if (feed->period) line(out, "period", std::to_string(feed->period->count()) + " minutes");
  describe(feed->repairs, out);
  for (const auto& entry : feed->entries) {
    out += '\n';
    line(out, "id", entry.id);
    line(out, "url", entry.url);
    line(out, "title", entry.title);
    line(out, "summary", entry.summary);
    if (entry.published) line(out, "published", to_rfc3339(*entry.published));
    if (entry.updated) line(out, "updated", to_rfc3339(*entry.updated));
    line(out, "author", entry.author);
    line(out, "language", entry.language);
    for (const auto& category : entry.categories) line(out, "category", category);
  }
  return out;
}

// Every document beside which a .expected stands; FILE.content-type holds what the server says, where it says
// something.
class FeedDialects : public testing::TestWithParam<std::string> {};

std::vector<std::string> documents() {
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(kFolder)) {
    const auto extension = file.path().extension();
    if (extension == ".expected") names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST_P(FeedDialects, AreReadAsAPersonWould) {
  auto content_type = read_file(kFolder / (GetParam() + ".content-type"));
  if (content_type.ends_with('\n')) content_type.pop_back();
  const auto feed = read_web_feed(read_file(kFolder / GetParam()), content_type, address());
  EXPECT_EQ(describe(feed), read_file(kFolder / (GetParam() + ".expected")));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, FeedDialects, testing::ValuesIn(documents()), [](const auto& each) {
  std::string name = each.param;
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
});

TEST(FeedDialects, AreThirtyAndMore) {
  EXPECT_GE(documents().size(), 30U);
}

std::string rss(std::string_view items, std::string_view channel = "") {
  return R"(<rss version="2.0"><channel><title>News</title>)" + std::string(channel) + std::string(items) +
         "</channel></rss>";
}

TEST(WebFeedReader, TakesFiveHundredEntriesAndCountsTheRest) {
  std::string items;
  for (int i = 0; i < 510; ++i) items += "<item><title>" + std::to_string(i) + "</title></item>";
  const auto feed = read_web_feed(rss(items), "", address());
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->entries.size(), 500U);
  EXPECT_EQ(feed->entries.back().title, "499");
  EXPECT_EQ(feed->repairs.left_out, 10U);
  EXPECT_FALSE(feed->repairs.none());
}

TEST(WebFeedReader, StopsAtElementsNestedTooDeepAndKeepsWhatCameBefore) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  const auto feed = read_web_feed(rss("<item><title>Before</title></item><item><description>" + deep), "", address());
  ASSERT_TRUE(feed.has_value());
  ASSERT_EQ(feed->entries.size(), 1U);
  EXPECT_EQ(feed->entries[0].title, "Before");
  EXPECT_EQ(feed->repairs.broken, "line 1: nested deeper than 64 elements");
}

TEST(WebFeedReader, RefusesWhatIsOverFiveMebibytes) {
  const auto feed = read_web_feed(std::string(WebFeed::kMaxBytes + 1, ' '), "", address());
  ASSERT_FALSE(feed.has_value());
  EXPECT_EQ(feed.error().code, Errc::TooLarge);
  EXPECT_THAT(feed.error().hint, HasSubstr("5 MiB"));
}

TEST(WebFeedReader, CutsAMillionCharactersOfOneWordAtACharacter) {
  std::string word;
  for (int i = 0; i < 1'000'000; ++i) word += "ж";
  const auto feed = read_web_feed(
      rss("<item><title>" + word + "</title><description>" + word + "</description></item>"), "", address());
  ASSERT_TRUE(feed.has_value());
  const auto& entry = feed->entries.at(0);
  EXPECT_EQ(entry.title.size(), WebFeed::kMaxLine);
  EXPECT_EQ(entry.summary.size(), WebFeed::kMaxText);
  EXPECT_TRUE(text::is_valid_utf8(entry.title));
}

TEST(WebFeedReader, GivesTheSameIdWhereverAnEntryWithoutOneStands) {
  const std::string one = "<item><title>One</title><description>a</description></item>";
  const std::string two = "<item><title>Two</title></item>";
  const auto before = read_web_feed(rss(one + two), "", address());
  const auto after = read_web_feed(rss(two + one), "", address());
  EXPECT_EQ(before->entries[0].id, after->entries[1].id);
  EXPECT_NE(before->entries[0].id, before->entries[1].id);
}

TEST(WebFeedReader, LeavesNoMarkupThatCouldRun) {
  const auto feed = read_web_feed(
      rss("<item><title>&lt;img src=x onerror=alert(1)&gt;Title</title>"
          "<description>&lt;svg/onload=alert(2)&gt;&lt;/svg&gt;&lt;script&gt;alert(3)&lt;/script&gt;Text</description>"
          "<link>javascript:alert(4)</link></item>"),
      "", address());
  ASSERT_TRUE(feed.has_value());
  const auto& entry = feed->entries.at(0);
  EXPECT_EQ(entry.title, "Title");
  EXPECT_EQ(entry.summary, "Text");
  EXPECT_EQ(entry.url, "");
}

TEST(WebFeedReader, TakesFromThePeriodWhatTheFeedAsksFor) {
  const auto minutes = [](std::string_view channel) {
    const auto feed = read_web_feed(rss("", channel), "", address());
    return feed && feed->period ? feed->period->count() : 0;
  };
  EXPECT_EQ(minutes("<ttl>30</ttl>"), 30);
  EXPECT_EQ(minutes("<ttl> 99999999999 </ttl>"), 0);
  EXPECT_EQ(minutes("<ttl>-5</ttl>"), 0);
  EXPECT_EQ(minutes("<sy:updatePeriod>hourly</sy:updatePeriod>"), 60);
  EXPECT_EQ(minutes("<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>7</sy:updateFrequency>"), 1440);
  EXPECT_EQ(minutes("<sy:updatePeriod>whenever</sy:updatePeriod>"), 0);
}

// Each is half a mebibyte of one thing, made to be dear: what grew with its square would take minutes.
TEST(WebFeedReader, IsNotHeldUpByDocumentsMadeToHoldItUp) {
  const auto many = [](std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() + piece.size() < bytes) out += piece;
    return out;
  };
  const auto half = WebFeed::kMaxBytes / 20;
  std::string bindings = "<rss";
  for (int i = 0; bindings.size() < half; ++i) bindings += " xmlns:p" + std::to_string(i) + "=''";
  const auto begun = std::chrono::steady_clock::now();
  for (const auto& document :
       {bindings + "><channel>" + many("<a/>", half), rss("<item><title>" + many("<", 2 * half)),
        rss("<item><title>" + many("&", 2 * half)), rss("<item><description>" + many("&lt;a", 2 * half)),
        rss(many("<item>", 2 * half)), rss(many("<item/>", 2 * half)), many("<!--", 2 * half), many("<![CDATA[", half),
        rss("<item><title><![CDATA[" + many("<a <", 2 * half)), many("{\"a\":[", 2 * half),
        "{\"items\":[" + many("{},", 2 * half), rss(many("<item><link>//\xD0\xB6.example/</link></item>", half)),
        many("\xE4\xF6 ", 2 * half), rss(many("\xC0\xC1\xC2", 2 * half))}) {
    static_cast<void>(read_web_feed(document, "", address()));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{20});
}

TEST(LinkedFeeds, AreNamedInThePagesOrder) {
  const auto page = read_file(kFolder / "web-page.html");
  EXPECT_THAT(linked_feeds(page, address()),
              ElementsAre("https://feeds.example/news/rss.xml?a=1&b=2", "https://other.example/atom"));
}

}  // namespace
}  // namespace chancery::feeds
