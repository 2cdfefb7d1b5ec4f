// One cluster of posts, and the vectors it is made of. Internal to narratives.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "trend/hyperloglog.hpp"

namespace chancery::trend {

struct Term {
  std::uint32_t word = 0;
  double weight = 0;
};
// Ascending by word.
using TermVector = std::vector<Term>;

[[nodiscard]] double dot(const TermVector& a, const TermVector& b);
[[nodiscard]] double length(const TermVector& a);

// The sum of its posts' vectors, and in how many posts (faded) each word stood.
struct CentreTerm {
  std::uint32_t word = 0;
  double weight = 0;
  double posts = 0;
};

// Posts by hour, the last 48.
class HourCounts {
 public:
  static constexpr std::int64_t kHours = 48;
  void add(Timestamp at);
  void merge(const HourCounts& other);
  // In the `hours` hours that end with the one of `until`, `skip` hours earlier.
  [[nodiscard]] std::uint64_t sum(Timestamp until, std::int64_t hours, std::int64_t skip) const;

 private:
  [[nodiscard]] static std::size_t place(std::int64_t hour);
  void move_to(std::int64_t hour);
  [[nodiscard]] std::uint32_t at(std::int64_t hour) const;
  std::array<std::uint32_t, kHours> counts_{};
  std::int64_t last_ = 0;  // hour since 1970 of the newest
};

struct RecentPost {
  TermVector terms;  // of length one
  Timestamp at;
  std::uint64_t author = 0;
  std::string language;
};

struct NarrativeCluster {
  static constexpr std::size_t kTerms = 64;   // of the centre, kept; half as many more before it is cut
  static constexpr std::size_t kRecent = 16;  // posts remembered, to see whether it falls apart
  static constexpr std::size_t kLanguages = 16;

  struct Language {
    std::string language;
    std::uint64_t posts = 0;
    HyperLogLog authors;
  };

  std::uint64_t id = 0;            // 0: a free place
  std::vector<CentreTerm> centre;  // ascending by word
  double length = 0;               // of the centre
  double mass = 0;                 // posts, faded
  std::uint64_t posts = 0;
  HyperLogLog authors;
  Timestamp first;
  Timestamp last;
  HourCounts hours;
  std::vector<Language> languages;
  std::vector<RecentPost> recent;  // oldest first

  // Counts a post and adds its vector `weight` times to the centre.
  void add(const RecentPost& post, double weight);
  void add_to_centre(const TermVector& terms, double weight);
  void count(const RecentPost& post);
  // The lightest terms beyond kTerms go.
  void cut_centre();
  void measure();
  void merge(NarrativeCluster& other);
  void scale(double by);
  // Its entry; past kLanguages the one of all the rest, "mul".
  Language& of_language(const std::string& name);
};

}  // namespace chancery::trend
