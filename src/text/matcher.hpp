// Which of many words and phrases occur in a text, and where, whatever its script, case and width.
//
// A term is found as whole words; in scripts written without spaces, anywhere. A phrase is words in a row, whatever
// white space or punctuation stands between them. The last word of a pattern may be a beginning ("embass*"). Terms and
// texts are folded alike (text/fold.hpp), then the terms are searched for all at once as pure literals (Hyperscan): no
// user's term is ever a regular expression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/fold.hpp"

namespace chancery::text {

struct MatcherLimits {
  std::size_t terms = 50'000;
  std::size_t characters = 100;  // of one term, as written
};

// Checks one term: valid UTF-8, at most `characters` characters, and at least two of them left as words after folding,
// or one of a script without spaces or one symbol. Fails with Errc::Invalid; the hint names the term.
[[nodiscard]] Status check_term(std::string_view term, const MatcherLimits& limits = {});

// What is searched for: a word or phrase, whole or, with `prefix`, with any ending of its last word.
struct Pattern {
  std::string text;
  bool prefix = false;

  friend bool operator==(const Pattern&, const Pattern&) = default;
};

// One place where a pattern was found: bytes [begin, end) of the folded words, from the first letter of its first word
// to the last letter of its last; the ending a prefix leaves open is inside.
struct Hit {
  std::uint32_t pattern = 0;  // position in the patterns compiled
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Hit&, const Hit&) = default;
};

struct Hits {
  std::string_view words;     // the text as fold_words has it
  std::span<const Hit> hits;  // by begin, then by pattern
};

// Places of one pattern in one text that `locate` reports: more are left out, the first ones stay.
inline constexpr std::uint32_t kMaxPlaces = 256;

// Thread safety: immutable; any thread may match, each with its own Scratch.
class Matcher {
 public:
  // What a thread needs to match; bound to no matcher and reusable with all of them.
  class Scratch {
   public:
    Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    ~Scratch();

   private:
    friend class Matcher;
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  // Terms that fold alike are searched for once and reported each. No term at all gives a matcher that finds
  // nothing. Fails with Errc::Invalid (a term, see check_term) or Errc::TooLarge (too many).
  [[nodiscard]] static Result<Matcher> compile(std::span<const std::string> terms, const MatcherLimits& limits = {});
  // The same for patterns; positions are then those in `patterns`.
  [[nodiscard]] static Result<Matcher> compile_patterns(std::span<const Pattern> patterns,
                                                        const MatcherLimits& limits = {});
  // Made of what `serialise` gave for the very same patterns: some hundred times faster than compiling. Fails as
  // compile_patterns does, or with Errc::Conflict when the bytes are of other patterns, another Hyperscan or another
  // kind of processor, or are damaged: then compile. The bytes must come from a place only this program writes.
  [[nodiscard]] static Result<Matcher> deserialise(std::span<const Pattern> patterns, std::string_view bytes,
                                                   const MatcherLimits& limits = {});
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // The positions in `terms` of those that occur, ascending, each once. The span lives until the scratch is used
  // again. Linear in the text.
  [[nodiscard]] std::span<const std::uint32_t> match(std::string_view text, Scratch& scratch) const;

  // Every place of every pattern, up to kMaxPlaces of each. The views live until the scratch is used again. Linear in
  // the text; as fast as `match` where nothing is found.
  [[nodiscard]] Hits locate(std::string_view text, Scratch& scratch) const;

  // The compiled database, to be kept in a file beside the patterns (some megabytes for ten thousand).
  [[nodiscard]] std::string serialise() const;

  [[nodiscard]] std::size_t terms() const;     // as given
  [[nodiscard]] std::size_t literals() const;  // after folding, each once

 private:
  struct Impl;
  explicit Matcher(std::unique_ptr<Impl> impl);
  [[nodiscard]] std::string_view fold_and_fit(std::string_view text, Scratch& scratch) const;

  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::text
