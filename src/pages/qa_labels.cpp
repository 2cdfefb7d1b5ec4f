#include "pages/qa_labels.hpp"

#include "pages/labels_in.hpp"

namespace chancery::pages {
namespace {

constexpr std::array<QaLabels, 6> kQaLabels{{
    {
        .language = "ar",
        .kind = "أسئلة وأجوبة",
        .announced = "معلن عنها",
        .open = "مفتوحة الآن",
        .closed = "انتهت",
        .called_off = "أُلغيت",
        .when = "{}، من {} إلى {} ({})",
        .until = "من {} إلى {} ({})",
        .how = "للسؤال: اكتب منشورًا علنيًا يذكر حسابنا ويحمل الوسم {}، أو رُدَّ على الإعلان.",
        .answers = "نجيب بـ: {}",
        .asked = "الأسئلة: {} · الإجابات: {}",
        .transcript = "الأسئلة وإجاباتنا",
        .nothing_yet = "لا يوجد سؤال أُجيب عنه بعد.",
        .not_all = "يظهر هنا ما قيل علنًا وأُجيب عنه ولم يسحبه صاحبه. تجيب المكاتب عن الأسئلة الأخرى بعد الجلسة.",
        .announcement = "الإعلان",
        .as_data = "بيانات (JSON)",
    },
    {
        .language = "en",
        .kind = "Questions and answers",
        .announced = "Announced",
        .open = "Open now",
        .closed = "Over",
        .called_off = "Called off",
        .when = "{}, {} to {} ({})",
        .until = "{} to {} ({})",
        .how = "To ask, write a public post that names our account and carries {}, or answer the announcement.",
        .answers = "Answers in: {}",
        .asked = "Asked: {} · Answered: {}",
        .transcript = "Questions and our answers",
        .nothing_yet = "No question is answered yet.",
        .not_all =
            "Shown is what was asked in public, is answered, and was not taken back by its author. Our desks answer "
            "the other questions after the session.",
        .announcement = "Announcement",
        .as_data = "Data (JSON)",
    },
    {
        .language = "es",
        .kind = "Preguntas y respuestas",
        .announced = "Anunciada",
        .open = "Abierta ahora",
        .closed = "Terminada",
        .called_off = "Cancelada",
        .when = "{}, de {} a {} ({})",
        .until = "De {} a {} ({})",
        .how = "Para preguntar, escriba una publicación pública que mencione nuestra cuenta y lleve {}, o responda al "
               "anuncio.",
        .answers = "Respuestas en: {}",
        .asked = "Preguntas: {} · Respuestas: {}",
        .transcript = "Preguntas y nuestras respuestas",
        .nothing_yet = "Todavía no se ha respondido ninguna pregunta.",
        .not_all = "Se muestra lo que se preguntó en público, tiene respuesta y no fue retirado por su autor. Nuestras "
                   "oficinas responden a las demás preguntas después de la sesión.",
        .announcement = "Anuncio",
        .as_data = "Datos (JSON)",
    },
    {
        .language = "fr",
        .kind = "Questions et réponses",
        .announced = "Annoncée",
        .open = "Ouverte en ce moment",
        .closed = "Terminée",
        .called_off = "Annulée",
        .when = "{}, de {} à {} ({})",
        .until = "Du {} au {} ({})",
        .how = "Pour poser une question, écrivez une publication publique qui mentionne notre compte et porte {}, ou "
               "répondez à l’annonce.",
        .answers = "Réponses en : {}",
        .asked = "Questions : {} · Réponses : {}",
        .transcript = "Les questions et nos réponses",
        .nothing_yet = "Aucune question n’a encore de réponse.",
        .not_all =
            "On voit ici ce qui a été demandé en public, a reçu une réponse et n’a pas été retiré par son auteur. Nos "
            "bureaux répondent aux autres questions après la séance.",
        .announcement = "Annonce",
        .as_data = "Données (JSON)",
    },
    {
        .language = "ru",
        .kind = "Вопросы и ответы",
        .announced = "Объявлена",
        .open = "Идёт сейчас",
        .closed = "Завершена",
        .called_off = "Отменена",
        .when = "{}, с {} до {} ({})",
        .until = "С {} до {} ({})",
        .how = "Чтобы задать вопрос, напишите открытую запись с упоминанием нашей учётной записи и меткой {} или "
               "ответьте на объявление.",
        .answers = "Отвечаем на языках: {}",
        .asked = "Вопросов: {} · Ответов: {}",
        .transcript = "Вопросы и наши ответы",
        .nothing_yet = "Ответов пока нет.",
        .not_all =
            "Показано то, что спросили открыто, на что дан ответ и что автор не отозвал. На остальные вопросы наши "
            "отделы отвечают после сессии.",
        .announcement = "Объявление",
        .as_data = "Данные (JSON)",
    },
    {
        .language = "zh",
        .kind = "问答",
        .announced = "已预告",
        .open = "正在进行",
        .closed = "已结束",
        .called_off = "已取消",
        .when = "{} {}至{}（{}）",
        .until = "{}至{}（{}）",
        .how = "提问方式：发布一条提及我们账号并带有 {} 标签的公开帖文，或回复预告帖文。",
        .answers = "回答语言：{}",
        .asked = "提问：{} · 回答：{}",
        .transcript = "问题与我们的回答",
        .nothing_yet = "尚无已回答的问题。",
        .not_all = "此处显示公开提出、已获回答且作者未撤回的问题。其余问题由我们的部门在会后回答。",
        .announcement = "预告",
        .as_data = "数据（JSON）",
    },
}};

}  // namespace

const QaLabels& qa_labels(std::string_view language) {
  return labels_in(kQaLabels, language);
}

const std::array<QaLabels, 6>& all_qa_labels() {
  return kQaLabels;
}

}  // namespace chancery::pages
