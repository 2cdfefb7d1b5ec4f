#include "atproto/jetstream_v2.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "support/fixed_clock.hpp"

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;
using Kind = DecodedEvent::Kind;

// A payload of this kind in its frame, its members in the order of their names, as the server writes them.
std::string frame(std::string_view kind, std::string_view members) {
  return R"({"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#)" + std::string(kind) +
         R"(",)" + std::string(members) + "}}";
}

constexpr std::string_view kPlace = R"("seq":812345,"time":"2026-05-25T14:23:29.157119Z")";
constexpr std::int64_t kTime = 1'779'719'009'157'119;

std::string commit(std::string_view collection, std::string_view operation, std::string_view record) {
  return frame("commit", R"("cid":"bafyreicl7r","collection":")" + std::string(collection) +
                             R"(","did":"did:plc:a","operation":")" + std::string(operation) + R"(",)" +
                             std::string(record) + R"("rev":"3mmoojpaqkn2z","rkey":"3mmoojp4cd223",)" +
                             std::string(kPlace));
}

class JetstreamV2 : public testing::Test {
 protected:
  chancery::test::FixedClock clock;
  JetstreamV2Decoder decoder{clock};

  DecodedEvent read(const std::string& line) {
    const auto event = decoder.decode(line);
    EXPECT_TRUE(event.has_value()) << line << '\n' << event.error().hint;
    return event.value_or(DecodedEvent{});
  }
  void expect_refused(std::string_view line, std::string_view why) {
    const auto event = decoder.decode(line);
    ASSERT_FALSE(event.has_value()) << line.substr(0, 300);
    EXPECT_EQ(event.error().code, Errc::Malformed);
    EXPECT_NE(event.error().hint.find(why), std::string::npos) << event.error().hint << " for " << line.substr(0, 300);
    EXPECT_EQ(event.error().hint.find("sesame"), std::string::npos) << "a hint never quotes";
  }
};

