#include <algorithm>

#include "pages/dates.hpp"
#include "speak/post_rows.hpp"
#include "store/profile_links.hpp"
#include "store/profiles.hpp"
#include "unit/pages/public_ministry.hpp"

namespace chancery::pages {
namespace {

class MinistryPages : public PublicMinistry {};

activity::NoteParts tagged(const char* tag) {
  activity::NoteParts parts;
  parts.hashtags = {tag};
  return parts;
}

// The limit of every page: one round trip, 14,336 bytes with its style sheet.
TEST_F(MinistryPages, HoldThirtyPostsInOneRoundTripInEveryLanguage) {
  for (const auto* language : {"ar", "en", "es", "fr", "ru", "zh"}) {
    const auto all = test::sentences(CHANCERY_SOURCE, language);
    const auto tag = std::string("Tag_") + language;
    std::size_t characters = 0;
    activity::Note post;
    for (std::size_t i = 0; i < 30; ++i) {
      const auto text = all[2 * i % all.size()] + ' ' + all[(2 * i + 1) % all.size()] + " #" + tag;
      characters += text.size();
      post = ministry.say(ministry.press, language, text, tagged(tag.c_str()));
    }
    for (std::size_t i = 0; i < 30; ++i) {
      (void)ministry.hear("reader" + std::to_string(i), "social.example", language, all[(3 * i + 1) % all.size()],
                          post);
    }
    for (const auto& path : {std::string("/"), std::string("/@press"), "/tags/" + tag, path_of(post)}) {
      const auto html = page(path, language);
      EXPECT_EQ(count(html, "<article"), path == path_of(post) ? 31U : 30U) << path << ' ' << language;
      const auto weight = compressed(html) + compressed(public_site.style_sheet());
      EXPECT_LE(weight, 14'336U) << path << ' ' << language;
      RecordProperty("weight_" + std::string(language) + path, static_cast<int>(weight));
      if (::getenv("CHANCERY_TEST_VERBOSE") != nullptr) {
        printf("%s %s: %zu bytes of %zu in 30 posts\n", language, path.c_str(), weight, characters);
      }
    }
  }
}

// However long the posts are, the page stays small and the rest is a link away.
TEST_F(MinistryPages, StaySmallWhenEveryPostIsLong) {
  for (const auto* language : {"ar", "en", "ru", "zh"}) {
    ministry.talk(language, 35, 9);
    for (const auto* path : {"/", "/@press"}) {
      const auto html = page(path, language);
      const auto weight = compressed(html) + compressed(public_site.style_sheet());
      EXPECT_LE(weight, 14'336U) << path << ' ' << language;
      if (::getenv("CHANCERY_TEST_VERBOSE") != nullptr) {
        printf("long, %s %s: %zu bytes, %zu posts\n", language, path, weight, count(html, "<article"));
      }
      EXPECT_TRUE(has(html, "rel=\"next\"")) << path << ' ' << language;
    }
  }
}

TEST_F(MinistryPages, ShowEachPostInTheReadersLanguage) {
  ministry.tell_a_story();
  const auto path = path_of(ministry.flood);
  EXPECT_TRUE(has(page(path, "fr-CH, en;q=0.5"), "<div class=\"words\" lang=\"fr\" dir=\"ltr\""));
  EXPECT_TRUE(has(page(path, "de, ru;q=0.5"), "lang=\"ru\" dir=\"ltr\""));
  EXPECT_TRUE(has(page(path, "sw"), "<div class=\"words\" lang=\"en\"")) << "none she reads: the note's own";
  const auto arabic = page(path + "?lang=ar", "fr");
  EXPECT_TRUE(has(arabic, "<html lang=\"ar\" dir=\"rtl\""));
  EXPECT_TRUE(has(arabic, "<div class=\"words\" lang=\"ar\" dir=\"rtl\""));
  EXPECT_TRUE(has(arabic, "href=\"/?lang=ar\"")) << "her choice stays";
  EXPECT_TRUE(has(arabic, "href=\"" + path + "?lang=zh\" hreflang=\"zh\" lang=\"zh\""));
  EXPECT_TRUE(has(arabic, "<link rel=\"alternate\" hreflang=\"es\" href=\"https://mfa.example" + path + "?lang=es\">"));
  EXPECT_TRUE(has(arabic, "<link rel=\"canonical\" href=\"https://mfa.example" + path + "?lang=ar\">"));
  EXPECT_TRUE(has(arabic, "27 أكتوبر 2026") || has(arabic, "2026")) << "with the months of her language";
  EXPECT_FALSE(has(page(path + "?lang=%3Cb%3E"), "lang=<b>"));
}

TEST_F(MinistryPages, ShowAPollAsBarsWithTheirNumbers) {
  ministry.tell_a_story();
  const auto html = page(path_of(ministry.poll));
  // 2,310 of 4,600 are 50.2 %.
  EXPECT_TRUE(has(html, "50\u202F% (2\u202F310)")) << html;
  EXPECT_TRUE(has(html, "<rect class=\"part\" width=\"50%\""));
  EXPECT_TRUE(has(html, "4\u202F600 people voted"));
  EXPECT_TRUE(has(html, "Open until"));
  store.clock.advance(std::chrono::days(4));
  EXPECT_TRUE(has(page(path_of(ministry.poll)), "Closed on"));
}

TEST_F(MinistryPages, ShowOurPicturesWithTheirWordsAndLinkToStrangers) {
  ministry.tell_a_story();
  const auto html = page(path_of(ministry.pictures));
  EXPECT_TRUE(has(html, "<img src=\"/media/orsa.webp\" width=\"1200\" height=\"800\" alt=\"Five foreign ministers"));
  EXPECT_TRUE(has(html, "loading=\"lazy\""));
  EXPECT_TRUE(has(html, "<figcaption aria-hidden=\"true\" dir=\"auto\">Five foreign ministers"));
  EXPECT_TRUE(has(html, "<meta property=\"og:image\" content=\"https://mfa.example/media/orsa.webp\">"));
  activity::NoteParts elsewhere;
  elsewhere.attachments = {{.url = "https://far.example/cat.jpg",
                            .media_type = "image/jpeg",
                            .alt = {{"en", "A cat on a ferry."}},
                            .width = 10,
                            .height = 10,
                            .blurhash = {},
                            .focus = {}}};
  const auto there = page(path_of(ministry.say(ministry.press, "en", "Look.", elsewhere)));
  EXPECT_FALSE(has(there, "far.example/cat.jpg"));
  EXPECT_TRUE(has(there, "A cat on a ferry."));
}

TEST_F(MinistryPages, PutWhatIsWarnedOfBehindItsWarning) {
  ministry.tell_a_story();
  const auto html = page(path_of(ministry.warned));
  const auto details = html.find("<details><summary>Note: <span dir=\"auto\">Deaths at sea</span></summary>");
  ASSERT_NE(details, std::string::npos);
  EXPECT_GT(html.find("Our consul is with the families", details), details);
  EXPECT_TRUE(has(html, "content=\"Deaths at sea\"")) << "and a preview elsewhere says no more";
}

TEST_F(MinistryPages, SayWhoWroteWhatIsSaidInAPersonsName) {
  ministry.tell_a_story();
  EXPECT_TRUE(has(page("/@minister"), "Written in person"));
  (void)ministry.say(ministry.minister, "en", "The ministry is closed on Monday.");
  EXPECT_TRUE(has(page("/@minister"), "Written by the team"));
  EXPECT_FALSE(has(page("/@press"), "Written by"));
}

TEST_F(MinistryPages, ShowAConversationAsATreeInReadingOrder) {
  ministry.tell_a_story();
  const auto html = page(path_of(ministry.flood));
  std::size_t at = 0;
  for (const auto* part : {"<li class=\"d0\">", "perdió el pasaporte", "<li class=\"d1\">", "mañana de 8 a 20",
                           "<li class=\"d2\">", "a primera hora", "<li class=\"d0\">", "هل يشمل", "<li class=\"d0\">",
                           "轮渡什么", "<li class=\"d1\">", "轮渡预计", "<li class=\"d0\">", "two in the morning"}) {
    const auto found = html.find(part, at);
    ASSERT_NE(found, std::string::npos) << part;
    at = found + 1;
  }
  EXPECT_TRUE(has(html, "href=\"https://social.example/@ana\" rel=\"nofollow ugc\""));
  EXPECT_TRUE(has(html, "@ana@social.example")) << "with her server";
}

TEST_F(MinistryPages, KeepAnswersToWhatWasTakenBack) {
  const auto post = ministry.say(ministry.press, "en", "Good morning");
  const auto question = ministry.hear("ana", "social.example", "en", "A question I regret", post);
  (void)ministry.say(ministry.press, "en", "An answer for everyone", {}, &question);
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, question.id);
    store::append_event(tx, activity::events::kNoteWithdrawn, {{"note", question.id.value}});
    return {};
  }));
  const auto html = page(path_of(post));
  EXPECT_FALSE(has(html, "regret"));
  EXPECT_TRUE(has(html, "An answer for everyone"));
}

