#include "atproto/jetstream_v1.hpp"
#include "atproto/post_record.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/fixed_clock.hpp"

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;
using Kind = DecodedEvent::Kind;

constexpr std::string_view kDid = "did:plc:q235v55g5unth4zjjdpacfdr";

class JetstreamV1 : public testing::Test {
 protected:
  chancery::test::FixedClock clock;
  JetstreamV1Decoder decoder{clock};

  // Refused as malformed, and the hint is fit for a reader: it never quotes the line.
  void expect_refused(std::string_view line, std::string_view why, std::string_view secret = "sesame") {
    const auto event = decoder.decode(line);
    ASSERT_FALSE(event.has_value()) << line.substr(0, 300);
    EXPECT_EQ(event.error().code, Errc::Malformed);
    EXPECT_NE(event.error().hint.find(why), std::string::npos) << event.error().hint << " for " << line.substr(0, 300);
    EXPECT_EQ(event.error().hint.find(secret), std::string::npos);
  }
};

// {"did","time_us","kind":"commit","commit":{…}} with a post whose record has these members.
std::string post_line(std::string_view record, std::string_view operation = "create") {
  return R"({"did":")" + std::string(kDid) +
         R"(","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3mmoojpaqkn2z","operation":")" +
         std::string(operation) + R"(","collection":"app.bsky.feed.post","rkey":"3mmoojp4cd223","record":{)" +
         std::string(record) + R"(},"cid":"bafyreicl7r"}})";
}

TEST_F(JetstreamV1, ReadsAPost) {
  const auto event = decoder.decode(
      post_line(R"("$type":"app.bsky.feed.post","createdAt":"2020-01-01T00:00:00Z","langs":["en","de"],)"
                R"("reply":{"parent":{"cid":"bafy","uri":"at://did:plc:j76/app.bsky.feed.post/3mm"},)"
                R"("root":{"cid":"bafy","uri":"at://did:plc:root/app.bsky.feed.post/3ro"}},"text":"Bread & water")"));
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->kind, Kind::Post);
  EXPECT_EQ(event->cursor, 1779719009157119);
  EXPECT_EQ(event->post.id, "at://did:plc:q235v55g5unth4zjjdpacfdr/app.bsky.feed.post/3mmoojp4cd223");
  EXPECT_EQ(event->post.author, kDid);
  EXPECT_EQ(to_micros(event->post.time), 1779719009157119) << "when the network saw it, not what the author claims";
  EXPECT_EQ(event->post.text, "Bread & water");
  EXPECT_EQ(event->post.declared_language, "en");
  EXPECT_EQ(event->post.in_reply_to, "at://did:plc:j76/app.bsky.feed.post/3mm") << "the parent, not the root";
  EXPECT_EQ(event->post.rev, "3mmoojpaqkn2z");
  EXPECT_FALSE(event->post.update);
}

TEST_F(JetstreamV1, MarksAnUpdate) {
  const auto event = decoder.decode(post_line(R"("text":"now right")", "update"));
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->kind, Kind::Post);
  EXPECT_TRUE(event->post.update);
}

TEST_F(JetstreamV1, ReadsEscapesAsTheTextTheyMean) {
  const auto event =
      decoder.decode(post_line(R"("text":"a \u0026 b \u003c c \u003e \"d\" \\ \n \u00e9 \ud83d\ude4f \u0645 \/")"));
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->post.text, "a & b < c > \"d\" \\ \n é 🙏 م /");
}

TEST_F(JetstreamV1, LeavesBidirectionalOverridesAsTheyAre) {
  const auto event = decoder.decode(post_line(R"("text":"\u202egnorw\u202c and )"
                                              "\xe2\x81\xa6"
                                              R"(right")"));
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->post.text, "\xe2\x80\xaegnorw\xe2\x80\xac and \xe2\x81\xa6right");
}

