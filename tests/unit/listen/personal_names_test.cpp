#include "listen/personal_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "text/agenda.hpp"
#include "text/countries.hpp"
#include "unit/listen/query_world.hpp"

namespace chancery::listen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PersonalNamesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { names_ = std::make_unique<PersonalNames>(); }
  static void TearDownTestSuite() { names_.reset(); }
  static bool resembles(std::string_view phrase) { return names_->check(phrase) == NameVerdict::Resembles; }
  static std::vector<std::string> held(std::string_view text) {
    std::vector<std::string> out;
    const auto is_public = [](std::string_view name) { return name == "Jonas Gahr Støre"; };
    for (const HeldName& name : names_->held_in(query(text), is_public)) {
      out.push_back(name.phrase + "@" + std::to_string(name.position) + "+" + std::to_string(name.length));
    }
    return out;
  }

 private:
  static inline std::unique_ptr<PersonalNames> names_;
};

// Invented people, with names as they are common.
TEST_F(PersonalNamesTest, HoldsNamesOfManyCultures) {
  for (const auto* name :
       {// with a given name, in any case
        "Jane Doe", "jane doe", "JANE DOE", "Doe, Jane", "Jean-Luc Martin", "María José Pérez", "Kari Nordmann",
        "Gro Fjellheim", "Jürgen Meierhofer", "Małgorzata Wiśniewska", "Nguyễn Văn An", "Ahmet Demirtaş",
        "Mohammed al-Rashidi", "Fatima Zahra Benali", "Rajesh Sharma", "Oluwaseun Adeyemi", "Kwame Mensah",
        "Hiroshi Tanaka", "Tanaka Hiroshi", "Shlomo Kaplan", "Nino Beridze", "Ludwig van der Berg",
        // neither of them known, by their capitals
        "Zorblax Qwertson", "Xanthe Quillfeather", "John F. Quimby", "Ørjan Ås",
        // kinship, titles, patronymics, endings
        "osama bin zarqa", "Tamim ibn Qurra", "Mr Quillfeather", "zyx petrovich", "abcde kvirikashvili",
        // other scripts
        "Иван Кузнецов", "иван кузнецов", "Мария Петровна", "Олександр Коваленко", "Γιώργος Παπαδόπουλος",
        "محمد الشمري", "أحمد بن سالم", "فاطمة الزهراني", "علیرضا محمدی", "סמדר בן עמי", "יוסי כהן", "राजेश शर्मा",
        "王小明", "李娜", "欧阳小明", "張志明", "佐藤太郎", "佐藤 太郎", "山田はなこ", "김민준", "박 서연"}) {
    EXPECT_TRUE(resembles(name)) << name;
  }
}

TEST_F(PersonalNamesTest, LetsInstitutionsPlacesAndTopicsPass) {
  for (const auto* phrase : {"Ministry of Foreign Affairs of Norway",
                             "Norsk Utenriksdepartement",
                             "Utenriksdepartementet",
                             "Norwegian Embassy",
                             "Embassy of Norway in Cairo",
                             "Auswärtiges Amt",
                             "Ministère des Affaires étrangères",
                             "Ministerio de Relaciones Exteriores",
                             "Ministero degli Affari Esteri",
                             "Dışişleri Bakanlığı",
                             "Министерство иностранных дел",
                             "Міністерство закордонних справ",
                             "وزارة الخارجية",
                             "سفارة النرويج",
                             "משרד החוץ",
                             "विदेश मंत्रालय",
                             "Υπουργείο Εξωτερικών",
                             "外交部",
                             "大使馆",
                             "外務省",
                             "대사관",
                             "외교부",
                             "United Nations",
                             "European Union",
                             "Security Council",
                             "Human Rights Watch",
                             "Red Cross",
                             "White House",
                             "Foreign Minister",
                             "Prime Minister",
                             "King of Norway",
                             "World Health Organization",
                             "Supreme Court",
                             "New York",
                             "Hong Kong",
                             "San Francisco",
                             "Buenos Aires",
                             "Addis Ababa",
                             "Sharm al-Sheikh",
                             "Abu Dhabi",
                             "Climate Change",
                             "climate change",
                             "Cambio Climático",
                             "changement climatique",
                             "Klimawandel Politik",
                             "visa queue",
                             "Visa Application",
                             "travel advice",
                             "Free Trade Agreement",
                             "Digital Trade",
                             "peace talks",
                             "Christmas market",
                             "mark my words",
                             "will you",
                             "may day",
                             "hope for peace",
                             "rose garden of the embassy",
                             "jordan river",
                             "石油",
                             "金融",
                             "武器",
                             "한국",
                             "정상회담",
                             "NATO UN",
                             "COVID-19",
                             "Norway",
                             "Maria",
                             "李",
                             "السلام عليكم",
                             "حقوق الإنسان"}) {
    EXPECT_FALSE(resembles(phrase)) << phrase;
  }
}

