#include "speak/phrases.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chancery::speak {
namespace {

constexpr std::size_t kGap = 3;

bool is_word(const PhraseWord& wanted, std::string_view plain) {
  return wanted.open ? plain.starts_with(wanted.plain) : plain == wanted.plain;
}

std::vector<std::string_view> cut(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = std::min(text.find(at), text.size());
    parts.push_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::vector<std::string_view> without_particles(std::string_view plain) {
  constexpr auto kArabic = std::to_array<std::string_view>(
      {"و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل", "وب", "ول"});
  constexpr auto kHebrew =
      std::to_array<std::string_view>({"ו", "ה", "ב", "ל", "ש", "מ", "כ", "וה", "שה", "בה", "מה", "לה"});
  constexpr std::size_t kThreeLetters = 6;
  std::vector<std::string_view> forms{plain};
  const auto strip = [&](std::span<const std::string_view> particles) {
    for (const auto particle : particles) {
      if (plain.starts_with(particle) && plain.size() >= particle.size() + kThreeLetters) {
        forms.push_back(plain.substr(particle.size()));
      }
    }
  };
  if (plain.empty()) return forms;
  const auto lead = static_cast<unsigned char>(plain.front());
  if (lead >= 0xD8 && lead <= 0xDB) strip(kArabic);
  if (lead == 0xD7) strip(kHebrew);
  return forms;
}

Phrase Phrase::of(std::string_view written) {
  Phrase phrase;
  phrase.unspaced_ = written.find(' ') == std::string_view::npos && text::unspaced(written);
  for (auto word : cut(written, ' ')) {
    if (word.empty()) continue;
    const bool gap = word == "...";
    const bool open = !gap && word.ends_with('*');
    if (open) word.remove_suffix(1);
    phrase.words_.push_back({.plain = gap ? std::string{} : text::plain_word(word), .open = open, .gap = gap});
  }
  return phrase;
}

std::optional<std::size_t> Phrase::rest_at(std::span<const text::NameWord> words, std::size_t at,
                                           std::size_t part) const {
  for (; part < words_.size(); ++part, ++at) {
    if (words_[part].gap) {
      for (std::size_t skipped = 0; skipped <= kGap; ++skipped) {
        if (const auto end = rest_at(words, at + skipped, part + 1)) return end;
      }
      return std::nullopt;
    }
    if (at >= words.size() || !is_word(words_[part], words[at].plain)) return std::nullopt;
  }
  return at;
}

std::optional<std::size_t> Phrase::end_at(std::span<const text::NameWord> words, std::size_t at) const {
  if (words_.empty() || at >= words.size()) return std::nullopt;
  const std::string_view plain = words[at].plain;
  if (is_word(words_.front(), plain)) return rest_at(words, at + 1, 1);
  const auto lead = plain.empty() ? '\0' : plain.front();
  if (static_cast<unsigned char>(lead) < 0xD7 || static_cast<unsigned char>(lead) > 0xDB) return std::nullopt;
  const auto forms = without_particles(plain);
  const bool found = std::ranges::any_of(forms, [&](std::string_view form) { return is_word(words_.front(), form); });
  return found ? rest_at(words, at + 1, 1) : std::nullopt;
}

std::vector<std::vector<std::string_view>> read_table(std::string_view bytes) {
  std::vector<std::vector<std::string_view>> rows;
  for (const auto line : cut(bytes, '\n')) {
    if (!line.empty() && !line.starts_with('#')) rows.push_back(cut(line, '\t'));
  }
  return rows;
}

}  // namespace chancery::speak