TEST_F(JetstreamV1, TakesAPostThatDeclaresNothing) {
  for (const auto* record : {R"("text":"")", R"("langs":[],"text":"")", R"("langs":null,"reply":null,"text":"")",
                             R"("text":"","embed":{"$type":"app.bsky.embed.images","images":[{"alt":""}]})"}) {
    const auto event = decoder.decode(post_line(record));
    ASSERT_TRUE(event.has_value()) << record;
    EXPECT_EQ(event->kind, Kind::Post);
    EXPECT_EQ(event->post.text, "");
    EXPECT_EQ(event->post.declared_language, "");
    EXPECT_EQ(event->post.in_reply_to, "");
  }
}

TEST_F(JetstreamV1, ReadsMembersInAnyOrder) {
  const auto event = decoder.decode(
      R"({"commit":{"record":{"text":"late","langs":["ar"]},"cid":"b","rkey":"3k","collection":"app.bsky.feed.post",)"
      R"("operation":"create","rev":"3r"} , "kind" : "commit" ,"cursor":7, "time_us": 1779719009157119 ,"did":"did:plc:a"})");
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->kind, Kind::Post);
  EXPECT_EQ(event->post.text, "late");
  EXPECT_EQ(event->post.declared_language, "ar");
  EXPECT_EQ(event->post.id, "at://did:plc:a/app.bsky.feed.post/3k");
  EXPECT_EQ(event->cursor, 1779719009157119) << "time_us is the position, the optional cursor is not";
}

TEST_F(JetstreamV1, TellsADeletedPost) {
  const auto event = decoder.decode(
      R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3r","operation":"delete",)"
      R"("collection":"app.bsky.feed.post","rkey":"3gone"}})");
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->kind, Kind::Removal);
  EXPECT_EQ(event->removal.id, "at://did:plc:a/app.bsky.feed.post/3gone");
  EXPECT_EQ(event->removal.author, "did:plc:a");
}

