#include "listen/intake.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "listen/figures.hpp"
#include "listen/heard_rows.hpp"
#include "text/matcher.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

// What must change in listen.db for one post or removal, in the order they came.
struct Change {
  enum class Kind { Store, RemovePost, RemoveAuthor } kind = Kind::Store;
  HeardRow row;  // of removals: the pseudonym and, of an update that no longer matches, its rev
};

// Everything of one batch: written in one transaction, or tried again whole.
struct Batch {
  std::uint64_t sequence = 0;
  std::string source;
  std::int64_t cursor = 0;
  Timestamp reached;
  IntakeCounts counts;
  std::vector<Change> changes;
  std::size_t bytes = 0;  // about what it holds in memory
};

// The watches with their terms compiled. Immutable.
struct Watching {
  struct Origin {
    std::size_t watch;
    std::size_t term;
  };
  std::vector<Watch> watches;
  std::vector<Origin> origins;  // of the matcher's terms
  text::Matcher matcher;
};

// Shared by the intake and by a `take` under way when the watches change.
Result<std::shared_ptr<const Watching>> compile(std::vector<Watch> watches) {
  std::vector<Watching::Origin> origins;
  std::vector<std::string> terms;
  for (std::size_t watch = 0; watch < watches.size(); ++watch) {
    for (std::size_t term = 0; term < watches[watch].terms.size(); ++term) {
      origins.push_back({watch, term});
      terms.push_back(watches[watch].terms[term]);
    }
  }
  auto matcher = text::Matcher::compile(terms);
  if (!matcher) return fail(Errc::Internal, matcher.error().detail, matcher.error().hint);
  return std::make_shared<const Watching>(Watching{std::move(watches), std::move(origins), std::move(*matcher)});
}

// Which watches active now the text matches, and by which terms.
std::vector<WatchHit> hits_of(const Watching& watching, std::span<const std::uint32_t> terms, Timestamp now) {
  std::vector<WatchHit> hits;
  for (const std::uint32_t term : terms) {  // ascending, so those of one watch stand together
    const auto [watch, position] = watching.origins[term];
    const Watch& origin = watching.watches[watch];
    if (!origin.active(now)) continue;
    if (hits.empty() || hits.back().watch != origin.id) hits.push_back({origin.id, {}});
    hits.back().terms.push_back(origin.terms[position]);
  }
  return hits;
}

// Runs on the writer's thread. Gives whether figures or posts changed.
bool apply(store::Transaction& tx, const Batch& batch, const Clock& clock, IdSource& ids) {
  bool changed = false;
  const Timestamp now = clock.now();
  for (const Change& change : batch.changes) {
    switch (change.kind) {
      case Change::Kind::Store:
        changed = store_heard(tx, ids.make<HeardPostId>(), change.row, now) || changed;
        break;
      case Change::Kind::RemovePost:
        changed = remove_heard(tx, change.row.post, change.row.rev) || changed;
        break;
      case Change::Kind::RemoveAuthor:
        changed = remove_heard_of_author(tx, change.row.author) || changed;
        break;
    }
  }
  add_intake(tx, batch.source, start_of_hour(now), batch.counts);
  if (batch.cursor != 0) store_cursor(tx, batch.source, batch.cursor, batch.reached);
  return changed;
}

}  // namespace

struct Intake::Impl {
  Impl(const store::Store& from, store::Store& to, const text::LanguageIdentifier& languages, std::string_view key,
       IntakeOptions settings)
      : chancery(from), listen(to), identifier(languages), pseudonyms(key), options(std::move(settings)) {}

  const store::Store& chancery;
  store::Store& listen;
  const text::LanguageIdentifier& identifier;
  const Pseudonymiser pseudonyms;
  const IntakeOptions options;
  text::Matcher::Scratch scratch;  // take's own

  std::mutex mutex;
  std::condition_variable settled;
  // Shared by this and by a `take` that is still matching with it when the watches change.
  std::shared_ptr<const Watching> watching;          // guarded by mutex
  std::deque<std::shared_ptr<const Batch>> waiting;  // guarded by mutex; not yet durable; shared with the writer
  std::size_t waiting_bytes = 0;                     // guarded by mutex
  std::size_t under_way = 0;                         // guarded by mutex; of them handed to the store
  std::uint64_t last_sequence = 0;                   // guarded by mutex; given to a batch
  std::uint64_t applied = 0;                         // guarded by mutex; the writer has got to here
  std::optional<Error> failed;                       // guarded by mutex; why batches wait to be tried again
  bool told = false;                                 // guarded by mutex; that they wait is in the log
  IntakeTotals totals;                               // guarded by mutex