TEST_F(MinistryPages, EndWhereStrangersAnswerInACircle) {
  const auto post = ministry.say(ministry.press, "en", "Good morning");
  auto first = ministry.hear("ana", "social.example", "en", "First", post);
  activity::Note second = ministry.hear("ben", "social.example", "en", "Second", first);
  // "Ana" also claims to answer what answers her.
  activity::Note circle = first;
  circle.id = store.ids.make<activity::NoteId>();
  circle.uri = post.uri + "/x";
  circle.in_reply_to = second.uri;
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return store::insert_note(tx, circle); }));
  EXPECT_EQ(count(page(path_of(post)), "<li class=\"d"), 3U);
}

TEST_F(MinistryPages, SayWhereSomethingOfAConversationIsNotShown) {
  const auto post = ministry.say(ministry.press, "en", "Good morning");
  const auto first = ministry.hear("ana", "social.example", "en", "Kept back", post);
  (void)ministry.hear("ben", "social.example", "en", "Answers it", first);
  const auto alone = ministry.hear("cai", "social.example", "en", "Nobody answers this", post);
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    for (const auto& note : {first, alone}) store::screen_note(tx, note.id, activity::Screening::Hidden);
    return {};
  }));
  const auto html = page(path_of(post));
  EXPECT_FALSE(has(html, "Kept back") || has(html, "Nobody answers this"));
  EXPECT_EQ(count(html, "A post that cannot be shown here."), 1U);
  EXPECT_LT(html.find("A post that cannot be shown here."), html.find("Answers it"));
}

