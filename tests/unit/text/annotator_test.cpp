#include "text/annotator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace chancery::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Annotator& annotator() {
  static const Annotator kAnnotator;
  return kAnnotator;
}

std::vector<std::string> topics_of(std::string_view text, std::string_view language) {
  Annotator::Scratch scratch;
  std::vector<std::string> out;
  for (const TopicFound& found : annotator().find(text, language, scratch).topics) out.emplace_back(slug(found.topic));
  return out;
}

std::vector<std::string> countries_of(std::string_view text, std::string_view language) {
  Annotator::Scratch scratch;
  std::vector<std::string> out;
  for (const Country country : annotator().find(text, language, scratch).countries) out.emplace_back(country.alpha2());
  return out;
}

TEST(Annotator, TellsATopicFromOneSureTerm) {
  EXPECT_THAT(topics_of("We must act on climate change now", "en"), ElementsAre("climate"));
  EXPECT_THAT(topics_of("#ClimateChange is here", "en"), ElementsAre("climate"));
  EXPECT_THAT(topics_of("Ransomware hit two hospitals", "en"), ElementsAre("cybersecurity"));
}

TEST(Annotator, AsksForASecondTermWhereOneIsAnEverydayWord) {
  EXPECT_THAT(topics_of("so much energy today!", "en"), IsEmpty());
  EXPECT_THAT(topics_of("I had energy for the gym and gas in the tank", "en"), ElementsAre("energy"));
  EXPECT_THAT(topics_of("what a lovely climate you have here", "en"), IsEmpty());
  EXPECT_THAT(topics_of("trade trade trade", "en"), IsEmpty());
}

TEST(Annotator, ShowsTheTermsThatTold) {
  Annotator::Scratch scratch;
  const auto found = annotator().find("Drought and floods: the emissions keep rising", "en", scratch);
  ASSERT_EQ(found.topics.size(), 1U);
  EXPECT_EQ(found.topics[0].topic, Topic::Climate);
  EXPECT_TRUE(found.tells(Topic::Climate));
  EXPECT_FALSE(found.tells(Topic::Energy));
  EXPECT_THAT(std::vector<std::string_view>(found.topics[0].terms.begin(), found.topics[0].terms.end()),
              ElementsAre("drought and", "floods", "emissions"));
}

