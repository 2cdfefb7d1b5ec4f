#include "trend/narratives.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "trend/narratives_impl.hpp"

namespace chancery::trend {
namespace {

constexpr std::size_t kMostWords = 64;
constexpr std::size_t kMostLinks = 16;
constexpr std::size_t kMostPostTerms = 24;  // of a post: those that tell most
constexpr std::size_t kShared = 3;          // words in common at least, where a link counts two
constexpr std::size_t kLinkShared = 2;
constexpr double kTellsEnough = 0.2;     // of what the most telling word tells; others join nothing
constexpr std::uint64_t kMergeFrom = 4;  // posts; looked at whenever they have doubled
constexpr std::uint64_t kSplitFrom = 16;
constexpr std::size_t kSplitSide = 4;  // of the posts remembered, on each side
constexpr double kNothing = 1e-9;      // of a post's weight
constexpr double kMostDoublings = 32;  // of a weight before all are made smaller

void distinct(std::span<const std::string_view> words, std::size_t most, std::vector<std::string_view>& out) {
  const auto first = words.first(std::min(words.size(), most));
  out.assign(first.begin(), first.end());
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
}

}  // namespace

// --- weights that grow instead of fading ---

double Narratives::Impl::weight_at(Timestamp at) const {
  const auto passed = static_cast<double>((at - epoch).count());
  return std::exp2(passed / static_cast<double>(std::chrono::microseconds{options.half_life}.count()));
}

void Narratives::Impl::move_time(Timestamp at) {
  if (epoch == Timestamp{}) epoch = at;
  newest = std::max(newest, at);
  const std::chrono::microseconds half_life = options.half_life;
  const auto doublings = static_cast<double>((newest - epoch) / half_life);
  if (doublings < kMostDoublings) return;
  // A power of two: nothing is rounded.
  const double by = std::exp2(-std::min(doublings, 1000.0));
  vocabulary.scale(by);
  for (auto& places : postings) {
    for (Posting& posting : places) posting.weight *= by;
  }
  for (std::uint32_t place = 0; place < clusters.size(); ++place) {
    clusters[place].scale(by);
    if (clusters[place].id != 0 && clusters[place].mass < kNothing) drop(place);
  }
  epoch += half_life * static_cast<std::int64_t>(doublings);
}

// --- the index from words to clusters ---

void Narratives::Impl::index(std::uint32_t place, const CentreTerm& term) {
  if (postings.size() <= term.word) postings.resize(term.word + 1);
  auto& places = postings[term.word];
  const auto at = std::ranges::find(places, place, &Posting::place);
  if (at == places.end()) {
    places.push_back({place, term.weight});
  } else {
    at->weight = term.weight;
  }
}

void Narratives::Impl::unindex(std::uint32_t place, std::uint32_t word) {
  if (postings.size() <= word) return;
  auto& places = postings[word];
  const auto at = std::ranges::find(places, place, &Posting::place);
  if (at == places.end()) return;
  *at = places.back();
  places.pop_back();
}

void Narratives::Impl::index_all(std::uint32_t place) {
  for (const CentreTerm& term : clusters[place].centre) index(place, term);
}

void Narratives::Impl::unindex_all(std::uint32_t place) {
  for (const CentreTerm& term : clusters[place].centre) unindex(place, term.word);
}

// --- a post's vector ---

TermVector Narratives::Impl::vector_of(const NarrativePost& post, double weight) {
  TermVector terms;
  const auto language = post.language.substr(0, Vocabulary::kMostBytes);
  const auto take = [&](std::span<const std::string_view> words, std::size_t most, WordKind kind) {
    distinct(words, most, scratch_words);
    for (const std::string_view word : scratch_words) {
      if (const auto number = vocabulary.count_word(word, kind, language, weight)) terms.push_back({*number, 0});
    }
  };
  take(post.words, kMostWords, WordKind::Word);
  take(post.links, kMostLinks, WordKind::Link);
  for (Term& term : terms) term.weight = vocabulary.tells(term.word, post.language, weight);
  double most = 0;
  for (const Term& term : terms) most = std::max(most, term.weight);
  std::erase_if(terms, [&](const Term& term) { return term.weight < kTellsEnough * most; });
  if (terms.size() > kMostPostTerms) {
    std::ranges::sort(terms, [](const Term& a, const Term& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.word < b.word;
    });
    terms.resize(kMostPostTerms);
  }
  std::ranges::sort(terms, {}, &Term::word);
  // Words longer than the dictionary keeps may have become one.
  const auto same = std::ranges::unique(terms, {}, &Term::word);
  terms.erase(same.begin(), same.end());
  const double norm = length(terms);
  for (Term& term : terms) term.weight /= norm;
  return terms;
}

// --- which cluster ---

template <class Terms>
std::optional<std::uint32_t> Narratives::Impl::most_similar(const Terms& terms, double norm, double least,
                                                            std::uint64_t except) {
  scores.resize(clusters.size());
  touched.clear();
  for (const auto& term : terms) {
    if (term.word >= postings.size()) continue;
    const bool link = vocabulary.kind(term.word) == WordKind::Link;
    for (const Posting& posting : postings[term.word]) {
      Score& score = scores[posting.place];
      if (score.shared == 0) touched.push_back(posting.place);
      score.shared += link ? kLinkShared : 1;
      score.dot += term.weight * posting.weight;
    }
  }
  std::optional<std::uint32_t> best;
  double best_cosine = least;
  for (const std::uint32_t place : touched) {
    const double cosine = scores[place].dot / (clusters[place].length * norm);
    const bool enough = scores[place].shared >= kShared && clusters[place].id != except;
    scores[place] = {};
    if (!enough || cosine < best_cosine) continue;
    if (best && cosine == best_cosine && clusters[*best].id < clusters[place].id) continue;
    best = place;
    best_cosine = cosine;
  }
  return best;
}

std::uint32_t Narratives::Impl::begin() {
  if (free.empty() && clusters.size() >= options.clusters) drop_lightest();
  std::uint32_t place = 0;
  if (free.empty()) {
    place = static_cast<std::uint32_t>(clusters.size());
    clusters.emplace_back();
  } else {
    place = free.top();
    free.pop();
  }
  clusters[place] = {};
  clusters[place].id = ++last_id;
  return place;
}

void Narratives::Impl::drop(std::uint32_t place) {
  unindex_all(place);
  clusters[place] = {};
  free.push(place);
}

// An eighth at a time, so that looking for them costs little a post.
void Narratives::Impl::drop_lightest() {
  std::vector<std::uint32_t> order(clusters.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto some = std::max<std::size_t>(1, order.size() / 8);
  std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(some), [this](auto a, auto b) {
    return std::pair(clusters[a].mass, clusters[a].id) < std::pair(clusters[b].mass, clusters[b].id);
  });
  order.resize(some);
  std::ranges::sort(order);
  for (const std::uint32_t place : order) drop(place);
}

void Narratives::Impl::put(std::uint32_t place, const RecentPost& post, double weight) {
  NarrativeCluster& cluster = clusters[place];
  cluster.add(post, weight);
  if (cluster.centre.size() > NarrativeCluster::kTerms * 3 / 2) {
    unindex_all(place);
    cluster.cut_centre();
    index_all(place);
  } else {
    cluster.measure();
    for (const Term& term : post.terms) {
      index(place, *std::ranges::lower_bound(cluster.centre, term.word, {}, &CentreTerm::word));
    }
  }
}

std::uint32_t Narratives::Impl::merge_if_close(std::uint32_t place) {
  NarrativeCluster& grown = clusters[place];
  const auto other = most_similar(grown.centre, grown.length, options.merge_similarity, grown.id);
  if (!other) return place;
  const auto [into, from] = clusters[*other].id < grown.id ? std::pair(*other, place) : std::pair(place, *other);
  unindex_all(into);
  unindex_all(from);
  merges.emplace_back(clusters[from].id, clusters[into].id);
  if (merges.size() > kMostMerges) merges.erase(merges.begin());
  clusters[into].merge(clusters[from]);
  clusters[from] = {};
  free.push(from);
  index_all(into);
  return into;
}

// Two groups around the two posts least alike; the smaller leaves when their sums have little in common.
std::uint32_t Narratives::Impl::split_if_apart(std::uint32_t place) {
  const std::vector<RecentPost>& recent = clusters[place].recent;
  if (recent.size() < 2 * kSplitSide) return place;
  std::pair<std::size_t, std::size_t> seeds{0, 1};
  double least = 2;
  for (std::size_t i = 0; i < recent.size(); ++i) {
    for (std::size_t k = i + 1; k < recent.size(); ++k) {
      if (const double alike = dot(recent[i].terms, recent[k].terms); alike < least) {
        least = alike;
        seeds = {i, k};
      }
    }
  }
  std::vector<RecentPost> sides[2];
  NarrativeCluster sums[2];
  for (const RecentPost& post : recent) {
    const double first = dot(post.terms, recent[seeds.first].terms);
    const double second = dot(post.terms, recent[seeds.second].terms);
    const std::size_t side = second > first ? 1 : 0;
    sides[side].push_back(post);
    sums[side].add_to_centre(post.terms, 1);
  }
  const std::size_t leaving = sides[1].size() < sides[0].size() ? 1 : 0;
  if (sides[leaving].size() < kSplitSide || cosine(sums[0], sums[1]) >= options.split_similarity) return place;
  const RecentPost& last = sides[leaving].back();
  const bool newest_leaves = last.at == recent.back().at && last.author == recent.back().author;
  const std::uint32_t made = part(place, std::move(sides[leaving]), std::move(sides[1 - leaving]));
  return newest_leaves ? made : place;
}

double Narratives::Impl::cosine(NarrativeCluster& a, NarrativeCluster& b) {
  a.measure();
  b.measure();
  double sum = 0;
  for (const CentreTerm& term : a.centre) {
    const auto at = std::ranges::lower_bound(b.centre, term.word, {}, &CentreTerm::word);
    if (at != b.centre.end() && at->word == term.word) sum += term.weight * at->weight;
  }
  return a.length > 0 && b.length > 0 ? sum / (a.length * b.length) : 1;
}

std::uint32_t Narratives::Impl::part(std::uint32_t place, std::vector<RecentPost> leaving,
                                     std::vector<RecentPost> staying) {
  clusters[place].recent = std::move(staying);
  const std::uint64_t id = clusters[place].id;
  const std::uint32_t made = begin();
  for (const RecentPost& post : leaving) put(made, post, weight_at(post.at));
  if (clusters[place].id != id) return made;  // it was the lightest, and went to make room
  unindex_all(place);
  NarrativeCluster& left = clusters[place];
  for (const CentreTerm& gone : clusters[made].centre) {
    const auto at = std::ranges::lower_bound(left.centre, gone.word, {}, &CentreTerm::word);
    if (at == left.centre.end() || at->word != gone.word) continue;
    at->weight = std::max(0.0, at->weight - gone.weight);
    at->posts = std::max(0.0, at->posts - gone.posts);
  }
  std::erase_if(left.centre, [](const CentreTerm& term) { return term.weight <= 0; });
  left.mass = std::max(0.0, left.mass - clusters[made].mass);
  left.posts -= std::min(left.posts - 1, clusters[made].posts);
  left.measure();
  if (left.centre.empty()) {
    clusters[place] = {};
    free.push(place);
  } else {
    index_all(place);
  }
  return made;
}

void Narratives::Impl::forget_words() {
  vocabulary.forget_rarest();
  const auto forgotten = [this](const auto& term) { return !vocabulary.knows(term.word); };
  for (auto& places : postings) places.clear();
  for (std::uint32_t place = 0; place < clusters.size(); ++place) {
    NarrativeCluster& cluster = clusters[place];
    if (cluster.id == 0) continue;
    std::erase_if(cluster.centre, forgotten);
    for (RecentPost& post : cluster.recent) std::erase_if(post.terms, forgotten);
    cluster.measure();
    if (cluster.centre.empty()) {
      drop(place);
    } else {
      index_all(place);
    }
  }
}

// --- the interface ---

Narratives::Narratives(NarrativeOptions options) : impl_(std::make_unique<Impl>(options)) {}
Narratives::Narratives(Narratives&&) noexcept = default;
Narratives& Narratives::operator=(Narratives&&) noexcept = default;
Narratives::~Narratives() = default;

std::uint64_t Narratives::add(const NarrativePost& post) {
  Impl& my = *impl_;
  my.move_time(post.at);
  const double weight = my.weight_at(my.newest);
  my.vocabulary.count_post(post.language.substr(0, Vocabulary::kMostBytes), weight);
  RecentPost taken{.terms = my.vector_of(post, weight),
                   .at = post.at,
                   .author = post.author,
                   .language = std::string(post.language.substr(0, Vocabulary::kMostBytes))};
  if (taken.terms.empty()) return 0;
  const auto found = my.most_similar(taken.terms, 1, my.options.similarity, 0);
  std::uint32_t place = found ? *found : my.begin();
  my.put(place, taken, weight);
  const std::uint64_t posts = my.clusters[place].posts;
  if (posts >= kMergeFrom && std::has_single_bit(posts)) place = my.merge_if_close(place);
  if (posts >= kSplitFrom && std::has_single_bit(posts)) place = my.split_if_apart(place);
  const std::uint64_t id = my.clusters[place].id;
  if (my.vocabulary.nearly_full()) my.forget_words();
  return id;
}

std::vector<Narrative> Narratives::shown(Timestamp now) const {
  std::vector<const NarrativeCluster*> order;
  for (const NarrativeCluster& cluster : impl_->clusters) {
    if (impl_->may_show(cluster)) order.push_back(&cluster);
  }
  std::ranges::sort(
      order, [](const auto* a, const auto* b) { return a->mass != b->mass ? a->mass > b->mass : a->id < b->id; });
  std::vector<Narrative> result;
  for (const NarrativeCluster* cluster : order) {
    if (result.size() == impl_->options.narratives) break;
    if (auto told = impl_->tell(*cluster, now)) result.push_back(std::move(*told));
  }
  return result;
}

std::optional<Narrative> Narratives::find(std::uint64_t id, Timestamp now) const {
  const auto at = std::ranges::find(impl_->clusters, id, &NarrativeCluster::id);
  if (at == impl_->clusters.end() || !impl_->may_show(*at)) return std::nullopt;
  return impl_->tell(*at, now);
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> Narratives::take_merges() {
  return std::exchange(impl_->merges, {});
}

std::size_t Narratives::clusters() const {
  return impl_->clusters.size() - impl_->free.size();
}

std::size_t Narratives::words() const {
  return impl_->vocabulary.size();
}

}  // namespace chancery::trend
