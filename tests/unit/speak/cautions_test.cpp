// The check before publication, on posts as ministries write them.
#include "speak/cautions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chancery::speak {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Timestamp at(std::string_view text) {
  return from_rfc3339(text).value();
}

PostBody says(std::string language, std::string markdown) {
  PostBody body;
  body.account = activity::AccountId{1};
  body.texts.push_back({std::move(language), std::move(markdown), ""});
  return body;
}

class Cautions : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    models_ = std::make_unique<Models>();
    rules_ = std::make_unique<CautionRules>(SpeakSettings{}, models_->languages, models_->countries);
  }
  static void TearDownTestSuite() {
    rules_.reset();
    models_.reset();
  }
  static CautionRules rules(const SpeakSettings& settings) {
    return {settings, models_->languages, models_->countries};
  }
  static std::vector<Caution> of(const PostBody& body) { return rules_->cautions_of(body, context()); }
  static std::vector<std::string> codes(const std::vector<Caution>& cautions) {
    std::vector<std::string> out;
    for (const auto& caution : cautions) out.push_back(caution.code);
    return out;
  }
  static std::vector<std::string> codes(const PostBody& body) { return codes(of(body)); }
  static CautionContext context() {
    return {.own_country = "NO",
            .own_host = "mfa.example",
            .leaves = at("2026-11-23T09:30:00Z"),
            .officeholders = {},
            .handles = {}};
  }
  static const CautionRules& plain() { return *rules_; }

 private:
  struct Models {
    text::LanguageIdentifier languages;
    text::Annotator countries;
  };
  static inline std::unique_ptr<Models> models_;
  static inline std::unique_ptr<CautionRules> rules_;
};

// Posts of tests/fixtures/cautions: language, tab, text.
std::vector<PostBody> bodies_in(const std::string& file) {
  std::ifstream in(std::string{CHANCERY_SOURCE} + "/tests/fixtures/cautions/" + file);
  EXPECT_TRUE(in) << file;
  std::vector<PostBody> out;
  for (std::string line; std::getline(in, line);) {
    const auto tab = line.find('\t');
    if (!line.starts_with('#') && tab != std::string::npos)
      out.push_back(says(line.substr(0, tab), line.substr(tab + 1)));
  }
  return out;
}

// Shares as measured when the lists were made (README.md); a change of the lists may not make them worse.
TEST_F(Cautions, SeeDemandsOnNamedPeopleAndLetOrdinaryPostsPass) {
  const bool verbose = std::getenv("CHANCERY_CAUTIONS_VERBOSE") != nullptr;
  const auto second = [&](const std::string& file, bool wanted) {
    std::size_t told = 0;
    for (const auto& body : bodies_in(file)) {
      const auto cautions = of(body);
      const bool says_so = more_approvals(cautions) == 1;
      told += says_so ? 1 : 0;
      if (!verbose || says_so == wanted) continue;
      std::cout << file << ": " << body.texts[0].language << ": " << body.texts[0].markdown;
      for (const auto& caution : cautions) std::cout << "\n    " << reason_of(caution);
      std::cout << '\n';
    }
    return told;
  };
  const auto judge = [&](const std::string& suffix, std::size_t most_wrong, std::size_t least_right) {
    const auto harmless = bodies_in("harmless" + suffix).size();
    const auto demands = bodies_in("demands" + suffix).size();
    const auto wrongly = second("harmless" + suffix, false);
    const auto rightly = second("demands" + suffix, true);
    if (verbose) std::cout << wrongly << " of " << harmless << ", " << rightly << " of " << demands << '\n';
    EXPECT_LE(wrongly, most_wrong) << suffix;
    EXPECT_GE(rightly, least_right) << suffix;
  };
  judge(".tsv", 0, 93);
  judge("_held_out.tsv", 0, 27);
}

