#include "trend/near_duplicates.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>
#include <utility>

#include "trend/shingles.hpp"

namespace chancery::trend {
namespace {

constexpr std::size_t kBands = 16;
constexpr std::size_t kRows = kMinHashes / kBands;
constexpr int kBucket = 8;
// How many entries of a chain are looked at for those eight; chains of different buckets share places.
constexpr int kChain = 32;
constexpr std::size_t kFirstPosts = 64;  // what there is room for before anything grows
constexpr std::size_t kFirstShingles = 4'096;

using Bands = std::array<std::uint32_t, kBands>;

Bands bands_of(const Sketch& sketch) {
  Bands bands;
  for (std::size_t band = 0; band < kBands; ++band) {
    std::uint64_t hash = band + 1;
    for (std::size_t row = 0; row < kRows; ++row) {
      hash = (hash ^ sketch[band * kRows + row]) * 0xff51afd7ed558ccd;
      hash ^= hash >> 32;
    }
    bands[band] = static_cast<std::uint32_t>(hash);
  }
  return bands;
}

double jaccard(std::size_t shared, std::size_t a, std::size_t b) {
  return static_cast<double>(shared) / static_cast<double>(a + b - shared);
}

// A post of the window. Posts are numbered from 1 in the order they come; number n stands at n modulo the capacity.
struct Post {
  std::uint64_t id = 0;
  Timestamp at;
  std::uint64_t author = 0;
  std::uint64_t first_shingle = 0;  // position in the ring, counted from the beginning of time
  std::uint32_t shingles = 0;       // 0: forgotten
  std::uint64_t cluster = 0;        // 0: alone
  Bands bands{};
  std::array<std::uint64_t, kBands> before{};  // the post before it in each band's chain
};

struct Entry {
  NearDuplicateCluster cluster;
  double similarities = 0;
  std::uint64_t into = 0;       // merged into this one
  std::uint64_t last_post = 0;  // the highest number of a post that names this entry
};

}  // namespace

struct NearDuplicates::Impl {
  explicit Impl(NearDuplicateOptions o) : options(o), shingler(options.most_characters) {}

  std::size_t most_posts() const { return std::max<std::size_t>(options.posts, 2); }
  std::size_t most_shingles() const { return std::max(options.shingles, 2 * options.most_characters); }
  // Small: they grow with what comes.
  void make_tables() {
    posts.resize(std::min(most_posts(), kFirstPosts));
    ring.resize(std::min(most_shingles(), std::max(kFirstShingles, 2 * options.most_characters)));
    heads.assign(kBands * std::bit_ceil(posts.size()), 0);
  }

  Post& post(std::uint64_t number) { return posts[number % posts.size()]; }
  std::uint64_t& head(std::size_t band, std::uint32_t hash) {
    const std::size_t each = heads.size() / kBands;
    return heads[band * each + (hash & (each - 1))];
  }
  bool full() const { return next - oldest == posts.size(); }
  std::uint64_t ring_begin() { return oldest < next ? post(oldest).first_shingle : ring_end; }

  std::uint64_t root(std::uint64_t id) const {
    for (auto at = clusters.find(id); at != clusters.end() && at->second.into != 0; at = clusters.find(id)) {
      id = at->second.into;
    }
    return id;
  }

  void drop_oldest();
  void grow_posts();
  void grow_ring();
  void chain(std::uint64_t number);
  void make_room(Timestamp at, std::size_t wanted);
  std::size_t copy_shingles(const Post& p);
  void find_near(std::span<const std::uint32_t> shingles, const Bands& bands);
  void store(Post made, std::span<const std::uint32_t> shingles);
  std::uint64_t join(std::uint64_t a, std::uint64_t b, double similarity);
  void count_post(Entry& entry, std::uint64_t number);

