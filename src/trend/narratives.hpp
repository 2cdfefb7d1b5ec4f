// What people tell each other: streaming clusters of posts that say the same in different words, named by their most
// telling words.
//
// A post is a vector of words and links, weighed by how seldom they are of late in the post's language (tf-idf; links
// against all languages). It joins the narrative whose centre is most similar (cosine at least `similarity`, two
// features or one link in common), or begins one. Centres fade: half of a narrative's weight is of the last
// `half_life`. Links (addresses, hashtags, numbers, countries, topics), which the caller passes beside the words, join
// what is told in several languages. Narratives whose centres meet are merged, the younger into the older; one whose
// last posts fall apart into two groups with little in common is split. The lightest go when room is needed, so memory
// is bounded.
//
// What may be shown needs `least_posts` posts, `least_authors` different authors, and three words that are
// `least_lift` times as frequent in it as elsewhere: talk that only happens to share a word has one. (Or
// fifty posts and a twentieth of all: then everybody uses its words.) The same posts in
// the same order give the same narratives. Nothing is saved: after a restart the caller adds the window's posts again.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace chancery::trend {

inline constexpr std::chrono::hours kTrendWindow{6};

struct NarrativeOptions {
  double similarity = 0.24;
  double merge_similarity = 0.3;
  double split_similarity = 0.12;
  std::chrono::hours half_life{48};
  std::size_t clusters = 2'048;  // with those of a single post
  std::size_t narratives = 512;  // shown at most
  std::size_t words = 65'536;    // in the dictionary
  std::size_t least_posts = 10;
  std::uint64_t least_authors = 10;
  double least_lift = 20;
  // Whether a word holds the sentences of a language together: it makes posts alike, but names nothing.
  std::function<bool(std::string_view language, std::string_view word)> names_nothing =
      [](std::string_view, std::string_view) { return false; };
  std::chrono::hours trend_window = kTrendWindow;  // growth compares the last window with the one before
};

struct NarrativePost {
  Timestamp at;
  std::uint64_t author = 0;                 // a hash
  std::string_view language;                // BCP 47, or "und"
  std::span<const std::string_view> words;  // folded; at most 64 different ones are looked at
  std::span<const std::string_view> links;  // at most 16
};

struct NarrativeWord {
  std::string word;
  double score = 0;  // how many standard deviations its odds lie above the background's
  double lift = 0;   // how many times as frequent as elsewhere
  friend bool operator==(const NarrativeWord&, const NarrativeWord&) = default;
};

struct NarrativeLanguage {
  std::string language;  // "mul": those past the sixteenth
  std::uint64_t posts = 0;
  std::uint64_t authors = 0;  // under ten the caller withholds the figure
  friend bool operator==(const NarrativeLanguage&, const NarrativeLanguage&) = default;
};

struct Narrative {
  std::uint64_t id = 0;
  std::vector<NarrativeWord> words;  // most telling first, at most eight
  std::uint64_t posts = 0;
  std::uint64_t authors = 0;
  Timestamp first;
  Timestamp last;
  std::uint64_t recent = 0;                        // posts of the last window
  std::uint64_t before = 0;                        // of the window before
  std::optional<std::chrono::minutes> doubles_in;  // while it grows
  std::vector<NarrativeLanguage> languages;        // most posts first
  friend bool operator==(const Narrative&, const Narrative&) = default;
};

// Thread safety: one thread at a time.
class Narratives {
 public:
  explicit Narratives(NarrativeOptions options = {});
  Narratives(Narratives&&) noexcept;
  Narratives& operator=(Narratives&&) noexcept;
  ~Narratives();

  // The narrative the post went to, new or old; 0 when it has no word.
  std::uint64_t add(const NarrativePost& post);

  // Those that may be shown, heaviest of late first.
  [[nodiscard]] std::vector<Narrative> shown(Timestamp now) const;
  // One that may be shown.
  [[nodiscard]] std::optional<Narrative> find(std::uint64_t id, Timestamp now) const;

  // Which narratives went into which since the last call, in order.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> take_merges();

  [[nodiscard]] std::size_t clusters() const;
  [[nodiscard]] std::size_t words() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::trend
