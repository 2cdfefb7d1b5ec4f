#include "text/language.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "text/language_choice.hpp"

// models/language.bin, linked in by chancery_embed_bytes (src/CMakeLists.txt).
extern "C" const unsigned char chancery_language_model_begin[];
extern "C" const unsigned char chancery_language_model_end[];

namespace chancery::text {
namespace {

LanguageModel own_model() {
  const std::span bytes(chancery_language_model_begin, chancery_language_model_end);
  auto model = LanguageModel::read(std::as_bytes(bytes));
  if (!model) throw std::runtime_error("the language model linked in: " + model.error().hint);
  return *std::move(model);
}

}  // namespace

struct LanguageIdentifier::Models {
  struct Loaded {
    GeneralModels general;
    LanguageModel own = own_model();
  };

  std::once_flag once;
  std::unique_ptr<const Loaded> loaded;  // set under `once`

  const Loaded& get() {
    std::call_once(once, [this] { loaded = std::make_unique<const Loaded>(); });
    return *loaded;
  }
};

LanguageIdentifier::LanguageIdentifier() : models_(std::make_unique<Models>()) {}
LanguageIdentifier::~LanguageIdentifier() = default;

Language LanguageIdentifier::identify(std::string_view text) const {
  const Letters letters = read_letters(text);
  if (const auto known = choose_by_script(letters)) return *known;
  const auto& [general, own] = models_->get();
  return choose_language(letters, general.ask(letters), own);
}

std::string canonical_language(std::string_view code) {
  if (code.size() < 2 || code.size() > 35) return "und";
  std::string tag{code};
  std::replace(tag.begin(), tag.end(), '_', '-');
  const std::string_view rest = std::string_view{tag}.substr(std::min(tag.find('-'), tag.size()));
  std::string primary{primary_language(tag)};
  std::transform(primary.begin(), primary.end(), primary.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  if (primary.size() < 2 || primary.size() > 3 ||
      !std::all_of(primary.begin(), primary.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
    return "und";
  }
  // Deprecated codes (IANA's registry), the macrolanguages we do not take apart, and Wikipedia's own codes, which
  // lid.176 was trained with. CLD2 names what is no language with "un" and "xx".
  struct Alias {
    std::string_view from;
    std::string_view to;
  };
  static constexpr auto kAliases = std::to_array<Alias>({
      {"iw", "he"},   {"in", "id"},   {"ji", "yi"},   {"jw", "jv"},   {"mo", "ro"},   {"nb", "no"},   {"nn", "no"},
      {"sh", "sr"},   {"als", "gsw"}, {"bh", "bho"},  {"eml", "egl"}, {"un", "und"},  {"xx", "und"},  {"xxx", "und"},
      {"tlh", "und"}, {"zzb", "und"}, {"zze", "und"}, {"zzh", "und"}, {"zzp", "und"}, {"zxx", "und"}, {"sit", "und"},
  });
  const auto* const alias =
      std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& a) { return a.from == primary; });
  if (alias != kAliases.end()) primary = alias->to;
  if (primary == "und") return primary;
  const bool keeps_rest = std::all_of(rest.begin(), rest.end(), [](char c) {
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return keeps_rest ? primary + std::string{rest} : primary;
}

std::string_view primary_language(std::string_view tag) {
  return tag.substr(0, tag.find('-'));
}

}  // namespace chancery::text
