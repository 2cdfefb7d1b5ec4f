#include "watches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "text/countries.hpp"

namespace chancery::bench {
namespace {

constexpr std::size_t kWatches = 2'000;

struct Language {
  const char* tag;
  // Five words one of which must stand in the post; then how a phrase is made of a country's name.
  std::array<std::string_view, 5> words;
  std::array<std::string_view, 9> phrases;
};

constexpr auto kLanguages = std::to_array<Language>({
    {"en",
     {"embass*", "sanction*", "treaty", "border", "talks"},
     {"embassy of {}", "ambassador of {}", "{} foreign ministry", "visit to {}", "trade with {}", "people of {}",
      "war in {}", "elections in {}", "visa for {}"}},
    {"ar",
     {"سفارة", "وزير", "عقوبات", "حدود", "معاهدة"},
     {"سفارة {}", "سفير {}", "خارجية {}", "زيارة {}", "التجارة مع {}", "شعب {}", "الحرب في {}", "الانتخابات في {}",
      "تأشيرة {}"}},
    {"es",
     {"embajad*", "sancion*", "tratado", "frontera", "refugiad*"},
     {"embajada de {}", "embajador de {}", "cancillería de {}", "visita a {}", "comercio con {}", "pueblo de {}",
      "guerra en {}", "elecciones en {}", "visado para {}"}},
    {"fr",
     {"ambassad*", "sanction*", "traité", "frontière", "réfugié*"},
     {"ambassade de {}", "ambassadeur de {}", "diplomatie de {}", "visite à {}", "commerce avec {}", "peuple de {}",
      "guerre en {}", "élections en {}", "visa pour {}"}},
    {"ru",
     {"посольств*", "санкци*", "договор", "границ*", "беженц*"},
     {"посольство {}", "посол {}", "мид {}", "визит {}", "торговля {}", "народ {}", "война {}", "выборы {}",
      "виза {}"}},
    {"ja",
     {"大使館", "制裁", "条約", "国境", "難民"},
     {"{}大使館", "{}大使", "{}外務省", "{}訪問", "{}との貿易", "{}国民", "{}の戦争", "{}の選挙", "{}のビザ"}},
    {"de",
     {"botschaft*", "sanktion*", "vertrag", "grenze", "flüchtling*"},
     {"Botschaft von {}", "Botschafter von {}", "Regierung von {}", "Besuch in {}", "Handel mit {}", "Menschen in {}",
      "Krieg in {}", "Wahlen in {}", "Visum für {}"}},
    {"pt",
     {"embaixad*", "sanç*", "tratado", "fronteira", "refugiad*"},
     {"embaixada de {}", "embaixador de {}", "governo de {}", "visita a {}", "comércio com {}", "povo de {}",
      "guerra em {}", "eleições em {}", "visto para {}"}},
});

// Letters alone, for a tag.
std::string tag_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) out += c;
  }
  return out;
}

// Twenty terms: two names, nine phrases, a tag; five words; three that are not meant.
std::string watch(text::Country country, const Language& language) {
  const std::string name = text::country_name(country, language.tag);
  const std::string code{country.alpha2()};
  std::string about = fmt::format("\"{}\" OR \"{} {}\"", name, name, code);
  for (const std::string_view phrase : language.phrases) {
    about += fmt::format(" OR \"{}\"", fmt::format(fmt::runtime(phrase), name));
  }
  about += fmt::format(" OR #{}{}", tag_of(text::country_name(country, "en")), language.tag);
  return fmt::format("({}) AND ({}) NOT (\"{} football\" OR \"{} recipe\" OR \"{} cup\")", about,
                     fmt::join(language.words, " OR "), name, name, name);
}

}  // namespace

std::vector<std::string> make_watches() {
  std::vector<std::string> out;
  for (const Language& language : kLanguages) {
    for (const text::Country country : text::countries()) out.push_back(watch(country, language));
  }
  // A few desks have a second watch, which looks for the talk without a word of diplomacy.
  for (std::size_t i = 0; out.size() < kWatches; ++i) {
    const text::Country country = text::countries()[i];
    out.push_back(watch(country, kLanguages[0]) + " is:reply");
  }
  out.resize(std::min(out.size(), kWatches));
  return out;
}

}  // namespace chancery::bench
