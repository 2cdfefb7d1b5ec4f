#include "listen/recent_posts.hpp"

#include <algorithm>
#include <functional>
#include <mutex>

#include "listen/cells.hpp"
#include "listen/query_set.hpp"
#include "listen/watching.hpp"
#include "listen/withholding.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr std::chrono::hours kHour{1};
constexpr std::size_t kExamples = 5;
constexpr std::size_t kBytes = 4096;  // of a text

struct Recent {
  std::string id;
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

template <class Texts>
void copy_texts(const Texts& from, std::vector<std::string>& to) {
  to.resize(from.size());
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i];
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

struct RecentPosts::Impl {
  mutable std::mutex mutex;
  std::vector<Recent> ring;  // guarded by mutex, as the next
  std::size_t next = 0;      // to be overwritten
};

RecentPosts::RecentPosts() : impl_(std::make_unique<Impl>()) {}
RecentPosts::~RecentPosts() = default;

void RecentPosts::add(std::span<const activity::PublicPost> posts, Network network, const OptOuts& opt_outs) {
  const std::lock_guard lock(impl_->mutex);
  for (const auto& post : posts.last(std::min(posts.size(), kPosts))) {
    if (post.text.empty() || post.update || opt_outs.contains(post.author)) continue;
    if (impl_->ring.size() < kPosts) {
      impl_->ring.emplace_back();
      impl_->next = impl_->ring.size() - 1;
    }
    Recent& recent = impl_->ring[impl_->next];
    impl_->next = (impl_->next + 1) % kPosts;
    recent.id = post.id;
    recent.text = text::cut_at_character(post.text, kBytes);
    recent.declared_language = post.declared_language;
    recent.author = std::hash<std::string_view>{}(post.author);
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

Result<Preview> RecentPosts::preview(const Query& query, const PostAnnotator& annotator, Timestamp now) const {
  const auto set = QuerySet::compile(std::span{&query, 1});
  if (!set) return fail(set.error());
  QuerySet::Scratch scratch;
  PostAnnotator::Scratch words;
  Preview preview;
  Count count;
  std::vector<Preview::Example> found;
  const std::lock_guard lock(impl_->mutex);
  Timestamp oldest = now;
  for (const Recent& recent : impl_->ring) {
    if (recent.time < now - kHour) continue;
    ++preview.posts;
    oldest = std::min(oldest, recent.time);
    const auto mentions = views_of(recent.mentions);
    const auto tags = views_of(recent.tags);
    const PostFacts facts{.text = recent.text,
                          .author = {},
                          .network = to_string(recent.network),
                          .reply = recent.reply,
                          .repost = false,
                          .quote = recent.quote,
                          .link = recent.link,
                          .media = recent.media,
                          .mentions = mentions,
                          .tags = tags};
    const auto matches = set->candidates(facts, scratch);
    if (matches.empty()) continue;
    const auto annotation = annotator.annotate(recent.text, recent.declared_language, words);
    if (!matches.front().certain && !set->confirm(matches.front(), late_facts_of(annotation), scratch)) continue;
    count.add(recent.author);
    found.push_back({text::strip_bidi_controls(recent.text), annotation.language, recent.time});
  }
  preview.span = std::chrono::ceil<std::chrono::minutes>(now - oldest);
  preview.any = count.posts > 0;
  if (count.posts > 0 && !too_few(count)) {
    preview.matched = count.posts;
    std::ranges::sort(found, std::ranges::greater{}, &Preview::Example::time);
    found.resize(std::min(found.size(), kExamples));
    preview.examples = std::move(found);
  } else if (count.posts == 0) {
    preview.matched = 0;
  }
  return preview;
}

}  // namespace chancery::listen