  // Whether the queue takes one more; first hands the batches that failed to the store again.
  [[nodiscard]] Status admit();
  [[nodiscard]] Batch digest(const activity::PostBatch& batch, const Watching& current);
  void add_post(const activity::PublicPost& post, const Watching& current, Timestamp now, Batch& out);
  void hand_over(std::shared_ptr<const Batch> batch);
  void retry();
  void finished(const Batch& batch, const Status& status, bool changed);
};

Intake::Intake(const store::Store& chancery, store::Store& listen, const text::LanguageIdentifier& identifier,
               std::string_view key, IntakeOptions options)
    : impl_(std::make_unique<Impl>(chancery, listen, identifier, key, std::move(options))) {
  if (auto read = reload_watches(); !read) {
    log::error("listen", "the stored watches do not compile: {}", read.error().detail);
  }
}

Intake::~Intake() {
  std::unique_lock lock(impl_->mutex);
  impl_->settled.wait(lock, [&] { return impl_->under_way == 0; });
}

Status Intake::reload_watches() {
  auto compiled = compile(impl_->chancery.read([](store::Snapshot& snapshot) { return watches(snapshot); }));
  if (!compiled) return fail(compiled.error());
  const std::lock_guard lock(impl_->mutex);
  impl_->watching = std::move(*compiled);
  return {};
}

Status Intake::take(const activity::PostBatch& batch) {
  if (auto admitted = impl_->admit(); !admitted) return admitted;
  std::shared_ptr<const Watching> current;
  {
    const std::lock_guard lock(impl_->mutex);
    current = impl_->watching;
  }
  if (!current) return fail(Errc::Unavailable, "no watches could be read", "the watches cannot be read: see the log");
  auto digested = std::make_shared<Batch>(impl_->digest(batch, *current));  // shared with the writer from here on
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

Batch Intake::Impl::digest(const activity::PostBatch& batch, const Watching& current) {
  Batch out;
  out.source = batch.source;
  out.cursor = batch.cursor;
  out.reached = batch.reached;
  out.counts.events = batch.events;
  out.counts.bad_lines = batch.bad_lines;
  const Timestamp now = listen.clock().now();
  for (const activity::PublicPost& post : batch.posts) add_post(post, current, now, out);
  for (const activity::Removal& removal : batch.removals) {
    Change& change = out.changes.emplace_back();
    if (removal.id.empty()) {
      change.kind = Change::Kind::RemoveAuthor;
      change.row.author = pseudonyms.author(removal.author);
    } else {
      change.kind = Change::Kind::RemovePost;
      change.row.post = pseudonyms.post(removal.id);
    }
  }
  out.bytes += sizeof(Batch) + out.changes.size() * sizeof(Change);
  return out;
}

void Intake::Impl::add_post(const activity::PublicPost& post, const Watching& current, Timestamp now, Batch& out) {
  if (post.text.empty() && !post.repost_of.empty()) return;  // a share without words: no watch can match it
  if (!post.update) ++out.counts.posts;
  auto hits = hits_of(current, current.matcher.match(post.text, scratch), now);
  if (hits.empty() && !post.update) return;
  Change& change = out.changes.emplace_back();
  change.row.post = pseudonyms.post(post.id);
  change.row.rev = post.rev;
  if (hits.empty()) {
    change.kind = Change::Kind::RemovePost;
    return;
  }
  if (!post.update) ++out.counts.matched;
  change.row.author = pseudonyms.author(post.author);
  change.row.at = post.time;
  change.row.network = network_of(out.source);
  change.row.text = text::strip_bidi_controls(text::cut_at_character(post.text, options.post_bytes));
  change.row.language = identifier.identify(post.text).tag;
  change.row.hits = std::move(hits);
  out.bytes += change.row.text.size();
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
        *changed = apply(tx, *batch, listen.clock(), listen.ids());
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
