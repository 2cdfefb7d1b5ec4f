#include "speak/cautions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "speak/caution_days.hpp"
#include "speak/caution_languages.hpp"
#include "speak/caution_links.hpp"
#include "speak/demands.hpp"
#include "speak/phrases.hpp"
#include "text/html.hpp"
#include "text/markdown.hpp"
#include "text/marks.hpp"
#include "text/utf8.hpp"

namespace chancery::speak {
namespace {

constexpr std::size_t kDemandsTold = 3;  // of one text
constexpr std::size_t kMostReaders = 3;  // a language of more countries addresses none of them

// Two tags of one language, or of languages short texts are easily mistaken between.
bool same_language(std::string_view declared, std::string_view detected) {
  const auto canonical = text::canonical_language(declared);
  const auto a = text::primary_language(canonical);
  const auto b = text::primary_language(detected);
  if (a == b) return true;
  constexpr auto kAlike = std::to_array<std::array<std::string_view, 4>>({{"hr", "bs", "sr", "sh"},
                                                                          {"da", "no", "nb", "nn"},
                                                                          {"id", "ms", "jv", "su"},
                                                                          {"fa", "prs", "tg", "dari"},
                                                                          {"tl", "fil", "ceb", "ilo"},
                                                                          {"zh", "yue", "wuu", "cmn"},
                                                                          {"ru", "be", "rue", "mul"},
                                                                          {"zu", "xh", "ss", "nr"},
                                                                          {"hi", "mr", "ne", "bho"},
                                                                          {"rn", "rw", "sw", "lg"}});
  return std::ranges::any_of(kAlike, [&](const auto& group) {
    return std::ranges::find(group, a) != group.end() && std::ranges::find(group, b) != group.end();
  });
}

bool has_letters_enough(std::string_view read) {
  constexpr std::size_t kSpaced = 24;
  constexpr std::size_t kUnspaced = 8;
  return text::count_characters(read) >= (text::unspaced(read) ? kUnspaced : kSpaced);
}

bool is_file_name(std::string_view alt) {
  constexpr auto kEndings = std::to_array<std::string_view>(
      {".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".avif", ".tif", ".tiff", ".bmp", ".svg"});
  const std::string plain = text::plain_word(alt);
  if (std::ranges::any_of(kEndings, [&](std::string_view ending) { return plain.ends_with(ending); })) return true;
  constexpr auto kCameras = std::to_array<std::string_view>(
      {"img_", "img-", "dsc_", "dsc0", "dscn", "pxl_", "screenshot_", "whatsapp image"});
  return std::ranges::any_of(kCameras, [&](std::string_view begin) { return plain.starts_with(begin); });
}

// "Picture", "Photo 2", "صورة".
bool says_only_picture(std::string_view alt) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"image",      "images",   "picture", "photo",      "photograph",  "pic",        "img",      "graphic",
       "screenshot", "untitled", "foto",    "bild",       "imagen",      "imagem",     "immagine", "resim",
       "obraz",      "kuva",     "bilde",   "billede",    "afbeelding",  "gambar",     "picha",    "صوره",
       "عكس",        "تصوير",    "фото",    "фотография", "изображение", "зображення", "светлина", "תמונה",
       "चित्र",       "फोटो",     "图片",    "圖片",       "照片",        "图像",       "写真",     "画像",
       "사진",       "이미지",   "ภาพ",     "ảnh",        "hình",        "alt",        "logo",     "banner",
       "graphique",  "grafik"});
  const auto words = text::cut_name_words(alt);
  const auto empty_word = [&](const text::NameWord& word) {
    return word.digits || word.letters < 2 ||
           std::ranges::any_of(kWords, [&](std::string_view known) { return text::plain_word(known) == word.plain; });
  };
  return words.size() <= 3 && std::ranges::all_of(words, empty_word);
}

// `where` stands before the part's name: empty, or "following.0.".
void add_alt_cautions(const PostBody& body, std::string_view where, std::vector<Caution>& cautions) {
  for (std::size_t i = 0; i < body.pictures.size(); ++i) {
    const auto part = fmt::format("{}pictures.{}.alt", where, i);
    const auto& alts = body.pictures[i].alt;
    for (std::size_t t = 0; t < body.texts.size(); ++t) {
      const auto& language = body.texts[t].language;
      if (std::ranges::find(alts, language, &activity::Wording::language) != alts.end()) continue;
      const auto level = t == 0 ? CautionLevel::Caution : CautionLevel::Note;
      cautions.push_back({.code = "alt_missing", .level = level, .part = part, .language = language});
    }
    for (const auto& alt : alts) {
      if (!is_file_name(alt.text) && !says_only_picture(alt.text)) continue;
      cautions.push_back({.code = "alt_meaningless",
                          .part = part,
                          .language = alt.language,
                          .words = {std::string{text::cut_at_character(alt.text, 80)}}});
    }
  }
}

// One text as it is looked at.
struct Read {
  std::string plain;
  std::vector<Link> links;
  std::string language = {};  // that its words are judged in
};

Read read_of(const PostText& text) {
  const auto html = text::markdown_to_html(text.markdown);
  Read read{.plain = text::to_plain(html), .links = links_in(html)};
  if (!text.warning.empty()) read.plain = text.warning + '\n' + read.plain;
  return read;
}

// "ambassador@mfa.gov.fr": FR.
std::string country_of_host(std::string_view acct) {
  const auto point = acct.rfind('.');
  if (point == std::string_view::npos || acct.size() - point != 3) return {};
  std::string code{acct.substr(point + 1)};
  std::ranges::transform(code, code.begin(),
                         [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c); });
  return code == "UK" ? "GB" : code;
}

}  // namespace