TEST_F(JetstreamV1, TellsAShareWithoutWords) {
  const std::string repost =
      R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3r","operation":"create",)"
      R"("collection":"app.bsky.feed.repost","rkey":"3k","record":{"$type":"app.bsky.feed.repost","createdAt":"x",)"
      R"("subject":{"cid":"b","uri":"at://did:plc:b/app.bsky.feed.post/3p"},"via":{"cid":"c","uri":"at://via"}}}})";
  const auto event = decoder.decode(repost);
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->kind, Kind::Post);
  EXPECT_EQ(event->post.id, "at://did:plc:a/app.bsky.feed.repost/3k");
  EXPECT_EQ(event->post.repost_of, "at://did:plc:b/app.bsky.feed.post/3p") << "the subject, not what it came by";
  EXPECT_EQ(event->post.text, "");
  EXPECT_EQ(event->post.rev, "3r");
  for (std::size_t size = 0; size < repost.size(); ++size) {
    EXPECT_FALSE(decoder.decode(std::string_view(repost).substr(0, size)).has_value()) << "at " << size;
  }

  const auto taken_back = decoder.decode(
      R"({"did":"did:plc:a","time_us":1779719009157120,"kind":"commit","commit":{"rev":"3s","operation":"delete",)"
      R"("collection":"app.bsky.feed.repost","rkey":"3k"}})");
  ASSERT_TRUE(taken_back.has_value());
  EXPECT_EQ(taken_back->kind, Kind::Removal);
  EXPECT_EQ(taken_back->removal.id, "at://did:plc:a/app.bsky.feed.repost/3k");
  EXPECT_EQ(taken_back->removal.rev, "3s");

  const auto with_record = [](std::string_view record) {
    return R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3r","operation":"create",)"
           R"("collection":"app.bsky.feed.repost","rkey":"3k","record":)" +
           std::string(record) + "}}";
  };
  expect_refused(with_record(R"({"$type":"app.bsky.feed.repost"})"), "without subject");
  expect_refused(with_record(R"({"subject":"at://sesame"})"), "subject");
  expect_refused(with_record(R"({"subject":{"uri":7}})"), "subject");
  expect_refused(with_record(R"([])"), "record");
}

using Parts = std::vector<std::string_view>;

Parts parts(std::span<const std::string_view> list) {
  return {list.begin(), list.end()};
}

TEST_F(JetstreamV1, ReadsLinksMentionsAndTagsFromTheFacets) {
  const auto event = decoder.decode(post_line(
      R"("facets":[{"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a.example/?x=1\u0026y=2"}],)"
      R"("index":{"byteEnd":9,"byteStart":2}},{"$type":"app.bsky.richtext.facet","features":[)"
      R"({"$type":"app.bsky.richtext.facet#mention","did":"did:plc:other"},)"
      R"({"$type":"app.bsky.richtext.facet#tag","tag":"Flut"},{"$type":"app.bsky.richtext.facet#tag","tag":"#Flut"}],)"
      R"("index":{"byteEnd":20,"byteStart":12}}],"tags":["مدينة","Flut",""],"text":"words")"));
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(parts(event->post.links), Parts{"https://a.example/?x=1&y=2"});
  EXPECT_EQ(parts(event->post.mentions), Parts{"did:plc:other"});
  EXPECT_EQ(parts(event->post.tags), (Parts{"Flut", "مدينة"})) << "each once, without '#', with those beside the text";
  EXPECT_FALSE(event->post.media);
}

TEST_F(JetstreamV1, ReadsWhatIsEmbedded) {
  const auto post = [this](std::string_view embed) {
    const auto event = decoder.decode(post_line(R"("embed":)" + std::string(embed) + R"(,"text":"x")"));
    EXPECT_TRUE(event.has_value()) << embed;
    return event.value_or(DecodedEvent{}).post;
  };
  constexpr std::string_view kQuoted = "at://did:plc:q/app.bsky.feed.post/3q";
  EXPECT_TRUE(post(R"({"$type":"app.bsky.embed.images","images":[{"alt":"","image":{"size":1}}]})").media);
  EXPECT_FALSE(post(R"({"$type":"app.bsky.embed.images","images":[]})").media);
  EXPECT_TRUE(post(R"({"$type":"app.bsky.embed.gallery","items":[{"alt":"a"}]})").media);
  EXPECT_TRUE(post(R"({"$type":"app.bsky.embed.video","video":{"mimeType":"video/mp4"}})").media);
  const auto external =
      post(R"({"$type":"app.bsky.embed.external","external":{"title":"t","uri":"https://news.example/1"}})");
  EXPECT_EQ(parts(external.links), Parts{"https://news.example/1"});
  EXPECT_FALSE(external.media);
  const auto quote =
      post(R"({"$type":"app.bsky.embed.record","record":{"cid":"c","uri":")" + std::string(kQuoted) + R"("}})");
  EXPECT_EQ(quote.quote_of, kQuoted);
  EXPECT_EQ(post(R"({"record":{"cid":"c","uri":"at://did:plc:q/app.bsky.graph.list/3l"}})").quote_of, "")
      << "a list is shown, not quoted";
  const auto both = post(
      R"({"$type":"app.bsky.embed.recordWithMedia","media":{"$type":"app.bsky.embed.images","images":[{"alt":""}]},)"
      R"("record":{"$type":"app.bsky.embed.record","record":{"cid":"c","uri":")" +
      std::string(kQuoted) + R"("}}})");
  EXPECT_TRUE(both.media);
  EXPECT_EQ(both.quote_of, kQuoted);
  const auto after = decoder.decode(post_line(R"("text":"bare")"));
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->post.quote_of, "") << "nothing of an earlier post stays";
  EXPECT_FALSE(after->post.media);
  EXPECT_TRUE(after->post.links.empty());
}

TEST_F(JetstreamV1, TakesAPostWhoseFacetsOrEmbedCannotBeRead) {
  for (const auto* members :
       {R"("facets":null)", R"("facets":7)", R"("facets":{"features":[]})", R"("facets":[7,null,"x",[],{}])",
        R"("facets":[{"features":7},{"features":[7,[],{"uri":7,"did":[],"tag":{}}]}])", R"("embed":null)",
        R"("embed":[{"images":[1]}])", R"("embed":{"images":7,"external":7,"record":[],"media":"x","video":null})",
        R"("embed":{"external":{"uri":{}},"record":{"uri":7,"record":7}})", R"("tags":"x")", R"("tags":[7,null])",
        R"("facets":[{"features":[{"did":"no did"}]}])"}) {
    const auto event = decoder.decode(post_line(std::string(members) + R"(,"text":"x")"));
    ASSERT_TRUE(event.has_value()) << members << event.error().hint;
    EXPECT_EQ(event->post.text, "x");
    EXPECT_TRUE(event->post.links.empty() && event->post.mentions.empty() && event->post.tags.empty()) << members;
    EXPECT_EQ(event->post.quote_of, "");
  }
}

