#include "pages/transparency.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "crypto/random.hpp"
#include "feeds/web_feeds.hpp"
#include "net/responder.hpp"
#include "pages/templates.hpp"
#include "pages/transparency_labels.hpp"
#include "staff/institution.hpp"
#include "text/utf8.hpp"
#include "unit/activitypub/federation.hpp"
#include "unit/listen/desks.hpp"
#include "unit/pages/compressed_size.hpp"

namespace chancery::pages {
namespace {

using test::compressed;

class Transparency : public testing::Test {
 protected:
  Transparency() {
    add_transparency_page(
        site,
        {desks.store(), *heard, public_site, {.names = {{"TR", {{"en", "Türkiye"}}}}, .solid = {}, .hidden = {}}});
    const staff::Institution ministry{"Ministry of Foreign Affairs", "NO", {"en"}, false};
    EXPECT_TRUE(desks.write([&](store::Transaction& tx) { return staff::name_institution(tx, ministry); }));
  }
  std::string page(const std::string& query = "", const std::string& language = "en") {
    net::Request request;
    request.path = "/transparency";
    request.query = query;
    request.target = query.empty() ? request.path : request.path + '?' + query;
    request.headers.add("Accept-Language", language);
    auto answer = std::make_shared<test::Answer>();
    site.dispatch(std::move(request), net::Responder{answer});
    const auto html = test::body_of(answer->wait());
    EXPECT_LE(compressed(html) + compressed(public_site.style_sheet()), 14'336U) << query << ' ' << language;
    EXPECT_EQ(html.find("<script"), std::string::npos);
    return html;
  }
  void register_actor(const listen::NewPublicActor& actor) {
    const auto id = desks.store().ids().make<listen::PublicActorId>();
    const auto by = [&](const char* login) { return desks.who(login); };
    ASSERT_TRUE(desks.write([&](store::Transaction& tx) -> Status {
      if (auto done = propose_public_actor(tx, id, by("arne"), actor, desks.now()); !done) return fail(done.error());
      if (auto done = approve_public_actor(tx, id, by("dagny"), desks.now()); !done) return fail(done.error());
      if (auto done = approve_public_actor(tx, id, by("anna"), desks.now()); !done) return fail(done.error());
      return {};
    }));
  }
  static bool has(const std::string& html, std::string_view part) { return html.find(part) != std::string::npos; }

  const activity::Addresses addresses = *activity::Addresses::of("https://mfa.example");
  const Site public_site{addresses};
  listen::test::Desks desks;
  chancery::test::TestStore heard{chancery::test::migrations_of({listen::migrations()}), "listen"};
  net::Router site;
};

TEST_F(Transparency, TellsWhatIsListenedToForWhomWhyAndUntilWhen) {
  (void)desks.running(desks.visas());
  const auto html = page();
  for (const auto* part : {"Visas", "consular protection", "Foreign Service Act, section 1", "analyst",
                           "visa OR consulate", "at least 10 different people", "deleted after 30 days"}) {
    EXPECT_TRUE(has(html, part)) << part;
  }
  EXPECT_FALSE(has(html, "arne")) << "the owner's role, never her name";
}

TEST_F(Transparency, ShowsOnlyWhatRuns) {
  (void)desks.draft("arne", desks.visas());
  EXPECT_TRUE(has(page(), "We listen to nothing now."));
  const auto id = desks.running(desks.visas());
  ASSERT_TRUE(desks.suspend(id, "dagny", "a complaint").has_value());
  EXPECT_TRUE(has(page(), "(suspended)"));
  ASSERT_TRUE(desks.stop(id, "dagny", "no longer needed").has_value());
  EXPECT_TRUE(has(page(), "We listen to nothing now."));
}

TEST_F(Transparency, NamesTheHostOfAFeedAsSoonAsItIsRegistered) {
  const auto id = desks.store().ids().make<feeds::FeedId>();
  ASSERT_TRUE(desks.write([&](store::Transaction& tx) {
    return feeds::register_feed(tx, id, {"https://press.marendia.example/news/rss?key=7", "Press", {}}, "user:anna",
                                desks.now());
  }));
  const auto html = page();
  EXPECT_TRUE(has(html, ">press.marendia.example<"));
  EXPECT_FALSE(has(html, "key=7"));
}

TEST_F(Transparency, DoesNotPublishAPersonalName) {
  auto named = desks.visas();
  named.query = "\"Kari Nordmann\" OR visa";
  (void)desks.running(named);
  const auto html = page();
  EXPECT_FALSE(has(html, "Nordmann"));
  EXPECT_TRUE(has(html, "resembles a personal name"));
}

TEST_F(Transparency, ListsThePublicActorsInTheReadersLanguage) {
  register_actor(desks.ministry());
  const auto html = page();
  for (const auto* part : {"Ministry of Justice of Marendia", "state organ", "@justice.marendia.example",
                           "href=\"https://marendia.example/ministries\""}) {
    EXPECT_TRUE(has(html, part)) << part;
  }
  EXPECT_TRUE(has(page("", "es"), "Ministerio de Justicia de Marendia"));
}

TEST_F(Transparency, CallsCountriesAsTheInstallationDoes) {
  auto visas = desks.visas();
  visas.country = "TR";
  (void)desks.running(visas);
  EXPECT_TRUE(has(page(), "<dd>Türkiye</dd>"));
  EXPECT_TRUE(has(page("", "fr"), "<dd>Turquie</dd>")) << "where it says nothing, the language does";
}

TEST_F(Transparency, SaysHowToObject) {
  EXPECT_TRUE(has(page(), "Write to the ministry."));
  ASSERT_TRUE(desks.write([](store::Transaction& tx) { return staff::set_contact(tx, "dpo@mfa.example"); }));
  EXPECT_TRUE(has(page(), "dpo@mfa.example"));
}

TEST_F(Transparency, SpeaksSixLanguagesAndTurnsWithThem) {
  EXPECT_TRUE(has(page("", "ar"), "dir=\"rtl\""));
  EXPECT_TRUE(has(page("", "ar"), "٣٠")) << "numbers as the language writes them";
  EXPECT_TRUE(has(page("", "fr"), "au moins 10 personnes"));
  EXPECT_TRUE(has(page("", "ru"), "Что мы слушаем"));
  EXPECT_TRUE(has(page("", "zh"), "我们在倾听什么"));
}

TEST_F(Transparency, StaysLightHoweverMuchIsListenedTo) {
  // Text that hardly compresses: the worst there can be.
  const auto noise = [](std::size_t bytes) { return crypto::random_token(bytes * 3 / 4).substr(0, bytes); };
  for (int i = 0; i < 40; ++i) {
    auto watch = desks.visas();
    watch.name = noise(100);
    watch.legal_basis = noise(400);
    watch.query = "visa";
    for (int word = 0; word < 30; ++word) watch.query += " OR word" + std::to_string(i * 100 + word);
    (void)desks.running(watch);
    auto actor = desks.ministry();
    actor.names = {{"en", noise(100)}};
    actor.office = noise(250);
    actor.addresses = {"did:plc:" + noise(100)};
    register_actor(actor);
  }
  EXPECT_TRUE(has(page("lang=fr"), "/transparency?watches=")) << "there is more";
  EXPECT_TRUE(has(page("lang=fr"), "&amp;lang=fr#register\"")) << "a link keeps the language";
  std::size_t pages = 1;
  auto html = page();
  for (const auto* list : {"watches=", "register="}) {
    auto at = html.find(std::string("/transparency?") + list);
    ASSERT_NE(at, std::string::npos) << list;
    for (; at != std::string::npos && pages < 100; ++pages) {
      const auto begin = html.find('?', at) + 1;
      const auto next = page(html.substr(begin, html.find_first_of("\"#", begin) - begin));
      at = next.find(std::string("/transparency?") + list);
      html = next;
    }
    html = page();
  }
  EXPECT_GE(pages, 4U);
  EXPECT_LT(pages, 100U);
}

TEST(TransparencyLabels, AreCompleteInEveryLanguage) {
  for (const auto& labels : all_transparency_labels()) {
    // It holds string_views and nothing else.
    std::string_view fields[sizeof(TransparencyLabels) / sizeof(std::string_view)];
    std::memcpy(static_cast<void*>(fields), &labels, sizeof(labels));
    for (const auto field : fields) {
      EXPECT_FALSE(field.empty()) << labels.language;
      EXPECT_TRUE(text::is_valid_utf8(field)) << labels.language;
    }
    for (const auto rule : {1, 2, 3}) EXPECT_NE(labels.rule.at(rule).find("{}"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace chancery::pages