struct CautionRules::Rules {
  Rules(const SpeakSettings& settings, const text::LanguageIdentifier& known_languages,
        const text::Annotator& known_countries);

  void add_language(const PostText& text, Read& read, std::vector<Caution>& cautions) const;
  void add_rivals(const Read& read, std::vector<Caution>& cautions) const;
  void add_demands(const Read& read, const CautionContext& context, Officeholders& officeholders,
                   std::vector<Caution>& cautions) const;
  // What of a text holds for words that stand elsewhere in the post, too.
  void add_words(const Read& read, const CautionContext& context, Officeholders& officeholders, Countries& addressed,
                 std::vector<Caution>& cautions) const;
  void address(const Read& read, const CautionContext& context, Countries& addressed) const;
  // Of one text; adds the countries it speaks to.
  std::vector<Caution> cautions_of(const PostText& text, const CautionContext& context, Officeholders& officeholders,
                                   Countries& addressed) const;

  struct Rivals {
    std::vector<std::string> written;
    std::vector<Phrase> phrases;
  };
  const text::LanguageIdentifier& languages;
  const text::Annotator& countries;
  Demands demands;
  CautionDays days;
  std::vector<std::string> domains;
  std::vector<Rivals> rivals;
};

CautionRules::Rules::Rules(const SpeakSettings& settings, const text::LanguageIdentifier& known_languages,
                           const text::Annotator& known_countries)
    : languages(known_languages), countries(known_countries), demands(known_countries), days(settings.days) {
  for (const auto& domain : settings.link_domains) {
    if (auto read = parse_link_domain(domain)) domains.push_back(std::move(*read));
  }
  for (const auto& line : settings.rival_names) {
    auto names = parse_rival_names(line);
    if (!names) continue;
    // The longer first: "Islas Malvinas" before "Malvinas".
    std::ranges::stable_sort(*names, std::greater{}, &std::string::size);
    Rivals entry{.written = *names, .phrases = {}};
    for (const auto& name : *names) entry.phrases.push_back(Phrase::of(name));
    rivals.push_back(std::move(entry));
  }
}

void CautionRules::Rules::add_language(const PostText& text, Read& read, std::vector<Caution>& cautions) const {
  read.language = text::canonical_language(text.language);
  const auto detected = languages.identify(read.plain);
  const bool sure = detected.reliable && has_letters_enough(read.plain);
  if (text.language.empty() || read.language == "und") {
    cautions.push_back({.code = "language_missing"});
    read.language = detected.tag;
  } else if (sure && !same_language(text.language, detected.tag)) {
    cautions.push_back({.code = "language_differs", .others = {detected.tag}});
    read.language = detected.tag;
  }
}

void CautionRules::Rules::add_rivals(const Read& read, std::vector<Caution>& cautions) const {
  const auto words = text::cut_name_words(read.plain);
  const auto stands = [&](const Phrase& phrase) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (phrase.end_at(words, i)) return true;
      if (phrase.unspaced() && words[i].plain.find(phrase.words().front().plain) != std::string::npos) return true;
    }
    return false;
  };
  for (const auto& [written, phrases] : rivals) {
    const auto found = std::ranges::find_if(phrases, stands);
    if (found == phrases.end()) continue;
    const auto at = static_cast<std::size_t>(found - phrases.begin());
    Caution caution{.code = "rival_spelling", .level = CautionLevel::Note, .words = {written[at]}};
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (i != at) caution.others.push_back(written[i]);
    }
    cautions.push_back(std::move(caution));
  }
}

void CautionRules::Rules::add_demands(const Read& read, const CautionContext& context, Officeholders& officeholders,
                                      std::vector<Caution>& cautions) const {
  if (!days.read_beyond(read.language, context.own_country)) return;
  for (auto& found : demands.find(read.plain, read.language, officeholders, kDemandsTold)) {
    cautions.push_back({.code = found.officeholder ? "demand_public_name" : "demand_possible_name",
                        .level = CautionLevel::SecondPerson,
                        .words = {std::move(found.demand), std::move(found.name)}});
  }
}

