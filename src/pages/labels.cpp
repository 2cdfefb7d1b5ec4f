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
        .own_name = "العربية",
        .months = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
                   "ديسمبر"},
        .date = "{d} {m} {y}",
        .skip = "انتقل إلى المحتوى",
        .official_channel = "القنوات الرسمية",
        .languages = "اللغات",
        .setting_up = "يجري إعداد هذا الخادم",
        .come_back = "ستظهر هنا صفحة الوزارة قريبًا.",
        .welcome = "حساباتنا الرسمية، وآخر ما نشرناه.",
        .accounts = "الحسابات",
        .no_accounts = "لا توجد حسابات بعد.",
        .latest = "آخر المنشورات",
        .moved_to = "انتقل هذا الحساب إلى",
        .official_account_of = "الحساب الرسمي لـ{}",
        .followers = "المتابعون",
        .writes_in = "يكتب باللغات",
        .verified = "رابط موثّق",
        .pinned = "مثبّت",
        .shared_by = "شاركه {}",
        .notes = "المنشورات",
        .no_notes = "لا توجد منشورات بعد.",
        .older = "منشورات أقدم",
        .newer = "منشورات أحدث",
        .ask = "اسألنا وتابعنا",
        .ask_how = "لا حاجة إلى حساب هنا. من ماستودون أو أي خادم في الفيديفرس، انسخ هذا العنوان إلى خانة البحث ثم اضغط "
                   "«متابعة». لتسألنا، اكتب منشورًا يذكر العنوان: نحن نقرأ ونجيب.",
        .ask_any = "لا حاجة إلى حساب هنا. من ماستودون أو أي خادم في الفيديفرس، انسخ عنوان أحد حساباتنا إلى خانة البحث "
                   "ثم اضغط «متابعة». لتسألنا، اكتب منشورًا يذكر العنوان: نحن نقرأ ونجيب.",
        .by_feed = "أو عبر قارئ الخلاصات:",
        .in_reply_to = "ردًّا على",
        .quotes = "يقتبس",
        .liked = "الإعجابات",
        .shared = "المشاركات",
        .quoted = "الاقتباسات",
        .warning = "تنبيه",
        .show = "إظهار",
        .picture = "صورة",
        .picture_there = "صورة لدى الكاتب",
        .video_there = "مقطع مصوّر لدى الكاتب",
        .sound_there = "تسجيل صوتي لدى الكاتب",
        .file_there = "ملف لدى الكاتب",
        .tagged = "منشورات تحت الوسم #{}",
        .no_tagged = "لم ننشر شيئًا تحت هذا الوسم.",
        .also_in = "بلغات أخرى",
        .edited = "عُدّل",
        .versions = "كل نسخ هذا المنشور",
        .versions_explained = "يبقى كل تعديل لمنشور رسمي منشورًا هنا.",
        .version = "النسخة {}",
        .stands = "النص الحالي",
        .back_to_post = "إلى المنشور",
        .herself = "كُتب شخصيًّا",
        .team = "كتبه الفريق",
        .voters = "عدد المصوّتين: {}",
        .votes = "الأصوات: {}",
        .poll_open = "يستمر التصويت حتى",
        .poll_closed = "انتهى التصويت في",
        .part_of = "الجزء {} من {}",
        .thread_of = "سلسلة منشورات، عددها {}",
        .conversation = "المحادثة",
        .earlier = "ما سبق",
        .replies = "الردود",
        .no_replies = "لا توجد ردود علنية بعد.",
        .more_replies = "مزيد من الردود",
        .not_shown = "منشور لا يمكن عرضه هنا.",
        .official = "حساب رسمي",
        .cut_short = "نص مختصر؛ التتمة عند كاتبه",
        .read_on = "اقرأ المنشور كاملًا",
        .check_this = "تحقّق من هذا المنشور في السجل العام",
        .said_by = "{} على {}",
        .fictional = "وزارة خيالية لأغراض العرض.",
        .deleted = "حُذف هذا المنشور",
        .deleted_explained = "حذفه ناشره، ولم يعد متاحًا.",
        .not_found = "الصفحة غير موجودة",
        .not_found_explained = "لا يوجد شيء تحت هذا العنوان.",
        .to_home = "إلى الصفحة الرئيسية",
        .colophon = "صفحة رسمية على النطاق {}، متاحة في الفيديفرس.",
        .transparency = "ما الذي نستمع إليه",
        .verify = "هل قيل هذا هنا؟",
    },
    {
        .language = "en",
        .own_name = "English",
        .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                   "November", "December"},
        .date = "{d} {m} {y}",
        .skip = "Skip to content",
        .official_channel = "Official channels",
        .languages = "Languages",
        .setting_up = "This server is being set up",
        .come_back = "The ministry’s page will appear here soon.",
        .welcome = "Our official accounts, and what we published last.",
        .accounts = "Accounts",
        .no_accounts = "No accounts yet.",
        .latest = "Latest posts",
        .moved_to = "This account has moved to",
        .official_account_of = "Official account of {}",
        .followers = "Followers",
        .writes_in = "Writes in",
        .verified = "verified link",
        .pinned = "Pinned",
        .shared_by = "Shared by {}",
        .notes = "Posts",
        .no_notes = "Nothing published yet.",
        .older = "Older posts",
        .newer = "Newer posts",
        .ask = "Ask us, follow us",
        .ask_how =
            "You need no account here. On Mastodon, or any other server of the fediverse, paste this address into the "
            "search field and press Follow. To ask, write a post that names it: we read, and we answer.",
        .ask_any = "You need no account here. On Mastodon, or any other server of the fediverse, paste the address of "
                   "one of our accounts into the search field and press Follow. To ask, write a post that names it: we "
                   "read, and we answer.",
        .by_feed = "Or by a feed reader:",
        .in_reply_to = "In reply to",
        .quotes = "Quotes",
        .liked = "Likes",
        .shared = "Shares",
        .quoted = "Quotes",
        .warning = "Note",
        .show = "Show",
        .picture = "Picture",
        .picture_there = "A picture, at the author’s server",
        .video_there = "A video, at the author’s server",
        .sound_there = "A sound recording, at the author’s server",
        .file_there = "A file, at the author’s server",
        .tagged = "Posts under #{}",
        .no_tagged = "We have published nothing under this tag.",
        .also_in = "In other languages",
        .edited = "Edited",
        .versions = "Every version of this post",
        .versions_explained = "Each change to an official post stays readable here.",
        .version = "Version {}",
        .stands = "as it stands",
        .back_to_post = "To the post",
        .herself = "Written in person",
        .team = "Written by the team",
        .voters = "{} people voted",
        .votes = "{} votes",
        .poll_open = "Open until",
        .poll_closed = "Closed on",
        .part_of = "Part {} of {}",
        .thread_of = "Thread of {} posts",
        .conversation = "Conversation",
        .earlier = "What came before",
        .replies = "Replies",
        .no_replies = "No public replies yet.",
        .more_replies = "More replies",
        .not_shown = "A post that cannot be shown here.",
        .official = "Official",
        .cut_short = "Shortened; the rest is at the author’s page",
        .read_on = "Read the whole post",
        .check_this = "Check this post in the public log",
        .said_by = "{} on {}",
        .fictional = "A fictional ministry, for demonstration.",
        .deleted = "This post was deleted",
        .deleted_explained = "Its publisher deleted it. It is no longer available.",
        .not_found = "Page not found",
        .not_found_explained = "There is nothing at this address.",
        .to_home = "To the home page",
        .colophon = "An official page at {}, readable across the fediverse.",
        .transparency = "What we listen to",
        .verify = "Was it said here?",
    },
    {
        .language = "es",
        .own_name = "Español",
        .months = {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                   "noviembre", "diciembre"},
        .date = "{d} de {m} de {y}",
        .skip = "Saltar al contenido",
        .official_channel = "Canales oficiales",
        .languages = "Idiomas",
        .setting_up = "Este servidor se está configurando",
        .come_back = "La página del ministerio aparecerá aquí pronto.",
        .welcome = "Nuestras cuentas oficiales y lo último que hemos publicado.",
        .accounts = "Cuentas",
        .no_accounts = "Todavía no hay cuentas.",
        .latest = "Últimas publicaciones",
        .moved_to = "Esta cuenta se ha trasladado a",
        .official_account_of = "Cuenta oficial: {}",
        .followers = "Seguidores",
        .writes_in = "Escribe en",
        .verified = "enlace verificado",
        .pinned = "Fijada",
        .shared_by = "Compartido por {}",
        .notes = "Publicaciones",
        .no_notes = "Todavía no hay publicaciones.",
        .older = "Publicaciones anteriores",
        .newer = "Publicaciones más recientes",
        .ask = "Pregúntenos, síganos",
        .ask_how = "No hace falta tener cuenta aquí. En Mastodon, o en cualquier otro servidor del fediverso, pegue "
                   "esta dirección en el buscador y pulse Seguir. Para preguntar, escriba una publicación que la "
                   "mencione: leemos y respondemos.",
        .ask_any = "No hace falta tener cuenta aquí. En Mastodon, o en cualquier otro servidor del fediverso, pegue la "
                   "dirección de una de nuestras cuentas en el buscador y pulse Seguir. Para preguntar, escriba una "
                   "publicación que la mencione: leemos y respondemos.",
        .by_feed = "O con un lector de canales:",
        .in_reply_to = "En respuesta a",
        .quotes = "Cita",
        .liked = "Me gusta",
        .shared = "Veces compartido",
        .quoted = "Citas",
        .warning = "Aviso",
        .show = "Mostrar",
        .picture = "Imagen",
        .picture_there = "Una imagen, en el servidor del autor",
        .video_there = "Un vídeo, en el servidor del autor",
        .sound_there = "Una grabación de audio, en el servidor del autor",
        .file_there = "Un archivo, en el servidor del autor",
        .tagged = "Publicaciones con #{}",
        .no_tagged = "No hemos publicado nada con esta etiqueta.",
        .also_in = "En otros idiomas",
        .edited = "Editada",
        .versions = "Todas las versiones de esta publicación",
        .versions_explained = "Cada cambio de una publicación oficial puede leerse aquí.",
        .version = "Versión {}",
        .stands = "texto actual",
        .back_to_post = "A la publicación",
        .herself = "Escrito personalmente",
        .team = "Escrito por el equipo",
        .voters = "Votantes: {}",
        .votes = "Votos: {}",
        .poll_open = "Abierta hasta el",
        .poll_closed = "Cerrada el",
        .part_of = "Parte {} de {}",
        .thread_of = "Hilo de {} publicaciones",
        .conversation = "Conversación",
        .earlier = "Lo anterior",
        .replies = "Respuestas",
        .no_replies = "Todavía no hay respuestas públicas.",
        .more_replies = "Más respuestas",
        .not_shown = "Una publicación que no se puede mostrar aquí.",
        .official = "Oficial",
        .cut_short = "Texto abreviado; el resto está en la página de su autor",
        .read_on = "Leer la publicación completa",
        .check_this = "Comprobar esta publicación en el registro público",
        .said_by = "{}, {}",
        .fictional = "Un ministerio ficticio, a modo de demostración.",
        .deleted = "Esta publicación fue eliminada",
        .deleted_explained = "La eliminó quien la publicó. Ya no está disponible.",
        .not_found = "Página no encontrada",
        .not_found_explained = "No hay nada en esta dirección.",
        .to_home = "A la página de inicio",
        .colophon = "Una página oficial en {}, legible en todo el fediverso.",
        .transparency = "Qué escuchamos",
        .verify = "¿Se dijo aquí?",
    },
    {
        .language = "fr",
        .own_name = "Français",
        .months = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                   "novembre", "décembre"},
        .date = "{d} {m} {y}",
        .skip = "Aller au contenu",
        .official_channel = "Canaux officiels",
        .languages = "Langues",
        .setting_up = "Ce serveur est en cours d’installation",
        .come_back = "La page du ministère paraîtra ici bientôt.",
        .welcome = "Nos comptes officiels et nos dernières publications.",
        .accounts = "Comptes",
        .no_accounts = "Aucun compte pour l’instant.",
        .latest = "Dernières publications",
        .moved_to = "Ce compte a déménagé vers",
        .official_account_of = "Compte officiel : {}",
        .followers = "Abonnés",
        .writes_in = "Écrit en",
        .verified = "lien vérifié",
        .pinned = "Épinglée",
        .shared_by = "Partagé par {}",
        .notes = "Publications",
        .no_notes = "Rien n’est encore publié.",
        .older = "Publications antérieures",
        .newer = "Publications plus récentes",
        .ask = "Nous interroger, nous suivre",
        .ask_how = "Nul besoin de compte ici. Sur Mastodon, ou tout autre serveur du fédivers, collez cette adresse "
                   "dans le champ de recherche et appuyez sur Suivre. Pour nous interroger, écrivez une publication "
                   "qui la mentionne : nous lisons et nous répondons.",
        .ask_any = "Nul besoin de compte ici. Sur Mastodon, ou tout autre serveur du fédivers, collez l’adresse de "
                   "l’un de nos comptes dans le champ de recherche et appuyez sur Suivre. Pour nous interroger, "
                   "écrivez une publication qui la mentionne : nous lisons et nous répondons.",
        .by_feed = "Ou par un lecteur de flux :",
        .in_reply_to = "En réponse à",
        .quotes = "Cite",
        .liked = "Mentions j’aime",
        .shared = "Partages",
        .quoted = "Citations",
        .warning = "Avertissement",
        .show = "Afficher",
        .picture = "Image",
        .picture_there = "Une image, sur le serveur de l’auteur",
        .video_there = "Une vidéo, sur le serveur de l’auteur",
        .sound_there = "Un enregistrement sonore, sur le serveur de l’auteur",
        .file_there = "Un fichier, sur le serveur de l’auteur",
        .tagged = "Publications sous #{}",
        .no_tagged = "Nous n’avons rien publié sous ce mot-dièse.",
        .also_in = "En d’autres langues",
        .edited = "Modifiée",
        .versions = "Toutes les versions de cette publication",
        .versions_explained = "Chaque modification d’une publication officielle reste lisible ici.",
        .version = "Version {}",
        .stands = "texte actuel",
        .back_to_post = "Vers la publication",
        .herself = "Écrit personnellement",
        .team = "Écrit par l’équipe",
        .voters = "Votants : {}",
        .votes = "Votes : {}",
        .poll_open = "Ouvert jusqu’au",
        .poll_closed = "Clos le",
        .part_of = "Partie {} sur {}",
        .thread_of = "Fil de {} publications",
        .conversation = "Conversation",
        .earlier = "Ce qui précède",
        .replies = "Réponses",
        .no_replies = "Aucune réponse publique pour l’instant.",
        .more_replies = "Autres réponses",
        .not_shown = "Une publication qui ne peut pas être affichée ici.",
        .official = "Officiel",
        .cut_short = "Texte abrégé ; la suite est chez son auteur",
        .read_on = "Lire toute la publication",
        .check_this = "Vérifier cette publication dans le registre public",
        .said_by = "{}, {}",
        .fictional = "Un ministère fictif, à titre de démonstration.",
        .deleted = "Cette publication a été supprimée",
        .deleted_explained = "Elle a été supprimée par son auteur et n’est plus disponible.",
        .not_found = "Page introuvable",
        .not_found_explained = "Il n’y a rien à cette adresse.",
        .to_home = "Vers la page d’accueil",
        .colophon = "Une page officielle sur {}, lisible dans tout le fédivers.",
        .transparency = "Ce que nous écoutons",
        .verify = "Cela a-t-il été dit ici ?",
    },
    {
        .language = "ru",
        .own_name = "Русский",
        .months = {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
                   "ноября", "декабря"},
        .date = "{d} {m} {y} г.",
        .skip = "Перейти к содержанию",
        .official_channel = "Официальные каналы",
        .languages = "Языки",
        .setting_up = "Этот сервер настраивается",
        .come_back = "Скоро здесь появится страница министерства.",
        .welcome = "Наши официальные аккаунты и последние публикации.",
        .accounts = "Аккаунты",
        .no_accounts = "Аккаунтов пока нет.",
        .latest = "Последние публикации",
        .moved_to = "Этот аккаунт переехал:",
        .official_account_of = "Официальный аккаунт: {}",
        .followers = "Подписчики",
        .writes_in = "Языки публикаций",
        .verified = "ссылка подтверждена",
        .pinned = "Закреплено",
        .shared_by = "Поделились: {}",
        .notes = "Публикации",
        .no_notes = "Публикаций пока нет.",
        .older = "Более ранние публикации",
        .newer = "Более поздние публикации",
        .ask = "Спросить и подписаться",
        .ask_how = "Аккаунт здесь не нужен. В Mastodon или на любом другом сервере федиверса вставьте этот адрес в "
                   "строку поиска и нажмите «Подписаться». Чтобы задать вопрос, упомяните адрес в своей публикации: мы "
                   "читаем и отвечаем.",
        .ask_any = "Аккаунт здесь не нужен. В Mastodon или на любом другом сервере федиверса вставьте адрес одного из "
                   "наших аккаунтов в строку поиска и нажмите «Подписаться». Чтобы задать вопрос, упомяните адрес в "
                   "своей публикации: мы читаем и отвечаем.",
        .by_feed = "Или через программу чтения лент:",
        .in_reply_to = "В ответ",
        .quotes = "Цитирует",
        .liked = "Отметки «нравится»",
        .shared = "Поделились",
        .quoted = "Цитаты",
        .warning = "Предупреждение",
        .show = "Показать",
        .picture = "Изображение",
        .picture_there = "Изображение на сервере автора",
        .video_there = "Видео на сервере автора",
        .sound_there = "Аудиозапись на сервере автора",
        .file_there = "Файл на сервере автора",
        .tagged = "Публикации с #{}",
        .no_tagged = "Под этой меткой мы ничего не публиковали.",
        .also_in = "На других языках",
        .edited = "Изменено",
        .versions = "Все версии этой публикации",
        .versions_explained = "Каждое изменение официальной публикации остаётся здесь доступным.",
        .version = "Версия {}",
        .stands = "текущий текст",
        .back_to_post = "К публикации",
        .herself = "Написано лично",
        .team = "Написано командой",
        .voters = "Проголосовало: {}",
        .votes = "Голосов: {}",
        .poll_open = "Голосование открыто до",
        .poll_closed = "Голосование завершено",
        .part_of = "Часть {} из {}",
        .thread_of = "Цепочка публикаций: {}",
        .conversation = "Обсуждение",
        .earlier = "Что было раньше",
        .replies = "Ответы",
        .no_replies = "Публичных ответов пока нет.",
        .more_replies = "Ещё ответы",
        .not_shown = "Публикация, которую здесь нельзя показать.",
        .official = "Официально",
        .cut_short = "Текст сокращён; полностью — на странице автора",
        .read_on = "Читать полностью",
        .check_this = "Проверить эту публикацию в открытом журнале",
        .said_by = "{}, {}",
        .fictional = "Вымышленное министерство, для демонстрации.",
        .deleted = "Эта публикация удалена",
        .deleted_explained = "Её удалил автор. Она больше недоступна.",
        .not_found = "Страница не найдена",
        .not_found_explained = "По этому адресу ничего нет.",
        .to_home = "На главную",
        .colophon = "Официальная страница на {}, доступная во всём федиверсе.",
        .transparency = "Что мы слушаем",
        .verify = "Было ли это сказано здесь?",
    },
    {
        .language = "zh",
        .own_name = "中文",
        .months = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
        .date = "{y}年{m}月{d}日",
        .skip = "跳到正文",
        .official_channel = "官方渠道",
        .languages = "语言",
        .setting_up = "本服务器正在设置",
        .come_back = "部委的页面很快会出现在这里。",
        .welcome = "我们的官方账号与最新发布。",
        .accounts = "账号",
        .no_accounts = "还没有账号。",
        .latest = "最新发布",
        .moved_to = "此账号已迁移至",
        .official_account_of = "{}的官方账号",
        .followers = "关注者",
        .writes_in = "发布语言",
        .verified = "已验证的链接",
        .pinned = "置顶",
        .shared_by = "{} 转发",
        .notes = "帖文",
        .no_notes = "还没有发布内容。",
        .older = "更早的帖文",
        .newer = "更新的帖文",
        .ask = "向我们提问、关注我们",
        .ask_how = "无需在此注册。在 Mastodon "
                   "或联邦宇宙的任何其他服务器上，把这个地址粘贴到搜索框，再点“关注”。要提问，请发一条提到该地址的帖文"
                   "：我们会读，也会答。",
        .ask_any = "无需在此注册。在 Mastodon "
                   "或联邦宇宙的任何其他服务器上，把我们任一账号的地址粘贴到搜索框，再点“关注”。要提问，请发一条提到该"
                   "地址的帖文：我们会读，也会答。",
        .by_feed = "或使用订阅阅读器：",
        .in_reply_to = "回复",
        .quotes = "引用",
        .liked = "点赞",
        .shared = "转发",
        .quoted = "引用",
        .warning = "提示",
        .show = "显示",
        .picture = "图片",
        .picture_there = "作者服务器上的图片",
        .video_there = "作者服务器上的视频",
        .sound_there = "作者服务器上的录音",
        .file_there = "作者服务器上的文件",
        .tagged = "#{} 下的帖文",
        .no_tagged = "我们没有在此标签下发布内容。",
        .also_in = "其他语言",
        .edited = "已修改",
        .versions = "此帖文的全部版本",
        .versions_explained = "官方帖文的每次修改都可在此查阅。",
        .version = "第 {} 版",
        .stands = "现行文本",
        .back_to_post = "返回帖文",
        .herself = "本人撰写",
        .team = "团队撰写",
        .voters = "{} 人投票",
        .votes = "{} 票",
        .poll_open = "投票截止于",
        .poll_closed = "投票已结束于",
        .part_of = "第 {} 部分，共 {} 部分",
        .thread_of = "串文，共 {} 条",
        .conversation = "对话",
        .earlier = "前文",
        .replies = "回复",
        .no_replies = "还没有公开回复。",
        .more_replies = "更多回复",
        .not_shown = "此处无法显示的帖子。",
        .official = "官方",
        .cut_short = "已节略；全文见作者页面",
        .read_on = "阅读全文",
        .check_this = "在公开记录中核对此帖文",
        .said_by = "{}，{}",
        .fictional = "虚构的部委，仅供演示。",
        .deleted = "此帖文已删除",
        .deleted_explained = "发布者已将其删除，无法再查看。",
        .not_found = "找不到页面",
        .not_found_explained = "这个地址下没有内容。",
        .to_home = "返回首页",
        .colophon = "{} 上的官方页面，可在联邦宇宙中阅读。",
        .transparency = "我们在倾听什么",
        .verify = "这话是这里说的吗？",
    },
}};

