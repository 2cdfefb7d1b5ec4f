#include "listen/recent_posts.hpp"

#include <algorithm>
#include <functional>
#include <mutex>

#include "listen/cells.hpp"
#include "listen/number_map.hpp"
#include "listen/query_set.hpp"
#include "listen/watching.hpp"
#include "listen/withholding.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr std::chrono::hours kKeptFor{1};
constexpr std::size_t kExamples = 5;
constexpr std::size_t kBytes = 4096;  // of a text

struct Recent {
  std::uint64_t id = 0;  // a hash, as that of the author
  std::string text;
  std::string declared_language;
  std::uint64_t author = 0;
  Timestamp time;
  Network network = Network::File;
  std::vector<std::string> mentions;
  std::vector<std::string> tags;
  bool reply = false;
  bool quote = false;
  bool link = false;
  bool media = false;
};

std::uint64_t number_of(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

template <class Texts>
void copy_texts(const Texts& from, std::vector<std::string>& to) {
  to.resize(from.size());
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i];
}

// What a query reads of it, with the views it needs.
class Facts {
 public:
  explicit Facts(const Recent& recent)
      : mentions_(recent.mentions.begin(), recent.mentions.end()),
        tags_(recent.tags.begin(), recent.tags.end()),
        facts_{.text = recent.text,
               .author = {},
               .network = to_string(recent.network),
               .reply = recent.reply,
               .repost = false,
               .quote = recent.quote,
               .link = recent.link,
               .media = recent.media,
               .mentions = mentions_,
               .tags = tags_} {}
  [[nodiscard]] std::span<const QueryMatch> candidates(const QuerySet& set, QuerySet::Scratch& scratch) const {
    return set.candidates(facts_, scratch);
  }

 private:
  std::vector<std::string_view> mentions_;
  std::vector<std::string_view> tags_;
  PostFacts facts_;
};

}  // namespace

struct RecentPosts::Impl {
  mutable std::mutex mutex;
  std::vector<Recent> ring;  // guarded by mutex, as the next; empty texts: forgotten
  std::size_t next = 0;      // to be overwritten
  NumberMap places;          // in the ring, by the post

  [[nodiscard]] std::vector<Recent> candidates(const QuerySet& set, QuerySet::Scratch& scratch, Timestamp now,
                                               Preview& preview) const;
  [[nodiscard]] Recent& place(std::uint64_t id);
  void forget(Recent& recent);
  void forget_author(std::uint64_t author);
};

RecentPosts::RecentPosts() : impl_(std::make_unique<Impl>()) {}
RecentPosts::~RecentPosts() = default;

// The place of a post: its own, where it is known, or that of the oldest.
Recent& RecentPosts::Impl::place(std::uint64_t id) {
  if (const auto known = places.find(id)) return ring[*known];
  if (ring.size() < kPosts) {
    ring.emplace_back();
    next = ring.size() - 1;
  }
  Recent& recent = ring[next];
  places.erase(recent.id);
  places.set(id, static_cast<std::uint32_t>(next));
  next = (next + 1) % kPosts;
  return recent;
}

void RecentPosts::Impl::forget(Recent& recent) {
  places.erase(recent.id);
  recent = {};
}

void RecentPosts::add(std::span<const activity::PublicPost> posts, Network network, const OptOuts& opt_outs) {
  const std::lock_guard lock(impl_->mutex);
  for (const auto& post : posts.last(std::min(posts.size(), kPosts))) {
    if (post.text.empty() || opt_outs.contains(post.author)) continue;
    const std::uint64_t id = number_of(post.id);
    if (post.update && !impl_->places.contains(id)) continue;
    Recent& recent = impl_->place(id);
    recent.id = id;
    recent.text = text::cut_at_character(post.text, kBytes);
    recent.declared_language = post.declared_language;
    recent.author = number_of(post.author);
    recent.time = post.time;
    recent.network = network;
    copy_texts(post.mentions, recent.mentions);
    copy_texts(post.tags, recent.tags);
    recent.reply = !post.in_reply_to.empty();
    recent.quote = !post.quote_of.empty();
    recent.link = !post.links.empty();
    recent.media = post.media;
  }
}

void RecentPosts::remove(std::span<const activity::Removal> removals) {
  const std::lock_guard lock(impl_->mutex);
  for (const auto& removal : removals) {
    if (removal.id.empty()) {
      impl_->forget_author(number_of(removal.author));
    } else if (const auto known = impl_->places.find(number_of(removal.id))) {
      impl_->forget(impl_->ring[*known]);
    }
  }
}

void RecentPosts::forget_author(std::string_view author) {
  const std::lock_guard lock(impl_->mutex);
  impl_->forget_author(number_of(author));
}

void RecentPosts::forget_all() {
  const std::lock_guard lock(impl_->mutex);
  impl_->ring.clear();
  impl_->next = 0;
  impl_->places.clear();
}

void RecentPosts::Impl::forget_author(std::uint64_t author) {
  for (Recent& recent : ring) {
    if (recent.author == author) forget(recent);
  }
}

// Copies of what may match, so that what is slow runs without the lock.
std::vector<Recent> RecentPosts::Impl::candidates(const QuerySet& set, QuerySet::Scratch& scratch, Timestamp now,
                                                  Preview& preview) const {
  std::vector<Recent> found;
  Timestamp oldest = now;
  const std::lock_guard lock(mutex);
  for (const Recent& recent : ring) {
    if (recent.text.empty() || recent.time < now - kKeptFor) continue;
    ++preview.posts;
    oldest = std::min(oldest, recent.time);
    if (!Facts(recent).candidates(set, scratch).empty()) found.push_back(recent);
  }
  preview.span = std::chrono::ceil<std::chrono::minutes>(now - oldest);
  return found;
}

Result<Preview> RecentPosts::preview(const Query& query, const PostAnnotator& annotator, Timestamp now) const {
  const auto set = QuerySet::compile(std::span{&query, 1});
  if (!set) return fail(set.error());
  QuerySet::Scratch scratch;
  PostAnnotator::Scratch words;
  Preview preview;
  Count count;
  std::vector<Preview::Example> found;
  for (const Recent& recent : impl_->candidates(*set, scratch, now, preview)) {
    const auto annotation = annotator.annotate(recent.text, recent.declared_language, words);
    const QueryMatch match = Facts(recent).candidates(*set, scratch).front();
    if (!match.certain && !set->confirm(match, late_facts_of(annotation), scratch)) continue;
    count.add(recent.author);
    found.push_back({text::strip_bidi_controls(recent.text), annotation.language, recent.time});
  }
  if (count.posts == 0 || too_few(count)) return preview;
  preview.matched = in_steps(count.posts);
  std::ranges::sort(found, std::ranges::greater{}, &Preview::Example::time);
  found.resize(std::min(found.size(), kExamples));
  preview.examples = std::move(found);
  return preview;
}

}  // namespace chancery::listen
