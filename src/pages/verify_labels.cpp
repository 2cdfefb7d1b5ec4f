#include "pages/verify_labels.hpp"

#include "pages/labels_in.hpp"

namespace chancery::pages {
namespace {

constexpr std::array<VerifyLabels, 6> kVerifyLabels{{
    {
        .language = "ar",
        .title = "هل قيل هذا هنا؟",
        .lead = "كل منشور رسمي وكل تعديل وكل حذف يُقيَّد في سجل لا يمكن تغييره دون أن يُكتشف. الصق رابط منشور أو نصه.",
        .link = "رابط المنشور",
        .text = "نص المنشور كاملًا",
        .check = "تحقَّق",
        .said = "نعم، قيل هنا",
        .not_said = "ليس على القنوات التي يغطيها هذا السجل",
        .not_said_since = "لم تنشر حساباتنا منذ {} منشورًا بهذا النص كاملًا أو بهذا العنوان. لا يُتعرَّف على جزء من منشور "
                          "ولا على نص معدَّل.",
        .nothing_asked = "اكتب رابط منشور أو نصه.",
        .too_long = "النص أطول من 64 كيلوبايت.",
        .published = "نُشر",
        .edited = "عُدِّل (النسخة {})",
        .removed = "حُذف",
        .erased = "مُحي مضمونه",
        .shared = "شارك هذا الحساب منشوراً لغيره",
        .unshared = "لم يعد يشاركه",
        .these_words = "هذا هو النص",
        .not_shown = "لم يعد النص معروضًا.",
        .proved = "القيد {}، مُثبت في السجل الموقَّع",
        .not_proved = "القيد {}، في انتظار التوقيع القادم",
        .more = "هناك أكثر مما تتسع له هذه الصفحة.",
        .head = "عدد القيود في السجل: {}، ووُقِّع في {}.",
        .evidence = "الأدلة للتحقق المستقل (JSON)",
    },
    {
        .language = "en",
        .title = "Was it said here?",
        .lead =
            "Every official post, every change and every removal is kept in a log that cannot be altered unnoticed. "
            "Paste the link of a post, or its words.",
        .link = "Link of the post",
        .text = "The whole text of the post",
        .check = "Check",
        .said = "Yes, it was said here",
        .not_said = "Not on the channels this log covers",
        .not_said_since = "Since {} our accounts have published nothing with this text as a whole, or at this address. "
                          "A part of a post, or a changed text, is not recognised.",
        .nothing_asked = "Write the link of a post, or its words.",
        .too_long = "The text is longer than 64 KiB.",
        .published = "Published",
        .edited = "Edited (version {})",
        .removed = "Removed",
        .erased = "Its words were erased",
        .shared = "Shared: the post of somebody else",
        .unshared = "No longer shared",
        .these_words = "these are the words",
        .not_shown = "The text is no longer shown.",
        .proved = "Entry {}, proved to be in the signed log",
        .not_proved = "Entry {}, waiting for the next signature",
        .more = "There is more than this page holds.",
        .head = "Entries in the log: {}, signed {}.",
        .evidence = "Evidence for independent checking (JSON)",
    },
    {
        .language = "es",
        .title = "¿Se dijo aquí?",
        .lead = "Cada publicación oficial, cada cambio y cada retirada consta en un registro que no puede alterarse "
                "sin que se "
                "note. Pegue el enlace de una publicación o su texto.",
        .link = "Enlace de la publicación",
        .text = "Texto completo de la publicación",
        .check = "Comprobar",
        .said = "Sí, se dijo aquí",
        .not_said = "No en los canales que cubre este registro",
        .not_said_since =
            "Desde el {} nuestras cuentas no han publicado nada con este texto completo ni en esta dirección. "
            "No se reconoce una parte de una publicación ni un texto modificado.",
        .nothing_asked = "Escriba el enlace de una publicación o su texto.",
        .too_long = "El texto supera los 64 KiB.",
        .published = "Publicado",
        .edited = "Editado (versión {})",
        .removed = "Retirado",
        .erased = "Se borró su contenido",
        .shared = "Compartido: una publicación ajena",
        .unshared = "Ya no se comparte",
        .these_words = "este es el texto",
        .not_shown = "El texto ya no se muestra.",
        .proved = "Entrada {}, probada en el registro firmado",
        .not_proved = "Entrada {}, a la espera de la próxima firma",
        .more = "Hay más de lo que cabe en esta página.",
        .head = "Entradas en el registro: {}, firmado el {}.",
        .evidence = "Pruebas para una verificación independiente (JSON)",
    },
    {
        .language = "fr",
        .title = "Cela a-t-il été dit ici ?",
        .lead = "Chaque publication officielle, chaque modification et chaque retrait figurent dans un registre qui ne "
                "peut "
                "être altéré sans que cela se voie. Collez le lien d’une publication, ou son texte.",
        .link = "Lien de la publication",
        .text = "Texte entier de la publication",
        .check = "Vérifier",
        .said = "Oui, cela a été dit ici",
        .not_said = "Pas sur les canaux que couvre ce registre",
        .not_said_since =
            "Depuis le {}, nos comptes n’ont rien publié avec ce texte entier, ni à cette adresse. Une partie "
            "d’une publication, ou un texte modifié, n’est pas reconnue.",
        .nothing_asked = "Écrivez le lien d’une publication, ou son texte.",
        .too_long = "Le texte dépasse 64 Kio.",
        .published = "Publié",
        .edited = "Modifié (version {})",
        .removed = "Retiré",
        .erased = "Son contenu a été effacé",
        .shared = "Partagé : la publication d’autrui",
        .unshared = "N’est plus partagé",
        .these_words = "c’est ce texte",
        .not_shown = "Le texte n’est plus affiché.",
        .proved = "Entrée {}, prouvée dans le registre signé",
        .not_proved = "Entrée {}, en attente de la prochaine signature",
        .more = "Il y en a plus que n’en contient cette page.",
        .head = "Entrées du registre : {}, signé le {}.",
        .evidence = "Éléments pour une vérification indépendante (JSON)",
    },
    {
        .language = "ru",
        .title = "Было ли это сказано здесь?",
        .lead =
            "Каждая официальная публикация, каждая правка и каждое удаление вносятся в журнал, который нельзя изменить "
            "незаметно. Вставьте ссылку на публикацию или её текст.",
        .link = "Ссылка на публикацию",
        .text = "Полный текст публикации",
        .check = "Проверить",
        .said = "Да, это было сказано здесь",
        .not_said = "Не на каналах, которые охватывает этот журнал",
        .not_said_since = "С {} наши аккаунты не публиковали ничего с таким полным текстом или по такому адресу. Часть "
                          "публикации или изменённый текст не распознаются.",
        .nothing_asked = "Укажите ссылку на публикацию или её текст.",
        .too_long = "Текст длиннее 64 КиБ.",
        .published = "Опубликовано",
        .edited = "Изменено (версия {})",
        .removed = "Удалено",
        .erased = "Содержание стёрто",
        .shared = "Поделились чужой публикацией",
        .unshared = "Больше не делятся",
        .these_words = "это тот самый текст",
        .not_shown = "Текст больше не показывается.",
        .proved = "Запись {}, её наличие в подписанном журнале доказано",
        .not_proved = "Запись {}, ждёт следующей подписи",
        .more = "Есть больше, чем помещается на этой странице.",
        .head = "Журнал: записей — {}, подписан {}.",
        .evidence = "Данные для независимой проверки (JSON)",
    },
    {
        .language = "zh",
        .title = "这话是这里说的吗？",
        .lead = "每一条官方帖文、每一次修改和每一次删除，都记入一份无法被悄悄改动的日志。请粘贴帖文的链接或全文。",
        .link = "帖文链接",
        .text = "帖文全文",
        .check = "查验",
        .said = "是，这里说过",
        .not_said = "不在本日志所涵盖的渠道上",
        .not_said_since =
            "自 {} 以来，我们的账号没有发布过与此全文相同或位于此地址的内容。帖文的一部分或改动过的文字无法识别。",
        .nothing_asked = "请填写帖文的链接或全文。",
        .too_long = "文字超过 64 KiB。",
        .published = "发布",
        .edited = "修改（第 {} 版）",
        .removed = "删除",
        .erased = "内容已抹除",
        .shared = "转发：他人的帖文",
        .unshared = "已取消转发",
        .these_words = "正是这段文字",
        .not_shown = "文字不再显示。",
        .proved = "第 {} 条记录，已证明在签名日志之中",
        .not_proved = "第 {} 条记录，等待下一次签名",
        .more = "内容超出本页所能显示。",
        .head = "日志：共 {} 条记录，签名于 {}。",
        .evidence = "供独立查验的证据（JSON）",
    },
}};

}  // namespace

const std::array<VerifyLabels, 6>& all_verify_labels() {
  return kVerifyLabels;
}

const VerifyLabels& verify_labels(std::string_view language) {
  return labels_in(kVerifyLabels, language);
}

}  // namespace chancery::pages
