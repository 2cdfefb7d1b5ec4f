#include "listen/query_vocabulary.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "text/agenda.hpp"
#include "text/countries.hpp"

namespace chancery::listen {
namespace {

// ISO 639-1, and what the identifier names beyond it.
constexpr std::string_view kLanguages =
    "aa ab af ak am an ar as ast av ay az ba be bg bh bi bm bn bo br bs ca ce ceb ch ckb co cr cs cu cv cy da de dv dz "
    "ee el en eo es et eu fa ff fi fil fj fo fr fy ga gd gl gn gu gv ha haw he hi hmn ho hr ht hu hy hz ia id ie ig ii "
    "ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr "
    "ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
    "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk und ur uz ve vi vo wa wo xh yi yo "
    "za zh zu";

using Alias = std::pair<std::string_view, std::string_view>;

constexpr auto kCountryAliases = std::to_array<Alias>({
    {"uk", "GB"},        {"england", "GB"},     {"britain", "GB"},     {"usa", "US"},       {"america", "US"},
    {"el", "GR"},        {"norway", "NO"},      {"nor", "NO"},         {"germany", "DE"},   {"ger", "DE"},
    {"france", "FR"},    {"fra", "FR"},         {"spain", "ES"},       {"italy", "IT"},     {"poland", "PL"},
    {"ukraine", "UA"},   {"ukr", "UA"},         {"russia", "RU"},      {"rus", "RU"},       {"china", "CN"},
    {"chn", "CN"},       {"japan", "JP"},       {"jpn", "JP"},         {"india", "IN"},     {"brazil", "BR"},
    {"sweden", "SE"},    {"denmark", "DK"},     {"finland", "FI"},     {"iceland", "IS"},   {"turkey", "TR"},
    {"turkiye", "TR"},   {"iran", "IR"},        {"iraq", "IQ"},        {"syria", "SY"},     {"israel", "IL"},
    {"palestine", "PS"}, {"egypt", "EG"},       {"kosovo", "XK"},      {"korea", "KR"},     {"netherlands", "NL"},
    {"holland", "NL"},   {"switzerland", "CH"}, {"austria", "AT"},     {"belgium", "BE"},   {"canada", "CA"},
    {"mexico", "MX"},    {"australia", "AU"},   {"portugal", "PT"},    {"greece", "GR"},    {"afghanistan", "AF"},
    {"pakistan", "PK"},  {"bangladesh", "BD"},  {"nigeria", "NG"},     {"kenya", "KE"},     {"ethiopia", "ET"},
    {"sudan", "SD"},     {"georgia", "GE"},     {"jordan", "JO"},      {"lebanon", "LB"},   {"ireland", "IE"},
    {"hungary", "HU"},   {"romania", "RO"},     {"bulgaria", "BG"},    {"serbia", "RS"},    {"croatia", "HR"},
    {"czechia", "CZ"},   {"slovakia", "SK"},    {"slovenia", "SI"},    {"estonia", "EE"},   {"latvia", "LV"},
    {"lithuania", "LT"}, {"belarus", "BY"},     {"moldova", "MD"},     {"taiwan", "TW"},    {"vietnam", "VN"},
    {"thailand", "TH"},  {"indonesia", "ID"},   {"philippines", "PH"}, {"malaysia", "MY"},  {"singapore", "SG"},
    {"argentina", "AR"}, {"chile", "CL"},       {"colombia", "CO"},    {"venezuela", "VE"}, {"peru", "PE"},
    {"cuba", "CU"},      {"morocco", "MA"},     {"algeria", "DZ"},     {"tunisia", "TN"},   {"libya", "LY"},
    {"yemen", "YE"},     {"qatar", "QA"},       {"kuwait", "KW"},      {"oman", "OM"},
});

constexpr auto kLanguageAliases = std::to_array<Alias>({
    {"arabic", "ar"},   {"english", "en"},    {"eng", "en"},        {"french", "fr"},   {"german", "de"},
    {"ger", "de"},      {"spanish", "es"},    {"portuguese", "pt"}, {"italian", "it"},  {"dutch", "nl"},
    {"russian", "ru"},  {"ukrainian", "uk"},  {"ua", "uk"},         {"chinese", "zh"},  {"cn", "zh"},
    {"mandarin", "zh"}, {"japanese", "ja"},   {"jp", "ja"},         {"korean", "ko"},   {"kr", "ko"},
    {"hindi", "hi"},    {"turkish", "tr"},    {"hebrew", "he"},     {"iw", "he"},       {"persian", "fa"},
    {"farsi", "fa"},    {"norwegian", "no"},  {"swedish", "sv"},    {"danish", "da"},   {"dk", "da"},
    {"finnish", "fi"},  {"icelandic", "is"},  {"polish", "pl"},     {"czech", "cs"},    {"cz", "cs"},
    {"greek", "el"},    {"gr", "el"},         {"hungarian", "hu"},  {"romanian", "ro"}, {"bulgarian", "bg"},
    {"serbian", "sr"},  {"croatian", "hr"},   {"urdu", "ur"},       {"bengali", "bn"},  {"tamil", "ta"},
    {"thai", "th"},     {"vietnamese", "vi"}, {"indonesian", "id"}, {"malay", "ms"},    {"swahili", "sw"},
    {"amharic", "am"},  {"unknown", "und"},
});

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    out.emplace_back(list.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string_view look_up(std::span<const Alias> table, std::string_view name) {
  const auto* const found =
      std::find_if(table.data(), table.data() + table.size(), [&](const Alias& alias) { return alias.first == name; });
  return found == table.data() + table.size() ? std::string_view{} : found->second;
}

// Changed, added, lost and swapped letters (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

QueryVocabulary QueryVocabulary::standard(std::span<const OwnTopic> own) {
  QueryVocabulary out;
  for (const text::TopicInfo& topic : text::topics()) out.topics.emplace_back(topic.slug);
  for (const OwnTopic& topic : own) out.topics.push_back(topic.slug);
  for (const text::Country country : text::countries()) out.countries.emplace_back(country.alpha2());
  out.languages = split(kLanguages);
  out.networks = {"bluesky", "feeds", "sample", "file"};
  out.actor = [](std::string_view) { return std::vector<std::string>{}; };
  return out;
}

std::string_view nearest_word(std::string_view written, std::span<const std::string_view> known) {
  if (written.size() > 64) return {};
  std::string_view best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const std::string_view word : known) {
    // Who writes "climat" or "cyber" has begun the right word.
    const bool begun = written.size() >= 3 && word.starts_with(written);
    const std::size_t distance = begun ? 1 : edit_distance(written, word);
    if (distance < least) {
      least = distance;
      best = word;
    }
  }
  const std::size_t most = std::max<std::size_t>(1, std::max(written.size(), best.size()) / 3);
  return !best.empty() && least <= most ? best : std::string_view{};
}

std::string_view country_alias(std::string_view name) {
  return look_up(kCountryAliases, name);
}

std::string_view language_alias(std::string_view name) {
  return look_up(kLanguageAliases, name);
}

}  // namespace chancery::listen
