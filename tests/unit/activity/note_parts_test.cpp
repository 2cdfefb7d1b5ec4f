#include "activity/note_parts.hpp"

#include <gtest/gtest.h>

namespace chancery::activity {
namespace {

NoteParts everything() {
  NoteParts parts;
  parts.summary = "An accident";
  parts.sensitive = true;
  parts.translations = {{"fr", "<p>Le port</p>"}, {"ar", "<p>الميناء</p>"}};
  parts.summary_translations = {{"fr", "Un accident"}};
  parts.attachments = {{.url = "https://mfa.example/media/1",
                        .media_type = "image/webp",
                        .alt = {{"en", "The port at dawn"}, {"fr", "Le port à l’aube"}},
                        .width = 1600,
                        .height = 900,
                        .blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
                        .focus = {0.25, -0.5}}};
  parts.mentions = {{"https://peer.example/actors/2", "@consul@peer.example"}};
  parts.hashtags = {"PortSelm", "قنصلية"};
  parts.emojis = {{"blob_cat", "https://peer.example/emoji/2.png"}, {"+1", "https://peer.example/emoji/1.png"}};
  parts.question = Question{.options = {{"Monday", 3}, {"Friday", 0}},
                            .multiple = true,
                            .ends = from_micros(1'770'000'000'000'000),
                            .voters = 3};
  parts.quote = "https://peer.example/notes/7";
  parts.quote_authorization = "https://peer.example/consents/7";
  parts.policy = {Permitted::Followers, Permitted::Nobody};
  parts.herself = true;
  parts.removed = from_micros(1'770'000'000'000'000);
  return parts;
}

TEST(NoteParts, WhatIsWrittenIsRead) {
  const auto read = read_parts(write_parts(everything()));
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  EXPECT_EQ(*read, everything());
}

TEST(NoteParts, ANoteWithoutPartsTakesNoRoom) {
  EXPECT_EQ(write_parts({}), "");
  EXPECT_EQ(read_parts("").value(), NoteParts{});
}

TEST(NoteParts, WhatIsNoObjectIsRefused) {
  EXPECT_EQ(read_parts("[1]").error().code, Errc::Malformed);
}

TEST(NoteParts, APermissionOfALaterVersionPermitsNobody) {
  EXPECT_EQ(read_parts(R"({"may_quote":"cousins"})")->policy.quote, Permitted::Nobody);
}

}  // namespace
}  // namespace chancery::activity