void CautionRules::Rules::address(const Read& read, const CautionContext& context, Countries& addressed) const {
  text::Annotator::Scratch scratch;
  for (const auto country : countries.find(read.plain, read.language, scratch).countries) {
    addressed.insert(std::string{country.alpha2()});
  }
  Countries readers = days.reading(read.language);
  readers.erase(context.own_country);
  if (readers.size() <= kMostReaders) addressed.merge(readers);
  for (auto mark = text::next_mention(read.plain, 0); mark; mark = text::next_mention(read.plain, mark->end)) {
    if (auto country = country_of_host(mark->name); !country.empty()) addressed.insert(std::move(country));
  }
  addressed.erase(context.own_country);
}

void CautionRules::Rules::add_words(const Read& read, const CautionContext& context, Officeholders& officeholders,
                                    Countries& addressed, std::vector<Caution>& cautions) const {
  add_demands(read, context, officeholders, cautions);
  add_rivals(read, cautions);
  address(read, context, addressed);
}

std::vector<Caution> CautionRules::Rules::cautions_of(const PostText& text, const CautionContext& context,
                                                      Officeholders& officeholders, Countries& addressed) const {
  std::vector<Caution> found;
  auto read = read_of(text);
  add_language(text, read, found);
  add_words(read, context, officeholders, addressed, found);
  add_link_cautions(read.links, domains, context.own_host, found);
  add_letter_cautions(text.markdown, read.plain, found);
  return found;
}

CautionRules::CautionRules(const SpeakSettings& settings, const text::LanguageIdentifier& languages,
                           const text::Annotator& countries)
    : rules_(std::make_unique<const Rules>(settings, languages, countries)) {}
CautionRules::CautionRules(CautionRules&&) noexcept = default;
CautionRules::~CautionRules() = default;

std::vector<Caution> CautionRules::cautions_of(const PostBody& body, const CautionContext& context) const {
  std::vector<Caution> all;
  Officeholders officeholders(context.officeholders, context.handles);
  Countries addressed;
  // Descriptions and options are published like the text.
  const auto look_at = [&](const std::string& words, const std::string& language, const std::string& part) {
    std::vector<Caution> found;
    const Read read{.plain = words, .links = {}, .language = text::canonical_language(language)};
    rules_->add_words(read, context, officeholders, addressed, found);
    for (auto& caution : found) {
      caution.part = part;
      caution.language = language;
      all.push_back(std::move(caution));
    }
  };
  for (std::size_t part = 0; part < part_count(body); ++part) {
    const auto where = part == 0 ? std::string{} : fmt::format("following.{}.", part - 1);
    const auto one = part_of(body, part);
    for (std::size_t i = 0; i < one.texts.size(); ++i) {
      auto found = rules_->cautions_of(one.texts[i], context, officeholders, addressed);
      for (auto& caution : found) {
        const bool language = caution.code.starts_with("language_");
        caution.part = fmt::format("{}texts.{}.{}", where, i, language ? "language" : "markdown");
        caution.language = one.texts[i].language;
        all.push_back(std::move(caution));
      }
    }
    for (std::size_t i = 0; i < one.pictures.size(); ++i) {
      for (const auto& alt : one.pictures[i].alt) {
        look_at(alt.text, alt.language, fmt::format("{}pictures.{}.alt", where, i));
      }
    }
    add_alt_cautions(one, where, all);
  }
  if (body.poll && !body.texts.empty()) {
    for (std::size_t i = 0; i < body.poll->options.size(); ++i) {
      look_at(body.poll->options[i], body.texts.front().language, fmt::format("poll.options.{}", i));
    }
  }
  if (context.sent) add_unchanged_languages(*context.sent, body, all);
  rules_->days.add_cautions(addressed, context.own_country, context.leaves, all);
  std::ranges::stable_sort(all, std::greater{}, &Caution::level);
  if (all.size() > kMaxCautions) all.resize(kMaxCautions);
  return all;
}

Assessment CautionRules::assess(const PostBody& body, const CautionContext& context) const {
  const auto found = cautions_of(body, context);
  json::Array list;
  for (const auto& caution : found) list.emplace_back(to_json(caution));
  return {.more_approvals = more_approvals(found), .cautions = boost::json::serialize(list)};
}

int more_approvals(const std::vector<Caution>& cautions) {
  const auto grave = [](const Caution& caution) { return caution.level == CautionLevel::SecondPerson; };
  return std::ranges::any_of(cautions, grave) ? 1 : 0;
}

std::string_view to_string(CautionLevel level) {
  switch (level) {
    case CautionLevel::Note:
      return "note";
    case CautionLevel::Caution:
      return "caution";
    case CautionLevel::SecondPerson:
      break;
  }
  return "second_person";
}

}  // namespace chancery::speak
