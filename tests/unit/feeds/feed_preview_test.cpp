#include "feeds/feed_preview.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/feeds/feed_server.hpp"

namespace chancery::feeds {
namespace {

using namespace std::chrono_literals;
using test::FeedReader;
using test::FeedServer;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class FeedPreviews : public testing::Test {
 protected:
  FeedServer server;
  FeedReader reader{server};

  auto preview(const std::string& address) {
    return preview_feed(reader.client, address, reader.chancery.clock.now(), 5s);
  }
};

TEST_F(FeedPreviews, ShowTheTitleAndTheLatestEntries) {
  std::string items;
  for (int day = 1; day <= 7; ++day) {
    items += "<item><title>Day " + std::to_string(day) + "</title><pubDate>0" + std::to_string(day) +
             " Nov 2026 08:00:00 GMT</pubDate></item>";
  }
  server.feed("/rss", "<rss><channel><title>Press</title><language>fr</language>" + items + "</channel></rss>");
  const auto seen = preview("  " + server.origin + "/rss ");
  ASSERT_TRUE(seen.has_value()) << seen.error().hint;
  EXPECT_EQ(seen->address, server.origin + "/rss");
  EXPECT_EQ(seen->title, "Press");
  EXPECT_EQ(seen->language, "fr");
  EXPECT_EQ(seen->entries, 7U);
  ASSERT_THAT(seen->latest, SizeIs(5));
  EXPECT_EQ(seen->latest[0].title, "Day 7");
  EXPECT_EQ(seen->note, "");
}

TEST_F(FeedPreviews, SayWhatIsWrongWithTheDocument) {
  server.feed("/rss",
              "<?xml version='1.0' encoding='utf-8'?><rss><channel><title>Pr\xE9sidence \xE0 Gen\xE8ve</title>"
              "<language>fr</language><item><title>\x01Un</title></item><item/>");
  const auto seen = preview(server.origin + "/rss");
  ASSERT_TRUE(seen.has_value()) << seen.error().hint;
  EXPECT_EQ(seen->title, "Présidence à Genève");
  EXPECT_EQ(seen->note,
            "read as windows-1252, though utf-8 is declared; 1 control character removed; 1 entry says nothing or stand"
            " there twice; line 1: the document breaks off here: what follows was not read");
}

TEST_F(FeedPreviews, NameTheFeedOfAPage) {
  server.feed("/", R"(<html><link rel="alternate" type="application/atom+xml" href="/atom"></html>)",
              {{"Content-Type", "text/html"}});
  const auto seen = preview(server.origin + "/");
  ASSERT_FALSE(seen.has_value());
  EXPECT_EQ(seen.error().code, Errc::Unsupported);
  EXPECT_THAT(seen.error().hint, HasSubstr("its feed is at " + server.origin + "/atom"));
}

TEST_F(FeedPreviews, AskNobodyInsideOurOwnNetwork) {
  for (const auto* typed :
       {"http://127.0.0.1:1/rss", "http://192.168.0.1/rss", "https://10.0.0.1/rss", "https://[::1]/rss"}) {
    const auto seen = preview(typed);
    ASSERT_FALSE(seen.has_value()) << typed;
    EXPECT_EQ(seen.error().code, Errc::Refused) << typed;
  }
}

TEST_F(FeedPreviews, RefuseWhatIsNoAddress) {
  for (const auto* typed : {"", "  ", "the ministry's feed", "ftp://mfa.example/rss", "https://", "javascript:alert(1)",
                            "https://user:secret@mfa.example/"}) {
    const auto seen = preview(typed);
    ASSERT_FALSE(seen.has_value()) << typed;
    EXPECT_EQ(seen.error().code, Errc::Malformed) << typed;
    EXPECT_THAT(seen.error().hint, HasSubstr("https://mfa.example/rss.xml")) << typed;
  }
}

TEST_F(FeedPreviews, BecomeARegisteredFeedOnce) {
  server.redirect("/old", 301, "/rss");
  server.feed("/rss", "<rss><channel><title>Press</title></channel></rss>");
  const auto feed = reader.add(server.origin + "/old");
  EXPECT_EQ(feed.url, server.origin + "/rss");
  EXPECT_EQ(feed.title, "Press");
  EXPECT_EQ(feed.added_by, "user:anna");
  const auto again = add_feed(*reader.chancery, reader.client, {server.origin + "/rss", {}, "user:ben"}, 5s);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::Conflict);
  const auto all = reader.chancery->read([](store::Snapshot& snapshot) { return registered_feeds(snapshot); });
  EXPECT_THAT(all, SizeIs(1));
}

TEST_F(FeedPreviews, AreNotRegisteredWhenTheyFail) {
  const auto feed = add_feed(*reader.chancery, reader.client, {server.origin + "/none", {}, "user:anna"}, 5s);
  ASSERT_FALSE(feed.has_value());
  EXPECT_THAT(feed.error().hint, HasSubstr("404"));
  const auto all = reader.chancery->read([](store::Snapshot& snapshot) { return registered_feeds(snapshot); });
  EXPECT_THAT(all, SizeIs(0));
}

}  // namespace
}  // namespace chancery::feeds
