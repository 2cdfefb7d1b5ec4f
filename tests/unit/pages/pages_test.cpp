#include <gtest/gtest.h>

#include <random>
#include <set>

#include "pages/routes.hpp"
#include "pages/templates.hpp"
#include "staff/institution.hpp"
#include "unit/activitypub/federation.hpp"
#include "unit/pages/compressed_size.hpp"

namespace chancery::pages {
namespace {

using test::compressed;

class Reading : public test::Federation {
 protected:
  Reading() {
    const Services services{*store, public_site, cache};
    add_routes(site, services);
    site.add(net::Method::Get, "/notes/{id}", note_page(services));
    site.add(net::Method::Get, "/actors/{id}", actor_page(services));
  }
  void set_up(std::vector<std::string> languages = {"en"}, bool demo = false) {
    const staff::Institution ministry{"Ministry of <Foreign> Affairs", "NO", std::move(languages), demo};
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return staff::name_institution(tx, ministry); }));
  }
  net::Response read(const std::string& target, net::Headers headers = {}) {
    net::Request request;
    request.target = target;
    request.path = target.substr(0, target.find('?'));
    if (const auto mark = target.find('?'); mark != std::string::npos) request.query = target.substr(mark + 1);
    request.headers = std::move(headers);
    auto answer = std::make_shared<test::Answer>();
    site.dispatch(std::move(request), net::Responder{answer});
    return answer->wait();
  }
  std::string page(const std::string& target, int status = 200) {
    const auto response = read(target);
    EXPECT_EQ(response.status, status) << target;
    const auto html = test::body_of(response);
    EXPECT_LE(compressed(html) + compressed(public_site.style_sheet()), 14'336U) << target;
    return html;
  }
  static bool has(const std::string& html, std::string_view part) { return html.find(part) != std::string::npos; }

  const Site public_site{addresses};
  PageCache cache{*store};
  net::Router site;
};

TEST_F(Reading, BeforeSetUpTheHomePageSaysSo) {
  EXPECT_TRUE(has(page("/"), "This server is being set up"));
}

TEST_F(Reading, TheHomePageShowsAccountsAndLatestNotes) {
  set_up();
  publish("Good morning");
  const auto html = page("/");
  EXPECT_TRUE(has(html, "Ministry of &lt;Foreign&gt; Affairs"));
  EXPECT_TRUE(has(html, "href=\"/@press\""));
  EXPECT_TRUE(has(html, "@press@127.0.0.1:8080"));
  EXPECT_TRUE(has(html, "<p>Good morning</p>"));
  EXPECT_FALSE(has(html, "<script"));
}

TEST_F(Reading, ADemonstrationIsLabelled) {
  set_up({"en"}, true);
  EXPECT_TRUE(has(page("/"), "A fictional ministry"));
}

TEST_F(Reading, AnAccountsPageTellsHowToFollowItAndPagesThroughItsNotes) {
  set_up();
  for (int i = 0; i < 45; ++i) publish("Note number " + std::to_string(i) + ".");
  const auto html = page("/@press");
  EXPECT_TRUE(has(html, "<code class=\"handle\" dir=\"ltr\">@press@127.0.0.1:8080</code>"));
  EXPECT_TRUE(has(html, "Note number 44."));
  EXPECT_FALSE(has(html, "Note number 14."));
  std::string next = html;
  std::set<int> seen;
  for (int pages = 0; pages < 5; ++pages) {
    for (int i = 0; i < 45; ++i) {
      if (has(next, "Note number " + std::to_string(i) + ".")) seen.insert(i);
    }
    const auto at = next.find("rel=\"next\" href=\"");
    if (at == std::string::npos) break;
    const auto from = at + std::string_view("rel=\"next\" href=\"").size();
    next = page(next.substr(from, next.find('"', from) - from));
  }
  EXPECT_EQ(seen.size(), 45U) << "every note is on one of the pages";
}

