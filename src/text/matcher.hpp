// Which of many words and phrases occur in a text, whatever its script, case and width.
//
// A term is found as whole words; in scripts written without spaces, anywhere. A phrase is words in a row, whatever
// white space or punctuation stands between them. Terms and texts are folded alike (text/fold.hpp), then the terms
// are searched for all at once as pure literals (Hyperscan): no user's term is ever a regular expression.
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
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // The positions in `terms` of those that occur, ascending, each once. The span lives until the scratch is used
  // again. Linear in the text.
  [[nodiscard]] std::span<const std::uint32_t> match(std::string_view text, Scratch& scratch) const;

  [[nodiscard]] std::size_t terms() const;     // as given
  [[nodiscard]] std::size_t literals() const;  // after folding, each once

 private:
  struct Impl;
  explicit Matcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::text
