#include "text/personal_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_set>
#include <utility>

#include "text/annotator.hpp"
#include "text/countries.hpp"
#include "text/fold.hpp"
#include "text/name_lists.hpp"

namespace chancery::text {
namespace {

// The languages whose names of countries are known here.
constexpr auto kLanguages =
    std::to_array<const char*>({"en", "ar", "es", "fr", "ru", "zh", "zh-Hant", "de", "pt", "it", "hi", "tr", "he",
                                "uk", "fa", "no", "sv", "da", "fi", "is",      "nl", "pl", "cs", "hu", "ro", "bg",
                                "sr", "hr", "el", "ja", "ko", "id", "vi",      "ur", "bn", "ta", "sw"});

using WordSet = std::unordered_set<std::string>;

WordSet set_of(std::string_view list) {
  WordSet out;
  for (const std::string_view word : split_words(list)) out.emplace(plain_word(word));
  return out;
}

bool has_ending(std::string_view word, std::span<const std::string_view> endings, std::size_t stem) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return word.size() >= ending.size() + stem && word.ends_with(ending);
  });
}

// What is known of a word.
struct Traits {
  bool given = false;
  bool ambiguous = false;  // a given name among other things
  bool joint = false;      // particle
  bool kin = false;
  bool title = false;
  bool not_name = false;
  bool patronymic = false;
  bool family = false;

  [[nodiscard]] bool may_be_name(const NameWord& word) const {
    return !not_name && !joint && !kin && !title && word.letters >= 2 && !word.digits;
  }
};

}  // namespace

struct PersonalNames::Impl {
  Impl();

  WordSet given = set_of(name_lists::kGiven);
  WordSet ambiguous = set_of(name_lists::kAmbiguousGiven);
  WordSet particles = set_of(name_lists::kParticles);
  WordSet kinship = set_of(name_lists::kKinship);
  WordSet titles = set_of(name_lists::kTitles);
  WordSet not_names = set_of(name_lists::kNotNames);
  WordSet country_words;
  WordSet country_names;  // as fold_words has them
  std::vector<std::string_view> not_name_endings = split_words(name_lists::kNotNameEndings);
  std::vector<std::string_view> patronymics = split_words(name_lists::kPatronymics);
  std::vector<std::string_view> family_endings = split_words(name_lists::kFamilyEndings);
  Annotator annotator;

  [[nodiscard]] Traits traits_of(const NameWord& word) const;
  // Words of topics the phrase tells are no names.
  void excuse_topics(std::string_view phrase, std::span<const NameWord> words, std::vector<Traits>& traits) const;
  [[nodiscard]] std::optional<NameRun> find(std::string_view phrase, std::span<const NameWord> words) const;
  [[nodiscard]] std::optional<NameRun> find_spaced(std::span<const NameWord> words,
                                                   std::span<const Traits> traits) const;
  [[nodiscard]] bool is_pair(const NameWord& a, const Traits& at, const NameWord& b, const Traits& bt) const;
};

PersonalNames::Impl::Impl() {
  for (const Country country : countries()) {
    for (const char* language : kLanguages) {
      const std::string name = country_name(country, language);
      country_names.insert(fold_words(name));
      for (const NameWord& word : cut_name_words(name)) country_words.insert(word.plain);
    }
  }
}

Traits PersonalNames::Impl::traits_of(const NameWord& word) const {
  Traits traits;
  traits.given = given.contains(word.plain);
  traits.ambiguous = !traits.given && ambiguous.contains(word.plain);
  traits.joint = !traits.given && particles.contains(word.plain);
  traits.kin = kinship.contains(word.plain);
  traits.title = titles.contains(word.plain);
  traits.patronymic = has_ending(word.plain, patronymics, 3);
  traits.family = has_ending(word.plain, family_endings, 3);
  constexpr std::size_t kLongStem = 4;
  traits.not_name = not_names.contains(word.plain) ||
                    (!traits.given && !traits.ambiguous && country_words.contains(word.plain)) ||
                    (!traits.given && !traits.patronymic && has_ending(word.plain, not_name_endings, kLongStem));
  return traits;
}

void PersonalNames::Impl::excuse_topics(std::string_view phrase, std::span<const NameWord> words,
                                        std::vector<Traits>& traits) const {
  Annotator::Scratch scratch;
  for (const TopicFound& topic : annotator.find(phrase, "und", scratch).topics) {
    for (const std::string_view term : topic.terms) {
      for (const std::string_view part : split_words(term)) {
        const bool open = part.ends_with('*');
        const std::string plain = plain_word(part.substr(0, part.size() - (open ? 1 : 0)));
        for (std::size_t i = 0; i < words.size(); ++i) {
          const bool same = open ? words[i].plain.starts_with(plain) : words[i].plain == plain;
          if (same && !traits[i].given) traits[i].not_name = true;
        }
      }
    }
  }
}

