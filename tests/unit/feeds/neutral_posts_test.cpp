#include "feeds/neutral_posts.hpp"

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/fixed_clock.hpp"

namespace chancery::feeds {
namespace {

using activity::DecodedEvent;

class NeutralPosts : public testing::Test {
 protected:
  test::FixedClock clock;
  NeutralPostDecoder decoder{clock};

  void expect_refused(std::string_view line, std::string_view why) {
    const auto event = decoder.decode(line);
    ASSERT_FALSE(event.has_value()) << line.substr(0, 300);
    EXPECT_EQ(event.error().code, Errc::Malformed);
    EXPECT_NE(event.error().hint.find(why), std::string::npos) << event.error().hint << " for " << line.substr(0, 300);
    EXPECT_EQ(event.error().hint.find("sesame"), std::string::npos) << "a hint never quotes";
  }
};

std::string with(std::string_view members) {
  return R"({"id":"1","author":"anna@social.example","time":"2026-11-01T09:30:00.25+02:00","text":"x")" +
         std::string(members.empty() ? "" : ",") + std::string(members) + "}";
}

TEST_F(NeutralPosts, ReadsAPost) {
  const auto event = decoder.decode(
      R"({"links":["https://example.com/"],"id":"https://social.example/1","author":"anna@social.example",)"
      R"("time":"2026-11-01T09:30:00.25+02:00","text":"Caf\u00e9 & water","language":"fr",)"
      R"("in_reply_to":"https://social.example/0","repost_of":"https://social.example/9","mood":{"any":[1]}})");
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->kind, DecodedEvent::Kind::Post);
  EXPECT_EQ(event->post.id, "https://social.example/1");
  EXPECT_EQ(event->post.author, "anna@social.example");
  EXPECT_EQ(to_rfc3339(event->post.time), "2026-11-01T07:30:00.250000Z");
  EXPECT_EQ(event->post.text, "Café & water");
  EXPECT_EQ(event->post.declared_language, "fr");
  EXPECT_EQ(event->post.in_reply_to, "https://social.example/0");
  EXPECT_EQ(event->post.repost_of, "https://social.example/9");
  EXPECT_EQ(event->post.rev, "");
  EXPECT_EQ(event->cursor, to_micros(event->post.time));
}

TEST_F(NeutralPosts, TakesOptionalMembersAsAbsentWhenTheyAreNull) {
  for (const auto* members : {"", R"("language":null,"in_reply_to":null,"repost_of":null,"links":null)"}) {
    const auto event = decoder.decode(with(members));
    ASSERT_TRUE(event.has_value()) << members;
    EXPECT_EQ(event->post.declared_language, "");
    EXPECT_EQ(event->post.in_reply_to, "");
    EXPECT_EQ(event->post.repost_of, "");
  }
}

TEST_F(NeutralPosts, ReadsWhatAPostPointsTo) {
  const auto event = decoder.decode(
      with(R"("links":["https://a.example/","https://a.example/","https://b.example/"],"mentions":["@bert","carl"],)"
           R"("tags":["#Flood","rain"],"media":true,"quote_of":"https://social.example/8")"));
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  const auto list = [](std::span<const std::string_view> parts) {
    return std::vector<std::string_view>(parts.begin(), parts.end());
  };
  EXPECT_EQ(list(event->post.links), (std::vector<std::string_view>{"https://a.example/", "https://b.example/"}));
  EXPECT_EQ(list(event->post.mentions), (std::vector<std::string_view>{"bert", "carl"}));
  EXPECT_EQ(list(event->post.tags), (std::vector<std::string_view>{"Flood", "rain"}));
  EXPECT_TRUE(event->post.media);
  EXPECT_EQ(event->post.quote_of, "https://social.example/8");
  const auto bare = decoder.decode(with(R"("links":null,"mentions":null,"tags":[],"media":null,"quote_of":null)"));
  ASSERT_TRUE(bare.has_value()) << bare.error().hint;
  EXPECT_TRUE(bare->post.links.empty() && bare->post.mentions.empty() && bare->post.tags.empty());
  EXPECT_FALSE(bare->post.media);
  expect_refused(with(R"("links":"sesame")"), "links");
  expect_refused(with(R"("mentions":[7])"), "mentions");
  expect_refused(with(R"("tags":{})"), "tags");
  expect_refused(with(R"("media":"yes")"), "media");
}

TEST_F(NeutralPosts, TakesAnEmptyText) {
  const auto event = decoder.decode(R"({"id":"1","author":"a","time":"2026-11-01T00:00:00Z","text":""})");
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->post.text, "");
}

TEST_F(NeutralPosts, FindsEveryLineThatWasCutOff) {
  const auto line = with(R"("links":["a","b"],"mood":[["a"],{"b":{}}],"language":"en")");
  ASSERT_TRUE(decoder.decode(line).has_value());
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(decoder.decode(std::string_view(line).substr(0, size)).has_value()) << size;
  }
}

TEST_F(NeutralPosts, NamesTheMemberThatIsMissingOrWrong) {
  expect_refused(R"({"author":"a","time":"2026-11-01T00:00:00Z","text":"sesame"})", "id is missing");
  expect_refused(R"({"id":"","author":"a","time":"2026-11-01T00:00:00Z","text":"sesame"})", "id is missing or empty");
  expect_refused(R"({"id":"1","time":"2026-11-01T00:00:00Z","text":"sesame"})", "author is missing");
  expect_refused(R"({"id":"1","author":"a","text":"sesame"})", "time is missing");
  expect_refused(R"({"id":"1","author":"a","time":"2026-11-01T00:00:00Z"})", "text is missing");
  expect_refused(R"({"id":1,"author":"a","time":"2026-11-01T00:00:00Z","text":"sesame"})", "id");
  expect_refused(R"({"id":"1","author":["sesame"],"time":"2026-11-01T00:00:00Z","text":""})", "author");
  expect_refused(R"({"id":"1","author":"a","time":1779719009,"text":"sesame"})", "time");
  expect_refused(R"({"id":"1","author":"a","time":"2026-11-01T00:00:00Z","text":null})", "text");
  expect_refused(with(R"("language":["sesame"])"), "language");
  expect_refused(with(R"("in_reply_to":{"sesame":1})"), "in_reply_to");
  expect_refused(with(R"("repost_of":false)"), "repost_of");
}

TEST_F(NeutralPosts, RefusesTimesThatCannotBe) {
  const auto at = [](std::string_view time) {
    return R"({"id":"1","author":"a","text":"","time":")" + std::string(time) + "\"}";
  };
  for (const auto* time : {"1990-01-01T00:00:00Z", "2006-07-15T12:00:00Z", "2026-11-22T23:59:59Z"}) {
    EXPECT_TRUE(decoder.decode(at(time)).has_value()) << time;
  }
  for (const auto* time :
       {"", "yesterday", "2026-11-01", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "1779719009",
        "1989-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "2026-12-24T00:00:00Z", "9999-12-31T23:59:59Z"}) {
    expect_refused(at(time), "time");
  }
}

TEST_F(NeutralPosts, RefusesWhatIsNotUtf8) {
  for (const auto* bytes : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\\ud800", "\\udc00"}) {
    EXPECT_FALSE(decoder.decode(with(R"("language":")" + std::string(bytes) + '"')).has_value()) << bytes;
  }
}

TEST_F(NeutralPosts, RefusesWhatIsNestedTooDeepOrTooLong) {
  EXPECT_TRUE(decoder.decode(with(R"("mood":)" + std::string(60, '[') + std::string(60, ']'))).has_value());
  expect_refused(with(R"("mood":)" + std::string(70, '[') + std::string(70, ']')), "nested too deep");
  expect_refused(with(R"("mood":)" + std::string(200'000, '[') + std::string(200'000, ']')), "nested too deep");
  expect_refused(with(R"("in_reply_to":")" + std::string(2'049, 'a') + '"'), "in_reply_to");
  expect_refused(with(R"("text":")" + std::string(NeutralPostDecoder::kMaxText + 1, 'a') + '"'), "text");
  expect_refused(std::string(NeutralPostDecoder::kMaxLine + 1, ' '), "longer than 5 MiB");
}

TEST_F(NeutralPosts, RefusesWhatIsNoPost) {
  for (const auto* line :
       {"", "null", "7", "[]", "{}", "{", R"("text")", "<rss/>", "id,author,time,text", "\x1f\x8b\x08"}) {
    EXPECT_FALSE(decoder.decode(line).has_value()) << line;
  }
  EXPECT_FALSE(decoder.decode(with("") + with("")).has_value());
}

}  // namespace
}  // namespace chancery::feeds
