// Whether words resemble a personal name: a watch that names a private person waits for the data-protection officer.
//
// A coarse net on purpose. It would rather hold a harmless phrase than let a name through; what it must not hold are
// institutions, countries and topics. It knows several hundred given names of many cultures, the particles, patronymics
// and endings names are made with, surnames of Chinese, Japanese and Korean, and several hundred words that names are
// not made of. It tells nobody's name by itself: one word alone never resembles one.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "listen/query.hpp"

namespace chancery::listen {

enum class NameVerdict { None, Resembles };

// Words of a query that resemble a name, and where they stand (from the first to the last of them).
struct HeldName {
  std::string phrase;
  std::size_t position = 0;  // in characters
  std::size_t length = 0;
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

  // Everything a query asks for that resembles a name: phrases, tags ("#JaneDoe"), words that must stand together or
  // near each other ("jane AND doe", "jane NEAR/2 doe"). What `is_public_actor` says yes to is left out: the names in
  // the register. Terms under NOT are not asked for.
  [[nodiscard]] std::vector<HeldName> held_in(const Query& query,
                                              const std::function<bool(std::string_view)>& is_public_actor) const;

 private:
  struct Impl;
  struct Lists;
  [[nodiscard]] const Impl& impl() const;
  std::unique_ptr<Lists> lists_;
};

}  // namespace chancery::listen
