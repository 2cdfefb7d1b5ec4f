#include "text/page_card.hpp"

#include <gtest/gtest.h>

#include <string>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

TEST(PageCard, TakesWhatThePageSaysForOthersBeforeWhatItSaysForItself) {
  const auto card = read_page_card(R"(<!doctype html><html><head><title>Ferries | Port of Orsa</title>
    <meta name="description" content="for search engines">
    <meta property="og:title" content="Ferry timetable &amp; fares">
    <meta property="og:description" content="When the boats
      leave">
    <meta property="og:site_name" content="Port of Orsa"><meta property="og:image" content="/ferry.jpg"></head>)");
  EXPECT_EQ(card, (PageCard{"Ferry timetable & fares", "When the boats leave", "Port of Orsa", "/ferry.jpg"}));
}

// As Mastodon 4 and Bluesky's pages say it.
TEST(PageCard, SaysWhetherThePageIsAPostOfASocialNetwork) {
  const auto post_of = [](std::string_view link) {
    return read_page_card("<html><head><title>Kim</title>" + std::string(link) + "</head>").post;
  };
  EXPECT_EQ(post_of("<link href='https://social.example/users/kim/statuses/1' rel='alternate' "
                    "type='application/activity+json'>"),
            "https://social.example/users/kim/statuses/1");
  EXPECT_EQ(post_of("<link rel=\"alternate\" href=\"at://did:plc:kim/app.bsky.feed.post/1\">"),
            "at://did:plc:kim/app.bsky.feed.post/1");
  EXPECT_EQ(post_of("<link rel=alternate type=application/rss+xml href=/feed>"), "");
}

TEST(PageCard, ReadsAPageThatKnowsNoOpenGraph) {
  const auto card =
      read_page_card("<HEAD><TITLE>\n Harbour&nbsp;office </TITLE><META NAME=Description CONTENT='Opens at 8'>");
  EXPECT_EQ(card.title, "Harbour\u00a0office");
  EXPECT_EQ(card.description, "Opens at 8");
  EXPECT_TRUE(card.site.empty());
}

TEST(PageCard, ReadsTheHeadAloneAndNothingFromScripts) {
  const auto card = read_page_card(
      "<script>'<meta property=\"og:title\" content=\"from a script\">'</script>"
      "<body><meta property='og:title' content='from a comment section'>");
  EXPECT_EQ(card, PageCard{});
}

TEST(PageCard, AStrangersTextStaysOnItsLine) {
  const auto card = read_page_card("<meta property='og:title' content='\u202egnp.exe\u202c\x01 \xff end'>");
  EXPECT_FALSE(has_bidi_controls(card.title));
  EXPECT_TRUE(is_valid_utf8(card.title));
  const std::string longest(5'000, 'x');
  EXPECT_EQ(read_page_card("<title>" + longest + "</title>").title.size(), kMaxCardTitle);
  EXPECT_TRUE(read_page_card("<meta property='og:image' content='https://far.example/" + longest + "'>").image.empty());
}

TEST(PageCard, AHugePageIsReadToABoundAlone) {
  const auto page = std::string(kMaxCardPage, ' ') + "<title>too late</title>";
  EXPECT_TRUE(read_page_card(page).title.empty());
}

}  // namespace
}  // namespace chancery::text
