#include "speak/sentences.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "text/marks.hpp"

namespace chancery::speak {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

bool is_space(char c) {
  return kSpaces.find(c) != std::string_view::npos;
}

// A word of at most three letters that begins with a capital, directly before `at`: "Mr", "J".
bool is_abbreviation(std::string_view text, std::size_t at) {
  std::size_t from = at;
  while (from > 0 && !is_space(text[from - 1])) --from;
  const auto word = text.substr(from, at - from);
  return !word.empty() && word.size() <= 4 && word.front() >= 'A' && word.front() <= 'Z' &&
         word.find_first_of("0123456789") == std::string_view::npos;
}

// The length of the mark that ends a sentence at `at`; 0 for none.
std::size_t end_mark(std::string_view text, std::size_t at) {
  constexpr auto kMarks = std::to_array<std::string_view>({"؟", "۔", "।", "。", "！", "？", "…", "॥", "։"});
  const char c = text[at];
  if (c == '\n') return 1;
  if (c == '.' || c == '!' || c == '?') {
    const bool last = at + 1 == text.size() || is_space(text[at + 1]) || text[at + 1] == '"' || text[at + 1] == ')';
    return last && !(c == '.' && is_abbreviation(text, at)) ? 1 : 0;
  }
  if (static_cast<unsigned char>(c) < 0x80) return 0;
  for (const auto mark : kMarks) {
    if (text.substr(at).starts_with(mark)) return mark.size();
  }
  return 0;
}

bool begins_address(std::string_view rest) {
  return rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.");
}

// Without addresses and @names, tags as their words: each is parted from its neighbours by a comma.
// `mentions`: each with the byte of the result at which it stood.
std::string cleaned(std::string_view raw, std::vector<Sentence::Mention>& mentions) {
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    const char c = raw[at];
    const bool begins = at == 0 || is_space(raw[at - 1]) || raw[at - 1] == '(' || raw[at - 1] == '"';
    if (begins && begins_address(raw.substr(at))) {
      while (at < raw.size() && !is_space(raw[at])) ++at;
      out += ", ";
      continue;
    }
    if (c == '@' || c == '#') {
      // From the sign on: whether it stands inside a word was seen before.
      const auto mark = c == '@' ? text::next_mention(raw.substr(at), 0) : text::next_tag(raw.substr(at), 0);
      const bool inside = at > 0 && !is_space(raw[at - 1]) && static_cast<unsigned char>(raw[at - 1]) < 0x80 &&
                          std::string_view{"(\"',.:;!?-"}.find(raw[at - 1]) == std::string_view::npos;
      if (mark && !inside && mark->name.data() == raw.data() + at + 1) {
        if (c == '@') mentions.push_back({'@' + std::string{mark->name}, out.size()});
        out += c == '@' ? std::string{", "} : ", " + text::spaced_tag(mark->name) + ", ";
        at += mark->end;
        continue;
      }
    }
    out += c;
    ++at;
  }
  return out;
}

// Whether what stands between two words parts clauses: anything but spaces, and hyphens and apostrophes inside words.
bool parts_clauses(std::string_view gap, const text::NameWord& before) {
  if (gap.find_first_not_of(kSpaces) == std::string_view::npos) return false;
  const bool tight = gap.find_first_of(kSpaces) == std::string_view::npos;
  if (tight && (gap == "-" || gap == "'" || gap == "’" || gap == "." || gap == "/" || gap == "‑")) return false;
  return !(gap.front() == '.' && before.letters <= 3 && before.capital);
}

Sentence sentence_of(std::string_view raw) {
  Sentence sentence;
  sentence.text = cleaned(raw, sentence.mentions);
  sentence.words = text::cut_name_words(sentence.text);
  for (auto& mention : sentence.mentions) {
    const auto behind = std::ranges::lower_bound(sentence.words, mention.before, {}, &text::NameWord::begin);
    mention.before = static_cast<std::size_t>(behind - sentence.words.begin());
  }
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    if (i == 0) {
      sentence.begins.push_back(true);
      continue;
    }
    const auto& before = sentence.words[i - 1];
    const auto end = before.begin + before.text.size();
    const auto gap = std::string_view{sentence.text}.substr(end, sentence.words[i].begin - end);
    sentence.begins.push_back(parts_clauses(gap, before));
  }
  return sentence;
}

}  // namespace

std::string_view Sentence::between(std::size_t first, std::size_t last) const {
  const auto from = words[first].begin;
  return std::string_view{text}.substr(from, words[last].begin + words[last].text.size() - from);
}

std::vector<Sentence> sentences_of(std::string_view plain) {
  std::vector<Sentence> sentences;
  std::size_t from = 0;
  const auto add = [&](std::size_t to) {
    auto sentence = sentence_of(plain.substr(from, to - from));
    if (!sentence.words.empty()) sentences.push_back(std::move(sentence));
  };
  for (std::size_t at = 0; at < plain.size();) {
    const auto length = end_mark(plain, at);
    if (length > 0) {
      add(at);
      from = at + length;
    }
    at += std::max<std::size_t>(1, length);
  }
  add(plain.size());
  return sentences;
}

}  // namespace chancery::speak