TEST_F(Reading, AServerAskingForAPageIsSentToTheActor) {
  const auto response = read("/@press", {{"Accept", "application/activity+json"}});
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.headers.find("Location"), addresses.actor(press.id));
  EXPECT_EQ(read("/actors/" + press.id.text()).headers.find("Location"), "/@press");
}

TEST_F(Reading, ANoteIsShownWithItsPublicRepliesOurOwnMarked) {
  set_up();
  const auto note = publish("Good morning");
  ASSERT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Hello <script>alert(1)</script>there</p>"))), 202);
  auto hidden = reply_note(note, "2", "<p>Between us</p>");
  hidden["to"] = peer.actor("ana") + "/followers";
  ASSERT_EQ(deliver(wrap("Create", hidden)), 202);
  publish("Thank you", replies(note).at(0).id);
  publish("An addition", note.id);
  const auto html = page("/notes/" + note.id.text());
  EXPECT_TRUE(has(html, "<p>Hello there</p>"));
  EXPECT_TRUE(has(html, "@ana@" + peer.host));
  EXPECT_FALSE(has(html, "Between us"));
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_TRUE(has(html, "An addition"));
  EXPECT_TRUE(has(html, "rel=\"alternate\" type=\"application/activity+json\" href=\"" + note.uri));
  const auto official = html.find("An addition");
  EXPECT_NE(html.rfind("Official", official), std::string::npos);
}

TEST_F(Reading, AThreadIsShownJoinedWhicheverPartIsAskedFor) {
  set_up();
  speak::PostBody body;
  body.account = press.id;
  body.texts = {{"en", "Part one of it", {}}};
  body.following = {{{{"en", "Then the second", {}}}, {}}, {{{"en", "At last the third", {}}}, {}}};
  const auto first = speaker.say(body);
  ASSERT_EQ(deliver(wrap("Create", reply_note(first, "1", "<p>A question</p>"))), 202);
  const auto html = page("/notes/" + first.id.text());
  const auto one = html.find("<p>Part one of it");
  const auto two = html.find("Then the second");
  const auto three = html.find("At last the third");
  const auto asked = html.find("A question");
  EXPECT_LT(html.find("Part 1 of 3"), one);
  EXPECT_LT(one, two);
  EXPECT_LT(two, three);
  EXPECT_LT(three, asked) << "the thread is read before what is said about it";
  EXPECT_EQ(html.find("Then the second", two + 1), std::string::npos) << "not once more as a reply";
  const auto second =
      store->read([&](store::Snapshot& snapshot) { return speak::thread_of(snapshot, first.id).at(1); });
  const auto part = page("/notes/" + second.text());
  EXPECT_TRUE(has(part, "Part one of it"));
  EXPECT_TRUE(has(part, "A question"));
  EXPECT_TRUE(has(part, "<title>")) << part;
  for (const auto* path : {"/", "/@press"}) {
    const auto list = page(path);
    EXPECT_TRUE(has(list, ">Thread of 3 posts</a>")) << path;
    EXPECT_FALSE(has(list, "Then the second")) << "on a list its first part stands for it";
    EXPECT_TRUE(has(list, "Replies: 1<")) << "its own parts are no replies: " << list;
  }
  const auto feed = test::body_of(read("/feed/press.json"));
  EXPECT_EQ(feed.find("\"id\"", feed.find("\"id\"") + 1), std::string::npos) << "one entry: " << feed;
  EXPECT_LT(feed.find("Part one of it"), feed.find("Then the second"));
  EXPECT_TRUE(has(feed, "At last the third"));
}