  NearDuplicateOptions options;
  Shingler shingler;
  std::vector<Post> posts;  // empty until the first is added, like the two below
  std::vector<std::uint32_t> ring;
  std::vector<std::uint64_t> heads;
  std::uint64_t oldest = 1;
  std::uint64_t next = 1;
  std::uint64_t ring_end = 0;
  Timestamp newest;
  std::unordered_map<std::uint64_t, Entry> clusters;
  std::uint64_t last_cluster = 0;
  std::uint64_t compared = 0;
  std::vector<std::uint32_t> candidate;
  std::vector<std::uint64_t> seen;
  std::vector<std::pair<std::uint64_t, double>> near;
};

// The entries its cluster's name leads through go with the last post that needs them.
void NearDuplicates::Impl::drop_oldest() {
  const std::uint64_t number = oldest++;
  for (std::uint64_t id = post(number).cluster; id != 0;) {
    const auto at = clusters.find(id);
    if (at == clusters.end()) break;
    const std::uint64_t into = at->second.into;
    if (at->second.last_post <= number) clusters.erase(at);
    id = into;
  }
}

// Makes a post the first of its buckets' chains.
void NearDuplicates::Impl::chain(std::uint64_t number) {
  Post& p = post(number);
  for (std::size_t band = 0; band < kBands; ++band) {
    p.before[band] = std::exchange(head(band, p.bands[band]), number);
  }
}

void NearDuplicates::Impl::grow_posts() {
  std::vector<Post> grown(std::min(2 * posts.size(), most_posts()));
  for (std::uint64_t number = oldest; number < next; ++number) grown[number % grown.size()] = post(number);
  posts = std::move(grown);
  heads.assign(kBands * std::bit_ceil(posts.size()), 0);
  for (std::uint64_t number = oldest; number < next; ++number) chain(number);
}

void NearDuplicates::Impl::grow_ring() {
  std::vector<std::uint32_t> grown(std::min(2 * ring.size(), most_shingles()));
  for (std::uint64_t at = ring_begin(); at < ring_end; ++at) grown[at % grown.size()] = ring[at % ring.size()];
  ring = std::move(grown);
}

// What left the window goes; then the tables grow; then, at their bounds, the oldest goes too.
void NearDuplicates::Impl::make_room(Timestamp at, std::size_t wanted) {
  newest = std::max(newest, at);
  while (oldest < next && post(oldest).at < newest - options.window) drop_oldest();
  const auto crowded = [&] { return ring_end + wanted - ring_begin() > ring.size(); };
  while (crowded() && ring.size() < most_shingles()) grow_ring();
  if (full() && posts.size() < most_posts()) grow_posts();
  while (oldest < next && (full() || crowded())) drop_oldest();
}

// A post's shingles may turn around the ring's end; afterwards they stand in `candidate`.
std::size_t NearDuplicates::Impl::copy_shingles(const Post& p) {
  candidate.resize(p.shingles);
  const std::size_t from = p.first_shingle % ring.size();
  const std::size_t straight = std::min<std::size_t>(p.shingles, ring.size() - from);
  std::copy_n(ring.begin() + static_cast<std::ptrdiff_t>(from), straight, candidate.begin());
  std::copy_n(ring.begin(), p.shingles - straight, candidate.begin() + static_cast<std::ptrdiff_t>(straight));
  return candidate.size();
}

void NearDuplicates::Impl::find_near(std::span<const std::uint32_t> shingles, const Bands& bands) {
  near.clear();
  seen.clear();
  for (std::size_t band = 0; band < kBands; ++band) {
    int in_bucket = 0;
    int steps = 0;
    for (std::uint64_t number = head(band, bands[band]); number >= oldest && in_bucket < kBucket && steps < kChain;
         ++steps) {
      const Post& other = post(number);
      if (other.bands[band] == bands[band]) {
        ++in_bucket;
        if (other.shingles > 0 && std::ranges::find(seen, number) == seen.end()) seen.push_back(number);
      }
      number = other.before[band];
    }
  }
  for (const std::uint64_t number : seen) {
    const Post& other = post(number);
    const std::size_t a = shingles.size();
    const std::size_t b = other.shingles;
    // However much they share, sizes too different cannot be near.
    if (static_cast<double>(std::min(a, b)) < options.similarity * static_cast<double>(std::max(a, b))) continue;
    ++compared;
    copy_shingles(other);
    const double similar = jaccard(shingler.shared(candidate), a, b);
    if (similar >= options.similarity) near.emplace_back(number, similar);
  }
}

void NearDuplicates::Impl::store(Post made, std::span<const std::uint32_t> shingles) {
  made.first_shingle = ring_end;
  made.shingles = static_cast<std::uint32_t>(shingles.size());
  for (const std::uint32_t shingle : shingles) ring[ring_end++ % ring.size()] = shingle;
  post(next) = made;
  chain(next++);
}

void NearDuplicates::Impl::count_post(Entry& entry, std::uint64_t number) {
  const Post& p = post(number);
  NearDuplicateCluster& c = entry.cluster;
  c.authors.add(p.author);
  c.first = c.size == 0 ? p.at : std::min(c.first, p.at);
  c.last = c.size == 0 ? p.at : std::max(c.last, p.at);
  ++c.size;
  entry.last_post = std::max(entry.last_post, number);
}

// Puts post b, and its cluster if it has one, together with post a's; returns the cluster.
std::uint64_t NearDuplicates::Impl::join(std::uint64_t a, std::uint64_t b, double similarity) {
  std::uint64_t into = root(post(a).cluster);
  std::uint64_t from = root(post(b).cluster);
  if (into == 0 && from == 0) {
    into = ++last_cluster;
    Entry& entry = clusters[into];
    entry.cluster.id = into;
    entry.cluster.representative = post(std::min(a, b)).id;
    for (const std::uint64_t number : {std::min(a, b), std::max(a, b)}) {
      count_post(entry, number);
      post(number).cluster = into;
    }
  } else if (into == 0 || from == 0) {
    const std::uint64_t alone = into == 0 ? a : b;
    into = std::max(into, from);
    count_post(clusters[into], alone);
    post(alone).cluster = into;
  } else if (into != from) {
    if (from < into) std::swap(into, from);
    Entry& kept = clusters[into];
    Entry& gone = clusters[from];
    kept.cluster.size += gone.cluster.size;
    kept.cluster.authors.merge(gone.cluster.authors);
    kept.cluster.first = std::min(kept.cluster.first, gone.cluster.first);
    kept.cluster.last = std::max(kept.cluster.last, gone.cluster.last);
    kept.cluster.links += gone.cluster.links;
    kept.cluster.least_similarity = std::min(kept.cluster.least_similarity, gone.cluster.least_similarity);
    kept.similarities += gone.similarities;
    kept.last_post = std::max(kept.last_post, gone.last_post);
    gone.into = into;
    gone.cluster = {};
  }
  Entry& entry = clusters[into];
  ++entry.cluster.links;
  entry.similarities += similarity;
  entry.cluster.mean_similarity = entry.similarities / static_cast<double>(entry.cluster.links);
  entry.cluster.least_similarity = std::min(entry.cluster.least_similarity, similarity);
  return into;
}

NearDuplicates::NearDuplicates(NearDuplicateOptions options) : impl_(std::make_unique<Impl>(options)) {}
NearDuplicates::NearDuplicates(NearDuplicates&&) noexcept = default;
NearDuplicates& NearDuplicates::operator=(NearDuplicates&&) noexcept = default;
NearDuplicates::~NearDuplicates() = default;

std::optional<std::uint64_t> NearDuplicates::add(std::uint64_t id, Timestamp at, std::uint64_t author,
                                                 std::string_view folded) {
  Impl& my = *impl_;
  const auto shingles = my.shingler.shingles(folded);
  if (shingles.size() < my.options.least_shingles) return std::nullopt;
  if (my.posts.empty()) my.make_tables();
  my.make_room(at, shingles.size());
  const Bands bands = bands_of(sketch_of(shingles));
  my.find_near(shingles, bands);
  const std::uint64_t number = my.next;
  my.store({.id = id, .at = at, .author = author, .bands = bands}, shingles);
  std::uint64_t cluster = 0;
  for (const auto& [other, similar] : my.near) cluster = my.join(other, number, similar);
  return cluster == 0 ? std::nullopt : std::optional(cluster);
}

void NearDuplicates::forget(std::uint64_t id) {
  Impl& my = *impl_;
  for (std::uint64_t number = my.oldest; number < my.next; ++number) {
    Post& post = my.post(number);
    if (post.id != id || post.shingles == 0) continue;
    post.shingles = 0;
    if (const auto at = my.clusters.find(my.root(post.cluster)); at != my.clusters.end()) --at->second.cluster.size;
  }
}

const NearDuplicateCluster* NearDuplicates::find(std::uint64_t cluster) const {
  const auto at = impl_->clusters.find(impl_->root(cluster));
  return at == impl_->clusters.end() ? nullptr : &at->second.cluster;
}

std::vector<const NearDuplicateCluster*> NearDuplicates::clusters(std::size_t least_size) const {
  std::vector<const NearDuplicateCluster*> result;
  for (const auto& [id, entry] : impl_->clusters) {
    if (entry.into == 0 && entry.cluster.size >= least_size) result.push_back(&entry.cluster);
  }
  std::ranges::sort(
      result, [](const auto* a, const auto* b) { return a->size != b->size ? a->size > b->size : a->id < b->id; });
  return result;
}

std::size_t NearDuplicates::posts() const {
  return static_cast<std::size_t>(impl_->next - impl_->oldest);
}

std::size_t NearDuplicates::bytes() const {
  return impl_->posts.size() * sizeof(Post) + impl_->ring.size() * sizeof(std::uint32_t) +
         impl_->heads.size() * sizeof(std::uint64_t);
}

std::uint64_t NearDuplicates::compared() const {
  return impl_->compared;
}

double similarity(std::string_view folded, std::string_view other, const NearDuplicateOptions& options) {
  Shingler shingler(options.most_characters);
  const auto first = shingler.shingles(folded);
  const std::vector<std::uint32_t> a(first.begin(), first.end());
  const auto b = shingler.shingles(other);
  if (std::min(a.size(), b.size()) < options.least_shingles) return 0;
  return jaccard(shingler.shared(a), a.size(), b.size());
}

}  // namespace chancery::trend
