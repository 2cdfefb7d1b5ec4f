#include "cli/demo_questions.hpp"

#include <array>

namespace chancery::cli {
namespace {

constexpr std::array kQuestions = std::to_array<DemoQuestion>({
    {"ليلى حداد", "layla", "ar", "أخي محتجز في المطار منذ البارحة ولا أحد يجيب على الهاتف. أرجوكم، ماذا نفعل؟", 3},
    {"Jean-Baptiste Kouassi", "jb_kouassi", "fr",
     "Mon passeport a été volé hier soir, mon vol est demain matin. Où dois-je aller ?", 95},
    {"أحمد سالم", "ahmad_salem", "ar", "كيف أجدد جواز سفري من القاهرة؟ هل يلزم موعد مسبق أم أحضر مباشرة؟", 25,
     Fate::Yours},
    {"Ana Petrović", "ana_p", "en", "Is the consulate open on Friday? Your page says two different things.", 10},
    {"Noor Rahman", "noor", "en", "Who decides about the scholarships for next year? I wrote three times.", 190,
     Fate::ToApprove, false,
     "Thank you for writing again, and sorry for the silence. The scholarship board decides in March; you will hear "
     "from us in the first week of April."},
    {"Marta Nowak", "marta", "en",
     "I would rather not say this in public. My visa was refused and I do not understand the letter.", 40, Fate::Waits,
     true},
    {"يوسف عمر", "youssef", "ar", "شكرًا على الإجابة السريعة أمس، لقد ساعدتني كثيرًا.", 300, Fate::NoReply, false,
     "Thanks, nothing asked"},
    {"Inés Robles", "ines", "es", "¿Cómo puedo registrar el nacimiento de mi hija desde el extranjero?", 130},
    {"Claire Fontaine", "claire_f", "fr", "Comment légaliser un diplôme pour travailler chez vous ?", 55, Fate::Theirs},
    {"Tomás Lima", "tomas", "pt", "Quanto custa o visto de estudante e quanto tempo demora?", 220},
    {"Greta Lindqvist", "greta_l", "en", "Will your minister speak at the climate conference, and about what?", 70},
    {"سارة منصور", "sara_m", "ar", "هل ستشارك الوزارة في مؤتمر المناخ؟ ومتى تنشرون موقفكم؟", 80},
    {"Pavel Orlov", "pavel", "ru", "Можно ли подать документы на визу онлайн?", 150},
    {"李明", "li_ming", "zh", "请问学生签证需要哪些材料？", 260},
    {"Hanna Weiss", "hanna", "de", "Wie lange dauert die Ausstellung eines Notpasses?", 35},
    {"Omar Benali", "omar_b", "fr",
     "Ma mère est hospitalisée après l’inondation sur la côte et je n’arrive pas à la joindre. Pouvez-vous aider ?",
     18},
    {"Kwame Asante", "kwame", "en", "Where do I find the list of honorary consuls?", 320, Fate::Answered, false,
     "Every honorary consul stands on our page of missions, by country, with hours and telephone."},
    {"مريم الخطيب", "maryam", "ar", "هل يمكن تسجيل الزواج في السفارة بالقاهرة؟", 410, Fate::Answered, false,
     "نعم. يُسجَّل الزواج في القسم القنصلي أيام الأحد والثلاثاء، ويكفي إحضار عقد الزواج وصورتي الجوازين."},
    {"Sven Dahl", "sven", "en", "Your statement on fish quotas ignores small boats. Read the report again.", 380,
     Fate::Noted, false, "For the brief on fisheries"},
    {"Rosa Delgado", "rosa", "es", "¿Aceptan cartas de recomendación en español para las becas?", 290, Fate::ToApprove,
     false, "Sí. Las cartas pueden estar en español, francés, inglés o árabe; no hace falta traducción jurada."},
    {"Bilal Haddad", "bilal", "ar", "متى تُفتح طلبات المنح الجديدة؟ وهل تشمل الدراسات العليا؟", 240, Fate::ToApprove,
     false, "تُفتح الطلبات في أول الشهر القادم، وتشمل الدراسات العليا في كل التخصصات."},
    {"Emily Carter", "emily_c", "en", "A friend was detained at a protest. Who can visit her?", 28},
    {"Lucas Moreau", "lucas_m", "fr", "À quelle adresse envoyer une demande de subvention culturelle ?", 500,
     Fate::Referred, false, "Ministry of Culture"},
    {"فاطمة الزهراء", "fatima_z", "ar", "فقدت جواز سفري في محطة القطار، وموعد طائرتي غدًا صباحًا.", 50},
    {"Nikos Andreou", "nikos", "en", "Do I need a visa for a stop of six hours at your airport?", 115},
    {"Aisha Bello", "aisha", "en", "When do you publish the answers of last week’s question hour?", 170},
    {"Mei Tanaka", "mei", "ja", "大使館での証明書発行にはどのくらいかかりますか？", 210},
    {"Viktor Horák", "viktor", "en", "You never answer. Prove me wrong.", 65},
    {"Camille Dubois", "camille", "fr", "Le consulat de Paris est-il ouvert pendant les fêtes ?", 125},
    {"حسن إبراهيم", "hassan_i", "ar", "أين أجد استمارة التأشيرة باللغة العربية؟", 140},
    {"Peter Novak", "peter_n", "en", "Cheap watches!!! Best price, follow the link.", 600, Fate::NoReply, false,
     "Advertising"},
    {"Sofia Rossi", "sofia_r", "en", "Could you explain in simple words what the treaty on safe seas changes?", 100},
    {"Daniel Osei", "daniel", "en", "Is there an internship at your embassies for students of law?", 330,
     Fate::Referred, false, "Personnel office"},
    {"زينب علي", "zainab", "ar", "هل تقدمون المساعدة للعالقين بسبب الفيضانات؟ نحن خمسة أشخاص بينهم أطفال.", 12},
    {"Ingrid Holm", "ingrid", "en", "I was born abroad. Which office corrects my birth certificate?", 160, Fate::Yours},
    {"Mateo Cruz", "mateo", "es", "¿Cuándo vuelve a abrir el consulado después de la tormenta?", 45},
    {"Elif Demir", "elif", "tr", "Vize randevusu için başka bir yol var mı?", 180},
    {"Thomas Berger", "thomas_b", "en", "Please publish the speech of Tuesday in Arabic as well.", 350, Fate::Theirs},
});

constexpr std::array<std::string_view, 6> kFlood{
    "When will the visa appointment page work again? It shows an error since Monday and nobody answers.",
    "When will the visa appointment page work again? It shows an error since Monday, nobody answers the phone.",
    "Since Monday the visa appointment page shows an error. When will it work again? Nobody answers.",
    "When will the visa appointment page work again?? It shows an error since Monday and nobody answers us.",
    "When will your visa appointment page work again? It shows an error since Monday and nobody answers.",
    "The visa appointment page shows an error since Monday and nobody answers. When will it work again?",
};

}  // namespace

std::span<const DemoQuestion> demo_questions() {
  return kQuestions;
}
std::span<const std::string_view> demo_flood() {
  return kFlood;
}

}  // namespace chancery::cli
