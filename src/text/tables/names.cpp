#include "text/tables/names.hpp"

#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>
#include <unicode/ures.h>

#include <algorithm>
#include <memory>

#include "text/countries.hpp"
#include "text/fold.hpp"
#include "text/tables/forms.hpp"

namespace chancery::text::tables {
namespace {

struct CloseNames {
  void operator()(ULocaleDisplayNames* names) const { uldn_close(names); }
};
struct CloseBundle {
  void operator()(UResourceBundle* bundle) const { ures_close(bundle); }
};
using Bundle = std::unique_ptr<UResourceBundle, CloseBundle>;

std::string utf8(const UChar* text, std::int32_t size) {
  std::string out;
  return icu::UnicodeString(false, text, size).toUTF8String(out);
}

bool is_unspaced_key(std::string_view key) {
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8({key.data(), static_cast<std::int32_t>(std::min<std::size_t>(key.size(), 8))});
  return is_unspaced(static_cast<char32_t>(text.char32At(0)));
}

// "USA", "UK": capitals alone tell it from a word.
bool is_abbreviation(std::string_view name) {
  return name.size() <= 4 && std::ranges::all_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Levels& Names::levels(const std::string& key, std::uint16_t country) {
  const auto [found, fresh] = names_[key].try_emplace(country);
  if (fresh) found->second.fill(kNowhere);
  return found->second;
}

void Names::add_icu_name(std::string_view name, std::string_view language, std::uint16_t country) {
  const auto level = is_abbreviation(name) ? Level::Upper : Level::Strong;
  const std::size_t cut = name.find('(');  // "Myanmar (Burma)", "Congo (DRC)": both as they stand and without
  std::vector<std::string> forms = {std::string{name}};
  if (cut != std::string_view::npos && cut > 1) forms.emplace_back(name.substr(0, cut));
  if (language == "de" || language == "sv" || language == "no" || language == "da") {
    if (const char last = name.back(); last != 's' && static_cast<unsigned char>(last) < 0x80 && last != ')') {
      forms.push_back(std::string{name} + "s");
    }
  }
  for (const std::string& form : forms) {
    for (const std::string& key : keys_of(form, language)) {
      const std::size_t letters = letters_in(key);
      if (letters < 2 || (letters < 3 && !is_unspaced_key(key) && level != Level::Upper)) continue;
      for (const std::uint32_t kindred : languages_.kin(language)) {
        auto& known = levels(key, country).at(kindred);
        if (known != static_cast<std::int8_t>(Level::Strong)) known = static_cast<std::int8_t>(level);
      }
    }
  }
}

void Names::add_icu() {
  const auto all = countries();
  std::vector<UChar> buffer(400);
  for (std::int32_t i = 0; i < uloc_countAvailable(); ++i) {
    const char* locale = uloc_getAvailable(i);
    const std::string language = language_of_locale(locale);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<ULocaleDisplayNames, CloseNames> full(uldn_open(locale, ULDN_STANDARD_NAMES, &status));
    for (std::uint16_t country = 0; country < all.size(); ++country) {
      status = U_ZERO_ERROR;
      const std::string code{all[country].alpha2()};
      const auto size = uldn_regionDisplayName(full.get(), code.c_str(), buffer.data(),
                                               static_cast<std::int32_t>(buffer.size()), &status);
      const std::string name = U_SUCCESS(status) ? utf8(buffer.data(), size) : code;
      if (name != code) add_icu_name(name, language, country);
    }
    status = U_ZERO_ERROR;
    const Bundle bundle(ures_open(U_ICUDATA_NAME "-region", locale, &status));
    for (const char* table : {"Countries%short", "Countries%variant"}) {
      status = U_ZERO_ERROR;
      const Bundle names(ures_getByKey(bundle.get(), table, nullptr, &status));
      if (U_FAILURE(status)) continue;
      while (ures_hasNext(names.get()) != 0) {
        const char* code = nullptr;
        std::int32_t size = 0;
        const UChar* name = ures_getNextString(names.get(), &size, &code, &status);
        if (U_FAILURE(status)) break;
        const auto country = parse_country(code);
        if (!country || size == 0) continue;
        add_icu_name(utf8(name, size), language,
                     static_cast<std::uint16_t>(std::ranges::lower_bound(all, *country) - all.begin()));
      }
    }
  }
  spread_distinctive();
}

void Names::spread_distinctive() {
  for (auto& [key, by_country] : names_) {
    if (by_country.size() != 1) continue;
    Levels& levels = by_country.begin()->second;
    const auto strong = static_cast<std::int8_t>(Level::Strong);
    const auto spoken = std::ranges::count(levels, strong);
    const std::size_t letters = letters_in(key);
    if (is_unspaced_key(key)) {
      if (spoken > 0) levels.at(kUndetermined) = strong;
    } else if ((spoken >= 3 && letters >= 5) || (spoken >= 2 && letters >= 8)) {
      std::ranges::replace(levels, kNowhere, strong);
    } else if (spoken >= 10 || letters >= 6 || (static_cast<unsigned char>(key[0]) >= 0xD6 && letters >= 4)) {
      levels.at(kUndetermined) = strong;
    }
  }
}

void Names::add_demonyms(const std::filesystem::path& file) {
  const std::string language = file.stem().string();
  for (const Row& row : read_tsv(file, 2)) {
    const std::uint16_t country = country_number(row, 0);
    for (const std::string& form : row.list(1)) {
      for (const std::string& key : keys_of(form, language)) {
        Levels& known = levels(key, country);
        for (const std::uint32_t kindred : languages_.kin(language)) {
          known.at(kindred) = static_cast<std::int8_t>(Level::Strong);
        }
        if (letters_in(key) >= 6 || is_unspaced_key(key)) {
          known.at(kUndetermined) = static_cast<std::int8_t>(Level::Strong);
        }
      }
    }
  }
}

void Names::judge(const std::filesystem::path& file) {
  for (const Row& row : read_tsv(file, 4)) {
    const std::string& kind = row.at(0);
    if (kind == "never") judge_row(row, kNowhere);
    if (kind == "strong") judge_row(row, static_cast<std::int8_t>(Level::Strong));
    if (kind == "cased") judge_row(row, static_cast<std::int8_t>(Level::Cased));
    if (kind == "upper") judge_row(row, static_cast<std::int8_t>(Level::Upper));
    if (kind == "weak") judge_row(row, static_cast<std::int8_t>(Level::Weak));
  }
}

// In the languages named: the level. For "*", wherever the form counted already; with a level, and nowhere known yet,
// in every language.
void Names::judge_row(const Row& row, std::int8_t level) {
  const std::uint16_t country = country_number(row, 1);
  const std::vector<std::string> list = row.list(2);
  for (const std::string& form : row.list(3)) {
    for (const std::string& key : keys_of(form, list.front())) {
      Levels& known = levels(key, country);
      for (const std::string& code : list) {
        if (code == "*") {
          const bool fresh = std::ranges::count(known, kNowhere) == static_cast<std::ptrdiff_t>(known.size());
          for (std::int8_t& each : known) {
            if (fresh || each != kNowhere) each = level;
          }
          continue;
        }
        for (const std::uint32_t kindred : languages_.kin(code)) known.at(kindred) = level;
        // A text of undetermined language is judged as strictly as any.
        std::int8_t& undetermined = known.at(kUndetermined);
        if (level != static_cast<std::int8_t>(Level::Strong) && undetermined != kNowhere) undetermined = level;
      }
    }
  }
}

}  // namespace chancery::text::tables
