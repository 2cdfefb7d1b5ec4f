// Takes public posts in: matches them, stores what a watch matched, counts and forgets the rest.
//
// A batch's matches, removals, counters and cursor commit in one bulk transaction of listen.db, in the order of the
// batches: after a crash the source reads on from the stored cursor, and what comes twice is stored once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/annotation.hpp"
#include "listen/opt_outs.hpp"
#include "listen/pseudonym.hpp"
#include "listen/recent_posts.hpp"
#include "listen/talk.hpp"
#include "store/store.hpp"

namespace chancery::listen {

struct IntakeOptions {
  // Handed to the store and not yet durable: the batch that comes when either is reached is refused.
  std::size_t queued_batches = 64;
  std::size_t queued_bytes = 16UL * 1024 * 1024;
  std::size_t post_bytes = 16UL * 1024;   // of a post's text that is stored; the rest is cut off
  std::function<void()> changed = [] {};  // after a commit that changed figures or posts; must not block
  // The watches' compiled terms, kept over a restart: `kept` gives what `keep` was given last, or nothing.
  std::function<std::string()> kept = [] { return std::string{}; };
  std::function<void(std::string_view)> keep = [](std::string_view) {};
  // Whether a text has a word of a quarrel between states: asked of answers to watched public actors. None: never.
  // Called by `take` alone.
  std::function<bool(std::string_view)> crisis_words = {};
};

// What was taken in since the object was made.
struct IntakeTotals {
  std::uint64_t events = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t posts = 0;
  std::uint64_t matched = 0;
};

// Thread safety: `take` on one source thread at a time; everything else on any thread.
class Intake final : public activity::PostSink {
 public:
  // Borrows all but the options for its lifetime; watches are read from `chancery` now.
  Intake(const store::Store& chancery, store::Store& listen, const PostAnnotator& annotator,
         const PseudonymRing& pseudonyms, const OptOuts& opt_outs, Talk& talk, RecentPosts& recent,
         IntakeOptions options);
  ~Intake() override;  // waits until what was accepted is durable or has failed

  // Posts of who asked not to be listened to are neither matched nor counted. Of those no active watch matches, one in
  // kSampleRate is counted by language, topic, country and tone, the others are counted alone; shares without words are
  // remembered while what they share was heard. A post seen before (same id, same or older rev) is not stored again; an
  // update replaces what was stored or, when it no longer matches, removes it. Removals delete what is stored. Of posts
  // of public actors an active watch names, it is counted how many people react within an hour (fire_counter.hpp).
  // Fails with Errc::TooMany while the queue is full, or while batches the store refused are tried again.
  [[nodiscard]] Status take(const activity::PostBatch& batch) override;
  // Stored, so that figures of those hours can say so.
  void gap(const activity::StreamGap& gap) override;

  // Reads the watches and the register again, and compiles them when what runs, or whom it may name, is no longer the
  // same: to be called when one was approved. `take` does so by itself when the time of a public actor has ended. Fails
  // with Errc::Internal when they do not compile; the former ones then stay.
  [[nodiscard]] Status reload_watches();
  // Returns once everything accepted is durable, a batch that is being taken in among it. Fails with what the store
  // said, and keeps the batch for `take`.
  [[nodiscard]] Status flush();

  [[nodiscard]] IntakeTotals totals() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Where a source was last read to, as PostBatch::cursor had it; 0 when it never was.
[[nodiscard]] std::int64_t stored_cursor(const store::Store& listen, std::string_view source);
// The same with the time the stream had reached there. Of a stream ("ws…") that was never read, the time the latest
// one that was had reached, without a cursor: cursors belong to one server.
[[nodiscard]] activity::StreamPosition stored_position(const store::Store& listen, std::string_view source);

// What a source lost, newest first.
struct HeardGap {
  std::string source;
  Timestamp from;
  Timestamp to;
};
[[nodiscard]] std::vector<HeardGap> heard_gaps(store::Snapshot& snapshot, Timestamp since, std::size_t limit);

}  // namespace chancery::listen
