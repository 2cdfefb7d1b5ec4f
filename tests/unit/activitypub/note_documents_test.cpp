#include <gtest/gtest.h>

#include "activitypub/documents.hpp"
#include "base/json.hpp"
#include "unit/activitypub/own_addresses.hpp"

namespace chancery::activitypub {
namespace {

using test::kAddresses;

const auto kMorning = *from_rfc3339("2026-11-22T09:30:00Z");
const Mention kAna{"https://far.example/users/ana", "@ana@far.example"};
const std::string kPublicUri(activity::kPublic);

activity::Note bonjour() {
  activity::Note note;
  note.id = activity::NoteId{7};
  note.account = activity::AccountId{42};
  note.content = "<p>Bonjour</p>";
  note.language = "fr";
  note.published = kMorning;
  return note;
}

json::Object read(const activity::Note& note, const Surroundings& around = {}) {
  auto object = json::parse_object(note_document(kAddresses, note, around));
  EXPECT_TRUE(object.has_value());
  return object.value_or(json::Object{});
}

// The terms beside ActivityStreams.
json::Object terms(const json::Object& document) {
  const auto& context = *json::array(document, "@context");
  EXPECT_EQ(context.at(0).as_string(), "https://www.w3.org/ns/activitystreams");
  return context.at(1).as_object();
}

TEST(NoteDocuments, OneNoteCarriesEveryLanguageItWasWrittenIn) {
  auto both = bonjour();
  both.parts.summary = "Météo";
  both.parts.sensitive = true;
  both.parts.translations = {{"en", "<p>Good morning</p>"}};
  both.parts.summary_translations = {{"en", "Weather"}};
  const auto object = read(both);
  EXPECT_EQ(json::text(object, "content"), "<p>Bonjour</p>");
  EXPECT_EQ(json::text(*json::object(object, "contentMap"), "fr"), "<p>Bonjour</p>");
  EXPECT_EQ(json::text(*json::object(object, "contentMap"), "en"), "<p>Good morning</p>");
  EXPECT_EQ(json::text(object, "summary"), "Météo");
  EXPECT_EQ(json::text(*json::object(object, "summaryMap"), "en"), "Weather");
  EXPECT_EQ(json::boolean(object, "sensitive"), true);
}

TEST(NoteDocuments, APictureSaysWhatItShowsAndWhereTheEyeRests) {
  auto with_picture = bonjour();
  with_picture.parts.attachments = {{.url = "https://mfa.example/media/ab.webp",
                                     .media_type = "image/webp",
                                     .alt = {{"fr", "Un drapeau"}, {"en", "A flag"}},
                                     .width = 640,
                                     .height = 480,
                                     .blurhash = "LEHV6nWB2yk8",
                                     .focus = {0.5, -0.25}}};
  const auto object = read(with_picture);
  const auto& picture = *json::objects(object, "attachment").at(0);
  EXPECT_EQ(json::text(picture, "type"), "Document");
  EXPECT_EQ(json::text(picture, "mediaType"), "image/webp");
  EXPECT_EQ(json::text(picture, "url"), "https://mfa.example/media/ab.webp");
  EXPECT_EQ(json::text(picture, "name"), "Un drapeau");
  EXPECT_EQ(json::text(*json::object(picture, "nameMap"), "en"), "A flag");
  EXPECT_EQ(json::text(picture, "blurhash"), "LEHV6nWB2yk8");
  EXPECT_EQ(*json::array(picture, "focalPoint"), (json::Array{0.5, -0.25}));
  EXPECT_EQ(json::integer(picture, "width"), 640);
  EXPECT_EQ(json::integer(picture, "height"), 480);
  EXPECT_EQ(json::text(terms(object), "blurhash"), "toot:blurhash");
  EXPECT_EQ(json::text(terms(object), "toot"), "http://joinmastodon.org/ns#");
}

TEST(NoteDocuments, WhomItNamesIsTaggedAndAddressed) {
  auto tagged = bonjour();
  tagged.parts.hashtags = {"Europe", "Été"};
  const auto object = read(tagged, {.mentions = {kAna}, .root = {}, .as_of = kMorning});
  const auto tags = json::objects(object, "tag");
  ASSERT_EQ(tags.size(), 3U);
  EXPECT_EQ(json::text(*tags[0], "type"), "Mention");
  EXPECT_EQ(json::text(*tags[0], "href"), kAna.actor);
  EXPECT_EQ(json::text(*tags[0], "name"), kAna.acct);
  EXPECT_EQ(json::text(*tags[1], "type"), "Hashtag");
  EXPECT_EQ(json::text(*tags[1], "name"), "#Europe");
  EXPECT_EQ(json::text(*tags[2], "href"), "https://mfa.example/tags/%C3%89t%C3%A9");
  EXPECT_EQ(json::texts(object, "cc"),
            (std::vector<std::string>{"https://mfa.example/actors/42/followers", kAna.actor}));
}

TEST(NoteDocuments, APollIsAQuestionThatCloses) {
  auto poll = bonjour();
  poll.parts.question =
      activity::Question{.options = {{"Oui", 3}, {"Non", 1}}, .ends = kMorning + std::chrono::hours{24}, .voters = 4};
  const auto open = read(poll, {.mentions = {}, .root = {}, .as_of = kMorning});
  EXPECT_EQ(json::text(open, "type"), "Question");
  EXPECT_EQ(json::text(open, "endTime"), "2026-11-23T09:30:00Z");
  EXPECT_FALSE(open.contains("closed"));
  EXPECT_EQ(json::integer(open, "votersCount"), 4);
  const auto options = json::objects(open, "oneOf");
  ASSERT_EQ(options.size(), 2U);
  EXPECT_EQ(json::text(*options[0], "type"), "Note");
  EXPECT_EQ(json::text(*options[0], "name"), "Oui");
  EXPECT_EQ(json::integer(*json::object(*options[0], "replies"), "totalItems"), 3);
  EXPECT_EQ(json::text(terms(open), "votersCount"), "toot:votersCount");
  poll.parts.question->multiple = true;
  const auto closed = read(poll, {.mentions = {}, .root = {}, .as_of = kMorning + std::chrono::hours{24}});
  EXPECT_EQ(json::text(closed, "closed"), "2026-11-23T09:30:00Z");
  EXPECT_EQ(json::objects(closed, "anyOf").size(), 2U);
}

TEST(NoteDocuments, APolicyPromisesOnlyWhatWeHoldTo) {
  const auto approval = [](const json::Object& object, std::string_view what) {
    return json::texts(*json::object(*json::object(object, "interactionPolicy"), what), "automaticApproval");
  };
  const auto open = read(bonjour());
  EXPECT_EQ(approval(open, "canQuote"), std::vector<std::string>{kPublicUri});
  EXPECT_FALSE(json::object(open, "interactionPolicy")->contains("canLike"));
  EXPECT_FALSE(json::object(open, "interactionPolicy")->contains("canAnnounce"));
  auto closed = bonjour();
  closed.parts.policy = {activity::Permitted::Followers, activity::Permitted::Nobody};
  const auto object = read(closed);
  const std::string author = "https://mfa.example/actors/42";
  EXPECT_EQ(approval(object, "canReply"), (std::vector<std::string>{author, author + "/followers"}));
  EXPECT_EQ(approval(object, "canQuote"), std::vector<std::string>{author}) << "the author alone stands for nobody";
}

TEST(NoteDocuments, AQuoteIsNamedInEveryDialect) {
  auto quoting = bonjour();
  quoting.parts.quote = "https://far.example/notes/9";
  quoting.parts.quote_authorization = "https://far.example/stamps/9";
  const auto object = read(quoting);
  for (const auto* name : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"}) {
    EXPECT_EQ(json::text(object, name), "https://far.example/notes/9") << name;
    EXPECT_TRUE(terms(object).contains(name)) << name;
  }
  EXPECT_EQ(json::text(object, "quoteAuthorization"), "https://far.example/stamps/9");
}

TEST(NoteDocuments, ANoteBelongsToAConversationAndTellsWhenItWasChanged) {
  auto edited = bonjour();
  edited.updated = kMorning + std::chrono::minutes{5};
  const auto object = read(edited, {.mentions = {}, .root = activity::NoteId{3}, .as_of = kMorning});
  EXPECT_EQ(json::text(object, "context"), "https://mfa.example/notes/3/context");
  EXPECT_EQ(json::text(object, "updated"), "2026-11-22T09:35:00Z");
  EXPECT_FALSE(read(bonjour()).contains("updated"));
  const auto update = *json::parse_object(update_document(kAddresses, activity::ActivityId{99}, edited, {}));
  EXPECT_EQ(json::text(update, "type"), "Update");
  EXPECT_EQ(json::text(update, "id"), "https://mfa.example/activities/99");
  EXPECT_EQ(json::text(update, "published"), "2026-11-22T09:35:00Z");
  EXPECT_EQ(json::texts(update, "to"), json::texts(*json::object(update, "object"), "to"));
}

TEST(NoteDocuments, TheSameValuesGiveTheSameBytes) {
  auto full = bonjour();
  full.parts.hashtags = {"a"};
  full.parts.question = activity::Question{.options = {{"x", 1}, {"y", 2}}, .ends = kMorning};
  EXPECT_EQ(create_document(kAddresses, full, {{kAna}, {}, kMorning}),
            create_document(kAddresses, full, {{kAna}, {}, kMorning}));
}

}  // namespace
}  // namespace chancery::activitypub