TEST_F(JetstreamV1, KeepsAPostsPartsBounded) {
  std::string tags;
  for (int i = 0; i < 500; ++i) tags += (i == 0 ? "\"t" : ",\"t") + std::to_string(i) + '"';
  const auto event = decoder.decode(post_line(R"("tags":[)" + tags + R"(],"text":"x")"));
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->post.tags.size(), activity::PublicPost::kMaxParts);
  std::string media;
  for (int i = 0; i < 70; ++i) media += R"({"media":)";
  expect_refused(post_line(R"("text":"x","embed":)" + media + "1" + std::string(70, '}')), "nested too deep");
}

std::string account_line(std::string_view members) {
  return R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"account","account":{)" + std::string(members) + "}}";
}

TEST_F(JetstreamV1, TakesAnAuthorWhoIsGoneAway) {
  for (const auto* members :
       {R"("active":false,"did":"did:plc:a","seq":1,"status":"deleted")", R"("active":false,"status":"takendown")",
        R"("active":false,"status":"suspended")", R"("active":false,"status":"deactivated")",
        R"("active":false,"status":"a word of tomorrow")", R"("active":false)"}) {
    const auto event = decoder.decode(account_line(members));
    ASSERT_TRUE(event.has_value()) << members;
    EXPECT_EQ(event->kind, Kind::Removal) << members;
    EXPECT_EQ(event->removal.id, "") << "everything of the author";
    EXPECT_EQ(event->removal.author, "did:plc:a");
  }
}

TEST_F(JetstreamV1, KeepsAnAuthorWhoseServerHasTrouble) {
  for (const auto* members :
       {R"("active":true,"did":"did:plc:a","seq":1)", R"("active":true,"status":"throttled")",
        R"("active":false,"status":"desynchronized")", R"("active":false,"status":"throttled")"}) {
    const auto event = decoder.decode(account_line(members));
    ASSERT_TRUE(event.has_value()) << members;
    EXPECT_EQ(event->kind, Kind::Other) << members;
  }
}

TEST_F(JetstreamV1, PassesOverAllOtherEvents) {
  for (
      const auto* rest :
      {R"("kind":"identity","identity":{"did":"did:plc:a","seq":3,"handle":"a.example"})",
       R"("kind":"commit","commit":{"rev":"3r","operation":"create","collection":"app.bsky.feed.like","rkey":"3k",)"
       R"("record":{"$type":"app.bsky.feed.like","subject":{"cid":"b","uri":"at://x"}},"cid":"b"})",
       R"("kind":"commit","commit":{"rev":"3r","operation":"delete","collection":"app.bsky.feed.like","rkey":"3k"})",
       R"("kind":"commit","commit":{"rev":"3r","operation":"update","collection":"a.b.c","rkey":"did:web:x::y","record":[]})",
       R"("kind":"sync","sync":{"rev":"3r"})", R"("kind":"a kind of tomorrow")"}) {
    const auto event = decoder.decode(R"({"did":"did:plc:a","time_us":1779719009157119,)" + std::string(rest) + "}");
    ASSERT_TRUE(event.has_value()) << rest << event.error().hint;
    EXPECT_EQ(event->kind, Kind::Other) << rest;
    EXPECT_EQ(event->cursor, 1779719009157119);
  }
}

TEST_F(JetstreamV1, FindsEveryLineThatWasCutOff) {
  const auto line = post_line(
      R"("langs":["en"],"facets":[{"index":{"byteEnd":3}}],"reply":{"parent":{"uri":"at://x"}},"text":"sesame")");
  ASSERT_TRUE(decoder.decode(line).has_value());
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(decoder.decode(std::string_view(line).substr(0, size)).has_value()) << "at " << size;
  }
  const std::string like =
      R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3r","operation":"create",)"
      R"("collection":"app.bsky.feed.like","rkey":"3k","record":{"subject":{"cid":"b","uri":"at://x"}},"cid":"b"}})";
  ASSERT_TRUE(decoder.decode(like).has_value());
  for (std::size_t size = 0; size < like.size(); ++size) {
    EXPECT_FALSE(decoder.decode(std::string_view(like).substr(0, size)).has_value()) << "at " << size;
  }
}