TEST_F(Cautions, ReadOptionsAndDescriptionsLikeTheText) {
  auto body = says("en", "What should we say today?");
  body.poll = PostPoll{.options = {"Nothing", "Release Jane Doe!"}};
  auto cautions = of(body);
  ASSERT_THAT(codes(cautions), ElementsAre("demand_possible_name"));
  EXPECT_EQ(cautions[0].level, CautionLevel::SecondPerson);
  EXPECT_EQ(cautions[0].part, "poll.options.1");
  body.poll.reset();
  body.pictures.push_back(
      {.media = {}, .sha256 = "", .alt = {{"en", "A banner reads: Release Jane Doe!"}}, .focus = {}});
  cautions = of(body);
  ASSERT_THAT(codes(cautions), ElementsAre("demand_possible_name"));
  EXPECT_EQ(cautions[0].part, "pictures.0.alt");
  EXPECT_EQ(cautions[0].language, "en");
  auto concert = says("en", "Tonight at eight.");
  concert.pictures.push_back(
      {.media = {}, .sha256 = "", .alt = {{"en", "Singers from Rwanda on a stage"}}, .focus = {}});
  auto day = context();
  day.leaves = at("2027-04-07T10:00:00Z");
  EXPECT_THAT(codes(plain().cautions_of(concert, day)), ElementsAre("mourning_day"));
}

TEST_F(Cautions, AskForASecondPersonWhereADemandMeetsAName) {
  const auto cautions = of(says("en", "We call for the immediate release of lawyer Samira Haddad."));
  ASSERT_THAT(codes(cautions), ElementsAre("demand_possible_name"));
  EXPECT_EQ(cautions[0].level, CautionLevel::SecondPerson);
  EXPECT_EQ(cautions[0].part, "texts.0.markdown");
  EXPECT_EQ(cautions[0].language, "en");
  EXPECT_THAT(cautions[0].words, ElementsAre("call for the immediate release of", "Samira Haddad"));
  EXPECT_NE(reason_of(cautions[0]).find("rule of thumb"), std::string::npos);
  EXPECT_EQ(plain().assess(says("en", "Release Jane Doe!"), context()).more_approvals, 1);
  EXPECT_EQ(plain().assess(says("en", "Good morning!"), context()).more_approvals, 0);
}

TEST_F(Cautions, CountDescriptionsAsSaidInTheirLanguage) {
  auto sent = says("en", "The office opens on Monday.");
  sent.texts.push_back({"fr", "Le bureau ouvre lundi.", ""});
  sent.pictures.push_back({.media = {},
                           .sha256 = "a",
                           .alt = {{"en", "A door with a bell"}, {"fr", "Une porte avec une sonnette"}},
                           .focus = {}});
  auto told = context();
  told.sent = sent;
  const auto unchanged = [&](const PostBody& now) {
    const auto all = plain().cautions_of(now, told);
    const auto one = std::ranges::find(all, "languages_unchanged", &Caution::code);
    return one == all.end() ? std::vector<std::string>{} : one->others;
  };
  auto now = sent;
  now.pictures[0].alt[0].text = "A door with a bell and a knocker";
  EXPECT_THAT(unchanged(now), ElementsAre("fr"));
  now.pictures[0].alt[1].text = "Une porte avec une sonnette et un heurtoir";
  EXPECT_THAT(unchanged(now), IsEmpty());
}

TEST_F(Cautions, TakeAHandleBesideADemandForAName) {
  for (const auto* text :
       {"We demand that @noor@far.example resigns.", "Release @noor now!", "@noor@far.example must resign.",
        "We call on @noor@far.example to step down.", "Shame on @noor!", "@noor, resign!"}) {
    const auto cautions = of(says("en", text));
    ASSERT_THAT(codes(cautions), ElementsAre("demand_possible_name")) << text;
    EXPECT_TRUE(cautions[0].words.at(1).starts_with("@noor")) << cautions[0].words.at(1);
  }
  for (const auto* text :
       {"Thank you @noor@far.example for the visit.", "Stop by on Friday and meet our team, with @noor@far.example.",
        "The ferry is free, says @noor@far.example.",
        "Read what @noor@far.example wrote about the release of our report.",
        "We met @noor@far.example, and we demand that the fishing ends."}) {
    EXPECT_THAT(codes(says("en", text)), IsEmpty()) << text;
  }
}