TEST(Annotator, NamesCountriesInEveryLanguageAndScript) {
  EXPECT_THAT(countries_of("Norway and France agreed", "en"), ElementsAre("FR", "NO"));
  EXPECT_THAT(countries_of("Norge och Finland", "sv"), ElementsAre("FI", "NO"));
  EXPECT_THAT(countries_of("زار الوزير النرويج والصين", "ar"), ElementsAre("CN", "NO"));
  EXPECT_THAT(countries_of("للصين", "ar"), ElementsAre("CN"));
  EXPECT_THAT(countries_of("昨日、日本とノルウェーの首相が", "ja"), ElementsAre("JP", "NO"));
  EXPECT_THAT(countries_of("中国和法国签署协议", "zh"), ElementsAre("CN", "FR"));
  EXPECT_THAT(countries_of("한국에서 노르웨이까지", "ko"), ElementsAre("KR", "NO"));
  EXPECT_THAT(countries_of("ประเทศไทยและญี่ปุ่น", "th"), ElementsAre("JP", "TH"));
  EXPECT_THAT(countries_of("נסעתי לצרפת ולנורווגיה", "he"), ElementsAre("FR", "NO"));
  EXPECT_THAT(countries_of("Türkiye'nin komşusu Yunanistan", "tr"), ElementsAre("GR", "TR"));
  EXPECT_THAT(countries_of("go 🇳🇴🇫🇷 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "und"),
              ElementsAre("FR", "GB", "NO"));
}

TEST(Annotator, TakesTheLongestNameAlone) {
  EXPECT_THAT(countries_of("Papua New Guinea", "en"), ElementsAre("PG"));
  EXPECT_THAT(countries_of("Guinea-Bissau", "en"), ElementsAre("GW"));
  EXPECT_THAT(countries_of("Equatorial Guinea and Guinea", "en"), ElementsAre("GN", "GQ"));
  EXPECT_THAT(countries_of("South Sudan", "en"), ElementsAre("SS"));
  EXPECT_THAT(countries_of("North Korea threatens South Korea", "en"), ElementsAre("KP", "KR"));
  EXPECT_THAT(countries_of("American Samoa", "en"), ElementsAre("AS"));
  EXPECT_THAT(countries_of("the Dominican Republic", "en"), ElementsAre("DO"));
  EXPECT_THAT(countries_of("Dominica", "en"), ElementsAre("DM"));
  EXPECT_THAT(countries_of("Nigeria", "en"), ElementsAre("NG"));
  EXPECT_THAT(countries_of("Nigerien and Nigerian officers", "en"), ElementsAre("NE", "NG"));
  EXPECT_THAT(countries_of("Northern Ireland", "en"), ElementsAre("GB"));
  EXPECT_THAT(countries_of("Central African Republic", "en"), ElementsAre("CF"));
  EXPECT_THAT(countries_of("Republic of the Congo", "en"), ElementsAre("CG"));
  EXPECT_THAT(countries_of("Democratic Republic of the Congo", "en"), ElementsAre("CD"));
}

struct Sentence {
  const char* text;
  const char* language;
  std::vector<std::string> countries;
};

TEST(Annotator, JudgesAmbiguousNamesByTheirSigns) {
  const std::vector<Sentence> sentences = {
      {"Protests in Tbilisi: Georgia's parliament passed the law", "en", {"GE"}},
      {"Georgia and Armenia reopen the border crossing", "en", {"AM", "GE"}},
      {"Georgia Tech beat Alabama in Atlanta last night", "en", {}},
      {"The governor of Georgia spoke in Atlanta about the election", "en", {}},
      {"Georgia on my mind", "en", {}},
      {"my aunt Georgia bakes well", "en", {}},
      {"The king of Jordan met the president", "en", {"JO"}},
      {"Jordan and Egypt condemn the strike", "en", {"EG", "JO"}},
      {"Michael Jordan is the greatest", "en", {}},
      {"got the new Air Jordan 4 retro", "en", {}},
      {"jordan said he would call me", "en", {}},
      {"Jordan Peterson on Ukraine", "en", {"UA"}},
      {"my friend Jordan Smith hates the government", "en", {}},
      {"roast turkey for dinner", "en", {}},
      {"turkey sandwich again", "en", {}},
      {"Earthquake relief reaches Turkey tonight", "en", {"TR"}},
      {"Happy Thanksgiving! Turkey is in the oven", "en", {}},
      {"what is turkey and greece arguing about", "en", {"GR", "TR"}},
      {"Chad is such a bro name", "en", {}},
      {"Refugees from Darfur arrive in Chad", "en", {"TD"}},
      {"my guinea pig is sick", "en", {}},
      {"Guinea held its vote", "en", {"GN"}},
      {"please polish your shoes", "en", {}},
      {"a new nail polish", "en", {}},
      {"the Polish government resigned", "en", {"PL"}},
      {"my grandmother was Polish", "en", {"PL"}},
      {"tell us more about us", "en", {}},
      {"The US and China talk", "en", {"CN", "US"}},
      {"TELL US MORE", "en", {}},
      {"The U.S. embassy is closed", "en", {"US"}},
      {"a cuba libre please", "en", {}},
      {"bone china cups", "en", {}},
      {"have a nice day man", "en", {}},
      {"Nice is a lovely city", "en", {}},
      {"Isle of Man", "en", {"IM"}},
      {"a desert island", "en", {}},
      {"wir fliegen nach Island", "de", {"IS"}},
      {"une réunion demain", "fr", {}},
      {"the high school reunion", "en", {}},
      {"a New Jersey diner", "en", {}},
      {"he wore a red jersey", "en", {}},
      {"South America is beautiful", "en", {}},
      {"New Mexico sunsets", "en", {}},
      {"los Estados Unidos y México", "es", {"MX", "US"}},
      {"moj mali brat", "hr", {}},
      {"Vojska u Bamaku: Mali zatvara granice", "hr", {"ML"}},
      {"usa la testa", "it", {}},
      {"Abito a Monaco di Baviera", "it", {}},
      {"من المؤكد أن الوضع مالي صعب", "ar", {}},
      {"سلطنة عمان تستضيف المحادثات في مسقط", "ar", {"OM"}},
      {"عمان مدينة جميلة", "ar", {}},
      {"أذان المغرب بعد قليل", "ar", {}},
      {"马里奥赛车很好玩", "zh", {}},
      {"马里总统访问中国", "zh", {"CN", "ML"}},
      {"今日本店休息", "zh", {}},
      {"タイプミスした", "ja", {}},
      {"タイの首相がバンコクで会見", "ja", {"TH"}},
      {"사랑이란 무엇인가", "ko", {}},
      {"이란 핵 협상과 미국", "ko", {"IR", "US"}},
      {"чад от костра", "ru", {}},
      {"yarın mısır patlatalım", "tr", {}},
      {"Mısır Cumhurbaşkanı Sisi Ankara'da", "tr", {"EG"}},
  };
  for (const Sentence& sentence : sentences) {
    EXPECT_EQ(countries_of(sentence.text, sentence.language), sentence.countries) << sentence.text;
  }
}

TEST(Annotator, KnowsAnEnglishDemonymOfEveryCountry) {
  std::ifstream in(std::string{CHANCERY_SOURCE} + "/src/text/demonyms/en.tsv");
  std::size_t rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    ++rows;
    const std::string code = line.substr(0, 2);
    std::string form = line.substr(3, line.find(',') - 3);
    std::erase(form, '*');
    const auto found = countries_of("The government met the " + form + " delegation", "en");
    EXPECT_NE(std::find(found.begin(), found.end(), code), found.end()) << line;
  }
  EXPECT_EQ(rows, countries().size());
}

