#include "answer/urgency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

// One list a language, embedded at build time.
#define CHANCERY_URGENCY_LISTS(list) \
  list(ar) list(de) list(en) list(es) list(fa) list(fr) list(hi) list(pt) list(ru) list(tr) list(uk) list(zh)
#define CHANCERY_DECLARE(language)                                      \
  extern "C" const unsigned char chancery_urgency_##language##_begin[]; \
  extern "C" const unsigned char chancery_urgency_##language##_end[];
CHANCERY_URGENCY_LISTS(CHANCERY_DECLARE)
#undef CHANCERY_DECLARE

namespace chancery::answer {
namespace {

constexpr auto kClasses =
    std::to_array<std::pair<UrgencyClass, std::string_view>>({{UrgencyClass::Life, "life"},
                                                              {UrgencyClass::Detention, "detention"},
                                                              {UrgencyClass::Emergency, "emergency"},
                                                              {UrgencyClass::Disaster, "disaster"},
                                                              {UrgencyClass::Crisis, "crisis"}});

struct Words {
  std::vector<text::Pattern> patterns;
  std::vector<UrgencyClass> class_of;
};

// In Arabic the article and some particles are written with the word.
constexpr std::array<std::string_view, 4> kArabicBeginnings{"", "ال", "وال", "بال"};
constexpr std::array<std::string_view, 1> kNoBeginnings{""};

void add_term(Words& words, UrgencyClass what, std::string_view term, std::span<const std::string_view> beginnings) {
  const bool prefix = term.ends_with('*');
  if (prefix) term.remove_suffix(1);
  const bool phrase = term.find(' ') != std::string_view::npos;
  for (const auto beginning : phrase ? std::span<const std::string_view>(kNoBeginnings) : beginnings) {
    words.patterns.push_back({std::string(beginning).append(term), prefix});
    words.class_of.push_back(what);
  }
}

void read(Words& words, const unsigned char* begin, const unsigned char* end, bool arabic) {
  std::string_view rest(reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin));
  while (!rest.empty()) {
    const auto line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string_view::npos) continue;
    const auto* const what =
        std::ranges::find(kClasses, line.substr(0, tab), &std::pair<UrgencyClass, std::string_view>::second);
    if (what == kClasses.end()) throw std::logic_error(fmt::format("urgency_lists: no such class in '{}'", line));
    const std::span<const std::string_view> plain = kNoBeginnings;
    const std::span<const std::string_view> joined = kArabicBeginnings;
    add_term(words, what->first, line.substr(tab + 1), arabic ? joined : plain);
  }
}

Words embedded() {
  Words words;
#define CHANCERY_READ(language)                                                       \
  read(words, chancery_urgency_##language##_begin, chancery_urgency_##language##_end, \
       #language == std::string_view("ar"));
  CHANCERY_URGENCY_LISTS(CHANCERY_READ)
#undef CHANCERY_READ
  return words;
}

// The lists are part of the program: it cannot fail but by a broken build.
text::Matcher compile(const Words& words) {
  auto matcher = text::Matcher::compile_patterns(words.patterns);
  if (!matcher) throw std::logic_error("urgency_lists: " + matcher.error().detail);
  return std::move(*matcher);
}

bool asks(std::string_view plain) {
  constexpr std::array<std::string_view, 5> kMarks{"?", "؟", "？", "⁇", "՞"};
  return std::ranges::any_of(kMarks, [&](auto mark) { return plain.find(mark) != std::string_view::npos; });
}

}  // namespace

std::string_view to_string(UrgencyClass what) {
  return kClasses.at(static_cast<std::size_t>(what)).second;
}

// The matcher is made of the words whose classes are kept.
Urgency::Urgency()
    : matcher_([this] {
        auto words = embedded();
        class_of_ = std::move(words.class_of);
        return compile(words);
      }()) {}

std::int64_t Urgency::classes(std::string_view plain, Scratch& scratch) const {
  std::int64_t found = 0;
  for (const auto pattern : matcher_.match(plain, scratch)) found |= bit(class_of_.at(pattern));
  return found;
}

UrgencyFound judge(std::int64_t classes, bool consular, std::string_view plain) {
  const auto says = [&](UrgencyClass what) { return (classes & bit(what)) != 0; };
  if (says(UrgencyClass::Life)) return {desk::Matter::Life, 3};
  if (says(UrgencyClass::Detention) || says(UrgencyClass::Emergency)) return {desk::Matter::Consular, 2};
  if (consular) return {desk::Matter::Consular, says(UrgencyClass::Disaster) ? 2 : 1};
  const auto matter = asks(plain) ? desk::Matter::Question : desk::Matter::Dialogue;
  return {matter, says(UrgencyClass::Disaster) ? 1 : 0};
}

}  // namespace chancery::answer
