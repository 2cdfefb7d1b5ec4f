#include "feeds/detecting_decoder.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "atproto/jetstream_v1.hpp"
#include "feeds/neutral_posts.hpp"
#include "support/fixed_clock.hpp"

namespace chancery::feeds {
namespace {

constexpr std::string_view kJetstream =
    R"({"did":"did:plc:a","time_us":1779719009157119,"kind":"commit","commit":{"rev":"3r","operation":"create",)"
    R"("collection":"app.bsky.feed.post","rkey":"3k","record":{"text":"from Bluesky"}}})";
constexpr std::string_view kNeutral =
    R"({"id":"1","author":"anna","time":"2026-11-01T09:30:00Z","text":"from elsewhere"})";

class Detecting : public testing::Test {
 protected:
  chancery::test::FixedClock clock;
  atproto::JetstreamV1Decoder jetstream{clock};
  NeutralPostDecoder neutral{clock};
  DetectingDecoder decoder{jetstream, neutral};

  std::string text_of(std::string_view line) {
    const auto event = decoder.decode(line);
    return event ? std::string(event->post.text) : "refused: " + event.error().hint;
  }
};

TEST_F(Detecting, ReadsEitherFormatAndBothMixed) {
  for (const auto line : {kNeutral, kNeutral, kJetstream, kJetstream, kNeutral, kJetstream}) {
    EXPECT_EQ(text_of(line), line == kNeutral ? "from elsewhere" : "from Bluesky");
  }
}

TEST_F(Detecting, ReportsTheErrorOfTheFormatThatWasMeant) {
  for (const auto first : {kNeutral, kJetstream}) {
    ASSERT_TRUE(decoder.decode(first).has_value());
    EXPECT_EQ(text_of(R"({"did":"did:plc:a","time_us":17,"kind":"identity"})"),
              "refused: Jetstream event: time_us is missing, before 2020, or in the future");
    EXPECT_EQ(text_of(R"({"id":"1","author":"anna","text":"x"})"),
              "refused: neutral post: time is missing or not RFC 3339, such as 2026-11-22T09:30:00Z");
  }
}

TEST_F(Detecting, RefusesWhatIsNeither) {
  for (const auto* line : {"", "{}", "[]", "rubbish", "\xff\xfe", R"({"text":"x"})"}) {
    EXPECT_FALSE(decoder.decode(line).has_value()) << line;
  }
  EXPECT_EQ(text_of(kNeutral), "from elsewhere") << "and goes on";
}

}  // namespace
}  // namespace chancery::feeds
