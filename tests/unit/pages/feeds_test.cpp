// The feeds and embedding: read back by parsers that are not ours.
#include <expat.h>

#include <map>
#include <vector>

#include "pages/syndication.hpp"
#include "unit/pages/public_ministry.hpp"

namespace chancery::pages {
namespace {

// What expat saw: every element with its attributes and text, in order.
struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;
};

std::vector<Element> parsed(const std::string& xml) {
  std::vector<Element> elements;
  struct State {
    std::vector<Element>& elements;
    std::vector<std::size_t> open;
  } state{elements, {}};
  auto* parser = XML_ParserCreate(nullptr);
  XML_SetUserData(parser, &state);
  XML_SetElementHandler(
      parser,
      [](void* data, const XML_Char* name, const XML_Char** attributes) {
        auto& [all, open] = *static_cast<State*>(data);
        Element element{name, {}, {}};
        for (; *attributes != nullptr; attributes += 2) element.attributes[attributes[0]] = attributes[1];
        open.push_back(all.size());
        all.push_back(std::move(element));
      },
      [](void* data, const XML_Char*) { static_cast<State*>(data)->open.pop_back(); });
  XML_SetCharacterDataHandler(parser, [](void* data, const XML_Char* text, int length) {
    auto& [all, open] = *static_cast<State*>(data);
    if (!open.empty()) all[open.back()].text.append(text, static_cast<std::size_t>(length));
  });
  const auto status = XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1);
  EXPECT_EQ(status, XML_STATUS_OK) << XML_ErrorString(XML_GetErrorCode(parser)) << " at line "
                                   << XML_GetCurrentLineNumber(parser);
  XML_ParserFree(parser);
  return elements;
}

const Element* find(const std::vector<Element>& elements, const std::string& name, std::size_t which = 0) {
  for (const auto& element : elements) {
    if (element.name == name && which-- == 0) return &element;
  }
  return nullptr;
}

class Feeds : public PublicMinistry {};

TEST(Syndication, EscapeWhatXmlCannotHold) {
  EXPECT_EQ(xml_text("a\x01\x0B"
                     "b & <c> \"d\" \xEF\xBF\xBE\xEF\xBF\xBF\n"),
            "ab &amp; &lt;c&gt; &quot;d&quot; \n");
  Feed feed;
  feed.title = "Q&A <live> \x02";
  feed.self_url = "https://mfa.example/feed.xml?a=1&b=\"2\"";
  feed.page_url = "https://mfa.example/";
  FeedEntry entry;
  entry.id = "https://mfa.example/notes/1";
  entry.html = "<p>]]> &amp; <a href=\"https://x.example/?a=1&amp;b=2\">link</a></p>";
  entry.title = "]]>";
  feed.entries = {entry};
  const auto read = parsed(rss(feed));
  EXPECT_EQ(find(read, "title")->text, "Q&A <live> ");
  EXPECT_EQ(find(read, "description", 1)->text, entry.html);
  EXPECT_EQ(find(parsed(atom(feed)), "content")->text, entry.html);
}

TEST_F(Feeds, InAtomGiveEachEntryItsLanguageItsTimesAndItsPictures) {
  ministry.tell_a_story();
  const auto response = read("/feed/geneva.atom");
  EXPECT_EQ(response.headers.find("Content-Type"), "application/atom+xml; charset=utf-8");
  const auto elements = parsed(test::body_of(response));
  EXPECT_EQ(find(elements, "feed")->attributes.at("xmlns"), "http://www.w3.org/2005/Atom");
  EXPECT_EQ(find(elements, "id")->text, "https://mfa.example/feed/geneva.atom");
  EXPECT_EQ(find(elements, "entry")->attributes.at("xml:lang"), "en");
  EXPECT_EQ(find(elements, "id", 1)->text, ministry.pictures.uri);
  EXPECT_EQ(*from_rfc3339(find(elements, "published")->text),
            std::chrono::floor<std::chrono::seconds>(ministry.pictures.published));
  EXPECT_EQ(find(elements, "name")->text, "Permanent Mission in Geneva");
  EXPECT_TRUE(find(elements, "content")->text.starts_with("<p>Signed this morning"));
  EXPECT_TRUE(has(find(elements, "content")->text, "<img src=\"https://mfa.example/media/orsa.webp\" alt=\"Five"));
  EXPECT_EQ(find(elements, "category")->attributes.at("term"), "OrsaRiver");
  std::size_t enclosures = 0;
  for (const auto& element : elements) {
    if (element.name == "link" && element.attributes.at("rel") == "enclosure") {
      ++enclosures;
      EXPECT_EQ(element.attributes.at("type"), "image/webp");
    }
  }
  EXPECT_EQ(enclosures, 2U);
}

TEST_F(Feeds, InRssHaveDatesReadersOfMailKnowAndOneEnclosure) {
  ministry.tell_a_story();
  const auto elements = parsed(test::body_of(read("/feed/geneva.xml")));
  EXPECT_EQ(find(elements, "rss")->attributes.at("version"), "2.0");
  const auto* guid = find(elements, "guid");
  EXPECT_EQ(guid->text, ministry.pictures.uri);
  EXPECT_EQ(guid->attributes.at("isPermaLink"), "false");
  auto date = find(elements, "pubDate")->text;
  ASSERT_TRUE(date.ends_with(" +0000")) << date;
  date.replace(date.size() - 5, 5, "GMT");
  EXPECT_EQ(*from_http_date(date), std::chrono::floor<std::chrono::seconds>(ministry.pictures.published));
  EXPECT_EQ(find(elements, "enclosure")->attributes.at("url"), "https://mfa.example/media/orsa.webp");
  EXPECT_EQ(find(elements, "enclosure", 1), nullptr);
  EXPECT_EQ(find(elements, "media:description")->text.substr(0, 4), "Five");
  EXPECT_EQ(find(elements, "dc:language")->text, "en");
}

