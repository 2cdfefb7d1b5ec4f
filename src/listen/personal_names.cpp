#include "listen/personal_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_set>
#include <utility>

#include "listen/name_lists.hpp"
#include "listen/name_words.hpp"
#include "text/annotator.hpp"
#include "text/countries.hpp"
#include "text/fold.hpp"

namespace chancery::listen {
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

// A run of words [first, last] that resembles a name.
struct Found {
  std::size_t first = 0;
  std::size_t last = 0;
};

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
  text::Annotator annotator;

  [[nodiscard]] Traits traits_of(const NameWord& word) const;
  // Words of topics the phrase tells are no names.
  void excuse_topics(std::string_view phrase, std::span<const NameWord> words, std::vector<Traits>& traits) const;
  [[nodiscard]] std::optional<Found> find(std::string_view phrase, std::span<const NameWord> words) const;
  [[nodiscard]] std::optional<Found> find_spaced(std::span<const NameWord> words, std::span<const Traits> traits) const;
  [[nodiscard]] bool is_pair(const NameWord& a, const Traits& at, const NameWord& b, const Traits& bt) const;
};

PersonalNames::Impl::Impl() {
  for (const text::Country country : text::countries()) {
    for (const char* language : kLanguages) {
      const std::string name = text::country_name(country, language);
      country_names.insert(text::fold_words(name));
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
  text::Annotator::Scratch scratch;
  for (const text::TopicFound& topic : annotator.find(phrase, "und", scratch).topics) {
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

std::optional<Found> PersonalNames::Impl::find_spaced(std::span<const NameWord> words,
                                                      std::span<const Traits> traits) const {
  const bool any_known = std::any_of(traits.begin(), traits.end(), [](const Traits& each) { return each.not_name; });
  std::optional<Found> found;
  for (std::size_t i = 0; i < words.size() && !found; ++i) {
    std::size_t j = i + 1;
    while (j < words.size() && (traits[j].joint || words[j].letters == 1)) ++j;
    if (j >= words.size()) {
      // Short family names are particles elsewhere: "Văn An", "Ås".
      const bool ends_in_capitals = j > i + 1 && words[j - 1].capital && words[j - 1].letters > 1;
      if (traits[i].given && ends_in_capitals) found = Found{i, j - 1};
      break;
    }
    if (traits[j].kin && i + 1 == j && j + 1 < words.size() && !traits[i].not_name && !traits[j + 1].not_name) {
      found = Found{i, j + 1};
    } else if (traits[i].title && traits[j].may_be_name(words[j])) {
      found = Found{i, j};
    } else if (!traits[i].joint && is_pair(words[i], traits[i], words[j], traits[j])) {
      // Capitals alone tell little beside a word that names no person.
      const bool firm = traits[i].given || traits[j].given || traits[i].ambiguous || traits[j].ambiguous ||
                        traits[i].patronymic || traits[j].patronymic || traits[i].family || traits[j].family;
      if (firm || !any_known) found = Found{i, j};
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

std::optional<Found> PersonalNames::Impl::find(std::string_view phrase, std::span<const NameWord> words) const {
  if (words.empty() || country_names.contains(text::fold_words(phrase))) return std::nullopt;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t length = unspaced_name_at(words, i);
    if (length == 0) continue;
    std::string name;
    for (std::size_t k = i; k < i + length; ++k) name += words[k].text;
    text::Annotator::Scratch scratch;
    const auto told = annotator.find(name, "und", scratch);
    if (told.topics.empty() && told.countries.empty()) return Found{i, i + length - 1};
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

NameVerdict PersonalNames::check(std::string_view phrase) const {
  return impl().find(phrase, cut_name_words(phrase)) ? NameVerdict::Resembles : NameVerdict::None;
}

namespace {

using Kind = QueryNode::Kind;

// Gathers what a query asks for together.
class Groups {
 public:
  // Words asked for together, in the order they stand, and where each stands.
  struct Group {
    std::string phrase;
    std::size_t position = 0;
    std::size_t end = 0;
  };

  void visit(const QueryNode& node) {
    if (node.kind == Kind::Not || node.kind == Kind::Narrow) return;
    if (node.kind == Kind::Term) add({&node}, node.text);
    if (node.kind == Kind::Tag) add({&node}, spaced_tag(node.text));
    for (const QueryNode& child : node.children) visit(child);
    if (node.kind == Kind::And || node.kind == Kind::Near) join(node.children);
  }
  [[nodiscard]] std::vector<Group> take() { return std::move(groups_); }
  // More pairs of words than were looked at.
  [[nodiscard]] bool too_many() const { return pairs_ > kMostPairs; }

 private:
  using Words = std::vector<const QueryNode*>;

  // The single words an operand offers, however deep in groups.
  static Words words_of(const QueryNode& operand) {
    if (operand.kind == Kind::Not || operand.kind == Kind::Narrow) return {};
    if (operand.kind == Kind::Term) {
      const bool single = operand.text.find(' ') == std::string::npos || unspaced(operand.text);
      return single ? Words{&operand} : Words{};
    }
    Words out;
    for (const QueryNode& child : operand.children) {
      const Words inside = words_of(child);
      out.insert(out.end(), inside.begin(), inside.end());
    }
    return out;
  }

  void join(const std::vector<QueryNode>& operands) {
    Words run;
    for (const QueryNode& operand : operands) {
      if (operand.kind == Kind::Term && operand.text.find(' ') == std::string::npos) {
        run.push_back(&operand);
        continue;
      }
      add_run(run);
      run.clear();
    }
    add_run(run);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      for (std::size_t j = i + 1; j < operands.size(); ++j) pair(words_of(operands[i]), words_of(operands[j]));
    }
  }

  void pair(const Words& left, const Words& right) {
    for (const QueryNode* a : left) {
      for (const QueryNode* b : right) {
        if (++pairs_ > kMostPairs) return;
        add({a, b}, a->text + ' ' + b->text);
      }
    }
  }

  void add_run(const Words& run) {
    if (run.size() < 3) return;
    std::string phrase;
    for (const QueryNode* word : run) phrase += (phrase.empty() ? "" : " ") + word->text;
    add(run, std::move(phrase));
  }

  void add(const Words& words, std::string phrase) {
    const auto& [first, last] = std::minmax_element(
        words.begin(), words.end(), [](const auto* a, const auto* b) { return a->position < b->position; });
    groups_.push_back({std::move(phrase), (*first)->position, (*last)->position + (*last)->length});
  }

  static constexpr std::size_t kMostPairs = 5'000;  // of the whole query: past them it is held whole

  std::vector<Group> groups_;
  std::size_t pairs_ = 0;
};

}  // namespace

namespace {

std::string joined(std::span<const NameWord> words) {
  std::string out;
  for (const NameWord& word : words) out += (out.empty() ? "" : " ") + word.text;
  return out;
}

// The word behind a public actor's name around `found`, or nothing when there is none.
std::optional<std::size_t> end_of_public_name(std::span<const NameWord> words, const Found& found,
                                              const std::function<bool(std::string_view)>& is_public_actor) {
  constexpr std::size_t kBefore = 2;
  constexpr std::size_t kBehind = 4;
  if (!is_public_actor) return std::nullopt;
  for (std::size_t last = std::min(found.last + kBehind, words.size()); last > found.first; --last) {
    for (std::size_t first = found.first - std::min(found.first, kBefore); first <= found.last && first < last;
         ++first) {
      if (is_public_actor(joined(words.subspan(first, last - first)))) return last;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<HeldName> PersonalNames::held_in(const Query& query,
                                             const std::function<bool(std::string_view)>& is_public_actor) const {
  Groups groups;
  groups.visit(query.root());
  std::vector<HeldName> held;
  if (groups.too_many()) return {{query.canonical(), query.root().position, query.root().length}};
  for (const Groups::Group& group : groups.take()) {
    const bool told = std::any_of(held.begin(), held.end(), [&](const HeldName& each) {
      return each.position <= group.position && group.end <= each.position + each.length;
    });
    if (told) continue;
    const std::vector<NameWord> words = cut_name_words(group.phrase);
    std::span<const NameWord> rest = words;
    while (const auto found = impl().find(group.phrase, rest)) {
      const auto public_end = end_of_public_name(rest, *found, is_public_actor);
      const std::string name = joined(rest.subspan(found->first, found->last + 1 - found->first));
      const bool known = std::any_of(held.begin(), held.end(),
                                     [&](const HeldName& each) { return each.phrase.find(name) != std::string::npos; });
      if (!public_end && !known) held.push_back({name, group.position, group.end - group.position});
      rest = rest.subspan(std::max(public_end.value_or(0), found->last + 1));
    }
  }
  return held;
}

}  // namespace chancery::listen