// A given name beside a word that may be a family name; or two capitalised words neither of which is known.
bool PersonalNames::Impl::is_pair(const NameWord& a, const Traits& at, const NameWord& b, const Traits& bt) const {
  const auto given_beside = [](const NameWord& name, const Traits& nt, const NameWord& other, const Traits& ot) {
    if (!ot.may_be_name(other)) return false;
    return nt.given || (nt.ambiguous && name.capital && other.capital);
  };
  if (given_beside(a, at, b, bt) || given_beside(b, bt, a, at)) return true;
  if (!at.may_be_name(a) || !bt.may_be_name(b)) return false;
  if (at.patronymic || bt.patronymic || at.family || bt.family) return true;
  return a.capital && b.capital && !a.acronym && !b.acronym;
}

std::optional<NameRun> PersonalNames::Impl::find_spaced(std::span<const NameWord> words,
                                                        std::span<const Traits> traits) const {
  const bool any_known = std::any_of(traits.begin(), traits.end(), [](const Traits& each) { return each.not_name; });
  std::optional<NameRun> found;
  for (std::size_t i = 0; i < words.size() && !found; ++i) {
    std::size_t j = i + 1;
    while (j < words.size() && (traits[j].joint || words[j].letters == 1)) ++j;
    if (j >= words.size()) {
      // Short family names are particles elsewhere: "Văn An", "Ås".
      const bool ends_in_capitals = j > i + 1 && words[j - 1].capital && words[j - 1].letters > 1;
      if (traits[i].given && ends_in_capitals) found = NameRun{i, j - 1};
      break;
    }
    if (traits[j].kin && i + 1 == j && j + 1 < words.size() && !traits[i].not_name && !traits[j + 1].not_name) {
      found = NameRun{i, j + 1};
    } else if (traits[i].title && traits[j].may_be_name(words[j])) {
      found = NameRun{i, j};
    } else if (!traits[i].joint && is_pair(words[i], traits[i], words[j], traits[j])) {
      // Capitals alone tell little beside a word that names no person.
      const bool firm = traits[i].given || traits[j].given || traits[i].ambiguous || traits[j].ambiguous ||
                        traits[i].patronymic || traits[j].patronymic || traits[i].family || traits[j].family;
      if (firm || !any_known) found = NameRun{i, j, firm};
    }
  }
  if (!found) return found;
  const bool mixed = words[found->first].capital != words[found->last].capital;
  const bool capitals = words[found->last].capital;
  const auto belongs = [&](std::size_t i) {
    if (traits[i].joint || traits[i].kin || traits[i].title || words[i].letters == 1) return true;
    return traits[i].may_be_name(words[i]) && (mixed || words[i].capital == capitals);
  };
  while (found->first > 0 && belongs(found->first - 1)) --found->first;
  while (found->last + 1 < words.size() && belongs(found->last + 1)) ++found->last;
  return found;
}

std::optional<NameRun> PersonalNames::Impl::find(std::string_view phrase, std::span<const NameWord> words) const {
  if (words.empty() || country_names.contains(fold_words(phrase))) return std::nullopt;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t length = unspaced_name_at(words, i);
    if (length == 0) continue;
    std::string name;
    for (std::size_t k = i; k < i + length; ++k) name += words[k].text;
    Annotator::Scratch scratch;
    const auto told = annotator.find(name, "und", scratch);
    if (told.topics.empty() && told.countries.empty()) return NameRun{i, i + length - 1};
  }
  if (words.size() < 2) return std::nullopt;
  std::vector<Traits> traits;
  for (const NameWord& word : words) traits.push_back(traits_of(word));
  excuse_topics(phrase, words, traits);
  return find_spaced(words, traits);
}

struct PersonalNames::Lists {
  std::once_flag once;
  std::unique_ptr<const Impl> read;  // set under `once`
};

const PersonalNames::Impl& PersonalNames::impl() const {
  std::call_once(lists_->once, [this] { lists_->read = std::make_unique<const Impl>(); });
  return *lists_->read;
}

PersonalNames::PersonalNames() : lists_(std::make_unique<Lists>()) {}
PersonalNames::PersonalNames(PersonalNames&&) noexcept = default;
PersonalNames& PersonalNames::operator=(PersonalNames&&) noexcept = default;
PersonalNames::~PersonalNames() = default;

std::optional<NameRun> PersonalNames::find(std::string_view phrase, std::span<const NameWord> words) const {
  return impl().find(phrase, words);
}

bool PersonalNames::is_title(const NameWord& word) const {
  return impl().titles.contains(word.plain);
}

bool PersonalNames::is_joint(const NameWord& word) const {
  return impl().particles.contains(word.plain) || impl().kinship.contains(word.plain);
}

bool PersonalNames::is_other(const NameWord& word) const {
  return impl().traits_of(word).not_name;
}

NameVerdict PersonalNames::check(std::string_view phrase) const {
  return impl().find(phrase, cut_name_words(phrase)) ? NameVerdict::Resembles : NameVerdict::None;
}

}  // namespace chancery::text
