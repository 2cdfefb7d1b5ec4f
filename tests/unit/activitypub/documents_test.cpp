#include "activitypub/documents.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "unit/activitypub/own_addresses.hpp"

namespace chancery::activitypub {
namespace {

using test::kAddresses;

const activity::AccountId kPress{42};

json::Object parsed(const std::string& document) {
  auto object = json::parse_object(document);
  EXPECT_TRUE(object.has_value()) << document;
  return object.value_or(json::Object{});
}

activity::Account press() {
  activity::Account account;
  account.id = kPress;
  account.name = "press";
  account.display_name = "Press <Office>";
  account.summary = "News & more";
  account.public_key_pem = "PEM";
  account.created_at = *from_rfc3339("2026-11-22T09:30:00.5Z");
  return account;
}

activity::Note note() {
  activity::Note note;
  note.id = activity::NoteId{7};
  note.account = kPress;
  note.content = "<p>Hello</p>";
  note.language = "fr";
  note.published = *from_rfc3339("2026-11-22T09:30:00Z");
  return note;
}

TEST(Documents, AnActorTellsWhereItsInboxesAndKeyAre) {
  const auto actor = parsed(actor_document(kAddresses, press()));
  EXPECT_EQ(json::text(actor, "id"), "https://mfa.example/actors/42");
  EXPECT_EQ(json::text(actor, "type"), "Organization");
  EXPECT_EQ(json::text(actor, "preferredUsername"), "press");
  EXPECT_EQ(json::text(actor, "name"), "Press <Office>") << "a name is plain text";
  EXPECT_EQ(json::text(actor, "summary"), "<p>News &amp; more</p>");
  EXPECT_EQ(json::text(actor, "url"), "https://mfa.example/@press");
  EXPECT_EQ(json::text(actor, "published"), "2026-11-22T09:30:00Z");
  EXPECT_EQ(json::text(actor, "inbox"), "https://mfa.example/actors/42/inbox");
  EXPECT_EQ(json::text(actor, "outbox"), "https://mfa.example/actors/42/outbox");
  EXPECT_EQ(json::text(actor, "followers"), "https://mfa.example/actors/42/followers");
  EXPECT_EQ(json::text(actor, "following"), "https://mfa.example/actors/42/following");
  EXPECT_EQ(json::text(*json::object(actor, "endpoints"), "sharedInbox"), "https://mfa.example/inbox");
  const auto& key = *json::object(actor, "publicKey");
  EXPECT_EQ(json::text(key, "id"), "https://mfa.example/actors/42#main-key");
  EXPECT_EQ(json::text(key, "owner"), "https://mfa.example/actors/42");
  EXPECT_EQ(json::boolean(actor, "discoverable"), true);
}

TEST(Documents, NoActorEverCarriesAPrivateKey) {
  auto account = press();
  account.private_key_pem = "-----BEGIN PRIVATE KEY-----";
  EXPECT_EQ(actor_document(kAddresses, account).find("PRIVATE"), std::string::npos);
}

TEST(Documents, ANoteIsPublicAndCarriesItsLanguage) {
  const auto object = parsed(note_document(kAddresses, note(), {}));
  EXPECT_EQ(json::text(object, "id"), "https://mfa.example/notes/7");
  EXPECT_EQ(json::text(object, "attributedTo"), "https://mfa.example/actors/42");
  EXPECT_EQ(json::texts(object, "to"), std::vector<std::string>{std::string(activity::kPublic)});
  EXPECT_EQ(json::texts(object, "cc"), std::vector<std::string>{"https://mfa.example/actors/42/followers"});
  EXPECT_EQ(json::text(*json::object(object, "contentMap"), "fr"), "<p>Hello</p>");
  EXPECT_EQ(json::text(object, "replies"), "https://mfa.example/notes/7/replies");
  EXPECT_FALSE(object.contains("inReplyTo"));
}

TEST(Documents, AnAudienceFollowsTheVisibility) {
  const Mention ana{"https://far.example/users/ana", "@ana@far.example"};
  auto direct = note();
  direct.visibility = activity::Visibility::Direct;
  const auto object = parsed(note_document(kAddresses, direct, {{ana}, {}, {}}));
  EXPECT_EQ(json::texts(object, "to"), std::vector<std::string>{ana.actor});
  EXPECT_TRUE(json::texts(object, "cc").empty());
  auto unlisted = note();
  unlisted.visibility = activity::Visibility::Unlisted;
  EXPECT_EQ(json::texts(parsed(note_document(kAddresses, unlisted, {})), "cc"),
            std::vector<std::string>{std::string(activity::kPublic)});
}

TEST(Documents, TheSameValuesGiveTheSameBytes) {
  EXPECT_EQ(create_document(kAddresses, note(), {}), create_document(kAddresses, note(), {}));
}

TEST(Documents, ACreateCarriesTheNotesNumber) {
  const auto create = parsed(create_document(kAddresses, note(), {}));
  EXPECT_EQ(json::text(create, "id"), "https://mfa.example/activities/7");
  EXPECT_EQ(json::text(create, "actor"), "https://mfa.example/actors/42");
  EXPECT_EQ(json::texts(create, "cc"), json::texts(*json::object(create, "object"), "cc"));
}

TEST(Documents, ATombstoneHoldsNoWord) {
  const auto text = tombstone_document(kAddresses, note());
  EXPECT_EQ(json::text(parsed(text), "type"), "Tombstone");
  EXPECT_FALSE(parsed(text).contains("deleted")) << "nobody knows when";
  auto removed = note();
  removed.parts.removed = from_micros(1'770'000'000'000'000);
  EXPECT_EQ(json::text(parsed(tombstone_document(kAddresses, removed)), "deleted"), "2026-02-02T02:40:00Z");
  EXPECT_EQ(text.find("Hello"), std::string::npos);
  EXPECT_EQ(delete_document(kAddresses, activity::ActivityId{9}, note()).find("Hello"), std::string::npos);
}

TEST(Documents, RepliesAreACollectionThatCanBeCrawledPageByPage) {
  const activity::NoteId note{7};
  const std::vector<std::string> uris{"https://far.example/notes/1", "https://far.example/notes/2"};
  const auto collection = parsed(replies_document(kAddresses, note, 3, {{}, uris, activity::NoteId{22}}));
  EXPECT_EQ(json::text(collection, "type"), "Collection");
  EXPECT_EQ(json::integer(collection, "totalItems"), 3);
  const auto& first = *json::object(collection, "first");
  EXPECT_EQ(json::text(first, "id"), "https://mfa.example/notes/7/replies?after=0");
  EXPECT_EQ(json::texts(first, "items"), uris);
  EXPECT_EQ(json::text(first, "next"), "https://mfa.example/notes/7/replies?after=22");
  const auto last = parsed(replies_page(kAddresses, note, {activity::NoteId{22}, {uris[0]}, {}}));
  EXPECT_EQ(json::text(last, "id"), "https://mfa.example/notes/7/replies?after=22");
  EXPECT_EQ(json::texts(last, "items"), std::vector<std::string>{uris[0]});
  EXPECT_FALSE(last.contains("next"));
}

}  // namespace
}  // namespace chancery::activitypub
