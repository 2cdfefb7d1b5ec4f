// What strangers attach, and the cards of our own links, on the public pages.
#include "speak/link_card.hpp"
#include "store/actors.hpp"
#include "unit/pages/public_ministry.hpp"

namespace chancery::pages {
namespace {

class StrangersPictures : public PublicMinistry {
 protected:
  static activity::Attachment attachment(const std::string& url, const std::string& type, const std::string& alt) {
    return {.url = url,
            .media_type = type,
            .alt = {{"und", alt}},
            .width = 1'600,
            .height = 900,
            .blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
            .focus = {}};
  }
  // A page of ours with one reply that has these attached.
  std::string page_with(activity::NoteParts parts) {
    const auto post = ministry.say(ministry.press, "en", "Show us your harbour.");
    auto reply = ministry.hear("ana", "far.example", "en", "Here it is.", post);
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      store::put_note_parts(tx, reply.id, parts);
      return {};
    }));
    return page(path_of(post));
  }
};

TEST_F(StrangersPictures, StandOnThePageUnderAnAddressOfOurs) {
  activity::NoteParts parts;
  parts.attachments = {attachment("https://media.far.example/1.jpg", "image/jpeg", "Boats <at> dawn")};
  const auto html = page_with(parts);
  EXPECT_TRUE(has(html, "src=\"/remote-media/"));
  EXPECT_TRUE(has(html, "width=\"1600\" height=\"900\" alt=\"Boats &lt;at&gt; dawn\""));
  EXPECT_TRUE(has(html, "loading=\"lazy\""));
  EXPECT_TRUE(has(html, "<figure><img class=\"t")) << "its colour until it is there";
  EXPECT_FALSE(has(html, "media.far.example"));
  EXPECT_FALSE(has(html, "<details>"));
}

TEST_F(StrangersPictures, AreCoveredWhereTheirAuthorSaysSo) {
  activity::NoteParts parts;
  parts.sensitive = true;
  parts.attachments = {attachment("https://media.far.example/1.jpg", "image/png", "A wreck")};
  const auto html = page_with(parts);
  const auto cover = html.find("<details>");
  ASSERT_NE(cover, std::string::npos);
  EXPECT_LT(cover, html.find("/remote-media/"));
}

TEST_F(StrangersPictures, FilmAndSoundAreLinksAndADrawingThatCouldRunIsNamedAlone) {
  activity::NoteParts parts;
  parts.attachments = {attachment("https://media.far.example/1.mp4", "video/mp4", "The ferry leaves"),
                       attachment("https://media.far.example/2.ogg", "audio/ogg", ""),
                       attachment("https://media.far.example/3.svg", "image/svg+xml", "A map"),
                       attachment("javascript:alert(1)", "application/pdf", "A file")};
  const auto html = page_with(parts);
  EXPECT_TRUE(has(html,
                  "<a href=\"https://media.far.example/1.mp4\" rel=\"nofollow ugc\">A video, at the author’s server</a>"
                  " <span dir=\"auto\">The ferry leaves</span>"));
  EXPECT_TRUE(has(html, ">A sound recording, at the author’s server</a></p>"));
  EXPECT_TRUE(has(html, "A picture, at the author’s server <span dir=\"auto\">A map</span>"));
  EXPECT_FALSE(has(html, "3.svg"));
  EXPECT_FALSE(has(html, "javascript"));
  EXPECT_FALSE(has(html, "/remote-media/"));
}

TEST_F(StrangersPictures, FacesStandBesideNamesAndTheirServerIsNotNamed) {
  const auto post = ministry.say(ministry.press, "en", "Good morning.");
  const auto reply = ministry.hear("ana", "far.example", "en", "Good morning to you.", post);
  EXPECT_FALSE(has(page(path_of(post)), "class=\"face\""));
  EXPECT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    auto actor = *store::actor_by_uri(tx, "https://far.example/users/ana");
    actor.icon = "https://cdn.far.example/ana.png";
    (void)store::save_actor(tx, actor);
    store::append_event(tx, activity::events::kNoteReceived, {{"note", reply.id.value}});
    return {};
  }));
  store.clock.advance(std::chrono::minutes{1});
  const auto html = page(path_of(post));
  EXPECT_TRUE(has(html, "<img class=\"face\" src=\"/remote-media/"));
  EXPECT_FALSE(has(html, "cdn.far.example"));
}

TEST_F(StrangersPictures, CustomEmojiStandInWordsWarningAndName) {
  const auto post = ministry.say(ministry.press, "en", "Good morning.");
  const auto reply = ministry.hear("ana", "far.example", "en", "Good :blob: <b>to you</b> :gone:", post);
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    auto actor = *store::actor_by_uri(tx, "https://far.example/users/ana");
    actor.name = "Ana <i> :star:";
    actor.emojis = {{"star", "https://cdn.far.example/star.png"}};
    (void)store::save_actor(tx, actor);
    activity::NoteParts parts;
    parts.summary = "A :blob: & more";
    parts.emojis = {{"blob", "https://cdn.far.example/blob.png"}};
    store::put_note_parts(tx, reply.id, parts);
    return {};
  }));
  const auto html = page(path_of(post));
  EXPECT_EQ(count(html, "<img class=\"emoji\" src=\"/remote-media/"), 3U);
  EXPECT_TRUE(has(html, "alt=\":star:\" title=\":star:\" height=\"20\""));
  EXPECT_TRUE(has(html, "Ana &lt;i&gt; <img class=\"emoji\""));
  EXPECT_TRUE(has(html, "> &amp; more</span>"));
  EXPECT_TRUE(has(html, ":gone:")) << "what nobody explained stays text";
  EXPECT_FALSE(has(html, "cdn.far.example"));
}

TEST_F(StrangersPictures, ThirtyRepliesWithFacesAndAPictureEachKeepThePageSmall) {
  const auto post = ministry.say(ministry.press, "en", "Show us your harbours.");
  for (int i = 0; i < 30; ++i) {
    const auto name = "reader" + std::to_string(i);
    const auto reply =
        ministry.hear(name, "far.example", "en", "Here is ours, number " + std::to_string(i) + ".", post);
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      auto actor = *store::actor_by_uri(tx, "https://far.example/users/" + name);
      actor.icon = "https://cdn.far.example/" + name + ".png";
      (void)store::save_actor(tx, actor);
      activity::NoteParts parts;
      parts.attachments = {
          attachment("https://media.far.example/" + name, "image/jpeg", "The harbour of number " + std::to_string(i))};
      store::put_note_parts(tx, reply.id, parts);
      return {};
    }));
  }
  const auto html = page(path_of(post));
  EXPECT_GE(count(html, "<figure>"), 25U);
  EXPECT_LE(compressed(html) + compressed(public_site.style_sheet()), 14'336U);
}

TEST_F(StrangersPictures, OurOwnLinksShowTheCardThatWasApproved) {
  const auto post = ministry.say(ministry.press, "en", "The boats leave again.");
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    speak::rows::put_card(tx, post.id,
                          speak::PostCard{.url = "https://port.example/ferry",
                                          .title = "Ferry <timetable>",
                                          .description = "When the boats leave",
                                          .site = "Port of Orsa",
                                          .media = {},
                                          .sha256 = {}});
    return {};
  }));
  const auto html = page(path_of(post));
  EXPECT_TRUE(has(html, "<a class=\"card\" href=\"https://port.example/ferry\" rel=\"nofollow\">"));
  EXPECT_TRUE(has(html, "<b>Ferry &lt;timetable&gt;</b> When the boats leave <small>Port of Orsa</small>"));
}

}  // namespace
}  // namespace chancery::pages
