#include "pages/labels.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace chancery::pages {
namespace {

constexpr std::array<Labels, 6> kLabels{{
    {
        .language = "ar",
        .skip = "انتقل إلى المحتوى",
        .setting_up = "يجري إعداد هذا الخادم",
        .come_back = "ستظهر هنا صفحة الوزارة قريبًا.",
        .welcome = "حساباتنا الرسمية، وآخر ما نشرناه.",
        .accounts = "الحسابات",
        .no_accounts = "لا توجد حسابات بعد.",
        .latest = "آخر المنشورات",
        .followers = "المتابعون",
        .notes = "المنشورات",
        .no_notes = "لا توجد منشورات بعد.",
        .older = "منشورات أقدم",
        .follow = "للمتابعة من ماستودون أو أي خادم في الفيديفرس، ابحث عن",
        .replies = "الردود",
        .no_replies = "لا توجد ردود علنية بعد.",
        .more_replies = "مزيد من الردود",
        .official = "حساب رسمي",
        .cut_short = "نص مختصر؛ التتمة عند كاتبه",
        .fictional = "وزارة خيالية لأغراض العرض.",
        .deleted = "حُذف هذا المنشور",
        .deleted_explained = "حذفه ناشره، ولم يعد متاحًا.",
        .not_found = "الصفحة غير موجودة",
        .not_found_explained = "لا يوجد شيء تحت هذا العنوان.",
        .to_home = "إلى الصفحة الرئيسية",
        .colophon = "صفحة رسمية، متاحة في الفيديفرس.",
        .transparency = "ما الذي نستمع إليه",
        .verify = "هل قيل هذا هنا؟",
    },
    {
        .language = "en",
        .skip = "Skip to content",
        .setting_up = "This server is being set up",
        .come_back = "The ministry’s page will appear here soon.",
        .welcome = "Our official accounts, and what we published last.",
        .accounts = "Accounts",
        .no_accounts = "No accounts yet.",
        .latest = "Latest posts",
        .followers = "Followers",
        .notes = "Posts",
        .no_notes = "Nothing published yet.",
        .older = "Older posts",
        .follow = "To follow from Mastodon or any other fediverse server, search for",
        .replies = "Replies",
        .no_replies = "No public replies yet.",
        .more_replies = "More replies",
        .official = "Official",
        .cut_short = "Shortened; the rest is at the author’s page",
        .fictional = "A fictional ministry, for demonstration.",
        .deleted = "This post was deleted",
        .deleted_explained = "Its publisher deleted it. It is no longer available.",
        .not_found = "Page not found",
        .not_found_explained = "There is nothing at this address.",
        .to_home = "To the home page",
        .colophon = "An official page, readable across the fediverse.",
        .transparency = "What we listen to",
        .verify = "Was it said here?",
    },
    {
        .language = "es",
        .skip = "Saltar al contenido",
        .setting_up = "Este servidor se está configurando",
        .come_back = "La página del ministerio aparecerá aquí pronto.",
        .welcome = "Nuestras cuentas oficiales y lo último que hemos publicado.",
        .accounts = "Cuentas",
        .no_accounts = "Todavía no hay cuentas.",
        .latest = "Últimas publicaciones",
        .followers = "Seguidores",
        .notes = "Publicaciones",
        .no_notes = "Todavía no hay publicaciones.",
        .older = "Publicaciones anteriores",
        .follow = "Para seguirnos desde Mastodon u otro servidor del fediverso, busque",
        .replies = "Respuestas",
        .no_replies = "Todavía no hay respuestas públicas.",
        .more_replies = "Más respuestas",
        .official = "Oficial",
        .cut_short = "Texto abreviado; el resto está en la página de su autor",
        .fictional = "Un ministerio ficticio, a modo de demostración.",
        .deleted = "Esta publicación fue eliminada",
        .deleted_explained = "La eliminó quien la publicó. Ya no está disponible.",
        .not_found = "Página no encontrada",
        .not_found_explained = "No hay nada en esta dirección.",
        .to_home = "A la página de inicio",
        .colophon = "Una página oficial, legible en todo el fediverso.",
        .transparency = "Qué escuchamos",
        .verify = "¿Se dijo aquí?",
    },
    {
        .language = "fr",
        .skip = "Aller au contenu",
        .setting_up = "Ce serveur est en cours d’installation",
        .come_back = "La page du ministère paraîtra ici bientôt.",
        .welcome = "Nos comptes officiels et nos dernières publications.",
        .accounts = "Comptes",
        .no_accounts = "Aucun compte pour l’instant.",
        .latest = "Dernières publications",
        .followers = "Abonnés",
        .notes = "Publications",
        .no_notes = "Rien n’est encore publié.",
        .older = "Publications antérieures",
        .follow = "Pour nous suivre depuis Mastodon ou tout autre serveur du fédivers, cherchez",
        .replies = "Réponses",
        .no_replies = "Aucune réponse publique pour l’instant.",
        .more_replies = "Autres réponses",
        .official = "Officiel",
        .cut_short = "Texte abrégé ; la suite est chez son auteur",
        .fictional = "Un ministère fictif, à titre de démonstration.",
        .deleted = "Cette publication a été supprimée",
        .deleted_explained = "Elle a été supprimée par son auteur et n’est plus disponible.",
        .not_found = "Page introuvable",
        .not_found_explained = "Il n’y a rien à cette adresse.",
        .to_home = "Vers la page d’accueil",
        .colophon = "Une page officielle, lisible dans tout le fédivers.",
        .transparency = "Ce que nous écoutons",
        .verify = "Cela a-t-il été dit ici ?",
    },
    {
        .language = "ru",
        .skip = "Перейти к содержанию",
        .setting_up = "Этот сервер настраивается",
        .come_back = "Скоро здесь появится страница министерства.",
        .welcome = "Наши официальные аккаунты и последние публикации.",
        .accounts = "Аккаунты",
        .no_accounts = "Аккаунтов пока нет.",
        .latest = "Последние публикации",
        .followers = "Подписчики",
        .notes = "Публикации",
        .no_notes = "Публикаций пока нет.",
        .older = "Более ранние публикации",
        .follow = "Чтобы подписаться из Mastodon или с другого сервера федиверса, найдите",
        .replies = "Ответы",
        .no_replies = "Публичных ответов пока нет.",
        .more_replies = "Ещё ответы",
        .official = "Официально",
        .cut_short = "Текст сокращён; полностью — на странице автора",
        .fictional = "Вымышленное министерство, для демонстрации.",
        .deleted = "Эта публикация удалена",
        .deleted_explained = "Её удалил автор. Она больше недоступна.",
        .not_found = "Страница не найдена",
        .not_found_explained = "По этому адресу ничего нет.",
        .to_home = "На главную",
        .colophon = "Официальная страница, доступная во всём федиверсе.",
        .transparency = "Что мы слушаем",
        .verify = "Было ли это сказано здесь?",
    },
    {
        .language = "zh",
        .skip = "跳到正文",
        .setting_up = "本服务器正在设置",
        .come_back = "部委的页面很快会出现在这里。",
        .welcome = "我们的官方账号与最新发布。",
        .accounts = "账号",
        .no_accounts = "还没有账号。",
        .latest = "最新发布",
        .followers = "关注者",
        .notes = "帖文",
        .no_notes = "还没有发布内容。",
        .older = "更早的帖文",
        .follow = "要从 Mastodon 或其他联邦宇宙服务器关注，请搜索",
        .replies = "回复",
        .no_replies = "还没有公开回复。",
        .more_replies = "更多回复",
        .official = "官方",
        .cut_short = "已节略；全文见作者页面",
        .fictional = "虚构的部委，仅供演示。",
        .deleted = "此帖文已删除",
        .deleted_explained = "发布者已将其删除，无法再查看。",
        .not_found = "找不到页面",
        .not_found_explained = "这个地址下没有内容。",
        .to_home = "返回首页",
        .colophon = "官方页面，可在联邦宇宙中阅读。",
        .transparency = "我们在倾听什么",
        .verify = "这话是这里说的吗？",
    },
}};

constexpr std::size_t kEnglish = 1;

std::string primary(std::string_view tag) {
  std::string first(tag.substr(0, tag.find('-')));
  std::ranges::transform(first, first.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return first;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "fr-CH;q=0.8" as tag and weight.
std::pair<std::string_view, double> weighted(std::string_view item) {
  const auto semicolon = item.find(';');
  const auto tag = trim(item.substr(0, semicolon));
  if (semicolon == std::string_view::npos) return {tag, 1.0};
  const auto parameter = trim(item.substr(semicolon + 1));
  double weight = 0;
  if (parameter.starts_with("q=")) {
    std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), weight);
  }
  return {tag, weight};
}

}  // namespace

std::span<const Labels> all_labels() {
  return kLabels;
}

const Labels* labels_for(std::string_view tag) {
  const auto* found = std::ranges::find(kLabels, primary(tag), &Labels::language);
  return found == kLabels.end() ? nullptr : found;
}

const Labels& choose_labels(std::string_view accept_language, std::string_view fallback) {
  const Labels* best = nullptr;
  double best_weight = 0;
  auto rest = accept_language.substr(0, 1'024);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto [tag, weight] = weighted(rest.substr(0, comma));
    const auto* labels = labels_for(tag);
    if (labels && weight > best_weight) {
      best = labels;
      best_weight = weight;
    }
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  if (best) return *best;
  const auto* labels = labels_for(fallback);
  return labels ? *labels : kLabels[kEnglish];
}

std::string_view direction_of(std::string_view tag) {
  static constexpr std::array<std::string_view, 10> kRightToLeft{"ar", "arc", "ckb", "dv", "fa",
                                                                 "he", "ps",  "sd",  "ug", "ur"};
  return std::ranges::find(kRightToLeft, primary(tag)) == kRightToLeft.end() ? "ltr" : "rtl";
}

}  // namespace chancery::pages