TEST(Annotator, KnowsPeoplesInManyLanguages) {
  const std::vector<Sentence> sentences = {
      {"los pescadores noruegos protestan", "es", {"NO"}},
      {"les étudiants norvégiens", "fr", {"NO"}},
      {"die norwegische Regierung", "de", {"NO"}},
      {"a delegação norueguesa", "pt", {"NO"}},
      {"i pescatori norvegesi", "it", {"NO"}},
      {"норвежские рыбаки в Китае", "ru", {"CN", "NO"}},
      {"норвезькі рибалки", "uk", {"NO"}},
      {"الصيادون النرويجيون", "ar", {"NO"}},
      {"Norveçli balıkçılar", "tr", {"NO"}},
      {"ماهیگیران نروژی", "fa", {"NO"}},
      {"הדייגים הנורווגים", "he", {"NO"}},
      {"नॉर्वेजियन मछुआरे", "hi", {"NO"}},
      {"挪威渔民", "zh", {"NO"}},
      {"ノルウェー人の漁師", "ja", {"NO"}},
  };
  for (const Sentence& sentence : sentences) {
    EXPECT_EQ(countries_of(sentence.text, sentence.language), sentence.countries) << sentence.text;
  }
}

TEST(Annotator, SurvivesAMillionCharacterWord) {
  Annotator::Scratch scratch;
  for (const std::string& unit : std::vector<std::string>{"a", "中", "ال", "china ", "كلب"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    const auto found = annotator().find(text, "und", scratch);
    EXPECT_LE(found.countries.size(), 1U);
  }
  EXPECT_THAT(annotator().find("", "und", scratch).countries, IsEmpty());
  EXPECT_THAT(annotator().find("\xFF\xFE\xF0\x9F\x87", "und", scratch).topics, IsEmpty());
}

TEST(Annotator, KnowsEveryCountrysEnglishNameAndDemonym) {
  for (const Country country : countries()) {
    const std::string name = country_name(country, "en");
    EXPECT_GT(name.size(), 3U) << country.alpha2();
    Annotator::Scratch scratch;
    const auto found = annotator().find("the government of " + name, "en", scratch);
    EXPECT_TRUE(found.names(country)) << country.alpha2() << ' ' << name;
  }
}

}  // namespace
}  // namespace chancery::text
