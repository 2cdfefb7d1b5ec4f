#include "cli/demo_past.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "answer/crises.hpp"

namespace chancery::cli {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct PastQuestion {
  DemoQuestion asked;  // minutes_ago counts back from `days` days ago
  int days;
  int took;  // minutes until it was answered or closed
};

// Answered ones were written to us alone: what is said in public leaves as a post, now and in the record.
constexpr auto kPast = std::to_array<PastQuestion>({
    {{"Aline Roux", "aline_r", "fr", "Faut-il une traduction jurée de l’acte de naissance ?", 0, Fate::Answered, true,
      "Oui, sauf si l’acte est en anglais ou en arabe."},
     4,
     95},
    {{"Samir Nasser", "samir_n", "ar", "هل يكفي جواز صالح لثلاثة أشهر لدخول البلاد؟", 40, Fate::Answered, true,
      "لا، يجب أن يكون صالحًا لستة أشهر بعد يوم المغادرة."},
     4,
     160},
    {{"Joyce Mbeki", "joyce_m", "en", "Can my sister collect my papers for me?", 90, Fate::Answered, true,
      "Yes, with a letter you have signed and a copy of your passport."},
     5,
     35},
    {{"Luis Prado", "luis_p", "es", "¿Puedo pagar las tasas con tarjeta?", 15, Fate::Answered, true,
      "Sí, en todos los consulados."},
     6,
     220},
    {{"Nadia Karam", "nadia_k", "ar", "متى يُعلن عن أسماء الفائزين بالمنح؟", 130, Fate::Referred, false,
      "Scholarship board"},
     6,
     300},
    {{"Oskar Lind", "oskar_l", "en", "Your page on visas for artists is missing.", 60, Fate::Noted, false,
      "For the web office"},
     7,
     45},
    {{"Yara Haddad", "yara_h", "en", "How long does a police certificate take?", 20, Fate::Answered, true,
      "Three weeks; we write to you when it is there."},
     7,
     150},
    {{"Best Deals", "best_deals", "en", "Win a phone today, click here", 200, Fate::NoReply, false, "Advertising"},
     8,
     15},
    {{"Paulo Reis", "paulo_r", "pt", "O consulado fecha em agosto?", 75, Fate::Referred, false, "Consulate in Lisbon"},
     9,
     180},
    {{"Mina Farah", "mina_f", "ar", "هل تقبلون شهادات الجامعات الخاصة؟", 30, Fate::Answered, true,
      "نعم، إذا كانت معترفًا بها في بلدها."},
     10,
     400},
    {{"Ida Holt", "ida_h", "en", "Thank you for the help in March.", 10, Fate::NoReply, false, "Thanks, nothing asked"},
     11,
     25},
    {{"Rami Aziz", "rami_a", "en", "Which vaccinations do you ask for?", 45, Fate::Answered, true,
      "None at present. What airlines ask for is another matter: ask yours."},
     12,
     60},
});

}  // namespace

Status fill_past_weeks(DemoTalk& talk) {
  for (const auto& one : kPast) {
    const auto at = talk.now() - std::chrono::days{one.days} - minutes{one.asked.minutes_ago};
    const DemoWords words{.language = one.asked.language, .text = one.asked.text, .direct = one.asked.direct};
    const auto id = talk.receive({std::string{one.asked.name}, std::string{one.asked.handle}}, words, at);
    if (!id) return fail(id.error());
    if (auto settled = talk.settle_then(*id, one.asked, at + minutes{one.took}); !settled) return settled;
  }
  return {};
}

Status fill_crisis(store::Store& store, const DemoTalk& talk, activity::NoteId began) {
  const auto& [visitor, editor, officer] = talk.staff();
  const auto now = talk.now();
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto id = store.ids().make<answer::CrisisId>();
    const auto opened = answer::open_crisis(tx, id, "Floods on the coast of Marendia", began, editor, now - hours{5});
    if (!opened) return fail(opened.error());
    struct Entry {
      const staff::User& by;
      answer::EntryKind kind;
      std::string_view words;
      minutes ago;
    };
    using answer::EntryKind;
    const std::array entries{
        Entry{officer, EntryKind::Fact,
              "The coast road is under water between Marenport and the lighthouse; the harbour "
              "authority says so.",
              minutes{290}},
        Entry{editor, EntryKind::Decision,
              "Consuls go to the harbour with travel papers. Nobody is sent to the airport, "
              "which is closed.",
              minutes{270}},
        Entry{editor, EntryKind::Line, "“Floods: where there is help” and “Floods: for families” hold from now on.",
              minutes{262}},
        Entry{visitor, EntryKind::Decision, "No campaign post until the ferry has reached port.", minutes{200}},
        Entry{officer, EntryKind::Fact, "The ferry Aurora Bay has 214 people on board. All answer the roll call.",
              minutes{150}},
        Entry{officer, EntryKind::Note,
              "Families write in Arabic and Spanish as well: both consular desks have "
              "somebody tonight.",
              minutes{65}},
    };
    for (const auto& entry : entries) {
      const auto added = answer::add_entry(tx, id, entry.kind, entry.words, 0, entry.by, now - entry.ago);
      if (!added) return fail(added.error());
    }
    return {};
  });
}

}  // namespace chancery::cli
