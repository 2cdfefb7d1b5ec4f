#include "listen/fire_counter.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "listen/cells.hpp"
#include "text/fold.hpp"
#include "text/language.hpp"

namespace chancery::listen {
namespace {

// A reaction is seen up to so much before its post: the stream is not in the order of time.
constexpr std::chrono::minutes kBefore{1};
constexpr std::uint64_t kCopiedBy = 3;  // people who say nearly the same

}  // namespace

FireCounter::FireCounter(const PostAnnotator& annotator, CrisisWords crisis_words)
    : annotator_(annotator), crisis_words_(std::move(crisis_words)) {}

void FireCounter::load(store::Snapshot& listen, Timestamp now) {
  for (FirePost& post : burning_posts(listen, now)) {
    by_time_.emplace(post.at, post.post);
    const auto key = post.post;
    posts_.insert_or_assign(key, std::move(post));
  }
}

void FireCounter::forget_before(Timestamp time) {
  while (!by_time_.empty() && by_time_.begin()->first < time) {
    posts_.erase(by_time_.begin()->second);
    texts_.erase(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
  }
}

void FireCounter::begin(const activity::PublicPost& post, const WatchedActor& by, const Pseudonymiser& names,
                        Timestamp now, FireSums& out) {
  FirePost begun;
  begun.watches = by.watches(now);
  if (begun.watches.empty()) return;
  if (posts_.size() >= kMostPosts) {
    if (!std::exchange(full_told_, true)) {
      log::warn("listen", "more than {} posts of public actors within an hour: the others are not watched for fire",
                kMostPosts);
    }
    return;
  }
  begun.post = names.post(post.id, names.key_for(post.time, now));
  if (posts_.contains(begun.post)) return;
  begun.actor = by.actor;
  begun.at = post.time;
  const auto annotation = annotator_.annotate_briefly(post.text, post.declared_language, scratch_);
  begun.countries = annotation.countries;
  if (languages_.is_read_in(annotation.language, by.country)) {
    begun.language = text::primary_language(annotation.language);
  }
  by_time_.emplace(begun.at, begun.post);
  out.posts.push_back(begun);
  posts_.emplace(begun.post, std::move(begun));
}

// The post of that address, if it is a watched actor's of the last hour and the reaction somebody else's.
const FirePost* FireCounter::burning(std::string_view address, const activity::PublicPost& reaction,
                                     const WatchedActors& watched, const Pseudonymiser& names) const {
  if (!watched.may_be_watched(address)) return nullptr;
  const auto* own = watched.find(reaction.author);
  for (const Pseudonym& post : names.posts(address)) {
    const auto found = posts_.find(post);
    if (found == posts_.end()) continue;
    if (own != nullptr && own->actor == found->second.actor) return nullptr;
    const auto age = reaction.time - found->second.at;
    return age < kFireAges.back() && age >= -kBefore ? &found->second : nullptr;
  }
  return nullptr;
}

void FireCounter::compare(const FirePost& on, const activity::PublicPost& post, std::uint64_t author, FireSums& out) {
  const auto known = texts_.find(on.post);
  if (known == texts_.end() && texts_.size() >= kMostCompared) return;
  auto& texts = known != texts_.end() ? known->second
                                      : texts_
                                            .emplace(on.post, trend::NearDuplicates({.window = std::chrono::hours{2},
                                                                                     .posts = kMostTexts,
                                                                                     .shingles = kMostTexts * 150}))
                                            .first->second;
  const auto cluster = texts.add(++compared_, post.time, author, text::fold(post.text));
  const auto* same = cluster ? texts.find(*cluster) : nullptr;
  if (same == nullptr || same->authors.count() < kCopiedBy) return;
  for (const auto age : kFireAges) {
    if (post.time - on.at < age) out.people[{on.post, age, FireKind::Copied}].merge(same->authors);
  }
}

void FireCounter::hear(const activity::PublicPost& post, const WatchedActors& watched, const Pseudonymiser& names,
                       Timestamp now, FireSums& out) {
  if (watched.empty() || post.update) return;
  forget_before(std::min(post.time, now) - kFireAges.back());
  const FirePost* shared = post.text.empty() ? burning(post.repost_of, post, watched, names) : nullptr;
  const FirePost* answered = burning(post.in_reply_to, post, watched, names);
  const FirePost* quoted = burning(post.quote_of, post, watched, names);
  std::optional<Annotation> annotation;  // once, whatever it answers
  const auto count = [&](const FirePost& on, FireKind kind) {
    const auto author = author_number(names.author(post.author, names.key_for(on.at, now)));
    const auto add = [&](FireKind what) {
      for (const auto age : kFireAges) {
        if (post.time - on.at < age) out.people[{on.post, age, what}].add(author);
      }
    };
    add(FireKind::Anyone);
    add(kind);
    if (kind == FireKind::Share) return;
    if (watched.is_public(post.author)) add(FireKind::Official);
    if (post.text.empty()) return;
    add(FireKind::Text);
    if (!annotation) annotation = annotator_.annotate_briefly(post.text, post.declared_language, scratch_);
    const auto& language = annotation->language;
    const bool in_target =
        text::primary_language(language) != on.language && std::ranges::any_of(on.countries, [&](const auto& country) {
          return languages_.is_read_in(language, country);
        });
    if (in_target) add(FireKind::InTarget);
    if (crisis_words_ && crisis_words_(post.text)) add(FireKind::Crisis);
    compare(on, post, author, out);
  };
  if (shared != nullptr) count(*shared, FireKind::Share);
  if (answered != nullptr) count(*answered, FireKind::Reply);
  if (quoted != nullptr) count(*quoted, FireKind::Quote);
  if (post.text.empty()) return;
  const auto* by = watched.find(post.author);
  if (by != nullptr && lies_with(post.id, post.author, *by)) begin(post, *by, names, now, out);
}

void FireCounter::remove(const activity::Removal& removal, const WatchedActors& watched, const Pseudonymiser& names,
                         FireSums& out) {
  const auto* by = watched.find(removal.author);
  if (by == nullptr || (!removal.id.empty() && !lies_with(removal.id, removal.author, *by))) return;
  if (removal.id.empty()) {
    out.gone.push_back(by->actor);
    std::erase_if(posts_, [&](const auto& entry) { return entry.second.actor == by->actor; });
    std::erase_if(texts_, [&](const auto& entry) { return !posts_.contains(entry.first); });
    return;
  }
  for (const Pseudonym& post : names.posts(removal.id)) {
    posts_.erase(post);
    texts_.erase(post);
    out.removed.push_back(post);
  }
}

}  // namespace chancery::listen
