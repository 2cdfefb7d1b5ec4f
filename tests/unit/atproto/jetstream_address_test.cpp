#include "atproto/jetstream_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::atproto {
namespace {

constexpr std::string_view kV2 = "wss://h.example/xrpc/network.bsky.jetstream.subscribeEvents";
const std::string kPostsAndReposts = "wantedCollections=app.bsky.feed.post&wantedCollections=app.bsky.feed.repost";
const std::string kV2Filters =
    "collections=app.bsky.feed.post&collections=app.bsky.feed.repost&kinds=commit&kinds=account&kinds=sync";

std::string subscribe(std::string_view address, const Subscription& subscription = {}) {
  const auto url = net::Url::parse(address);
  EXPECT_TRUE(url.has_value()) << address;
  const auto result = subscribe_url(*url, subscription);
  return result ? result->text() : result.error().hint;
}

TEST(SubscribeUrl, AsksForPostsAndRepostsAndNamesTheCursor) {
  EXPECT_EQ(subscribe("wss://jetstream.example/subscribe"), "wss://jetstream.example/subscribe?" + kPostsAndReposts);
  EXPECT_EQ(subscribe("wss://jetstream.example/subscribe", {.cursor = 1779719009157119}),
            "wss://jetstream.example/subscribe?" + kPostsAndReposts + "&cursor=1779719009157119");
}

TEST(SubscribeUrl, TakesAHostAlone) {
  EXPECT_EQ(subscribe("wss://jetstream.example:8443"), "wss://jetstream.example:8443/subscribe?" + kPostsAndReposts);
}

TEST(SubscribeUrl, SpeaksTheSecondWireWhereThePathNamesIt) {
  EXPECT_EQ(wire_of(net::Url::parse(kV2).value()), Wire::V2);
  EXPECT_EQ(wire_of(net::Url::parse("wss://h.example/subscribe").value()), Wire::V1);
  EXPECT_EQ(subscribe(kV2, {.cursor = 17}), std::string(kV2) + "?" + kV2Filters + "&cursor=17");
  EXPECT_EQ(subscribe(std::string(kV2) + "?dids=did:plc:a&kinds=commit&collections=a.b.c"),
            std::string(kV2) + "?dids=did:plc:a&kinds=commit&collections=a.b.c");
}

TEST(SubscribeUrl, AsksForCompressedFramesAsEachWireDoes) {
  EXPECT_EQ(subscribe("wss://h.example/subscribe", {.cursor = 5, .dictionary = 1612007021}),
            "wss://h.example/subscribe?" + kPostsAndReposts + "&cursor=5&compress=true");
  EXPECT_EQ(subscribe(kV2, {.dictionary = 20260811}), std::string(kV2) + "?" + kV2Filters + "&zstdDictionary=20260811");
}

TEST(SubscribeUrl, KeepsTheOperatorsQuery) {
  EXPECT_EQ(subscribe("wss://h.example/subscribe?wantedDids=did:plc:a&wantedDids=did:plc:b"),
            "wss://h.example/subscribe?wantedDids=did:plc:a&wantedDids=did:plc:b&" + kPostsAndReposts);
  EXPECT_EQ(subscribe("wss://h.example/subscribe?wantedCollections=app.bsky.*", {.cursor = 5}),
            "wss://h.example/subscribe?wantedCollections=app.bsky.*&cursor=5");
  EXPECT_EQ(subscribe("wss://h.example/subscribe?"), "wss://h.example/subscribe?" + kPostsAndReposts);
}

TEST(SubscribeUrl, PutsOurCursorInThePlaceOfTheirs) {
  EXPECT_EQ(subscribe("wss://h.example/subscribe?cursor=7&wantedCollections=a", {.cursor = 5}),
            "wss://h.example/subscribe?wantedCollections=a&cursor=5");
  EXPECT_EQ(subscribe("wss://h.example/subscribe?cursor=7&wantedCollections=a"),
            "wss://h.example/subscribe?cursor=7&wantedCollections=a");
}

TEST(SubscribeUrl, TakesOutWhatWouldMakeTheStreamUnreadableOrHideDeletions) {
  EXPECT_EQ(subscribe("wss://h.example/s?compress=true&requireHello=true&maxMessageSizeBytes=9&&zstdDictionary=1"
                      "&wantedCollections=a"),
            "wss://h.example/s?wantedCollections=a");
}

TEST(SubscribeUrl, RefusesAnAddressThatIsNoStream) {
  EXPECT_NE(subscribe("https://h.example/subscribe").find("wss://"), std::string::npos);
}

TEST(DictionaryUrl, StandsBesideTheStream) {
  EXPECT_EQ(dictionary_url(net::Url::parse(std::string(kV2) + "?kinds=commit").value())->text(),
            "https://h.example/xrpc/network.bsky.jetstream.getZstdDictionary");
}

TEST(Compression, IsNamedInTheConfiguration) {
  EXPECT_EQ(parse_compression("none").value(), Compression::None);
  EXPECT_EQ(parse_compression("deflate").value(), Compression::Deflate);
  EXPECT_EQ(parse_compression("zstd").value(), Compression::Zstd);
  EXPECT_FALSE(parse_compression("gzip").has_value());
}

}  // namespace
}  // namespace chancery::atproto
