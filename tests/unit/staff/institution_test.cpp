#include "staff/institution.hpp"

#include <gtest/gtest.h>

#include "store/events.hpp"
#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

TEST(Institution, CountriesAreThoseOfTheStandard) {
  for (const auto* code : {"AD", "NO", "ZW", "XK", "GB", "SS"}) EXPECT_TRUE(is_country(code)) << code;
  for (const auto* code : {"", "N", "NOR", "no", "UK", "EU", "ZZ", "SU", "D ", " N", "O "}) {
    EXPECT_FALSE(is_country(code)) << code;
  }
  int count = 0;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) count += is_country(std::string{a, b}) ? 1 : 0;
  }
  EXPECT_EQ(count, 250);
}

TEST(Institution, LanguageTagsAreWellFormedAsTheRfcHasIt) {
  // From RFC 5646 appendix A.
  for (const auto* tag :
       {"de", "zh-Hant", "zh-cmn-Hans-CN", "sr-Latn-RS", "sl-rozaj-biske", "de-CH-1901", "es-419", "sl-Latn-IT-nedis",
        "de-CH-x-phonebk", "en-US-u-islamcal", "az-Arab-x-AZE-derbend", "en-a-myext-b-another", "pt-br", "nb"}) {
    EXPECT_TRUE(is_language_tag(tag)) << tag;
  }
  for (const auto* tag :
       {"", "a", "-", "de-", "-de", "de--AT", "de-419-DE", "a-DE", "ar-a-aaa-b-bbb-a-ccc", "en_US", "en US",
        "english-x", "de-x", "en-a", "englishtoo", "12", "en-\xc3\xa9", "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"}) {
    EXPECT_FALSE(is_language_tag(tag)) << tag;
  }
}

TEST(Institution, EachFieldIsCheckedAndNamed) {
  EXPECT_TRUE(check_institution(test::Ministry::norway()).has_value());
  const auto hint = [](const auto& change) {
    auto institution = test::Ministry::norway();
    change(institution);
    const auto status = check_institution(institution);
    return status ? std::string{"accepted"} : status.error().hint;
  };
  EXPECT_TRUE(hint([](auto& i) { i.name = " "; }).starts_with("institution name"));
  EXPECT_TRUE(hint([](auto& i) { i.name = std::string(121, 'x'); }).starts_with("institution name"));
  EXPECT_TRUE(hint([](auto& i) { i.country = "Norway"; }).starts_with("institution country"));
  EXPECT_TRUE(hint([](auto& i) { i.languages.clear(); }).starts_with("institution languages"));
  EXPECT_TRUE(hint([](auto& i) { i.languages = {"en", "Norwegian!"}; }).starts_with("institution languages"));
  EXPECT_TRUE(hint([](auto& i) { i.languages = {"en", "EN"}; }).starts_with("institution languages"));
  EXPECT_TRUE(hint([](auto& i) { i.languages.assign(21, "en"); }).starts_with("institution languages"));
}

TEST(Institution, OnlyAFictionalMinistryBelongsToNoCountry) {
  EXPECT_TRUE(check_institution({"Ministry of Nowhere", "ZZ", {"en"}, true}).has_value());
  EXPECT_FALSE(check_institution({"Ministry of Nowhere", "ZZ", {"en"}, false}).has_value());
  EXPECT_FALSE(check_institution({"Ministry of Nowhere", "XX", {"en"}, true}).has_value());
}

TEST(Institution, IsNamedOnceAndTheLogTells) {
  test::Ministry ministry;
  const auto name_it = [&](const Institution& named) {
    return ministry.store->write_now([&](store::Transaction& tx) { return name_institution(tx, named); });
  };
  const auto read = [&] { return ministry.store->read([](store::Snapshot& s) { return institution(s); }); };
  EXPECT_FALSE(read().has_value());
  EXPECT_EQ(name_it({"X", "no", {"en"}, false}).error().code, Errc::Invalid);
  ASSERT_TRUE(name_it({"Ministry", "NO", {"nb", "pt-BR"}, true}).has_value());
  EXPECT_EQ(name_it(test::Ministry::norway()).error().code, Errc::Conflict);
  const auto stored = read().value();
  EXPECT_EQ(stored.name, "Ministry");
  EXPECT_EQ(stored.country, "NO");
  EXPECT_EQ(stored.languages, (std::vector<std::string>{"nb", "pt-BR"}));
  EXPECT_TRUE(stored.demo);
  const auto events = ministry.store->read([](store::Snapshot& s) { return store::events_after(s, 0, 10); });
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "InstitutionNamed");
  EXPECT_TRUE(events[0].facts.empty());
}

}  // namespace
}  // namespace chancery::staff