// A like as the servers write it, which came by a repost.
constexpr std::string_view kLike =
    R"({"did":"did:plc:q235v55g5unth4zjjdpacfdr","time_us":1779719009157119,"kind":"commit","commit":)"
    R"({"rev":"3mmoojpaqkn2z","operation":"create","collection":"app.bsky.feed.like","rkey":"3mmoojp4cd223",)"
    R"("record":{"$type":"app.bsky.feed.like","createdAt":"2026-05-25T14:23:28.778Z",)"
    R"("subject":{"cid":"bafyreia","uri":"at://did:plc:b/app.bsky.feed.post/3p"},)"
    R"("via":{"cid":"bafyreib","uri":"at://did:plc:c/app.bsky.feed.repost/3v"}},"cid":"bafyreic"}})";

TEST_F(JetstreamV1, FindsALikeThatIsNotWhole) {
  const auto event = decoder.decode(kLike);
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->kind, Kind::Other);
  EXPECT_EQ(event->cursor, 1779719009157119);
  for (std::size_t size = 0; size < kLike.size(); ++size) {
    EXPECT_FALSE(decoder.decode(kLike.substr(0, size)).has_value()) << "at " << size;
  }
  EXPECT_FALSE(decoder.decode(std::string(kLike) + std::string(kLike)).has_value()) << "two lines run together";
  for (const char damage : {'\0', '\x1f', '\xff'}) {
    std::string line{kLike};
    line[line.find("createdAt") + 2] = damage;
    EXPECT_FALSE(decoder.decode(line).has_value()) << "byte " << static_cast<int>(damage);
  }
  std::string early{kLike};
  early.replace(early.find("1779719009157119"), 16, "1079719009157119");
  expect_refused(early, "before 2020");
}

TEST_F(JetstreamV1, RefusesWhatIsNoEvent) {
  for (const auto* line :
       {"", " ", "null", "true", "7", "[]", R"("did")", "{", "}", "{}", "{]", "[[[[[[[[", "\"", "nul"}) {
    EXPECT_FALSE(decoder.decode(line).has_value()) << line;
  }
  expect_refused(R"({"time_us":1779719009157119,"kind":"identity"})", "did is missing");
  expect_refused(R"({"did":"did:plc:a","kind":"identity"})", "time_us is missing");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119})", "kind is missing");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit"})", "there is none");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"account"})", "there is none");
  expect_refused(account_line(R"("status":"deleted")"), "there is none, or none with active");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{}})", "without collection");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"operation":"create"}})",
                 "without collection");
}

