#include "answer/urgency.hpp"

#include <gtest/gtest.h>

#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

std::int64_t classes(std::string_view plain) {
  Urgency::Scratch scratch;
  return models().urgency.classes(plain, scratch);
}
bool says(std::string_view plain, UrgencyClass what) {
  return (classes(plain) & bit(what)) != 0;
}

TEST(Urgency, KnowsAThreatToLifeInTheLanguagesPeopleAskIn) {
  for (const auto* plain : {"They are shooting at us, please help", "Nous sommes sous les décombres, aidez-nous",
                            "Nos quieren matar", "نحن تحت الأنقاض منذ يومين", "Мы под завалами, помогите",
                            "Ми під завалами", "救命！我们被困废墟", "Estão a disparar contra nós", "ما زیر آوار هستیم",
                            "Enkaz altında kaldık", "Wir sind in Lebensgefahr", "हमें बचाओ, मलबे में फंसे हैं"}) {
    EXPECT_TRUE(says(plain, UrgencyClass::Life)) << plain;
  }
}

TEST(Urgency, KnowsADetentionAndAConsularEmergency) {
  for (const auto* plain : {"My husband was arrested at the border", "Mon frère est en garde à vue",
                            "Mi hermana está detenida", "أخي معتقل منذ أسبوع", "Моего сына задержали", "我丈夫被拘留了",
                            "برادرم بازداشت شده", "Kardeşim gözaltına alındı"}) {
    EXPECT_TRUE(says(plain, UrgencyClass::Detention)) << plain;
  }
  for (const auto* plain : {"I lost my passport in Cairo", "J'ai perdu mon passeport", "Perdí mi pasaporte",
                            "فقدت جواز سفري في المطار", "Я потерял паспорт", "我的护照丢了", "Pasaportumu kaybettim"}) {
    EXPECT_TRUE(says(plain, UrgencyClass::Emergency)) << plain;
  }
}

TEST(Urgency, TheSameTroubleIsAsUrgentInEachLanguage) {
  for (const auto* plain :
       {"My passport was stolen last night", "Mon passeport a été volé hier soir", "Gestern wurde mein Pass gestohlen",
        "Mi pasaporte fue robado anoche", "O meu passaporte foi roubado ontem", "سرقوا جواز سفري أمس",
        "Мой паспорт украли вчера", "Мій паспорт вкрали вчора", "Pasaportum çalındı", "پاسپورتم را دزدیدند",
        "मेरा पासपोर्ट चोरी हो गया", "我的护照被偷了"}) {
    EXPECT_TRUE(says(plain, UrgencyClass::Emergency)) << plain;
    const auto judged = judge(classes(plain), false, plain);
    EXPECT_EQ(judged.matter, desk::Matter::Consular) << plain;
    EXPECT_EQ(judged.urgency, judge(classes("My passport was stolen"), false, "My passport was stolen").urgency)
        << plain;
  }
  for (const auto* plain :
       {"My mother is in hospital", "Ma mère est hospitalisée", "Meine Mutter ist im Krankenhaus",
        "Mi madre está hospitalizada", "A minha mãe está no hospital", "أمي في المستشفى", "Моя мама в больнице",
        "Моя мама в лікарні", "Annem hastanede", "مادرم در بیمارستان است", "मेरी माँ अस्पताल में है", "我母亲住院了"}) {
    EXPECT_TRUE(says(plain, UrgencyClass::Emergency)) << plain;
  }
}

TEST(Urgency, IsCalmWherePeopleAre) {
  for (const auto* plain : {"When do you open on Sunday?", "Merci pour votre réponse rapide", "شكرا على الرد السريع",
                            "Спасибо за ответ", "谢谢你们的回答"}) {
    EXPECT_EQ(classes(plain), 0) << plain;
  }
}

TEST(Urgency, WordsOfAQuarrelMakeNothingUrgent) {
  const std::string_view plain = "Summon the ambassador and apologise!";
  EXPECT_TRUE(says(plain, UrgencyClass::Crisis));
  EXPECT_EQ(judge(classes(plain), false, plain).urgency, 0);
}

TEST(Urgency, AQuestionIsOneInEveryScript) {
  for (const auto* plain : {"When?", "متى؟", "什么时候？"}) {
    EXPECT_EQ(judge(0, false, plain).matter, desk::Matter::Question) << plain;
  }
  EXPECT_EQ(judge(0, false, "Good morning").matter, desk::Matter::Dialogue);
  EXPECT_EQ(judge(0, true, "How much is a visa?").matter, desk::Matter::Consular);
}

}  // namespace
}  // namespace chancery::answer