TEST_F(Reading, AThreadTooLongForAPageIsCutBetweenItsParts) {
  set_up();
  speak::PostBody body;
  body.account = press.id;
  const auto long_text = [](const std::string& name) {
    std::string text = name + ".";
    for (int i = 0; i < 550; ++i) text += " w" + std::to_string(i * 7919 % 100'003);
    return text;
  };
  body.texts = {{"en", long_text("First"), {}}};
  for (const auto* name : {"Second", "Third", "Fourth", "Fifth"}) {
    body.following.push_back({{{"en", long_text(name), {}}}, {}});
  }
  auto html = page("/notes/" + speaker.say(body).id.text());
  EXPECT_TRUE(has(html, "First."));
  EXPECT_FALSE(has(html, "Fifth."));
  const auto link = html.find(" of 5</a></p>");
  ASSERT_NE(link, std::string::npos);
  const auto from = html.rfind("href=\"", link) + 6;
  html = page(html.substr(from, html.find('"', from) - from));
  EXPECT_TRUE(has(html, "Fifth.") || has(html, " of 5</a></p>"));
}

TEST_F(Reading, AStrangersNameAndAddressesStayText) {
  set_up();
  auto mallory = peer.actor_object("mallory");
  mallory["name"] = "\"><img src=x onerror=alert(1)>{{{ministry}}}";
  mallory["url"] = "javascript:alert(1)";
  peer.put("/users/mallory", 200, mallory);
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>Hi</p>", "mallory");
  object["url"] = "javascript:alert(2)";
  ASSERT_EQ(deliver(wrap("Create", object, "mallory"), "mallory"), 202);
  const auto html = page("/notes/" + note.id.text());
  EXPECT_TRUE(has(html, "<p>Hi</p>"));
  EXPECT_FALSE(has(html, "<img"));
  EXPECT_FALSE(has(html, "javascript:"));
}

TEST_F(Reading, AStrangersVeryLongTextIsShownInPartAndLinked) {
  set_up();
  const auto note = publish("Good morning");
  std::mt19937 random(7);
  std::string words;
  for (int i = 0; i < 40'000; ++i) words += static_cast<char>(i % 7 == 6 ? ' ' : 'a' + random() % 26);
  for (int i = 0; i < 30; ++i) {
    const auto id = std::to_string(i);
    ASSERT_EQ(deliver(wrap("Create", reply_note(note, id, "<p>" + words + "</p>"))), 202);
  }
  const auto html = page("/notes/" + note.id.text());
  EXPECT_TRUE(has(html, "Shortened"));
  EXPECT_TRUE(has(html, peer.origin + "/notes/0"));
  EXPECT_TRUE(has(html, "?after="));
}

TEST_F(Reading, ManyRepliesComeInPagesEachOnce) {
  set_up();
  const auto note = publish("Good morning");
  constexpr int kMany = 120;
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    activity::Note reply;
    reply.attributed_to = peer.actor("ana");
    reply.in_reply_to = note.uri;
    reply.in_reply_to_note = note.id;
    reply.language = "und";
    for (int i = 0; i < kMany; ++i) {
      reply.id = store.ids.make<activity::NoteId>();
      reply.uri = peer.origin + "/notes/" + std::to_string(i);
      reply.content = "<p>Reply " + std::to_string(i) + ".</p>";
      if (auto done = store::insert_note(tx, reply); !done) return done;
    }
    return {};
  }));
  std::multiset<int> seen;
  auto html = page("/notes/" + note.id.text());
  for (int pages = 0; pages < kMany; ++pages) {
    for (int i = 0; i < kMany; ++i) {
      if (has(html, "<p>Reply " + std::to_string(i) + ".</p>")) seen.insert(i);
    }
    const auto at = html.find("?after=");
    if (at == std::string::npos) break;
    const auto from = html.rfind('"', at) + 1;
    html = page(html.substr(from, html.find('"', from) - from));
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kMany)) << "each on one page";
  EXPECT_EQ(std::set<int>(seen.begin(), seen.end()).size(), seen.size());
}

TEST_F(Reading, ADeletedNoteAndAnUnknownPageSaySo) {
  set_up();
  const auto note = publish("Too early");
  ASSERT_TRUE(remove(note));
  EXPECT_TRUE(has(page("/notes/" + note.id.text(), 410), "This post was deleted"));
  for (const auto* path : {"/notes/1", "/notes/x", "/@nobody", "/@", "/press"}) {
    EXPECT_TRUE(has(page(path, 404), "Page not found")) << path;
  }
}