TEST_F(Cautions, KnowOfficeholdersByTheRegister) {
  auto told = context();
  told.officeholders = {"Zed Quux", "张志明", "أحمد سالم"};
  told.handles = {"@zed@gov.example"};
  for (const auto& [language, text] :
       std::vector<std::pair<std::string, std::string>>{{"en", "zed quux must resign"},
                                                        {"en", "@zed@gov.example must stop the war."},
                                                        {"zh", "张志明必须停止战争。"},
                                                        {"ar", "يجب أن يستقيل أحمد سالم."}}) {
    const auto cautions = plain().cautions_of(says(language, text), told);
    ASSERT_FALSE(cautions.empty()) << text;
    EXPECT_EQ(cautions[0].code, "demand_public_name") << text;
  }
  EXPECT_THAT(plain().cautions_of(says("en", "Zed Quux opened the fair."), told), IsEmpty());
}

TEST_F(Cautions, LetDemandsPassInALanguageReadAtHomeAlone) {
  auto told = context();
  told.own_country = "GR";
  EXPECT_FALSE(codes(plain().cautions_of(says("en", "Release Jane Doe!"), told)).empty());
  EXPECT_THAT(codes(says("no", "Frigi Kari Nordmann!")), IsEmpty()) << "read at home alone, and without a list";
  told.own_country = "UA";
  EXPECT_THAT(codes(plain().cautions_of(says("uk", "Звільніть Олександра Коваленка."), told)), IsEmpty());
}

TEST_F(Cautions, AskForDescriptionsThatDescribe) {
  auto body = says("en", "Our new consulate.");
  body.texts.push_back({"fr", "Notre nouveau consulat.", ""});
  body.pictures.resize(2);
  body.pictures[0].alt = {{"en", "The front door, with people waiting"}};
  body.pictures[1].alt = {{"en", "IMG_2041.jpg"}, {"fr", "Photo 2"}};
  const auto cautions = of(body);
  ASSERT_THAT(codes(cautions), ElementsAre("alt_meaningless", "alt_meaningless", "alt_missing"));
  EXPECT_EQ(cautions[0].part, "pictures.1.alt");
  EXPECT_EQ(cautions[2].part, "pictures.0.alt");
  EXPECT_EQ(cautions[2].language, "fr");
  EXPECT_EQ(cautions[2].level, CautionLevel::Note);
}

TEST_F(Cautions, TellATextUnderTheWrongLanguage) {
  const auto cautions = of(says("en", "Le consulat est fermé lundi. En cas d'urgence, appelez la permanence à Paris."));
  ASSERT_THAT(codes(cautions), ElementsAre("language_differs"));
  EXPECT_THAT(cautions[0].others, ElementsAre("fr"));
  EXPECT_THAT(codes(says("nb", "Konsulatet er stengt på mandag. Ring vakttelefonen hvis det haster.")), IsEmpty());
  EXPECT_THAT(codes(says("und", "The consulate is closed on Monday.")), ElementsAre("language_missing"));
  EXPECT_THAT(codes(says("fr", "OK")), IsEmpty()) << "too short to tell";
}

TEST_F(Cautions, JudgeAWronglyMarkedTextByTheLanguageItReadsAs) {
  const auto cautions =
      of(says("en", "Nous exigeons la libération immédiate de l'avocat Karim Benali, détenu sans procès."));
  EXPECT_EQ(codes(cautions), (std::vector<std::string>{"demand_possible_name", "language_differs"}));
}