TEST_F(PersonalNamesTest, NeverHoldsACountryNorATopicOfTheAgenda) {
  for (const text::Country country : text::countries()) {
    for (const auto* language : {"en", "fr", "es", "ar", "ru", "zh", "de", "pt", "hi", "tr", "he", "uk", "fa", "no"}) {
      const std::string name = text::country_name(country, language);
      EXPECT_FALSE(resembles(name)) << name;
      if (std::string_view{language} == "en") {
        EXPECT_FALSE(resembles("Embassy of " + name)) << name;
      }
    }
  }
  for (const text::TopicInfo& topic : text::topics()) {
    EXPECT_FALSE(resembles(topic.name)) << topic.name;
    EXPECT_FALSE(resembles(topic.slug)) << topic.slug;
  }
}

TEST_F(PersonalNamesTest, FindsNamesHoweverAQueryAsksForThem) {
  EXPECT_THAT(held("norway \"Jane Doe\""), ElementsAre("Jane Doe@7+10"));
  EXPECT_THAT(held("Jane Doe"), ElementsAre("Jane Doe@0+8"));
  EXPECT_THAT(held("jane AND visa AND doe"), ElementsAre("jane doe@0+21"));
  EXPECT_THAT(held("jane NEAR/2 doe"), ElementsAre("jane doe@0+15"));
  EXPECT_THAT(held("(jane OR janet) ONEAR/1 doe*"), ElementsAre("jane doe@1+27"));
  EXPECT_THAT(held("jane (norway OR (doe visa))"), ElementsAre("jane doe@0+20"));
  EXPECT_THAT(held("norway #JaneDoe"), ElementsAre("Jane Doe@7+8"));
  EXPECT_THAT(held("norway #jane_doe"), ElementsAre("jane doe@7+9"));
  EXPECT_THAT(held("visa jane-doe"), ElementsAre("jane doe@5+8"));
  EXPECT_THAT(held("osama bin zarqa"), ElementsAre("osama bin zarqa@0+15"));
  EXPECT_THAT(held("norway OR 王小明"), ElementsAre("王小明@10+3"));
  EXPECT_THAT(held("norway NOT \"Jane Doe\""), IsEmpty());
  EXPECT_THAT(held("\"Jonas Gahr Støre\" AND visa"), IsEmpty());
  EXPECT_THAT(held("\"Jonas Gahr Støre met Jane Doe\""), ElementsAre("met Jane Doe@0+31"));
  EXPECT_THAT(held("norway (embass* OR \"foreign ministry\") NEAR/5 visa NOT #travel lang:ar country:NO"), IsEmpty());
}

TEST_F(PersonalNamesTest, HoldsAQueryWholeThatHasMorePairsThanItLooksAt) {
  std::string many;
  for (int i = 0; i < 80; ++i) many += (i > 0 ? " OR word" : "(word") + std::to_string(i);
  many += ") AND (";
  for (int i = 0; i < 80; ++i) many += (i > 0 ? " OR term" : "term") + std::to_string(i);
  many += ')';
  EXPECT_EQ(held(many + " AND jane AND doe").size(), 1U);
}

}  // namespace
}  // namespace chancery::listen