TEST_F(MinistryPages, ShowWhatWasSaidBeforeAnAnswerOfOurs) {
  ministry.tell_a_story();
  const auto answers = page("/@consular_help");
  EXPECT_TRUE(has(answers, "In reply to <a href=\"https://social.example/@ana/"));
  const auto at = answers.find("href=\"/notes/");
  ASSERT_NE(at, std::string::npos);
  const auto html = page(answers.substr(at + 6, answers.find('"', at + 6) - at - 6));
  const auto before = html.find("What came before");
  ASSERT_NE(before, std::string::npos);
  EXPECT_LT(before, html.find("note whole"));
}

TEST_F(MinistryPages, ListATagHoweverItIsWritten) {
  (void)ministry.say(ministry.press, "en", "The ferry: #AuroraBay", tagged("AuroraBay"));
  const auto second = ministry.say(ministry.geneva, "ru", "Паром: #Выборы", tagged("Выборы"));
  const auto third = ministry.say(ministry.press, "en", "The ferry again: #aurorabay", tagged("aurorabay"));
  const auto html = page("/tags/AURORABAY");
  EXPECT_EQ(count(html, "<article"), 2U);
  EXPECT_EQ(count(page("/tags/%D0%B2%D1%8B%D0%B1%D0%BE%D1%80%D1%8B"), "<article"), 1U);
  EXPECT_EQ(read("/tags/nothing").status, 404);
  // A tag leaves with the text that had it, and with the post.
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, third.id,
                        {.content = "<p>The ferry again</p>",
                         .language = "en",
                         .visibility = {},
                         .updated = third.published,
                         .parts = {}});
    store::bury_note(tx, second.id);
    store::append_event(tx, activity::events::kNoteEdited, {{"note", third.id.value}});
    return {};
  }));
  EXPECT_EQ(count(page("/tags/aurorabay"), "<article"), 1U);
  EXPECT_EQ(read("/tags/%D0%92%D1%8B%D0%B1%D0%BE%D1%80%D1%8B").status, 404);
}