TEST_F(JetstreamV2, ReadsAPost) {
  const auto event = read(commit("app.bsky.feed.post", "create",
                                 R"("record":{"$type":"app.bsky.feed.post","createdAt":"2020-01-01T00:00:00Z",)"
                                 R"("langs":["en"],"text":"Bread \u0026 water"},)"));
  EXPECT_EQ(event.kind, Kind::Post);
  EXPECT_EQ(event.cursor, 812'345) << "the sequence number, not the time";
  EXPECT_EQ(to_micros(event.time), kTime);
  EXPECT_EQ(to_micros(event.post.time), kTime);
  EXPECT_EQ(event.post.id, "at://did:plc:a/app.bsky.feed.post/3mmoojp4cd223");
  EXPECT_EQ(event.post.author, "did:plc:a");
  EXPECT_EQ(event.post.text, "Bread & water");
  EXPECT_EQ(event.post.declared_language, "en");
  EXPECT_EQ(event.post.rev, "3mmoojpaqkn2z");
  EXPECT_FALSE(event.post.update);
  EXPECT_TRUE(read(commit("app.bsky.feed.post", "update", R"("record":{"text":"x"},)")).post.update);
}

TEST_F(JetstreamV2, ReadsMembersInAnyOrder) {
  const auto event =
      read(R"({"payload":{"time":"2026-05-25T16:23:29.157119+02:00","record":{"text":"late"},"rkey":"3k","seq":7,)"
           R"("collection":"app.bsky.feed.post","operation":"create","rev":"3r","did":"did:plc:a",)"
           R"("$type":"network.bsky.jetstream.subscribeEvents#commit"},"$type":"message"})");
  EXPECT_EQ(event.kind, Kind::Post);
  EXPECT_EQ(event.post.text, "late");
  EXPECT_EQ(event.cursor, 7);
  EXPECT_EQ(to_micros(event.time), kTime) << "any RFC 3339 time is read";
}

TEST_F(JetstreamV2, TellsSharesAndRemovals) {
  const auto repost = read(commit("app.bsky.feed.repost", "create",
                                  R"("record":{"subject":{"cid":"c","uri":"at://did:plc:b/app.bsky.feed.post/3p"}},)"));
  EXPECT_EQ(repost.kind, Kind::Post);
  EXPECT_EQ(repost.post.repost_of, "at://did:plc:b/app.bsky.feed.post/3p");
  const auto gone = read(commit("app.bsky.feed.post", "delete", ""));
  EXPECT_EQ(gone.kind, Kind::Removal);
  EXPECT_EQ(gone.removal.id, "at://did:plc:a/app.bsky.feed.post/3mmoojp4cd223");
  EXPECT_EQ(gone.removal.author, "did:plc:a");
  EXPECT_EQ(gone.removal.rev, "3mmoojpaqkn2z");
}

TEST_F(JetstreamV2, TakesAwayWhatAGoneOrReplacedRepositoryHeld) {
  const auto account = [](std::string_view members) {
    return frame("account", R"("account":{)" + std::string(members) +
                                R"("did":"did:plc:a","seq":9,"time":"2026-05-25T14:23:28.0Z"},"did":"did:plc:a",)" +
                                std::string(kPlace));
  };
  for (const auto* members : {R"("active":false,"status":"deleted",)", R"("active":false,"status":"takendown",)",
                              R"("active":false,)", R"("active":false,"status":"a word of tomorrow",)"}) {
    const auto event = read(account(members));
    EXPECT_EQ(event.kind, Kind::Removal) << members;
    EXPECT_EQ(event.removal.id, "");
    EXPECT_EQ(event.removal.author, "did:plc:a");
    EXPECT_EQ(event.removal.rev, "9") << "the upstream's number tells it from another";
    EXPECT_EQ(event.cursor, 812'345) << "not the upstream's";
  }
  for (const auto* members : {R"("active":true,)", R"("active":false,"status":"desynchronized",)"}) {
    EXPECT_EQ(read(account(members)).kind, Kind::Other) << members;
  }
  const auto sync =
      read(frame("sync", R"("did":"did:plc:a",)" + std::string(kPlace) +
                             R"(,"sync":{"blocks":{"$bytes":"AA"},"did":"did:plc:a","rev":"3r","seq":3})"));
  EXPECT_EQ(sync.kind, Kind::Removal) << "what the repository holds now follows as creates";
  EXPECT_EQ(sync.removal.author, "did:plc:a");
  EXPECT_EQ(sync.removal.id, "");
}

TEST_F(JetstreamV2, PassesOverAllOtherFrames) {
  for (const auto& line :
       {frame("identity", R"("did":"did:plc:a","identity":{"did":"did:plc:a","seq":3},)" + std::string(kPlace)),
        frame("a-kind-of-tomorrow", R"("did":"did:plc:a",)" + std::string(kPlace)),
        commit("app.bsky.feed.like", "create", R"("record":{"subject":{"uri":"at://x"},"more":[{"a":[1]}]},)"),
        commit("app.bsky.feed.like", "delete", "")}) {
    const auto event = read(line);
    EXPECT_EQ(event.kind, Kind::Other) << line;
    EXPECT_EQ(event.cursor, 812'345) << line;
    EXPECT_EQ(decoder.notice().kind, StreamNotice::Kind::None);
  }
  const auto unknown = read(R"({"$type":"a frame of tomorrow","payload":{}})");
  EXPECT_EQ(unknown.kind, Kind::Other);
  EXPECT_EQ(unknown.cursor, 0);
}

TEST_F(JetstreamV2, TellsWhatTheServerSaysOfTheStream) {
  const auto info = read(frame("info", R"("message":"starting at seq 17","name":"OutdatedCursor")"));
  EXPECT_EQ(info.kind, Kind::Other);
  EXPECT_EQ(info.cursor, 0) << "it has no place in the stream";
  EXPECT_EQ(info.time, Timestamp{});
  EXPECT_EQ(decoder.notice().kind, StreamNotice::Kind::Info);
  EXPECT_EQ(decoder.notice().name, "OutdatedCursor");
  EXPECT_EQ(decoder.notice().message, "starting at seq 17");
  const auto error = read(R"({"$type":"error","error":"ConsumerTooSlow","message":"far behind"})");
  EXPECT_EQ(error.kind, Kind::Other);
  EXPECT_EQ(decoder.notice().kind, StreamNotice::Kind::Error);
  EXPECT_EQ(decoder.notice().name, "ConsumerTooSlow");
  read(R"({"$type":"error","error":"InternalError"})");
  EXPECT_EQ(decoder.notice().message, "") << "nothing of an earlier notice stays";
  read(commit("app.bsky.feed.like", "delete", ""));
  EXPECT_EQ(decoder.notice().kind, StreamNotice::Kind::None);
  expect_refused(R"({"$type":"error","message":"sesame"})", "without error");
  expect_refused(frame("info", R"("message":"sesame")"), "without name");
}

TEST_F(JetstreamV2, FindsEveryFrameThatWasCutOff) {
  for (const auto& line : {commit("app.bsky.feed.post", "create", R"("record":{"langs":["en"],"text":"sesame"},)"),
                           commit("app.bsky.feed.like", "create", R"("record":{"subject":{"uri":"at://x"}},)"),
                           frame("info", R"("message":"m","name":"OutdatedCursor")"),
                           std::string(R"({"$type":"error","error":"ConsumerTooSlow"})")}) {
    ASSERT_TRUE(decoder.decode(line).has_value()) << line;
    for (std::size_t size = 0; size < line.size(); ++size) {
      EXPECT_FALSE(decoder.decode(std::string_view(line).substr(0, size)).has_value()) << "at " << size;
    }
  }
}

TEST_F(JetstreamV2, RefusesWhatIsNoFrame) {
  for (const auto* line : {"", " ", "null", "[]", "{}", "{", R"({"$type":"message"})", R"({"$type":7})",
                           R"({"$type":"message","payload":[]})", R"({"$type":"message","payload":{}})"}) {
    EXPECT_FALSE(decoder.decode(line).has_value()) << line;
  }
  const std::string head = R"("did":"did:plc:a",)";
  expect_refused(R"({"$type":"message","payload":{"$type":"commit"}})", "no reference");
  expect_refused(frame("identity", kPlace), "did is missing");
  expect_refused(frame("identity", head + R"("time":"2026-05-25T14:23:29.157119Z")"), "seq is missing");
  expect_refused(frame("identity", head + R"("seq":1779719009157119,"time":"2026-05-25T14:23:29.157119Z")"), "seq");
  expect_refused(frame("identity", head + R"("seq":-1,"time":"2026-05-25T14:23:29.157119Z")"), "seq");
  expect_refused(frame("identity", head + R"("seq":"1")"), "seq is not an integer");
  expect_refused(frame("identity", head + R"("seq":1)"), "time is missing");
  for (const auto* time : {"2026-13-25T14:23:29.157119Z", "2026-02-30T14:23:29.157119Z", "2026-05-25T24:23:29.157119Z",
                           "2026-05-25T14:61:29.157119Z", "2026-05-25T14:23:29.15711xZ", "2019-05-25T14:23:29.157119Z",
                           "9999-05-25T14:23:29.157119Z", "sesame"}) {
    expect_refused(frame("identity", head + R"("seq":1,"time":")" + time + '"'), "time");
  }
  expect_refused(frame("commit", head + std::string(kPlace)), "without collection");
  expect_refused(frame("account", head + std::string(kPlace)), "account");
  expect_refused(frame("account", head + R"("account":"sesame",)" + std::string(kPlace)), "account");
  expect_refused(commit("app.bsky.feed.post", "create", ""), "without text");
  expect_refused(commit("app.bsky.feed.post", "create", R"("record":"sesame",)"), "record");
  expect_refused(commit("app.bsky.feed.post", "upsert", R"("record":{"text":"sesame"},)"), "operation");
  expect_refused(commit("app.bsky.feed.post", "delete", "") + "{}", "follows");
  expect_refused(std::string(JetstreamV2Decoder::kMaxLine + 1, ' '), "longer than 5 MiB");
}

}  // namespace
}  // namespace chancery::atproto
