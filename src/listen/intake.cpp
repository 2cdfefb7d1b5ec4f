#include "listen/intake.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "listen/figures.hpp"
#include "listen/fire_counter.hpp"
#include "listen/heard_rows.hpp"
#include "listen/number_map.hpp"
#include "listen/register.hpp"
#include "listen/watch_query.hpp"
#include "listen/watched_actors.hpp"
#include "listen/watching.hpp"
#include "text/segment.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

// What must change in listen.db for one post or removal, in the order they came.
struct Change {
  enum class Kind { Store, RemovePost, RemoveAuthor } kind = Kind::Store;
  HeardRow row;   // of removals: the pseudonym and, of an update that no longer matches, its rev
  TalkPost talk;  // of what is stored
};

// Everything of one batch: written in one transaction, or tried again whole.
struct Batch {
  std::uint64_t sequence = 0;
  std::string source;
  std::int64_t cursor = 0;
  Timestamp reached;
  Timestamp key_since;  // when the pseudonyms' key began
  IntakeCounts counts;
  std::vector<Change> changes;
  CellSums sample;        // of what no watch matched
  FireSums fire;          // reactions to watched public actors
  std::size_t bytes = 0;  // about what it holds in memory
};

// Runs on the writer's thread. Gives whether figures or posts changed.
bool apply(store::Transaction& tx, const Batch& batch, const Clock& clock, IdSource& ids, Talk& talk) {
  CellSums sums;
  bool changed = false;
  const Timestamp now = clock.now();
  for (const Change& change : batch.changes) {
    switch (change.kind) {
      case Change::Kind::Store:
        if (store_heard(tx, ids.make<HeardPostId>(), change.row, now, sums)) {
          talk.add(change.talk);
          changed = true;
        }
        break;
      case Change::Kind::RemovePost:
        if (remove_heard(tx, change.row.post, change.row.rev, sums)) {
          talk.forget(change.row.post);
          changed = true;
        }
        break;
      case Change::Kind::RemoveAuthor:
        changed = remove_heard_of_author(tx, change.row.author, sums) || changed;
        talk.forget_author(change.row.author);
        break;
    }
  }
  if (!batch.sample.empty()) store_cells(tx, batch.sample);
  if (!sums.empty()) store_cells(tx, sums);
  store_fire(tx, batch.fire, now);
  const Timestamp heard = batch.reached == Timestamp{} ? now : std::min(batch.reached, now);
  add_intake(tx, batch.source, start_of_hour(heard), batch.counts);
  if (batch.cursor != 0) store_cursor(tx, batch.source, batch.cursor, batch.reached);
  store_cursor(tx, kKeyCursor, to_micros(batch.key_since), now);
  return changed;
}

// Which posts were heard lately, by their addresses' hashes: two halves, the older of which is dropped when the
// younger is full.
class Lately {
 public:
  void add(std::string_view id) {
    if (young_.size() >= kHalf) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.set(std::hash<std::string_view>{}(id), 0);
  }
  [[nodiscard]] bool holds(std::string_view id) const {
    const auto hash = std::hash<std::string_view>{}(id);
    return young_.contains(hash) || old_.contains(hash);
  }

 private:
  static constexpr std::size_t kHalf = 100'000;
  NumberMap young_;
  NumberMap old_;
};

}  // namespace

struct Intake::Impl {
  Impl(const store::Store& from, store::Store& to, const PostAnnotator& with, const PseudonymRing& keys,
       const OptOuts& out, Talk& of, RecentPosts& last, IntakeOptions settings)
      : chancery(from),
        listen(to),
        annotator(with),
        ring(keys),
        opt_outs(out),
        talk(of),
        recent(last),
        options(std::move(settings)),
        fires(with, options.crisis_words) {
    listen.read([&](store::Snapshot& snapshot) { fires.load(snapshot, listen.clock().now()); });
  }

  const store::Store& chancery;
  store::Store& listen;
  const PostAnnotator& annotator;
  const PseudonymRing& ring;
  const OptOuts& opt_outs;
  Talk& talk;
  RecentPosts& recent;
  const IntakeOptions options;
  QuerySet::Scratch matching;  // take's own, so the next ones
  PostAnnotator::Scratch annotating;
  text::Segmenter segmenter;
  Lately lately;
  FireCounter fires;
  std::shared_ptr<const Pseudonymiser> names;  // shared with the ring: those of the batch at hand

