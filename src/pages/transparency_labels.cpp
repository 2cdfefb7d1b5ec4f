#include "pages/transparency_labels.hpp"

#include "pages/labels_in.hpp"

namespace chancery::pages {
namespace {

constexpr std::array<TransparencyLabels, 6> kTransparencyLabels{{
    {
        .language = "ar",
        .title = "ما الذي نستمع إليه",
        .lead = "نقرأ منشورات علنية لنفهم ما يقوله الناس عن عملنا. هنا ما نستمع إليه، ولماذا، وإلى متى.",
        .watches = "عمليات الاستماع",
        .no_watches = "لا نستمع إلى شيء الآن.",
        .purposes = {"خدمة الجمهور", "الاستجابة للأزمات", "الحماية القنصلية", "تقييم الدبلوماسية العامة",
                     "بحوث السياسات"},
        .purpose = "الغرض",
        .legal_basis = "الأساس القانوني",
        .query = "الكلمات",
        .country = "عن البلد",
        .asked_by = "بطلب من",
        .since = "منذ",
        .until = "حتى",
        .roles = {"الإدارة", "موظف", "مسؤول حماية البيانات", "محلل", "محرر", "مدقق"},
        .suspended = "موقوفة مؤقتًا",
        .names_people = "تتضمن ما يشبه اسم شخص؛ أجازها مسؤول حماية البيانات كتابةً، ولذلك لا تُعرض الكلمات.",
        .sources = "المصادر",
        .no_sources = "لم يُقرأ أي مصدر في الأيام الثلاثين الأخيرة.",
        .rules = "قواعدنا",
        .rule = {"نَعُدّ الناس ولا نرسم لهم ملفات شخصية: لا صفحة لأي شخص، ولا متابعة لأي حساب خاص.",
                 "لا يُعرض رقم ولا منشور ما لم يكن وراءه {} أشخاص مختلفين على الأقل.",
                 "تُحذف نصوص المنشورات بعد {} يومًا، ويُحترم الحذف فورًا.",
                 "لا نحفظ اسم الكاتب، بل رمزًا لا يُفهم، يتغير كل {} يومًا.",
                 "لا مجموعات مغلقة، ولا حسابات وهمية، ولا تعرّف على الوجوه.",
                 "فيما عدا أسماء الوزارة نفسها، لا تبدأ أي عملية استماع قبل موافقة مسؤول حماية البيانات، وله أن يوقفها "
                 "في أي وقت.",
                 "لا يتبع ذلك أي إجراء آلي: ما نسمعه يُطلع الموظفين فقط."},
        .people = "سجل الجهات العامة",
        .people_explained = "أجهزة الدولة وشاغلو المناصب والمنظمات المسجلة وحدها قد تُذكر بالاسم، بإثبات وبموافقة "
                            "شخصين. الصحفيون والناشطون والمنفيون أفراد خاصون. "
                            "وإذا ذُكر أحدها في عملية استماع عُدّ كم شخصًا يتفاعل مع منشوراته خلال ساعة، دون معرفة من هم.",
        .no_people = "السجل فارغ.",
        .kinds = {"جهاز من أجهزة الدولة", "شاغل منصب", "منظمة مسجلة"},
        .evidence = "الإثبات",
        .office_until = "المنصب حتى",
        .rights = "حقوقك",
        .rights_explained = "لك أن تسأل عمّا نحفظه من منشوراتك، وأن تطلب محوه، وأن تعترض فلا تُقرأ منشوراتك بعد ذلك. "
                            "اذكر عنوان حسابك.",
        .contact = "اكتب إلى",
        .no_contact = "اكتب إلى الوزارة.",
        .more = "المزيد",
    },
    {
        .language = "en",
        .title = "What we listen to",
        .lead =
            "We read public posts to understand what people say about our work. Here is what we listen to, why, and "
            "until when.",
        .watches = "Watches",
        .no_watches = "We listen to nothing now.",
        .purposes = {"public service", "crisis response", "consular protection", "evaluation of public diplomacy",
                     "policy research"},
        .purpose = "Purpose",
        .legal_basis = "Legal basis",
        .query = "Words",
        .country = "About the country",
        .asked_by = "Asked for by",
        .since = "Since",
        .until = "Until",
        .roles = {"administration", "officer", "data-protection officer", "analyst", "editor", "auditor"},
        .suspended = "suspended",
        .names_people = "Holds what resembles a personal name; the data-protection officer let it pass in writing. The "
                        "words are therefore not shown.",
        .sources = "Sources",
        .no_sources = "No source was read in the last thirty days.",
        .rules = "Our rules",
        .rule = {"People are counted, never profiled: nobody has a page here, no private account is followed.",
                 "No figure and no post is shown unless at least {} different people stand behind it.",
                 "The text of a post is deleted after {} days. A deletion is followed at once.",
                 "No author’s name is kept, only a code that tells nothing and changes every {} days.",
                 "No closed groups, no fake accounts, no face recognition.",
                 "Nothing but the ministry’s own names is listened to before the data-protection officer approves, and "
                 "she can "
                 "stop it at any time.",
                 "Nothing happens by itself: what we hear informs people, no more."},
        .people = "Register of public actors",
        .people_explained =
            "Only state organs, officeholders and registered organisations may be named, with evidence "
            "and two people’s approval. Journalists, activists and people in exile are private persons. "
            "Where a watch names one, it is counted how many people react to a post within an hour, never who.",
        .no_people = "The register is empty.",
        .kinds = {"state organ", "officeholder", "registered organisation"},
        .evidence = "Evidence",
        .office_until = "in office until",
        .rights = "Your rights",
        .rights_explained =
            "You may ask what we keep of your posts, have it erased, and object: your posts are then no "
            "longer read. Give the address of your account.",
        .contact = "Write to",
        .no_contact = "Write to the ministry.",
        .more = "More",
    },
    {
        .language = "es",
        .title = "Qué escuchamos",
        .lead =
            "Leemos publicaciones públicas para entender lo que se dice de nuestro trabajo. Aquí está qué escuchamos, "
            "por qué y hasta cuándo.",
        .watches = "Escuchas",
        .no_watches = "Ahora no escuchamos nada.",
        .purposes = {"servicio público", "respuesta a crisis", "protección consular",
                     "evaluación de la diplomacia pública", "estudios de políticas"},
        .purpose = "Finalidad",
        .legal_basis = "Base jurídica",
        .query = "Palabras",
        .country = "Sobre el país",
        .asked_by = "A petición de",
        .since = "Desde",
        .until = "Hasta",
        .roles = {"administración", "funcionario", "delegado de protección de datos", "analista", "editor",
                  "auditoría"},
        .suspended = "suspendida",
        .names_people =
            "Contiene algo que parece un nombre de persona; el delegado de protección de datos lo permitió por "
            "escrito. Por eso no se muestran las palabras.",
        .sources = "Fuentes",
        .no_sources = "No se ha leído ninguna fuente en los últimos treinta días.",
        .rules = "Nuestras reglas",
        .rule = {"Las personas se cuentan, nunca se perfilan: nadie tiene aquí una página, no se sigue ninguna cuenta "
                 "privada.",
                 "No se muestra ninguna cifra ni publicación si no hay detrás al menos {} personas distintas.",
                 "El texto de una publicación se borra a los {} días. Si se borra en origen, se borra aquí enseguida.",
                 "No se guarda el nombre del autor, solo un código que nada dice y que cambia cada {} días.",
                 "Ni grupos cerrados, ni cuentas falsas, ni reconocimiento facial.",
                 "Salvo los nombres del propio ministerio, nada se escucha sin la aprobación del delegado de "
                 "protección de datos, que puede pararlo en cualquier "
                 "momento.",
                 "Nada ocurre de forma automática: lo que oímos informa a personas, nada más."},
        .people = "Registro de actores públicos",
        .people_explained =
            "Solo pueden nombrarse órganos del Estado, titulares de cargos y organizaciones registradas, "
            "con pruebas y con la aprobación de dos personas. Periodistas, activistas y exiliados son "
            "personas privadas. Si una escucha nombra a uno de ellos, se cuenta cuántas personas reaccionan a una "
            "publicación "
            "en una hora, nunca quiénes.",
        .no_people = "El registro está vacío.",
        .kinds = {"órgano del Estado", "titular de un cargo", "organización registrada"},
        .evidence = "Prueba",
        .office_until = "en el cargo hasta",
        .rights = "Sus derechos",
        .rights_explained =
            "Puede preguntar qué guardamos de sus publicaciones, pedir que se borre y oponerse: entonces "
            "sus publicaciones ya no se leen. Indique la dirección de su cuenta.",
        .contact = "Escriba a",
        .no_contact = "Escriba al ministerio.",
        .more = "Más",
    },
    {
        .language = "fr",
        .title = "Ce que nous écoutons",
        .lead =
            "Nous lisons des publications publiques pour comprendre ce qui se dit de notre travail. Voici ce que nous "
            "écoutons, pourquoi et jusqu’à quand.",
        .watches = "Veilles",
        .no_watches = "Nous n’écoutons rien pour l’instant.",
        .purposes = {"service public", "réponse aux crises", "protection consulaire",
                     "évaluation de la diplomatie publique", "études de politiques"},
        .purpose = "Finalité",
        .legal_basis = "Base juridique",
        .query = "Mots",
        .country = "Sur le pays",
        .asked_by = "À la demande de",
        .since = "Depuis",
        .until = "Jusqu’au",
        .roles = {"administration", "agent", "délégué à la protection des données", "analyste", "rédaction", "audit"},
        .suspended = "suspendue",
        .names_people =
            "Contient ce qui ressemble à un nom de personne ; le délégué à la protection des données l’a admis "
            "par écrit. Les mots ne sont donc pas montrés.",
        .sources = "Sources",
        .no_sources = "Aucune source n’a été lue ces trente derniers jours.",
        .rules = "Nos règles",
        .rule = {"Les personnes sont comptées, jamais profilées : nul n’a de page ici, aucun compte privé n’est suivi.",
                 "Aucun chiffre ni aucune publication n’est montré s’il n’y a pas derrière au moins {} personnes "
                 "différentes.",
                 "Le texte d’une publication est effacé après {} jours. Une suppression est suivie aussitôt.",
                 "Aucun nom d’auteur n’est gardé, seulement un code qui ne dit rien et change tous les {} jours.",
                 "Ni groupes fermés, ni faux comptes, ni reconnaissance faciale.",
                 "Hormis les noms du ministère lui-même, rien n’est écouté avant l’accord du délégué à la protection "
                 "des données, qui peut l’arrêter à tout "
                 "moment.",
                 "Rien n’arrive automatiquement : ce que nous entendons informe des personnes, rien de plus."},
        .people = "Registre des acteurs publics",
        .people_explained =
            "Seuls les organes de l’État, les titulaires de fonctions et les organisations enregistrées "
            "peuvent être nommés, preuve à l’appui et avec l’accord de deux personnes. Les journalistes, "
            "les militants et les exilés sont des personnes privées. Si une veille nomme l’un d’eux, on compte combien "
            "de personnes réagissent à une "
            "publication en une heure, jamais lesquelles.",
        .no_people = "Le registre est vide.",
        .kinds = {"organe de l’État", "titulaire d’une fonction", "organisation enregistrée"},
        .evidence = "Preuve",
        .office_until = "en fonction jusqu’au",
        .rights = "Vos droits",
        .rights_explained = "Vous pouvez demander ce que nous gardons de vos publications, le faire effacer et vous "
                            "opposer : vos publications ne sont alors plus lues. Indiquez l’adresse de votre compte.",
        .contact = "Écrivez à",
        .no_contact = "Écrivez au ministère.",
        .more = "Suite",
    },
    {
        .language = "ru",
        .title = "Что мы слушаем",
        .lead = "Мы читаем публичные записи, чтобы понять, что говорят о нашей работе. Здесь сказано, что мы слушаем, "
                "зачем и до какого времени.",
        .watches = "Наблюдения",
        .no_watches = "Сейчас мы ничего не слушаем.",
        .purposes = {"услуги населению", "реагирование на кризисы", "консульская защита", "оценка публичной дипломатии",
                     "исследования политики"},
        .purpose = "Цель",
        .legal_basis = "Правовое основание",
        .query = "Слова",
        .country = "О стране",
        .asked_by = "По запросу",
        .since = "С",
        .until = "До",
        .roles = {"администрация", "сотрудник", "уполномоченный по защите данных", "аналитик", "редактор", "аудитор"},
        .suspended = "приостановлено",
        .names_people =
            "Содержит то, что похоже на имя человека; уполномоченный по защите данных письменно это разрешил. "
            "Поэтому слова не показаны.",
        .sources = "Источники",
        .no_sources = "За последние тридцать дней ни один источник не читался.",
        .rules = "Наши правила",
        .rule =
            {"Людей считают, но не составляют на них досье: здесь нет ничьей страницы, за частными записями никто не "
             "следит.",
             "Ни число, ни запись не показывают, если за ними стоит менее {} разных людей.",
             "Текст записи удаляется через {} дней. Удаление у источника исполняется сразу.",
             "Имя автора не хранится, только код, который ничего не говорит и меняется каждые {} дней.",
             "Никаких закрытых групп, поддельных аккаунтов и распознавания лиц.",
             "Кроме собственных названий министерства, ничего не слушают без согласия уполномоченного по защите "
             "данных; он может остановить это в любое время.",
             "Ничего не происходит само собой: услышанное лишь сообщается людям."},
        .people = "Реестр публичных лиц",
        .people_explained =
            "Называть можно только органы государства, должностных лиц и зарегистрированные организации — "
            "с доказательством и согласием двух человек. Журналисты, активисты и изгнанники — частные лица. "
            "Если запрос называет кого-либо из них, считают, сколько людей откликнулось на запись за час, но не кто.",
        .no_people = "Реестр пуст.",
        .kinds = {"орган государства", "должностное лицо", "зарегистрированная организация"},
        .evidence = "Доказательство",
        .office_until = "в должности до",
        .rights = "Ваши права",
        .rights_explained = "Вы можете узнать, что мы храним из ваших записей, потребовать удаления и возразить: тогда "
                            "ваши записи больше не читаются. Укажите адрес своего аккаунта.",
        .contact = "Пишите",
        .no_contact = "Пишите в министерство.",
        .more = "Ещё",
    },
    {
        .language = "zh",
        .title = "我们在倾听什么",
        .lead = "我们阅读公开帖文，以了解人们如何谈论我们的工作。这里写明我们倾听什么、为什么、到何时为止。",
        .watches = "倾听项目",
        .no_watches = "目前没有倾听任何内容。",
        .purposes = {"公共服务", "危机应对", "领事保护", "公共外交评估", "政策研究"},
        .purpose = "目的",
        .legal_basis = "法律依据",
        .query = "词语",
        .country = "涉及国家",
        .asked_by = "申请方",
        .since = "自",
        .until = "至",
        .roles = {"管理员", "官员", "数据保护官", "分析员", "编辑", "审计员"},
        .suspended = "已暂停",
        .names_people = "其中有类似人名的内容，数据保护官已书面准许，因此不显示词语。",
        .sources = "来源",
        .no_sources = "最近三十天没有读取任何来源。",
        .rules = "我们的规则",
        .rule = {"只计数，不画像：这里没有任何人的页面，也不跟踪任何私人账号。",
                 "背后少于 {} 个不同的人，就不显示任何数字和帖文。",
                 "帖文内容在 {} 天后删除；原处删除的，立即随之删除。",
                 "不保存作者姓名，只保存一个不说明任何事情的代码，每 {} 天更换一次。",
                 "不进封闭群组，不用虚假账号，不做人脸识别。",
                 "除本部自身的名称外，未经数据保护官批准，不倾听任何内容；数据保护官随时可以叫停。",
                 "没有任何自动措施：所听到的只供人参考。"},
        .people = "公共主体登记册",
        .people_explained =
            "只有国家机关、公职人员和注册组织可以指名，须有证据并经两人批准。记者、活动人士和流亡者都是私人。"
            "若某项倾听指名其中之一，则只统计一小时内有多少人对其帖文作出反应，不记是谁。",
        .no_people = "登记册是空的。",
        .kinds = {"国家机关", "公职人员", "注册组织"},
        .evidence = "证据",
        .office_until = "任职至",
        .rights = "您的权利",
        .rights_explained =
            "您可以询问我们保存了您的哪些帖文、要求删除，也可以反对：此后不再读取您的帖文。请写明您的账号地址。",
        .contact = "请致信",
        .no_contact = "请致信本部。",
        .more = "更多",
    },
}};

}  // namespace

const std::array<TransparencyLabels, 6>& all_transparency_labels() {
  return kTransparencyLabels;
}

const TransparencyLabels& transparency_labels(std::string_view language) {
  return labels_in(kTransparencyLabels, language);
}

}  // namespace chancery::pages
