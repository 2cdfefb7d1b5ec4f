#include "text/segment.hpp"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

// So much of an unspaced run is cut at once: ICU's memory grows with it.
constexpr std::size_t kMaxRunBytes = 4096;
constexpr char32_t kReplacementCharacter = 0xFFFD;

enum : std::uint8_t { kAlnum = 1, kInName = 2, kEndsAddress = 4, kBeginsPiece = 8 };

constexpr auto kAsciiKinds = [] {
  std::array<std::uint8_t, 128> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const char c = static_cast<char>(i);
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alnum) table.at(i) |= kAlnum | kInName;
    if (c == '_' || c == '-' || c == '.' || c == '@') table.at(i) |= kInName;
    if (c <= ' ' || c == '<' || c == '>' || c == '"') table.at(i) |= kEndsAddress;
    if (c == '#' || c == '@' || c == 'h' || c == 'H' || c == 'w' || c == 'W') table.at(i) |= kBeginsPiece;
  }
  return table;
}();

constexpr bool is(char c, std::uint8_t what) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && (kAsciiKinds.at(byte) & what) != 0;
}

struct Character {
  char32_t value = kReplacementCharacter;
  std::size_t bytes = 1;
};

Character character_at(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  auto next = static_cast<std::int64_t>(at);
  std::int32_t c = 0;
  U8_NEXT(bytes, next, static_cast<std::int64_t>(text.size()), c);
  return {c < 0 ? kReplacementCharacter : static_cast<char32_t>(c), static_cast<std::size_t>(next) - at};
}

bool is_symbol(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_SO_MASK | U_GC_SK_MASK)) != 0;
}

// Where the letters, marks, digits and underscores from `at` end; `at` itself unless one is a letter.
std::size_t end_of_tag_name(std::string_view text, std::size_t at) {
  bool letter = false;
  std::size_t end = at;
  while (end < text.size()) {
    const auto [c, bytes] = character_at(text, end);
    const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
    const bool joiner = c == 0x200C || c == 0x200D;  // written inside Persian and Indic words
    if (c != '_' && !joiner && (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) == 0) break;
    letter = letter || (mask & U_GC_L_MASK) != 0;
    end += bytes;
  }
  return letter ? end : at;
}

std::size_t end_of_name(std::string_view text, std::size_t at) {
  std::size_t end = at;
  if (end < text.size() && (is(text[end], kAlnum) || text[end] == '_')) {
    while (end < text.size() && is(text[end], kInName)) ++end;
    while (!is(text[end - 1], kAlnum) && text[end - 1] != '_') --end;
  }
  return end;
}

bool begins_address(std::string_view text) {
  const auto begins = [&](std::string_view scheme) {
    return text.size() > scheme.size() && std::ranges::equal(text.substr(0, scheme.size()), scheme, {}, [](char c) {
             return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
           });
  };
  return begins("http://") || begins("https://") || begins("www.");
}

// An address ends where spaces, quotes, or a script that writes no spaces begin.
std::size_t end_of_address(std::string_view text, std::size_t at) {
  while (at < text.size() && !is(text[at], kEndsAddress)) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const auto [c, bytes] = character_at(text, at);
    if (u_isalnum(static_cast<UChar32>(c)) == 0 || is_unspaced(c)) break;
    at += bytes;
  }
  return at;
}

}  // namespace

// A tag, name or address, with where it stands in the text.
struct Segmenter::Piece {
  WordKind kind = WordKind::Word;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text;  // without its sign

  // The first in `text` from `from`; an empty one at the end of the text when there is none.
  static Piece next(std::string_view text, std::size_t from) {
    for (std::size_t at = from; at < text.size(); ++at) {
      if (!is(text[at], kBeginsPiece) && text[at] != '\xEF') continue;
      if (at > 0 && (is(text[at - 1], kAlnum) || text[at - 1] == '_')) continue;
      const std::string_view rest = text.substr(at);
      const bool wide_tag = rest.starts_with("＃");
      const bool wide_name = rest.starts_with("＠");
      const std::size_t begin = at + (wide_tag || wide_name ? 3 : 1);
      if (rest[0] == '#' || wide_tag) {
        const auto end = end_of_tag_name(text, begin);
        if (end > begin) return {WordKind::Tag, at, end, text.substr(begin, end - begin)};
      } else if (rest[0] == '@' || wide_name) {
        const auto end = end_of_name(text, begin);
        if (end > begin) return {WordKind::Name, at, end, text.substr(begin, end - begin)};
      } else if (begins_address(rest)) {
        const auto end = end_of_address(text, at);
        return {WordKind::Address, at, end, text.substr(at, end - at)};
      }
    }
    return {WordKind::Word, text.size(), text.size(), {}};
  }
};

