#include "cli/demo_lines.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answer/lines.hpp"

namespace chancery::cli {
namespace {

using answer::LinePurpose;

struct DemoLine {
  std::string_view name;
  LinePurpose purpose;
  std::vector<std::string> topics;
  bool crisis;
  std::vector<std::pair<std::string_view, std::string_view>> texts;  // language, words
};

std::vector<DemoLine> agreed_lines() {
  return {
      {"Renewing a passport",
       LinePurpose::Answer,
       {"consular"},
       false,
       {{"en",
         "You renew a passport at any of our consulates, by appointment. Bring the old one, two photographs and proof "
         "of your address. It takes ten working days."},
        {"fr",
         "Le passeport se renouvelle dans chacun de nos consulats, sur rendez-vous. Apportez l’ancien, deux "
         "photographies et un justificatif de domicile. Comptez dix jours ouvrés."},
        {"ar",
         "يُجدَّد جواز السفر في أي من قنصلياتنا بموعد مسبق. أحضروا الجواز القديم وصورتين وما يثبت العنوان. يستغرق ذلك "
         "عشرة "
         "أيام عمل."},
        {"es",
         "El pasaporte se renueva en cualquiera de nuestros consulados, con cita. Traiga el anterior, dos fotografías "
         "y un comprobante de domicilio. Tarda diez días laborables."}}},
      {"A stolen or lost passport",
       LinePurpose::Answer,
       {"consular"},
       false,
       {{"en",
         "Report it to the police, then come to the consulate with the report: you get an emergency passport the same "
         "day. At night call +00 555 0142."},
        {"fr",
         "Déclarez le vol ou la perte à la police, puis venez au consulat avec la déclaration : vous recevrez un "
         "passeport d’urgence le jour même. La nuit, appelez le +00 555 0142."},
        {"ar",
         "أبلغوا الشرطة أولًا، ثم تعالوا إلى القنصلية ومعكم المحضر: تحصلون على جواز طارئ في اليوم نفسه. وليلًا اتصلوا "
         "على "
         "الرقم \u2066+00 555 0142\u2069."},
        {"es",
         "Denúncielo a la policía y venga al consulado con la denuncia: recibirá un pasaporte de emergencia el mismo "
         "día. De noche, llame al +00 555 0142."}}},
      {"The scholarships of Open Harbours",
       LinePurpose::Answer,
       {"culture"},
       false,
       {{"en", "Applications open on the first of next month, for students of every country. Nothing has to be paid."},
        {"fr",
         "Les candidatures ouvrent le premier du mois prochain, pour les étudiants de tous les pays. Elles sont "
         "gratuites."},
        {"ar", "يُفتح باب التقديم في أول الشهر القادم لطلاب جميع البلدان، ولا يُدفع عنه أي رسم."}}},
      {"We are looking into it",
       LinePurpose::Holding,
       {},
       false,
       {{"en", "Thank you for writing. We are finding out and will answer you here."},
        {"fr", "Merci de nous avoir écrit. Nous nous renseignons et vous répondrons ici."},
        {"ar", "شكرًا لكتابتكم إلينا. نتحقق من الأمر ونجيبكم هنا."},
        {"es", "Gracias por escribirnos. Lo estamos averiguando y le responderemos aquí."}}},
      {"On in confidence",
       LinePurpose::PrivateMatter,
       {},
       false,
       {{"en", "Thank you for writing to us. We would rather go on with this in confidence and have sent you a way."},
        {"fr",
         "Merci de nous avoir écrit. Nous préférons poursuivre en toute confidentialité et vous avons envoyé un moyen "
         "de le faire."},
        {"ar", "شكرًا لكتابتكم إلينا. نفضّل متابعة هذا الأمر بسرية، وقد أرسلنا إليكم طريقة لذلك."},
        {"es", "Gracias por escribirnos. Preferimos seguir con esto en confianza y le hemos enviado la manera."}}},
      {"Floods: where there is help",
       LinePurpose::Answer,
       {},
       true,
       {{"en",
         "Stay on high ground and call +00 555 0142, day and night. Our consuls are at the harbour of Marenport with "
         "water, blankets and travel papers."},
        {"fr",
         "Restez en hauteur et appelez le +00 555 0142, jour et nuit. Nos consuls sont au port de Marenport avec de "
         "l’eau, des couvertures et des documents de voyage."},
        {"ar",
         "ابقوا في مكان مرتفع واتصلوا على الرقم \u2066+00 555 0142\u2069 ليلًا ونهارًا. قناصلنا في ميناء مارنبورت ومعهم "
         "ماء وبطانيات "
         "ووثائق سفر."},
        {"es",
         "Permanezca en un lugar alto y llame al +00 555 0142, de día y de noche. Nuestros cónsules están en el "
         "puerto de Marenport con agua, mantas y documentos de viaje."}}},
      {"Floods: for families",
       LinePurpose::Answer,
       {},
       true,
       {{"en",
         "We list everybody our consuls meet. Send us the name and the day of birth of whom you miss, not here: "
         "by telephone, +00 555 0142."},
        {"ar",
         "نسجل أسماء كل من يلتقيهم قناصلنا. أخبرونا باسم من تفتقدونه وتاريخ ميلاده، لا هنا بل بالهاتف على الرقم "
         "\u2066+00 555 0142\u2069."}}},
  };
}

Status agree(store::Transaction& tx, const DemoTalk& talk, answer::LineId id, const DemoLine& line) {
  const answer::Acting writing{&talk.staff().editor, talk.now()};
  const answer::Acting approving{&talk.staff().officer, talk.now()};
  const auto made = answer::make_line(tx,
                                      {.id = id,
                                       .name = std::string{line.name},
                                       .scope = {},
                                       .topics = line.topics,
                                       .purpose = line.purpose,
                                       .owner = {},
                                       .retired_at = {},
                                       .crisis = line.crisis},
                                      writing);
  if (!made) return fail(made.error());
  for (const auto& [language, words] : line.texts) {
    const auto written = answer::write_text(
        tx, id, {std::string{language}, std::string{words}, talk.now() + std::chrono::days{180}, 0}, writing);
    if (!written) return fail(written.error());
    const answer::TextKey key{id, written->language, written->version};
    if (auto submitted = answer::submit_text(tx, key, writing); !submitted) return fail(submitted.error());
    if (auto approved = answer::approve_text(tx, key, written->digest, approving); !approved) {
      return fail(approved.error());
    }
  }
  return {};
}

}  // namespace

Status fill_lines(store::Store& store, const DemoTalk& talk) {
  return store.write_now([&](store::Transaction& tx) -> Status {
    for (const auto& line : agreed_lines()) {
      if (auto agreed = agree(tx, talk, store.ids().make<answer::LineId>(), line); !agreed) return agreed;
    }
    return {};
  });
}

}  // namespace chancery::cli
