#include "speak/demands.hpp"

#include <algorithm>
#include <utility>

#include "speak/sentences.hpp"
#include "text/language.hpp"

extern "C" const unsigned char chancery_demands_begin[];
extern "C" const unsigned char chancery_demands_end[];

namespace chancery::speak {
namespace {

using text::NameWord;
using Words = std::span<const NameWord>;

constexpr std::size_t kMetMost = 24;           // demands of one sentence that are looked at
constexpr std::size_t kMostSentences = 1'200;  // of one text
constexpr std::size_t kNear = 8;               // words between a demand and a name
constexpr std::size_t kNearThings = 4;         // the same for demands that need no person: "stop"
constexpr std::size_t kNearRegister = 20;      // for the names of the register

std::string_view embedded() {
  return {reinterpret_cast<const char*>(chancery_demands_begin),
          static_cast<std::size_t>(chancery_demands_end - chancery_demands_begin)};
}

// Some phrase of the list that ends directly before the word `at`, or nothing.
std::optional<std::size_t> phrase_before(Words words, std::span<const Phrase> phrases, std::size_t at) {
  constexpr std::size_t kLongest = 3;
  for (std::size_t back = 1; back <= std::min(at, kLongest); ++back) {
    for (const auto& phrase : phrases) {
      if (phrase.end_at(words, at - back) == at) return at - back;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> phrase_at(Words words, std::span<const Phrase> phrases, std::size_t at) {
  for (const auto& phrase : phrases) {
    if (const auto end = phrase.end_at(words, at)) return end;
  }
  return std::nullopt;
}

// Arabic, Hebrew, Indic and other scripts without capitals, by the first byte of a word.
bool has_no_capitals(const NameWord& word) {
  const auto lead = static_cast<unsigned char>(word.plain.empty() ? '\0' : word.plain.front());
  return lead >= 0xD7 && lead <= 0xE0;
}

bool is_definite(const NameWord& word) {
  return word.plain.starts_with("ال") || word.plain.starts_with("ה");
}

}  // namespace

// A demand at words [first, end).
struct Demands::Met {
  std::size_t first = 0;
  std::size_t end = 0;
  bool of_person = false;
  bool order = false;
  bool subject = false;
  bool open = false;

  // Whether words [from, to] may name whom the demand is about: near it, on the side where its language puts the name,
  // and in its clause; across a comma only directly beside it ("Resign, President Smith").
  [[nodiscard]] bool reaches(const Sentence& sentence, std::size_t from, std::size_t to) const {
    const std::size_t most = of_person ? kNear : kNearThings;
    const bool behind = from + (open ? 1 : 0) >= end;
    if (!behind && to >= first) return true;  // inside: "let Jane Doe go"
    const std::size_t gap_from = behind ? std::min(end, from) : to + 1;
    const std::size_t gap_to = behind ? from : first;
    const std::size_t apart = gap_to - gap_from;
    if (!behind && !subject && !(order && apart == 0)) return false;
    if (apart > most) return false;
    bool parted = false;
    for (std::size_t i = gap_from; i <= gap_to && i < sentence.begins.size(); ++i)
      parted = parted || sentence.begins[i];
    return !parted || apart == 0;
  }

  // The same for a handle, which stands before word `at`: of a demand that needs no person ("stop"), directly beside
  // it.
  [[nodiscard]] bool reaches_handle(const Sentence& sentence, std::size_t at) const {
    if (at > first && at < end) return true;  // "call on @jane to resign"
    const bool behind = at >= end;
    const std::size_t from = behind ? end : at + 1;
    const std::size_t to = behind ? at : first + 1;
    const std::size_t apart = behind ? at - end : first - at;
    if (!behind && !subject && !(order && apart == 0)) return false;
    if (apart > (of_person ? kNear : 0)) return false;
    // The handle itself begins a clause.
    return std::find(sentence.begins.begin() + static_cast<std::ptrdiff_t>(std::min(from, to)),
                     sentence.begins.begin() + static_cast<std::ptrdiff_t>(to),
                     true) == sentence.begins.begin() + static_cast<std::ptrdiff_t>(to);
  }
};

Officeholders::Officeholders(std::span<const std::string> names, std::span<const std::string> handles)
    : written_(names), handles_(handles) {}

const std::vector<Phrase>& Officeholders::names() {
  if (!names_) {
    names_.emplace();
    for (const auto& name : written_) {
      std::string words;
      for (const auto& word : text::cut_name_words(name)) words += (words.empty() ? "" : " ") + word.text;
      auto phrase = Phrase::of(words);
      // One word alone is too little of a name where words are parted.
      if (phrase.words().size() > 1 || phrase.unspaced()) names_->push_back(std::move(phrase));
    }
  }
  return *names_;
}

bool Officeholders::has_handle(std::string_view mention) const {
  return std::ranges::find(handles_, mention) != handles_.end();
}

Demands::Demands(const text::Annotator& countries) : countries_(countries) {
  for (const auto& row : read_table(embedded())) {
    if (row.size() != 3) continue;
    auto& lists = lists_[std::string{row[0]}];
    auto phrase = Phrase::of(row[2]);
    if (row[1] == "not") {
      lists.harmless.push_back(std::move(phrase));
    } else if (row[1] == "lead") {
      lists.leads.push_back(std::move(phrase));
    } else if (row[1] == "role") {
      lists.roles.push_back(std::move(phrase));
    } else if (row[1] == "other") {
      lists.others.push_back(std::move(phrase));
    } else {
      lists.demands.push_back({.phrase = std::move(phrase),
                               .of_person = row[1].starts_with("person"),
                               .order = row[1].ends_with("-order"),
                               .subject = row[1].ends_with("-subject")});
    }
  }
}

bool Demands::knows(std::string_view language) const {
  return lists_.contains(text::primary_language(language));
}

std::vector<Demands::Met> Demands::demands_in(const Sentence& sentence, const Lists& lists) const {
  const Words words = sentence.words;
  std::vector<bool> harmless(words.size(), false);
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const auto& phrase : lists.harmless) {
      if (const auto end = phrase.end_at(words, i)) {
        std::fill(harmless.begin() + static_cast<std::ptrdiff_t>(i),
                  harmless.begin() + static_cast<std::ptrdiff_t>(*end), true);
      }
    }
  }
  const auto begins_order = [&](std::size_t at) {
    return sentence.begins[at] || phrase_before(words, lists.leads, at).has_value();
  };
  std::vector<Met> met;
  for (std::size_t i = 0; i < words.size() && met.size() < kMetMost; ++i) {
    Met longest;
    for (const auto& demand : lists.demands) {
      const auto end = demand.phrase.end_at(words, i);
      if (!end || *end <= longest.end || (demand.order && !begins_order(i))) continue;
      longest = {.first = i,
                 .end = *end,
                 .of_person = demand.of_person,
                 .order = demand.order,
                 .subject = demand.subject,
                 .open = demand.phrase.open()};
    }
    if (longest.end == 0) continue;
    const auto from = harmless.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(from, harmless.begin() + static_cast<std::ptrdiff_t>(longest.end), true) !=
        harmless.begin() + static_cast<std::ptrdiff_t>(longest.end)) {
      continue;
    }
    met.push_back(longest);
  }
  return met;
}

bool Demands::may_be_name(const NameWord& word) const {
  if (word.letters < 2 || word.digits || names_.is_other(word) || names_.is_joint(word) || names_.is_title(word)) {
    return false;
  }
  text::Annotator::Scratch scratch;
  const auto told = countries_.find(word.text, "und", scratch);
  return told.countries.empty() && told.topics.empty();
}

// Runs of words with capitals near the demand.
std::optional<std::string> Demands::named_by_capitals(const Sentence& sentence, const Lists& lists, const Met& met,
                                                      bool weak) const {
  const Words words = sentence.words;
  constexpr std::size_t kWindow = kNear + 6;
  const std::size_t low = met.first - std::min(met.first, kWindow);
  const std::size_t high = std::min(met.end + kWindow, words.size());
  const auto in_demand = [&](std::size_t i) { return i >= met.first && i < met.end && !words[i].capital; };
  for (std::size_t i = low; i < high; ++i) {
    const bool demand_itself = i >= met.first && i < met.end && (i == met.first || in_demand(i));
    if (!words[i].capital || demand_itself) continue;
    std::size_t last = i;
    const auto goes_on = [&](std::size_t j) {
      if (j >= high || sentence.begins[j] || j == met.first) return false;
      return words[j].capital || (names_.is_joint(words[j]) && j + 1 < high && words[j + 1].capital);
    };
    while (goes_on(last + 1)) ++last;
    std::size_t first = i;
    bool titled = phrase_before(words, lists.roles, i).has_value() || (i > 0 && names_.is_title(words[i - 1]));
    for (std::size_t j = i; j <= last;) {
      const auto role = phrase_at(words, lists.roles, j);
      const auto end = role ? *role : names_.is_title(words[j]) ? j + 1 : j;
      if (end > j) {
        titled = true;
        first = end;
      }
      j = std::max(end, j + 1);
    }
    // "Tom Richter": a role that ends the run is part of the name.
    if (first > last) {
      first = i;
      titled = false;
    }
    const std::size_t next = last + 1;
    {
      const auto run = words.subspan(first, last - first + 1);
      const bool reached = met.reaches(sentence, first, last);
      if (reached && titled && !run.front().acronym && may_be_name(run.front())) {
        return std::string{sentence.between(first, last)};
      }
      if (reached && run.size() >= 2) {
        const auto found = names_.find(sentence.between(first, last), run);
        const bool close = first >= met.end ? first - met.end <= 3 : last < met.first && met.first - last <= 2;
        const bool other =
            phrase_at(words, lists.others, first).has_value() || phrase_at(words, lists.others, last).has_value();
        if (found && (found->firm || (weak && close && !other && run.size() <= 3))) {
          return std::string{sentence.between(first + found->first, first + found->last)};
        }
      }
    }
    i = next - 1;
  }
  return std::nullopt;
}

// Words [from, to) of a script without capitals: behind a role, or with a name that is known.
std::optional<std::string> Demands::named_beside(const Sentence& sentence, const Lists& lists, const Met& met,
                                                 std::size_t from, std::size_t to) const {
  const Words words = sentence.words;
  const auto pair_at = [&](std::size_t i) { return i + 1 < to && !sentence.begins[i + 1]; };
  for (std::size_t i = from; i < to; ++i) {
    const auto end = phrase_at(words, lists.roles, i);
    if (!end || *end >= to || sentence.begins[*end]) continue;
    const auto& word = words[*end];
    if (word.letters < 3 || is_definite(word) || !may_be_name(word) || phrase_at(words, lists.roles, *end)) continue;
    const bool two = pair_at(*end) && words[*end + 1].letters >= 3 && may_be_name(words[*end + 1]);
    const std::size_t last = *end + (two ? 1 : 0);
    if (met.reaches(sentence, i, last)) return std::string{sentence.between(*end, last)};
  }
  // Two words, or three around a particle; then the same without what is written to the first ("لمحمد").
  for (std::size_t i = from; i < to; ++i) {
    if (!pair_at(i)) continue;
    const std::size_t last = i + (i + 2 < to && names_.is_joint(words[i + 1]) ? 2 : 1);
    if (!met.reaches(sentence, i, last)) continue;
    std::vector<NameWord> pair(words.begin() + static_cast<std::ptrdiff_t>(i),
                               words.begin() + static_cast<std::ptrdiff_t>(last + 1));
    const auto known = [&] {
      const auto found = names_.find(sentence.between(i, last), pair);
      return found && found->firm;
    };
    bool found = known();
    if (const auto forms = without_particles(pair.front().plain); !found && forms.size() > 1) {
      pair.front().plain = std::string{forms[1]};
      found = known();
    }
    if (found) return std::string{sentence.between(i, last)};
  }
  return std::nullopt;
}

// Two words of Arabic or Hebrew directly behind "release": nothing known speaks against a name.
std::optional<std::string> Demands::named_behind(const Sentence& sentence, const Lists& lists, std::size_t from) const {
  const Words words = sentence.words;
  if (from + 1 >= words.size() || sentence.begins[from + 1]) return std::nullopt;
  for (const std::size_t i : {from, from + 1}) {
    if (words[i].letters < 3 || !may_be_name(words[i]) || phrase_at(words, lists.others, i)) return std::nullopt;
  }
  if (is_definite(words[from])) return std::nullopt;
  return std::string{sentence.between(from, from + 1)};
}

std::optional<std::string> Demands::named(const Sentence& sentence, const Lists& lists, const Met& met,
                                          std::string_view language) const {
  const Words words = sentence.words;
  // In a heading every word may have a capital.
  bool heading = false;
  for (std::size_t i = 0; i < words.size(); ++i) heading = heading || (!words[i].capital && words[i].letters > 2);
  const bool nouns = language == "de" || language == "lb";
  const bool weak = met.of_person && !nouns && (heading || words.size() <= met.end - met.first + 3);
  if (auto name = named_by_capitals(sentence, lists, met, weak)) return name;
  if (!has_no_capitals(words[met.first])) return std::nullopt;
  const std::size_t end = met.open ? met.end - 1 : met.end;
  // Behind the demand, then inside it ("اعدام … را متوقف کنید"), then before it.
  if (auto name = named_beside(sentence, lists, met, end, std::min(end + kNear + 3, words.size()))) return name;
  if (auto name = named_beside(sentence, lists, met, met.first + 1, met.end)) return name;
  if (auto name = named_beside(sentence, lists, met, met.first - std::min(met.first, kNear + 3), met.first))
    return name;
  const bool weak_too = met.of_person && (language == "ar" || language == "he");
  return weak_too ? named_behind(sentence, lists, end) : std::nullopt;
}

std::optional<DemandFound> Demands::judge(const Sentence& sentence, const Lists& lists, std::string_view language,
                                          Officeholders& officeholders) const {
  const Words words = sentence.words;
  std::optional<DemandFound> found;
  for (const auto& met : demands_in(sentence, lists)) {
    const std::string demand{sentence.between(met.first, met.end - 1)};
    for (const auto& mention : sentence.mentions) {
      if (officeholders.has_handle(mention.name)) return DemandFound{demand, mention.name, true};
    }
    const std::size_t low = met.first - std::min(met.first, kNearRegister);
    const std::size_t high = std::min(met.end + kNearRegister, words.size());
    for (const auto& name : officeholders.names()) {
      for (std::size_t i = low; i < high; ++i) {
        const auto end = name.end_at(words, i);
        if (end) return DemandFound{demand, std::string{sentence.between(i, *end - 1)}, true};
      }
    }
    if (found) continue;
    if (auto name = named(sentence, lists, met, language)) {
      found = DemandFound{demand, std::move(*name), false};
      continue;
    }
    const auto handle = std::ranges::find_if(
        sentence.mentions, [&](const Sentence::Mention& one) { return met.reaches_handle(sentence, one.before); });
    if (handle != sentence.mentions.end()) found = DemandFound{demand, handle->name, false};
  }
  return found;
}

namespace {

// At most `characters` characters of the text; empty when there are fewer.
std::string_view leading(std::string_view text, std::size_t characters) {
  constexpr std::size_t kHanBytes = 3;
  return text.size() < characters * kHanBytes ? std::string_view{} : text.substr(0, characters * kHanBytes);
}
std::string_view trailing(std::string_view text, std::size_t characters) {
  constexpr std::size_t kHanBytes = 3;
  return text.size() < characters * kHanBytes ? std::string_view{} : text.substr(text.size() - characters * kHanBytes);
}

// A Han name at the beginning (or, `at_end`, at the end) of a run: a surname and one or two characters.
std::optional<std::string> han_name(const text::PersonalNames& names, std::string_view run, bool at_end) {
  constexpr std::string_view kGrammar = "的了和在必应應立将將被对對与與及是不要须須为為从從已就也都并並由等";
  for (const std::size_t length : {std::size_t{3}, std::size_t{2}}) {
    const auto candidate = at_end ? trailing(run, length) : leading(run, length);
    if (candidate.empty() || !text::unspaced(candidate)) continue;
    const auto last = candidate.substr(candidate.size() - 3);
    if (kGrammar.find(last) != std::string_view::npos) continue;
    if (names.check(candidate) == text::NameVerdict::Resembles) return std::string{candidate};
  }
  return std::nullopt;
}

}  // namespace

std::optional<DemandFound> Demands::judge_unspaced(std::string_view run, const Lists& lists,
                                                   Officeholders& officeholders) const {
  // Where a demand stands that no harmless phrase covers.
  const auto place = [&](std::string_view demand) -> std::optional<std::size_t> {
    for (auto at = run.find(demand); at != std::string_view::npos; at = run.find(demand, at + 1)) {
      const bool covered = std::ranges::any_of(lists.harmless, [&](const Phrase& phrase) {
        const auto& plain = phrase.words().front().plain;
        const auto from = at - std::min(at, plain.size());
        const auto found = run.substr(0, std::min(run.size(), at + demand.size() + plain.size())).find(plain, from);
        return found != std::string_view::npos && found < at + demand.size() && found + plain.size() > at;
      });
      if (!covered) return at;
    }
    return std::nullopt;
  };
  for (const auto& demand : lists.demands) {
    if (demand.phrase.words().empty()) continue;
    const std::string& written = demand.phrase.words().front().plain;
    const auto at = place(written);
    if (!at) continue;
    for (const auto& name : officeholders.names()) {
      if (!name.unspaced() || run.find(name.words().front().plain) == std::string_view::npos) continue;
      return DemandFound{written, name.words().front().plain, true};
    }
    if (demand.of_person) {
      if (auto name = han_name(names_, run.substr(*at + written.size()), false)) {
        return DemandFound{written, std::move(*name), false};
      }
    }
    for (const auto& role : lists.roles) {
      const auto& plain = role.words().front().plain;
      const auto stands = run.find(plain);
      if (stands == std::string_view::npos) continue;
      auto name = han_name(names_, run.substr(stands + plain.size()), false);
      if (!name) name = han_name(names_, run.substr(0, stands), true);
      if (name) return DemandFound{written, std::move(*name), false};
    }
  }
  return std::nullopt;
}

std::vector<DemandFound> Demands::find(std::string_view plain, std::string_view language, Officeholders& officeholders,
                                       std::size_t most) const {
  const auto primary = text::primary_language(language);
  const auto lists = lists_.find(primary);
  std::vector<DemandFound> found;
  if (lists == lists_.end()) return found;
  std::size_t judged = 0;
  for (const auto& sentence : sentences_of(plain)) {
    if (found.size() >= most || ++judged > kMostSentences) break;
    if (auto told = judge(sentence, lists->second, primary, officeholders)) found.push_back(std::move(*told));
    for (const auto& word : sentence.words) {
      if (found.size() >= most || primary != "zh") break;
      if (!text::unspaced(word.text)) continue;
      if (auto told = judge_unspaced(word.plain, lists->second, officeholders)) found.push_back(std::move(*told));
    }
  }
  return found;
}

}  // namespace chancery::speak