TEST_F(Cautions, KnowTheDaysOfTheCountriesAPostSpeaksTo) {
  const auto on = [](std::string_view time, PostBody body) {
    auto told = context();
    told.leaves = at(time);
    return plain().cautions_of(body, told);
  };
  const auto rwanda = says("en", "Our new partnership with Rwanda starts with a concert.");
  auto cautions = on("2027-04-07T09:00:00Z", rwanda);
  ASSERT_THAT(codes(cautions), ElementsAre("mourning_day"));
  EXPECT_EQ(cautions[0].country, "RW");
  EXPECT_THAT(on("2027-04-08T09:00:00Z", rwanda), IsEmpty());
  EXPECT_THAT(codes(on("2027-07-14T09:00:00Z", says("en", "A day in Paris, France"))), ElementsAre("national_day"));
  EXPECT_THAT(on("2027-07-14T09:00:00Z", says("en", "A day at sea")), IsEmpty());
  // A language of few countries speaks to them without their names.
  EXPECT_THAT(codes(on("2027-03-11T02:00:00Z", says("ja", "本日、大使館でコンサートを開催します。"))),
              ElementsAre("mourning_day"));
  // 20:00 in Greenwich is the next morning in Tokyo.
  EXPECT_THAT(codes(on("2027-03-10T20:00:00Z", says("ja", "本日、大使館でコンサートを開催します。"))),
              ElementsAre("mourning_day"));
}

TEST_F(Cautions, KnowTheDaysTheInstitutionDeclares) {
  const auto own = rules({.days = {"2026-11-22/2026-11-24 TR earthquake", "11-23 NO state funeral", "nonsense"}});
  const auto found = [&](PostBody body) { return codes(own.cautions_of(body, context())); };
  EXPECT_THAT(found(says("tr", "Konsolosluk pazartesi günü açıktır.")), ElementsAre("own_day", "own_day"));
  EXPECT_THAT(found(says("en", "Good morning!")), ElementsAre("own_day")) << "its own country's: for every post";
}

TEST_F(Cautions, LookWhereLinksLead) {
  const auto strict = rules({.link_domains = {"gov.example"}});
  const auto found = [&](const std::string& text) { return codes(strict.cautions_of(says("en", text), context())); };
  EXPECT_THAT(found("See https://mfa.example/visa and https://www.mfa.example and https://a.gov.example/x?y=1&z=2"),
              IsEmpty());
  EXPECT_THAT(found("See https://gov.example.evil.test/ and https://notgov.example/"), ElementsAre("link_unlisted"));
  EXPECT_THAT(found("See https://bit.ly/3xYz"), ElementsAre("link_shortened"));
  EXPECT_THAT(found("[mfa.example/visa](https://a.gov.example/)"), ElementsAre("link_misleading"));
  EXPECT_THAT(found("[here](https://xn--mf-8ka.gov.example/)"), ElementsAre("link_lookalike"));
  EXPECT_THAT(found("[here](https://mf\u0430.gov.example/)"), ElementsAre("link_lookalike"));
  EXPECT_THAT(codes(says("en", "See https://anywhere.test/")), IsEmpty()) << "without a list no domain is unlisted";
}

TEST_F(Cautions, SeeWhatReadersAreNotShown) {
  EXPECT_THAT(codes(says("en", "Pay to \u202eelpmaxe.afm\u202c today")), ElementsAre("bidi_controls"));
  EXPECT_THAT(codes(says("en", "The min\u0456ster speaks")), ElementsAre("mixed_scripts"));
  EXPECT_THAT(codes(says("en", "Con\u200bsulate")), ElementsAre("hidden_characters"));
  EXPECT_THAT(codes(says("fa", "می\u200cخواهیم کتاب بخوانیم و سفر کنیم")), IsEmpty()) << "its script needs it";
  EXPECT_THAT(codes(says("en", "Family day 👨\u200d👩\u200d👧")), IsEmpty());
}