TEST_F(Reading, BrowsersAndRobotsFindWhatTheyAskEverySiteFor) {
  const auto icon = read("/favicon.ico");
  EXPECT_EQ(icon.status, 200);
  EXPECT_EQ(icon.headers.find("Content-Type"), "image/x-icon");
  const auto bytes = test::body_of(icon);
  EXPECT_EQ(bytes.size(), 22U + 40 + 8 + 2 * 64);
  EXPECT_TRUE(bytes.starts_with(std::string("\0\0\1\0\1\0", 6)));
  const auto robots = read("/robots.txt");
  EXPECT_EQ(robots.status, 200);
  EXPECT_TRUE(has(test::body_of(robots), "Disallow: /staff/"));
}

TEST_F(Reading, AThreadWhoseFirstPartIsGoneIsLedByTheNext) {
  set_up();
  speak::PostBody body;
  body.account = press.id;
  body.texts = {{"en", "Part one of it #first", {}}};
  body.following = {{{{"en", "Then the second", {}}}, {}}, {{{"en", "At last the third #orsa", {}}}, {}}};
  const auto first = speaker.say(body);
  const auto tagged = page("/tags/orsa");
  EXPECT_TRUE(has(tagged, "Part one of it")) << "whichever part has the tag, the first shows";
  EXPECT_FALSE(has(tagged, "At last the third"));
  ASSERT_TRUE(remove(first));
  const auto list = page("/@press");
  EXPECT_TRUE(has(list, "Then the second"));
  EXPECT_TRUE(has(list, ">Thread of 2 posts</a>"));
  EXPECT_FALSE(has(list, "At last the third"));
}

TEST_F(Reading, ALinkThatShowsItsAddressIsMarkedForPrint) {
  set_up();
  const auto note = publish("See https://port.example/ferry or [the port](https://port.example/).");
  const auto html = page("/notes/" + note.id.text());
  EXPECT_TRUE(has(html, "<a href=\"https://port.example/ferry\" class=\"bare\""));
  EXPECT_FALSE(has(html, "<a href=\"https://port.example/\" class=\"bare\""));
}

TEST_F(Reading, PagesSpeakTheReadersLanguageAndTurnWithIt) {
  set_up({"fr"});
  EXPECT_TRUE(has(page("/"), "<html lang=\"fr\" dir=\"ltr\""));
  const auto arabic = read("/", {{"Accept-Language", "ar-EG, en;q=0.5"}});
  EXPECT_TRUE(has(test::body_of(arabic), "<html lang=\"ar\" dir=\"rtl\""));
  EXPECT_EQ(arabic.headers.find("Content-Language"), "ar");
  EXPECT_EQ(arabic.headers.find("Vary"), "Accept, Accept-Language, Accept-Encoding");
}

TEST_F(Reading, TheReadersCopyIsUsedWhenNothingChanged) {
  set_up();
  const auto first = read("/");
  const std::string etag(first.headers.find("ETag").value_or(""));
  EXPECT_EQ(read("/", {{"If-None-Match", etag}}).status, 304);
  publish("News");
  EXPECT_EQ(read("/", {{"If-None-Match", etag}}).status, 200);
}

TEST_F(Reading, NothingButOurOwnStyleSheetMayBeLoaded) {
  const auto response = read("/");
  const std::string policy(response.headers.find("Content-Security-Policy").value_or(""));
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'self'")) << policy;
  EXPECT_EQ(response.headers.find("X-Content-Type-Options"), "nosniff");
  const auto html = test::body_of(response);
  const auto at = html.find("/public.css?v=");
  ASSERT_NE(at, std::string::npos);
  const auto sheet = read(html.substr(at, html.find('"', at) - at));
  EXPECT_EQ(sheet.status, 200);
  EXPECT_EQ(sheet.headers.find("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(test::body_of(sheet), public_site.style_sheet());
}

}  // namespace
}  // namespace chancery::pages
