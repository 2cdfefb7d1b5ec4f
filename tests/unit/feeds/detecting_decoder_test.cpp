#include "feeds/detecting_decoder.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "atproto/jetstream_v1.hpp"
#include "atproto/jetstream_v2.hpp"
#include "feeds/neutral_posts.hpp"
#include "support/fixed_clock.hpp"

namespace chancery::feeds {
namespace {

constexpr std::string_view kJetstream =
    R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3r","operation":"create",)"
    R"("collection":"app.bsky.feed.post","rkey":"3k","record":{"text":"from Bluesky"}}})";
constexpr std::string_view kJetstreamV2 =
    R"({"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit",)"
    R"("collection":"app.bsky.feed.post","did":"did:plc:a","operation":"create","record":{"text":"from Bluesky"},)"
    R"("rev":"3r","rkey":"3k","seq":1,"time":"2026-05-25T14:23:29.157119Z"}})";
constexpr std::string_view kNeutral =
    R"({"id":"1","author":"anna","time":"2026-11-01T09:30:00Z","text":"from elsewhere"})";

class Detecting : public testing::Test {
 protected:
  chancery::test::FixedClock clock;
  atproto::JetstreamV1Decoder jetstream{clock};
  atproto::JetstreamV2Decoder jetstream_v2{clock};
  NeutralPostDecoder neutral{clock};
  DetectingDecoder decoder{jetstream, jetstream_v2, neutral};

  std::string text_of(std::string_view line) {
    const auto event = decoder.decode(line);
    return event ? std::string(event->post.text) : "refused: " + event.error().hint;
  }
};

TEST_F(Detecting, ReadsEveryFormatAndAllMixed) {
  for (const auto line : {kNeutral, kNeutral, kJetstream, kJetstream, kNeutral, kJetstreamV2, kJetstream, kJetstreamV2,
                          kJetstreamV2, kNeutral}) {
    EXPECT_EQ(text_of(line), line == kNeutral ? "from elsewhere" : "from Bluesky");
  }
}

TEST_F(Detecting, ReportsTheErrorOfTheFormatThatWasMeant) {
  for (const auto first : {kNeutral, kJetstream, kJetstreamV2}) {
    ASSERT_TRUE(decoder.decode(first).has_value());
    EXPECT_EQ(text_of(R"({"did":"did:plc:a","time_us":17,"kind":"identity"})"),
              "refused: Jetstream event: time_us is missing, before 2020, or in the future");
    EXPECT_EQ(text_of(R"({"id":"1","author":"anna","text":"x"})"),
              "refused: neutral post: time is missing or not RFC 3339, such as 2026-11-22T09:30:00Z");
    EXPECT_EQ(text_of(R"({"$type":"message","payload":{}})"),
              "refused: Jetstream v2 frame: the payload's $type is missing");
  }
}

TEST_F(Detecting, RefusesWhatIsNoneOfThem) {
  for (const auto* line : {"", "{}", "[]", "rubbish", "\xff\xfe", R"({"text":"x"})"}) {
    EXPECT_FALSE(decoder.decode(line).has_value()) << line;
  }
  EXPECT_EQ(text_of(kNeutral), "from elsewhere") << "and goes on";
}

}  // namespace
}  // namespace chancery::feeds