TEST_F(Cautions, NameTheRivalsOfAPlaceName) {
  const auto cautions = of(says("en", "Our ship crossed the Persian Gulf."));
  ASSERT_THAT(codes(cautions), ElementsAre("rival_spelling"));
  EXPECT_EQ(cautions[0].level, CautionLevel::Note);
  EXPECT_THAT(cautions[0].words, ElementsAre("Persian Gulf"));
  EXPECT_THAT(cautions[0].others, ElementsAre("Arabian Gulf"));
  EXPECT_THAT(codes(says("ar", "عبرت السفينة الخليج العربي صباح اليوم")), ElementsAre("rival_spelling"));
}

TEST_F(Cautions, NoteCapitalsAndCrowdsOfHashtags) {
  EXPECT_THAT(codes(says("en", "THIS VISA CAMPAIGN STARTS TODAY EVERYWHERE")), ElementsAre("shouting"));
  EXPECT_THAT(codes(says("en", "NATO and UNESCO met the OECD and ASEAN in the same building today")), IsEmpty());
  EXPECT_THAT(codes(says("en", "Hello #a1 #b1 #c1 #d1 #e1 #f1")), ElementsAre("many_hashtags"));
}

TEST_F(Cautions, HaveSentencesForEveryCodeAndNothingLeftToFillIn) {
  for (const auto* code : {"alt_missing", "alt_meaningless", "language_missing", "language_differs",
                           "demand_public_name", "demand_possible_name", "national_day", "mourning_day", "own_day",
                           "link_unlisted", "link_shortened", "link_misleading", "link_lookalike", "rival_spelling",
                           "bidi_controls", "mixed_scripts", "hidden_characters", "shouting", "many_hashtags"}) {
    const Caution caution{.code = code};
    EXPECT_NE(reason_of(caution), code);
    EXPECT_EQ(reason_of(caution).find_first_of("{}"), std::string::npos) << code;
    EXPECT_FALSE(advice_of(caution).empty()) << code;
  }
}

// The longest post there can be, made of what the check looks for.
TEST_F(Cautions, TakeBoundedTimeForTheLongestPosts) {
  PostBody body;
  body.account = activity::AccountId{1};
  const std::pair<const char*, const char*> kWords[] = {{"en", "Release Jane Doe and Mr Xan Quill "},
                                                        {"ar", "أطلقوا سراح سمر الحربي والرئيس "},
                                                        {"zh", "释放王小明部长必须"},
                                                        {"ru", "Освободите Ивана Петрова "},
                                                        {"fa", "علی رضایی را آزاد کنید "},
                                                        {"hi", "राजेश शर्मा को रिहा करो "},
                                                        {"he", "שחררו את דני לוי "},
                                                        {"tr", "Bakan Çetin istifa etmeli "},
                                                        {"de", "Freiheit Für Leyla Aydin "},
                                                        {"fr", "Libérez Jeanne Martin "},
                                                        {"es", "Liberen A Ana Torres "},
                                                        {"sw", "Mwachilieni Peter Otieno "}};
  for (const auto& [language, words] : kWords) {
    std::string text;
    while (text.size() < 9'000) text += words;
    body.texts.push_back({language, text, ""});
  }
  auto told = context();
  for (int i = 0; i < 2'000; ++i) told.officeholders.push_back("Nobody Known" + std::to_string(i));
  const auto begin = std::chrono::steady_clock::now();
  const auto cautions = plain().cautions_of(body, told);
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_LE(cautions.size(), kMaxCautions);
  EXPECT_EQ(more_approvals(cautions), 1);
  EXPECT_LT(took, 20s) << "in a build without optimisation";
  RecordProperty("milliseconds", static_cast<int>(took / 1ms));
  if (std::getenv("CHANCERY_CAUTIONS_VERBOSE") != nullptr) std::cout << took / 1ms << " ms for the longest post\n";
}

}  // namespace
}  // namespace chancery::speak
