// Whether words resemble a personal name.
//
// A coarse net on purpose. It would rather hold a harmless phrase than let a name through; what it must not hold are
// institutions, countries and topics. It knows several hundred given names of many cultures, the particles, patronymics
// and endings names are made with, surnames of Chinese, Japanese and Korean, and several hundred words that names are
// not made of. It tells nobody's name by itself: one word alone never resembles one.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "text/name_words.hpp"

namespace chancery::text {

enum class NameVerdict { None, Resembles };

// Words [first, last] that resemble a name.
struct NameRun {
  std::size_t first = 0;
  std::size_t last = 0;
  bool firm = true;  // by a known name, title, kinship or ending; else by capitals alone
};

// Thread safety: any thread asks. The countries' names in many languages are read at the first question (a tenth of a
// second), or before by `prepare`.
class PersonalNames {
 public:
  PersonalNames();
  PersonalNames(PersonalNames&&) noexcept;
  PersonalNames& operator=(PersonalNames&&) noexcept;
  ~PersonalNames();

  void prepare() const { static_cast<void>(impl()); }

  // A phrase as it may stand in a post: "Jane Doe", "محمد بن سلمان", "王小明".
  [[nodiscard]] NameVerdict check(std::string_view phrase) const;
  // The first words that do, of a phrase and its words (or the last of them).
  [[nodiscard]] std::optional<NameRun> find(std::string_view phrase, std::span<const NameWord> words) const;
  // Whether a word stands before names: "Mr", "السيد".
  [[nodiscard]] bool is_title(const NameWord& word) const;
  // Whether a word joins names: "van", "bin".
  [[nodiscard]] bool is_joint(const NameWord& word) const;
  // Whether a word is known to be none of a name: institutions, places, topics, grammar.
  [[nodiscard]] bool is_other(const NameWord& word) const;

 private:
  struct Impl;
  struct Lists;
  [[nodiscard]] const Impl& impl() const;
  std::unique_ptr<Lists> lists_;
};

}  // namespace chancery::text
