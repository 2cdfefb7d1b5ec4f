#include "feeds/phrase_book.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <optional>

namespace chancery::feeds {
namespace {

constexpr int kDeepest = 3;  // a blank within a blank

// What stands before the separator; `text` becomes what stands after it.
std::string_view cut(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto before = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return before;
}

std::optional<PhraseTone> tone_of(std::string_view sign) {
  if (sign == "-") return PhraseTone::Complaint;
  if (sign == "=") return PhraseTone::Plain;
  if (sign == "+") return PhraseTone::Praise;
  return std::nullopt;
}

// What fills a blank is written as it stands inside a sentence.
std::string begun_large(const std::string& text) {
  auto characters = icu::UnicodeString::fromUTF8(text);
  if (characters.isEmpty()) return text;
  const auto first = characters.char32At(0);
  characters.replace(0, U16_LENGTH(first), u_toupper(first));
  std::string out;
  return characters.toUTF8String(out);
}

// Of a long list the first eight come two times in three: some neighbours are nearer than others.
std::string_view filler(std::span<const std::string_view> values, Dice& dice) {
  constexpr std::size_t kLong = 12;
  constexpr std::size_t kNear = 8;
  return dice.one_of(values.size() > kLong && dice.chance(2.0 / 3) ? values.first(kNear) : values);
}

}  // namespace

PhraseBook::PhraseBook(std::string_view table) {
  while (!table.empty()) {
    const auto line = cut(table, '\n');
    if (!line.empty() && !line.starts_with("# ")) read(line);
  }
}

void PhraseBook::read(std::string_view line) {
  const auto theme = cut(line, '\t');
  const auto second = cut(line, '\t');
  const auto tone = tone_of(second);
  if (second.empty() || line.empty() || (theme != "slot" && !tone)) {
    ++left_out_;
    return;
  }
  if (theme == "slot") {
    auto& values = slots_[second];
    while (!line.empty()) values.push_back(cut(line, '|'));
    return;
  }
  themes_[theme][static_cast<std::size_t>(*tone)].push_back(line);
}

std::span<const std::string_view> PhraseBook::phrases(std::string_view theme, PhraseTone tone) const {
  const auto found = themes_.find(theme);
  if (found == themes_.end()) return {};
  return found->second.at(static_cast<std::size_t>(tone));
}

std::string PhraseBook::fill(std::string_view phrase, Dice& dice) const {
  std::string out;
  fill(phrase, dice, 0, out);
  return phrase.starts_with('{') ? begun_large(out) : out;
}

void PhraseBook::fill(std::string_view phrase, Dice& dice, int depth, std::string& out) const {
  for (auto open = phrase.find('{'); open != std::string_view::npos; open = phrase.find('{')) {
    const auto close = phrase.find('}', open);
    if (close == std::string_view::npos) break;
    const auto slot = slots_.find(phrase.substr(open + 1, close - open - 1));
    out += phrase.substr(0, open);
    if (slot == slots_.end() || depth == kDeepest) {
      out += phrase.substr(open, close + 1 - open);
    } else {
      fill(filler(slot->second, dice), dice, depth + 1, out);
    }
    phrase.remove_prefix(close + 1);
  }
  out += phrase;
}

}  // namespace chancery::feeds
