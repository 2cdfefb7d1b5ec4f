// What Narratives keeps. Internal to narratives.cpp and narratives_told.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <string_view>
#include <utility>
#include <vector>

#include "trend/narrative_cluster.hpp"
#include "trend/narratives.hpp"
#include "trend/vocabulary.hpp"

namespace chancery::trend {

struct Narratives::Impl {
  static constexpr std::size_t kMostMerges = 4'096;

  explicit Impl(NarrativeOptions o) : options(o), vocabulary(o.words) {
    options.clusters = std::max<std::size_t>(options.clusters, 16);
    options.half_life = std::max(options.half_life, std::chrono::hours{1});
  }

  [[nodiscard]] double weight_at(Timestamp at) const;
  void move_time(Timestamp at);

  void index(std::uint32_t place, const CentreTerm& term);
  void unindex(std::uint32_t place, std::uint32_t word);
  void index_all(std::uint32_t place);
  void unindex_all(std::uint32_t place);

  [[nodiscard]] TermVector vector_of(const NarrativePost& post, double weight);
  // The place of the cluster whose centre has the highest cosine of at least `least` with these terms of this norm.
  template <class Terms>
  std::optional<std::uint32_t> most_similar(const Terms& terms, double norm, double least, std::uint64_t except);

  // These return the place where the newest post is afterwards.
  std::uint32_t merge_if_close(std::uint32_t place);
  std::uint32_t split_if_apart(std::uint32_t place);
  std::uint32_t part(std::uint32_t place, std::vector<RecentPost> leaving, std::vector<RecentPost> staying);
  static double cosine(NarrativeCluster& a, NarrativeCluster& b);

  std::uint32_t begin();
  void put(std::uint32_t place, const RecentPost& post, double weight);
  void drop(std::uint32_t place);
  void drop_lightest();
  void forget_words();

  [[nodiscard]] bool may_show(const NarrativeCluster& cluster) const;
  [[nodiscard]] std::vector<NarrativeWord> name(const NarrativeCluster& cluster) const;
  // Nothing where too few words tell it from the rest.
  [[nodiscard]] std::optional<Narrative> tell(const NarrativeCluster& cluster, Timestamp now) const;

  // A cluster whose centre has the word, and its weight there.
  struct Posting {
    std::uint32_t place = 0;
    double weight = 0;
  };
  struct Score {
    double dot = 0;
    std::size_t shared = 0;
  };

  NarrativeOptions options;
  Vocabulary vocabulary;
  Timestamp epoch;  // when a post weighed one
  Timestamp newest;
  std::vector<NarrativeCluster> clusters;
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free;  // places
  std::vector<std::vector<Posting>> postings;                                           // by word
  std::uint64_t last_id = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> merges;

  // Kept from post to post.
  std::vector<Score> scores;
  std::vector<std::uint32_t> touched;
  std::vector<std::string_view> scratch_words;
};

}  // namespace chancery::trend
