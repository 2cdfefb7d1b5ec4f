// A short public text cut into what a classifier reads: words, emoji, emoticons and marks, folded alike.
//
// Case, invisible characters, Arabic vowel signs and letter variants (hamza on alef, final ya and ta marbuta) go; four
// or more of one character become three; an address becomes "http" and an @name "@user", so that no model ever learns
// who is named. "&amp;" and "\u2019", as older exports leave them, are read as the characters they mean.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::text {

enum class PostWordKind : std::uint8_t { Word, Hashtag, Mention, Address, Emoji, Emoticon, Mark };

struct PostWord {
  std::uint32_t from = 0;  // into characters()
  std::uint32_t length = 0;
  PostWordKind kind = PostWordKind::Word;
  bool shouted = false;    // two letters or more, all of them capitals
  bool elongated = false;  // a letter three times or more in a row
};

// Memory kept from text to text. At most the first 4 KiB of a text are read. Thread safety: one thread at a time.
class PostWords {
 public:
  static constexpr std::size_t kMostBytes = 4096;

  // Any bytes: what is no UTF-8 counts as a space. About 1 µs for a post in Latin letters.
  void read(std::string_view text);

  // Until the next read. Words follow one another without a space.
  [[nodiscard]] std::span<const char32_t> characters() const { return characters_; }
  [[nodiscard]] std::span<const PostWord> words() const { return words_; }
  [[nodiscard]] std::span<const char32_t> characters(const PostWord& word) const {
    return std::span{characters_}.subspan(word.from, word.length);
  }

 private:
  void decode(std::string_view text);
  std::size_t read_word(std::size_t at);
  std::size_t read_emoticon(std::size_t at);
  void push(char32_t folded);
  void open(PostWordKind kind);
  void close();

  std::vector<char32_t> raw_;  // decoded, as written
  std::vector<char32_t> characters_;
  std::vector<PostWord> words_;
  std::string folded_;
};

}  // namespace chancery::text