TEST_F(JetstreamV1, RefusesMembersOfTheWrongType) {
  const std::string head = R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit",)";
  expect_refused(R"({"did":7,"time_us":1779719009157119,"kind":"identity"})", "did");
  expect_refused(R"({"did":null,"time_us":1779719009157119,"kind":"identity"})", "did");
  expect_refused(R"({"did":"did:plc:a","time_us":"1779719009157119","kind":"identity"})", "time_us");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119.5,"kind":"identity"})", "time_us");
  expect_refused(R"({"did":"did:plc:a","time_us":99999999999999999999999,"kind":"identity"})", "time_us");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119,"kind":["commit"]})", "kind");
  expect_refused(head + R"("commit":[]})", "commit is not an object");
  expect_refused(head + R"("commit":{"operation":1}})", "operation");
  expect_refused(head + R"("commit":{"operation":"create","collection":{}}})", "collection");
  expect_refused(account_line(R"("active":"false")"), "active");
  expect_refused(account_line(R"("active":false,"status":3)"), "status");
  expect_refused(post_line(R"("text":7)"), "text");
  expect_refused(post_line(R"("text":null)"), "text");
  expect_refused(post_line(R"("text":["sesame"])"), "text");
  expect_refused(post_line(R"("langs":"en","text":"sesame")"), "langs");
  expect_refused(post_line(R"("langs":[7],"text":"sesame")"), "langs");
  expect_refused(post_line(R"("langs":["e n"],"text":"sesame")"), "langs");
  expect_refused(post_line(R"("reply":"at://x","text":"sesame")"), "reply");
  expect_refused(post_line(R"("reply":{"parent":"at://x"},"text":"sesame")"), "reply");
  expect_refused(post_line(R"("reply":{"parent":{"uri":1}},"text":"sesame")"), "reply");
  expect_refused(head + R"("commit":{"rev":"3r","operation":"create","collection":"app.bsky.feed.post","rkey":"3k",)"
                        R"("record":"sesame"}})",
                 "record");
  expect_refused(head +
                     R"("commit":{"record":"sesame","rev":"3r","operation":"create","collection":"app.bsky.feed.post",)"
                     R"("rkey":"3k"}})",
                 "record");
}

TEST_F(JetstreamV1, RefusesAPostThatCannotBeNamedOrHasNoText) {
  const auto with = [](std::string_view did, std::string_view rev, std::string_view rkey, std::string_view operation) {
    return R"({"did":")" + std::string(did) + R"(","time_us":1779719009157119,"kind":"commit","commit":{"rev":")" +
           std::string(rev) + R"(","operation":")" + std::string(operation) +
           R"(","collection":"app.bsky.feed.post","rkey":")" + std::string(rkey) + R"(","record":{"text":"x"}}})";
  };
  ASSERT_TRUE(decoder.decode(with("did:plc:a", "3r", "3k", "create")).has_value());
  expect_refused(with("sesame.example", "3r", "3k", "create"), "no DID");
  expect_refused(with("did:plc:a/b", "3r", "3k", "create"), "no DID");
  expect_refused(with("did:plc:\\u0061", "3r", "3k", "create"), "no DID");
  expect_refused(with("did:plc:a", "", "3k", "create"), "rev");
  expect_refused(with("did:plc:a", std::string(65, 'a'), "3k", "create"), "rev");
  expect_refused(with("did:plc:a", "3r", "", "create"), "rkey");
  expect_refused(with("did:plc:a", "3r", "a/b", "create"), "rkey");
  expect_refused(with("did:plc:a", "3r", "..", "delete"), "rkey");
  expect_refused(with("did:plc:a", "3r", "3k", "upsert"), "operation");
  expect_refused(post_line(R"("langs":["en"])"), "without text");
  expect_refused(R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3r",)"
                 R"("operation":"create","collection":"app.bsky.feed.post","rkey":"3k"}})",
                 "without text");
}