TEST_F(MinistryPages, KeepUnlistedPostsToTheirAccountsPage) {
  auto quiet = ministry.say(ministry.press, "en", "A quiet word");
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, quiet.id,
                        {.content = "<p>A quiet word</p>",
                         .language = "en",
                         .visibility = activity::Visibility::Unlisted,
                         .updated = {},
                         .parts = {}});
    store::append_event(tx, activity::events::kNoteEdited, {{"note", quiet.id.value}});
    return {};
  }));
  EXPECT_TRUE(has(page("/@press"), "A quiet word"));
  EXPECT_FALSE(has(page("/"), "A quiet word"));
  EXPECT_TRUE(has(page(path_of(quiet)), "A quiet word"));
}

TEST_F(MinistryPages, PageForwardsAndBack) {
  ministry.talk("en", 70, 1);
  const auto link = [](const std::string& html, const char* rel) {
    const auto at = html.find("rel=\"" + std::string(rel) + "\" href=\"");
    if (at == std::string::npos) return std::string();
    const auto from = html.find("href=\"", at) + 6;
    return html.substr(from, html.find('"', from) - from);
  };
  const auto words = [](const std::string& html) { return html.substr(html.find("<ol class=\"notes\">")); };
  const auto first = page("/@press");
  EXPECT_EQ(link(first, "prev"), "");
  const auto second = page(link(first, "next"));
  const auto third = page(link(second, "next"));
  EXPECT_EQ(count(third, "<article"), 10U);
  EXPECT_EQ(link(third, "next"), "");
  const auto back = page(link(third, "prev"));
  EXPECT_EQ(count(back, "<article"), 30U);
  EXPECT_EQ(words(back).substr(0, words(back).find("<nav")), words(second).substr(0, words(second).find("<nav")));
}

TEST_F(MinistryPages, TellOtherSitesWhatALinkLeadsTo) {
  ministry.tell_a_story();
  const auto html = page(path_of(ministry.flood));
  EXPECT_TRUE(has(html, "<meta property=\"og:type\" content=\"article\">"));
  EXPECT_TRUE(has(html, "<meta property=\"og:title\" content=\"Press Office on "));
  EXPECT_TRUE(has(html, "<meta property=\"og:site_name\" content=\"Ministry of Foreign Affairs of Marendia\">"));
  EXPECT_TRUE(has(html, "property=\"og:description\" content=\"Consular help for travellers"));
  EXPECT_TRUE(has(html, "<meta name=\"twitter:card\" content=\"summary\">"));
  EXPECT_TRUE(has(html, "<link rel=\"alternate\" type=\"application/activity+json\" href=\"" + ministry.flood.uri));
  EXPECT_TRUE(has(
      html,
      "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"https://mfa.example/api/public/oembed?url="));
  EXPECT_TRUE(has(html, "itemtype=\"https://schema.org/SocialMediaPosting\""));
  EXPECT_TRUE(has(html, "href=\"/verify?link=https%3A%2F%2Fmfa.example%2Fnotes%2F"));
  EXPECT_TRUE(has(page("/@press"), "type=\"application/atom+xml\" title=\"Atom\" href=\"/feed/press.atom\""));
  EXPECT_FALSE(has(html, "<script"));
}

TEST_F(MinistryPages, ListEveryVersionOfAPost) {
  const auto post = ministry.say(ministry.press, "en", "We open on Monday.");
  EXPECT_FALSE(has(page("/@press"), "/history"));
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, post.id,
                        {.content = "<p>We open on Tuesday.</p>",
                         .language = "en",
                         .visibility = {},
                         .updated = post.published + std::chrono::hours(1),
                         .parts = {}});
    store::append_event(tx, activity::events::kNoteEdited, {{"note", post.id.value}});
    return {};
  }));
  EXPECT_TRUE(has(page("/@press"), "<a href=\"" + path_of(post) + "/history\">Edited</a>"));
  const auto html = page(path_of(post) + "/history");
  EXPECT_TRUE(has(html, "Every version of this post"));
  EXPECT_EQ(read("/notes/7/history").status, 404);
}

TEST_F(MinistryPages, VersionsThatDoNotFitAPageGoOnOnTheNext) {
  const auto post = ministry.say(ministry.press, "en", "We open on Monday.");
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    for (int version = 1; version <= 12; ++version) {
      auto then = post;
      then.content = "<p>Version of day " + std::to_string(version) + "</p><p>" + std::string(4'000, 'a') + "</p>";
      speak::rows::put_note_version(tx, then, version, post.published + std::chrono::hours(version));
    }
    return {};
  }));
  std::string path = path_of(post) + "/history";
  std::size_t shown = 0;
  std::size_t pages = 0;
  while (!path.empty() && pages < 20) {
    const auto html = page(path);
    EXPECT_LT(html.size(), 14'336U * 2) << "uncompressed";
    for (auto at = html.find("<article"); at != std::string::npos; at = html.find("<article", at + 1)) ++shown;
    const auto next = html.find("?before=");
    path = next == std::string::npos ? "" : path_of(post) + "/history" + html.substr(next, html.find('"', next) - next);
    ++pages;
  }
  EXPECT_GT(pages, 2U);
  EXPECT_EQ(shown, 12U) << "each version once";
}