// ICU's word boundaries in a run of a script without spaces.
class Segmenter::Dictionary {
 public:
  Dictionary() {
    UErrorCode status = U_ZERO_ERROR;
    iterator_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status) || !iterator_) throw std::runtime_error("ICU has no data for word boundaries");
  }
  ~Dictionary() { utext_close(&input_); }
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  // Calls `take` with each word of `run`, which is valid UTF-8 of at most kMaxRunBytes.
  template <class Take>
  void cut(std::string_view run, Take take) {
    std::int32_t units = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8(units_.data(), static_cast<std::int32_t>(units_.size()), &units, run.data(),
                  static_cast<std::int32_t>(run.size()), &status);
    utext_openUChars(&input_, units_.data(), units, &status);
    iterator_->setText(&input_, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU failed to find word boundaries");
    std::size_t begin = 0;
    std::size_t end = 0;
    std::int32_t unit = 0;
    while (true) {
      const std::int32_t boundary = iterator_->next();
      if (boundary == icu::BreakIterator::DONE) break;
      while (unit < boundary && end < run.size()) {
        const std::size_t bytes = character_at(run, end).bytes;
        unit += bytes == 4 ? 2 : 1;
        end += bytes;
      }
      take(run.substr(begin, end - begin));
      begin = end;
    }
  }

 private:
  std::unique_ptr<icu::BreakIterator> iterator_;
  UText input_ = UTEXT_INITIALIZER;
  std::array<UChar, kMaxRunBytes> units_{};  // a character never has more units than bytes
};

Segmenter::Segmenter(Addresses addresses) : addresses_(addresses), dictionary_(std::make_unique<Dictionary>()) {}
Segmenter::~Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;

void Segmenter::begin() {
  bytes_.clear();
  ends_.clear();
  kinds_.clear();
}

void Segmenter::add(std::string_view word, WordKind kind) {
  if (word.empty()) return;
  bytes_ += cut_at_character(word, kMaxWordBytes);
  ends_.push_back(bytes_.size());
  kinds_.push_back(kind);
}

void Segmenter::add_unspaced(std::string_view run) {
  while (!run.empty()) {
    const std::string_view part = cut_at_character(run, kMaxRunBytes);
    run.remove_prefix(part.size());
    dictionary_->cut(part, [&](std::string_view word) {
      const char32_t first = character_at(word, 0).value;
      if (first == kReplacementCharacter) return;
      add(word, is_symbol(first) ? WordKind::Symbol : WordKind::Word);
    });
  }
}

void Segmenter::add_text(std::string_view text) {
  if (text.empty()) return;
  std::string_view folded = folder_.fold_words(text);
  while (folded.size() > 1) {
    folded.remove_prefix(1);  // the space before
    const auto end = folded.find(' ');
    const std::string_view word = folded.substr(0, end);
    folded.remove_prefix(end);
    if (static_cast<unsigned char>(word[0]) >= 0x80 && is_unspaced(character_at(word, 0).value)) {
      add_unspaced(word);
    } else {
      add(word, WordKind::Word);
    }
  }
}

void Segmenter::add_special(const Piece& piece) {
  if (piece.kind == WordKind::Address && addresses_ == Addresses::Skip) return;
  if (piece.kind == WordKind::Tag) {
    std::string tag = fold(piece.text);
    std::erase(tag, ' ');  // some Arabic ligatures unfold to several words
    return add(tag, piece.kind);
  }
  // Names are ASCII; of an address only the ASCII is folded, since what it names may tell the rest apart.
  std::string word = repair_utf8(cut_at_character(piece.text, kMaxWordBytes));
  std::ranges::transform(word, word.begin(),
                         [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); });
  add(word, piece.kind);
}

std::span<const std::string_view> Segmenter::words(std::string_view text) {
  begin();
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = Piece::next(text, at);
    add_text(text.substr(at, piece.begin - at));
    if (piece.end > piece.begin) add_special(piece);
    at = piece.end;
  }
  words_.clear();
  std::size_t from = 0;
  for (const std::size_t end : ends_) {
    words_.push_back(std::string_view{bytes_}.substr(from, end - from));
    from = end;
  }
  return words_;
}

std::string Segmenter::search_words(std::string_view text) {
  begin();
  std::string out;
  const auto flush = [&](std::string_view sign) {
    std::size_t from = 0;
    for (const std::size_t end : ends_) {
      if (!out.empty()) out += ' ';
      out += sign;
      out.append(bytes_, from, end - from);
      from = end;
    }
    begin();
  };
  out.reserve(text.size() + text.size() / 4);
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = Piece::next(text, at);
    add_text(text.substr(at, piece.begin - at));
    if (piece.kind == WordKind::Tag) add_text(piece.text);
    flush("");
    if (piece.kind == WordKind::Name) {
      add_special(piece);
      flush("@");
    }
    at = piece.end;
  }
  return out;
}

}  // namespace chancery::text