TEST_F(JetstreamV1, RefusesWhatIsNotUtf8) {
  for (const auto* bytes : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82"}) {
    expect_refused(post_line(R"("text":"sesame )" + std::string(bytes) + '"'), "UTF-8");
    expect_refused(post_line(R"("text":"x","title":")" + std::string(bytes) + '"'), "UTF-8");
  }
  for (const auto* escape : {"\\ud800", "\\udc00", "\\ud800\\u0041", "\\udc00\\ud800", "\\u12", "\\x41"}) {
    expect_refused(post_line(R"("text":"sesame )" + std::string(escape) + '"'), "text");
  }
}

TEST_F(JetstreamV1, RefusesWhatIsNestedTooDeep) {
  const auto nested = [](std::size_t depth, char open, char close) {
    std::string value;
    for (std::size_t i = 0; i < depth; ++i) value += open == '{' ? std::string(R"({"a":)") : std::string(1, open);
    value += '1';
    return value + std::string(depth, close);
  };
  EXPECT_TRUE(decoder.decode(post_line(R"("text":"x","embed":)" + nested(60, '[', ']'))).has_value());
  expect_refused(post_line(R"("text":"x","embed":)" + nested(65, '[', ']')), "nested too deep");
  expect_refused(post_line(R"("text":"x","embed":)" + nested(100'000, '[', ']')), "nested too deep");
  expect_refused(post_line(R"("text":"x","embed":)" + nested(100'000, '{', '}')), "nested too deep");
  EXPECT_FALSE(decoder.decode(nested(1'000'000, '[', ']')).has_value());
  EXPECT_FALSE(decoder.decode(nested(500'000, '{', '}')).has_value());
  EXPECT_FALSE(decoder.decode(std::string(1'000'000, '[')).has_value());
}

TEST_F(JetstreamV1, RefusesBracketsThatDoNotMatch) {
  for (const auto* embed : {"[1}", R"({"a":1])", "[[1]", R"([{"a":[}]])", R"({"a" 1})", "[1 2]", R"([1,])", R"({"a":})",
                            "[,1]", R"([,"a":1}])", R"({,"a":1})", R"({"a":"b":[1]]})", R"("a":"b")", ":", ","}) {
    EXPECT_FALSE(decoder.decode(post_line(R"("embed":)" + std::string(embed) + R"(,"text":"x")")).has_value()) << embed;
  }
}

TEST_F(JetstreamV1, RefusesMoreThanOneEventALine) {
  const auto line = post_line(R"("text":"x")");
  EXPECT_FALSE(decoder.decode(line + line).has_value());
  EXPECT_FALSE(decoder.decode(line + " 1").has_value());
  EXPECT_FALSE(decoder.decode(line + "}").has_value());
  EXPECT_TRUE(decoder.decode("  " + line + " \t").has_value());
}

TEST_F(JetstreamV1, RefusesWhatIsTooLong) {
  expect_refused(std::string(JetstreamV1Decoder::kMaxLine + 1, ' '), "longer than 5 MiB");
  expect_refused(post_line(R"("text":")" + std::string(kMaxText + 1, 'a') + '"'), "too long");
  EXPECT_TRUE(decoder.decode(post_line(R"("text":")" + std::string(kMaxText, 'a') + '"')));
  const auto huge =
      post_line(R"("title":")" + std::string(JetstreamV1Decoder::kMaxLine - 1'000, 'a') + R"(","text":"x")");
  const auto event = decoder.decode(huge);
  ASSERT_TRUE(event.has_value()) << event.error().hint;
  EXPECT_EQ(event->post.text, "x");
}

TEST_F(JetstreamV1, RefusesTimesThatCannotBe) {
  const auto at = [](std::int64_t us) {
    return R"({"did":"did:plc:a","kind":"identity","time_us":)" + std::to_string(us) + "}";
  };
  const auto day = std::chrono::microseconds{std::chrono::hours{24}};
  const auto now = to_micros(clock.now());
  EXPECT_TRUE(decoder.decode(at(1'577'836'800'000'000)).has_value());
  EXPECT_TRUE(decoder.decode(at(now + day.count())).has_value());
  for (const auto us : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'577'836'799'999'999}, now + day.count() + 1,
                        INT64_MAX, INT64_MIN, std::int64_t{1'779'719'009}}) {
    expect_refused(at(us), "time_us");
  }
  clock.advance(day);
  EXPECT_TRUE(decoder.decode(at(now + day.count() + 1)).has_value()) << "what was the future is now";
}

TEST_F(JetstreamV1, ReadsAPaddedLineInPlaceWhateverFollowsIt) {
  const auto line = post_line(R"("text":"whole")");
  for (const char next : {'\0', '\n', '}', ']', '"', '{', 'x'}) {
    const auto padded = line + std::string(activity::LineDecoder::kPadding, next);
    const auto event = decoder.decode_padded(std::string_view(padded).substr(0, line.size()));
    ASSERT_TRUE(event.has_value()) << next;
    EXPECT_EQ(event->post.text, "whole");
    EXPECT_FALSE(decoder.decode_padded(std::string_view(padded).substr(0, line.size() - 1)).has_value()) << next;
    EXPECT_FALSE(decoder.decode_padded(std::string_view(padded).substr(0, line.size() - 2)).has_value()) << next;
  }
}

TEST_F(JetstreamV1, GoesOnAfterABadLine) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(decoder.decode(R"({"did":"did:plc:a","time_us":)").has_value());
    EXPECT_TRUE(decoder.decode(post_line(R"("text":"x")")).has_value());
  }
}

}  // namespace
}  // namespace chancery::atproto