TEST_F(MinistryPages, AreCompressedForWhoTakesThat) {
  ministry.talk("en", 30);
  const auto plain = read("/@press");
  const auto packed = read("/@press", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_FALSE(plain.headers.find("Content-Encoding"));
  EXPECT_EQ(packed.headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(unpacked(test::body_of(packed)), test::body_of(plain));
  EXPECT_NE(packed.headers.find("ETag"), plain.headers.find("ETag")) << "a strong ETag names the bytes sent";
  const std::string etag(packed.headers.find("ETag").value_or(""));
  const auto again = read("/@press", {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.headers.find("Vary"), "Accept, Accept-Language, Accept-Encoding");
  EXPECT_FALSE(read("/@press", {{"Accept-Encoding", "gzip;q=0"}}).headers.find("Content-Encoding"));
}

TEST_F(MinistryPages, ShowSinceWhenALinkIsVerified) {
  const std::string web = "https://mfa.example/geneva";
  const auto profile_holds = [&](const std::vector<std::string>& links) {
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      activity::Profile profile;
      for (const auto& link : links) profile.fields.push_back({"Web", link});
      store::put_profile(tx, ministry.geneva.id, profile);
      store::put_profile_links(tx, ministry.geneva.id, links, store.clock.now());
      store::settle_profile_link(tx, {ministry.geneva.id, web}, store::LinkFinding::LinksBack, store.clock.now());
      store::append_event(tx, "AccountChanged", {{"account", ministry.geneva.id.value}});
      return {};
    }));
  };
  profile_holds({web, "https://other.example"});
  const auto html = page("/@geneva");
  EXPECT_EQ(count(html, "✓"), 1U);
  EXPECT_TRUE(has(html, "✓ verified link · " + shown_date(store.clock.now(), *labels_for("en"))));
  profile_holds({"https://other.example"});
  EXPECT_FALSE(has(page("/@geneva"), "✓"));
}

TEST_F(MinistryPages, ShowWhatAnAccountSaysAboutItself) {
  ministry.tell_a_story();
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    activity::Profile profile;
    profile.mission = "Geneva";
    profile.fields = {{"Web", "https://mfa.example/geneva?a=1&b=2"}, {"Open", "<b>9 to 17</b>"}, {"Odd", "/verify"}};
    profile.avatar = {addresses.media("arms.webp"), "image/webp", "The arms"};
    profile.header = {"https://far.example/tracker.png", "image/png", ""};
    profile.languages = {"en", "fr"};
    store::put_profile(tx, ministry.geneva.id, profile);
    (void)store::add_pin(tx, ministry.geneva.id, ministry.pictures.id, store.clock.now());
    store::append_event(tx, "AccountChanged", {{"account", ministry.geneva.id.value}});
    return {};
  }));
  (void)ministry.say(ministry.geneva, "en", "A later word");
  const auto html = page("/@geneva");
  EXPECT_TRUE(has(html, "<a href=\"https://mfa.example/geneva?a=1&amp;b=2\" rel=\"me\">"));
  EXPECT_TRUE(has(html, "&lt;b&gt;9 to 17&lt;/b&gt;"));
  EXPECT_FALSE(has(html, "href=\"/verify\" rel=\"me\""));
  EXPECT_TRUE(has(html, "src=\"/media/arms.webp\""));
  EXPECT_FALSE(has(html, "far.example"));
  EXPECT_TRUE(has(html, "English, Français"));
  EXPECT_LT(html.find("Signed this morning"), html.find("A later word")) << "what is pinned stands first";
  EXPECT_EQ(count(html, "Signed this morning"), 1U) << "and once";
  const auto home = page("/");
  EXPECT_TRUE(has(home, "<h2><bdi>Geneva</bdi></h2>")) << "accounts by mission";
}

}  // namespace
}  // namespace chancery::pages