  std::mutex taking;     // held while a batch is read and handed over, and while waiting for all to settle
  std::mutex reloading;  // held from reading the watches to their use, so that an older set never replaces a newer
  // What `watching` was made of: an entry of the register never changes. Guarded by reloading.
  std::optional<std::pair<std::vector<Watch>, std::vector<PublicActorId>>> compiled;
  std::mutex mutex;
  std::condition_variable settled;
  // Shared by this and by a `take` that is still matching with it when the watches change.
  std::shared_ptr<const Watching> watching;          // guarded by mutex
  std::shared_ptr<const WatchedActors> watched;      // guarded by mutex; of the same watches; shared likewise
  Timestamp actors_until = Timestamp::max();         // guarded by mutex; when an actor it may name stops being one
  std::deque<std::shared_ptr<const Batch>> waiting;  // guarded by mutex; not yet durable; shared with the writer
  std::size_t waiting_bytes = 0;                     // guarded by mutex
  std::size_t under_way = 0;                         // guarded by mutex; of them handed to the store
  std::uint64_t last_sequence = 0;                   // guarded by mutex; given to a batch
  std::uint64_t applied = 0;                         // guarded by mutex; the writer has got to here
  std::optional<Error> failed;                       // guarded by mutex; why batches wait to be tried again
  bool told = false;                                 // guarded by mutex; that they wait is in the log
  IntakeTotals totals;                               // guarded by mutex

  [[nodiscard]] bool register_is_stale() {
    const std::lock_guard lock(mutex);
    return listen.clock().now() >= actors_until;
  }
  // Whether the queue takes one more; first hands the batches that failed to the store again.
  [[nodiscard]] Status admit();
  [[nodiscard]] Batch digest(const activity::PostBatch& batch, const Watching& current, const WatchedActors& actors);
  void add_post(const activity::PublicPost& post, const Watching& current, Timestamp now, Batch& out);
  void add_share(const activity::PublicPost& post);
  [[nodiscard]] Pseudonym author_of(const activity::PublicPost& post, Timestamp now) const {
    return names->author(post.author, names->key_for(post.time, now));
  }
  // Under every key but the first `but`.
  void remove_post(std::string_view id, std::string_view rev, std::size_t but, Batch& out) const;
  void add_match(const activity::PublicPost& post, std::vector<WatchHit> hits, Annotation annotation, Batch& out);
  void hand_over(std::shared_ptr<const Batch> batch);
  void retry();
  void finished(const Batch& batch, const Status& status, bool changed);
};

Intake::Intake(const store::Store& chancery, store::Store& listen, const PostAnnotator& annotator,
               const PseudonymRing& pseudonyms, const OptOuts& opt_outs, Talk& talk, RecentPosts& recent,
               IntakeOptions options)
    : impl_(
          std::make_unique<Impl>(chancery, listen, annotator, pseudonyms, opt_outs, talk, recent, std::move(options))) {
  if (auto read = reload_watches(); !read) {
    log::error("listen", "the stored watches do not compile: {}", read.error().detail);
  }
}

Intake::~Intake() {
  std::unique_lock lock(impl_->mutex);
  impl_->settled.wait(lock, [&] { return impl_->under_way == 0; });
}

Status Intake::reload_watches() {
  const std::lock_guard turn(impl_->reloading);
  const Timestamp now = impl_->listen.clock().now();
  std::vector<Watch> running;
  std::vector<PublicActor> actors;
  impl_->chancery.read([&](store::Snapshot& snapshot) {
    running = watches(snapshot);
    actors = active_public_actors(snapshot, now);
  });
  std::vector<PublicActorId> named;
  Timestamp until = Timestamp::max();
  for (const PublicActor& actor : actors) {
    named.push_back(actor.id);
    if (actor.says.until) until = std::min(until, *actor.says.until);
  }
  std::shared_ptr<const Watching> compiled;      // shared with a `take` that matches with it, as impl_->watching is
  std::shared_ptr<const WatchedActors> watched;  // likewise
  if (impl_->compiled != std::pair(running, named)) {
    const auto vocabulary = with_actors(QueryVocabulary::standard(impl_->annotator.own_topics().topics()), actors);
    auto made = Watching::compile(running, vocabulary, impl_->options.kept());
    if (!made) return fail(made.error());
    compiled = std::move(*made);
    watched = std::make_shared<const WatchedActors>(running, vocabulary, actors);
    if (const QuerySet& set = compiled->set(); set.terms() > 0 && !set.from_kept()) {
      impl_->options.keep(set.serialise());
    }
    impl_->compiled = std::pair(std::move(running), std::move(named));
  }
  const std::lock_guard lock(impl_->mutex);
  impl_->actors_until = until;
  if (compiled) {
    impl_->watching = std::move(compiled);
    impl_->watched = std::move(watched);
  }
  return {};
}