TEST_F(Feeds, InJsonAreVersionOnePointOne) {
  ministry.tell_a_story();
  const auto response = read("/feed/press.json");
  EXPECT_EQ(response.headers.find("Content-Type"), "application/feed+json; charset=utf-8");
  const auto feed = json::parse_object(test::body_of(response)).value();
  EXPECT_EQ(json::text(feed, "version"), "https://jsonfeed.org/version/1.1");
  EXPECT_EQ(json::text(feed, "home_page_url"), "https://mfa.example/@press");
  const auto items = json::objects(feed, "items");
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(json::text(*items[0], "id"), ministry.flood.uri);
  EXPECT_EQ(json::text(*items[0], "language"), "en");
  EXPECT_EQ(json::texts(*items[0], "tags"), std::vector<std::string>{"AuroraBay"});
  EXPECT_EQ(json::text(*items[2], "summary"), "Deaths at sea");
  EXPECT_EQ(json::text(*items[2], "title"), "Deaths at sea") << "a title says no more than the warning";
}

TEST_F(Feeds, InOneLanguageHoldWhatIsSaidInIt) {
  ministry.tell_a_story();
  ministry.talk("fr", 2);
  const auto feed = json::parse_object(test::body_of(read("/feed.json?lang=fr"))).value();
  const auto items = json::objects(feed, "items");
  ASSERT_EQ(items.size(), 3U) << "two posts in French, and one translated";
  for (const auto* item : items) EXPECT_EQ(json::text(*item, "language"), "fr");
  EXPECT_TRUE(has(json::text_or_empty(*items[2], "content_html"), "Aide consulaire"));
  EXPECT_EQ(json::text(feed, "feed_url"), "https://mfa.example/feed.json?lang=fr");
  // Whoever's machine fetches it: Accept-Language does not count.
  EXPECT_EQ(test::body_of(read("/feed.json", {{"Accept-Language", "fr"}})), test::body_of(read("/feed.json")));
}

TEST_F(Feeds, HoldNothingThatIsNotPublic) {
  for (const auto visibility :
       {activity::Visibility::Unlisted, activity::Visibility::Followers, activity::Visibility::Direct}) {
    const auto note = ministry.say(ministry.press, "en", "Between us");
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      store::rewrite_note(
          tx, note.id,
          {.content = "<p>Between us</p>", .language = "en", .visibility = visibility, .updated = {}, .parts = {}});
      store::append_event(tx, activity::events::kNoteEdited, {{"note", note.id.value}});
      return {};
    }));
  }
  EXPECT_FALSE(has(test::body_of(read("/feed.json")), "Between us"));
  EXPECT_EQ(count(test::body_of(read("/feed/press.json")), "Between us"), 2U) << "the unlisted one, as title and text";
}

TEST_F(Feeds, AreEmptyAndWellFormedBeforeAnythingIsSaid) {
  EXPECT_EQ(find(parsed(test::body_of(read("/feed/press.xml"))), "item"), nullptr);
  EXPECT_EQ(find(parsed(test::body_of(read("/feed.atom"))), "entry"), nullptr);
  for (const auto* none : {"/feed/nobody.xml", "/feed/press", "/feed/press.csv", "/feed/.xml"}) {
    EXPECT_EQ(read(none).status, 404) << none;
  }
}

TEST_F(Feeds, EmbedAPostElsewhere) {
  ministry.tell_a_story();
  const auto ask = [&](const std::string& url, const std::string& more = "") {
    return read("/api/public/oembed?url=" + net::percent_encode(url) + more);
  };
  const auto response = ask(ministry.flood.uri, "&maxwidth=400");
  EXPECT_EQ(response.status, 200);
  const auto object = json::parse_object(test::body_of(response)).value();
  EXPECT_EQ(json::text(object, "version"), "1.0");
  EXPECT_EQ(json::text(object, "type"), "rich");
  EXPECT_EQ(json::integer(object, "width"), 400);
  EXPECT_EQ(json::text(object, "author_url"), "https://mfa.example/@press");
  const auto html = json::text_or_empty(object, "html");
  EXPECT_TRUE(
      html.starts_with("<blockquote cite=\"" + ministry.flood.uri + "\" lang=\"en\" dir=\"ltr\"><p>Consular help"))
      << html;
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "<iframe"));
  EXPECT_EQ(ask(ministry.flood.uri + "?lang=fr#x").status, 200);
  EXPECT_EQ(ask("https://far.example/notes/1").status, 404);
  EXPECT_EQ(ask("https://mfa.example/@press").status, 404);
  EXPECT_EQ(ask("").status, 400);
  EXPECT_EQ(ask(std::string(5'000, 'x')).status, 400);
  EXPECT_EQ(ask(ministry.flood.uri, "&format=xml").status, 501);
  EXPECT_EQ(read("/api/public/oembed?url=%zz").status, 400);
}

}  // namespace
}  // namespace chancery::pages