constexpr std::size_t kEnglish = 1;

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
  const auto* found = std::ranges::find(kLabels, primary_subtag(tag), &Labels::language);
  return found == kLabels.end() ? nullptr : found;
}

std::vector<std::string_view> liked_languages(std::string_view accept_language) {
  std::vector<std::pair<std::string_view, double>> liked;
  auto rest = accept_language.substr(0, 1'024);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto item = weighted(rest.substr(0, comma));
    if (!item.first.empty() && item.first != "*" && item.second > 0) liked.push_back(item);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  std::ranges::stable_sort(liked, std::ranges::greater{}, &std::pair<std::string_view, double>::second);
  std::vector<std::string_view> tags;
  for (const auto& [tag, weight] : liked) tags.push_back(tag);
  return tags;
}

const Labels& choose_labels(std::string_view accept_language, std::string_view fallback) {
  for (const auto tag : liked_languages(accept_language)) {
    if (const auto* labels = labels_for(tag)) return *labels;
  }
  const auto* labels = labels_for(fallback);
  return labels ? *labels : kLabels[kEnglish];
}

std::string primary_subtag(std::string_view tag) {
  std::string first(tag.substr(0, tag.find('-')));
  std::ranges::transform(first, first.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return first;
}

std::string filled(std::string_view label, std::initializer_list<std::string_view> values) {
  std::string out(label);
  std::size_t from = 0;
  for (const auto value : values) {
    const auto at = out.find("{}", from);
    if (at == std::string::npos) break;
    out.replace(at, 2, value);
    from = at + value.size();
  }
  return out;
}

std::string_view direction_of(std::string_view tag) {
  static constexpr std::array<std::string_view, 10> kRightToLeft{"ar", "arc", "ckb", "dv", "fa",
                                                                 "he", "ps",  "sd",  "ug", "ur"};
  return std::ranges::find(kRightToLeft, primary_subtag(tag)) == kRightToLeft.end() ? "ltr" : "rtl";
}

}  // namespace chancery::pages