void Intake::gap(const activity::StreamGap& gap) {
  const HeardGap lost{.source = std::string{gap.source}, .from = gap.from, .to = gap.to};
  impl_->listen.submit(
      store::Lane::Bulk,
      [lost](store::Transaction& tx) -> Status {
        add_gap(tx, lost);
        return {};
      },
      [lost](const Status& status) {
        if (!status) log::error("listen", "a gap of {} is not stored: {}", lost.source, status.error().detail);
      });
}

Status Intake::take(const activity::PostBatch& batch) {
  const std::lock_guard turn(impl_->taking);
  if (auto admitted = impl_->admit(); !admitted) return admitted;
  if (impl_->register_is_stale()) {
    if (auto read = reload_watches(); !read) return read;
  }
  std::shared_ptr<const Watching> current;
  std::shared_ptr<const WatchedActors> actors;
  {
    const std::lock_guard lock(impl_->mutex);
    current = impl_->watching;
    actors = impl_->watched;
  }
  if (!current) return fail(Errc::Unavailable, "no watches could be read", "the watches cannot be read: see the log");
  auto digested =
      std::make_shared<Batch>(impl_->digest(batch, *current, *actors));  // shared with the writer from here on
  {
    const std::lock_guard lock(impl_->mutex);
    digested->sequence = ++impl_->last_sequence;
    impl_->waiting.push_back(digested);
    impl_->waiting_bytes += digested->bytes;
    ++impl_->under_way;
    impl_->totals.events += digested->counts.events;
    impl_->totals.bad_lines += digested->counts.bad_lines;
    impl_->totals.posts += digested->counts.posts;
    impl_->totals.matched += digested->counts.matched;
  }
  impl_->hand_over(std::move(digested));
  return {};
}

Status Intake::flush() {
  const std::lock_guard turn(impl_->taking);
  bool again = false;
  {
    std::unique_lock lock(impl_->mutex);
    impl_->settled.wait(lock, [&] { return impl_->under_way == 0; });
    again = impl_->failed.has_value();
  }
  if (again) impl_->retry();
  std::unique_lock lock(impl_->mutex);
  impl_->settled.wait(lock, [&] { return impl_->under_way == 0; });
  if (impl_->failed) return fail(*impl_->failed);
  return {};
}

IntakeTotals Intake::totals() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->totals;
}

Status Intake::Impl::admit() {
  const auto refuse = [](const char* why) {
    return fail(Errc::TooMany, why, "more comes in than can be stored: it is offered again by itself");
  };
  bool again = false;
  {
    const std::lock_guard lock(mutex);
    if (!failed && waiting.size() < options.queued_batches && waiting_bytes < options.queued_bytes) return {};
    again = failed.has_value() && under_way == 0;
  }
  if (again) retry();
  return refuse(again ? "batches the store refused are tried again" : "the intake queue is full");
}

Batch Intake::Impl::digest(const activity::PostBatch& batch, const Watching& current, const WatchedActors& actors) {
  Batch out;
  out.source = batch.source;
  out.cursor = batch.cursor;
  out.reached = batch.reached;
  out.counts.events = batch.events;
  out.counts.bad_lines = batch.bad_lines;
  const Timestamp now = listen.clock().now();
  names = ring.current();
  out.key_since = names->keys() > 1 ? ring.since() : Timestamp{};  // the first key changed nothing
  recent.add(batch.posts, network_of(batch.source), opt_outs);
  for (const activity::PublicPost& post : batch.posts) {
    if (opt_outs.contains(post.author)) continue;
    fires.hear(post, actors, *names, now, out.fire);
    add_post(post, current, now, out);
  }
  // Reactions come by the stream alone: how far a press page was read says nothing of them.
  if (!actors.empty() && network_of(out.source) == Network::Bluesky) out.fire.heard_until = batch.reached;
  recent.remove(batch.removals);
  for (const activity::Removal& removal : batch.removals) {
    fires.remove(removal, actors, *names, out.fire);
    if (removal.id.empty()) {
      for (const Pseudonym& author : names->authors(removal.author)) {
        Change& change = out.changes.emplace_back();
        change.kind = Change::Kind::RemoveAuthor;
        change.row.author = author;
      }
    } else {
      remove_post(removal.id, {}, 0, out);
    }
  }
  out.bytes += sizeof(Batch) + out.changes.size() * sizeof(Change);
  return out;
}

