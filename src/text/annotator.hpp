// Which topics of the agenda a text is about, and which countries and peoples it names. One pass tells both.
//
// Terms and texts are folded alike (text/fold.hpp). A table made at build time holds every term: the seeds of the
// topics in thirteen languages, the names of countries in every locale ICU knows, adjectives and names of peoples,
// flags. It is part of the program; nothing is compiled or read at start.
//
// Words. A term is found as whole words; `word*` as the beginning of one; in scripts without spaces anywhere
// (katakana as whole runs, Hangul from the beginning of a word). In Arabic and Hebrew the attached particles before a
// word are looked past. Where one term stands inside a longer one, the longer alone counts. A term counts in texts
// of its own language; where the language is "und", or has no seeds, see README.md.
//
// Topics. A term weighs 2 (enough alone) or 1; a topic is told from weight 2 on, summed over different terms.
//
// Countries. A flag, a name, an adjective or a people's name counts, except the ambiguous ones, listed in
// src/text/countries/ambiguous.tsv:
//   cased   "Turkey", "Polish": counts with a capital inside a sentence, else with a second sign;
//   upper   "US": counts in capitals, in a text that is not all capitals;
//   weak    "Georgia", "Jordan", "Chad": counts with a second sign alone, and not as part of a person's name
//           (a capital word directly beside it) unless the sign is one of the country's own.
// A second sign is one of the country's own (a capital, a neighbour's or a leader's name …), another country named
// beyond doubt, a word of politics, a topic of foreign affairs, or the name in capitals in a text that is not.
// A counter-sign ("Atlanta" for Georgia the country) takes cased and weak names away; fixed phrases that name none
// ("guinea pig", "Air Jordan", "roast turkey") hide the name in them.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "text/agenda.hpp"
#include "text/countries.hpp"

namespace chancery::text {

struct TopicFound {
  Topic topic;
  std::span<const std::string_view> terms;  // that told, as the seeds write them, in the order of the text
};

struct Annotations {
  std::span<const TopicFound> topics;  // in the order of the agenda
  std::span<const Country> countries;  // by code, each once
  [[nodiscard]] bool names(Country country) const;
  [[nodiscard]] bool tells(Topic topic) const;
};

// Thread safety: immutable; any thread may ask, each with its own Scratch.
class Annotator {
 public:
  // What a thread needs; reusable. Allocates nothing more once it has seen texts of like size.
  class Scratch {
   public:
    Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    ~Scratch();

   private:
    friend class Annotator;
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  Annotator();
  ~Annotator();
  Annotator(const Annotator&) = delete;
  Annotator& operator=(const Annotator&) = delete;

  // `language` is the text's BCP 47 tag as text/language.hpp gives it. The spans live until the scratch is used
  // again; the terms as long as the program. Linear in the text; hits past the first 4,096 are left out.
  [[nodiscard]] Annotations find(std::string_view text, std::string_view language, Scratch& scratch) const;

  // The same for a caller who has folded already: `words` is fold_words(text).
  [[nodiscard]] Annotations find_in_words(std::string_view words, std::string_view text, std::string_view language,
                                          Scratch& scratch) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::text
