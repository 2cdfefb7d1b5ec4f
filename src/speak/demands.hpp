// A demand and a person's name in the same sentence: "Release Jane Doe". For speak/ alone.
//
// Demands are phrases of a list (caution_lists/demands.tsv). Names are those of the register of public actors, else
// what resembles one, and any handle beside a demand: a heuristic, which finds names that are none (a handle may be an
// institution's) and overlooks others.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "speak/phrases.hpp"
#include "text/annotator.hpp"
#include "text/personal_names.hpp"

namespace chancery::speak {

struct Sentence;

struct DemandFound {
  std::string demand;  // as written
  std::string name;
  bool officeholder = false;  // in the register; else by the heuristic
};

// The names and addresses of the register's officeholders, read when the first demand is met.
class Officeholders {
 public:
  Officeholders(std::span<const std::string> names, std::span<const std::string> handles);
  [[nodiscard]] const std::vector<Phrase>& names();
  // "@minister@mfa.example", without the host too when the register has a handle alone.
  [[nodiscard]] bool has_handle(std::string_view mention) const;

 private:
  std::span<const std::string> written_;
  std::span<const std::string> handles_;
  std::optional<std::vector<Phrase>> names_;
};

// Thread safety: immutable; any thread may ask.
class Demands {
 public:
  // Borrows the annotator.
  explicit Demands(const text::Annotator& countries);

  // At most `most`, of a text as its reader sees it, in the order of its sentences. Nothing in languages without a
  // list.
  [[nodiscard]] std::vector<DemandFound> find(std::string_view plain, std::string_view language,
                                              Officeholders& officeholders, std::size_t most) const;
  [[nodiscard]] bool knows(std::string_view language) const;

 private:
  struct Demand {
    Phrase phrase;
    bool of_person = false;  // released, extradited: its object is a person
    bool order = false;      // an imperative: begins a clause
    bool subject = false;    // "must resign": the name may stand before it
  };
  struct Lists {
    std::vector<Demand> demands;
    std::vector<Phrase> harmless;
    std::vector<Phrase> leads;
    std::vector<Phrase> roles;
    std::vector<Phrase> others;  // whom or what demands are about that is no person's name
  };
  struct Met;
  [[nodiscard]] std::vector<Met> demands_in(const Sentence& sentence, const Lists& lists) const;
  [[nodiscard]] std::optional<DemandFound> judge(const Sentence& sentence, const Lists& lists,
                                                 std::string_view language, Officeholders& officeholders) const;
  [[nodiscard]] std::optional<std::string> named(const Sentence& sentence, const Lists& lists, const Met& met,
                                                 std::string_view language) const;
  [[nodiscard]] std::optional<std::string> named_by_capitals(const Sentence& sentence, const Lists& lists,
                                                             const Met& met, bool weak) const;
  [[nodiscard]] std::optional<std::string> named_beside(const Sentence& sentence, const Lists& lists, const Met& met,
                                                        std::size_t from, std::size_t to) const;
  [[nodiscard]] std::optional<std::string> named_behind(const Sentence& sentence, const Lists& lists,
                                                        std::size_t from) const;
  [[nodiscard]] std::optional<DemandFound> judge_unspaced(std::string_view run, const Lists& lists,
                                                          Officeholders& officeholders) const;
  [[nodiscard]] bool may_be_name(const text::NameWord& word) const;

  const text::Annotator& countries_;
  text::PersonalNames names_;
  std::map<std::string, Lists, std::less<>> lists_;  // by primary language
};

}  // namespace chancery::speak