void Intake::Impl::add_post(const activity::PublicPost& post, const Watching& current, Timestamp now, Batch& out) {
  const bool share = post.text.empty() && !post.repost_of.empty();
  if (share) return add_share(post);
  if (!post.update) ++out.counts.posts;
  std::optional<Annotation> annotation;
  auto hits = current.hits(post, network_of(out.source), now, annotator, annotating, matching, annotation);
  if (!hits.empty()) {
    if (!post.update) ++out.counts.matched;
    return add_match(post, std::move(hits), std::move(*annotation), out);
  }
  if (post.update) {
    remove_post(post.id, post.rev, 0, out);
  } else if (in_sample(post.id)) {
    if (!annotation) annotation = annotator.annotate_briefly(post.text, post.declared_language, annotating);
    out.sample.add({}, post.time, *annotation, author_number(author_of(post, now)));
  }
}

void Intake::Impl::remove_post(std::string_view id, std::string_view rev, std::size_t but, Batch& out) const {
  const auto posts = names->posts(id);
  for (std::size_t key = but; key < posts.size(); ++key) {
    Change& change = out.changes.emplace_back();
    change.kind = Change::Kind::RemovePost;
    change.row.post = posts[key];
    change.row.rev = rev;
  }
}

// Who passes on what was heard is no figure and no post: it serves to see what is passed on within seconds.
void Intake::Impl::add_share(const activity::PublicPost& post) {
  if (!lately.holds(post.repost_of)) return;
  talk.share(std::hash<std::string_view>{}(post.repost_of), author_number(names->author(post.author)), post.time);
}

void Intake::Impl::add_match(const activity::PublicPost& post, std::vector<WatchHit> hits, Annotation annotation,
                             Batch& out) {
  lately.add(post.id);
  if (post.update) remove_post(post.id, post.rev, 1, out);  // stored under a former key
  Change& change = out.changes.emplace_back();
  HeardRow& row = change.row;
  const std::size_t key = names->key_for(post.time, listen.clock().now());
  row.post = names->post(post.id, key);
  row.author = names->author(post.author, key);
  row.rev = post.rev;
  row.at = post.time;
  row.network = network_of(out.source);
  row.text = text::strip_bidi_controls(text::cut_at_character(post.text, options.post_bytes));
  row.search_words = segmenter.search_words(row.text);
  change.talk = talk_post(row.post, author_number(row.author), post, annotation, row.search_words);
  for (const WatchHit& hit : hits) change.talk.watches.push_back(hit.watch);
  row.annotation = std::move(annotation);
  row.hits = std::move(hits);
  out.bytes += 3 * row.text.size();
}

// Hands a batch to the store's bulk lane. One that follows a failed batch fails as well, so that no cursor overtakes
// what is not stored.
void Intake::Impl::hand_over(std::shared_ptr<const Batch> batch) {
  auto changed = std::make_shared<bool>(false);  // shared by the two halves of the write
  listen.submit(
      store::Lane::Bulk,
      [this, batch, changed](store::Transaction& tx) -> Status {
        {
          const std::lock_guard lock(mutex);
          if (applied + 1 != batch->sequence) {
            return fail(Errc::Unavailable, "a batch before this one is not stored yet");
          }
        }
        *changed = apply(tx, *batch, listen.clock(), listen.ids(), talk);
        const std::lock_guard lock(mutex);
        applied = batch->sequence;
        return {};
      },
      [this, batch, changed](const Status& status) { finished(*batch, status, *changed); });
}

// Hands everything that waits to the store again, in order.
void Intake::Impl::retry() {
  std::vector<std::shared_ptr<const Batch>> again;
  {
    const std::lock_guard lock(mutex);
    if (!failed || under_way != 0) return;
    again.assign(waiting.begin(), waiting.end());
    under_way = again.size();
    failed.reset();
  }
  for (auto& batch : again) hand_over(std::move(batch));
}

void Intake::Impl::finished(const Batch& batch, const Status& status, bool changed) {
  if (status && changed) options.changed();
  const std::lock_guard lock(mutex);
  --under_way;
  if (status) {
    waiting_bytes -= batch.bytes;
    waiting.pop_front();  // this very batch: they become durable in order
    told = false;
  } else {
    // The commit may have failed after the writer had got past it.
    if (applied >= batch.sequence) applied = batch.sequence - 1;
    if (!failed) failed = status.error();
    if (!std::exchange(told, true)) {
      log::error("listen", "what matched cannot be stored now, and is kept to be tried again: {}", failed->detail);
    }
  }
  settled.notify_all();
}

}  // namespace chancery::listen
