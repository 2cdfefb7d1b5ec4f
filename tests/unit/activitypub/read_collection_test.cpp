#include "activitypub/read_collection.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace chancery::activitypub {
namespace {

using Items = std::vector<std::string>;

class Collections : public testing::Test {
 protected:
  [[nodiscard]] static json::Object parsed(std::string_view text) { return *json::parse_object(text); }
  [[nodiscard]] ReceivedCollection read(std::string_view text) const {
    return read_collection(parsed(text), "https://far.example/notes/1", peers);
  }
  [[nodiscard]] ConversationLinks links(std::string_view text) const {
    return read_links(parsed(text), "https://far.example/notes/1", peers);
  }

  const Peers peers{*activity::Addresses::of("https://mfa.example"), net::AddressGuard{}};
};

TEST_F(Collections, ItemsAreReadAsAddressesOrAsObjectsInTheirOrder) {
  const auto found = read(R"({"type":"OrderedCollection","orderedItems":["https://a.example/2",
    {"type":"Note","id":"https://b.example/1","content":"not believed here"},"https://a.example/2"]})");
  EXPECT_EQ(found.items, (Items{"https://a.example/2", "https://b.example/1"}));
  EXPECT_EQ(found.next, "");
}

TEST_F(Collections, OneItemMayStandAlone) {
  EXPECT_EQ(read(R"({"items":"https://a.example/2"})").items, Items{"https://a.example/2"});
}

TEST_F(Collections, AnEmbeddedFirstPageIsReadWithItsCollectionWhateverItsType) {
  const auto found = read(R"({"type":"Collection","first":{"type":"unordered","part_of":"x",
    "items":["https://a.example/2"],"next":"https://far.example/notes/1/replies?page=2"}})");
  EXPECT_EQ(found.items, Items{"https://a.example/2"});
  EXPECT_EQ(found.next, "https://far.example/notes/1/replies?page=2");
  EXPECT_EQ(read(R"({"first":{"items":[],"next":null}})").next, "");
}

TEST_F(Collections, AFirstPageElsewhereIsWhereToReadOn) {
  EXPECT_EQ(read(R"({"first":"https://far.example/p1"})").next, "https://far.example/p1");
  EXPECT_EQ(read(R"({"type":"CollectionPage","next":"https://far.example/p2"})").next, "https://far.example/p2");
}

TEST_F(Collections, PagesOfAnotherServerAreNotFollowed) {
  EXPECT_EQ(read(R"({"next":"https://victim.example/p2"})").next, "");
  EXPECT_EQ(read(R"({"first":"http://far.example/p2"})").next, "") << "not the same scheme";
}

TEST_F(Collections, OursAndWhatIsNoAddressIsPassedOver) {
  EXPECT_TRUE(read(R"({"items":["https://mfa.example/notes/1","no address",7,null,{"type":"Note"},
    "https://127.0.0.1/x","file:///etc/passwd"]})")
                  .empty());
}

TEST_F(Collections, OfActivitiesWhatTheyCreatedIsRead) {
  const auto found = read(R"({"orderedItems":[
    {"type":"Create","id":"https://a.example/act/1","object":{"type":"Note","id":"https://a.example/1"}},
    {"type":"Create","id":"https://a.example/act/2","object":"https://a.example/2"}]})");
  EXPECT_EQ(found.items, (Items{"https://a.example/1", "https://a.example/2"}));
}

TEST_F(Collections, OfThousandsSomeHundredsAreRead) {
  json::Array items;
  for (int i = 0; i < 5'000; ++i) items.emplace_back("https://a.example/" + std::to_string(i));
  EXPECT_EQ(read_collection({{"items", items}}, "https://far.example/", peers).items.size(), kMaxItems);
}

TEST_F(Collections, ANoteLeadsToItsRepliesAndItsContext) {
  const auto found = links(R"({"replies":"https://far.example/notes/1/replies",
    "context":"https://far.example/contexts/1"})");
  EXPECT_EQ(found.replies, "https://far.example/notes/1/replies");
  EXPECT_EQ(found.context, "https://far.example/contexts/1");
}

TEST_F(Collections, RepliesEmbeddedInTheNoteNeedNotBeAskedFor) {
  // As Mastodon embeds them.
  const auto found = links(R"({"replies":{"id":"https://far.example/notes/1/replies","type":"Collection",
    "first":{"type":"CollectionPage","next":"https://far.example/notes/1/replies?page=true","items":[]}}})");
  EXPECT_EQ(found.replies, "");
  EXPECT_EQ(found.beginning.next, "https://far.example/notes/1/replies?page=true");
  EXPECT_EQ(links(R"({"replies":{"id":"https://far.example/r","type":"Collection"}})").replies,
            "https://far.example/r");
}

TEST_F(Collections, LinksToAnotherServerAreNotFollowed) {
  const auto found = links(R"({"replies":"https://victim.example/r","context":"https://victim.example/c"})");
  EXPECT_EQ(found.replies + found.context, "");
  EXPECT_EQ(links(R"({"context":"tag:far.example,2026:objectId=1"})").context, "") << "as older Mastodons wrote it";
}

TEST_F(Collections, ATombstoneIsToldByItsType) {
  EXPECT_TRUE(is_tombstone(parsed(R"({"type":["Tombstone"]})")));
  EXPECT_FALSE(is_tombstone(parsed(R"({"type":"Note"})")));
}

}  // namespace
}  // namespace chancery::activitypub
